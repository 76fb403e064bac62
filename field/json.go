package field

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// JSON is the value of a field of type json, decoded into a T. It reads the value itself as
// well as its text in a string, which is what comes from fields without the flag cast-json.
// A plain T does for objects and lists in fields with that flag.
//
// The zero value is unset: with omitzero the field is left out, and without it null.
// [NullJSON] clears the field.
//
// Strings and booleans are written as JSON text in a string, for the server takes every
// string as JSON text: "5" would become the number 5, and true becomes 1 on SQLite. Even so
// PostgreSQL gives the string "5" back as a number, which a JSON[string] reads as "5" again.
// Where T is any, a boolean written so reads as "true" until the server has stored it.
type JSON[T any] struct{ opt Opt[T] }

// JSONOf returns a JSON that holds v.
func JSONOf[T any](v T) JSON[T] { return JSON[T]{Value(v)} }

// NullJSON returns null.
func NullJSON[T any]() JSON[T] { return JSON[T]{Null[T]()} }

// Get returns the value. False means that j is unset or null.
func (j JSON[T]) Get() (T, bool) { return j.opt.Get() }

// Or returns the value, or fallback when j is unset or null.
func (j JSON[T]) Or(fallback T) T { return j.opt.Or(fallback) }

// IsNull reports whether j is null.
func (j JSON[T]) IsNull() bool { return j.opt.IsNull() }

// IsZero reports whether j is unset.
func (j JSON[T]) IsZero() bool { return j.opt.IsZero() }

// String is the value as fmt prints it.
func (j JSON[T]) String() string { return j.opt.String() }

// MarshalJSON writes the value in the form that the server stores right, or null.
func (j JSON[T]) MarshalJSON() ([]byte, error) { return codec.Marshal(j) }

// MarshalJSONTo is MarshalJSON for a stream.
func (j JSON[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	v, ok := j.Get()
	if !ok {
		return enc.WriteToken(jsontext.Null)
	}
	data, err := json.Marshal(&v, enc.Options())
	if err != nil {
		return err
	}
	switch jsontext.Value(data).Kind() {
	case '"', 't', 'f':
		return enc.WriteToken(jsontext.String(string(bytes.TrimSpace(data))))
	}
	return enc.WriteValue(data)
}

// UnmarshalJSON reads a value, its text in a string, or null.
func (j *JSON[T]) UnmarshalJSON(data []byte) error { return codec.Decode(bytes.NewReader(data), j) }

// UnmarshalJSONFrom is UnmarshalJSON for a stream.
func (j *JSON[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch isString := reflect.TypeFor[T]().Kind() == reflect.String; {
	case dec.PeekKind() == '"':
		return j.unmarshalString(dec)
	case dec.PeekKind() != 'n' && isString:
		return j.unmarshalText(dec)
	}
	return j.opt.UnmarshalJSONFrom(dec)
}

// unmarshalText makes the text of a value that is no string a string of type T, as which it
// was written: PostgreSQL gives "5" back as 5.
func (j *JSON[T]) unmarshalText(dec *jsontext.Decoder) error {
	data, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text, err := quoted(string(data))
	if err != nil {
		return err
	}
	return j.decode(text, dec.Options())
}

// unmarshalString reads a string: JSON text of a T, or a T that is a string itself.
func (j *JSON[T]) unmarshalString(dec *jsontext.Decoder) error {
	data, err := dec.ReadValue()
	if err != nil {
		return err
	}
	inner, err := jsontext.AppendUnquote([]byte{}, data)
	if err != nil {
		return err
	}
	data = bytes.Clone(data)
	if jsontext.Value(inner).Kind() == '"' && j.decode(inner, dec.Options()) == nil {
		return nil
	}
	if err := j.decode(data, dec.Options()); err == nil || j.decode(inner, dec.Options()) == nil {
		return nil
	}
	return fmt.Errorf("field: the text in %s is no JSON for a %v", shown(data), reflect.TypeFor[T]())
}

// decode replaces j by what data holds, if it can.
func (j *JSON[T]) decode(data []byte, opts json.Options) error {
	var read Opt[T]
	if err := json.Unmarshal(data, &read, opts); err != nil {
		return err
	}
	j.opt = read
	return nil
}

// MarshalText writes the value's JSON text, null included, and nothing when j is unset.
func (j JSON[T]) MarshalText() ([]byte, error) {
	if j.IsZero() {
		return []byte{}, nil
	}
	return codec.Marshal(j.opt)
}

// UnmarshalText reads JSON text; empty text is unset.
func (j *JSON[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*j = JSON[T]{}
		return nil
	}
	return j.opt.UnmarshalJSON(text)
}

// Scan reads JSON text from a database; NULL is null.
func (j *JSON[T]) Scan(src any) error {
	text, ok, err := sourceText(src)
	switch {
	case err != nil:
		return err
	case !ok:
		*j = NullJSON[T]()
		return nil
	}
	return j.opt.UnmarshalJSON([]byte(text))
}

// Value is the JSON text for a database, nil when j is unset or null.
func (j JSON[T]) Value() (driver.Value, error) {
	if j.opt.state != present {
		return nil, nil //nolint:nilnil // A nil Value is NULL.
	}
	return textValue(j.MarshalText())
}
