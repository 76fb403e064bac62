package directus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Invite makes a user with the status "invited" in this role, and has the server send a mail
// with a link that is good for seven days. The link leads to inviteURL with a parameter
// "token" for [Users.AcceptInvite]; the server must have that URL in its
// USER_INVITE_URL_ALLOW_LIST. An empty one is the Data Studio. Whoever was invited before
// gets another mail and the new role; for other users nothing happens.
//
// Callers need permission to create users. Without it, Directus 12 invites nobody and yet
// tells no error, where 11 and 10 answer CodeForbidden. That a mail could not be sent does
// not show either.
//
// API: POST /users/invite, https://directus.io/docs/api/users
func (u *Users[T]) Invite(ctx context.Context, email string, role ID, inviteURL string) error {
	return u.InviteMany(ctx, []string{email}, role, inviteURL)
}

// InviteMany invites several people as [Users.Invite] does, one after the other: when it
// fails, some of them may have been invited. No addresses send nothing.
//
// API: POST /users/invite with a list, https://directus.io/docs/api/users
func (u *Users[T]) InviteMany(ctx context.Context, emails []string, role ID, inviteURL string) error {
	req := to(http.MethodPost, "/users/invite")
	key, err := keyText(role)
	switch {
	case err != nil:
		return invalid(req, fmt.Errorf("role: %w", err))
	case slices.Contains(emails, ""):
		return invalid(req, errors.New("an e-mail address is empty"))
	case len(emails) == 0:
		return nil
	}
	body := map[string]any{"email": emails, "role": key}
	if inviteURL != "" {
		body["invite_url"] = inviteURL
	}
	req.Body = JSON(body)
	return u.client.exec(ctx, req)
}

// AcceptInvite sets the password of an invited user, who can sign in from then on, with the
// token of the mail's link. Everybody who has the token may. One that is wrong or too old is
// CodeInvalidToken or CodeTokenExpired, one that was used CodeInvalidInvite, or
// CodeInvalidPayload on Directus 10.
//
// API: POST /users/invite/accept, https://directus.io/docs/api/users
func (u *Users[T]) AcceptInvite(ctx context.Context, token, password string) error {
	req := publicPost("/users/invite/accept", map[string]string{"token": token, "password": password})
	if token == "" || password == "" {
		return invalid(req, errors.New("token and password are needed"))
	}
	return u.client.exec(ctx, req)
}

// Registration is somebody who makes an account. Printing shows nothing of it.
type Registration struct {
	Email     string
	Password  string
	FirstName string // may be empty
	LastName  string // may be empty

	// VerificationURL is where the mail's link leads, with a parameter "token" for
	// [Users.VerifyEmail]. The server must have it in its USER_REGISTER_URL_ALLOW_LIST. Empty
	// is the server itself, which verifies and then shows the Data Studio.
	VerificationURL string
}

// String shows nothing.
func (r Registration) String() string { return "directus.Registration" }

// GoString shows nothing.
func (r Registration) GoString() string { return r.String() }

// LogValue shows nothing.
func (r Registration) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Register makes an account where the project's settings allow public registration, and is
// CodeForbidden elsewhere. The server sends a mail, and until [Users.VerifyEmail] the account
// cannot sign in, unless the settings ask for no verification. Everybody may; for an address
// that has an account nothing happens, and it does not show. A server takes five
// registrations a minute from one address (CodeRequestsExceeded). Since Directus 10.
//
// API: POST /users/register, https://directus.io/docs/api/users
func (u *Users[T]) Register(ctx context.Context, r Registration) error {
	body := map[string]string{"email": r.Email, "password": r.Password}
	setNonEmpty(body, "first_name", r.FirstName)
	setNonEmpty(body, "last_name", r.LastName)
	setNonEmpty(body, "verification_url", r.VerificationURL)
	req := publicPost("/users/register", body)
	if r.Email == "" || r.Password == "" {
		return invalid(req, errors.New("e-mail address and password are needed"))
	}
	return u.client.exec(ctx, req)
}

// VerifyEmail lets somebody who registered sign in, with the token of the mail's link, and
// returns the user's id. A token that is wrong or too old is CodeInvalidToken or
// CodeTokenExpired, one that was used CodeInvalidPayload: it is therefore not sent again when
// it may have arrived. A [Transport] of your own has to heed Request.NoRedirect.
//
// API: GET /users/register/verify-email, https://directus.io/docs/api/users
func (u *Users[T]) VerifyEmail(ctx context.Context, token string) (string, error) {
	req := to(http.MethodGet, "/users/register/verify-email")
	if token == "" {
		return "", invalid(req, errors.New("token is empty"))
	}
	req.Query, req.NoAuth, req.NoRedirect = url.Values{"token": {token}}, true, true
	req.once = true
	resp, err := u.client.Do(ctx, req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.Status >= http.StatusBadRequest {
		return "", errorFrom(req, resp)
	}
	_, id, ok := strings.Cut(resp.Header.Get("Location"), "/admin/users/")
	if !ok {
		return "", failure(req, fmt.Errorf("the server answers %d and does not name the user", resp.Status))
	}
	return id, nil
}
