package main

import (
	"context"
	"errors"
	"slices"

	"github.com/godirectus/directus"
)

type object = map[string]any

// A collection is what POST /collections makes.
type collection struct {
	name   string
	key    object
	fields []object
}

// The collections of the demo. A list has no column: it is the other side of a relation.
var collections = []collection{
	{"demo_rel_authors", numberKey("id"), []object{column("name", "string")}},
	{"demo_rel_tags", numberKey("id"), []object{column("name", "string")}},
	{"demo_rel_languages", textKey("code"), []object{column("name", "string")}},
	{"demo_rel_headings", numberKey("id"), []object{column("text", "string")}},
	{"demo_rel_quotes", numberKey("id"), []object{column("text", "string"), column("source", "string")}},
	{"demo_rel_articles", numberKey("id"), []object{
		column("title", "string"), column("author", "integer"),
		list("comments", "o2m"), list("tags", "m2m"), list("blocks", "m2a"), list("translations", "translations"),
	}},
	{"demo_rel_comments", numberKey("id"), []object{column("text", "string"), column("article", "integer")}},
	{"demo_rel_articles_tags", numberKey("id"), []object{
		column("articles_id", "integer"), column("tags_id", "integer"),
	}},
	{"demo_rel_blocks", numberKey("id"), []object{
		column("articles_id", "integer"), column("collection", "string"), column("item", "string"),
	}},
	{"demo_rel_translations", numberKey("id"), []object{
		column("articles_id", "integer"), column("languages_code", "string"), column("title", "string"),
	}},
}

// The relations, each from the column that holds the key. one_field is the list on the other
// side, junction_field the column that leads on from a junction, and with delete a row that
// is taken off the list is deleted and not only unlinked.
var relations = []object{
	relation("demo_rel_articles", "author", "demo_rel_authors", object{}),
	relation("demo_rel_comments", "article", "demo_rel_articles", object{"one_field": "comments", "one_deselect_action": "delete"}),
	relation("demo_rel_articles_tags", "articles_id", "demo_rel_articles", junction("tags", "tags_id")),
	relation("demo_rel_articles_tags", "tags_id", "demo_rel_tags", object{"junction_field": "articles_id"}),
	relation("demo_rel_blocks", "articles_id", "demo_rel_articles", junction("blocks", "item")),
	{"collection": "demo_rel_blocks", "field": "item", "related_collection": nil, "meta": object{
		"one_collection_field":    "collection",
		"one_allowed_collections": []string{"demo_rel_headings", "demo_rel_quotes"},
		"junction_field":          "articles_id",
	}},
	relation("demo_rel_translations", "articles_id", "demo_rel_articles", junction("translations", "languages_code")),
	relation("demo_rel_translations", "languages_code", "demo_rel_languages", object{"junction_field": "articles_id"}),
}

// makeSchema makes the collections and relations. It returns a function that removes what
// was made, also when not all could be.
func makeSchema(ctx context.Context, client *directus.Client) (drop func() error, err error) {
	ctx = context.WithoutCancel(ctx) // a request that is cut short leaves open what it made
	var made []string
	drop = func() error {
		var errs []error
		for _, name := range slices.Backward(made) {
			request := &directus.Request{Method: "DELETE", Path: "/collections/" + name}
			_, err := directus.Call[object](ctx, client, request)
			if !errors.Is(err, directus.ErrNoContent) { // which is what success is here
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
	for _, c := range collections {
		body := object{"collection": c.name, "meta": object{}, "schema": object{}, "fields": append([]object{c.key}, c.fields...)}
		if err := post(ctx, client, "/collections", body); err != nil {
			return drop, err
		}
		made = append(made, c.name)
	}
	for _, r := range relations {
		if err := post(ctx, client, "/relations", r); err != nil {
			return drop, err
		}
	}
	return drop, nil
}

func column(name, kind string) object {
	return object{"field": name, "type": kind, "meta": object{}, "schema": object{}}
}

func numberKey(name string) object {
	return object{"field": name, "type": "integer", "meta": object{}, "schema": object{"is_primary_key": true, "has_auto_increment": true}}
}

func textKey(name string) object {
	return object{"field": name, "type": "string", "meta": object{}, "schema": object{"is_primary_key": true}}
}

func list(name, special string) object {
	return object{"field": name, "type": "alias", "meta": object{"special": []string{special}}}
}

func relation(from, field, to string, meta object) object {
	return object{"collection": from, "field": field, "related_collection": to, "meta": meta}
}

func junction(list, next string) object {
	return object{"one_field": list, "junction_field": next, "one_deselect_action": "delete"}
}

func post(ctx context.Context, client *directus.Client, path string, body object) error {
	request := &directus.Request{Method: "POST", Path: path, Body: directus.JSON(body)}
	_, err := directus.Call[object](ctx, client, request)
	return err
}
