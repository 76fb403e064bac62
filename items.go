package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/godirectus/directus/query"
)

// Item is an item of which no Go type is known.
type Item = map[string]any

// Patch is the part of an item that changes: its names are fields, a nil value clears one.
type Patch map[string]any

// Page is one page of a list.
type Page[T any] struct {
	Data []T
	Meta Meta // counts that query.Meta asked for
}

// Items reads and writes the items of one collection. Make it with [NewItems]. It is a
// small handle, cheap to copy and safe for several goroutines.
//
// All methods take query options, which say what a read returns; on writes they shape the
// items that come back. Errors are described at the package.
type Items[T any] struct {
	client *Client
	path   string // of the collection: /items/articles, or /roles for directus_roles
	route  string // that path for logs: /items/{collection}
	key    string // name of the primary key
	err    error  // what is wrong with the collection's name
}

// ItemsOption sets a property of [Items].
type ItemsOption func(o *itemsOptions)

type itemsOptions struct{ key string }

// WithPrimaryKey names the collection's primary key where it is not "id".
func WithPrimaryKey(field string) ItemsOption {
	return func(o *itemsOptions) { o.key = field }
}

// NewItems returns a handle for the items of a collection, each decoded into a T: a
// struct with json tags, a pointer to one, or [Item]. Names match case-sensitively, and
// fields that T does not know are ignored. A collection named directus_… is a system
// collection and is reached at its own path.
func NewItems[T any](c *Client, collection string, opts ...ItemsOption) *Items[T] {
	o := itemsOptions{key: "id"}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	i := &Items[T]{client: c, key: o.key}
	i.path, i.route, i.err = collectionPath(collection)
	if o.key == "" {
		i.err = errors.Join(i.err, errors.New("directus: WithPrimaryKey: empty name"))
	}
	return i
}

// collectionPath is where a collection's items are, and the name of that place.
func collectionPath(collection string) (path, route string, err error) {
	if system, ok := strings.CutPrefix(collection, "directus_"); ok {
		path, err = Path(system)
		return path, path, wrapCollection(err)
	}
	path, err = Path("items", collection)
	return path, "/items/{collection}", wrapCollection(err)
}

func wrapCollection(err error) error {
	if err != nil {
		return fmt.Errorf("collection: %w", err)
	}
	return nil
}

// With returns a handle whose requests carry these options.
func (i *Items[T]) With(opts ...RequestOption) *Items[T] {
	out := *i
	out.client = i.client.With(opts...)
	return &out
}

// ReadOne returns the item with this key. An item that is missing and one that is hidden
// both give an [*Error] with CodeForbidden; [Items.Find] is for items that may be missing.
//
// API: GET /items/{collection}/{id}, https://directus.io/docs/api/items
func (i *Items[T]) ReadOne(ctx context.Context, id ID, q ...query.Option) (T, error) {
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
func (i *Items[T]) ReadMany(ctx context.Context, ids []ID, q ...query.Option) ([]T, error) {
	keys, err := i.keys(methodSearch, ids)
	if err != nil || len(keys) == 0 {
		return []T{}, err
	}
	var all []T
	for chunk := range slices.Chunk(keys, maxKeys) {
		l := i.list(q)
		l.keys, l.keyField = chunk, i.key
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
func (i *Items[T]) ReadByQuery(ctx context.Context, q ...query.Option) (*Page[T], error) {
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
func (i *Items[T]) Find(ctx context.Context, id ID, q ...query.Option) (T, error) {
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
func (i *Items[T]) Exists(ctx context.Context, id ID) (bool, error) {
	_, err := asItem(i).Find(ctx, id, query.Fields(i.key))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// asItem is the same handle with items of no certain type, for reads of which the user's
// type may not hold the fields.
func asItem[T any](i *Items[T]) *Items[Item] {
	return &Items[Item]{client: i.client, path: i.path, route: i.route, key: i.key, err: i.err}
}

// Count returns how many items match the query's filter and search; everything else in
// the query is ignored.
//
// API: GET /items/{collection}?aggregate[count]=*, https://directus.io/docs/api/items
func (i *Items[T]) Count(ctx context.Context, q ...query.Option) (int, error) {
	all := query.New(q...)
	if err := all.Validate(); err != nil {
		return 0, i.fail(http.MethodGet, err)
	}
	rows, err := Aggregate[struct {
		Count number `json:"count"`
	}](ctx, i, query.Query{Filter: all.Filter, Search: all.Search}, query.Aggregated(query.CountItems))
	if err != nil {
		return 0, err
	}
	if len(rows) != 1 {
		return 0, failure(&Request{Method: http.MethodGet, Route: i.route}, errors.New("the server does not count this collection"))
	}
	return int(rows[0].Count), nil
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
	l := i.list(q)
	if l.err == nil && len(l.query.Aggregate) == 0 {
		return nil, i.fail(http.MethodGet, errors.New("query.Aggregated is missing"))
	}
	rows := []R{}
	_, err := l.read(ctx, &rows)
	return rows, err
}

// one makes a request for the item with this key.
func (i *Items[T]) one(method string, id ID, q []query.Option) (*Request, error) {
	req := &Request{Method: method, Route: i.route + "/{id}"}
	if i.err != nil {
		return nil, invalid(req, i.err)
	}
	segment, err := Path(id)
	if err != nil {
		return nil, invalid(req, err)
	}
	req.Path = i.path + segment
	if req.Query, err = query.New(q...).Values(); err != nil {
		return nil, invalid(req, err)
	}
	return req, nil
}

// keys checks keys and turns them into what a body holds.
func (i *Items[T]) keys(method string, ids []ID) ([]any, error) {
	keys, err := keyValues(ids)
	if err = errors.Join(i.err, err); err != nil {
		return nil, i.fail(method, err)
	}
	return keys, nil
}

// list makes the read of many items.
func (i *Items[T]) list(q []query.Option) list {
	return list{client: i.client, path: i.path, route: i.route, query: query.New(q...), err: i.err}
}

// fail is the error of a call to the collection for which nothing was sent.
func (i *Items[T]) fail(method string, err error) error {
	return invalid(&Request{Method: method, Route: i.route}, err)
}
