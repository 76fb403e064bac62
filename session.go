package directus

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// sessionVersion is the version of the stored form of a session.
const sessionVersion = 1

// errUnreadable is a stored session that cannot be used. Signing in replaces it.
var errUnreadable = errors.New("the stored session cannot be read; sign in again")

// session is what a sign-in has brought.
type session struct {
	mode    Mode   // empty for a static token
	access  string // the token that requests carry
	refresh string // the token that renews the session; empty for a static token
	expires time.Time
	life    time.Duration // of the access token, from when it was issued
	asked   time.Time     // when this process asked for it; zero when another did
}

// storedSession is the form of a session in a Storage: one value, so that there is never
// half of it.
type storedSession struct {
	Version int       `json:"version"`
	Mode    Mode      `json:"mode,omitempty"`
	Access  string    `json:"access_token"`
	Refresh string    `json:"refresh_token,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	Life    int64     `json:"lifetime_ms,omitempty"`
}

// String shows no token.
func (s session) String() string { return "session" }

// GoString shows no token.
func (s session) GoString() string { return s.String() }

// isStatic reports whether the session never expires.
func (s *session) isStatic() bool { return s.refresh == "" }

// replaces reports whether s, found in a storage, is a later session than the one that
// this client has. An earlier one is there when the later could not be stored.
func (s *session) replaces(own *session) bool {
	return s != nil && s.access != own.access && (s.isStatic() || s.expires.After(own.expires))
}

// margin is how long before its end a token is renewed: as configured, but never so long
// that a short-lived token would be renewed all the time. A session token cannot be renewed
// once it has expired, which may be a second early, for the server counts in whole ones.
func (s *session) margin(configured time.Duration) time.Duration {
	if s.mode == ModeSession {
		return min(configured, s.life*3/5)
	}
	return min(configured, s.life/10)
}

// renewAt is when the session is to be renewed.
func (s *session) renewAt(configured time.Duration) time.Time {
	return s.expires.Add(-s.margin(configured))
}

// encode is the stored form.
func (s *session) encode() (string, error) {
	text, err := json.Marshal(storedSession{ //nolint:gosec // The storage is where the tokens belong.
		Version: sessionVersion, Mode: s.mode, Access: s.access, Refresh: s.refresh,
		Expires: s.expires, Life: s.life.Milliseconds(),
	})
	return string(text), err
}

// decodeSession reads the stored form. Its errors do not repeat it.
func decodeSession(text string) (*session, error) {
	var stored storedSession
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return nil, fmt.Errorf("%w: it is damaged", errUnreadable)
	}
	s := &session{
		mode: stored.Mode, access: stored.Access, refresh: stored.Refresh,
		expires: stored.Expires, life: time.Duration(stored.Life) * time.Millisecond,
	}
	switch {
	case stored.Version != sessionVersion:
		return nil, fmt.Errorf("%w: it has version %d, and this library knows %d", errUnreadable, stored.Version, sessionVersion)
	case checkToken(s.access) != nil, s.refresh != "" && (s.expires.IsZero() || checkToken(s.refresh) != nil || !s.mode.valid()):
		return nil, fmt.Errorf("%w: it is incomplete", errUnreadable)
	}
	return s, nil
}

func (m Mode) valid() bool { return m == ModeJSON || m == ModeCookie || m == ModeSession }

// cookieNames are the names of the cookies that the server keeps tokens in.
type cookieNames struct{ refresh, session string }

// of returns the cookie that renews a session of this mode.
func (n cookieNames) of(mode Mode) string {
	if mode == ModeSession {
		return n.session
	}
	return n.refresh
}

// tokens is the server's reply to a login or a refresh.
type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Expires int64  `json:"expires"` // milliseconds from now
}

// sessionFrom makes a session of that reply. The expiry is an instant on this machine's
// clock.
func sessionFrom(mode Mode, reply tokens, header http.Header, names cookieNames, now time.Time) (*session, error) {
	life := time.Duration(reply.Expires) * time.Millisecond
	s := &session{mode: mode, access: reply.Access, refresh: reply.Refresh, expires: now.Add(life), life: life}
	if mode != ModeJSON {
		s.refresh = cookie(header, names.of(mode))
	}
	if mode == ModeSession {
		s.access = s.refresh
	}
	if checkToken(s.access) != nil || checkToken(s.refresh) != nil || reply.Expires <= 0 {
		return nil, fmt.Errorf("the reply lacks a token of mode %q", mode)
	}
	return s, nil
}

// cookie returns the value of a cookie that a reply sets. An empty one means none: that is
// how Directus takes a cookie back.
func cookie(header http.Header, name string) string {
	value := ""
	for _, c := range (&http.Response{Header: header}).Cookies() {
		if c.Name == name {
			value = c.Value
		}
	}
	return value
}

// renewRequest is the refresh or logout of a session.
func (s *session) renewRequest(path string, names cookieNames) *Request {
	body := map[string]string{"mode": string(s.mode)}
	header := http.Header{}
	if s.mode == ModeJSON {
		body["refresh_token"] = s.refresh
	} else {
		header.Set("Cookie", names.of(s.mode)+"="+s.refresh)
	}
	return &Request{Method: http.MethodPost, Path: path, Route: path, Header: header, Body: JSON(body), NoAuth: true}
}
