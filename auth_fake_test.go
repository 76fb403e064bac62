package directus_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// authServer is a server with sessions, as far as tests of sign-in need one.
type authServer struct {
	life time.Duration // of access tokens

	mu        sync.Mutex
	issued    int
	access    map[string]time.Time // when each access token expires
	refresh   map[string]bool      // refresh tokens that are good
	refreshes int                  // that were asked for
	refused   int                  // of which were with a token that is not good
	failures  []func() (*directus.Response, error)
	sent      []sent
}

func newAuthServer(life time.Duration) *authServer {
	return &authServer{life: life, access: map[string]time.Time{"static": {}}, refresh: map[string]bool{}}
}

// failRefresh makes the next refreshes fail, one after the other.
func (s *authServer) failRefresh(failures ...func() (*directus.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, failures...)
}

// revoke ends all sessions.
func (s *authServer) revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.refresh)
	s.access = map[string]time.Time{"static": {}}
}

// counts returns how often a refresh was asked for, and with a token that was not good.
func (s *authServer) counts() (refreshes, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refreshes, s.refused
}

// Do implements directus.Transport.
func (s *authServer) Do(ctx context.Context, req *directus.Request) (*directus.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	reader, err := req.Body.Open()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, sent{Method: req.Method, Path: req.Path, Body: string(text), Header: req.Header, Query: req.Query, Route: req.Route})
	var body map[string]string
	_ = json.Unmarshal(text, &body)
	switch req.Path {
	case "/auth/login", "/auth/login/ldap", "/shares/auth":
		if body["password"] == "wrong" {
			return refusal(http.StatusUnauthorized, directus.CodeInvalidCredentials), nil
		}
		return s.issue(body["mode"]), nil
	case "/auth/refresh":
		return s.renew(body, req.Header)
	case "/auth/logout":
		delete(s.refresh, refreshToken(body, req.Header))
		return answer(http.StatusNoContent, nil, ""), nil
	}
	return s.read(strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")), nil
}

func (s *authServer) renew(body map[string]string, header http.Header) (*directus.Response, error) {
	s.refreshes++
	if len(s.failures) > 0 {
		failure := s.failures[0]
		s.failures = s.failures[1:]
		return failure()
	}
	token := refreshToken(body, header)
	if !s.refresh[token] {
		s.refused++
		return refusal(http.StatusUnauthorized, directus.CodeInvalidCredentials), nil
	}
	delete(s.refresh, token)
	return s.issue(body["mode"]), nil
}

func refreshToken(body map[string]string, header http.Header) string {
	if body["refresh_token"] != "" {
		return body["refresh_token"]
	}
	_, token, _ := strings.Cut(header.Get("Cookie"), "=")
	return token
}

// issue answers with new tokens.
func (s *authServer) issue(mode string) *directus.Response {
	s.issued++
	access, refresh := fmt.Sprintf("access-%d", s.issued), fmt.Sprintf("refresh-%d", s.issued)
	data := map[string]any{"expires": s.life.Milliseconds()}
	header := http.Header{"Content-Type": {"application/json"}}
	switch mode {
	case "json":
		data["access_token"], data["refresh_token"] = access, refresh
	case "cookie":
		data["access_token"] = access
		header.Add("Set-Cookie", "directus_refresh_token="+refresh+"; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax")
	case "session":
		access = refresh
		header.Add("Set-Cookie", "directus_session_token="+refresh+"; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax")
	}
	s.access[access] = time.Now().Add(s.life)
	s.refresh[refresh] = true
	text, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		panic(err)
	}
	return answer(http.StatusOK, header, string(text))
}

// read answers a request for data.
func (s *authServer) read(token string) *directus.Response {
	expires, known := s.access[token]
	switch {
	case token == "":
		return refusal(http.StatusForbidden, directus.CodeForbidden)
	case !known:
		return refusal(http.StatusUnauthorized, directus.CodeInvalidCredentials)
	case !expires.IsZero() && !time.Now().Before(expires):
		return refusal(http.StatusUnauthorized, directus.CodeTokenExpired)
	}
	return answer(http.StatusOK, nil, `{"data":{"id":8}}`)
}

func refusal(status int, code directus.Code) *directus.Response {
	return answer(status, nil, `{"errors":[{"message":"no","extensions":{"code":"`+string(code)+`"}}]}`)
}

// signedIn returns a client that has signed in to the server.
func signedIn(t *testing.T, server directus.Transport, opts ...directus.Option) *directus.Client {
	t.Helper()
	client := newClient(t, server, append([]directus.Option{once}, opts...)...)
	require.NoError(t, client.Auth.Login(t.Context(), directus.Credentials{Email: "ada@example.com", Password: "hunter2"}))
	return client
}

// readOne reads an item, for which one has to be signed in.
func readOne(ctx context.Context, client *directus.Client) error {
	_, err := directus.NewItems[article](client, "articles").ReadOne(ctx, 8)
	return err
}
