package realserver_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/realserver"
)

// needPostgres skips a test that starts servers without New.
func needPostgres(t *testing.T, err error) {
	t.Helper()
	needNode(t, err)
	if err != nil && strings.Contains(err.Error(), realserver.ErrNoPostgres.Error()) {
		t.Skip(err)
	}
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	s, err := realserver.Start(t.Context(), realserver.Options{Postgres: true})
	needPostgres(t, err)
	require.NoError(t, err)
	require.Empty(t, s.Database())
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, s.URL+"/users/me", s.Token, nil, nil))
	require.NotEmpty(t, signIn(t, s).AccessToken)
	require.DirExists(t, s.Folder())

	require.NoError(t, s.Stop())
	require.NoError(t, s.Stop(), "a second time")
	requireGone(t, s.PID())
	requireGone(t, s.PostgresPID())
	require.NoDirExists(t, s.Folder())
}

// A start that fails takes its PostgreSQL with it.
func TestPostgresStartCancelled(t *testing.T) {
	temp := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(temp), 0o755)) // root's PostgreSQL runs as somebody else
	t.Setenv("TMPDIR", temp)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	started := false
	_, err := realserver.StartOn(ctx, realserver.Options{Postgres: true}, func(ctx context.Context) (int, error) {
		started = len(processesIn(t, temp)) > 0
		cancel() // the database is there, Directus is about to start
		return realserver.FreePort(context.WithoutCancel(ctx))
	})
	needPostgres(t, err)
	require.ErrorIs(t, err, context.Canceled)
	requireEmpty(t, temp)
	require.Empty(t, processesIn(t, temp))
	if _, err := os.Stat("/proc/self/cmdline"); err == nil {
		require.True(t, started, "else the line before says nothing")
	}
}

func TestNoPostgres(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("needs node on PATH")
	}
	path := t.TempDir()
	require.NoError(t, os.Symlink(node, filepath.Join(path, "node")))
	t.Setenv("PATH", path)
	t.Cleanup(realserver.SetPostgresFolders(filepath.Join(path, "*")))

	_, err = realserver.Start(t.Context(), realserver.Options{Postgres: true})
	require.ErrorIs(t, err, realserver.ErrNoPostgres)
	skipped := false
	t.Run("New", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		realserver.New(t, realserver.Options{Postgres: true})
	})
	require.True(t, skipped)
}

// processesIn lists the processes whose command line names the folder, where the system tells.
func processesIn(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	var found []string
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), folder) {
			found = append(found, string(text))
		}
	}
	return found
}
