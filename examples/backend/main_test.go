package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// backend is the server under test, whose calls of Directus go to transport.
func backend(t *testing.T, transport directus.TransportFunc) http.Handler {
	t.Helper()
	client, err := directus.New("https://cms.example.com", directus.WithTransport(transport))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return routes(client)
}

// answering is a Directus that always gives the same answer.
func answering(status int, header http.Header, body string) directus.TransportFunc {
	return func(context.Context, *directus.Request) (*directus.Response, error) {
		return &directus.Response{Status: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// ask sends a request to handler, with the token "users-token" unless there is a header.
func ask(ctx context.Context, handler http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer users-token")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Del("Authorization")
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// saying is an error reply of Directus with one entry.
func saying(code directus.Code, more string) string {
	return fmt.Sprintf(`{"errors":[{"message":"secret words","extensions":{"code":%q%s}}]}`, string(code), more)
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		want   int
		text   string
	}{
		"success":             {200, `{"data":{"id":7,"title":"Hello"}}`, 200, `{"id":7,"title":"Hello"}`},
		"unknown token":       {401, saying(directus.CodeInvalidCredentials, ""), 401, `{"error":"sign in to Directus, and send its token"}`},
		"expired token":       {401, saying(directus.CodeTokenExpired, ""), 401, `{"error":"sign in to Directus, and send its token"}`},
		"suspended user":      {401, saying(directus.CodeUserSuspended, ""), 401, `{"error":"sign in to Directus, and send its token"}`},
		"garbled token":       {403, saying(directus.CodeInvalidToken, ""), 401, `{"error":"sign in to Directus, and send its token"}`},
		"missing item":        {403, saying(directus.CodeForbidden, ""), 404, `{"error":"there is no such article"}`},
		"hidden collection":   {403, saying(directus.CodeForbidden, `,"reason":"no"`), 403, `{"error":"you may not do this"}`},
		"Directus has failed": {500, saying(directus.CodeInternalServerError, ""), 502, `{"error":"the content server has failed"}`},
		"a proxy's page":      {401, `<html>secret words</html>`, 502, `{"error":"the content server has failed"}`},
		"a reply cut short":   {200, `{"data":{"id":`, 502, `{"error":"the content server does not answer"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ask(t.Context(), backend(t, answering(tt.status, nil, tt.body)), "GET", "/articles/7", "")
			require.Equal(t, tt.want, got.Code)
			require.JSONEq(t, tt.text, got.Body.String())
			require.Equal(t, tt.want == 401, got.Header().Get("WWW-Authenticate") != "")
		})
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	invalid := saying(directus.CodeFailedValidation, `,"field":"title","type":"required"`)
	tests := map[string]struct {
		status int
		answer string
		body   string
		want   int
		text   string
	}{
		"created":               {200, `{"data":{"id":7,"title":"Hello"}}`, `{"title":"Hello"}`, 201, `{"id":7,"title":"Hello"}`},
		"not readable":          {204, ``, `{"title":"Hello"}`, 204, ``},
		"field and rule":        {400, invalid, `{"status":"new"}`, 422, `{"error":"the article is not valid","fields":[{"field":"title","rule":"required"}]}`},
		"field without rule":    {400, saying(directus.CodeValueTooLong, `,"field":"title"`), `{"title":"Hello"}`, 422, `{"error":"the article is not valid","fields":[{"field":"title","rule":"VALUE_TOO_LONG"}]}`},
		"may not create":        {403, saying(directus.CodeForbidden, ""), `{"title":"Hello"}`, 403, `{"error":"you may not do this"}`},
		"not JSON":              {0, ``, `title=Hello`, 400, `{"error":"the body is not an article in JSON"}`},
		"a body without an end": {0, ``, `{"title":"` + strings.Repeat("x", 1<<20), 400, `{"error":"the body is not an article in JSON"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ask(t.Context(), backend(t, answering(tt.status, nil, tt.answer)), "POST", "/articles", tt.body)
			require.Equal(t, tt.want, got.Code, got.Body)
			require.Equal(t, tt.text, strings.TrimSpace(got.Body.String()))
		})
	}
}

// The key of an article is Directus's to choose, whatever a caller sends.
func TestCreateSendsNoKey(t *testing.T) {
	t.Parallel()
	handler := backend(t, func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
		body, err := req.Body.Open()
		if err != nil {
			return nil, err
		}
		defer body.Close()
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		return answering(200, nil, `{"data":`+string(text)+`}`)(ctx, req)
	})
	got := ask(t.Context(), handler, "POST", "/articles", `{"id":9,"title":"Hello","owner":"me"}`)
	require.Equal(t, 201, got.Code)
	require.JSONEq(t, `{"title":"Hello"}`, got.Body.String())
}

// Whoever does not say who it is gets nothing, and nothing is asked for it. A token in the
// URL, which logs would show, does not count.
func TestToken(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		header []string
		want   string // sent to Directus; empty: nothing was sent
	}{
		"bearer":         {[]string{"Authorization", "bearer users-token"}, "Bearer users-token"},
		"session cookie": {[]string{"Cookie", "theme=dark; directus_session_token=session-token"}, "Bearer session-token"},
		"bearer wins":    {[]string{"Cookie", "directus_session_token=session-token", "Authorization", "Bearer users-token"}, "Bearer users-token"},
		"nothing":        {[]string{"X-Nothing", "1"}, ""},
		"empty bearer":   {[]string{"Authorization", "Bearer "}, ""},
		"empty cookie":   {[]string{"Cookie", "directus_session_token="}, ""},
		"another scheme": {[]string{"Authorization", "Basic dXNlcjpwYXNz"}, ""},
		"two words":      {[]string{"Authorization", "Bearer two words"}, ""},
		"not ASCII":      {[]string{"Authorization", "Bearer tökén"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			handler := backend(t, func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
				got = req.Header.Get("Authorization")
				return answering(200, nil, `{"data":[],"meta":{"filter_count":0}}`)(ctx, req)
			})
			w := ask(t.Context(), handler, "GET", "/articles?access_token=users-token", "", tt.header...)
			require.Equal(t, tt.want, got)
			if tt.want == "" {
				require.Equal(t, 401, w.Code)
				return
			}
			require.Equal(t, 200, w.Code)
			require.JSONEq(t, `{"articles":[],"total":0}`, w.Body.String())
		})
	}
}

func TestOtherSitesMayNotWrite(t *testing.T) {
	t.Parallel()
	got := ask(t.Context(), backend(t, answering(200, nil, `{"data":{}}`)), "POST", "/articles", `{"title":"Hello"}`,
		"Cookie", "directus_session_token=session-token", "Sec-Fetch-Site", "cross-site")
	require.Equal(t, 403, got.Code)
}

func TestKeyThatIsNone(t *testing.T) {
	t.Parallel()
	got := ask(t.Context(), backend(t, answering(200, nil, `{"data":{}}`)), "GET", "/articles/%2e%2e", "")
	require.Equal(t, 404, got.Code)
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	silent := func(ctx context.Context, _ *directus.Request) (*directus.Response, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	tests := map[string]struct {
		ctx       context.Context
		transport directus.TransportFunc
		want      int
	}{
		"no connection": {t.Context(), func(context.Context, *directus.Request) (*directus.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}, 502},
		"the caller is gone": {gone, silent, 499},
		"too slow":           {t.Context(), silent, 504},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				got := ask(tt.ctx, backend(t, tt.transport), "GET", "/articles", "")
				require.Equal(t, tt.want, got.Code)
				require.LessOrEqual(t, time.Since(start), patience)
			})
		})
	}
}

func TestBusy(t *testing.T) {
	t.Parallel()
	limited, pressure := saying(directus.CodeRequestsExceeded, ""), saying(directus.CodeServiceUnavailable, `,"service":"api"`)
	tests := map[string]struct {
		status int
		header http.Header
		body   string
		want   string // Retry-After
		tries  int32
	}{
		"longer than the caller waits": {429, http.Header{"Retry-After": {"60"}}, limited, "60", 1},
		"soon, but it stays so":        {429, http.Header{"Retry-After": {"2"}}, limited, "2", 3},
		"under pressure":               {503, nil, pressure, "1", 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var tries atomic.Int32
				handler := backend(t, func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
					tries.Add(1)
					return answering(tt.status, tt.header, tt.body)(ctx, req)
				})
				got := ask(t.Context(), handler, "POST", "/articles", `{"title":"Hello"}`)
				require.Equal(t, 503, got.Code)
				require.Equal(t, tt.want, got.Header().Get("Retry-After"))
				require.Equal(t, tt.tries, tries.Load())
			})
		})
	}
}

// Many users share one connection when they ask one after the other.
func TestUsersShareConnections(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	cms := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"data":{"title":%q}}`, r.Header.Get("Authorization"))
	}))
	cms.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	cms.Start()
	defer cms.Close()
	client, err := directus.New(cms.URL)
	require.NoError(t, err)
	defer client.Close()
	for user := range 20 {
		token := fmt.Sprint("Bearer token-", user)
		got := ask(t.Context(), routes(client), "GET", "/articles/1", "", "Authorization", token)
		require.JSONEq(t, fmt.Sprintf(`{"title":%q}`, token), got.Body.String())
	}
	require.EqualValues(t, 1, connections.Load())
}

// When the program is told to stop, it first finishes the requests under way.
func TestServe(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		stop()
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, "finished")
	})
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, handler) }()
	status, body := get(t, "http://"+listener.Addr().String(), "")
	require.Equal(t, 200, status)
	require.Equal(t, "finished", body)
	require.NoError(t, <-ended)
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "", "127.0.0.1:0"), "base URL")
	require.Error(t, run(t.Context(), "https://cms.example.com", "256.0.0.1:http"))
}

// get reads a URL with a header "Name: value".
func get(t *testing.T, url, header string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	if name, value, ok := strings.Cut(header, ": "); ok {
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(text)
}

type m = map[string]any

// TestRealBackend asks as a user who may read articles and, later, create them: with a
// static token, with the cookie of a session, and with the session's token as bearer.
func TestRealBackend(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	if server.Major() < 11 {
		t.Skip("the users of this test have policies, which are since Directus 11")
	}
	admin, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close()) })
	makeArticles(t, admin)
	user := makeUser(t, admin)
	session := logIn(t, admin, user)
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	defer anonymous.Close()
	handler := routes(anonymous)

	good := map[string][]string{
		"static token":      {"Authorization", "Bearer " + user.token},
		"session cookie":    {"Cookie", "directus_session_token=" + session},
		"session as bearer": {"Authorization", "Bearer " + session},
	}
	for name, header := range good {
		got := ask(t.Context(), handler, "GET", "/articles", "", header...)
		require.Equal(t, 200, got.Code, name)
		require.JSONEq(t, `{"articles":[{"id":1,"title":"for all","status":"published"}],"total":1}`, got.Body.String(), name)
		got = ask(t.Context(), handler, "GET", "/articles/1", "", header...)
		require.Equal(t, 200, got.Code, name)
		got = ask(t.Context(), handler, "GET", "/articles/99", "", header...)
		require.Equal(t, 404, got.Code, name)
		got = ask(t.Context(), handler, "POST", "/articles", `{"title":"mine"}`, header...)
		require.Equal(t, 403, got.Code, name)
	}
	user.may(t, admin, "create")
	for name, header := range good {
		got := ask(t.Context(), handler, "POST", "/articles", `{"title":"mine","status":"draft"}`, header...)
		require.Equal(t, 201, got.Code, name)
		require.Contains(t, got.Body.String(), `"title":"mine","status":"draft"`, name)
		got = ask(t.Context(), handler, "POST", "/articles", `{"status":"published"}`, header...)
		require.Equal(t, 422, got.Code, name)
		require.JSONEq(t, `{"error":"the article is not valid","fields":[{"field":"title","rule":"required"}]}`, got.Body.String(), name)
	}
	for name, header := range map[string][]string{
		"unknown token":  {"Authorization", "Bearer nobodys"},
		"garbled token":  {"Authorization", "Bearer " + session + "x"},
		"foreign cookie": {"Cookie", "directus_session_token=nobodys"},
		"none":           {"X-Nothing", "1"},
	} {
		got := ask(t.Context(), handler, "GET", "/articles", "", header...)
		require.Equal(t, 401, got.Code, name)
	}
}

// call asks Directus for something that has to succeed, and undoes it after the test.
func call(t *testing.T, admin *directus.Client, path string, body m) m {
	t.Helper()
	made, err := directus.Call[m](t.Context(), admin, &directus.Request{Method: "POST", Path: path, Body: directus.JSON(body)})
	require.NoError(t, err)
	key := made["id"]
	if path == "/collections" {
		key = made["collection"]
	}
	if strings.HasPrefix(path, "/items") {
		return made // deleted with its collection
	}
	t.Cleanup(func() {
		gone := &directus.Request{Method: "DELETE", Path: path + "/" + fmt.Sprint(key)}
		_, err := directus.Call[m](context.WithoutCancel(t.Context()), admin, gone)
		require.ErrorIs(t, err, directus.ErrNoContent)
	})
	return made
}

// makeArticles makes the collection, with one article.
func makeArticles(t *testing.T, admin *directus.Client) {
	t.Helper()
	call(t, admin, "/collections", m{"collection": "articles", "schema": m{}, "meta": m{}, "fields": []m{
		{"field": "id", "type": "integer", "meta": m{}, "schema": m{"is_primary_key": true, "has_auto_increment": true}},
		{"field": "title", "type": "string", "meta": m{"required": true}, "schema": m{"is_nullable": false}},
		{"field": "status", "type": "string", "meta": m{}, "schema": m{}},
	}})
	call(t, admin, "/items/articles", m{"title": "for all", "status": "published"})
}

// person is a user, and the policy that is the user's own.
type person struct{ email, password, token, policy string }

// makeUser makes a user who may read articles.
func makeUser(t *testing.T, admin *directus.Client) person {
	t.Helper()
	p := person{email: "reader@example.com", password: rand.Text(), token: rand.Text()}
	p.policy = fmt.Sprint(call(t, admin, "/policies", m{"name": "reader"})["id"])
	p.may(t, admin, "read")
	call(t, admin, "/users", m{
		"email": p.email, "password": p.password, "token": p.token,
		"policies": []m{{"policy": p.policy}},
	})
	return p
}

// may gives the user one more right.
func (p person) may(t *testing.T, admin *directus.Client, action string) {
	t.Helper()
	call(t, admin, "/permissions", m{"policy": p.policy, "collection": "articles", "action": action, "fields": []string{"*"}})
}

// logIn does what a browser does that signs in: it ends up with a cookie.
func logIn(t *testing.T, client *directus.Client, p person) string {
	t.Helper()
	resp, err := client.Do(t.Context(), &directus.Request{
		Method: "POST", Path: "/auth/login", NoAuth: true,
		Body: directus.JSON(m{"email": p.email, "password": p.password, "mode": "session"}),
	})
	require.NoError(t, err)
	var reply struct{ Data json.RawMessage }
	require.NoError(t, resp.Decode(&reply))
	cookies := (&http.Response{Header: resp.Header}).Cookies()
	require.Len(t, cookies, 1)
	require.Equal(t, "directus_session_token", cookies[0].Name)
	return cookies[0].Value
}
