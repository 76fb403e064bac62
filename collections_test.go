package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

// modelCall is a call of the data model, and what it sends.
type modelCall struct {
	call         func(*directus.Client) error
	method, path string
	query, body  string
	wantRoute    string // path when empty
	reply        string // an object when empty
}

// testModelCalls shows that the calls send what they should, and report errors.
func testModelCalls(t *testing.T, tests map[string]modelCall) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.reply == "" {
				tt.reply = `{"data":{}}`
			}
			client, fake := newFake(t, 200, tt.reply)
			require.NoError(t, tt.call(client))
			got := fake.one(t)
			require.Equal(t, tt.method+" "+tt.path, got.Method+" "+got.Path)
			require.Equal(t, tt.query, unescaped(t, got))
			if tt.body == "" {
				require.Empty(t, got.Body)
			} else {
				require.JSONEq(t, tt.body, got.Body)
				require.Equal(t, "application/json", got.ContentType)
			}
			if tt.wantRoute == "" {
				tt.wantRoute = tt.path
			}
			require.Equal(t, tt.wantRoute, got.Route)
			client, _ = newFake(t, 403, forbidden)
			require.ErrorIs(t, tt.call(client), directus.CodeForbidden)
		})
	}
}

// testModelRefused shows that calls which are wrong send nothing.
func testModelRefused(t *testing.T, tests map[string]func(*directus.Client) error) {
	t.Helper()
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, fake := newFake(t, 200, `{"data":{}}`)
			require.ErrorIs(t, call(client), directus.ErrInvalidRequest)
			require.Empty(t, fake.sent)
		})
	}
}

func TestCollectionsSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	table := system.Collection{
		Collection: "articles", Meta: &system.CollectionMeta{}, Schema: &system.CollectionSchema{},
		Fields: []system.Field{
			{Field: "at", Type: system.TypeTimestamp},
			{Field: "x", Type: system.TypeString, Meta: &system.FieldMeta{ID: 7, Note: "n"}},
		},
	}
	sentTable := `{"collection":"articles","meta":{},"schema":{},"fields":[
		{"field":"id","type":"integer","meta":{"hidden":true,"readonly":true,"interface":"numeric"},
			"schema":{"is_primary_key":true,"has_auto_increment":true}},
		{"field":"at","type":"timestamp","meta":{}},{"field":"x","type":"string","meta":{"note":"n"}}]}`
	testModelCalls(t, map[string]modelCall{
		"ReadAll": {
			call:   func(c *directus.Client) error { return errOf(c.Collections.ReadAll(ctx)) },
			method: "GET", path: "/collections", reply: `{"data":[]}`,
		},
		"ReadOne": {
			call:   func(c *directus.Client) error { return errOf(c.Collections.ReadOne(ctx, "a?b")) },
			method: "GET", path: "/collections/a%3Fb", wantRoute: "/collections/{collection}",
		},
		"ReadMany": {
			call:   func(c *directus.Client) error { return errOf(c.Collections.ReadMany(ctx, []string{"a", "b"})) },
			method: "SEARCH", path: "/collections", body: `{"keys":["a","b"]}`, reply: `{"data":[]}`,
		},
		"CreateOne": {
			call:   func(c *directus.Client) error { return errOf(c.Collections.CreateOne(ctx, table)) },
			method: "POST", path: "/collections", body: sentTable,
		},
		"CreateOne without locks": {
			call: func(c *directus.Client) error {
				return errOf(c.Collections.With(directus.Param("concurrentIndexCreation", "true")).CreateOne(ctx, table))
			},
			method: "POST", path: "/collections", query: "concurrentIndexCreation=true", body: sentTable,
		},
		"CreateMany": {
			call: func(c *directus.Client) error {
				return errOf(c.Collections.CreateMany(ctx, []system.Collection{
					{Collection: "c", Meta: &system.CollectionMeta{Group: "b"}},
					{Collection: "b", Meta: &system.CollectionMeta{Group: "a"}},
					{Collection: "a", Meta: &system.CollectionMeta{}},
				}))
			},
			method: "POST", path: "/collections", reply: `{"data":[]}`,
			body: `[{"collection":"a","meta":{}},{"collection":"b","meta":{"group":"a"}},{"collection":"c","meta":{"group":"b"}}]`,
		},
		"UpdateOne": {
			call: func(c *directus.Client) error {
				return errOf(c.Collections.UpdateOne(ctx, "articles", directus.Patch{"meta": directus.Patch{"note": nil}}))
			},
			method: "PATCH", path: "/collections/articles", body: `{"meta":{"note":null}}`, wantRoute: "/collections/{collection}",
		},
		"UpdateBatch": {
			call: func(c *directus.Client) error {
				return errOf(c.Collections.UpdateBatch(ctx, []any{
					system.Collection{Collection: "a", Meta: &system.CollectionMeta{Note: "n"}},
					m{"collection": "b", "meta": m{"hidden": true}},
				}))
			},
			method: "PATCH", path: "/collections", reply: `{"data":[]}`,
			body: `[{"collection":"a","meta":{"note":"n"}},{"collection":"b","meta":{"hidden":true}}]`,
		},
		"DeleteOne": {
			call:   func(c *directus.Client) error { return c.Collections.DeleteOne(ctx, "articles") },
			method: "DELETE", path: "/collections/articles", wantRoute: "/collections/{collection}",
		},
	})
	require.Nil(t, table.Fields[0].Meta, "the caller's value was changed")
	require.Equal(t, 7, table.Fields[1].Meta.ID, "the caller's value was changed")
}

func TestCollectionsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	create := func(name string) func(*directus.Client) error {
		return func(c *directus.Client) error {
			return errOf(c.Collections.CreateOne(ctx, system.Collection{Collection: name}))
		}
	}
	testModelRefused(t, map[string]func(*directus.Client) error{
		"a system collection": create("directus_mine"),
		"a slash":             create("a/b"),
		"no name":             create(""),
		"one of many": func(c *directus.Client) error {
			return errOf(c.Collections.CreateMany(ctx, []system.Collection{{Collection: "a"}, {Collection: "directus_b"}}))
		},
		"read without a name":   func(c *directus.Client) error { return errOf(c.Collections.ReadOne(ctx, "")) },
		"read an empty name":    func(c *directus.Client) error { return errOf(c.Collections.ReadMany(ctx, []string{"a", ""})) },
		"delete without a name": func(c *directus.Client) error { return c.Collections.DeleteOne(ctx, "..") },
		"changes without meta": func(c *directus.Client) error {
			return errOf(c.Collections.UpdateOne(ctx, "a", directus.Patch{"note": "x"}))
		},
		"no changes": func(c *directus.Client) error { return errOf(c.Collections.UpdateOne(ctx, "a", nil)) },
		"a batch without names": func(c *directus.Client) error {
			return errOf(c.Collections.UpdateBatch(ctx, []any{m{"meta": m{"note": "x"}}}))
		},
	})
}

// Empty lists need no request.
func TestCollectionsNothingToDo(t *testing.T) {
	t.Parallel()
	client, fake := newFake(t, 500, "")
	none := func(list []system.Collection, err error) {
		require.NoError(t, err)
		require.Empty(t, list)
	}
	none(client.Collections.ReadMany(t.Context(), nil))
	none(client.Collections.CreateMany(t.Context(), nil))
	none(client.Collections.UpdateBatch(t.Context(), nil))
	require.Empty(t, fake.sent)
}

func TestRealCollections(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	created, err := client.Collections.CreateOne(ctx, system.Collection{
		Collection: "articles", Schema: &system.CollectionSchema{},
		Meta: &system.CollectionMeta{Note: "n", ArchiveAppFilter: field.Value(false)},
		Fields: []system.Field{
			{Field: "code", Type: system.TypeString, Schema: &system.FieldSchema{IsPrimaryKey: true}},
			{Field: "at", Type: system.TypeTimestamp, Schema: &system.FieldSchema{}}, // fails without meta
		},
	})
	require.NoError(t, err)
	require.Equal(t, "n", created.Meta.Note)
	require.Equal(t, field.Value(false), created.Meta.ArchiveAppFilter)
	require.NotNil(t, created.Schema)
	_, err = client.Collections.CreateOne(ctx, system.Collection{
		Collection: "keyless", Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{},
		Fields: []system.Field{{Field: "title", Type: system.TypeString, Schema: &system.FieldSchema{}}},
	})
	require.NoError(t, err)
	item, err := directus.NewItems[directus.Item](client, "keyless").CreateOne(ctx, directus.Item{"title": "x"})
	require.NoError(t, err)
	require.EqualValues(t, 1, item["id"], "a key of its own, on all versions")
	folder, err := client.Collections.CreateOne(ctx, system.Collection{Collection: "folder", Meta: &system.CollectionMeta{}})
	require.NoError(t, err)
	require.Nil(t, folder.Schema, "without a schema it is a folder")
	_, err = client.Collections.CreateOne(ctx, system.Collection{Collection: "other"})
	require.ErrorIs(t, err, directus.CodeForbidden, "neither a table nor a folder")
	_, err = client.Collections.CreateOne(ctx, created)
	require.ErrorIs(t, err, directus.CodeInvalidPayload, "the name is taken")
	_, err = client.Collections.CreateMany(ctx, []system.Collection{
		{Collection: "second", Meta: &system.CollectionMeta{Group: "folder"}, Schema: &system.CollectionSchema{}},
		{Collection: "bare", Schema: &system.CollectionSchema{}},
	})
	require.NoError(t, err)
	_, err = client.Collections.With(directus.Param("concurrentIndexCreation", "true")).CreateOne(ctx, system.Collection{
		Collection: "indexed", Meta: &system.CollectionMeta{}, Schema: &system.CollectionSchema{}, Fields: []system.Field{
			modelKey(), {Field: "word", Type: system.TypeString, Schema: &system.FieldSchema{IsIndexed: true}},
		},
	})
	require.NoError(t, err)
	word, err := client.Fields.ReadOne(ctx, "indexed", "word")
	require.NoError(t, err)
	require.Equal(t, server.Major() > 10, word.Schema.IsIndexed)

	all, err := client.Collections.ReadAll(ctx)
	require.NoError(t, err)
	byName := map[string]system.Collection{}
	for _, c := range all {
		byName[c.Collection] = c
	}
	require.Nil(t, byName["bare"].Meta, "Directus does not manage it")
	require.Equal(t, "folder", byName["second"].Meta.Group)
	require.True(t, byName["directus_users"].Meta.System)
	many, err := client.Collections.ReadMany(ctx, []string{"articles", "folder"})
	require.NoError(t, err)
	require.Len(t, many, 2)

	changed, err := client.Collections.UpdateOne(ctx, "articles", directus.Patch{"meta": m{"note": nil, "hidden": true}})
	require.NoError(t, err)
	require.Empty(t, changed.Meta.Note)
	require.True(t, changed.Meta.Hidden)
	batch, err := client.Collections.UpdateBatch(ctx, []any{
		m{"collection": "articles", "meta": m{"icon": "a"}}, m{"collection": "second", "meta": m{"icon": "b"}},
	})
	require.NoError(t, err)
	require.Len(t, batch, 2)
	second, err := client.Collections.ReadOne(ctx, "second")
	require.NoError(t, err)
	require.Equal(t, "b", second.Meta.Icon)
	ghost, err := client.Collections.UpdateOne(ctx, "ghost", directus.Patch{"meta": m{"note": "x"}})
	require.NoError(t, err)
	require.Nil(t, ghost.Schema, "the server makes a folder of an unknown name")

	require.NoError(t, client.Collections.DeleteOne(ctx, "articles"))
	_, err = client.Collections.ReadOne(ctx, "articles")
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.ErrorIs(t, client.Collections.DeleteOne(ctx, "articles"), directus.CodeForbidden)

	if server.Major() > 10 { // which has no policies
		policy := makeRow(t, client, "/policies", m{
			"name": "app", "app_access": true, "permissions": []m{{"collection": "second", "action": "read", "fields": []string{"*"}}},
		})
		makeRow(t, client, "/users", m{"email": "app@example.com", "token": "token-of-app", "policies": []m{{"policy": policy}}})
		testModelOfUser(t, client.With(directus.Token("token-of-app")))
		reader := makeUser(t, client, "second", "read") // who has no access to the app
		require.ErrorIs(t, errOf(reader.Fields.ReadMany(ctx, "second")), directus.CodeForbidden)
		require.NoError(t, errOf(reader.Fields.ReadOne(ctx, "second", "id")))
	}
	testModelOfNobody(t, clientTo(t, server.URL))
}

// SQLite cannot do some changes to the data model, which the server answers with status 500.
func TestRealModelOnSQLite(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client := clientOf(t, realserver.New(t, realserver.Options{}))
	_, err := client.Collections.CreateOne(ctx, system.Collection{
		Collection: "pages", Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{}, Fields: []system.Field{modelKey(), modelColumn("parent", system.TypeInteger)},
	})
	require.NoError(t, err)
	key, err := client.Fields.ReadOne(ctx, "pages", "id")
	require.NoError(t, err)
	require.ErrorIs(t, errOf(client.Fields.UpdateOne(ctx, "pages", "id", key)), directus.CodeInternalServerError)
	key.Schema = nil
	require.NoError(t, errOf(client.Fields.UpdateOne(ctx, "pages", "id", key)))

	_, err = client.Relations.CreateOne(ctx, system.Relation{Collection: "pages", Field: "parent", RelatedCollection: "pages"})
	require.NoError(t, err)
	require.ErrorIs(t, client.Collections.DeleteOne(ctx, "pages"), directus.CodeInternalServerError)
	require.NoError(t, errOf(client.Collections.ReadOne(ctx, "pages")), "it stays")
	require.NoError(t, client.Fields.DeleteOne(ctx, "pages", "parent"))
	require.NoError(t, client.Collections.DeleteOne(ctx, "pages"))
}

// testModelOfUser is about a user of the app who may read the collection second.
func testModelOfUser(t *testing.T, user *directus.Client) {
	t.Helper()
	ctx := t.Context()
	collections, err := user.Collections.ReadAll(ctx)
	require.NoError(t, err)
	names := map[string]bool{}
	for _, c := range collections {
		names[c.Collection] = true
	}
	require.True(t, names["second"])
	require.False(t, names["indexed"], "it may not be read")
	fields, err := user.Fields.ReadMany(ctx, "second")
	require.NoError(t, err)
	require.Len(t, fields, 1)
	_, err = user.Relations.ReadAll(ctx)
	require.NoError(t, err)
	_, err = user.Collections.UpdateOne(ctx, "second", directus.Patch{"meta": m{"note": "x"}})
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.ErrorIs(t, user.Fields.DeleteOne(ctx, "second", "id"), directus.CodeForbidden)
}

func testModelOfNobody(t *testing.T, nobody *directus.Client) {
	t.Helper()
	ctx := t.Context()
	for name, err := range map[string]error{
		"collections":      errOf(nobody.Collections.ReadAll(ctx)),
		"fields":           errOf(nobody.Fields.ReadAll(ctx)),
		"relations":        errOf(nobody.Relations.ReadAll(ctx)),
		"new collection":   errOf(nobody.Collections.CreateOne(ctx, system.Collection{Collection: "x", Meta: &system.CollectionMeta{}})),
		"new field":        errOf(nobody.Fields.CreateOne(ctx, "second", modelColumn("x", system.TypeString))),
		"deleted relation": nobody.Relations.DeleteOne(ctx, "second", "id"),
	} {
		require.ErrorIs(t, err, directus.CodeForbidden, name)
	}
}
