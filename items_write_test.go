package directus_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func TestWritesOfNothingSendNothing(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusInternalServerError, "")
	items := directus.NewItems[article](client, "articles")
	patch, all := directus.Patch{"title": "x"}, query.Everything()
	for name, call := range map[string]func() ([]article, error){
		"ReadMany":                 func() ([]article, error) { return items.ReadMany(t.Context(), nil) },
		"CreateMany":               func() ([]article, error) { return items.CreateMany(t.Context(), nil) },
		"UpdateMany":               func() ([]article, error) { return items.UpdateMany(t.Context(), nil, patch) },
		"UpdateMany, no change":    func() ([]article, error) { return items.UpdateMany(t.Context(), directus.IDs(1), directus.Patch{}) },
		"UpdateBatch":              func() ([]article, error) { return items.UpdateBatch(t.Context(), nil) },
		"UpdateByQuery, no change": func() ([]article, error) { return items.UpdateByQuery(t.Context(), directus.Patch{}, all) },
	} {
		got, err := call()
		require.NoError(t, err, name)
		require.NotNil(t, got, name)
		require.Empty(t, got, name)
	}
	require.NoError(t, items.DeleteMany(t.Context(), nil))
	require.Empty(t, server.sent)
}

func TestUpdateOneWithoutChangesReads(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":8,"title":"x"}}`)
	items := directus.NewItems[article](client, "articles")
	for _, changes := range []any{directus.Patch{}, struct{}{}, m{}} {
		got, err := items.UpdateOne(t.Context(), 8, changes, query.Fields("title"))
		require.NoError(t, err)
		require.Equal(t, article{ID: 8, Title: "x"}, got)
	}
	for _, s := range server.sent {
		require.Equal(t, http.MethodGet, s.Method)
		require.Equal(t, "fields=title", unescaped(t, s))
	}
}

func TestWritesByQueryRefuseToRunUnbounded(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	items := directus.NewItems[article](client, "articles")
	for name, q := range map[string][]query.Option{
		"no options":      nil,
		"a nil option":    {nil},
		"an empty filter": {query.Filter{}},
		"an empty And":    {query.And()},
		"only a shape":    {query.Fields("id"), query.Sort("id"), query.Offset(3)},
		"an empty query":  {query.Query{}},
		"an empty search": {query.Search("")},
	} {
		require.ErrorIs(t, items.DeleteByQuery(t.Context(), q...), directus.ErrUnbounded, name)
		_, err := items.UpdateByQuery(t.Context(), directus.Patch{"title": "x"}, q...)
		require.ErrorIs(t, err, directus.ErrUnbounded, name)
	}
	require.Empty(t, server.sent)
}

func TestWritesRefuseWhatIsNoItem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes any
		want    string
	}{
		"nil":                     {nil, "JSON object"},
		"a nil Patch":             {directus.Patch(nil), "JSON object"},
		"a list":                  {[]directus.Patch{{"title": "x"}}, "JSON object"},
		"a string":                {"title", "JSON object"},
		"a nil pointer":           {(*article)(nil), "JSON object"},
		"what JSON does not have": {directus.Patch{"title": func() {}}, "encode body"},
		"the mask of a secret":    {directus.Patch{"token": "**********"}, `"token" holds the mask`},
		"another key":             {directus.Patch{"id": 9, "title": "x"}, `primary key ("id")`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusOK, `{"data":[]}`)
			items := directus.NewItems[article](client, "articles")
			for method, err := range map[string]error{
				"UpdateOne":     errOf(items.UpdateOne(t.Context(), 8, tt.changes)),
				"UpdateMany":    errOf(items.UpdateMany(t.Context(), directus.IDs(8), tt.changes)),
				"UpdateByQuery": errOf(items.UpdateByQuery(t.Context(), tt.changes, query.Everything())),
				"Singleton":     errOf(directus.NewSingleton[article](client, "articles").Update(t.Context(), tt.changes)),
			} {
				if name == "another key" && method == "Singleton" {
					continue // it has no key of its own that could differ
				}
				require.ErrorContains(t, err, tt.want, method)
			}
			require.LessOrEqual(t, len(server.sent), 1)
		})
	}
}

// The key of the item itself, and a key that a struct has not set, are no change of it.
func TestUpdateOneTakesItsOwnKey(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		id      directus.ID
		changes any
	}{
		"the same number":   {8, directus.Patch{"id": 8, "title": "x"}},
		"as a string":       {"8", directus.Patch{"id": 8, "title": "x"}},
		"an escaped string": {"a\"b", directus.Patch{"id": "a\"b", "title": "x"}},
		"unset in a struct": {8, struct {
			ID int `json:"id"`
		}{}},
		"an unset string": {"a", directus.Patch{"id": "", "title": "x"}},
		"null":            {"a", directus.Patch{"id": nil, "title": "x"}},
	} {
		client, server := newFake(t, http.StatusOK, `{"data":{}}`)
		_, err := directus.NewItems[article](client, "articles").UpdateOne(t.Context(), tt.id, tt.changes)
		require.NoError(t, err, name)
		require.Equal(t, http.MethodPatch, server.one(t).Method, name)
	}
}

func TestWithPrimaryKey(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	items := directus.NewItems[directus.Item](client, "countries", directus.WithPrimaryKey("code"))
	_, err := items.UpdateBatch(t.Context(), []any{directus.Patch{"code": "de", "id": 3}})
	require.NoError(t, err)
	_, err = items.UpdateMany(t.Context(), directus.IDs("de"), directus.Patch{"code": "at"})
	require.ErrorContains(t, err, `"code"`)
	_, err = items.UpdateBatch(t.Context(), []any{directus.Patch{"code": "de"}, directus.Patch{"id": 3}})
	require.ErrorContains(t, err, `element 2 of 2`)
	require.ErrorContains(t, err, `"code" is missing`)
	require.Len(t, server.sent, 1)
	_, err = directus.NewItems[directus.Item](client, "x", directus.WithPrimaryKey("")).ReadOne(t.Context(), 1)
	require.ErrorContains(t, err, "WithPrimaryKey")
}

func TestCreateManyNamesTheItemThatIsWrong(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	items := directus.NewItems[directus.Item](client, "articles")
	_, err := items.CreateMany(t.Context(), []directus.Item{{"a": 1}, nil})
	require.ErrorContains(t, err, "item 2 of 2")
	require.Empty(t, server.sent)
}

// Nothing that a user hands over is changed.
func TestCallsLeaveTheUsersValuesAlone(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, http.StatusOK, `{"data":[]}`, directus.WithParam("p", "1"))
	items := directus.NewItems[directus.Item](client, "articles")
	patch := directus.Patch{"title": "x"}
	ids := directus.IDs(8, 9)
	q := query.Query{Fields: []string{"id"}, Filter: query.Eq("a", 1)}
	_, err := items.UpdateMany(t.Context(), ids, patch, q, query.Fields("b"), query.Eq("c", 2))
	require.NoError(t, err)
	_, err = items.UpdateByQuery(t.Context(), patch, q, query.Eq("c", 2))
	require.NoError(t, err)
	req := &directus.Request{Method: "GET", Path: "/items/x", Query: map[string][]string{"a": {"1"}}}
	_, err = client.With(directus.Header("X-A", "1"), directus.Param("b", "2")).Do(t.Context(), req)
	require.NoError(t, err)
	require.Equal(t, directus.Patch{"title": "x"}, patch)
	require.Equal(t, []directus.ID{8, 9}, ids)
	require.Equal(t, query.Query{Fields: []string{"id"}, Filter: query.Filter{"a": query.Filter{"_eq": 1}}}, q)
	require.Equal(t, &directus.Request{Method: "GET", Path: "/items/x", Query: map[string][]string{"a": {"1"}}}, req)
}
