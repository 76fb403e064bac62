package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Password lets users who forgot their password set a new one. It is a field of [Client].
type Password struct{ client *Client }

// Request makes the server send a mail with a link to reset the password of the user with
// this address. The link leads to resetURL, which the server must have in its
// PASSWORD_RESET_URL_ALLOW_LIST, or to the Data Studio when that is empty. Whether there is
// such a user does not show.
//
// API: POST /auth/password/request, https://directus.io/docs/api/authentication
func (p *Password) Request(ctx context.Context, email, resetURL string) error {
	if email == "" {
		return fmt.Errorf("directus: Password.Request: %w", invalidError{errors.New("email is empty")})
	}
	body := map[string]string{"email": email}
	setNonEmpty(body, "reset_url", resetURL)
	return p.client.exec(ctx, publicPost("/auth/password/request", body))
}

// Reset sets a new password with the token of that link. A token that is wrong or was used
// is CodeInvalidToken or CodeForbidden; Directus 10 answers CodeInternalServerError for one
// that is not a token at all.
//
// API: POST /auth/password/reset, https://directus.io/docs/api/authentication
func (p *Password) Reset(ctx context.Context, token, newPassword string) error {
	if token == "" || newPassword == "" {
		return fmt.Errorf("directus: Password.Reset: %w", invalidError{errors.New("token and password are needed")})
	}
	return p.client.exec(ctx, publicPost("/auth/password/reset", map[string]string{"token": token, "password": newPassword}))
}

// publicPost is a call that never carries a token.
func publicPost(path string, body map[string]string) *Request {
	return &Request{Method: http.MethodPost, Path: path, Route: path, Body: JSON(body), NoAuth: true}
}
