package directus

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
)

// Auth signs a client in and keeps it signed in. [Client] has one that does all that
// Directus knows; [WithAuth] replaces it, and need not do more than Token. It is safe for
// several goroutines.
type Auth interface {
	// Login signs in and replaces what session there was.
	Login(ctx context.Context, credentials Credentials) error
	// Refresh renews the session now.
	Refresh(ctx context.Context) error
	// Logout ends the session. Afterwards calls are anonymous.
	Logout(ctx context.Context) error
	// Static signs in with a static token, once the server has accepted it.
	Static(ctx context.Context, token string) error
	// Token returns the token to send, renewed when it is about to expire. It is empty
	// when nobody is signed in.
	Token(ctx context.Context) (string, error)
}

// Mode is where the server puts the tokens of a session.
type Mode string

// The modes of [WithAuthMode].
const (
	ModeJSON    Mode = "json"    // both tokens in the reply: the default
	ModeCookie  Mode = "cookie"  // the refresh token in a cookie
	ModeSession Mode = "session" // one session token in a cookie
)

// ErrSessionExpired says that the session ended: the server refused to renew it. It wraps
// the server's [*Error]. Sign in again, or Logout to go on anonymously.
var ErrSessionExpired = errors.New("directus: the session has expired")

// Credentials say who signs in. Either Email and Password are set, or Identifier and
// Password with the Provider of an LDAP directory, or Share. Printing shows none of them.
type Credentials struct {
	Email    string
	Password string
	OTP      string // one-time password, for users with two-factor authentication

	Provider   string // name of a provider; empty for the default one
	Identifier string // user name in an LDAP directory, instead of Email

	Share         string // key of a share, instead of all the above
	SharePassword string // of that share; it has one and this is empty: CodeInternalServerError
}

// String shows nothing.
func (c Credentials) String() string { return "directus.Credentials" }

// GoString shows nothing.
func (c Credentials) GoString() string { return c.String() }

// LogValue shows nothing.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// check reports credentials that no server takes.
func (c Credentials) check() error {
	switch {
	case c.Share != "":
		if c.Email+c.Identifier+c.Password+c.OTP+c.Provider != "" {
			return errors.New("a Share excludes everything but SharePassword")
		}
	case c.SharePassword != "":
		return errors.New("SharePassword goes with Share")
	case (c.Email == "") == (c.Identifier == ""):
		return errors.New("either Email or Identifier is needed")
	case c.Identifier != "" && c.Provider == "":
		return errors.New("an Identifier goes with the Provider it is known to")
	case c.Password == "":
		return errors.New("Password is missing")
	}
	return nil
}

// request is the call that signs in.
func (c Credentials) request(mode Mode) (*Request, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	body := map[string]string{"mode": string(mode)}
	if c.Share != "" {
		body["share"] = c.Share
		setNonEmpty(body, "password", c.SharePassword)
		return &Request{Method: http.MethodPost, Path: "/shares/auth", Route: "/shares/auth", Body: JSON(body), NoAuth: true}, nil
	}
	setNonEmpty(body, "email", c.Email)
	setNonEmpty(body, "identifier", c.Identifier)
	setNonEmpty(body, "password", c.Password)
	setNonEmpty(body, "otp", c.OTP)
	req := &Request{Method: http.MethodPost, Path: "/auth/login", Route: "/auth/login", Body: JSON(body), NoAuth: true}
	if c.Provider != "" {
		segment, err := Path(c.Provider)
		if err != nil {
			return nil, err
		}
		req.Path += segment
		req.Route += "/{provider}"
	}
	return req, nil
}

func setNonEmpty(body map[string]string, name, value string) {
	if value != "" {
		body[name] = value
	}
}

// maxResends bounds how often a request is sent again for an expired token.
const maxResends = 5

// authorizing is the layer that adds the token to requests.
type authorizing struct {
	next Transport
	auth Auth
}

// Do sends req with the token of the call, or else that of the client. A request that
// wants none, or that carries its own Authorization, is sent as it is. When the server
// finds the client's token expired, the request is sent once more with a new one; and again
// only if that may have expired as well while the request was on its way.
func (a authorizing) Do(ctx context.Context, req *Request) (*Response, error) {
	if req.NoAuth || req.Header.Get("Authorization") != "" {
		return a.next.Do(ctx, req)
	}
	if req.state != nil && req.state.token != nil {
		return a.next.Do(ctx, bearer(req, *req.state.token))
	}
	token, err := a.auth.Token(ctx)
	if err != nil {
		return nil, err
	}
	for resends := 0; ; resends++ {
		resp, err := a.next.Do(ctx, bearer(req, token))
		if err != nil || resp.Status != http.StatusUnauthorized || token == "" {
			return resp, err
		}
		if resends > 0 && !a.aged(token) || resends == maxResends {
			return resp, nil
		}
		if token = a.renew(ctx, req, resp, token); token == "" {
			return resp, nil
		}
		_ = resp.Body.Close() // it was read for what it says
	}
}

// aged reports whether a token that the server has refused was fresh when it was sent, and
// not any more.
func (a authorizing) aged(token string) bool {
	s, ok := a.auth.(*sessionAuth)
	return ok && s.aged(token)
}

// bearer is req with a token, if there is one.
func bearer(req *Request, token string) *Request {
	if token == "" {
		return req
	}
	return req.with("Authorization", "Bearer "+token)
}

// renew returns another token to try after the server has refused one, or "" when there
// is none, or when req cannot be sent again.
func (a authorizing) renew(ctx context.Context, req *Request, resp *Response, refused string) string {
	e := peekError(req, resp)
	if !req.Body.canReopen() {
		return ""
	}
	if s, ok := a.auth.(*sessionAuth); ok {
		return s.replace(ctx, refused, e)
	}
	if !e.has(CodeTokenExpired) || a.auth.Refresh(ctx) != nil {
		return ""
	}
	token, err := a.auth.Token(ctx)
	if err != nil || token == refused {
		return ""
	}
	return token
}
