package directus

import (
	"context"
	"errors"
	"net/http"
)

// Password lets users who forgot their password set a new one. It is a field of [Client].
type Password struct{ client *Client }

// With returns a handle whose requests carry these options.
func (p *Password) With(opts ...RequestOption) *Password { return &Password{p.client.with(opts)} }

// Request makes the server send a mail with a link to reset the password of the user with
// this address. The link leads to resetURL, which the server must have in its
// PASSWORD_RESET_URL_ALLOW_LIST, or to the Data Studio when that is empty. Whether there is
// such a user does not show.
//
// API: POST /auth/password/request, https://directus.io/docs/api/authentication
func (p *Password) Request(ctx context.Context, email, resetURL string) error {
	body := map[string]string{"email": email}
	setNonEmpty(body, "reset_url", resetURL)
	req := publicPost("/auth/password/request", body)
	if email == "" {
		return invalid(req, errors.New("email is empty"))
	}
	return p.client.exec(ctx, req)
}

// Reset sets a new password with the token of that link. A token that is wrong or was used
// is CodeInvalidToken or CodeForbidden; Directus 10 answers CodeInternalServerError for one
// that is not a token at all.
//
// API: POST /auth/password/reset, https://directus.io/docs/api/authentication
func (p *Password) Reset(ctx context.Context, token, newPassword string) error {
	req := publicPost("/auth/password/reset", map[string]string{"token": token, "password": newPassword})
	if token == "" || newPassword == "" {
		return invalid(req, errors.New("token and password are needed"))
	}
	return p.client.exec(ctx, req)
}

// publicPost is a call that never carries a token.
func publicPost(path string, body map[string]string) *Request {
	return &Request{Method: http.MethodPost, Path: path, Route: path, Body: JSON(body), NoAuth: true}
}
