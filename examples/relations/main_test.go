package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
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

const printed = `Created, and read with the keys of what is related:
  article 1, "On the Analytical Engine"
  author:       1
  comments:     [1 2]
  tags:         [1 2] (rows of the junction)
  blocks:       [1 2] (rows of the junction)
  translations: [1 2]

Read with the related items:
  On the Analytical Engine, by Ada Lovelace
  = What it weaves
  > It weaves algebraical patterns. (Note A)
  #mathematics
  #physics
  in German: Über die Analytische Maschine
  in French: Sur la machine analytique
  comment 1: Frist!
  comment 2: Buy my looms

Changed:
  On the Analytical Engine, by Ada, Countess of Lovelace
  = What it weaves
  > It weaves algebraical patterns. (Note A)
  = What it does not do
  #mathematics
  #computing
  in German: Über die Analytische Maschine
  in French: Sur la machine analytique
  comment 1: First!
  comment 3: What about music?

"On the Analytical Engine" is in German "Über die Analytische Maschine".
There is no author 4711, and the error says so: directus: PATCH /items/{collection}/{id}: 400 INVALID_FOREIGN_KEY: `

// TestRealRelations runs the program to its end, interrupts it, and lets it meet a
// collection that somebody else made. Each time only what it made is gone afterwards.
func TestRealRelations(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	defer client.Close()
	before := schema(t, client)

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), server.URL, server.Token, &out))
	require.Equal(t, before, schema(t, client))
	require.Contains(t, out.String(), printed)
	require.Equal(t, printed, out.String()[:len(printed)])

	ctx, cancel := context.WithCancel(t.Context())
	interrupt := writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	require.ErrorIs(t, run(ctx, server.URL, server.Token, interrupt), context.Canceled)
	require.Equal(t, before, schema(t, client))

	// The fourth of the collections.
	foreign := object{"collection": "demo_rel_headings", "schema": object{}, "meta": object{}}
	require.NoError(t, post(t.Context(), client, "/collections", foreign))
	defer remove(t, client, "/collections/demo_rel_headings")
	with := schema(t, client)
	require.ErrorIs(t, run(t.Context(), server.URL, server.Token, io.Discard), directus.CodeInvalidPayload)
	require.Equal(t, with, schema(t, client))
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "", "token", io.Discard), "base URL")
}

type writerFunc func(p []byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// schema names the collections, fields and relations that are of the demo or lead there.
// Others may come and go, for the server may serve other tests too.
func schema(t *testing.T, client *directus.Client) []string {
	t.Helper()
	names := []string{}
	for _, path := range []string{"/collections", "/fields", "/relations"} {
		all, err := directus.Call[[]struct {
			Collection string `json:"collection"`
			Field      string `json:"field"`
			Related    string `json:"related_collection"`
		}](t.Context(), client, &directus.Request{Method: "GET", Path: path})
		require.NoError(t, err)
		for _, one := range all {
			name := fmt.Sprint(path, " ", one.Collection, " ", one.Field, " ", one.Related)
			if strings.Contains(name, "demo_rel_") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func remove(t *testing.T, client *directus.Client, path string) {
	t.Helper()
	_, err := directus.Call[object](context.WithoutCancel(t.Context()), client, &directus.Request{Method: "DELETE", Path: path})
	require.ErrorIs(t, err, directus.ErrNoContent)
}
