package directus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Diff returns the fields in which after differs from before, for [Items.UpdateOne]: read an
// item, change the copy, and send what has changed. Both are structs, maps or other values
// that encode as JSON objects.
//
// A field that only before has, such as one that became zero and is left out by omitzero,
// is cleared. The mask that Directus shows for a concealed value is never part of the
// result, so what was read cannot overwrite a secret. When nothing has changed the Patch is
// empty, and UpdateOne sends no write.
func Diff[T any](before, after T) (Patch, error) {
	old, err := fieldsOf(before)
	if err != nil {
		return nil, fmt.Errorf("directus: Diff: before: %w", err)
	}
	changed, err := fieldsOf(after)
	if err != nil {
		return nil, fmt.Errorf("directus: Diff: after: %w", err)
	}
	patch := Patch{}
	for field := range old {
		if _, still := changed[field]; !still {
			patch[field] = nil
		}
	}
	for field, value := range changed {
		if _, had := old[field]; (!had || !sameJSON(old[field], value)) && string(value) != `"`+mask+`"` {
			patch[field] = json.RawMessage(value)
		}
	}
	return patch, nil
}

// fieldsOf encodes a value and returns the members of the JSON object that it is.
func fieldsOf(v any) (map[string]jsontext.Value, error) {
	body, err := encode(jsonCodec{}, v)
	if err != nil {
		return nil, invalidError{err}
	}
	fields, err := codec.Members(body)
	if err != nil {
		return nil, invalidError{err}
	}
	return fields, nil
}

// sameJSON reports whether two values mean the same.
func sameJSON(a, b jsontext.Value) bool {
	return bytes.Equal(a, b) || reflect.DeepEqual(decoded(a), decoded(b))
}

// decoded is a JSON value with every number as it is written.
func decoded(value jsontext.Value) any {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return value
	}
	return v
}
