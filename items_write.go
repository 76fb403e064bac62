package directus

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/query"
)

// CreateOne creates an item and returns it as the server stored it, with its key and
// defaults. Fields that the collection does not know are ignored. A related item given as
// an object is created or changed along with it; an object with a key that does not exist
// creates an item with that key, so link to an existing item by its bare key.
//
// A create must not be repeated blindly: one that fails with a status of 500 may have been
// stored all the same. Without permission to read the item it is [ErrNoContent].
//
// API: POST /items/{collection}, https://directus.io/docs/api/items
func (i *Items[T]) CreateOne(ctx context.Context, item T, q ...query.Option) (T, error) {
	body, err := i.client.object(&item)
	if err != nil {
		return *new(T), i.fail(http.MethodPost, err)
	}
	req, err := i.write(http.MethodPost, Bytes(jsonType, body), q)
	if err != nil {
		return *new(T), err
	}
	return call[T](ctx, i.client, req)
}

// CreateMany creates items in one transaction, all or none. They come back ordered by key,
// not in the order given: tell them apart by their keys. No items send nothing.
//
// API: POST /items/{collection} with a list, https://directus.io/docs/api/items
func (i *Items[T]) CreateMany(ctx context.Context, items []T, q ...query.Option) ([]T, error) {
	bodies := make([]jsontext.Value, len(items))
	for n := range items {
		body, err := i.client.object(&items[n])
		if err != nil {
			return nil, i.fail(http.MethodPost, fmt.Errorf("item %d of %d: %w", n+1, len(items), err))
		}
		bodies[n] = body
	}
	if len(bodies) == 0 {
		return []T{}, nil
	}
	req, err := i.write(http.MethodPost, listOf(bodies), q)
	if err != nil {
		return nil, err
	}
	return call[[]T](ctx, i.client, req)
}

// editor reads, changes and deletes items.
type editor[T any] struct{ reader[T] }

// UpdateOne changes the fields that changes holds: a [Patch], or a struct that leaves out
// what it does not set (omitzero). It returns the changed item. No changes send no write
// and return the item as it is.
//
// [ErrNoContent] means that nothing came back: the caller may not read the item, or, for
// an administrator, there is no item with that key. Another key than id among the changes
// is an error, for Directus would ignore it; so is its mask for a concealed value, which
// would overwrite that value.
//
// API: PATCH /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *editor[T]) UpdateOne(ctx context.Context, id ID, changes any, q ...query.Option) (T, error) {
	var none T
	req, err := i.one(http.MethodPatch, id, q)
	if err != nil {
		return none, err
	}
	body, err := i.client.object(changes)
	if err == nil {
		err = i.checkKey(body, id)
	}
	switch {
	case err != nil:
		return none, invalid(req, err)
	case isEmptyObject(body):
		return i.ReadOne(ctx, id, q...)
	}
	req.Body, req.repeatable = Bytes(jsonType, body), isFlat(body)
	return call[T](ctx, i.client, req)
}

// UpdateMany makes the same changes to the items with these keys, in one transaction, and
// returns those that were changed, ordered by key: unknown keys are left out. No keys or
// no changes send nothing.
//
// API: PATCH /items/{collection} with keys, https://directus.io/docs/api/items
func (i *editor[T]) UpdateMany(ctx context.Context, ids []ID, changes any, q ...query.Option) ([]T, error) {
	keys, err := i.keys(http.MethodPatch, ids)
	if err != nil {
		return nil, err
	}
	return i.updateAll(ctx, target{"keys": keys}, len(keys) == 0, changes, q)
}

// UpdateBatch makes changes of their own to several items, in one transaction. Each
// element is a Patch or struct that holds the key of its item. The changed items come back
// ordered by key. No elements send nothing.
//
// API: PATCH /items/{collection} with a list, https://directus.io/docs/api/items
func (i *editor[T]) UpdateBatch(ctx context.Context, changes []any, q ...query.Option) ([]T, error) {
	bodies := make([]jsontext.Value, len(changes))
	for n, change := range changes {
		body, err := i.client.object(change)
		if err == nil && isUnset(codec.Member(body, i.key)) {
			err = fmt.Errorf("the key %q is missing", i.key)
		}
		if err != nil {
			return nil, i.fail(http.MethodPatch, fmt.Errorf("element %d of %d: %w", n+1, len(changes), err))
		}
		bodies[n] = body
	}
	if len(bodies) == 0 {
		return []T{}, nil
	}
	req, err := i.write(http.MethodPatch, listOf(bodies), q)
	if err != nil {
		return nil, err
	}
	req.repeatable = !slices.ContainsFunc(bodies, func(b jsontext.Value) bool { return !isFlat(b) })
	return call[[]T](ctx, i.client, req)
}

// UpdateByQuery makes the same changes to every item that the query's filter and search
// match, not only to the first 100, unless query.Limit says otherwise. With none of these
// it is [ErrUnbounded]. Fields, deep and alias shape what comes back. A server that sets
// QUERY_LIMIT_MAX changes no more items than that. No changes send nothing.
//
// API: PATCH /items/{collection} with query, https://directus.io/docs/api/items
func (i *editor[T]) UpdateByQuery(ctx context.Context, changes any, q ...query.Option) ([]T, error) {
	which, shape, err := bounded(q)
	if err != nil {
		return nil, i.fail(http.MethodPatch, err)
	}
	return i.updateAll(ctx, target{"query": which}, false, changes, []query.Option{shape})
}

// target names the items of a write: by keys or by query.
type target map[string]any

// updateAll makes the same changes to the items that which names.
func (i *editor[T]) updateAll(ctx context.Context, which target, nothing bool, changes any, q []query.Option) ([]T, error) {
	data, err := i.client.object(changes)
	if err == nil {
		err = i.checkKey(data, nil)
	}
	switch {
	case err != nil:
		return nil, i.fail(http.MethodPatch, err)
	case nothing || isEmptyObject(data):
		return []T{}, nil
	}
	_, byKeys := which["keys"]
	which["data"] = data
	req, err := i.write(http.MethodPatch, JSON(which), q)
	if err != nil {
		return nil, err
	}
	req.repeatable = byKeys && isFlat(data)
	return call[[]T](ctx, i.client, req)
}

// DeleteOne deletes the item with this key. For an administrator a key that does not exist
// is no error; for others it is CodeForbidden.
//
// API: DELETE /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *editor[T]) DeleteOne(ctx context.Context, id ID) error {
	req, err := i.one(http.MethodDelete, id, nil)
	if err != nil {
		return err
	}
	req.repeatable = true
	return i.client.exec(ctx, req)
}

// DeleteMany deletes the items with these keys in one transaction. No keys send nothing.
//
// API: DELETE /items/{collection} with keys, https://directus.io/docs/api/items
func (i *editor[T]) DeleteMany(ctx context.Context, ids []ID) error {
	keys, err := i.keys(http.MethodDelete, ids)
	if err != nil || len(keys) == 0 {
		return err
	}
	return i.delete(ctx, JSON(keys), true)
}

// DeleteByQuery deletes every item that the query's filter and search match, not only the
// first 100, unless query.Limit says otherwise. With none of these it is [ErrUnbounded]. A
// server that sets QUERY_LIMIT_MAX deletes no more items than that.
//
// API: DELETE /items/{collection} with query, https://directus.io/docs/api/items
func (i *editor[T]) DeleteByQuery(ctx context.Context, q ...query.Option) error {
	which, _, err := bounded(q)
	if err != nil {
		return i.fail(http.MethodDelete, err)
	}
	return i.delete(ctx, JSON(target{"query": which}), false)
}

func (i *editor[T]) delete(ctx context.Context, which Body, repeatable bool) error {
	req, err := i.write(http.MethodDelete, which, nil)
	if err != nil {
		return err
	}
	req.repeatable = repeatable
	return i.client.exec(ctx, req)
}

// write makes a request to the collection.
func (c *collection) write(method string, body Body, q []query.Option) (*Request, error) {
	if c.err != nil {
		return nil, c.fail(method, c.err)
	}
	req := &Request{Method: method, Path: c.path, Route: c.route, Body: body}
	return req.asking(q)
}

// bounded splits the query of a write by query: which items it concerns, which goes into
// the body, and in what shape they come back.
func bounded(q []query.Option) (which, shape query.Query, err error) {
	all := query.New(q...)
	if err := all.Validate(); err != nil {
		return which, shape, err
	}
	if len(all.Filter) == 0 && all.Search == "" && all.Limit == nil && !all.Everything {
		return which, shape, ErrUnbounded
	}
	which = query.New(query.Limit(query.Unlimited), query.Query{
		Filter: all.Filter, Search: all.Search, Sort: all.Sort,
		Limit: all.Limit, Offset: all.Offset, Page: all.Page,
	})
	shape = all
	shape.Filter, shape.Search, shape.Sort, shape.Limit, shape.Offset, shape.Page = nil, "", nil, nil, 0, 0
	return which, shape, nil
}
