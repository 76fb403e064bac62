package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	// storageKey is the name of the session in a Storage.
	storageKey = "directus_session"
	// renewTimeout bounds one refresh, for which many callers may wait.
	renewTimeout = 30 * time.Second
	// renewPause is how long the timer waits after a refresh that got no answer.
	renewPause = time.Second
	// closeGrace is how long Close lets a refresh go on: cut off, it would lose the session.
	closeGrace = 5 * time.Second
)

// sessionAuth is the Auth of a client: it signs in, keeps the session in a Storage and
// renews it.
type sessionAuth struct {
	config sessionConfig
	client *Client // for its calls, all of them without a token

	changing chan struct{}   // has room for one: who changes the session
	ctx      context.Context // of refreshes, which belong to no caller; ends at close
	stop     context.CancelFunc
	work     sync.WaitGroup // refreshes under way

	mu      sync.Mutex
	closed  bool
	loaded  bool     // the storage has been read
	current *session // nil: nobody is signed in
	lost    error    // why the session ended by itself
	renewal *renewal // under way, if any
	timer   *time.Timer
}

// sessionConfig is what the options say about sessions.
type sessionConfig struct {
	mode      Mode
	storage   Storage
	cookies   cookieNames
	before    time.Duration // renew so long before expiry
	auto      bool          // renew without being asked
	anonymous bool          // go on anonymously when the session is lost
	onLost    func(error)
}

// newSessionAuth returns an Auth that is signed in with the static token, if there is one,
// and else with what the storage holds.
func newSessionAuth(cfg sessionConfig, static string) *sessionAuth {
	a := &sessionAuth{config: cfg, changing: make(chan struct{}, 1)}
	a.ctx, a.stop = context.WithCancel(context.Background())
	if static != "" {
		a.loaded, a.current = true, &session{access: static}
	}
	return a
}

// String shows no token.
func (a *sessionAuth) String() string { return "directus.Auth" }

// GoString shows no token.
func (a *sessionAuth) GoString() string { return a.String() }

// close stops the timer, waits a little for a refresh under way, and then stops it too.
func (a *sessionAuth) close() {
	a.mu.Lock()
	a.closed = true
	a.schedule(nil)
	a.mu.Unlock()
	grace := time.AfterFunc(closeGrace, a.stop)
	a.work.Wait()
	grace.Stop()
	a.stop()
}

// Login implements [Auth].
//
// API: POST /auth/login[/{provider}] or POST /shares/auth, https://directus.io/docs/api/authentication
func (a *sessionAuth) Login(ctx context.Context, credentials Credentials) error {
	req, err := credentials.request(a.config.mode)
	if err != nil {
		return fmt.Errorf("directus: Login: %w", invalidError{err})
	}
	return a.change(ctx, func() error {
		s, err := a.ask(ctx, req, a.config.mode)
		if err != nil {
			return err
		}
		return a.keep(ctx, s)
	})
}

// Static implements [Auth].
//
// API: GET /users/me, https://directus.io/docs/api/users
func (a *sessionAuth) Static(ctx context.Context, token string) error {
	if err := checkToken(token); err != nil {
		return fmt.Errorf("directus: Static: %w", invalidError{err})
	}
	return a.change(ctx, func() error {
		req := &Request{
			Method: http.MethodGet, Path: "/users/me", Route: "/users/me",
			Query: map[string][]string{"fields": {"id"}}, Header: http.Header{"Authorization": {"Bearer " + token}},
		}
		if _, err := call[struct{}](ctx, a.client, req); err != nil { // a page instead of a user proves nothing
			return err
		}
		return a.keep(ctx, &session{access: token})
	})
}

// Logout implements [Auth]. The session is forgotten here also when the server cannot be
// told, which the error then says.
//
// API: POST /auth/logout, https://directus.io/docs/api/authentication
func (a *sessionAuth) Logout(ctx context.Context) error {
	return a.change(ctx, func() error {
		s, err := a.session(ctx)
		if err == nil && s != nil && !s.isStatic() {
			err = a.client.exec(ctx, s.renewRequest("/auth/logout", a.config.cookies))
		} else if errors.Is(err, ErrSessionExpired) || errors.Is(err, errUnreadable) {
			err = nil // forgotten like the rest
		}
		return errors.Join(err, a.keep(context.WithoutCancel(ctx), nil))
	})
}

// Refresh implements [Auth].
//
// API: POST /auth/refresh, https://directus.io/docs/api/authentication
func (a *sessionAuth) Refresh(ctx context.Context) error {
	s, err := a.session(ctx)
	switch {
	case err != nil:
		return err
	case s == nil:
		return errors.New("directus: Refresh: nobody is signed in")
	case s.isStatic():
		return nil
	}
	return a.renew(ctx, s)
}

// Token implements [Auth].
func (a *sessionAuth) Token(ctx context.Context) (string, error) {
	s, err := a.session(ctx)
	if s == nil || err != nil {
		return "", err
	}
	if s.isStatic() || !a.config.auto || time.Now().Before(s.renewAt(a.config.before)) {
		return s.access, nil
	}
	err = a.renew(ctx, s)
	now, lost := a.session(ctx)
	switch {
	case lost != nil:
		return "", lost
	case now == nil: // signed out meanwhile
		return "", nil
	case now != s || time.Now().Before(s.expires): // renewed, or still good
		return now.access, nil
	}
	return "", err
}

// replace returns a token to try after the server has refused one with e: that of a
// session that is newer, or is renewed for it. It is "" when there is none.
func (a *sessionAuth) replace(ctx context.Context, refused string, e *Error) string {
	s, err := a.session(ctx)
	if err != nil || s == nil || s.isStatic() || !a.config.auto {
		return ""
	}
	if s.access == refused {
		if !e.has(CodeTokenExpired) && !e.has(CodeInvalidCredentials) {
			return ""
		}
		if a.adopt(ctx, s) != nil {
			return ""
		}
		if s = a.now(); s != nil && s.access == refused && e.has(CodeTokenExpired) {
			_ = a.renew(ctx, s) // the caller gets the server's refusal when it fails
			s = a.now()
		}
	}
	if s == nil || s.access == refused {
		return ""
	}
	return s.access
}

// aged reports whether a token has been replaced, or may have expired at the server, which
// counts in whole seconds from some time after it was asked for the token.
func (a *sessionAuth) aged(token string) bool {
	s := a.now()
	return s != nil && (s.access != token || time.Since(s.asked) > s.life-time.Second)
}

// now is the session as it is.
func (a *sessionAuth) now() *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

// session returns the session, which it reads from the storage the first time. A session
// that was lost is an error, unless calls may go on anonymously.
func (a *sessionAuth) session(ctx context.Context) (*session, error) {
	a.mu.Lock()
	loaded, current, lost := a.loaded, a.current, a.lost
	a.mu.Unlock()
	if loaded {
		if lost != nil && !a.config.anonymous {
			return nil, lost
		}
		return current, nil
	}
	stored, err := a.stored(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.loaded {
		a.loaded, a.current = true, stored
		a.schedule(stored)
	}
	return a.current, nil
}

// stored reads the session in the storage; nil means that there is none.
func (a *sessionAuth) stored(ctx context.Context) (*session, error) {
	text, found, err := a.config.storage.Get(ctx, storageKey)
	if err != nil {
		return nil, fmt.Errorf("read the session: %w", err)
	}
	if !found {
		return nil, nil //nolint:nilnil // nobody being signed in is no failure
	}
	return decodeSession(text)
}

// keep stores a session and makes it the current one; nil removes it.
func (a *sessionAuth) keep(ctx context.Context, s *session) error {
	err := a.store(ctx, s)
	a.set(s, nil)
	return err
}

func (a *sessionAuth) store(ctx context.Context, s *session) error {
	if s == nil {
		if err := a.config.storage.Delete(ctx, storageKey); err != nil {
			return fmt.Errorf("remove the session: %w", err)
		}
		return nil
	}
	text, err := s.encode()
	if err != nil {
		return err
	}
	if err := a.config.storage.Set(ctx, storageKey, text); err != nil {
		return fmt.Errorf("store the session: %w", err)
	}
	return nil
}

// change runs f while nobody else changes the session, in this process or, where the
// storage can lock, in another.
func (a *sessionAuth) change(ctx context.Context, f func() error) error {
	if ctx == nil {
		return fmt.Errorf("directus: Auth: %w", invalidError{errNilContext})
	}
	select {
	case a.changing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-a.changing }()
	locker, ok := a.config.storage.(Locker)
	if !ok {
		return f()
	}
	unlock, err := locker.Lock(ctx, storageKey)
	if err != nil {
		return fmt.Errorf("lock the session: %w", err)
	}
	defer unlock()
	return f()
}

// ask sends a login or a refresh and makes a session of the reply.
func (a *sessionAuth) ask(ctx context.Context, req *Request, mode Mode) (*session, error) {
	asked := time.Now()
	resp, err := a.client.send(ctx, req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answered := time.Now()
	var reply tokens
	if _, err := a.client.readBody(req, resp, resp.Body, &reply); err != nil {
		return nil, err
	}
	s, err := sessionFrom(mode, reply, resp.Header, a.config.cookies, answered)
	if err != nil {
		return nil, failure(req, err)
	}
	s.asked = asked
	return s, nil
}
