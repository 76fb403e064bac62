package field

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// What String says of values that have none.
const (
	unsetText = "<unset>"
	nullText  = "<null>"
)

// shown is a value in an error's text, cut when it is long.
func shown(value []byte) string {
	const most = 40
	if len(value) > most {
		return strconv.QuoteToASCII(string(value[:most])) + "…"
	}
	return strconv.QuoteToASCII(string(value))
}

// quoted is text as a JSON string.
func quoted(text string) ([]byte, error) { return codec.Marshal(text) }

// textFrom returns the text of a JSON string, and "" for null.
func textFrom(data []byte) (string, error) {
	switch jsontext.Value(data).Kind() {
	case 'n', '"':
		text, err := scalar(data)
		return string(text), err
	}
	return "", errors.New("not a string")
}

// scalar returns the text of a JSON string, number or boolean, and nil for null.
func scalar(data []byte) ([]byte, error) {
	data = bytes.TrimSpace(data)
	switch jsontext.Value(data).Kind() {
	case 'n':
		return nil, nil
	case '"':
		return jsontext.AppendUnquote([]byte{}, data)
	case '0', 't', 'f':
		return data, nil
	}
	return nil, errors.New("not a string, a number or a boolean")
}

// sourceText returns the text that a database gave, and false for NULL.
func sourceText(src any) (string, bool, error) {
	switch v := src.(type) {
	case nil:
		return "", false, nil
	case string:
		return v, true, nil
	case []byte:
		return string(v), true, nil
	}
	return "", false, fmt.Errorf("field: cannot scan a %T", src)
}

// marshalText returns the text form of a value: its own, that of the plain Go type, or its
// JSON.
func marshalText(v any) ([]byte, error) {
	if marshaler, ok := v.(encoding.TextMarshaler); ok && !isNilPointer(v) {
		return marshaler.MarshalText()
	}
	value := reflect.ValueOf(v)
	switch {
	case !value.IsValid():
		return []byte("null"), nil
	case value.Kind() == reflect.String:
		return []byte(value.String()), nil
	}
	return codec.Marshal(v)
}

func isNilPointer(v any) bool {
	value := reflect.ValueOf(v)
	return value.Kind() == reflect.Pointer && value.IsNil()
}

// unmarshalText reads into v, a pointer, what marshalText wrote.
func unmarshalText(text []byte, v any) error {
	if unmarshaler, ok := v.(encoding.TextUnmarshaler); ok {
		return unmarshaler.UnmarshalText(text)
	}
	value := reflect.ValueOf(v).Elem()
	if value.Kind() == reflect.String {
		value.SetString(string(text))
		return nil
	}
	return codec.Decode(bytes.NewReader(text), v)
}
