package field

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// ErrNotExpanded says that an [Any] holds only a key: ask for the item with a field such as
// "sections.item:headings.*".
var ErrNotExpanded = errors.New("field: the item is not expanded")

// Any is a row of an M2A relation: an item of one of several collections. Use it as the
// type of the rows, Many[Any], decode each item with [As], and ask for the fields
// "sections.collection" and "sections.item:headings.*". [LinkAny] and [EmbedAny] make new
// rows. The zero value is unset. Do not embed an Any in a struct, for its methods would
// become the struct's.
type Any struct {
	// ID is the key of the row itself; a new row has none.
	ID Key
	// Collection is the item's collection. A row without one cannot be written.
	Collection string
	// Extra holds the row's other members, such as its sort position.
	Extra map[string]jsontext.Value

	key   Key            // of an item that is not expanded
	raw   jsontext.Value // of an expanded item that was read
	value any            // of an item to write
	err   error
}

// LinkAny returns a row that points to the item of a collection with this key, which is
// what [NewKey] takes.
func LinkAny(collection string, id any) Any {
	key, err := NewKey(id)
	return Any{Collection: collection, key: key, err: err}
}

// EmbedAny returns a row that holds an item of a collection. Written, the server creates
// the item, or changes it when it has the key of one that exists.
func EmbedAny(collection string, item any) Any { return Any{Collection: collection, value: item} }

// As decodes the item of a row. It is [ErrNotExpanded] when the row holds only a key or
// nothing; whether T fits the row's Collection is up to the caller.
func As[T any](a Any) (T, error) {
	if v, ok := a.value.(T); ok {
		return v, nil
	}
	var v T
	data := []byte(a.raw)
	if a.value != nil {
		encoded, err := codec.Marshal(a.value)
		if err != nil {
			return v, fmt.Errorf("field: item of %q: %w", a.Collection, err)
		}
		data = encoded
	}
	if len(data) == 0 {
		return v, ErrNotExpanded
	}
	if err := codec.Decode(bytes.NewReader(data), &v); err != nil {
		return *new(T), fmt.Errorf("field: item of %q: %w", a.Collection, err)
	}
	return v, nil
}

// PrimaryKey is the key of the row itself, ID. It makes Any a [Keyed].
func (a Any) PrimaryKey() any { return a.ID }

// Key returns the item's key, which the server gives as a string. That of an expanded item
// is its member id, and so the zero Key when it has none.
func (a Any) Key() Key {
	switch {
	case a.value != nil:
		return keyOf(a.value)
	case a.raw != nil:
		return keyMember(a.raw)
	}
	return a.key
}

// IsExpanded reports whether the row holds the item and not only its key.
func (a Any) IsExpanded() bool { return a.raw != nil || a.value != nil }

// IsZero reports whether a is unset.
func (a Any) IsZero() bool {
	return a.ID.IsZero() && a.Collection == "" && len(a.Extra) == 0 && a.key.IsZero() && !a.IsExpanded() && a.err == nil
}

// String names the collection and the item's key.
func (a Any) String() string {
	if a.IsZero() {
		return unsetText
	}
	return a.Collection + "/" + a.Key().String()
}

// MarshalJSON writes the row. An error says that Collection is empty.
func (a Any) MarshalJSON() ([]byte, error) {
	switch {
	case a.err != nil:
		return nil, a.err
	case a.Collection == "":
		return nil, errors.New("field: an M2A row without Collection")
	}
	row := map[string]any{}
	for name, value := range a.Extra {
		row[name] = value
	}
	row["collection"] = a.Collection
	if !a.ID.IsZero() {
		row["id"] = a.ID
	}
	switch {
	case a.value != nil:
		row["item"] = a.value
	case a.raw != nil:
		row["item"] = a.raw
	default:
		row["item"] = a.key
	}
	return codec.Marshal(row)
}

// UnmarshalJSON reads a row. Null is unset.
func (a *Any) UnmarshalJSON(data []byte) error {
	var row map[string]jsontext.Value
	if err := codec.Decode(bytes.NewReader(data), &row); err != nil {
		return err
	}
	read := Any{raw: objectOf(row["item"])}
	if err := decodeMember(row, "id", &read.ID); err != nil {
		return err
	}
	if err := decodeMember(row, "collection", &read.Collection); err != nil {
		return err
	}
	if read.raw != nil {
		delete(row, "item")
	} else if err := decodeMember(row, "item", &read.key); err != nil {
		return err
	}
	if len(row) > 0 {
		read.Extra = row
	}
	*a = read
	return nil
}

// objectOf returns value when it is a JSON object, else nil.
func objectOf(value jsontext.Value) jsontext.Value {
	if value.Kind() != '{' {
		return nil
	}
	return value
}

// decodeMember takes a member out of row and decodes it into v.
func decodeMember(row map[string]jsontext.Value, name string, v any) error {
	value, ok := row[name]
	if !ok {
		return nil
	}
	delete(row, name)
	if err := codec.Decode(bytes.NewReader(value), v); err != nil {
		return fmt.Errorf("%q of an M2A row: %w", name, err)
	}
	return nil
}

// MarshalText is MarshalJSON.
func (a Any) MarshalText() ([]byte, error) { return a.MarshalJSON() }

// UnmarshalText is UnmarshalJSON.
func (a *Any) UnmarshalText(text []byte) error { return a.UnmarshalJSON(text) }
