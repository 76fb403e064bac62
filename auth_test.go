package directus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

var modes = []directus.Mode{directus.ModeJSON, directus.ModeCookie, directus.ModeSession}

func TestLoginSends(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials directus.Credentials
		path, body  string
	}{
		"password":      {directus.Credentials{Email: "a@b", Password: "p"}, "/auth/login", `{"mode":"json","email":"a@b","password":"p"}`},
		"otp":           {directus.Credentials{Email: "a@b", Password: "p", OTP: "123456"}, "/auth/login", `{"mode":"json","email":"a@b","password":"p","otp":"123456"}`},
		"LDAP":          {directus.Credentials{Identifier: "ada", Password: "p", Provider: "ldap"}, "/auth/login/ldap", `{"mode":"json","identifier":"ada","password":"p"}`},
		"a share":       {directus.Credentials{Share: "key", SharePassword: "p"}, "/shares/auth", `{"mode":"json","share":"key","password":"p"}`},
		"an open share": {directus.Credentials{Share: "key"}, "/shares/auth", `{"mode":"json","share":"key"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newAuthServer(time.Hour)
			client := newClient(t, server, directus.WithStaticToken("static"))
			require.NoError(t, client.Auth.Login(t.Context(), tt.credentials))
			require.NoError(t, readOne(t.Context(), client))
			require.Equal(t, tt.path, server.sent[0].Path)
			require.JSONEq(t, tt.body, server.sent[0].Body)
			require.Empty(t, server.sent[0].Header.Get("Authorization"))
			require.Equal(t, "Bearer access-1", server.sent[1].Header.Get("Authorization"))
		})
	}
}

func TestLoginRefusesCredentials(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	client := newClient(t, server)
	for want, credentials := range map[string]directus.Credentials{
		"Email or Identifier": {},
		"either Email":        {Email: "a@b", Identifier: "ada", Password: "hunter2", Provider: "x"},
		"Password":            {Email: "a@b"},
		"Provider":            {Identifier: "ada", Password: "hunter2"},
		"excludes":            {Share: "key", Email: "a@b"},
		"goes with Share":     {Email: "a@b", Password: "hunter2", SharePassword: "hunter2"},
		"invalid key":         {Email: "a@b", Password: "hunter2", Provider: ".."},
	} {
		err := client.Auth.Login(t.Context(), credentials)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "hunter2")
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", credentials, credentials, credentials), "hunter2")
	}
	require.Empty(t, server.sent)
}

func TestSessionInEachMode(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			server := newAuthServer(time.Hour)
			client := signedIn(t, server, directus.WithAuthMode(mode))
			require.NoError(t, readOne(t.Context(), client))
			first, err := client.Auth.Token(t.Context())
			require.NoError(t, err)
			require.NoError(t, client.Auth.Refresh(t.Context()))
			second, err := client.Auth.Token(t.Context())
			require.NoError(t, err)
			require.NotEqual(t, first, second)
			require.NoError(t, readOne(t.Context(), client))
			require.NoError(t, client.Auth.Logout(t.Context()))
			require.Empty(t, server.refresh, "the server has forgotten the session")
			require.ErrorIs(t, readOne(t.Context(), client), directus.CodeForbidden, "anonymous now")
			require.NoError(t, client.Auth.Logout(t.Context()), "again")
			for _, s := range server.sent {
				if strings.HasPrefix(s.Path, "/auth") {
					require.Empty(t, s.Header.Get("Authorization"))
					require.Contains(t, s.Body, fmt.Sprintf(`"mode":%q`, mode))
					require.Equal(t, mode != directus.ModeJSON && s.Path != "/auth/login", s.Header.Get("Cookie") != "")
				}
			}
		})
	}
}

func TestLoginThatIsRefused(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	client := signedIn(t, server)
	err := client.Auth.Login(t.Context(), directus.Credentials{Email: "a@b", Password: "wrong"})
	require.ErrorIs(t, err, directus.CodeInvalidCredentials)
	require.NoError(t, readOne(t.Context(), client), "the session before it stays")
}

// A token is renewed before it expires, once for all who want it.
func TestCallersShareOneRefresh(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		synctest.Test(t, func(t *testing.T) {
			server := newAuthServer(15 * time.Minute)
			client := signedIn(t, server, directus.WithAuthMode(mode))
			for expiry := 1; expiry <= 10; expiry++ {
				time.Sleep(15*time.Minute - 10*time.Second) // the timer has its turn before
				var callers sync.WaitGroup
				for range 200 {
					callers.Go(func() { assert.NoError(t, readOne(t.Context(), client)) })
				}
				callers.Wait()
			}
			refreshes, refused := server.counts()
			require.InDelta(t, 10, refreshes, 1)
			require.Zero(t, refused)
		})
	}
}

// Without the timer's help too: callers who meet an expired token cause one refresh, whether
// they know of the expiry or the server tells them.
func TestExpiredTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newAuthServer(time.Hour)
		client := signedIn(t, server)
		for range 5 {
			server.mu.Lock()
			for token := range server.access { // the server's clock is ahead
				server.access[token] = time.Now().Add(-time.Second)
			}
			server.mu.Unlock()
			before, _ := server.counts()
			var callers sync.WaitGroup
			for range 200 {
				callers.Go(func() { assert.NoError(t, readOne(t.Context(), client)) })
			}
			callers.Wait()
			after, refused := server.counts()
			require.Equal(t, before+1, after)
			require.Zero(t, refused)
		}
	})
}

func TestTimerRenewsAnIdleSession(t *testing.T) {
	t.Parallel()
	for life, idle := range map[time.Duration]time.Duration{
		2 * time.Second:      time.Minute,
		15 * time.Minute:     24 * time.Hour,
		30 * 24 * time.Hour:  90 * 24 * time.Hour, // longer than 2³¹ milliseconds
		365 * 24 * time.Hour: time.Hour,
	} {
		synctest.Test(t, func(t *testing.T) {
			server := newAuthServer(life)
			client := signedIn(t, server)
			time.Sleep(idle)
			refreshes, refused := server.counts()
			require.InEpsilon(t, 1+float64(idle)/float64(life), 1+float64(refreshes), 0.2)
			require.Zero(t, refused)
			require.NoError(t, readOne(t.Context(), client))
		})
	}
}

func TestWithoutAutoRefreshOnlyRefreshRenews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newAuthServer(time.Minute)
		client := signedIn(t, server, directus.WithAutoRefresh(false))
		time.Sleep(time.Hour)
		require.ErrorIs(t, readOne(t.Context(), client), directus.CodeTokenExpired)
		refreshes, _ := server.counts()
		require.Zero(t, refreshes)
		require.NoError(t, client.Auth.Refresh(t.Context()))
		require.NoError(t, readOne(t.Context(), client))
	})
}

// A refresh that gets no proper answer leaves the session as it is.
func TestFailedRefreshKeepsTheSession(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func() (*directus.Response, error){
		"no connection": func() (*directus.Response, error) { return nil, errors.New("no route to host") },
		"a time-out":    func() (*directus.Response, error) { return nil, context.DeadlineExceeded },
		"status 500":    func() (*directus.Response, error) { return refusal(500, directus.CodeInternalServerError), nil },
		"a gateway": func() (*directus.Response, error) {
			return answer(502, http.Header{"Content-Type": {"text/html"}}, "<html>"), nil
		},
		"half a reply": func() (*directus.Response, error) { return answer(200, nil, `{"data":{"access_token":"x`), nil },
		"an empty one": func() (*directus.Response, error) { return answer(200, nil, `{"data":{}}`), nil },
		"a cut reply": func() (*directus.Response, error) {
			resp := answer(200, nil, "")
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"data":`), brokenReader{}))
			return resp, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				lost := 0
				server := newAuthServer(10 * time.Minute)
				client := signedIn(t, server, directus.WithOnSessionLost(func(error) { lost++ }))
				server.failRefresh(failure, failure)
				require.Error(t, client.Auth.Refresh(t.Context()))
				require.NoError(t, readOne(t.Context(), client), "the token is still good")
				time.Sleep(10*time.Minute - 15*time.Second)
				require.NoError(t, readOne(t.Context(), client))
				time.Sleep(time.Hour)
				require.NoError(t, readOne(t.Context(), client), "renewed since")
				_, refused := server.counts()
				require.Zero(t, refused)
				require.Zero(t, lost)
			})
		})
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// When the token has expired and cannot be renewed for now, calls say why.
func TestExpiredAndNotRenewable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newAuthServer(time.Minute)
		client := signedIn(t, server)
		down := errors.New("no route to host")
		for range 100 {
			server.failRefresh(func() (*directus.Response, error) { return nil, down })
		}
		time.Sleep(90 * time.Second)
		err := readOne(t.Context(), client)
		require.ErrorIs(t, err, down)
		require.NotErrorIs(t, err, directus.ErrSessionExpired)
		time.Sleep(time.Hour)
		require.NoError(t, readOne(t.Context(), client), "the timer has gone on trying")
	})
}

// The server's 401 ends a session: once, for all who wait.
func TestLostSession(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		synctest.Test(t, func(t *testing.T) {
			var lost []error
			var mu sync.Mutex
			storage := directus.NewMemoryStorage()
			server := newAuthServer(time.Hour)
			client := signedIn(t, server, directus.WithAuthMode(mode), directus.WithStorage(storage), directus.WithOnSessionLost(func(err error) {
				mu.Lock()
				defer mu.Unlock()
				lost = append(lost, err)
			}))
			server.mu.Lock()
			clear(server.refresh)
			for token := range server.access {
				server.access[token] = time.Now().Add(-time.Second)
			}
			server.mu.Unlock()
			time.Sleep(time.Hour)
			var callers sync.WaitGroup
			for range 50 {
				callers.Go(func() {
					err := readOne(t.Context(), client)
					assert.ErrorIs(t, err, directus.ErrSessionExpired)
					assert.ErrorIs(t, err, directus.CodeInvalidCredentials)
				})
			}
			callers.Wait()
			synctest.Wait()
			require.Len(t, lost, 1)
			require.ErrorIs(t, lost[0], directus.ErrSessionExpired)
			_, stored, err := storage.Get(t.Context(), "directus_session")
			require.NoError(t, err)
			require.False(t, stored)
			refreshes, _ := server.counts()
			require.Equal(t, 1, refreshes)

			require.NoError(t, client.Auth.Login(t.Context(), directus.Credentials{Email: "a@b", Password: "p"}))
			require.NoError(t, readOne(t.Context(), client), "a new login works at once")
			server.revoke()
			require.ErrorIs(t, client.Auth.Refresh(t.Context()), directus.ErrSessionExpired)
			require.ErrorIs(t, client.Auth.Refresh(t.Context()), directus.ErrSessionExpired)
			require.NoError(t, client.Auth.Logout(t.Context()))
			require.ErrorIs(t, readOne(t.Context(), client), directus.CodeForbidden, "anonymous after a logout")
			synctest.Wait()
			require.Len(t, lost, 2)
		})
	}
}

func TestAnonymousFallback(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	client := signedIn(t, server, directus.WithAnonymousFallback())
	server.revoke()
	require.ErrorIs(t, client.Auth.Refresh(t.Context()), directus.ErrSessionExpired)
	token, err := client.Auth.Token(t.Context())
	require.NoError(t, err)
	require.Empty(t, token)
	require.ErrorIs(t, readOne(t.Context(), client), directus.CodeForbidden)
}

// The "Private Access" flow of the JavaScript documentation: refresh, and when that fails
// log in, then read.
func TestPrivateAccess(t *testing.T) {
	t.Parallel()
	for name, storage := range map[string]string{
		"nobody":           "",
		"a dead session":   `{"version":1,"mode":"json","access_token":"a","refresh_token":"r","expires":"2020-01-01T00:00:00Z","lifetime_ms":900000}`,
		"a broken session": `{"version":1,"mode":"js`,
	} {
		memory := directus.NewMemoryStorage()
		if storage != "" {
			require.NoError(t, memory.Set(t.Context(), "directus_session", storage))
		}
		server := newAuthServer(time.Hour)
		client := newClient(t, server, once, directus.WithStorage(memory))
		require.Error(t, client.Auth.Refresh(t.Context()), name)
		require.NoError(t, client.Auth.Login(t.Context(), directus.Credentials{Email: "a@b", Password: "p"}), name)
		require.NoError(t, readOne(t.Context(), client), name)
	}
}

func TestExpiredReplyIsAnsweredByOneResend(t *testing.T) {
	t.Parallel()
	bodies := 0
	var stream directus.Body
	for name, tt := range map[string]struct {
		body func() directus.Body
		want int
	}{
		"JSON": {func() directus.Body { return directus.JSON(m{"a": 1}) }, http.StatusOK},
		"a stream": {func() directus.Body {
			return directus.Stream("text/plain", 2, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("hi")), nil })
		}, http.StatusOK},
		"a stream to read once": {func() directus.Body {
			bodies = 0
			stream = directus.Stream("text/plain", 2, func() (io.ReadCloser, error) {
				if bodies++; bodies > 1 {
					return nil, errors.New("it can be read once")
				}
				return io.NopCloser(strings.NewReader("hi")), nil
			})
			return stream
		}, http.StatusUnauthorized},
	} {
		server := newAuthServer(time.Hour)
		client := signedIn(t, server)
		for token := range server.access {
			server.access[token] = time.Now().Add(-time.Second)
		}
		resp, err := client.Post(t.Context(), "/custom", tt.body())
		require.NoError(t, err, name)
		text, err := resp.Bytes()
		require.NoError(t, err, name)
		require.Equal(t, tt.want, resp.Status, name)
		require.NotEmpty(t, text, "the reply can still be read")
	}
}

// A token that stays expired is no endless loop.
func TestExpiredForever(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	requests := 0
	client := signedIn(t, directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
		if strings.HasPrefix(req.Path, "/items") {
			requests++
			return refusal(http.StatusUnauthorized, directus.CodeTokenExpired), nil
		}
		return server.Do(ctx, req)
	}))
	require.ErrorIs(t, readOne(t.Context(), client), directus.CodeTokenExpired)
	require.Equal(t, 2, requests)
}

// A request so slow that its token expires on the way is sent again with a fresh one, though
// not for ever.
func TestTokensThatExpireOnTheWay(t *testing.T) {
	t.Parallel()
	for slow, want := range map[int]error{3: nil, 100: directus.CodeTokenExpired} {
		synctest.Test(t, func(t *testing.T) {
			server := newAuthServer(2 * time.Second)
			requests := 0
			client := signedIn(t, directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
				if strings.HasPrefix(req.Path, "/items") {
					if requests++; requests <= slow {
						time.Sleep(3 * time.Second)
					}
				}
				return server.Do(ctx, req)
			}))
			require.ErrorIs(t, readOne(t.Context(), client), want)
			require.LessOrEqual(t, requests, 6)
		})
	}
}

// A session that by this machine's clock is good for long, as after the clock was set back,
// is renewed when the server finds it expired.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	storage := directus.NewMemoryStorage()
	require.NoError(t, signedIn(t, server, directus.WithStorage(storage)).Close())
	text, _, err := storage.Get(t.Context(), "directus_session")
	require.NoError(t, err)
	text = regexp.MustCompile(`"expires":"[^"]*"`).ReplaceAllString(text, `"expires":"2100-01-01T00:00:00Z"`)
	require.NoError(t, storage.Set(t.Context(), "directus_session", text))
	server.access["access-1"] = time.Now().Add(-time.Hour)
	client := newClient(t, server, once, directus.WithStorage(storage))
	require.NoError(t, readOne(t.Context(), client))
	require.NoError(t, readOne(t.Context(), client))
	refreshes, refused := server.counts()
	require.Equal(t, 1, refreshes)
	require.Zero(t, refused)
}

func TestCallerThatLeavesDoesNotStopTheRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newAuthServer(time.Minute)
		slow := directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
			if req.Path == "/auth/refresh" {
				time.Sleep(5 * time.Second)
			}
			return server.Do(ctx, req)
		})
		client := signedIn(t, slow)
		time.Sleep(55 * time.Second) // the timer has begun to renew
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := readOne(hasty, client)
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		require.NoError(t, readOne(t.Context(), client))
		refreshes, refused := server.counts()
		require.Equal(t, 1, refreshes)
		require.Zero(t, refused)
	})
}

// Close waits for a refresh under way, so that the new session is stored, but not for ever.
func TestCloseDuringARefresh(t *testing.T) {
	t.Parallel()
	for _, takes := range []time.Duration{2 * time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server := newAuthServer(time.Minute)
			storage := directus.NewMemoryStorage()
			client := signedIn(t, directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
				if req.Path == "/auth/refresh" {
					select {
					case <-time.After(takes):
					case <-ctx.Done():
					}
				}
				return server.Do(ctx, req)
			}), directus.WithStorage(storage))
			before, _, err := storage.Get(t.Context(), "directus_session")
			require.NoError(t, err)
			time.Sleep(55 * time.Second)
			require.NoError(t, client.Close())
			after, _, err := storage.Get(t.Context(), "directus_session")
			require.NoError(t, err)
			require.Equal(t, takes < time.Minute, before != after)
			require.ErrorIs(t, readOne(t.Context(), client), directus.ErrClosed)
			require.Error(t, client.Auth.Refresh(t.Context()))
		})
	}
}
