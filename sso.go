package directus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Provider is a way to sign in that a server offers besides e-mail and password.
type Provider struct {
	Name   string `json:"name"`   // for Credentials.Provider and BrowserLogin.Provider
	Driver string `json:"driver"` // "openid", "oauth2", "saml", "ldap" or "local"
	Icon   string `json:"icon"`
	Label  string `json:"label"` // for people; may be empty
}

// Providers are the ways to sign in that a server offers.
type Providers struct {
	List           []Provider `json:"data"`
	DisableDefault bool       `json:"disableDefault"` // e-mail and password are no way
}

// Providers returns the ways to sign in that the server offers. Everybody may ask.
//
// API: GET /auth, https://directus.io/docs/api/authentication
func (c *Client) Providers(ctx context.Context) (Providers, error) {
	req := &Request{Method: http.MethodGet, Path: "/auth", Route: "/auth", NoAuth: true}
	resp, err := c.send(ctx, req)
	if err != nil {
		return Providers{}, err
	}
	var providers Providers
	if err := resp.Decode(&providers); err != nil {
		return Providers{}, failure(req, decodeError{err: err})
	}
	return providers, nil
}

// BrowserLogin is how a program on a person's own machine signs in through a browser.
type BrowserLogin struct {
	// Provider is the name of an OpenID, OAuth 2 or SAML provider.
	Provider string
	// Redirect is where the browser comes back to: a loopback URL with a port, such as
	// "http://127.0.0.1:8765/", on which the program listens meanwhile. The server must
	// have it in the AUTH_<PROVIDER>_REDIRECT_ALLOW_LIST.
	Redirect string
	// Open shows the login page, by starting a browser or printing the URL.
	Open func(ctx context.Context, loginURL string) error
	// Paste asks the person for a token: the value of the cookie directus_session_token or
	// directus_refresh_token. It is called when the browser brought no cookie, as it does
	// only where the server has the host of Redirect. Without it that is an error.
	Paste func(ctx context.Context) (string, error)
}

// LoginWithBrowser signs in through a browser and keeps the session like Auth.Login. It
// returns when the person has signed in, or refused to, or ctx ends.
//
// API: GET /auth/login/{provider} and POST /auth/refresh, https://directus.io/docs/api/authentication
func (c *Client) LoginWithBrowser(ctx context.Context, login BrowserLogin) error {
	if err := c.loginWithBrowser(ctx, login); err != nil {
		return fmt.Errorf("directus: LoginWithBrowser: %w", err)
	}
	return nil
}

func (c *Client) loginWithBrowser(ctx context.Context, login BrowserLogin) error {
	if err := c.usable(); err != nil {
		return err
	}
	if c.shared.session == nil {
		return errors.New("the client has an Auth of its own")
	}
	page, redirect, err := login.urls(c.shared.base)
	if err != nil {
		return invalidError{err}
	}
	token, err := login.visit(ctx, page, redirect, c.shared.sessions.cookies)
	if err == nil && token == "" {
		token, err = login.ask(ctx)
	}
	if err != nil {
		return err
	}
	return c.shared.session.resume(ctx, token)
}

// urls are the login page at the server, and where it sends the browser afterwards.
func (l BrowserLogin) urls(base string) (page string, redirect *url.URL, err error) {
	provider, err := Path(l.Provider)
	if err != nil {
		return "", nil, fmt.Errorf("Provider: %w", err)
	}
	redirect, err = url.Parse(l.Redirect)
	if err != nil || redirect.Scheme != "http" || redirect.Port() == "" || !isLoopback(redirect.Hostname()) {
		return "", nil, errors.New("a loopback URL with a port is needed as Redirect, such as http://127.0.0.1:8765/")
	}
	if l.Open == nil {
		return "", nil, errors.New("without Open nobody sees the login page")
	}
	return base + "/auth/login" + provider + "?redirect=" + url.QueryEscape(l.Redirect), redirect, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// visit shows the page and waits until the browser comes back. It returns the token that
// the browser brought, which is empty when it brought none.
func (l BrowserLogin) visit(ctx context.Context, page string, redirect *url.URL, names cookieNames) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", redirect.Host)
	if err != nil {
		return "", err
	}
	came := make(chan *http.Request, 1)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != redirect.Path && r.URL.Path != redirect.Path+"/" {
			http.NotFound(w, r) // a favicon, for example
			return
		}
		select {
		case came <- r:
		default:
		}
		_, _ = w.Write([]byte("You can close this page and go back to the program.\n"))
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // it ends by Close
	}()
	defer func() {
		_ = server.Shutdown(context.WithoutCancel(ctx)) // lets the page arrive
		<-served
	}()
	if err := l.Open(ctx, page); err != nil {
		return "", err
	}
	select {
	case r := <-came:
		if reason := r.URL.Query().Get("reason"); reason != "" {
			return "", fmt.Errorf("the server refused: %w", Code(reason))
		}
		return tokenIn(r, names), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// tokenIn is the token in the cookies that a browser sends.
func tokenIn(r *http.Request, names cookieNames) string {
	for _, name := range []string{names.session, names.refresh} {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			return cookie.Value
		}
	}
	return ""
}

// ask lets the person paste the token.
func (l BrowserLogin) ask(ctx context.Context) (string, error) {
	if l.Paste == nil {
		return "", errors.New("the browser brought no cookie of the server; set Paste")
	}
	token, err := l.Paste(ctx)
	if err != nil {
		return "", err
	}
	token = strings.TrimSpace(token)
	return token, checkToken(token)
}

// resume takes over the session that a session token or a refresh token belongs to.
func (a *sessionAuth) resume(ctx context.Context, token string) error {
	old := &session{mode: a.config.mode, refresh: token}
	switch isJWT := strings.Count(token, ".") == 2; {
	case isJWT:
		old.mode = ModeSession
	case old.mode == ModeSession:
		old.mode = ModeJSON
	}
	return a.change(ctx, func() error {
		s, err := a.ask(ctx, old.renewRequest("/auth/refresh", a.config.cookies), old.mode)
		if err != nil {
			return err
		}
		return a.keep(context.WithoutCancel(ctx), s)
	})
}
