package main

import (
	"os"
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

// The demo works, leaves nothing behind, and so works again.
func TestRealQuickstart(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	for range 2 {
		require.NoError(t, run(t.Context(), server.URL, server.Token))
	}
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	defer client.Close()
	for _, collection := range []string{"demo_authors", "demo_articles"} {
		_, err := directus.NewItems[article](client, collection).ReadByQuery(t.Context())
		require.ErrorIs(t, err, directus.CodeForbidden, "it is gone")
	}
}

func TestQuickstartFails(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "", "token"), "base URL")
	require.ErrorContains(t, run(t.Context(), "http://127.0.0.1:1", "token"), "POST /collections")
}
