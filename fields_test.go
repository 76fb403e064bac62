package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

func TestFieldsSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	title := system.Field{
		Collection: "elsewhere", Field: "title", Type: system.TypeString, Schema: &system.FieldSchema{DefaultValue: false},
		Meta: &system.FieldMeta{ID: 9, Searchable: field.Value(false)},
	}
	testModelCalls(t, map[string]modelCall{
		"ReadAll": {
			call:   func(c *directus.Client) error { return errOf(c.Fields.ReadAll(ctx)) },
			method: "GET", path: "/fields", reply: `{"data":[]}`,
		},
		"ReadMany": {
			call:   func(c *directus.Client) error { return errOf(c.Fields.ReadMany(ctx, "a b")) },
			method: "GET", path: "/fields/a%20b", wantRoute: "/fields/{collection}", reply: `{"data":[]}`,
		},
		"ReadOne": {
			call:   func(c *directus.Client) error { return errOf(c.Fields.ReadOne(ctx, "articles", "title")) },
			method: "GET", path: "/fields/articles/title", wantRoute: "/fields/{collection}/{field}",
		},
		"CreateOne": {
			call:   func(c *directus.Client) error { return errOf(c.Fields.CreateOne(ctx, "articles", title)) },
			method: "POST", path: "/fields/articles", wantRoute: "/fields/{collection}",
			body: `{"field":"title","type":"string","schema":{"default_value":false},"meta":{"searchable":false}}`,
		},
		"UpdateOne": {
			call: func(c *directus.Client) error {
				return errOf(c.Fields.UpdateOne(ctx, "articles", "title", directus.Patch{"schema": m{"max_length": 5}}))
			},
			method: "PATCH", path: "/fields/articles/title", wantRoute: "/fields/{collection}/{field}", body: `{"schema":{"max_length":5}}`,
		},
		"UpdateOne without changes": {
			call:   func(c *directus.Client) error { return errOf(c.Fields.UpdateOne(ctx, "articles", "title", m{})) },
			method: "GET", path: "/fields/articles/title", wantRoute: "/fields/{collection}/{field}",
		},
		"UpdateMany": {
			call: func(c *directus.Client) error {
				return errOf(c.Fields.UpdateMany(ctx, "articles", []any{m{"field": "title", "meta": m{"sort": 2}}}))
			},
			method: "PATCH", path: "/fields/articles", wantRoute: "/fields/{collection}", reply: `{"data":[]}`,
			body: `[{"field":"title","meta":{"sort":2}}]`,
		},
		"DeleteOne": {
			call:   func(c *directus.Client) error { return c.Fields.DeleteOne(ctx, "articles", "title") },
			method: "DELETE", path: "/fields/articles/title", wantRoute: "/fields/{collection}/{field}",
		},
	})
	require.Equal(t, 9, title.Meta.ID, "the caller's value was changed")
	require.Equal(t, "elsewhere", title.Collection, "the caller's value was changed")
}

func TestFieldsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	testModelRefused(t, map[string]func(*directus.Client) error{
		"read of no collection":   func(c *directus.Client) error { return errOf(c.Fields.ReadMany(ctx, "")) },
		"read of no field":        func(c *directus.Client) error { return errOf(c.Fields.ReadOne(ctx, "articles", "")) },
		"create of no field":      func(c *directus.Client) error { return errOf(c.Fields.CreateOne(ctx, "articles", system.Field{})) },
		"create in no collection": func(c *directus.Client) error { return errOf(c.Fields.CreateOne(ctx, "", system.Field{Field: "a"})) },
		"update that is a list":   func(c *directus.Client) error { return errOf(c.Fields.UpdateOne(ctx, "a", "b", []any{})) },
		"update of nothing known": func(c *directus.Client) error {
			return errOf(c.Fields.UpdateOne(ctx, "a", "b", directus.Patch{"note": "x"}))
		},
		"update of no field":      func(c *directus.Client) error { return errOf(c.Fields.UpdateOne(ctx, "a", "", m{"meta": m{}})) },
		"updates without a field": func(c *directus.Client) error { return errOf(c.Fields.UpdateMany(ctx, "a", []any{m{"meta": m{}}})) },
		"updates of nothing":      func(c *directus.Client) error { return errOf(c.Fields.UpdateMany(ctx, "..", []any{})) },
		"delete of no field":      func(c *directus.Client) error { return c.Fields.DeleteOne(ctx, "a", "") },
	})
	client, fake := newFake(t, 500, "")
	none, err := client.Fields.UpdateMany(ctx, "articles", nil)
	require.NoError(t, err)
	require.Empty(t, none)
	require.Empty(t, fake.sent)
}

func TestRealFields(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	server := realserver.Shared(t)
	client := clientOf(t, server)
	name := makeCollection(t, client, m{}, intKey("id"))
	created, err := client.Fields.CreateOne(ctx, name, system.Field{
		Field: "title", Type: system.TypeString,
		Schema: &system.FieldSchema{MaxLength: 50, DefaultValue: "x", IsNullable: field.Value(false)},
		Meta:   &system.FieldMeta{Note: "n", Width: system.WidthHalf},
	})
	require.NoError(t, err)
	require.Equal(t, name, created.Collection)
	require.EqualValues(t, 50, created.Schema.MaxLength)
	require.Equal(t, "x", created.Schema.DefaultValue)
	require.Equal(t, field.Value(false), created.Schema.IsNullable)
	require.NotZero(t, created.Meta.ID)
	_, err = client.Fields.CreateOne(ctx, name, created)
	require.ErrorIs(t, err, directus.CodeInvalidPayload, "it is there already")
	created.Field = "copy" // as if read from another project, where its row has the same key
	copied, err := client.Fields.CreateOne(ctx, name, created)
	require.NoError(t, err)
	require.NotEqual(t, created.Meta.ID, copied.Meta.ID)
	require.Equal(t, "n", copied.Meta.Note)
	alias, err := client.Fields.CreateOne(ctx, name, system.Field{
		Field: "others", Type: system.TypeAlias, Meta: &system.FieldMeta{Special: []string{system.SpecialO2M}},
	})
	require.NoError(t, err)
	require.Nil(t, alias.Schema)
	at, err := client.Fields.With(directus.Param("concurrentIndexCreation", "true")).CreateOne(ctx, name, system.Field{
		Field: "at", Type: system.TypeTimestamp, Schema: &system.FieldSchema{IsIndexed: true},
	})
	require.NoError(t, err)
	require.Equal(t, system.TypeTimestamp, at.Type)

	schema := m{"max_length": 60}
	if server.Major() == 10 {
		schema["default_value"] = "x" // it would be forgotten
	}
	changed, err := client.Fields.UpdateOne(ctx, name, "title", directus.Patch{"meta": m{"note": nil}, "schema": schema})
	require.NoError(t, err)
	require.Empty(t, changed.Meta.Note)
	require.Equal(t, system.WidthHalf, changed.Meta.Width)
	require.EqualValues(t, 60, changed.Schema.MaxLength)
	require.Equal(t, "x", changed.Schema.DefaultValue, "what is left out stays")
	require.Equal(t, field.Value(server.Major() == 10), changed.Schema.IsNullable, "only Directus 10 forgets it")
	many, err := client.Fields.UpdateMany(ctx, name, []any{
		m{"field": "title", "meta": m{"sort": 2}}, m{"field": "others", "meta": m{"sort": 1}},
	})
	require.NoError(t, err)
	require.Len(t, many, 2)
	one, err := client.Fields.ReadOne(ctx, name, "others")
	require.NoError(t, err)
	require.Equal(t, field.Value(1), one.Meta.Sort)
	ghost, err := client.Fields.UpdateOne(ctx, name, "ghost", directus.Patch{"meta": m{"note": "x"}})
	require.NoError(t, err)
	require.Equal(t, system.TypeAlias, ghost.Type, "the server takes an unknown name for that of an alias, but does not list it")

	all, err := client.Fields.ReadAll(ctx)
	require.NoError(t, err)
	mine, err := client.Fields.ReadMany(ctx, name)
	require.NoError(t, err)
	require.Len(t, mine, 5)
	require.Greater(t, len(all), len(mine))
	require.NoError(t, client.Fields.DeleteOne(ctx, name, "title"))
	_, err = client.Fields.ReadOne(ctx, name, "title")
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.NoError(t, client.Fields.DeleteOne(ctx, name, "title"), "an unknown field is no error")
	_, err = client.Fields.ReadMany(ctx, "no_such_collection")
	require.ErrorIs(t, err, directus.CodeForbidden)
}
