package directus_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/system"
)

func ExampleCollections_CreateOne() {
	client := exampleClient(200, `{"data":{"collection":"articles","meta":{"collection":"articles","note":"News"},"schema":{"name":"articles"}}}`)
	created, err := client.Collections.CreateOne(context.Background(), system.Collection{
		Collection: "articles",
		Schema:     &system.CollectionSchema{}, // a table; nil makes a folder
		Meta:       &system.CollectionMeta{Note: "News"},
		Fields: []system.Field{
			{Field: "id", Type: system.TypeUUID, Schema: &system.FieldSchema{IsPrimaryKey: true}, Meta: &system.FieldMeta{Special: []string{system.SpecialUUID}}},
			{Field: "title", Type: system.TypeString, Schema: &system.FieldSchema{IsNullable: field.Value(false)}, Meta: &system.FieldMeta{}},
		},
	})
	fmt.Println(created.Collection, created.Meta.Note, err)
	// Output:
	// POST /collections
	// articles News <nil>
}

func ExampleCollections_ReadAll() {
	client := exampleClient(200, `{"data":[{"collection":"articles","meta":{},"schema":{"name":"articles"}},{"collection":"pages","meta":{},"schema":null}]}`)
	collections, err := client.Collections.ReadAll(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range collections {
		fmt.Println(c.Collection, c.Schema != nil)
	}
	// Output:
	// GET /collections
	// articles true
	// pages false
}

func ExampleCollections_UpdateOne() {
	client := exampleClient(200, `{"data":{"collection":"articles","meta":{"hidden":true}}}`)
	changed, err := client.Collections.UpdateOne(context.Background(), "articles", directus.Patch{"meta": directus.Patch{"hidden": true}})
	fmt.Println(changed.Meta.Hidden, err)
	// Output:
	// PATCH /collections/articles
	// true <nil>
}

func ExampleCollections_DeleteOne() {
	client := exampleClient(204, "")
	fmt.Println(client.Collections.DeleteOne(context.Background(), "articles"))
	// Output:
	// DELETE /collections/articles
	// <nil>
}

func ExampleFields_CreateOne() {
	client := exampleClient(200, `{"data":{"collection":"articles","field":"status","type":"string","schema":{"default_value":"draft"},"meta":{"id":3}}}`)
	created, err := client.Fields.CreateOne(context.Background(), "articles", system.Field{
		Field: "status", Type: system.TypeString,
		Schema: &system.FieldSchema{DefaultValue: "draft"}, Meta: &system.FieldMeta{},
	})
	fmt.Println(created.Field, created.Schema.DefaultValue, err)
	// Output:
	// POST /fields/articles
	// status draft <nil>
}

func ExampleFields_UpdateMany() {
	client := exampleClient(200, `{"data":[{"field":"title","meta":{"sort":1}},{"field":"body","meta":{"sort":2}}]}`)
	changed, err := client.Fields.UpdateMany(context.Background(), "articles", []any{
		directus.Patch{"field": "title", "meta": directus.Patch{"sort": 1}},
		directus.Patch{"field": "body", "meta": directus.Patch{"sort": 2}},
	})
	fmt.Println(len(changed), err)
	// Output:
	// PATCH /fields/articles
	// 2 <nil>
}

// An M2O and, on the other side, an O2M are one relation. The list is an alias field.
func ExampleRelations_CreateOne() {
	client := exampleClient(200, `{"data":{"collection":"articles","field":"author","related_collection":"authors","meta":{"one_field":"articles"}}}`)
	ctx := context.Background()
	_, err := client.Fields.CreateOne(ctx, "authors", system.Field{
		Field: "articles", Type: system.TypeAlias, Meta: &system.FieldMeta{Special: []string{system.SpecialO2M}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := client.Relations.CreateOne(ctx, system.Relation{
		Collection: "articles", Field: "author", RelatedCollection: "authors",
		Schema: &system.RelationSchema{OnDelete: system.SetNull},
		Meta:   &system.RelationMeta{OneField: "articles"},
	})
	fmt.Println(created.RelatedCollection, created.Meta.OneField, err)
	// Output:
	// POST /fields/authors
	// POST /relations
	// authors articles <nil>
}

func ExampleSettings_Read() {
	client := exampleClient(200, `{"data":{"id":1,"project_name":"My project"}}`)
	settings, err := client.Settings.Read(context.Background())
	fmt.Println(settings.ProjectName, err)
	// Output:
	// GET /settings
	// My project <nil>
}

func ExampleSettings_Update() {
	client := exampleClient(200, `{"data":{"id":1,"project_name":"Other"}}`)
	settings, err := client.Settings.Update(context.Background(), directus.Patch{"project_name": "Other"})
	fmt.Println(settings.ProjectName, err)
	// Output:
	// PATCH /settings
	// Other <nil>
}

func ExampleSchema_Snapshot() {
	client := exampleClient(200, `{"data":{"version":1,"directus":"12.4.0","vendor":"sqlite",
		"collections":[{"collection":"articles","meta":{},"schema":{"name":"articles"}}],"fields":[],"systemFields":[],"relations":[]}}`)
	snapshot, err := client.Schema.Snapshot(context.Background(), directus.SnapshotOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(snapshot.Directus, snapshot.Vendor, snapshot.Collections[0].Collection)
	// Output:
	// GET /schema/snapshot
	// 12.4.0 sqlite articles
}

func ExampleSchema_Diff() {
	client := exampleClient(200, `{"data":{"hash":"dd48cf04","diff":{"collections":[],"relations":[],"fields":[
		{"collection":"articles","field":"title","diff":[{"kind":"E","path":["meta","note"],"lhs":"old","rhs":"new"}]}]}}}`)
	diff, err := client.Schema.Diff(context.Background(), &directus.Snapshot{Version: 1}, directus.DiffOptions{Mode: directus.SchemaMerge})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range diff.Diff.Fields {
		for _, edit := range change.Diff {
			fmt.Println(change.Collection, change.Field, edit)
		}
	}
	// Output:
	// POST /schema/diff mode=merge
	// articles title meta.note: "old" becomes "new"
}

func ExampleSchema_DiffFile() {
	client := exampleClient(204, "")
	file := strings.NewReader("version: 1\ndirectus: 12.4.0\nvendor: sqlite\ncollections: []\nfields: []\nrelations: []\n")
	diff, err := client.Schema.DiffFile(context.Background(), file, directus.DiffOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("nothing to do:", diff.Empty())
	// Output:
	// POST /schema/diff
	// nothing to do: true
}

func ExampleSchema_Apply() {
	client := exampleClient(204, "")
	diff := &directus.SchemaDiff{Hash: "dd48cf04", Diff: directus.SchemaChanges{Collections: []directus.SchemaChange{{Collection: "articles"}}}}
	fmt.Println(client.Schema.Apply(context.Background(), diff, directus.ApplyOptions{}))
	// Output:
	// POST /schema/apply
	// <nil>
}

func ExampleCollections_ReadOne() {
	client := exampleClient(200, `{"data":{"collection":"articles","meta":{"note":"News","versioning":true},"schema":{"name":"articles"}}}`)
	collection, err := client.Collections.ReadOne(context.Background(), "articles")
	fmt.Println(collection.Meta.Note, collection.Meta.Versioning, err)
	// Output:
	// GET /collections/articles
	// News true <nil>
}

func ExampleFields_ReadMany() {
	client := exampleClient(200, `{"data":[{"field":"id","type":"integer","schema":{"is_primary_key":true}},{"field":"tags","type":"alias","schema":null}]}`)
	fields, err := client.Fields.ReadMany(context.Background(), "articles")
	for _, f := range fields {
		fmt.Println(f.Field, f.Type, f.Schema != nil && f.Schema.IsPrimaryKey)
	}
	fmt.Println(err)
	// Output:
	// GET /fields/articles
	// id integer true
	// tags alias false
	// <nil>
}

func ExampleFields_UpdateOne() {
	client := exampleClient(200, `{"data":{"field":"title","meta":{"note":"Up to 80 characters"}}}`)
	changed, err := client.Fields.UpdateOne(context.Background(), "articles", "title",
		directus.Patch{"meta": directus.Patch{"note": "Up to 80 characters"}})
	fmt.Println(changed.Meta.Note, err)
	// Output:
	// PATCH /fields/articles/title
	// Up to 80 characters <nil>
}

func ExampleFields_DeleteOne() {
	client := exampleClient(204, "")
	fmt.Println(client.Fields.DeleteOne(context.Background(), "articles", "title"))
	// Output:
	// DELETE /fields/articles/title
	// <nil>
}

// An M2M is two relations of a junction collection, each of which names the other's field,
// and an alias field that lists its rows.
func ExampleRelations_CreateOne_m2m() {
	client := exampleClient(200, `{"data":{"collection":"articles_tags"}}`)
	ctx := context.Background()
	_, err := client.Fields.CreateOne(ctx, "articles", system.Field{
		Field: "tags", Type: system.TypeAlias, Meta: &system.FieldMeta{Special: []string{system.SpecialM2M}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, relation := range []system.Relation{
		{Field: "articles_id", RelatedCollection: "articles", Meta: &system.RelationMeta{OneField: "tags", JunctionField: "tags_id"}},
		{Field: "tags_id", RelatedCollection: "tags", Meta: &system.RelationMeta{JunctionField: "articles_id"}},
	} {
		relation.Collection = "articles_tags"
		if _, err := client.Relations.CreateOne(ctx, relation); err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// POST /fields/articles
	// POST /relations
	// POST /relations
}

func ExampleRelations_ReadMany() {
	client := exampleClient(200, `{"data":[{"collection":"articles","field":"author","related_collection":"authors"}]}`)
	relations, err := client.Relations.ReadMany(context.Background(), "articles")
	for _, r := range relations {
		fmt.Println(r.Field, "points to", r.RelatedCollection)
	}
	fmt.Println(err)
	// Output:
	// GET /relations/articles
	// author points to authors
	// <nil>
}

// A data model under version control.
func ExampleSchema_SnapshotFile() {
	client := exampleClient(200, "version: 1\ndirectus: 12.4.0\n")
	file, err := client.Schema.SnapshotFile(context.Background(), directus.SchemaYAML, directus.SnapshotOptions{})
	fmt.Printf("%s%v\n", file, err)
	// Output:
	// GET /schema/snapshot export=yaml
	// version: 1
	// directus: 12.4.0
	// <nil>
}
