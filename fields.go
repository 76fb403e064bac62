package directus

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// Fields manages the fields of collections. It is a field of [Client].
//
// An administrator sees all fields, those of Directus's own collections among them, and may
// change them. A user with access to the app sees those that they may read, and may change
// none; others, and anonymous callers, get CodeForbidden. The server knows no queries here.
type Fields struct{ client *Client }

// With returns a handle whose requests carry these options, such as
// Param("concurrentIndexCreation", "true"); see [Collections.With].
func (f *Fields) With(opts ...RequestOption) *Fields { return &Fields{f.client.with(opts)} }

// ReadAll returns the fields of all collections.
//
// API: GET /fields, https://directus.io/docs/api/fields
func (f *Fields) ReadAll(ctx context.Context) ([]system.Field, error) {
	return call[[]system.Field](ctx, f.client, to(http.MethodGet, "/fields"))
}

// ReadMany returns the fields of a collection. One that does not exist is CodeForbidden.
//
// API: GET /fields/{collection}, https://directus.io/docs/api/fields
func (f *Fields) ReadMany(ctx context.Context, collection string) ([]system.Field, error) {
	req, err := endpoint(http.MethodGet, "/fields/{collection}", collection)
	if err != nil {
		return nil, err
	}
	return call[[]system.Field](ctx, f.client, req)
}

// ReadOne returns a field of a collection. One that does not exist is CodeForbidden. Since
// Directus 11 it needs no access to the app, only permission to read the field.
//
// API: GET /fields/{collection}/{field}, https://directus.io/docs/api/fields
func (f *Fields) ReadOne(ctx context.Context, collection, field string) (system.Field, error) {
	req, err := endpoint(http.MethodGet, "/fields/{collection}/{field}", collection, field)
	if err != nil {
		return system.Field{}, err
	}
	return call[system.Field](ctx, f.client, req)
}

// CreateOne adds a field to a collection and returns it. It needs a Field and a Type; a
// field with a column also a Schema, &system.FieldSchema{} at least. A list of related items
// has [system.TypeAlias], no Schema, and [system.SpecialO2M] or its like as Special.
//
// What was read from another project can be given as it is: the Collection and the ID in
// Meta, which are that project's, are not sent.
//
// API: POST /fields/{collection}, https://directus.io/docs/api/fields
func (f *Fields) CreateOne(ctx context.Context, collection string, field system.Field) (system.Field, error) {
	req, err := endpoint(http.MethodPost, "/fields/{collection}", collection)
	if err != nil {
		return system.Field{}, err
	}
	if err := checkKey(field.Field); err != nil {
		return system.Field{}, invalid(req, err)
	}
	field = newField(field)
	field.Collection = ""
	req.Body = JSON(field)
	return call[system.Field](ctx, f.client, req)
}

// UpdateOne changes members of a field's "meta", "schema" and "type", and returns the field.
// What is left out stays, but in Directus 10 a column whose "schema" changes loses its
// default_value, if that is not sent along, and on SQLite takes null again:
//
//	client.Fields.UpdateOne(ctx, "articles", "title", directus.Patch{"meta": directus.Patch{"note": "x"}})
//
// Of fields of Directus itself only schema.is_indexed can be changed. A primary key on SQLite
// takes no "schema" with a flag such as is_primary_key, and so not the field as it was read:
// that is CodeInternalServerError. For a name that does
// not exist the server stores the meta and returns an alias, which is in no list of fields:
// ReadOne tells whether there is such a field. No changes send no write.
//
// API: PATCH /fields/{collection}/{field}, https://directus.io/docs/api/fields
func (f *Fields) UpdateOne(ctx context.Context, collection, field string, changes any) (system.Field, error) {
	var none system.Field
	req, err := endpoint(http.MethodPatch, "/fields/{collection}/{field}", collection, field)
	if err != nil {
		return none, err
	}
	body, err := f.client.changes(changes)
	switch {
	case err != nil:
		return none, invalid(req, err)
	case isEmptyObject(body):
		return f.ReadOne(ctx, collection, field)
	case !changesField(body):
		return none, invalid(req, errNoFieldChange)
	}
	req.Body, req.repeatable = Bytes(jsonType, body), true
	return call[system.Field](ctx, f.client, req)
}

// errNoFieldChange says that the server would ignore all of the changes.
var errNoFieldChange = errors.New(`the changes have none of "meta", "schema" and "type"`)

// changesField reports whether changes hold something that the server heeds.
func changesField(changes jsontext.Value) bool {
	return slices.ContainsFunc([]string{"meta", "schema", "type"}, func(name string) bool {
		return len(codec.Member(changes, name)) > 0
	})
}

// UpdateMany changes several fields of a collection, each element naming its own as "field"
// beside what UpdateOne takes, like a [system.Field].
//
// API: PATCH /fields/{collection}, https://directus.io/docs/api/fields
func (f *Fields) UpdateMany(ctx context.Context, collection string, changes []any) ([]system.Field, error) {
	req, err := endpoint(http.MethodPatch, "/fields/{collection}", collection)
	if err != nil {
		return nil, err
	}
	body, err := f.client.batch(changes, "field")
	if err != nil {
		return nil, invalid(req, err)
	}
	if len(changes) == 0 {
		return []system.Field{}, nil
	}
	req.Body, req.repeatable = body, true
	return call[[]system.Field](ctx, f.client, req)
}

// DeleteOne deletes a field with its column and all that is in it. An administrator gets no
// error for a field that does not exist.
//
// API: DELETE /fields/{collection}/{field}, https://directus.io/docs/api/fields
func (f *Fields) DeleteOne(ctx context.Context, collection, field string) error {
	req, err := endpoint(http.MethodDelete, "/fields/{collection}/{field}", collection, field)
	if err != nil {
		return err
	}
	req.repeatable = true
	return f.client.exec(ctx, req)
}

// newField is a field as it is created. The key of its row in directus_fields is the
// server's to give: that of another project may be taken.
func newField(f system.Field) system.Field {
	if f.Meta != nil {
		meta := *f.Meta
		meta.ID = 0
		f.Meta = &meta
	}
	return f
}
