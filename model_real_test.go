package directus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// modelServer starts a server for tests of the whole data model.
func modelServer(t *testing.T, opts realserver.Options) *directus.Client {
	t.Helper()
	return clientOf(t, realserver.New(t, opts))
}

// modelKey, modelColumn and modelList are the fields of the model.
func modelKey() system.Field {
	return system.Field{
		Field: "id", Type: system.TypeInteger, Meta: &system.FieldMeta{Hidden: true},
		Schema: &system.FieldSchema{IsPrimaryKey: true, HasAutoIncrement: true},
	}
}

func modelColumn(name string, kind system.FieldType) system.Field {
	return system.Field{Field: name, Type: kind, Schema: &system.FieldSchema{}}
}

func modelList(name, special string) system.Field {
	return system.Field{Field: name, Type: system.TypeAlias, Meta: &system.FieldMeta{Special: []string{special}}}
}

// model is a data model with each kind of relation, and much that is not as it is by default.
func model() ([]system.Collection, []system.Relation) {
	table := func(name string, fields ...system.Field) system.Collection {
		return system.Collection{
			Collection: name, Meta: &system.CollectionMeta{}, Schema: &system.CollectionSchema{},
			Fields: append([]system.Field{modelKey()}, fields...),
		}
	}
	articles := table("model_articles",
		system.Field{
			Field: "title", Type: system.TypeString,
			Schema: &system.FieldSchema{DefaultValue: "new", MaxLength: 60, IsNullable: field.Value(false), IsUnique: true},
			Meta: &system.FieldMeta{
				Interface: "input", Options: map[string]any{"trim": true, "iconLeft": nil}, Required: true, Readonly: true,
				Width: system.WidthHalf, Note: "two\nlines", Sort: field.Value(4),
				Translations: []system.FieldTranslation{{Language: "de-DE", Translation: "Titel"}},
				Conditions: []system.FieldCondition{{
					Name: "c", Rule: map[string]any{"_and": []any{}}, Hidden: field.Value(false), Readonly: field.Value(true),
				}},
				Validation: map[string]any{"title": map[string]any{"_neq": "x"}}, ValidationMessage: "not x",
			},
		},
		system.Field{Field: "done", Type: system.TypeBoolean, Schema: &system.FieldSchema{DefaultValue: false}, Meta: &system.FieldMeta{Special: []string{system.SpecialCastBoolean}}},
		system.Field{Field: "rank", Type: system.TypeInteger, Schema: &system.FieldSchema{DefaultValue: 0, IsIndexed: true}},
		system.Field{Field: "price", Type: system.TypeDecimal, Schema: &system.FieldSchema{NumericPrecision: field.Value(12), NumericScale: field.Value(2)}},
		modelColumn("seen", system.TypeTimestamp), modelColumn("day", system.TypeDate), modelColumn("data", system.TypeJSON),
		modelColumn("secret", system.TypeHash), modelColumn("body", system.TypeText),
		modelColumn("author", system.TypeInteger),
		modelList("comments", system.SpecialO2M), modelList("tags", system.SpecialM2M), modelList("blocks", system.SpecialM2A),
	)
	articles.Meta = &system.CollectionMeta{
		Group: "model_folder", Icon: "article", Color: "#6644FF", Hidden: true, Note: "n", Sort: field.Value(3),
		ArchiveField: "body", ArchiveValue: "a", UnarchiveValue: "u", ArchiveAppFilter: field.Value(false),
		Accountability: field.Null[system.Accountability](), Collapse: system.CollapseClosed, SortField: "rank",
		DisplayTemplate: "{{title}}", Versioning: true, ItemDuplicationFields: []string{"title"}, PreviewURL: "https://x/{{id}}",
		Translations: []system.CollectionTranslation{{Language: "de-DE", Translation: "Artikel", Singular: "Artikel", Plural: "Artikel"}},
	}
	collections := []system.Collection{
		{Collection: "model_folder", Meta: &system.CollectionMeta{Collapse: system.CollapseLocked}},
		table("model_authors", modelColumn("name", system.TypeString)),
		articles,
		table("model_comments", modelColumn("text", system.TypeString), modelColumn("article", system.TypeInteger)),
		table("model_tags", modelColumn("name", system.TypeString)),
		table("model_articles_tags", modelColumn("article", system.TypeInteger), modelColumn("tag", system.TypeInteger)),
		table("model_blocks", modelColumn("article", system.TypeInteger), modelColumn("collection", system.TypeString), modelColumn("item", system.TypeString)),
	}
	relation := func(collection, name, related string, onDelete system.ForeignKeyAction, meta system.RelationMeta) system.Relation {
		return system.Relation{
			Collection: collection, Field: name, RelatedCollection: related,
			Schema: &system.RelationSchema{OnDelete: onDelete}, Meta: &meta,
		}
	}
	return collections, []system.Relation{
		relation("model_articles", "author", "model_authors", system.SetNull, system.RelationMeta{}),
		relation("model_comments", "article", "model_articles", system.Cascade,
			system.RelationMeta{OneField: "comments", SortField: "text", OneDeselectAction: system.DeselectDelete}),
		relation("model_articles_tags", "article", "model_articles", system.Cascade, system.RelationMeta{OneField: "tags", JunctionField: "tag"}),
		relation("model_articles_tags", "tag", "model_tags", system.NoAction, system.RelationMeta{JunctionField: "article"}),
		relation("model_blocks", "article", "model_articles", system.SetNull, system.RelationMeta{OneField: "blocks", JunctionField: "item"}),
		{Collection: "model_blocks", Field: "item", Meta: &system.RelationMeta{
			OneCollectionField: "collection", OneAllowedCollections: []string{"model_tags", "model_authors"}, JunctionField: "article",
		}},
	}
}

// makeModel makes a data model through the typed structs.
func makeModel(t *testing.T, client *directus.Client, collections []system.Collection, relations []system.Relation) {
	t.Helper()
	_, err := client.Collections.CreateMany(t.Context(), collections)
	require.NoError(t, err)
	for _, relation := range relations {
		created, err := client.Relations.CreateOne(t.Context(), relation)
		require.NoError(t, err, relation.Field)
		require.Equal(t, relation.RelatedCollection, created.RelatedCollection)
	}
}

// readModel reads a data model into the typed structs.
func readModel(t *testing.T, client *directus.Client) ([]system.Collection, []system.Relation) {
	t.Helper()
	var collections []system.Collection
	var relations []system.Relation
	all, err := client.Collections.ReadAll(t.Context())
	require.NoError(t, err)
	for _, c := range all {
		if !strings.HasPrefix(c.Collection, "model_") {
			continue
		}
		if c.Schema != nil {
			c.Fields, err = client.Fields.ReadMany(t.Context(), c.Collection)
			require.NoError(t, err)
		}
		collections = append(collections, c)
	}
	allRelations, err := client.Relations.ReadAll(t.Context())
	require.NoError(t, err)
	for _, r := range allRelations {
		if strings.HasPrefix(r.Collection, "model_") {
			relations = append(relations, r)
		}
	}
	return collections, relations
}

// Relations made through the typed structs work as relations of items.
func requireModelWorks(t *testing.T, client *directus.Client) {
	t.Helper()
	items := directus.NewItems[directus.Item](client, "model_articles")
	article, err := items.CreateOne(t.Context(), directus.Item{
		"title": "one", "author": m{"name": "Ann"}, "comments": []m{{"text": "c"}}, "tags": []m{{"tag": m{"name": "t"}}},
		"blocks": []m{{"collection": "model_authors", "item": m{"name": "Bo"}}},
	}, query.Fields("title", "author.name", "comments.text", "tags.tag.name", "blocks.collection", "blocks.item:model_authors.name"))
	require.NoError(t, err)
	require.Equal(t, directus.Item{
		"title": "one", "author": m{"name": "Ann"}, "comments": []any{m{"text": "c"}}, "tags": []any{m{"tag": m{"name": "t"}}},
		"blocks": []any{m{"collection": "model_authors", "item": m{"name": "Bo"}}},
	}, article)
}

// TestRealModel shows that nothing of a data model is lost on its way through the typed
// structs: the server itself finds no difference between the original and the copy.
func TestRealModel(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]realserver.Options{"SQLite": {}, "PostgreSQL": {Postgres: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, target := modelServer(t, opts), modelServer(t, opts)
			original, between := model()
			if opts.Postgres { // SQLite has no type for it, and its char reads as a string
				original[3].Fields = append(original[3].Fields, modelColumn("ref", system.TypeUUID))
			}
			makeModel(t, source, original, between)
			collections, relations := readModel(t, source)
			require.Len(t, collections, 7)
			require.Len(t, relations, 6)
			// Keys that are taken on the target are no problem.
			_, err := target.Collections.CreateOne(t.Context(), system.Collection{
				Collection: "other", Meta: &system.CollectionMeta{}, Schema: &system.CollectionSchema{},
			})
			require.NoError(t, err)
			makeModel(t, target, collections, relations)
			require.NoError(t, target.Collections.DeleteOne(t.Context(), "other"))

			snapshot, err := source.Schema.Snapshot(t.Context(), directus.SnapshotOptions{})
			require.NoError(t, err)
			diff, err := target.Schema.Diff(t.Context(), snapshot, directus.DiffOptions{})
			require.NoError(t, err)
			require.True(t, diff.Empty(), "%v", diff.Diff)
			requireModelWorks(t, target)
		})
	}
}
