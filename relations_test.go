package directus_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

func TestRelationsSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	author := system.Relation{
		Collection: "articles", Field: "author", RelatedCollection: "authors",
		Schema: &system.RelationSchema{OnDelete: system.SetNull}, Meta: &system.RelationMeta{ID: 4, OneField: "articles"},
	}
	testModelCalls(t, map[string]modelCall{
		"ReadAll": {
			call:   func(c *directus.Client) error { return errOf(c.Relations.ReadAll(ctx)) },
			method: "GET", path: "/relations", reply: `{"data":[]}`,
		},
		"ReadMany": {
			call:   func(c *directus.Client) error { return errOf(c.Relations.ReadMany(ctx, "articles")) },
			method: "GET", path: "/relations/articles", wantRoute: "/relations/{collection}", reply: `{"data":[]}`,
		},
		"ReadOne": {
			call:   func(c *directus.Client) error { return errOf(c.Relations.ReadOne(ctx, "articles", "author")) },
			method: "GET", path: "/relations/articles/author", wantRoute: "/relations/{collection}/{field}",
		},
		"CreateOne": {
			call:   func(c *directus.Client) error { return errOf(c.Relations.CreateOne(ctx, author)) },
			method: "POST", path: "/relations",
			body: `{"collection":"articles","field":"author","related_collection":"authors",
				"schema":{"on_delete":"SET NULL"},"meta":{"one_field":"articles"}}`,
		},
		"UpdateOne without changes": {
			call:   func(c *directus.Client) error { return errOf(c.Relations.UpdateOne(ctx, "articles", "author", m{})) },
			method: "GET", path: "/relations/articles/author", wantRoute: "/relations/{collection}/{field}",
		},
		"DeleteOne": {
			call:   func(c *directus.Client) error { return c.Relations.DeleteOne(ctx, "articles", "author") },
			method: "DELETE", path: "/relations/articles/author", wantRoute: "/relations/{collection}/{field}",
		},
	})
	require.Equal(t, 4, author.Meta.ID, "the caller's value was changed")
}

// A change carries what Directus 11 and 10 would forget, or crash without.
func TestRelationsUpdateOne(t *testing.T) {
	t.Parallel()
	m2o := `{"collection":"articles","field":"author","related_collection":"authors",
		"schema":{"on_delete":"SET NULL","on_update":"NO ACTION"},"meta":{"id":1}}`
	m2a := `{"collection":"articles","field":"author","related_collection":null,"schema":null,"meta":{"id":1}}`
	base := `"collection":"articles","field":"author","related_collection":"authors"`
	tests := map[string]struct {
		current, want string
		changes       any
	}{
		"meta": {
			m2o, `{` + base + `,"schema":{"on_delete":"SET NULL","on_update":"NO ACTION"},"meta":{"one_field":null}}`,
			directus.Patch{"meta": m{"one_field": nil}},
		},
		"foreign key": {
			m2o, `{` + base + `,"schema":{"on_delete":"CASCADE","on_update":"NO ACTION"}}`,
			directus.Patch{"schema": m{"on_delete": "CASCADE"}},
		},
		"a whole relation": {
			m2o, `{` + base + `,"schema":{"on_delete":"CASCADE","on_update":"NO ACTION"},"other":1}`,
			m{"collection": "articles", "field": "author", "related_collection": "authors", "schema": m{"on_delete": "CASCADE"}, "other": 1},
		},
		"M2A": {
			m2a, `{"collection":"articles","field":"author","related_collection":null,"meta":{"one_allowed_collections":["a"]}}`,
			directus.Patch{"meta": m{"one_allowed_collections": []string{"a"}}},
		},
		"led elsewhere": {m2o, "", directus.Patch{"related_collection": "users", "meta": m{}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, fake := newFake(t, 200, `{"data":`+tt.current+`}`)
			_, err := client.Relations.UpdateOne(t.Context(), "articles", "author", tt.changes)
			require.Equal(t, "GET", fake.sent[0].Method)
			if tt.want == "" {
				require.ErrorIs(t, err, directus.ErrInvalidRequest)
				require.Len(t, fake.sent, 1)
				return
			}
			require.NoError(t, err)
			require.Len(t, fake.sent, 2)
			require.Equal(t, "PATCH /relations/articles/author", fake.sent[1].Method+" "+fake.sent[1].Path)
			require.JSONEq(t, tt.want, fake.sent[1].Body)
		})
	}
}

func TestRelationsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	testModelRefused(t, map[string]func(*directus.Client) error{
		"read of no collection": func(c *directus.Client) error { return errOf(c.Relations.ReadMany(ctx, "")) },
		"read of no field":      func(c *directus.Client) error { return errOf(c.Relations.ReadOne(ctx, "articles", "")) },
		"create without a field": func(c *directus.Client) error {
			return errOf(c.Relations.CreateOne(ctx, system.Relation{Collection: "articles"}))
		},
		"create without a collection": func(c *directus.Client) error {
			return errOf(c.Relations.CreateOne(ctx, system.Relation{Field: "author"}))
		},
		"update that is no object": func(c *directus.Client) error { return errOf(c.Relations.UpdateOne(ctx, "a", "b", "c")) },
		"update of no field":       func(c *directus.Client) error { return errOf(c.Relations.UpdateOne(ctx, "a", "", m{"meta": m{}})) },
		"delete of no field":       func(c *directus.Client) error { return c.Relations.DeleteOne(ctx, "a", "") },
	})
}

func TestRealRelations(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client := modelServer(t, realserver.Options{Postgres: true}) // SQLite cannot delete relations
	collections, relations := model()
	makeModel(t, client, collections, relations)
	requireModelWorks(t, client)
	all, err := client.Relations.ReadAll(ctx)
	require.NoError(t, err)
	blocks, err := client.Relations.ReadMany(ctx, "model_blocks")
	require.NoError(t, err)
	require.Len(t, blocks, 2)
	require.Greater(t, len(all), len(relations), "those of Directus itself are among them")
	_, err = client.Relations.ReadOne(ctx, "model_articles", "title")
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = client.Relations.CreateOne(ctx, relations[0])
	require.ErrorIs(t, err, directus.CodeInvalidPayload, "there is one already")
	testRelationChanges(ctx, t, client)

	require.NoError(t, client.Relations.DeleteOne(ctx, "model_articles", "author"))
	_, err = client.Relations.ReadOne(ctx, "model_articles", "author")
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = client.Fields.ReadOne(ctx, "model_articles", "author")
	require.NoError(t, err, "the field stays")
	require.ErrorIs(t, client.Relations.DeleteOne(ctx, "model_articles", "author"), directus.CodeInvalidPayload)
}

// testRelationChanges changes relations of the model.
func testRelationChanges(ctx context.Context, t *testing.T, client *directus.Client) {
	t.Helper()
	changed, err := client.Relations.UpdateOne(ctx, "model_comments", "article", directus.Patch{"meta": m{"sort_field": nil}})
	require.NoError(t, err)
	require.Empty(t, changed.Meta.SortField)
	require.Equal(t, "comments", changed.Meta.OneField)
	require.Equal(t, system.Cascade, changed.Schema.OnDelete, "what is left out stays")
	changed, err = client.Relations.UpdateOne(ctx, "model_comments", "article", directus.Patch{"schema": m{"on_delete": system.SetNull}})
	require.NoError(t, err)
	require.Equal(t, system.SetNull, changed.Schema.OnDelete)
	changed, err = client.Relations.UpdateOne(ctx, "model_blocks", "item", directus.Patch{"meta": m{"one_allowed_collections": []string{"model_tags"}}})
	require.NoError(t, err)
	require.Equal(t, []string{"model_tags"}, changed.Meta.OneAllowedCollections)
	_, err = client.Relations.UpdateOne(ctx, "model_articles", "title", directus.Patch{"meta": m{"sort_field": nil}})
	require.ErrorIs(t, err, directus.CodeForbidden)
}
