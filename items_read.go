package directus

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/godirectus/directus/query"
)

// reader reads items.
type reader[T any] struct{ collection }

// ReadOne returns the item with this key. An item that is missing and one that is hidden
// both give an [*Error] with CodeForbidden; [Items.Find] is for items that may be missing.
//
// API: GET /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *reader[T]) ReadOne(ctx context.Context, id ID, q ...query.Option) (T, error) {
	req, err := i.one(http.MethodGet, id, q)
	if err != nil {
		return *new(T), err
	}
	return call[T](ctx, i.client, req)
}

// maxKeys is how many keys one request asks for: databases take no more than some 30,000
// values in a statement, and the server no more than 1 MB in a body.
const maxKeys = 10_000

// ReadMany returns the items with these keys, any number of them. They come ordered by
// key, or as query.Sort says, and not in the order of ids; those that are missing or
// hidden are left out. No keys give no items, and nothing is sent. Above 10,000 keys there
// are several requests, one after the other, and each orders its own items.
//
// API: SEARCH /items/{collection} with keys, https://directus.io/docs/api/items
func (i *reader[T]) ReadMany(ctx context.Context, ids []ID, q ...query.Option) ([]T, error) {
	keys, err := i.keys(methodSearch, ids)
	if err != nil || len(keys) == 0 {
		return []T{}, err
	}
	var all []T
	for chunk := range slices.Chunk(keys, maxKeys) {
		l := i.list(q)
		l.keys, l.keyField, l.filterKeys = chunk, i.key, i.system
		data := []T{}
		if _, err := l.read(ctx, &data); err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	return all, nil
}

// ReadByQuery returns one page of items: those that the query matches, at most 100 unless
// query.Limit says otherwise.
//
// API: GET or SEARCH /items/{collection}, https://directus.io/docs/api/items
func (i *reader[T]) ReadByQuery(ctx context.Context, q ...query.Option) (*Page[T], error) {
	page := Page[T]{Data: []T{}}
	l := i.list(q)
	meta, err := l.read(ctx, &page.Data)
	if err != nil {
		return nil, err
	}
	page.Meta = meta
	return &page, nil
}

// Find returns the item with this key, or [ErrNotFound] when there is none that may be
// read. A collection or field that is missing or hidden stays CodeForbidden, except on
// Directus 10, which does not tell the two apart.
//
// API: GET /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *reader[T]) Find(ctx context.Context, id ID, q ...query.Option) (T, error) {
	item, err := i.ReadOne(ctx, id, q...)
	if isMissing(err) {
		return item, missing{err}
	}
	return item, err
}

// missing is the server's answer that it means an item is not there.
type missing struct{ err error }

func (m missing) Error() string {
	return ErrNotFound.Error() + ": " + withoutPrefix(m.err)
}

func (m missing) Unwrap() []error { return []error{ErrNotFound, m.err} }

// isMissing reports whether the server says of an item that it is missing or hidden. When
// it means a collection or a field, it gives a reason.
func isMissing(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusForbidden || len(e.Errors) != 1 {
		return false
	}
	_, hasReason := e.Errors[0].Extensions["reason"]
	return e.Errors[0].Code == CodeForbidden && !hasReason
}

// Exists reports whether there is an item with this key that may be read.
//
// API: GET /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *reader[T]) Exists(ctx context.Context, id ID) (bool, error) {
	_, err := (&reader[Item]{i.collection}).Find(ctx, id, query.Fields(i.key))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Count returns how many items match the query's filter and search; everything else in
// the query is ignored.
//
// API: GET /items/{collection}?aggregate[count]=*, https://directus.io/docs/api/items
func (i *reader[T]) Count(ctx context.Context, q ...query.Option) (int, error) {
	all := query.New(q...)
	if err := all.Validate(); err != nil {
		return 0, i.fail(http.MethodGet, err)
	}
	rows, err := aggregate[struct {
		Count *number `json:"count"`
	}](ctx, &i.collection, query.Query{Filter: all.Filter, Search: all.Search}, query.Aggregated(query.CountItems))
	if err != nil {
		return 0, err
	}
	if len(rows) != 1 || rows[0].Count == nil {
		return 0, failure(&Request{Method: http.MethodGet, Route: i.route}, errors.New("the server does not count this collection"))
	}
	return int(*rows[0].Count), nil
}

// Aggregate returns the rows that query.Aggregated and query.GroupBy ask for, decoded
// into R, whose shape follows the query:
//
//	type row struct {
//		Status string
//		Count  int `json:"count"` // of query.Aggregated("count")
//		Avg    struct{ Price float64 } `json:"avg"` // of query.Aggregated("avg", "price")
//	}
//
// Without groups there is one row. Sums and averages of nothing are null.
//
// API: GET /items/{collection}?aggregate, https://directus.io/docs/guides/connect/query-parameters
func Aggregate[R, T any](ctx context.Context, i *Items[T], q ...query.Option) ([]R, error) {
	return aggregate[R](ctx, &i.collection, q...)
}

func aggregate[R any](ctx context.Context, c *collection, q ...query.Option) ([]R, error) {
	l := c.list(q)
	if l.err == nil && len(l.query.Aggregate) == 0 {
		return nil, c.fail(http.MethodGet, errors.New("query.Aggregated is missing"))
	}
	rows := []R{}
	_, err := l.read(ctx, &rows)
	return rows, err
}
