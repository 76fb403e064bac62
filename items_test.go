package directus_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

type article struct {
	ID     int    `json:"id,omitzero"`
	Title  string `json:"title"`
	Status string `json:"status,omitempty"`
	Rank   int    `json:"rank,omitzero"`
}

// articles makes a collection for articles on the real server.
func articles(t *testing.T, client *directus.Client) *directus.Items[article] {
	t.Helper()
	return directus.NewItems[article](client, articlesName(t, client))
}

func articlesName(t *testing.T, client *directus.Client) string {
	t.Helper()
	return makeCollection(t, client, m{}, intKey("id"), plain("title", "string"), plain("status", "string"), plain("rank", "integer"))
}

// errOf drops the result of a call that is to fail.
func errOf[T any](_ T, err error) error { return err }

// readCalls are all reads, for tests that hold for each of them.
func readCalls(items *directus.Items[article]) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"ReadOne":     func(ctx context.Context) error { return errOf(items.ReadOne(ctx, 8)) },
		"ReadMany":    func(ctx context.Context) error { return errOf(items.ReadMany(ctx, directus.IDs(8, 9))) },
		"ReadByQuery": func(ctx context.Context) error { return errOf(items.ReadByQuery(ctx)) },
		"Find":        func(ctx context.Context) error { return errOf(items.Find(ctx, 8)) },
		"Exists":      func(ctx context.Context) error { return errOf(items.Exists(ctx, 8)) },
		"Count":       func(ctx context.Context) error { return errOf(items.Count(ctx)) },
		"Aggregate": func(ctx context.Context) error {
			return errOf(directus.Aggregate[m](ctx, items, query.Aggregated("count")))
		},
	}
}

// writeCalls are all writes.
func writeCalls(items *directus.Items[article]) map[string]func(context.Context) error {
	patch := directus.Patch{"title": "x"}
	return map[string]func(context.Context) error{
		"CreateOne":     func(ctx context.Context) error { return errOf(items.CreateOne(ctx, article{})) },
		"CreateMany":    func(ctx context.Context) error { return errOf(items.CreateMany(ctx, make([]article, 2))) },
		"UpdateOne":     func(ctx context.Context) error { return errOf(items.UpdateOne(ctx, 8, patch)) },
		"UpdateMany":    func(ctx context.Context) error { return errOf(items.UpdateMany(ctx, directus.IDs(8, 9), patch)) },
		"UpdateBatch":   func(ctx context.Context) error { return errOf(items.UpdateBatch(ctx, []any{article{ID: 8}})) },
		"UpdateByQuery": func(ctx context.Context) error { return errOf(items.UpdateByQuery(ctx, patch, query.Eq("rank", 1))) },
		"DeleteOne":     func(ctx context.Context) error { return items.DeleteOne(ctx, 8) },
		"DeleteMany":    func(ctx context.Context) error { return items.DeleteMany(ctx, directus.IDs(8, 9)) },
		"DeleteByQuery": func(ctx context.Context) error { return items.DeleteByQuery(ctx, query.Eq("rank", 1)) },
	}
}

// allCalls are reads and writes.
func allCalls(items *directus.Items[article]) map[string]func(context.Context) error {
	all := readCalls(items)
	maps.Copy(all, writeCalls(items))
	return all
}

func TestItemsSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	titles := query.Fields("title")
	tests := map[string]struct {
		call      func(*directus.Items[article]) error
		method    string
		path      string
		query     string // unescaped
		body      string
		wantRoute string
	}{
		"ReadOne": {
			func(i *directus.Items[article]) error { return errOf(i.ReadOne(ctx, 8, titles)) },
			"GET", "/items/articles/8", "fields=title", "", "/items/{collection}/{id}",
		},
		"ReadOne with a key that needs escaping": {
			func(i *directus.Items[article]) error { return errOf(i.ReadOne(ctx, "a/b c?d#e")) },
			"GET", "/items/articles/a%2Fb%20c%3Fd%23e", "", "", "/items/{collection}/{id}",
		},
		"ReadMany": {
			func(i *directus.Items[article]) error { return errOf(i.ReadMany(ctx, directus.IDs(8, 9), titles)) },
			"SEARCH", "/items/articles", "", `{"keys":[8,9],"query":{"fields":["title"]}}`, "/items/{collection}",
		},
		"ReadMany without options": {
			func(i *directus.Items[article]) error { return errOf(i.ReadMany(ctx, directus.IDs("x"))) },
			"SEARCH", "/items/articles", "", `{"keys":["x"]}`, "/items/{collection}",
		},
		"ReadByQuery": {
			func(i *directus.Items[article]) error {
				return errOf(i.ReadByQuery(ctx, query.Eq("status", "new"), query.Limit(5), query.Meta(query.TotalCount)))
			},
			"GET", "/items/articles", `filter={"status":{"_eq":"new"}}&limit=5&meta=total_count`, "", "/items/{collection}",
		},
		"ReadByQuery by SEARCH": {
			func(i *directus.Items[article]) error {
				return errOf(i.With(directus.ForceSearch()).ReadByQuery(ctx, query.Limit(5)))
			},
			"SEARCH", "/items/articles", "", `{"query":{"limit":5}}`, "/items/{collection}",
		},
		"Count": {
			func(i *directus.Items[article]) error { return errOf(i.Count(ctx, query.Search("x"), query.Limit(3))) },
			"GET", "/items/articles", `aggregate={"count":["*"]}&search=x`, "", "/items/{collection}",
		},
		"CreateOne": {
			func(i *directus.Items[article]) error { return errOf(i.CreateOne(ctx, article{Title: "<&>"}, titles)) },
			"POST", "/items/articles", "fields=title", `{"title":"<&>"}`, "/items/{collection}",
		},
		"CreateMany": {
			func(i *directus.Items[article]) error {
				return errOf(i.CreateMany(ctx, []article{{Title: "a"}, {Title: "b"}}))
			},
			"POST", "/items/articles", "", `[{"title":"a"},{"title":"b"}]`, "/items/{collection}",
		},
		"UpdateOne": {
			func(i *directus.Items[article]) error {
				return errOf(i.UpdateOne(ctx, 8, directus.Patch{"title": nil}, titles))
			},
			"PATCH", "/items/articles/8", "fields=title", `{"title":null}`, "/items/{collection}/{id}",
		},
		"UpdateMany": {
			func(i *directus.Items[article]) error {
				return errOf(i.UpdateMany(ctx, directus.IDs(8, 9), directus.Patch{"title": "x"}))
			},
			"PATCH", "/items/articles", "", `{"data":{"title":"x"},"keys":[8,9]}`, "/items/{collection}",
		},
		"UpdateBatch": {
			func(i *directus.Items[article]) error {
				return errOf(i.UpdateBatch(ctx, []any{article{ID: 8, Title: "a"}, directus.Patch{"id": 9, "title": "b"}}))
			},
			"PATCH", "/items/articles", "", `[{"id":8,"title":"a"},{"id":9,"title":"b"}]`, "/items/{collection}",
		},
		"UpdateByQuery": {
			func(i *directus.Items[article]) error {
				return errOf(i.UpdateByQuery(ctx, directus.Patch{"rank": 1}, query.Null("rank"), query.Sort("id"), titles))
			},
			"PATCH", "/items/articles", "fields=title",
			`{"data":{"rank":1},"query":{"filter":{"rank":{"_null":true}},"sort":["id"],"limit":-1}}`, "/items/{collection}",
		},
		"DeleteOne": {
			func(i *directus.Items[article]) error { return i.DeleteOne(ctx, 8) },
			"DELETE", "/items/articles/8", "", "", "/items/{collection}/{id}",
		},
		"DeleteMany": {
			func(i *directus.Items[article]) error { return i.DeleteMany(ctx, directus.IDs(8, 9)) },
			"DELETE", "/items/articles", "", `[8,9]`, "/items/{collection}",
		},
		"DeleteByQuery with a limit": {
			func(i *directus.Items[article]) error { return i.DeleteByQuery(ctx, query.Limit(3), query.Sort("id")) },
			"DELETE", "/items/articles", "", `{"query":{"sort":["id"],"limit":3}}`, "/items/{collection}",
		},
		"DeleteByQuery of everything": {
			func(i *directus.Items[article]) error { return i.DeleteByQuery(ctx, query.Everything()) },
			"DELETE", "/items/articles", "", `{"query":{"limit":-1}}`, "/items/{collection}",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusForbidden, forbidden)
			err := tt.call(directus.NewItems[article](client, "articles"))
			require.ErrorIs(t, err, directus.CodeForbidden)
			got := server.one(t)
			assert.Equal(t, tt.method, got.Method)
			assert.Equal(t, tt.path, got.Path)
			assert.Equal(t, tt.wantRoute, got.Route)
			assert.Equal(t, tt.query, unescaped(t, got))
			if tt.body == "" {
				assert.Empty(t, got.Body)
				assert.Empty(t, got.ContentType)
				return
			}
			assert.JSONEq(t, tt.body, got.Body)
			assert.Equal(t, "application/json", got.ContentType)
		})
	}
}

func TestItemsOfSystemCollectionsHaveTheirOwnPath(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	_, err := directus.NewItems[directus.Item](client, "directus_roles").ReadByQuery(t.Context())
	require.NoError(t, err)
	got := server.one(t)
	require.Equal(t, "/roles", got.Path)
	require.Equal(t, "/roles", got.Route)
}

func TestItemsDecode(t *testing.T) {
	t.Parallel()
	one := func(i *directus.Items[article]) (any, error) { return i.ReadOne(t.Context(), 8) }
	page := func(i *directus.Items[article]) (any, error) { return i.ReadByQuery(t.Context()) }
	tests := map[string]struct {
		call func(*directus.Items[article]) (any, error)
		body string
		want any
	}{
		"an item":              {one, `{"data":{"id":8,"title":"x"}}`, article{ID: 8, Title: "x"}},
		"unknown fields":       {one, `{"data":{"id":8,"other":{"a":[1]}}}`, article{ID: 8}},
		"another case":         {one, `{"data":{"ID":8,"Title":"x"}}`, article{}},
		"null":                 {one, `{"data":{"id":8,"title":null}}`, article{ID: 8}},
		"a page":               {page, `{"data":[{"id":8}]}`, &directus.Page[article]{Data: []article{{ID: 8}}}},
		"an empty page":        {page, `{"data":[]}`, &directus.Page[article]{Data: []article{}}},
		"counts after data":    {page, `{"data":[],"meta":{"total_count":5,"filter_count":3}}`, &directus.Page[article]{Data: []article{}, Meta: directus.Meta{TotalCount: 5, FilterCount: 3}}},
		"counts before data":   {page, `{"meta":{"total_count":5},"data":[{"id":8}]}`, &directus.Page[article]{Data: []article{{ID: 8}}, Meta: directus.Meta{TotalCount: 5}}},
		"an unknown neighbour": {page, `{"x":{"y":[1,2]},"data":[]}`, &directus.Page[article]{Data: []article{}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newFake(t, http.StatusOK, tt.body)
			got, err := tt.call(directus.NewItems[article](client, "articles"))
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestItemsOfPointersAndMaps(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":8,"title":"x"}}`)
	pointer, err := directus.NewItems[*article](client, "articles").CreateOne(t.Context(), &article{Title: "x"})
	require.NoError(t, err)
	require.Equal(t, &article{ID: 8, Title: "x"}, pointer)
	item, err := directus.NewItems[directus.Item](client, "articles").CreateOne(t.Context(), directus.Item{"title": "x"})
	require.NoError(t, err)
	require.Equal(t, directus.Item{"id": 8.0, "title": "x"}, item)
	require.Equal(t, server.sent[0].Body, server.sent[1].Body)
}

// Keys of all kinds, on their way into a path and a body.
func TestItemsKeys(t *testing.T) {
	t.Parallel()
	type named string
	type number int8
	tests := map[string]struct {
		id       directus.ID
		wantPath string
		wantBody string
	}{
		"an int":                   {8, "/8", "[8]"},
		"zero":                     {0, "/0", "[0]"},
		"a negative int":           {-8, "/-8", "[-8]"},
		"a uint8":                  {uint8(8), "/8", "[8]"},
		"a named int":              {number(8), "/8", "[8]"},
		"a number too big for one": {int64(9007199254740993), "/9007199254740993", `["9007199254740993"]`},
		"an unsigned one":          {uint64(18446744073709551615), "/18446744073709551615", `["18446744073709551615"]`},
		"what an Item holds":       {8.0, "/8", "[8]"},
		"a json.Number":            {json.Number("8"), "/8", `["8"]`},
		"a string":                 {"x", "/x", `["x"]`},
		"a named string":           {named("x"), "/x", `["x"]`},
		"a text marshaler":         {textKey{"x"}, "/x", `["x"]`},
		"a pointer to one":         {&textKey{"x"}, "/x", `["x"]`},
		"a slash":                  {"a/b", "/a%2Fb", `["a/b"]`},
		"all that splits URLs":     {"a b?c#d&e=f;g", "/a%20b%3Fc%23d&e=f%3Bg", `["a b?c#d&e=f;g"]`},
		"a comma":                  {"1,2", "/1%2C2", `["1,2"]`},
		"a percent sign":           {"%2F", "/%252F", `["%2F"]`},
		"an accent":                {"é", "/%C3%A9", `["é"]`},
		"dots inside":              {"a..b", "/a..b", `["a..b"]`},
		"three dots":               {"...", "/...", `["..."]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusNoContent, "")
			items := directus.NewItems[article](client, "articles")
			require.NoError(t, items.DeleteOne(t.Context(), tt.id))
			require.NoError(t, items.DeleteMany(t.Context(), []directus.ID{tt.id}))
			require.Equal(t, "/items/articles"+tt.wantPath, server.sent[0].Path)
			require.JSONEq(t, tt.wantBody, server.sent[1].Body)
		})
	}
}

type textKey struct{ text string }

func (k textKey) MarshalText() ([]byte, error) {
	if k.text == "bad" {
		return nil, errors.New("no text")
	}
	return []byte(k.text), nil
}

func TestItemsRefuseInvalidKeys(t *testing.T) {
	t.Parallel()
	tests := map[string]directus.ID{
		"nil":                    nil,
		"empty":                  "",
		"a dot":                  ".",
		"two dots":               "..",
		"a line break":           "a\nb",
		"a null byte":            "a\x00b",
		"invalid UTF-8":          "a\xffb",
		"a fraction":             1.5,
		"a bool":                 true,
		"a slice":                []int{1},
		"a struct":               struct{ ID int }{1},
		"a nil pointer":          (*textKey)(nil),
		"a pointer to an int":    new(int),
		"a marshaler of ..":      textKey{".."},
		"a marshaler that fails": textKey{"bad"},
	}
	for name, id := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusOK, `{"data":[]}`)
			items := directus.NewItems[article](client, "articles")
			ids, patch := []directus.ID{1, id}, directus.Patch{"title": "x"}
			for name, err := range map[string]error{
				"ReadOne":    errOf(items.ReadOne(t.Context(), id)),
				"ReadMany":   errOf(items.ReadMany(t.Context(), ids)),
				"Find":       errOf(items.Find(t.Context(), id)),
				"Exists":     errOf(items.Exists(t.Context(), id)),
				"UpdateOne":  errOf(items.UpdateOne(t.Context(), id, patch)),
				"UpdateMany": errOf(items.UpdateMany(t.Context(), ids, patch)),
				"DeleteOne":  items.DeleteOne(t.Context(), id),
				"DeleteMany": items.DeleteMany(t.Context(), ids),
			} {
				require.ErrorIs(t, err, directus.ErrInvalidKey, name)
				require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
			}
			require.Empty(t, server.sent)
		})
	}
}

func TestItemsRefuseInvalidCollections(t *testing.T) {
	t.Parallel()
	for _, collection := range []string{"", ".", "..", "a\nb", "directus_", "directus_.."} {
		client, server := newFake(t, http.StatusOK, `{"data":[]}`)
		for name, call := range allCalls(directus.NewItems[article](client, collection)) {
			err := call(t.Context())
			require.ErrorIs(t, err, directus.ErrInvalidKey, "%s of %q", name, collection)
			require.ErrorContains(t, err, "collection", "%s of %q", name, collection)
		}
		require.Empty(t, server.sent)
	}
}

// Collections cannot lead a request to another place.
func TestItemsEscapeCollections(t *testing.T) {
	t.Parallel()
	for collection, want := range map[string]string{
		"a/b":               "/items/a%2Fb",
		"a b?c#d":           "/items/a%20b%3Fc%23d",
		"é":                 "/items/%C3%A9",
		"directus_users/me": "/users%2Fme",
	} {
		client, server := newFake(t, http.StatusOK, `{"data":[]}`)
		_, err := directus.NewItems[article](client, collection).ReadByQuery(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, server.one(t).Path)
	}
}

// A client that New did not make, and a collection without a client, fail and don't panic.
func TestItemsWithoutClient(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]*directus.Client{"nil": nil, "zero": {}} {
		for method, call := range allCalls(directus.NewItems[article](client, "articles")) {
			require.ErrorContains(t, call(t.Context()), "directus.New", "%s of a %s client", method, name)
		}
	}
}

func TestItemsReportErrors(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusForbidden, forbidden)
	for name, call := range allCalls(directus.NewItems[article](client, "articles")) {
		err := call(t.Context())
		if name == "Exists" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, directus.CodeForbidden, name)
		var e *directus.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, http.StatusForbidden, e.Status, name)
	}
	require.NotEmpty(t, server.sent)
}

func TestItemsPassOnBadQueries(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	items, bad := directus.NewItems[article](client, "articles"), query.Or()
	unencodable := query.Eq("rank", make(chan int))
	patch := directus.Patch{"title": "x"}
	for _, q := range []query.Option{bad, unencodable} {
		for name, err := range map[string]error{
			"ReadOne":       errOf(items.ReadOne(t.Context(), 8, q)),
			"ReadMany":      errOf(items.ReadMany(t.Context(), directus.IDs(8), q)),
			"ReadByQuery":   errOf(items.ReadByQuery(t.Context(), q)),
			"by SEARCH":     errOf(items.With(directus.ForceSearch()).ReadByQuery(t.Context(), q)),
			"Find":          errOf(items.Find(t.Context(), 8, q)),
			"Count":         errOf(items.Count(t.Context(), q)),
			"CreateOne":     errOf(items.CreateOne(t.Context(), article{}, q)),
			"CreateMany":    errOf(items.CreateMany(t.Context(), make([]article, 1), q)),
			"UpdateOne":     errOf(items.UpdateOne(t.Context(), 8, patch, q)),
			"UpdateMany":    errOf(items.UpdateMany(t.Context(), directus.IDs(8), patch, q)),
			"UpdateBatch":   errOf(items.UpdateBatch(t.Context(), []any{article{ID: 8}}, q)),
			"UpdateByQuery": errOf(items.UpdateByQuery(t.Context(), patch, q)),
			"DeleteByQuery": items.DeleteByQuery(t.Context(), q),
		} {
			require.Error(t, err, name)
			require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
			require.True(t, strings.Contains(err.Error(), "Or: no filters") || strings.Contains(err.Error(), "chan int"), "%s: %v", name, err)
		}
	}
	require.Empty(t, server.sent)
}

func TestAggregateNeedsAFunction(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	_, err := directus.Aggregate[m](t.Context(), directus.NewItems[article](client, "articles"), query.GroupBy("status"))
	require.ErrorContains(t, err, "Aggregated")
	require.Empty(t, server.sent)
}

func TestCountReadsNumbersAndStrings(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`{"data":[{"count":8}]}`:   8,
		`{"data":[{"count":"8"}]}`: 8,
		`{"data":[{"count":0}]}`:   0,
	} {
		client, _ := newFake(t, http.StatusOK, body)
		got, err := directus.NewItems[article](client, "articles").Count(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, body := range []string{`{"data":[]}`, `{"data":[{}]}`, `{"data":[null]}`, `{"data":[{"count":"x"}]}`, `{"data":[{"count":1},{"count":2}]}`} {
		client, _ := newFake(t, http.StatusOK, body)
		_, err := directus.NewItems[article](client, "articles").Count(t.Context())
		require.Error(t, err, body)
	}
}

// The server ignores the keys of a SEARCH to /users, /roles, /flows and others, and would
// return everything.
func TestReadManyOfSystemCollection(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{"data":[]}`)
	roles := directus.NewItems[directus.Item](client, "directus_roles")
	_, err := roles.ReadMany(t.Context(), directus.IDs("a", "b"), query.Eq("icon", "x"))
	require.NoError(t, err)
	_, err = roles.With(directus.ForceSearch()).ReadMany(t.Context(), directus.IDs("a"))
	require.NoError(t, err)
	require.Len(t, f.sent, 2)
	require.Equal(t, "GET /roles", f.sent[0].Method+" "+f.sent[0].Path)
	require.Equal(t, `filter={"_and":[{"icon":{"_eq":"x"}},{"id":{"_in":["a","b"]}}]}&limit=-1`, unescaped(t, f.sent[0]))
	require.Equal(t, "SEARCH /roles", f.sent[1].Method+" "+f.sent[1].Path)
	require.JSONEq(t, `{"query":{"filter":{"id":{"_in":["a"]}},"limit":-1}}`, f.sent[1].Body)
}
