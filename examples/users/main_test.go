package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// The program makes the role once, invites people and shows them; who has the role may read
// the collection.
func TestRealUsers(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	var out bytes.Buffer
	ask := func(args ...string) error {
		out.Reset()
		return run(t.Context(), server.URL, server.Token, args, &out)
	}
	if server.Major() < 11 {
		require.ErrorContains(t, ask("Readers", "articles"), "older than Directus 11")
		return
	}
	require.NoError(t, ask("Readers", "directus_translations", "bob@example.com", "ann@example.com"))
	want := "signed in as " + server.Email + "\ninvited ann@example.com\ninvited bob@example.com\n"
	require.Equal(t, want, out.String())
	require.NoError(t, ask("Readers", "directus_translations"))
	require.Equal(t, want, out.String())

	admin, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	defer admin.Close()
	roles, err := admin.Roles.Count(t.Context(), query.Eq("name", "Readers"))
	require.NoError(t, err)
	require.Equal(t, 1, roles)
	_, err = admin.Users.UpdateByQuery(t.Context(), directus.Patch{"status": "active", "token": "anns-token"}, query.Eq("email", "ann@example.com"))
	require.NoError(t, err)
	_, err = admin.With(directus.Token("anns-token")).Translations.ReadByQuery(t.Context())
	require.NoError(t, err)
	require.ErrorContains(t, run(t.Context(), server.URL, "anns-token", []string{"Readers", "articles", "cid@example.com"}, io.Discard), "is no administrator")
	require.ErrorContains(t, run(t.Context(), server.URL, "nobodys-token", []string{"Readers", "articles"}, io.Discard), "does not know the token")
	require.ErrorIs(t, ask("Readers", "articles", "no address"), directus.CodeInvalidPayload)
	require.NoError(t, ask("Readers", "articles"))
	require.Equal(t, "signed in as "+server.Email+"\nactive ann@example.com\ninvited bob@example.com\n", out.String())
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "", "token", []string{"Readers"}, io.Discard), "usage: users")
	require.ErrorContains(t, run(t.Context(), "", "token", []string{"Readers", "articles"}, io.Discard), "base URL")
	require.ErrorContains(t, run(t.Context(), "http://127.0.0.1:1", "token", []string{"Readers", "articles"}, io.Discard), "refused")
}

// A list that breaks off is a failure.
func TestListFails(t *testing.T) {
	t.Parallel()
	client, err := directus.New("https://cms.example.com", directus.WithTransport(directus.TransportFunc(
		func(context.Context, *directus.Request) (*directus.Response, error) {
			return &directus.Response{Status: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"data":[{"id":"1"`))}, nil
		})))
	require.NoError(t, err)
	defer client.Close()
	require.Error(t, list(t.Context(), client, "1", io.Discard))
}
