package realserver_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/realserver"
)

func TestVersions(t *testing.T) {
	t.Parallel()
	for version, release := range map[string]string{"12": "12.4.0", "11": "11.17.4", "10": "10.13.4"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			checkVersion(t, version, release)
		})
	}
}

// Without a version it is the newest, or the one that the environment names.
func TestDefaultVersion(t *testing.T) {
	for name, tt := range map[string]struct{ variable, release string }{
		"default": {"", "12.4.0"},
		"chosen":  {"11", "11.17.4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DIRECTUS_VERSION", tt.variable)
			checkVersion(t, "", tt.release)
		})
	}
}

// checkVersion starts a server of a version, which has to be this release, and uses it.
func checkVersion(t *testing.T, version, release string) {
	t.Helper()
	if testing.Short() && !strings.HasPrefix(release, "12.") {
		t.Skip("installs another version of Directus")
	}
	s := realserver.New(t, realserver.Options{Version: version})
	require.Equal(t, release, s.Version)
	require.NotEmpty(t, signIn(t, s).AccessToken)
	var me struct{ Email string }
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, s.URL+"/users/me", s.Token, nil, &me))
	require.Equal(t, s.Email, me.Email)
}

func TestUnknownVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"13", "*", "../npm/12"} {
		_, err := realserver.Start(t.Context(), realserver.Options{Version: version})
		require.ErrorContains(t, err, "no recipe for Directus")
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	s, err := realserver.Start(t.Context(), realserver.Options{})
	needNode(t, err)
	require.NoError(t, err)
	require.FileExists(t, s.Database())
	printed := s.Output()
	require.NotEmpty(t, printed)

	require.NoError(t, s.Stop())
	require.NoError(t, s.Stop(), "a second time")
	require.NoDirExists(t, filepath.Dir(s.Database()))
	require.Contains(t, s.Output(), printed, "output outlives the server")
	requireGone(t, s.PID())
	require.False(t, listens(t, s.URL))
}

func TestServersAreSeparate(t *testing.T) {
	t.Parallel()
	a := realserver.New(t, realserver.Options{})
	b := realserver.New(t, realserver.Options{})
	collection := map[string]any{"collection": "articles", "schema": map[string]any{}}
	require.Equal(t, http.StatusOK, call(t, http.MethodPost, a.URL+"/collections", a.Token, collection, nil))
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, a.URL+"/items/articles", a.Token, nil, nil))
	require.Equal(t, http.StatusForbidden, call(t, http.MethodGet, b.URL+"/items/articles", b.Token, nil, nil))

	// Each has a secret of its own, so a session of one is nothing to the other.
	session := signIn(t, a).AccessToken
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, a.URL+"/users/me", session, nil, nil))
	require.Equal(t, http.StatusForbidden, call(t, http.MethodGet, b.URL+"/users/me", session, nil, nil))
}

func TestEnvironment(t *testing.T) {
	t.Setenv("DIRECTUS_TOKEN", "a token of the developer's own")
	t.Setenv("ACCESS_TOKEN_TTL", "7s")
	s := realserver.New(t, realserver.Options{Env: map[string]string{
		"ACCESS_TOKEN_TTL":     "2s",
		"RATE_LIMITER_ENABLED": "true", "RATE_LIMITER_POINTS": "1", "RATE_LIMITER_DURATION": "60",
	}})
	require.Equal(t, 2000, signIn(t, s).Expires, "starting up uses none of the limiter's points")
	require.Equal(t, http.StatusTooManyRequests, call(t, http.MethodGet, s.URL+"/server/ping", "", nil, nil))

	other := realserver.New(t, realserver.Options{})
	require.Equal(t, 15*60*1000, signIn(t, other).Expires, "the settings of this process stay here")
}

// A port that is taken after it was found free costs another attempt. What answers there
// meanwhile is not mistaken for the new server.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("pong"))
	}))
	defer stranger.Close()
	attempts := 0
	s, err := realserver.StartOn(t.Context(), realserver.Options{}, func(ctx context.Context) (int, error) {
		attempts++
		if attempts == 1 {
			return portOf(t, stranger.URL), nil
		}
		return realserver.FreePort(ctx)
	})
	needNode(t, err)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Stop()) }()
	require.Equal(t, 2, attempts)
	require.NotEqual(t, stranger.URL, s.URL)
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, s.URL+"/users/me", s.Token, nil, nil))
}

func TestStartCancelled(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := realserver.StartOn(ctx, realserver.Options{}, func(ctx context.Context) (int, error) {
		port, err := realserver.FreePort(ctx)
		cancel() // the install is there, the process is about to start
		return port, err
	})
	needNode(t, err)
	require.ErrorIs(t, err, context.Canceled)
	requireEmpty(t, temp)
}

// A server that cannot start says why.
func TestStartFails(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	_, err := realserver.Start(t.Context(), realserver.Options{Env: map[string]string{"DB_CLIENT": "pg"}})
	needNode(t, err)
	require.ErrorContains(t, err, "the server ended by itself")
	require.ErrorContains(t, err, "DB_HOST")
	requireEmpty(t, temp)
}

func TestNoNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := realserver.Start(t.Context(), realserver.Options{})
	require.ErrorIs(t, err, realserver.ErrNoNode)
	require.ErrorContains(t, err, `"node"`)
}

func requireEmpty(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	port, err := strconv.Atoi(u.Port())
	require.NoError(t, err)
	return port
}
