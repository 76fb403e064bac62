package directus

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/query"
)

// defaultPageSize is how many items a page of an iteration has.
const defaultPageSize = 100

// All goes through every item that the query matches, page after page, and fetches the next
// page while the loop works on this one. query.Limit bounds the whole, query.PageSize each
// request: 100 items unless it says otherwise.
//
// Without query.Sort the items come ordered by primary key. Where that is a number, each page
// begins after the last key of the one before, so that items are neither left out nor
// repeated while others write, and late pages cost no more than early ones. Otherwise pages
// are counted from the beginning.
//
// An error is yielded once, at the end. Leaving the loop stops what is under way. The
// sequence can be used again and then starts anew.
//
// API: GET or SEARCH /items/{collection}, https://directus.io/docs/api/items
func (i *reader[T]) All(ctx context.Context, q ...query.Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range i.Pages(ctx, q...) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, item := range page.Data {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Pages goes through what [Items.All] does, a page at a time, each with the counts that
// query.Meta asks for. No page is empty, except the first when there is nothing at all.
//
// API: GET or SEARCH /items/{collection}, https://directus.io/docs/api/items
func (i *reader[T]) Pages(ctx context.Context, q ...query.Option) iter.Seq2[*Page[T], error] {
	all := query.New(q...)
	return func(yield func(*Page[T], error) bool) {
		w, err := i.walk(all)
		if err == nil && ctx == nil {
			err = i.fail(http.MethodGet, errNilContext)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		pages := make(chan *Page[T])
		var fetching sync.WaitGroup
		defer fetching.Wait()
		defer cancel()
		fetching.Go(func() {
			defer close(pages)
			err = w.run(ctx, pages)
		})
		for page := range pages {
			if !yield(page, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Stream goes through the items that the query matches in one request, all of them unless
// query.Limit says otherwise, and decodes each while the reply arrives: memory does not grow
// with the result. The server holds the whole result, so mind its size there, and the
// connection is in use until the loop ends. A server that sets QUERY_LIMIT_MAX returns no
// more than that.
//
// An error is yielded once, at the end: when the connection breaks, items have been yielded
// before it. Leaving the loop stops the request.
//
// API: GET or SEARCH /items/{collection} with limit -1, https://directus.io/docs/api/items
func (i *reader[T]) Stream(ctx context.Context, q ...query.Option) iter.Seq2[T, error] {
	all := query.New(append([]query.Option{query.Limit(query.Unlimited)}, q...)...)
	return func(yield func(T, error) bool) {
		l := i.list([]query.Option{all})
		_, err := l.read(ctx, func(d *jsontext.Decoder) error {
			return eachRow(d, func() error {
				var item T
				if err := i.client.decodeNext(d, &item); err != nil {
					return err
				}
				if !yield(item, nil) {
					return errLeft
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, errLeft) {
			yield(*new(T), err)
		}
	}
}

// errLeft says that a loop was left.
var errLeft = errors.New("the loop was left")

// eachRow calls read for each element of the list that comes next.
func eachRow(d *jsontext.Decoder, read func() error) error {
	if kind := d.PeekKind(); kind != '[' && kind != 0 {
		return errors.New("data is not a list")
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		if err := read(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// walk is a way through the pages of a list.
type walk[T any] struct {
	items *reader[T]
	query query.Query // without limit, offset and sort
	sort  []string
	size  int // items of a page
	left  int // items that may still come; negative: any number
	skip  int // offset of the next page
	byKey bool
	last  json.Number // key of the last item; empty: none yet
}

// walk prepares the way through all items of a query.
func (i *reader[T]) walk(q query.Query) (*walk[T], error) {
	err := errors.Join(i.err, q.Validate())
	if err == nil && q.Page != 0 {
		err = errors.New("query.PageNumber makes no sense where all pages are read")
	}
	if err == nil && len(q.Aggregate) > 0 {
		err = errors.New("aggregates have no pages; use Aggregate")
	}
	if err != nil {
		return nil, i.fail("GET", err)
	}
	w := &walk[T]{items: i, query: q, sort: q.Sort, size: defaultPageSize, left: query.Unlimited, skip: q.Offset}
	w.query.Limit, w.query.Offset, w.query.Sort = nil, 0, nil
	if q.PageSize > 0 {
		w.size = q.PageSize
	}
	if q.Limit != nil {
		w.left = *q.Limit
	}
	w.byKey = len(w.sort) == 0 || slices.Equal(w.sort, []string{i.key})
	if !slices.ContainsFunc(w.sort, func(s string) bool { return strings.TrimPrefix(s, "-") == i.key }) {
		w.sort = append(slices.Clone(w.sort), i.key) // items that are alike keep their order from page to page
	}
	hasKey := func(field string) bool { return field == i.key || strings.HasPrefix(field, "*") }
	if w.byKey && len(q.Fields) > 0 && !slices.ContainsFunc(q.Fields, hasKey) {
		w.query.Fields = append(slices.Clone(q.Fields), i.key)
	}
	return w, nil
}

// run sends the pages one by one, until there are no more.
func (w *walk[T]) run(ctx context.Context, pages chan<- *Page[T]) error {
	for first := true; ; first = false {
		limit := w.size
		if w.left >= 0 {
			limit = min(limit, w.left)
		}
		if limit == 0 {
			return nil
		}
		page, err := w.next(ctx, limit)
		if err != nil {
			return err
		}
		if len(page.Data) > 0 || first {
			select {
			case pages <- page:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if len(page.Data) < limit {
			return nil
		}
		if w.left > 0 {
			w.left -= len(page.Data)
		}
	}
}

// next fetches the next page.
func (w *walk[T]) next(ctx context.Context, limit int) (*Page[T], error) {
	options := []query.Option{w.query, query.Sort(w.sort...), query.Limit(limit), query.Offset(w.skip)}
	if w.last != "" {
		options = append(options, query.Gt(w.items.key, w.last))
	}
	l := w.items.list(options)
	page := &Page[T]{Data: []T{}}
	var last jsontext.Value
	meta, err := l.read(ctx, func(d *jsontext.Decoder) error {
		return eachRow(d, func() error {
			value, err := d.ReadValue()
			if err != nil {
				return err
			}
			if w.byKey && len(page.Data) == limit-1 {
				last = codec.Member(value, w.items.key)
			}
			var item T
			page.Data = append(page.Data, item)
			return w.items.client.decodeValue(value, &page.Data[len(page.Data)-1])
		})
	})
	if err != nil {
		return nil, err
	}
	page.Meta = meta
	w.skip += len(page.Data)
	if w.byKey = w.byKey && last.Kind() == '0'; w.byKey {
		w.last, w.skip = json.Number(last), 0
	}
	return page, nil
}
