package directus_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

func TestPath(t *testing.T) {
	t.Parallel()
	got, err := directus.Path("items", "a/b", 8, textKey{"x y"})
	require.NoError(t, err)
	require.Equal(t, "/items/a%2Fb/8/x%20y", got)
	for _, bad := range []any{"", ".", "..", nil, 1.5, "a\x7fb", "\u0085"} {
		_, err := directus.Path("items", bad)
		require.ErrorIs(t, err, directus.ErrInvalidKey, "%q", bad)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	require.Equal(t, []directus.ID{1, 2}, directus.IDs(1, 2))
	require.Equal(t, []directus.ID{"a"}, directus.IDs([]string{"a"}...))
	require.Empty(t, directus.IDs[int]())
}

// No key leaves its segment of the path, and each arrives as it was.
func FuzzKeys(f *testing.F) {
	for _, key := range []string{"a", "a/b", "..", "%2e%2e", "a?b#c", "1,2", "é", "\\", "a//b", " ", "+"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		client, server := newFake(t, http.StatusNoContent, "")
		if err := directus.NewItems[article](client, "articles").DeleteOne(t.Context(), key); err != nil {
			require.ErrorIs(t, err, directus.ErrInvalidKey)
			require.Empty(t, server.sent)
			return
		}
		u, err := url.Parse("https://cms.example.com" + server.one(t).Path)
		require.NoError(t, err)
		require.Empty(t, u.RawQuery+u.Fragment)
		segments := strings.Split(u.EscapedPath(), "/")
		require.Len(t, segments, 4)
		got, err := url.PathUnescape(segments[3])
		require.NoError(t, err)
		require.Equal(t, key, got)
	})
}
