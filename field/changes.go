package field

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Changes are changes to a relation of several items, and keep the rows that they do not
// name. They stand in a Patch, or in a [Many] by [Apply]:
//
//	directus.Patch{"comments": field.Changes{
//		Create: []any{Comment{Text: "new"}},
//		Update: []any{directus.Patch{"id": 7, "text": "changed"}, directus.Patch{"id": 8}},
//		Delete: []any{9},
//	}}
//
// For M2M, M2A, translations and files the rows are those of the junction collection. The
// zero value changes nothing.
type Changes struct {
	// Create holds new rows: structs, maps or Patches.
	Create []any
	// Update holds changes to rows, each with the row's key in it. A row that belongs
	// elsewhere is moved here, so one that holds nothing but a key is linked.
	Update []any
	// Delete holds the keys of rows to unlink, or to delete if the relation says so; each
	// is what [NewKey] takes.
	Delete []any
}

// IsZero reports whether there are no changes.
func (c Changes) IsZero() bool { return len(c.Create)+len(c.Update)+len(c.Delete) == 0 }

func (c Changes) clone() Changes {
	return Changes{slices.Clone(c.Create), slices.Clone(c.Update), slices.Clone(c.Delete)}
}

// changesJSON is the form on the wire.
type changesJSON struct {
	Create []any `json:"create"`
	Update []any `json:"update"`
	Delete []Key `json:"delete"`
}

// MarshalJSON writes all three lists. A value in Delete that is no key is an error.
func (c Changes) MarshalJSON() ([]byte, error) {
	wire := changesJSON{Create: []any{}, Update: []any{}, Delete: make([]Key, len(c.Delete))}
	wire.Create = append(wire.Create, c.Create...)
	wire.Update = append(wire.Update, c.Update...)
	for i, id := range c.Delete {
		key, err := NewKey(id)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d to delete: %w", i+1, len(c.Delete), err)
		}
		wire.Delete[i] = key
	}
	return codec.Marshal(wire)
}

// UnmarshalJSON reads changes, as a revision holds them. Rows become [jsontext.Value], keys
// become [Key].
func (c *Changes) UnmarshalJSON(data []byte) error {
	var typed typedChanges[jsontext.Value]
	if err := codec.Decode(bytes.NewReader(data), &typed); err != nil {
		return err
	}
	*c = typed.untyped()
	return nil
}

// MarshalText is MarshalJSON.
func (c Changes) MarshalText() ([]byte, error) { return c.MarshalJSON() }

// UnmarshalText is UnmarshalJSON.
func (c *Changes) UnmarshalText(text []byte) error { return c.UnmarshalJSON(text) }

// typedChanges reads changes to rows of one type.
type typedChanges[T any] struct {
	Create []T   `json:"create"`
	Update []T   `json:"update"`
	Delete []Key `json:"delete"`
}

func (c typedChanges[T]) untyped() Changes {
	keys := slices.DeleteFunc(c.Delete, Key.IsZero) // nothing to delete
	return Changes{Create: anys(c.Create), Update: anys(c.Update), Delete: anys(keys)}
}

// anys turns a list into one of any; an empty one into nil.
func anys[T any](list []T) []any {
	var values []any
	for _, v := range list {
		values = append(values, v)
	}
	return values
}
