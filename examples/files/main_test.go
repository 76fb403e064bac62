package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

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

// write makes a file for the test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestRealFiles(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	none := func() {
		t.Helper()
		count, err := client.Files.Count(t.Context())
		require.NoError(t, err)
		require.Zero(t, count, "nothing is left behind")
	}
	first, second := write(t, "first.txt", "hello"), write(t, "second.html", "<p>Hello")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), server.URL, server.Token, []string{first, second}, &out))
	require.Equal(t, "\r5 of 5 bytes\n"+
		"\"An example\": first.txt, text/plain, 5 bytes\n"+
		"downloaded 5 bytes\n"+
		"\"An example\": now second.html, text/html, 8 bytes\n", out.String())
	none()
	err = run(t.Context(), server.URL, server.Token, []string{first, filepath.Dir(second)}, &out)
	require.ErrorContains(t, err, "read the file", "a folder is no new version")
	none()
	err = run(t.Context(), server.URL, "wrong", []string{first, second}, &out)
	require.True(t, errors.Is(err, directus.CodeInvalidCredentials) || errors.Is(err, directus.CodeForbidden), "%v", err)
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.ErrorContains(t, run(t.Context(), "https://cms.example.com", "token", nil, &out), "usage")
	file := write(t, "a.txt", "hello")
	require.ErrorContains(t, run(t.Context(), "", "token", []string{file, file}, &out), "base URL")
	require.ErrorIs(t, run(t.Context(), "https://cms.example.com", "token", []string{"missing", file}, &out), os.ErrNotExist)
	require.ErrorContains(t, run(t.Context(), "http://127.0.0.1:1", "token", []string{file, file}, &out), "POST /files")
}
