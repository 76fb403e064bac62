package directus

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
)

// TFASecret is what an authenticator app makes one-time passwords with. Printing shows
// nothing of it.
type TFASecret struct {
	Secret     string `json:"secret"`      // in base32
	OTPAuthURL string `json:"otpauth_url"` // the same for a QR code: otpauth://totp/…
}

// String shows nothing.
func (s TFASecret) String() string { return "directus.TFASecret" }

// GoString shows nothing.
func (s TFASecret) GoString() string { return s.String() }

// LogValue shows nothing.
func (s TFASecret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// GenerateTFA returns a new secret for the user who is signed in, to be shown to that person
// and then given to [Users.EnableTFA]; the server does not keep it. The password is that of
// the user, and empty for one who signs in through a provider. A wrong one is
// CodeInvalidCredentials, as are anonymous callers; a user who has two-factor authentication
// gets CodeInvalidPayload.
//
// API: POST /users/me/tfa/generate, https://directus.io/docs/api/users
func (u *Users[T]) GenerateTFA(ctx context.Context, password string) (TFASecret, error) {
	req := to(http.MethodPost, "/users/me/tfa/generate")
	body := map[string]string{}
	setNonEmpty(body, "password", password)
	req.Body = JSON(body)
	return call[TFASecret](ctx, u.client, req)
}

// EnableTFA turns two-factor authentication on for the user who is signed in, with a secret
// of [Users.GenerateTFA] and a one-time password that was made with it. From then on
// Credentials.OTP is needed to sign in. A wrong one-time password is CodeInvalidPayload. A
// user who may not change the own account gets CodeForbidden, even if a policy enforces a
// second factor; on Directus 10 not if the role does.
//
// API: POST /users/me/tfa/enable, https://directus.io/docs/api/users
func (u *Users[T]) EnableTFA(ctx context.Context, secret, otp string) error {
	req := to(http.MethodPost, "/users/me/tfa/enable")
	if secret == "" || otp == "" {
		return invalid(req, errors.New("secret and one-time password are needed"))
	}
	req.Body = JSON(map[string]string{"secret": secret, "otp": otp})
	return u.client.exec(ctx, req)
}

// DisableTFA turns two-factor authentication off for the user who is signed in. A wrong
// one-time password is CodeInvalidPayload, and so is a user who has it off. One who may not
// change the own account gets CodeForbidden.
//
// API: POST /users/me/tfa/disable, https://directus.io/docs/api/users
func (u *Users[T]) DisableTFA(ctx context.Context, otp string) error {
	req := to(http.MethodPost, "/users/me/tfa/disable")
	if otp == "" {
		return invalid(req, errors.New("the one-time password is empty"))
	}
	req.Body = JSON(map[string]string{"otp": otp})
	return u.client.exec(ctx, req)
}

// DisableTFAOf turns two-factor authentication off for the user with this key, who has lost
// the authenticator app. Administrators may, and others get CodeForbidden, anonymous callers
// CodeInvalidCredentials. It is no error when the user has it off, or when there is no such
// user.
//
// API: POST /users/{id}/tfa/disable, https://directus.io/docs/api/users
func (u *Users[T]) DisableTFAOf(ctx context.Context, id ID) error {
	req, err := endpoint(http.MethodPost, "/users/{id}/tfa/disable", id)
	if err != nil {
		return err
	}
	return u.client.exec(ctx, req)
}
