package directus

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/godirectus/directus/query"
)

// list is one read of many items: a GET, or a SEARCH where keys are asked for, the URL
// would be too long, or the caller wants it.
type list struct {
	client     *Client
	path       string
	route      string
	query      query.Query
	keys       []any  // only items with these keys; nil: all
	keyField   string // name of the primary key; only with keys
	filterKeys bool   // ask for the keys with a filter: /users and others ignore a list of keys
	err        error  // why it cannot be sent
}

// read sends the list and decodes the items into data.
func (l *list) read(ctx context.Context, data any) (Meta, error) {
	c := l.client
	if err := errors.Join(l.err, c.usable()); err != nil {
		return l.fail(err)
	}
	if l.filterKeys && l.keys != nil {
		l.query, l.keys = l.filtered(), nil
	}
	if !c.opts.forceSearch && (l.keys == nil || c.shared.noSearch.Load()) {
		get, err := l.get()
		if err != nil {
			return l.fail(err)
		}
		if c.shared.noSearch.Load() || !exceeds(c, get, c.shared.searchAbove) {
			return c.read(ctx, get, data)
		}
	}
	if err := l.query.Validate(); err != nil {
		return l.fail(err)
	}
	meta, err := c.read(ctx, l.search(), data)
	if c.opts.forceSearch || !refusesMethod(err) {
		return meta, err
	}
	c.shared.noSearch.Store(true)
	get, err := l.get()
	if err != nil {
		return l.fail(err)
	}
	return c.read(ctx, get, data)
}

// search is the list with its query in the body.
func (l *list) search() *Request {
	body := map[string]any{}
	if l.keys != nil {
		body["keys"] = l.keys
	}
	q := l.query
	if q.Version != "" && len(q.Fields) == 0 {
		q.Fields = []string{"*"} // or else Directus 12 returns items without any field
	}
	if !q.IsZero() {
		body["query"] = q
	}
	return &Request{Method: methodSearch, Path: l.path, Route: l.route, Body: JSON(body)}
}

// get is the list with its query in the URL, where keys have to be a filter.
func (l *list) get() (*Request, error) {
	q := l.query
	if l.keys != nil {
		q = l.filtered()
	}
	values, err := q.Values()
	return &Request{Method: http.MethodGet, Path: l.path, Route: l.route, Query: values}, err
}

// filtered is the query with the keys in its filter.
func (l *list) filtered() query.Query {
	return query.New(query.Limit(query.Unlimited), l.query, query.In(l.keyField, l.keys...))
}

func (l *list) fail(err error) (Meta, error) {
	return Meta{}, invalid(&Request{Method: http.MethodGet, Route: l.route}, err)
}

// exceeds reports whether the URL that get is sent with is longer than limit.
func exceeds(c *Client, get *Request, limit int) bool {
	shortest := len(c.shared.base) + len(get.Path)
	longest := shortest
	for _, values := range []url.Values{c.shared.params, c.opts.params, get.Query} {
		for name, list := range values {
			for _, value := range list {
				longest += len("?=") + 3*(len(name)+len(value))
			}
		}
	}
	if longest <= limit {
		return false // most are; encoding is not needed to know it
	}
	for _, values := range []url.Values{c.shared.params, c.opts.params, get.Query} {
		if len(values) > 0 {
			shortest += len("?") + len(values.Encode())
		}
	}
	return shortest > limit
}

// refusesMethod reports whether something on the way to the server does not know SEARCH.
func refusesMethod(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusNotImplemented)
}
