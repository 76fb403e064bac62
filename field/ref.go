package field

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// state tells what stands on the wire. The zero state is nothing at all.
type state uint8

const (
	unset    state = iota
	null           // null
	present        // a value: an expanded item, a list, …
	linked         // Ref only: a key
	changing       // Many only: changes
)

// Ref is a relation to one item (M2O, file, user): its key, or the item itself when the
// query expands the field. T is the type of the related item and may be the type that the
// Ref stands in.
//
// The zero value is unset: with omitzero the field is left out, so an update keeps what
// the server has, and without omitzero it is null. [Link], [Embed] and [Unlink] make the
// others. A Ref is read-only and safe for several goroutines.
type Ref[T any] struct {
	state state
	key   Key
	item  *T
	err   error // of Link, told when the Ref is written
}

// Link returns a relation to the item with this key, which is what [NewKey] takes. A value
// that is no key makes the encoding fail. Link[Author](ref.Key()) turns an expanded item
// back into its key, so that writing it does not change the item.
func Link[T any](id any) Ref[T] {
	key, err := NewKey(id)
	return Ref[T]{state: linked, key: key, err: err}
}

// Embed returns a relation that holds an item. Written, the server creates the item, or
// changes it when it has the key of one that exists: leave the key out of new items
// (json:"id,omitzero"), for a key that is unknown creates an item with that key.
func Embed[T any](item T) Ref[T] {
	return Ref[T]{state: present, item: &item}
}

// Unlink returns null: no relation. Written, it unlinks the related item.
func Unlink[T any]() Ref[T] { return Ref[T]{state: null} }

// IsZero reports whether r is unset.
func (r Ref[T]) IsZero() bool { return r.state == unset }

// IsNull reports whether r is null: there is no related item.
func (r Ref[T]) IsNull() bool { return r.state == null }

// Key returns the related item's key. That of an expanded item is what its PrimaryKey
// method ([Keyed]) or its field named id says, and so the zero Key when T has neither or
// the query left the field out.
func (r Ref[T]) Key() Key {
	if r.state == present {
		return keyOf(r.item)
	}
	return r.key
}

// Item returns the related item. False means that it is not expanded, or that there is none.
func (r Ref[T]) Item() (T, bool) {
	if r.item == nil {
		return *new(T), false
	}
	return *r.item, true
}

// RelatedType is the type of the related item, for code that works on struct types, such
// as package query.
func (Ref[T]) RelatedType() reflect.Type { return reflect.TypeFor[T]() }

// String is the key, or the item when that is expanded.
func (r Ref[T]) String() string {
	switch r.state {
	case unset:
		return unsetText
	case null:
		return nullText
	case present:
		return fmt.Sprint(*r.item)
	default:
		return r.key.String()
	}
}

// MarshalJSON writes the key or the item, and null for none.
func (r Ref[T]) MarshalJSON() ([]byte, error) { return codec.Marshal(r) }

// MarshalJSONTo is MarshalJSON for a stream.
func (r Ref[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	switch {
	case r.err != nil:
		return r.err
	case r.state == present:
		return json.MarshalEncode(enc, r.item)
	}
	return json.MarshalEncode(enc, r.key)
}

// UnmarshalJSON reads a key, an item or null.
func (r *Ref[T]) UnmarshalJSON(data []byte) error { return codec.Decode(bytes.NewReader(data), r) }

// UnmarshalJSONFrom is UnmarshalJSON for a stream.
func (r *Ref[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '{' {
		item := new(T)
		if err := json.UnmarshalDecode(dec, item); err != nil {
			return err
		}
		*r = Ref[T]{state: present, item: item}
		return nil
	}
	var key Key
	if err := json.UnmarshalDecode(dec, &key); err != nil {
		return err
	}
	*r = refTo[T](key)
	return nil
}

// refTo is a link, or null without a key.
func refTo[T any](key Key) Ref[T] {
	if key.IsZero() {
		return Unlink[T]()
	}
	return Ref[T]{state: linked, key: key}
}

// MarshalText writes the key, so that a Ref serves as an ID. It is empty when r is unset or
// null, and an error for an expanded item whose key is not known.
func (r Ref[T]) MarshalText() ([]byte, error) {
	key := r.Key()
	if r.err == nil && r.state == present && key.IsZero() {
		return nil, errors.New("field: the key of the expanded item is not known")
	}
	return []byte(key.String()), r.err
}

// UnmarshalText reads a key; empty text is unset.
func (r *Ref[T]) UnmarshalText(text []byte) error {
	*r = Ref[T]{}
	if len(text) > 0 {
		*r = refTo[T](Key{text: string(text)})
	}
	return nil
}

// Scan reads a key from a database; NULL is null.
func (r *Ref[T]) Scan(src any) error {
	var key Key
	if err := key.Scan(src); err != nil {
		return err
	}
	*r = refTo[T](key)
	return nil
}

// Value is the key for a database, nil when r is unset or null.
func (r Ref[T]) Value() (driver.Value, error) {
	if r.err != nil {
		return nil, r.err
	}
	return r.Key().Value()
}
