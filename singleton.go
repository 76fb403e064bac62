package directus

import (
	"context"
	"net/http"

	"github.com/godirectus/directus/query"
)

// Singleton reads and writes a collection that holds one item. Make it with
// [NewSingleton]. It is a small handle, cheap to copy and safe for several goroutines.
type Singleton[T any] struct{ items Items[T] }

// NewSingleton returns a handle for the one item of a collection whose "singleton" option
// is set, decoded into a T like that of [NewItems].
func NewSingleton[T any](c *Client, collection string) *Singleton[T] {
	return &Singleton[T]{*NewItems[T](c, collection)}
}

// With returns a handle whose requests carry these options.
func (s *Singleton[T]) With(opts ...RequestOption) *Singleton[T] {
	return &Singleton[T]{*s.items.With(opts...)}
}

// Read returns the item. Before it is first written it has the fields' defaults and null
// for its key.
//
// API: GET or SEARCH /items/{collection}, https://directus.io/docs/api/items
func (s *Singleton[T]) Read(ctx context.Context, q ...query.Option) (T, error) {
	var item T
	l := s.items.list(q)
	if _, err := l.read(ctx, &item); err != nil {
		return *new(T), err
	}
	return item, nil
}

// Update changes the fields that changes holds, like [Items.UpdateOne], and creates the
// item when there is none yet. No changes send no write and return the item as it is.
//
// API: PATCH /items/{collection}, https://directus.io/docs/api/items
func (s *Singleton[T]) Update(ctx context.Context, changes any, q ...query.Option) (T, error) {
	body, err := s.items.client.object(changes)
	if err != nil {
		return *new(T), s.items.fail(http.MethodPatch, err)
	}
	if isEmptyObject(body) {
		return s.Read(ctx, q...)
	}
	req, err := s.items.write(http.MethodPatch, Bytes(jsonType, body), q)
	if err != nil {
		return *new(T), err
	}
	req.repeatable = isFlat(body)
	return call[T](ctx, s.items.client, req)
}
