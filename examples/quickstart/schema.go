package main

import (
	"context"
	"errors"
	"slices"

	"github.com/godirectus/directus"
)

type object = map[string]any

// makeSchema makes the two collections of the demo and the relation between them. It
// returns a function that removes what was made, also when not all could be.
func makeSchema(ctx context.Context, client *directus.Client) (drop func() error, err error) {
	var made []string
	drop = func() error {
		var errs []error
		for _, collection := range slices.Backward(made) {
			request := &directus.Request{Method: "DELETE", Path: "/collections/" + collection}
			_, err := directus.Call[object](context.WithoutCancel(ctx), client, request)
			if !errors.Is(err, directus.ErrNoContent) { // which is what success is here
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
	for _, collection := range []struct {
		name   string
		fields []object
	}{
		{"demo_authors", []object{key(), field("name", "string")}},
		{"demo_articles", []object{key(), field("title", "string"), field("status", "string"), field("author", "integer")}},
	} {
		body := object{"collection": collection.name, "meta": object{}, "schema": object{}, "fields": collection.fields}
		if err := post(ctx, client, "/collections", body); err != nil {
			return drop, err
		}
		made = append(made, collection.name)
	}
	relation := object{"collection": "demo_articles", "field": "author", "related_collection": "demo_authors"}
	return drop, post(ctx, client, "/relations", relation)
}

// key describes a numeric primary key.
func key() object {
	return object{"field": "id", "type": "integer", "meta": object{}, "schema": object{"is_primary_key": true, "has_auto_increment": true}}
}

// field describes a column.
func field(name, kind string) object {
	return object{"field": name, "type": kind, "meta": object{}, "schema": object{}}
}

func post(ctx context.Context, client *directus.Client, path string, body object) error {
	request := &directus.Request{Method: "POST", Path: path, Body: directus.JSON(body)}
	_, err := directus.Call[object](ctx, client, request)
	return err
}
