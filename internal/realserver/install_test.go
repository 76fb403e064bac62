package realserver_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/realserver"
)

func TestCheckPackages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		damage func(fstest.MapFS)
		ok     bool
	}{
		"complete":             {func(fstest.MapFS) {}, true},
		"no list":              {func(m fstest.MapFS) { delete(m, "packages.txt") }, false},
		"empty list":           {func(m fstest.MapFS) { m["packages.txt"] = &fstest.MapFile{} }, false},
		"a package is gone":    {func(m fstest.MapFS) { delete(m, "node_modules/@directus/api/package.json") }, false},
		"an empty file":        {func(m fstest.MapFS) { m["node_modules/directus/package.json"] = &fstest.MapFile{} }, false},
		"no guard script":      {func(m fstest.MapFS) { delete(m, "exit-with-parent.cjs") }, false},
		"something else is in": {func(m fstest.MapFS) { m["node_modules/.cache/x"] = &fstest.MapFile{} }, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{
				"packages.txt":                            {Data: []byte("node_modules/directus\nnode_modules/@directus/api\n")},
				"node_modules/directus/package.json":      {Data: []byte("{}")},
				"node_modules/@directus/api/package.json": {Data: []byte("{}")},
				"exit-with-parent.cjs":                    {Data: []byte("//")},
			}
			tt.damage(files)
			err := realserver.CheckPackages(files)
			require.Equal(t, tt.ok, err == nil, "%v", err)
		})
	}
}

func TestCheckDatabase(t *testing.T) {
	t.Parallel()
	database := &fstest.MapFile{Data: []byte("SQLite format 3\x00 and more")}
	tests := map[string]struct {
		files fstest.MapFS
		ok    bool
	}{
		"complete":       {fstest.MapFS{"a.db": database}, true},
		"missing":        {fstest.MapFS{}, false},
		"empty":          {fstest.MapFS{"a.db": {}}, false},
		"something else": {fstest.MapFS{"a.db": {Data: []byte(strings.Repeat("x", 100))}}, false},
		"open journal":   {fstest.MapFS{"a.db": database, "a.db-journal": {Data: []byte("x")}}, false},
		"open wal":       {fstest.MapFS{"a.db": database, "a.db-wal": {Data: []byte("x")}}, false},
		"empty wal":      {fstest.MapFS{"a.db": database, "a.db-wal": {}}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := realserver.CheckDatabase(tt.files, "a.db")
			require.Equal(t, tt.ok, err == nil, "%v", err)
		})
	}
}

// Two processes meet at a broken install: one redoes it, the other waits and uses the
// result. Later, a broken database is made anew, and no more than that.
func TestInstall(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("installs Directus anew")
	}
	const version = "10" // the smallest
	cache := emptyCache(t)
	folder := breakInstall(t, cache, version)
	log := strings.Join(startAtOnce(t, 2, version, cache), "")
	require.Equal(t, 1, strings.Count(log, "installing Directus 10.13.4"), log)
	require.Equal(t, 1, strings.Count(log, "creating the first Directus 10.13.4 database"), log)
	require.NoFileExists(t, filepath.Join(folder, "remains"))
	requireTidy(t, folder)

	require.NoError(t, os.Truncate(filepath.Join(folder, "template.db"), 0))
	log = startAtOnce(t, 1, version, cache)[0]
	require.NotContains(t, log, "installing")
	require.Contains(t, log, "creating the first")
	requireTidy(t, folder)
	require.Empty(t, startAtOnce(t, 1, version, cache)[0], "nothing is left to do")
}

func TestInstallCancelled(t *testing.T) {
	cache := emptyCache(t)
	t.Setenv("XDG_CACHE_HOME", cache)
	folder, err := realserver.InstallFolder(cache, "12")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err = realserver.Start(ctx, realserver.Options{Log: writerFunc(func([]byte) { cancel() })})
	needNode(t, err)
	require.ErrorIs(t, err, context.Canceled)
	entries, err := filepath.Glob(folder + "*")
	require.NoError(t, err)
	require.Equal(t, []string{folder + ".lock"}, entries)
}

// Waiting for another process's install ends with ctx.
func TestInstallLocked(t *testing.T) {
	cache := emptyCache(t)
	t.Setenv("XDG_CACHE_HOME", cache)
	folder, err := realserver.InstallFolder(cache, "12")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(folder), 0o700))
	other := flock.New(folder + ".lock")
	require.NoError(t, other.Lock())
	defer other.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = realserver.Start(ctx, realserver.Options{})
	needNode(t, err)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "lock")
}

func TestInstallFails(t *testing.T) {
	tests := map[string]struct {
		says     string
		wantRuns int
	}{
		"network": {"npm error code ETIMEDOUT\nnpm error network request to https://user:pw@packages.test/x failed", 2},
		"other":   {"npm warn old\nnpm error code EUSAGE", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_CACHE_HOME", emptyCache(t))
			runs := fakeNPM(t, tt.says)
			_, err := realserver.Start(t.Context(), realserver.Options{})
			needNode(t, err)
			require.ErrorContains(t, err, "npm error code")
			require.NotContains(t, err.Error(), "packages.test")
			require.NotContains(t, err.Error(), "npm warn")
			text, err := os.ReadFile(runs)
			require.NoError(t, err)
			require.Equal(t, tt.wantRuns, strings.Count(string(text), "ci "))
		})
	}
}

// A developer who has Node.js but not npm learns which of the two is missing.
func TestInstallWithoutNPM(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", emptyCache(t))
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "node"), []byte("#!/bin/sh\n"), 0o700))
	t.Setenv("PATH", bin)
	_, err := realserver.Start(t.Context(), realserver.Options{})
	require.ErrorIs(t, err, realserver.ErrNoNode)
	require.ErrorContains(t, err, `"npm"`)
}

// The lock files name no place that packages come from: each user's npm settings decide.
func TestRecipesNameNoRegistry(t *testing.T) {
	t.Parallel()
	locks, err := fs.Glob(os.DirFS("npm"), "*/package-lock.json")
	require.NoError(t, err)
	require.Len(t, locks, 3)
	for _, lock := range locks {
		text, err := os.ReadFile(filepath.Join("npm", lock))
		require.NoError(t, err)
		require.NotContains(t, string(text), `"resolved": "http`, lock)
	}
}

// emptyCache makes a folder for XDG_CACHE_HOME. npm's own cache is elsewhere.
func emptyCache(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux does XDG_CACHE_HOME move the user's cache folder")
	}
	return t.TempDir()
}

// breakInstall makes what a killed or damaged install looks like and returns its folder.
func breakInstall(t *testing.T, cache, version string) string {
	t.Helper()
	folder, err := realserver.InstallFolder(cache, version)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.MkdirAll(folder+".new-1", 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "remains"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "packages.txt"), []byte("node_modules/directus\n"), 0o600))
	return folder
}

// startAtOnce starts and stops n servers, each in a process of its own, and returns the
// progress lines of each.
func startAtOnce(t *testing.T, n int, version, cache string) []string {
	t.Helper()
	var wait sync.WaitGroup
	logs, errs := make([]string, n), make([]error, n)
	for i := range n {
		cmd := helper(t, "stop:"+version, "XDG_CACHE_HOME="+cache)
		wait.Go(func() {
			var log bytes.Buffer
			cmd.Stderr = &log
			errs[i] = cmd.Run()
			logs[i] = log.String()
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil && strings.Contains(logs[i], realserver.ErrNoNode.Error()) {
			t.Skip(logs[i])
		}
		require.NoError(t, err, logs[i])
	}
	return logs
}

// requireTidy looks for temporary files left behind.
func requireTidy(t *testing.T, folder string) {
	t.Helper()
	for _, pattern := range []string{folder + ".new-*", filepath.Join(folder, "bootstrap-*")} {
		left, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.Empty(t, left)
	}
	info, err := os.Stat(filepath.Join(folder, "template.json"))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

// fakeNPM puts an npm first on PATH that fails with a message. It returns the file in which
// each run leaves a line.
func fakeNPM(t *testing.T, says string) string {
	t.Helper()
	bin := t.TempDir()
	runs := filepath.Join(bin, "runs")
	script := "#!/bin/sh\necho \"$@\" >>'" + runs + "'\necho '" + says + "'\nexit 1\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte(script), 0o700))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return runs
}

// writerFunc is a Log that is a function.
type writerFunc func([]byte)

func (f writerFunc) Write(line []byte) (int, error) {
	f(line)
	return len(line), nil
}
