package field

import (
	"bytes"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/godirectus/directus/internal/codec"
)

// Key is a primary key as it stands on the wire: a number or a string, kept exactly. The
// zero value is no key. A Key is an ID wherever package directus takes one.
//
// An integer of 2⁵³ or more is written as a string, for a server in JavaScript would round
// the number. Keys compare with ==, which tells 5 from "5"; [Key.Equal] does not.
type Key struct {
	text   string
	number bool
}

// NewKey returns the key that id stands for: an integer, a string, a Key, or a value whose
// MarshalText gives the key, such as a UUID. A float64 without a fraction is taken too.
// Anything else, "" and nil are errors.
func NewKey(id any) (Key, error) {
	switch v := id.(type) {
	case nil:
		return Key{}, errors.New("field: nil is not a key")
	case Key:
		return textKey(v.text, v.number)
	case json.Number:
		return textKey(string(v), isNumber(string(v)))
	}
	value := reflect.ValueOf(id)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return Key{}, fmt.Errorf("field: a nil %T is not a key", id)
	}
	if marshaler, ok := id.(encoding.TextMarshaler); ok {
		text, err := marshaler.MarshalText()
		if err != nil {
			return Key{}, fmt.Errorf("field: %T as a key: %w", id, err)
		}
		return textKey(string(text), false)
	}
	switch {
	case value.CanInt():
		return textKey(strconv.FormatInt(value.Int(), 10), true)
	case value.CanUint():
		return textKey(strconv.FormatUint(value.Uint(), 10), true)
	case value.Kind() == reflect.String:
		return textKey(value.String(), false)
	case value.CanFloat() && value.Float() == math.Trunc(value.Float()) && math.Abs(value.Float()) < maxExact:
		return textKey(strconv.FormatFloat(value.Float(), 'f', 0, 64), true)
	}
	return Key{}, fmt.Errorf("field: a %T is not a key", id)
}

// textKey makes a key of its text. Integers that JavaScript cannot hold become strings.
func textKey(text string, number bool) (Key, error) {
	if text == "" {
		return Key{}, errors.New("field: an empty key")
	}
	if number && isInteger(text) {
		n, err := strconv.ParseInt(text, 10, 64)
		number = err == nil && isExact(n)
	}
	return Key{text: text, number: number}, nil
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k == Key{} }

// String is the key without quotes, "" when there is none.
func (k Key) String() string { return k.text }

// Int64 returns the key as an integer, also when it is a string such as "5". False means
// that it is none, or does not fit.
func (k Key) Int64() (int64, bool) {
	n, err := strconv.ParseInt(k.text, 10, 64)
	return n, err == nil
}

// Equal reports whether both keys have the same text: the server takes 5 for "5".
func (k Key) Equal(other Key) bool { return k.text == other.text }

// MarshalJSON writes a number or a string, and null when there is no key.
func (k Key) MarshalJSON() ([]byte, error) {
	switch {
	case k.IsZero():
		return []byte("null"), nil
	case k.number:
		return []byte(k.text), nil
	}
	return quoted(k.text)
}

// UnmarshalJSON reads a number or a string. Null and "" are no key.
func (k *Key) UnmarshalJSON(data []byte) error {
	if number := string(bytes.TrimSpace(data)); isNumber(number) {
		key, err := textKey(number, true)
		*k = key
		return err
	}
	text, err := textFrom(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a key", shown(data))
	}
	*k = Key{text: text}
	return nil
}

// MarshalText is [Key.String].
func (k Key) MarshalText() ([]byte, error) { return []byte(k.text), nil }

// UnmarshalText reads a key, which becomes a string key: the server takes "5" for 5.
func (k *Key) UnmarshalText(text []byte) error {
	*k = Key{text: string(text)}
	return nil
}

// Scan reads a key from a database, an integer or a text. NULL is no key.
func (k *Key) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*k = Key{}
		return nil
	case []byte:
		return k.UnmarshalText(v)
	case string:
		*k = Key{text: v}
		return nil
	}
	key, err := NewKey(src)
	if err != nil {
		return err
	}
	*k = key
	return nil
}

// Value is the key for a database: an int64, a string, or nil when there is none.
func (k Key) Value() (driver.Value, error) {
	if k.IsZero() {
		return nil, nil //nolint:nilnil // A nil Value is NULL.
	}
	if n, ok := k.Int64(); ok && k.number {
		return n, nil
	}
	return k.text, nil
}

// keyMember is the key in the member "id" of a JSON object.
func keyMember(object []byte) Key {
	var key Key
	if id := codec.Member(object, "id"); len(id) > 0 && key.UnmarshalJSON(id) != nil {
		return Key{}
	}
	return key
}
