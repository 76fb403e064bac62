package directus_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// storages are the storages of this package, each new and empty.
func storages(t *testing.T) map[string]directus.Storage {
	t.Helper()
	file, err := directus.NewFileStorage(filepath.Join(t.TempDir(), "session.json"))
	require.NoError(t, err)
	shared := directus.NewMemoryStorage()
	require.NoError(t, shared.Set(t.Context(), "key", "of somebody else"))
	return map[string]directus.Storage{
		"memory": directus.NewMemoryStorage(),
		"file":   file,
		"prefix": directus.PrefixStorage(shared, "mine-"),
	}
}

func TestStorages(t *testing.T) {
	t.Parallel()
	for name, s := range storages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			_, found, err := s.Get(ctx, "key")
			require.NoError(t, err)
			require.False(t, found)
			require.NoError(t, s.Delete(ctx, "key"))
			require.NoError(t, s.Set(ctx, "key", "one"))
			require.NoError(t, s.Set(ctx, "key", "two \x00 é"))
			require.NoError(t, s.Set(ctx, "other", ""))
			value, found, err := s.Get(ctx, "key")
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, "two \x00 é", value)
			_, found, err = s.Get(ctx, "other")
			require.NoError(t, err)
			require.True(t, found, "an empty value is a value")
			require.NoError(t, s.Delete(ctx, "key"))
			_, found, err = s.Get(ctx, "key")
			require.NoError(t, err)
			require.False(t, found)
		})
	}
}

func TestStoragesLock(t *testing.T) {
	t.Parallel()
	for name, s := range storages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			locker, ok := s.(directus.Locker)
			require.True(t, ok)
			unlock, err := locker.Lock(t.Context(), "key")
			require.NoError(t, err)
			require.NoError(t, s.Set(t.Context(), "key", "the holder may write"))
			hasty, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			_, err = locker.Lock(hasty, "key")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			other, err := locker.Lock(t.Context(), "another key")
			require.NoError(t, err)
			other()
			unlock()
			unlock, err = locker.Lock(t.Context(), "key")
			require.NoError(t, err)
			unlock()
		})
	}
}

func TestPrefixStorageOfAPlainStorage(t *testing.T) {
	t.Parallel()
	s := directus.PrefixStorage(struct{ directus.Storage }{directus.NewMemoryStorage()}, "a-")
	_, ok := s.(directus.Locker)
	require.False(t, ok, "it cannot lock what cannot be locked")
}

// Storages that were not made by their functions do no harm: one in memory is empty, and
// the others say what they lack.
func TestStoragesThatAreZero(t *testing.T) {
	t.Parallel()
	var memory directus.MemoryStorage
	require.NoError(t, memory.Delete(t.Context(), "a"))
	require.NoError(t, memory.Set(t.Context(), "a", "b"))
	unlock, err := memory.Lock(t.Context(), "a")
	require.NoError(t, err)
	unlock()
	value, found, err := memory.Get(t.Context(), "a")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "b", value)

	var file directus.FileStorage
	_, _, err = file.Get(t.Context(), "a")
	require.ErrorContains(t, err, "NewFileStorage")
	require.ErrorContains(t, file.Set(t.Context(), "a", "b"), "NewFileStorage")
	require.ErrorContains(t, file.Delete(t.Context(), "a"), "NewFileStorage")
	require.ErrorContains(t, errOf(file.Lock(t.Context(), "a")), "NewFileStorage")

	_, err = directus.New("https://cms.example.com", directus.WithStorage(directus.PrefixStorage(nil, "a-")))
	require.ErrorContains(t, err, "WithStorage: nil Storage")
}

func TestFileStorageFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "session.json")
	s, err := directus.NewFileStorage(path)
	require.NoError(t, err)
	require.NoFileExists(t, path, "nothing is written before there is something to write")
	require.NoError(t, s.Set(t.Context(), "key", "value"))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	for _, entry := range entries {
		info, err := entry.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), entry.Name())
		require.NotContains(t, entry.Name(), ".tmp")
	}
	again, err := directus.NewFileStorage(path)
	require.NoError(t, err)
	value, _, err := again.Get(t.Context(), "key")
	require.NoError(t, err)
	require.Equal(t, "value", value)
	for _, bad := range []string{"", filepath.Join(t.TempDir(), "no", "such", "folder.json"), filepath.Join(path, "below a file")} {
		_, err := directus.NewFileStorage(bad)
		require.ErrorContains(t, err, "NewFileStorage")
	}
}

// Several writers on one file lose nothing.
func TestFileStorageWithManyWriters(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "session.json")
	var writers sync.WaitGroup
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, name := range names {
		writers.Go(func() {
			s, err := directus.NewFileStorage(path)
			assert.NoError(t, err)
			for range 10 {
				assert.NoError(t, s.Set(t.Context(), name, "value of "+name))
			}
		})
	}
	writers.Wait()
	s, err := directus.NewFileStorage(path)
	require.NoError(t, err)
	for _, name := range names {
		value, found, err := s.Get(t.Context(), name)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, "value of "+name, value)
	}
}

// A session survives a restart, and clients that share a storage share it.
func TestSessionsInAStorage(t *testing.T) {
	t.Parallel()
	for name, storage := range storages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newAuthServer(time.Hour)
			first := signedIn(t, server, directus.WithStorage(storage))
			require.NoError(t, first.Close())
			second := newClient(t, server, once, directus.WithStorage(storage))
			third := newClient(t, server, once, directus.WithStorage(storage))
			stranger := newClient(t, server, once, directus.WithStorage(storage), directus.WithStoragePrefix("other-"))
			require.NoError(t, readOne(t.Context(), second))
			require.NoError(t, readOne(t.Context(), third))
			require.ErrorIs(t, readOne(t.Context(), stranger), directus.CodeForbidden)
			require.NoError(t, second.Auth.Refresh(t.Context()))
			require.NoError(t, third.Auth.Refresh(t.Context()), "with the session that the other has put there")
			require.NoError(t, second.Auth.Refresh(t.Context()))
			require.NoError(t, readOne(t.Context(), third))
			_, refused := server.counts()
			require.Zero(t, refused)
			require.NoError(t, third.Auth.Static(t.Context(), "static"))
			fourth := newClient(t, server, once, directus.WithStorage(storage))
			require.NoError(t, readOne(t.Context(), fourth))
			require.NoError(t, fourth.Auth.Logout(t.Context()))
			require.ErrorIs(t, readOne(t.Context(), newClient(t, server, once, directus.WithStorage(storage))), directus.CodeForbidden)
		})
	}
}

// goodSession is what a storage holds for somebody who is signed in.
func goodSession(tb testing.TB) string {
	tb.Helper()
	storage := directus.NewMemoryStorage()
	client, err := directus.New("https://cms.example.com", directus.WithTransport(newAuthServer(time.Hour)), directus.WithStorage(storage))
	require.NoError(tb, err)
	defer client.Close()
	require.NoError(tb, client.Auth.Login(tb.Context(), directus.Credentials{Email: "a@b", Password: "p"}))
	text, _, err := storage.Get(tb.Context(), "directus_session")
	require.NoError(tb, err)
	return text
}

// A stored session cut off at any byte, or changed, is an error or the session, and never
// a token that was not there.
func TestStoredSessionCutOff(t *testing.T) {
	t.Parallel()
	good := goodSession(t)
	for length := range good {
		requireSafeSession(t, good[:length])
	}
	for _, text := range []string{
		`{"version":2,"mode":"json","access_token":"access-1"}`, `{"version":1}`, `{"version":1,"access_token":""}`,
		`{"version":1,"access_token":"a b"}`, `{"version":1,"mode":"x","access_token":"a","refresh_token":"r","expires":"2030-01-01T00:00:00Z"}`, `null`, `[]`,
	} {
		client := newClient(t, newAuthServer(time.Hour), once, directus.WithStorage(holding(t, text)))
		_, err := client.Auth.Token(t.Context())
		require.ErrorContains(t, err, "sign in again", text)
	}
}

func holding(tb testing.TB, text string) directus.Storage {
	tb.Helper()
	storage := directus.NewMemoryStorage()
	require.NoError(tb, storage.Set(tb.Context(), "directus_session", text))
	return storage
}

func requireSafeSession(tb testing.TB, text string) {
	tb.Helper()
	client, err := directus.New("https://cms.example.com", directus.WithTransport(newAuthServer(time.Hour)), directus.WithStorage(holding(tb, text)), directus.WithAutoRefresh(false))
	require.NoError(tb, err)
	defer client.Close()
	token, err := client.Auth.Token(tb.Context())
	if err != nil {
		require.Empty(tb, token)
		require.NotContains(tb, err.Error(), "access-1")
		return
	}
	require.NotEmpty(tb, token)
	require.Contains(tb, text, token[:1])
}

func FuzzStoredSession(f *testing.F) {
	f.Add(goodSession(f))
	f.Add(`{"version":1,"access_token":"static"}`)
	f.Add(`{"version":1,"mode":"session","access_token":"a","refresh_token":"a","expires":"2030-01-01T00:00:00Z","lifetime_ms":-1}`)
	f.Fuzz(func(t *testing.T, text string) { requireSafeSession(t, text) })
}

// The file cut off at any byte, or from a newer version, is an error that names it, and
// signing in again mends it.
func TestFileStorageCutOff(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "session.json")
	s, err := directus.NewFileStorage(path)
	require.NoError(t, err)
	server := newAuthServer(time.Hour)
	require.NoError(t, signedIn(t, server, directus.WithStorage(s)).Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	client := newClient(t, server, once, directus.WithStorage(s))
	for length := range len(whole) - 1 { // without the line's end it is whole
		require.NoError(t, os.WriteFile(path, whole[:length], 0o600))
		_, err := client.Auth.Token(t.Context())
		require.ErrorContains(t, err, path)
		require.NotContains(t, err.Error(), "access")
	}
	require.NoError(t, client.Auth.Login(t.Context(), directus.Credentials{Email: "a@b", Password: "p"}))
	require.NoError(t, readOne(t.Context(), newClient(t, server, once, directus.WithStorage(s))))
	require.NoError(t, os.WriteFile(path, []byte(`{"version":2,"values":{"directus_session":"x"}}`), 0o600))
	_, err = newClient(t, server, once, directus.WithStorage(s)).Auth.Token(t.Context())
	require.ErrorContains(t, err, "newer version")
	require.Error(t, s.Set(t.Context(), "key", "value"), "what a newer version wrote is not thrown away")
}

func FuzzFileStorage(f *testing.F) {
	f.Add(`{"version":1,"values":{"key":"value"}}`)
	f.Add(`{"version":2,"values":{}}`)
	f.Add(`{"version":1,"val`)
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "session.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		s, err := directus.NewFileStorage(path)
		require.NoError(t, err)
		value, found, err := s.Get(t.Context(), "key")
		if err != nil || !found {
			require.Empty(t, value)
		}
	})
}

// brokenStorage fails.
type brokenStorage struct {
	directus.Storage
	get, set error
}

func (s *brokenStorage) Get(ctx context.Context, key string) (string, bool, error) {
	if s.get != nil {
		return "", false, s.get
	}
	return s.Storage.Get(ctx, key)
}

func (s *brokenStorage) Set(ctx context.Context, key, value string) error {
	if s.set != nil {
		return s.set
	}
	return s.Storage.Set(ctx, key, value)
}

// A storage that fails is reported, and no session is lost by it.
func TestStorageThatFails(t *testing.T) {
	t.Parallel()
	storage := &brokenStorage{Storage: directus.NewMemoryStorage()}
	server := newAuthServer(time.Hour)
	client := signedIn(t, server, directus.WithStorage(storage))
	storage.set = os.ErrPermission
	require.ErrorIs(t, client.Auth.Refresh(t.Context()), os.ErrPermission)
	require.NoError(t, readOne(t.Context(), client))
	require.ErrorIs(t, client.Auth.Refresh(t.Context()), os.ErrPermission)
	require.NoError(t, readOne(t.Context(), client), "the new tokens are used all the same")
	_, refused := server.counts()
	require.Zero(t, refused)
	storage.get = os.ErrPermission
	require.ErrorIs(t, readOne(t.Context(), newClient(t, server, once, directus.WithStorage(storage))), os.ErrPermission)
}
