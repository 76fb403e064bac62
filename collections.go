package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// Collections manages the collections of the data model. It is a field of [Client].
//
// An administrator sees all collections, those of Directus itself among them, and may change
// them. A user with access to the app sees those of which they may read something, and may
// change none; others, and anonymous callers, get CodeForbidden. The server knows no queries
// here: look for what you need among what ReadAll returns.
type Collections struct{ client *Client }

// With returns a handle whose requests carry these options. With
//
//	client.Collections.With(directus.Param("concurrentIndexCreation", "true"))
//
// CreateOne builds indexes without locking tables, where the database can. Since Directus 11,
// ignored before. CreateMany fails with it on SQLite.
func (c *Collections) With(opts ...RequestOption) *Collections {
	return &Collections{c.client.with(opts)}
}

// ReadAll returns all collections, also folders, tables that Directus does not manage (their
// Meta is nil), and its own.
//
// API: GET /collections, https://directus.io/docs/api/collections
func (c *Collections) ReadAll(ctx context.Context) ([]system.Collection, error) {
	return call[[]system.Collection](ctx, c.client, to(http.MethodGet, "/collections"))
}

// ReadOne returns the collection with this name. One that does not exist is CodeForbidden,
// for administrators too.
//
// API: GET /collections/{collection}, https://directus.io/docs/api/collections
func (c *Collections) ReadOne(ctx context.Context, name string) (system.Collection, error) {
	req, err := endpoint(http.MethodGet, "/collections/{collection}", name)
	if err != nil {
		return system.Collection{}, err
	}
	return call[system.Collection](ctx, c.client, req)
}

// ReadMany returns the collections with these names. Those that do not exist are left out.
//
// API: SEARCH /collections, https://directus.io/docs/api/collections
func (c *Collections) ReadMany(ctx context.Context, names []string) ([]system.Collection, error) {
	req := to(methodSearch, "/collections")
	keys, err := keyValues(IDs(names...))
	if err != nil {
		return nil, invalid(req, err)
	}
	if len(keys) == 0 {
		return []system.Collection{}, nil
	}
	req.Body = JSON(map[string]any{"keys": keys})
	return call[[]system.Collection](ctx, c.client, req)
}

// CreateOne creates a collection and returns it as the server has it, without its Fields.
//
// Schema decides what comes into being: with &system.CollectionSchema{} it is a table, and
// with nil, which is easily forgotten, only a folder for other collections. Give a Meta too,
// &system.CollectionMeta{} at least: without it the table is not managed by Directus, and a
// folder is refused. A table without a primary key in Fields gets an integer "id".
//
// What was read from another project can be given as it is, with the result of
// [Fields.ReadMany] as its Fields; create the relations after the collections. A name that
// begins with directus_ or holds a slash is refused, and nothing sent. One that is taken is
// CodeInvalidPayload, and beyond what the licence allows it is CodeLimitExceeded.
//
// API: POST /collections, https://directus.io/docs/api/collections
func (c *Collections) CreateOne(ctx context.Context, collection system.Collection) (system.Collection, error) {
	req := to(http.MethodPost, "/collections")
	if err := checkCollectionName(collection.Collection); err != nil {
		return system.Collection{}, invalid(req, err)
	}
	req.Body = JSON(newCollection(collection))
	return call[system.Collection](ctx, c.client, req)
}

// CreateMany creates collections like [Collections.CreateOne], all of them or none, each
// after the one that is its Group.
//
// API: POST /collections, https://directus.io/docs/api/collections
func (c *Collections) CreateMany(ctx context.Context, collections []system.Collection) ([]system.Collection, error) {
	req := to(http.MethodPost, "/collections")
	created := make([]system.Collection, len(collections))
	for n, collection := range collections {
		if err := checkCollectionName(collection.Collection); err != nil {
			return nil, invalid(req, fmt.Errorf("collection %d of %d: %w", n+1, len(collections), err))
		}
		created[n] = newCollection(collection)
	}
	if len(created) == 0 {
		return created, nil
	}
	req.Body = JSON(groupsFirst(created))
	return call[[]system.Collection](ctx, c.client, req)
}

// UpdateOne changes how Directus treats a collection: the members of "meta".
//
//	client.Collections.UpdateOne(ctx, "articles", directus.Patch{"meta": directus.Patch{"note": "x"}})
//
// Nothing else of a collection can be changed, and changes without "meta" are refused. The
// server makes a folder of a name that does not exist: ReadOne tells whether it does.
//
// API: PATCH /collections/{collection}, https://directus.io/docs/api/collections
func (c *Collections) UpdateOne(ctx context.Context, name string, changes any) (system.Collection, error) {
	var none system.Collection
	req, err := endpoint(http.MethodPatch, "/collections/{collection}", name)
	if err != nil {
		return none, err
	}
	body, err := c.client.changes(changes, "meta")
	if err != nil {
		return none, invalid(req, err)
	}
	req.Body, req.repeatable = Bytes(jsonType, body), true
	return call[system.Collection](ctx, c.client, req)
}

// UpdateBatch changes several collections. Each element has the name as "collection" and the
// changes as "meta", like a [system.Collection].
//
// API: PATCH /collections, https://directus.io/docs/api/collections
func (c *Collections) UpdateBatch(ctx context.Context, changes []any) ([]system.Collection, error) {
	req := to(http.MethodPatch, "/collections")
	body, err := c.client.batch(changes, "collection", "meta")
	if err != nil {
		return nil, invalid(req, err)
	}
	if len(changes) == 0 {
		return []system.Collection{}, nil
	}
	req.Body, req.repeatable = body, true
	return call[[]system.Collection](ctx, c.client, req)
}

// DeleteOne deletes a collection with its table, all items and all relations from and to it.
// One that does not exist is CodeForbidden. On SQLite one with a relation to itself is
// CodeInternalServerError, and stays: delete the relation's field first.
//
// API: DELETE /collections/{collection}, https://directus.io/docs/api/collections
func (c *Collections) DeleteOne(ctx context.Context, name string) error {
	req, err := endpoint(http.MethodDelete, "/collections/{collection}", name)
	if err != nil {
		return err
	}
	return c.client.exec(ctx, req)
}

// checkCollectionName refuses the names that the server would refuse.
func checkCollectionName(name string) error {
	switch {
	case strings.HasPrefix(name, "directus_"):
		return errors.New("the name of a collection must not begin with directus_")
	case strings.Contains(name, "/"):
		return errors.New("the name of a collection must not contain a slash")
	}
	return checkKey(name)
}

// idField is the primary key of a table that names none, as Directus 11 and 12 add it.
// Directus 10 would make a table without a key, and then not find it.
func idField() system.Field {
	return system.Field{
		Field: "id", Type: system.TypeInteger,
		Meta:   &system.FieldMeta{Hidden: true, Readonly: true, Interface: "numeric"},
		Schema: &system.FieldSchema{IsPrimaryKey: true, HasAutoIncrement: true},
	}
}

// newCollection is a collection as it is created: with a primary key, if it is a table, and
// with a Meta for each field, as some types fail without on SQLite.
func newCollection(c system.Collection) system.Collection {
	c.Fields = slices.Clone(c.Fields)
	isKey := func(f system.Field) bool {
		return f.Schema != nil && (f.Schema.IsPrimaryKey || f.Schema.HasAutoIncrement)
	}
	if c.Schema != nil && len(c.Fields) > 0 && !slices.ContainsFunc(c.Fields, isKey) {
		c.Fields = slices.Insert(c.Fields, 0, idField())
	}
	for n, field := range c.Fields {
		c.Fields[n] = newField(field)
		if field.Meta == nil {
			c.Fields[n].Meta = &system.FieldMeta{}
		}
	}
	return c
}

// groupsFirst puts each collection behind the one that is its group.
func groupsFirst(list []system.Collection) []system.Collection {
	groups := make(map[string]string, len(list))
	for _, c := range list {
		if c.Meta != nil {
			groups[c.Collection] = c.Meta.Group
		}
	}
	depth := func(c system.Collection) int {
		n := 0
		for name := groups[c.Collection]; name != "" && n < len(list); name = groups[name] {
			n++
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b system.Collection) int { return depth(a) - depth(b) })
	return list
}

// changes encodes changes that must have these members, for the server ignores the others.
func (c *Client) changes(changes any, needed ...string) (jsontext.Value, error) {
	body, err := c.object(changes)
	if err != nil {
		return nil, err
	}
	for _, name := range needed {
		if isUnset(codec.Member(body, name)) {
			return nil, fmt.Errorf("the changes have no %q", name)
		}
	}
	return body, nil
}

// batch encodes a list of changes that must have these members each.
func (c *Client) batch(changes []any, needed ...string) (Body, error) {
	bodies := make([]jsontext.Value, len(changes))
	for n, change := range changes {
		body, err := c.changes(change, needed...)
		if err != nil {
			return Body{}, fmt.Errorf("element %d of %d: %w", n+1, len(changes), err)
		}
		bodies[n] = body
	}
	return listOf(bodies), nil
}
