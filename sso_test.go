package directus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// loopbackURL returns a loopback URL on which nobody listens.
func loopbackURL(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return "http://" + listener.Addr().String() + "/done"
}

// browse opens a page as a browser does, cookies and redirects included.
func browse(ctx context.Context, page string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Jar: jar, Transport: transport}).Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", resp.Request.URL.Path, resp.StatusCode)
	}
	return nil
}

// loginPage is a server whose login page sends the browser back at once.
func loginPage(t *testing.T, back func(w http.ResponseWriter, redirect string) string) (server *httptest.Server, refreshes *[]string) {
	t.Helper()
	refreshes = new([]string)
	server = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/login/git hub" {
			http.Redirect(w, r, back(w, r.URL.Query().Get("redirect")), http.StatusFound)
			return
		}
		var body map[string]string
		_ = json.NewDecoder(r.Body).Decode(&body)
		*refreshes = append(*refreshes, body["mode"]+" "+body["refresh_token"]+r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "directus_session_token", Value: "new.session.token"})
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"data":{"expires":1000000,"access_token":"new","refresh_token":"next"}}`)
	})
	return server, refreshes
}

func TestLoginWithBrowser(t *testing.T) {
	t.Parallel()
	setCookie := func(name, value string) func(http.ResponseWriter, string) string {
		return func(w http.ResponseWriter, redirect string) string {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/"})
			return redirect
		}
	}
	none := func(_ http.ResponseWriter, redirect string) string { return redirect }
	paste := func(token string) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return token + "\n", nil }
	}
	for name, tt := range map[string]struct {
		back  func(http.ResponseWriter, string) string
		paste func(context.Context) (string, error)
		want  string
		token string
	}{
		"a session cookie":       {setCookie("directus_session_token", "a.b.c"), nil, "session directus_session_token=a.b.c", "new.session.token"},
		"a refresh cookie":       {setCookie("directus_refresh_token", "abc"), nil, "json abc", "new"},
		"a pasted session token": {none, paste("a.b.c"), "session directus_session_token=a.b.c", "new.session.token"},
		"a pasted refresh token": {setCookie("directus_session_token", ""), paste("abc"), "json abc", "new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, refreshes := loginPage(t, tt.back)
			client := clientTo(t, server.URL)
			require.NoError(t, client.LoginWithBrowser(t.Context(), directus.BrowserLogin{
				Provider: "git hub", Redirect: loopbackURL(t), Open: browse, Paste: tt.paste,
			}))
			require.Equal(t, []string{tt.want}, *refreshes)
			token, err := client.Auth.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, tt.token, token)
		})
	}
}

func TestLoginWithBrowserFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("no browser here")
	good := func(t *testing.T) directus.BrowserLogin {
		t.Helper()
		return directus.BrowserLogin{Provider: "git hub", Redirect: loopbackURL(t), Open: browse}
	}
	server, refreshes := loginPage(t, func(_ http.ResponseWriter, redirect string) string { return redirect + "?reason=INVALID_CREDENTIALS" })
	silent, _ := loginPage(t, func(_ http.ResponseWriter, redirect string) string { return redirect })
	for name, tt := range map[string]struct {
		server *httptest.Server
		change func(*directus.BrowserLogin)
		want   string
		is     error
	}{
		"refused":       {server, func(*directus.BrowserLogin) {}, "refused", directus.CodeInvalidCredentials},
		"no cookie":     {silent, func(*directus.BrowserLogin) {}, "set Paste", nil},
		"no paste":      {silent, func(l *directus.BrowserLogin) { l.Paste = func(context.Context) (string, error) { return " ", nil } }, "empty token", nil},
		"no browser":    {server, func(l *directus.BrowserLogin) { l.Open = func(context.Context, string) error { return broken } }, "no browser", broken},
		"no provider":   {server, func(l *directus.BrowserLogin) { l.Provider = "" }, "Provider", directus.ErrInvalidRequest},
		"not loopback":  {server, func(l *directus.BrowserLogin) { l.Redirect = "http://example.com:80/" }, "loopback", directus.ErrInvalidRequest},
		"no port":       {server, func(l *directus.BrowserLogin) { l.Redirect = "http://localhost/" }, "port", directus.ErrInvalidRequest},
		"nothing to do": {server, func(l *directus.BrowserLogin) { l.Open = nil }, "Open", directus.ErrInvalidRequest},
	} {
		login := good(t)
		tt.change(&login)
		err := clientTo(t, tt.server.URL).LoginWithBrowser(t.Context(), login)
		require.ErrorContains(t, err, tt.want, name)
		if tt.is != nil {
			require.ErrorIs(t, err, tt.is, name)
		}
	}
	require.Empty(t, *refreshes)
	login := good(t)
	login.Open = func(context.Context, string) error { return nil }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, clientTo(t, server.URL).LoginWithBrowser(ctx, login), context.Canceled)
	require.Error(t, newClient(t, &fake{}, directus.WithAuth(&ownAuth{})).LoginWithBrowser(t.Context(), login))
}

func TestRealProviders(t *testing.T) {
	t.Parallel()
	providers, err := realClient(t).Providers(t.Context())
	require.NoError(t, err)
	require.Empty(t, providers.List)
	require.False(t, providers.DisableDefault)
}

// identityProvider is an OAuth 2 provider at which everybody is Ada.
func identityProvider(t *testing.T) *httptest.Server {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/authorize":
			back := url.Values{"code": {"code"}, "state": {r.URL.Query().Get("state")}}
			http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
		case "/token":
			_, _ = fmt.Fprint(w, `{"access_token":"at","token_type":"Bearer","expires_in":600}`)
		case "/profile":
			_, _ = fmt.Fprint(w, `{"id":"ada","email":"ada@example.com"}`)
		}
	})
}

// A browser signs in at a real server through a provider. Directus 12 offers providers
// only with a licence, so this is Directus 11.
func TestRealLoginWithBrowser(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"session", "cookie"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			provider, redirect := identityProvider(t), loopbackURL(t)
			server := realserver.New(t, realserver.Options{Version: "11", Env: map[string]string{
				"AUTH_PROVIDERS": "git", "AUTH_GIT_DRIVER": "oauth2", "AUTH_GIT_CLIENT_ID": "id", "AUTH_GIT_CLIENT_SECRET": "secret",
				"AUTH_GIT_AUTHORIZE_URL": provider.URL + "/authorize", "AUTH_GIT_ACCESS_URL": provider.URL + "/token", "AUTH_GIT_PROFILE_URL": provider.URL + "/profile",
				"AUTH_GIT_ALLOW_PUBLIC_REGISTRATION": "true", "AUTH_GIT_MODE": mode, "AUTH_GIT_REDIRECT_ALLOW_LIST": redirect, "AUTH_GIT_LABEL": "Git",
			}})
			client := clientTo(t, server.URL)
			providers, err := client.Providers(t.Context())
			require.NoError(t, err)
			require.Equal(t, []directus.Provider{{Name: "git", Driver: "oauth2", Label: "Git"}}, providers.List)
			require.NoError(t, client.LoginWithBrowser(t.Context(), directus.BrowserLogin{Provider: "git", Redirect: redirect, Open: browse}))
			require.NoError(t, readMe(t.Context(), client))
			require.NoError(t, client.Auth.Refresh(t.Context()))
			require.NoError(t, readMe(t.Context(), client))
			require.NoError(t, client.Auth.Logout(t.Context()))
		})
	}
}
