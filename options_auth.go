package directus

import (
	"errors"
	"fmt"
	"time"
)

// WithAuth signs in with auth instead of the client's own way. When the server finds a
// token expired, auth.Refresh is called once and the request sent again.
func WithAuth(auth Auth) Option {
	return func(c *config) error {
		if auth == nil {
			return errors.New("WithAuth: nil Auth")
		}
		c.auth = auth
		return nil
	}
}

// WithAuthMode says where the server puts the tokens of a session; the default is
// [ModeJSON]. The library reads and sends the cookies of the other modes itself.
func WithAuthMode(mode Mode) Option {
	return func(c *config) error {
		if !mode.valid() {
			return fmt.Errorf("WithAuthMode(%q): json, cookie or session is needed", string(mode))
		}
		c.sessions.mode = mode
		return nil
	}
}

// WithAutoRefresh says whether a session is renewed by itself, before it expires and when
// the server finds it expired. The default is true; without it only Auth.Refresh renews.
func WithAutoRefresh(auto bool) Option {
	return func(c *config) error {
		c.sessions.auto = auto
		return nil
	}
}

// WithRefreshBefore says how long before a token expires it is renewed: 30 seconds
// without it, and never more than a tenth of the token's life, or three fifths of it in
// [ModeSession], where an expired token cannot be renewed any more.
func WithRefreshBefore(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("WithRefreshBefore(%s): it must not be negative", d)
		}
		c.sessions.before = d
		return nil
	}
}

// WithStorage keeps the session in s. The default keeps it in memory. A client whose
// storage holds a session is signed in.
func WithStorage(s Storage) Option {
	return func(c *config) error {
		if s == nil {
			return errors.New("WithStorage: nil Storage")
		}
		c.sessions.storage = s
		return nil
	}
}

// WithStoragePrefix puts a prefix before the keys in the storage, so that several clients
// can keep their own sessions in one.
func WithStoragePrefix(prefix string) Option {
	return func(c *config) error {
		c.storagePrefix = prefix
		return nil
	}
}

// WithCookieNames names the cookies of a server that does not use the default ones,
// directus_refresh_token and directus_session_token.
func WithCookieNames(refresh, session string) Option {
	return func(c *config) error {
		if err := errors.Join(checkToken(refresh), checkToken(session)); err != nil {
			return errors.New("WithCookieNames: not the names of cookies")
		}
		c.sessions.cookies = cookieNames{refresh: refresh, session: session}
		return nil
	}
}

// WithAnonymousFallback lets calls go on without a token when the session is lost, instead
// of failing with [ErrSessionExpired].
func WithAnonymousFallback() Option {
	return func(c *config) error {
		c.sessions.anonymous = true
		return nil
	}
}

// WithOnSessionLost calls f, in a goroutine of its own and once for each session, when the
// server refuses to renew it. The error wraps [ErrSessionExpired].
func WithOnSessionLost(f func(error)) Option {
	return func(c *config) error {
		if f == nil {
			return errors.New("WithOnSessionLost: nil function")
		}
		c.sessions.onLost = f
		return nil
	}
}
