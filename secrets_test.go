package directus_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// printed collects everything that a run of the library shows.
type printed struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(text)
}

// show prints values in every way.
func (p *printed) show(values ...any) {
	for _, value := range values {
		if _, list := value.([]any); !list { // of which slog would not ask the elements
			slog.New(slog.NewJSONHandler(p, nil)).Info("shown", "value", value)
		}
		fmt.Fprintf(p, "%v\n%+v\n%#v\n%s\n", value, value, value, value)
	}
}

// A whole run with logging on shows no token, password, key or value of a query.
func TestRealRunShowsNoSecrets(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	var out printed
	client := realClient(t,
		directus.WithLogger(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		directus.WithHeader("X-Key", "hunter2-header"), directus.WithParam("locale", "hunter2-param"))
	items := byCode(t, client)
	var info directus.ResponseInfo
	other := client.With(directus.Token("hunter2-token"), directus.Into(&info), directus.Header("X-Key", "hunter2-header"))
	for _, i := range []*directus.Items[keyed]{items, items.With(directus.Token("hunter2-token"), directus.ForceSearch()), items.With(directus.Token("hunter2 token"))} {
		secret := query.Eq("name", "hunter2-value")
		one, err := i.CreateOne(t.Context(), keyed{Code: "hunter2-key", Name: "hunter2-value"})
		out.show(err, i)
		_ = one
		_, err = i.CreateOne(t.Context(), keyed{Code: "hunter2-key", Name: "hunter2-value"})
		out.show(err)
		_, err = i.ReadByQuery(t.Context(), secret, query.Eq("code", func() {}))
		out.show(err)
		_, err = i.ReadByQuery(t.Context(), secret, query.Search("hunter2-search"), query.Fields("nothing"))
		out.show(err)
		_, err = i.ReadByQuery(t.Context(), query.Filter{"name": m{"_bogus": "hunter2-value"}})
		out.show(err)
		_, err = i.ReadOne(t.Context(), "hunter2-other-key", secret)
		out.show(err)
		_, err = i.UpdateOne(t.Context(), "hunter2-key", directus.Patch{"code": "hunter2-new-key"})
		out.show(err)
		_, err = i.UpdateByQuery(t.Context(), directus.Patch{"code": "hunter2-a", "name": "**********"}, secret)
		out.show(err)
		_, err = i.ReadOne(t.Context(), "hunter2\n")
		out.show(err)
	}
	signIn(t, &out, server, client)
	resp, err := other.Post(t.Context(), "/auth/login", m{"email": server.Email, "password": "hunter2-password"})
	out.show(resp, err, info)
	_, err = directus.Call[any](t.Context(), client, &directus.Request{Method: "POST", Path: "/auth/login", Body: directus.JSON(m{"email": server.Email, "password": "hunter2-password"}), NoAuth: true})
	out.show(err)
	req := directus.Request{
		Method: "GET", Path: "/items/x/hunter2-key", Route: "/items/{collection}/{id}", Query: map[string][]string{"filter": {"hunter2-value"}},
		Header: http.Header{"Authorization": {"Bearer hunter2-token"}}, Body: directus.JSON(m{"password": "hunter2-password"}),
	}
	out.show(req, &req, req.Body, client, *client, other, *other, items, info, &info)
	out.show(directus.Response{Header: http.Header{"Set-Cookie": {"a=hunter2-cookie"}}}, directus.ResponseInfo{Header: http.Header{"Set-Cookie": {"a=hunter2-cookie"}}})
	out.show(directus.ErrorItem{Message: "hunter2-value is bad", Extensions: m{"value": "hunter2-value"}})
	require.Contains(t, out.text.String(), "status=200")
	require.NotContains(t, out.text.String(), "hunter2")
	require.NotContains(t, out.text.String(), server.Token)
	require.NotContains(t, out.text.String(), "eyJ", "no access token, which all begin so")
	if server.Password != "" {
		require.NotContains(t, out.text.String(), server.Password)
	}
}

// signIn signs in in every way and shows all that there is to see.
func signIn(t *testing.T, out *printed, server *realserver.Server, like *directus.Client) {
	t.Helper()
	out.show(like.Auth, like.Password)
	for _, mode := range modes {
		memory := directus.NewMemoryStorage()
		file, err := directus.NewFileStorage(filepath.Join(t.TempDir(), "session.json"))
		require.NoError(t, err)
		for _, storage := range []directus.Storage{memory, file, directus.PrefixStorage(memory, "prefix-")} {
			client := clientTo(t, server.URL, directus.WithAuthMode(mode), directus.WithStorage(storage), directus.WithLogger(slog.New(slog.NewJSONHandler(out, nil))))
			wrong := directus.Credentials{Email: server.Email, Password: "hunter2-password", OTP: "hunter2-otp"}
			out.show(client.Auth.Login(t.Context(), wrong), wrong, &wrong)
			out.show(client.Auth.Login(t.Context(), admin(server)), admin(server))
			out.show(client.Auth, client, storage, client.Auth.Refresh(t.Context()), readMe(t.Context(), client))
			out.show(client.Auth.Static(t.Context(), "hunter2-static"), client.Auth.Static(t.Context(), server.Token), client.Auth)
			require.NoError(t, storage.Set(t.Context(), "directus_session", `{"version":1,"access_token":"hunter2`))
			again := clientTo(t, server.URL, directus.WithStorage(storage))
			out.show(again.Auth.Refresh(t.Context()), readMe(t.Context(), again), again)
		}
	}
}
