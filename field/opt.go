package field

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Opt is a value that may be unset or null. The zero value is unset: with omitzero the
// field is left out, so that an update keeps what the server has. [Null] clears the field,
// and [Value] sets it, to zero as well.
//
//	type ArticlePatch struct {
//		Title field.Opt[string] `json:"title,omitzero"`
//	}
//
// Without omitzero an unset Opt is written as null.
type Opt[T any] struct {
	value T
	state state
}

// Value returns an Opt that holds v.
func Value[T any](v T) Opt[T] { return Opt[T]{value: v, state: present} }

// Null returns an Opt that is null.
func Null[T any]() Opt[T] { return Opt[T]{state: null} }

// FromPointer returns null for nil and else the value that p points to.
func FromPointer[T any](p *T) Opt[T] {
	if p == nil {
		return Null[T]()
	}
	return Value(*p)
}

// Get returns the value. False means that o is unset or null.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == present }

// Or returns the value, or fallback when o is unset or null.
func (o Opt[T]) Or(fallback T) T {
	if o.state == present {
		return o.value
	}
	return fallback
}

// Pointer returns a pointer to a copy of the value, nil when o is unset or null.
func (o Opt[T]) Pointer() *T {
	if o.state == present {
		return &o.value
	}
	return nil
}

// IsSet reports whether o is a value or null, and so whether it is written with omitzero.
func (o Opt[T]) IsSet() bool { return o.state != unset }

// IsNull reports whether o is null.
func (o Opt[T]) IsNull() bool { return o.state == null }

// IsZero reports whether o is unset.
func (o Opt[T]) IsZero() bool { return o.state == unset }

// String is the value as fmt prints it.
func (o Opt[T]) String() string {
	switch o.state {
	case unset:
		return unsetText
	case null:
		return nullText
	default:
		return fmt.Sprint(o.value)
	}
}

// MarshalJSON writes the value, and null for none.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return codec.Marshal(o) }

// MarshalJSONTo is MarshalJSON for a stream.
func (o Opt[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	if o.state == present {
		return json.MarshalEncode(enc, &o.value)
	}
	return enc.WriteToken(jsontext.Null)
}

// UnmarshalJSON reads a value or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error { return codec.Decode(bytes.NewReader(data), o) }

// UnmarshalJSONFrom is UnmarshalJSON for a stream.
func (o *Opt[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == 'n' {
		*o = Null[T]()
		return dec.SkipValue()
	}
	var v T
	if err := json.UnmarshalDecode(dec, &v); err != nil {
		return err
	}
	*o = Value(v)
	return nil
}

// MarshalText writes the value's text, empty when o is unset or null.
func (o Opt[T]) MarshalText() ([]byte, error) {
	if o.state != present {
		return []byte{}, nil
	}
	return marshalText(o.value)
}

// UnmarshalText reads a value from its text; empty text is unset.
func (o *Opt[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*o = Opt[T]{}
		return nil
	}
	var v T
	if err := unmarshalText(text, &v); err != nil {
		return err
	}
	*o = Value(v)
	return nil
}

// Scan reads a database's value as [sql.Null] does; NULL is null.
func (o *Opt[T]) Scan(src any) error {
	var v sql.Null[T]
	if err := v.Scan(src); err != nil {
		return err
	}
	*o = Null[T]()
	if v.Valid {
		*o = Value(v.V)
	}
	return nil
}

// Value is the value for a database, nil when o is unset or null.
func (o Opt[T]) Value() (driver.Value, error) {
	if o.state != present {
		return nil, nil //nolint:nilnil // A nil Value is NULL.
	}
	return driver.DefaultParameterConverter.ConvertValue(o.value)
}
