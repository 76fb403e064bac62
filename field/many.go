package field

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Many is a relation to several items (O2M, M2M, M2A, translations, files): a list of
// keys, or of items when the query expands the field. T is the type of the rows on the
// other side, which for M2M, M2A, translations and files are those of the junction
// collection; [Any] can be that of an M2A. T may be the type that the Many stands in.
//
// A list that is written replaces the relation: what it does not name is unlinked, or
// deleted if the relation says so. [Apply] writes changes instead.
//
// The zero value is unset: with omitzero the field is left out, and without it empty
// changes are written, which change nothing either. A Many is read-only and safe for
// several goroutines, as long as nobody changes the slices it returned.
type Many[T any] struct {
	state   state
	rows    []Ref[T]
	changes Changes
}

// Replace returns the list of these rows, [Link] for those that exist and [Embed] for new
// or changed ones: Replace(Link[Tag](1), Embed(Tag{Name: "new"})). No rows are an empty
// list, which unlinks all.
func Replace[T any](rows ...Ref[T]) Many[T] {
	return Many[T]{state: present, rows: append([]Ref[T]{}, rows...)}
}

// ReplaceKeys returns the list of the rows with these keys: ReplaceKeys[Comment](1, 2).
// Items that belonged elsewhere are moved here.
func ReplaceKeys[T any](keys ...any) Many[T] {
	rows := make([]Ref[T], len(keys))
	for i, key := range keys {
		rows[i] = Link[T](key)
	}
	return Many[T]{state: present, rows: rows}
}

// ReplaceItems returns the list of these rows. Those with a key that exists are changed,
// the others created.
func ReplaceItems[T any](items ...T) Many[T] {
	rows := make([]Ref[T], len(items))
	for i, item := range items {
		rows[i] = Embed(item)
	}
	return Many[T]{state: present, rows: rows}
}

// Apply returns changes to the relation, which keep the rows that they do not name. No
// changes are the zero Many.
func Apply[T any](changes Changes) Many[T] {
	if changes.IsZero() {
		return Many[T]{}
	}
	return Many[T]{state: changing, changes: changes.clone()}
}

// IsZero reports whether m is unset.
func (m Many[T]) IsZero() bool { return m.state == unset }

// IsNull reports whether m is null. Written, null unlinks all, as an empty list does.
func (m Many[T]) IsNull() bool { return m.state == null }

// Len is the number of rows in the list.
func (m Many[T]) Len() int { return len(m.rows) }

// Rows returns the rows of the list, keys and items as they came.
func (m Many[T]) Rows() []Ref[T] { return append([]Ref[T](nil), m.rows...) }

// Keys returns the keys of the rows, as far as [Ref.Key] knows them.
func (m Many[T]) Keys() []Key {
	keys := make([]Key, 0, len(m.rows))
	for _, row := range m.rows {
		if key := row.Key(); !key.IsZero() {
			keys = append(keys, key)
		}
	}
	return keys
}

// Items returns the rows that are expanded.
func (m Many[T]) Items() []T {
	items := make([]T, 0, len(m.rows))
	for _, row := range m.rows {
		if item, ok := row.Item(); ok {
			items = append(items, item)
		}
	}
	return items
}

// Changes returns the changes that m writes. False means that it writes none.
func (m Many[T]) Changes() (Changes, bool) { return m.changes.clone(), m.state == changing }

// RelatedType is the type of the rows, for code that works on struct types, such as
// package query.
func (Many[T]) RelatedType() reflect.Type { return reflect.TypeFor[T]() }

// String is the rows in brackets, or the changes.
func (m Many[T]) String() string {
	switch m.state {
	case unset:
		return unsetText
	case null:
		return nullText
	case changing:
		return fmt.Sprintf("%+v", m.changes)
	default:
		return fmt.Sprint(m.rows)
	}
}

// MarshalJSON writes the list, the changes, or null.
func (m Many[T]) MarshalJSON() ([]byte, error) { return codec.Marshal(m) }

// MarshalJSONTo is MarshalJSON for a stream.
func (m Many[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	switch m.state {
	case null:
		return enc.WriteToken(jsontext.Null)
	case present:
		return json.MarshalEncode(enc, m.rows)
	default:
		return json.MarshalEncode(enc, m.changes)
	}
}

// UnmarshalJSON reads a list, changes or null.
func (m *Many[T]) UnmarshalJSON(data []byte) error { return codec.Decode(bytes.NewReader(data), m) }

// UnmarshalJSONFrom is UnmarshalJSON for a stream.
func (m *Many[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case 'n':
		*m = Many[T]{state: null}
		return dec.SkipValue()
	case '{':
		var changes typedChanges[T]
		if err := json.UnmarshalDecode(dec, &changes); err != nil {
			return err
		}
		*m = Apply[T](changes.untyped())
		return nil
	default:
		rows := []Ref[T]{}
		if err := json.UnmarshalDecode(dec, &rows); err != nil {
			return err
		}
		*m = Many[T]{state: present, rows: rows}
		return nil
	}
}

// MarshalText writes the JSON form, and nothing when m is unset.
func (m Many[T]) MarshalText() ([]byte, error) {
	if m.IsZero() {
		return []byte{}, nil
	}
	return m.MarshalJSON()
}

// UnmarshalText reads the JSON form; empty text is unset.
func (m *Many[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Many[T]{}
		return nil
	}
	return m.UnmarshalJSON(text)
}
