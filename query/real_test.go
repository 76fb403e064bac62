package query_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// m is a JSON object.
type m = map[string]any

// TestReal makes all collections before anything is read: Directus may keep an outdated
// schema when collections come and go while it is read.
func TestReal(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	operators := operatorRows(t, client)
	writers, texts := library(t, client)
	makeDraft(t, client)
	t.Run("operators", func(t *testing.T) { t.Parallel(); realOperators(t, operators) })
	t.Run("relations", func(t *testing.T) { t.Parallel(); realRelations(t, writers, texts) })
	t.Run("fields of types", func(t *testing.T) { t.Parallel(); realFieldsOf(t, client) })
	t.Run("typed fields", func(t *testing.T) { t.Parallel(); realTypedFields(t, operators) })
	t.Run("parsed", func(t *testing.T) { t.Parallel(); realParsed(t, client, texts) })
	t.Run("versions", func(t *testing.T) { t.Parallel(); realVersions(t, client) })
	t.Run("current user", func(t *testing.T) { t.Parallel(); realCurrentUser(t, client) })
	t.Run("export", func(t *testing.T) { t.Parallel(); realExport(t, client) })
}

// realClient returns an administrator's client of the real server.
func realClient(t *testing.T) *directus.Client {
	t.Helper()
	server := realserver.Shared(t)
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// major is the major version of the real server.
func major(t *testing.T) int {
	t.Helper()
	return realserver.Shared(t).Major()
}

// makeCollection makes a collection with an integer key and these fields, and deletes it
// after the test.
func makeCollection(t *testing.T, client *directus.Client, name string, meta m, fields ...m) {
	t.Helper()
	key := m{"field": "id", "type": "integer", "meta": m{}, "schema": m{"is_primary_key": true, "has_auto_increment": true}}
	send(t, client, http.MethodPost, "/collections", m{"collection": name, "schema": m{}, "meta": meta, "fields": append([]m{key}, fields...)})
	t.Cleanup(func() { send(t, client, http.MethodDelete, "/collections/"+name, nil) })
}

// column is a field of a collection; the flags say how its values are converted.
func column(name, kind string, flags ...string) m {
	return m{"field": name, "type": kind, "meta": m{"special": flags}, "schema": m{}}
}

// relate makes many.field point to the collection one, whose list back is called list.
func relate(t *testing.T, client *directus.Client, many, field, one, list string) {
	t.Helper()
	send(t, client, http.MethodPost, "/fields/"+one, m{"field": list, "type": "alias", "meta": m{"special": []string{"o2m"}}})
	send(t, client, http.MethodPost, "/relations", m{
		"collection": many, "field": field, "related_collection": one,
		"meta": m{"one_field": list}, "schema": m{"on_delete": "SET NULL"},
	})
}

// send sends a request that has to succeed and returns the data of the reply.
func send(t *testing.T, client *directus.Client, method, path string, body any) any {
	t.Helper()
	req := &directus.Request{Method: method, Path: path}
	if body != nil {
		req.Body = directus.JSON(body)
	}
	ctx := context.WithoutCancel(t.Context()) // it ends before the cleanups
	data, err := directus.Call[any](ctx, client, req)
	if method == http.MethodDelete {
		require.ErrorIs(t, err, directus.ErrNoContent)
		return nil
	}
	require.NoError(t, err)
	return data
}

// fill creates items; their keys are 1, 2, 3 …
func fill(t *testing.T, client *directus.Client, collection string, items ...m) {
	t.Helper()
	_, err := directus.NewItems[m](client, collection).CreateMany(t.Context(), items)
	require.NoError(t, err)
}

// reader reads one collection both ways: with the query in the URL, and in the body of a
// SEARCH.
type reader struct{ inURL, inBody *directus.Items[m] }

func newReader(client *directus.Client, collection string) reader {
	items := directus.NewItems[m](client, collection)
	return reader{items, items.With(directus.ForceSearch())}
}

// read returns the items, which must be the same both ways.
func (r reader) read(t *testing.T, opts ...query.Option) []m {
	t.Helper()
	return r.page(t, opts...).Data
}

func (r reader) page(t *testing.T, opts ...query.Option) *directus.Page[m] {
	t.Helper()
	page, err := r.inURL.ReadByQuery(t.Context(), opts...)
	require.NoError(t, err)
	again, err := r.inBody.ReadByQuery(t.Context(), opts...)
	require.NoError(t, err)
	require.Equal(t, page, again, "GET and SEARCH")
	return page
}

// ids returns the keys of the items in their order.
func (r reader) ids(t *testing.T, opts ...query.Option) []int {
	t.Helper()
	ids := []int{}
	for _, item := range r.read(t, append(opts, query.Fields("id"))...) {
		ids = append(ids, number(t, item["id"]))
	}
	return ids
}

// isRefused checks that the server does not take the query, which is better than that it
// ignores it.
func (r reader) isRefused(t *testing.T, opts ...query.Option) {
	t.Helper()
	for _, items := range []*directus.Items[m]{r.inURL, r.inBody} {
		_, err := items.ReadByQuery(t.Context(), opts...)
		var refusal *directus.Error
		require.ErrorAs(t, err, &refusal)
	}
}

// isRefusedAs checks that, and how the refusal is told from others.
func (r reader) isRefusedAs(t *testing.T, code directus.Code, name string, opts ...query.Option) {
	t.Helper()
	for _, items := range []*directus.Items[m]{r.inURL, r.inBody} {
		_, err := items.ReadByQuery(t.Context(), opts...)
		require.ErrorIs(t, err, code, name)
	}
}

func number(t *testing.T, value any) int {
	t.Helper()
	n, ok := value.(float64)
	require.True(t, ok, "%v is a %T", value, value)
	return int(n)
}

// isJSON compares what a read returned.
func isJSON(t *testing.T, name, want string, got any) {
	t.Helper()
	text, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, want, string(text), name)
}
