package field_test

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// m is a JSON object.
type m = map[string]any

// oneAtATime keeps the number of collections small, for an unlicensed server allows few.
var oneAtATime sync.Mutex

// realClient returns an administrator's client of a real server. Tests that use one run one
// after the other.
func realClient(t *testing.T) *directus.Client {
	t.Helper()
	server := realserver.Shared(t)
	oneAtATime.Lock()
	t.Cleanup(oneAtATime.Unlock)
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// send sends a request that has to succeed.
func send(t *testing.T, client *directus.Client, method, path string, body any) {
	t.Helper()
	req := &directus.Request{Method: method, Path: path}
	if body != nil {
		req.Body = directus.JSON(body)
	}
	ctx := context.WithoutCancel(t.Context()) // also when the test cleans up
	_, err := directus.Call[any](ctx, client, req)
	if method == http.MethodDelete {
		require.ErrorIs(t, err, directus.ErrNoContent)
		return
	}
	require.NoError(t, err)
}

// makeCollection makes a collection with these fields, and deletes it after the test. The
// first field is the primary key.
func makeCollection(t *testing.T, client *directus.Client, name string, fields ...m) {
	t.Helper()
	send(t, client, http.MethodPost, "/collections", m{"collection": name, "schema": m{}, "meta": m{}, "fields": fields})
	t.Cleanup(func() { send(t, client, http.MethodDelete, "/collections/"+name, nil) })
}

// intKey and stringKey are primary keys, column is any other field, and list one that has
// no column.
func intKey() m {
	return m{"field": "id", "type": "integer", "meta": m{}, "schema": m{"is_primary_key": true, "has_auto_increment": true}}
}

func stringKey(name string) m {
	return m{"field": name, "type": "string", "meta": m{}, "schema": m{"is_primary_key": true, "length": 255}}
}

func column(name, kind string, special ...string) m {
	return m{"field": name, "type": kind, "meta": m{"special": special}, "schema": m{}}
}

func list(name, special string) m {
	return m{"field": name, "type": "alias", "meta": m{"special": []string{special}}}
}

// relate makes a relation from collection.name to another collection. meta says what its
// other side is.
func relate(t *testing.T, client *directus.Client, collection, name, to string, meta m) {
	t.Helper()
	send(t, client, http.MethodPost, "/relations", m{
		"collection": collection, "field": name, "related_collection": to,
		"schema": m{"on_delete": "SET NULL"}, "meta": meta,
	})
}

// create creates an item.
func create[T any](t *testing.T, items *directus.Items[T], item T) T {
	t.Helper()
	created, err := items.CreateOne(t.Context(), item)
	require.NoError(t, err)
	return created
}

// update changes an item.
func update[T any](t *testing.T, items *directus.Items[T], id directus.ID, changes any) T {
	t.Helper()
	changed, err := items.UpdateOne(t.Context(), id, changes)
	require.NoError(t, err)
	return changed
}
