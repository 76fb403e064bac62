package directus

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
type Items[T any] struct{ editor[T] }

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
func NewItems[T any](c *Client, name string, opts ...ItemsOption) *Items[T] {
	o := itemsOptions{key: "id"}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	return itemsAt[T](collectionOf(c, name, o.key))
}

// itemsAt is a handle for the items of a collection.
func itemsAt[T any](at collection) *Items[T] { return &Items[T]{editor[T]{reader[T]{at}}} }

// systemItems is a handle for the items of the system collection at a path.
func systemItems[T any](c *Client, path string) *Items[T] {
	return itemsAt[T](systemCollection(c, path))
}

// With returns a handle whose requests carry these options.
func (i *Items[T]) With(opts ...RequestOption) *Items[T] {
	return itemsAt[T](i.with(opts))
}
