package directus

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// Diff returns the fields in which after differs from before, for [Items.UpdateOne]: read an
// item, change the copy, and send what has changed. Both are structs, maps or other values
// that encode as JSON objects.
//
// A field that only before has, such as one that became zero and is left out by omitzero, is
// cleared: it becomes null, and a flag or a number of a struct false or 0. A nested value is
// sent whole, as after has it; in the Meta and Schema of a [system.Collection], [system.Field]
// or [system.Relation], which the server merges with its own, what was cleared is named too.
//
// The mask that Directus shows for a concealed value is never part of the result, so what was
// read cannot overwrite a secret. When nothing has changed the Patch is empty, and UpdateOne
// sends no write.
func Diff[T any](before, after T) (Patch, error) {
	old, err := fieldsOf(before)
	if err != nil {
		return nil, fmt.Errorf("directus: Diff: before: %w", err)
	}
	changed, err := fieldsOf(after)
	if err != nil {
		return nil, fmt.Errorf("directus: Diff: after: %w", err)
	}
	t := reflect.TypeOf(after)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	patch := cleared(t, old, changed)
	for field, value := range changed {
		if _, had := old[field]; (!had || !sameJSON(old[field], value)) && string(value) != `"`+mask+`"` {
			patch[field] = json.RawMessage(value)
		}
	}
	completeParts(t, patch, old)
	return patch, nil
}

// cleared holds what only old has: what a value of type t leaves out, a struct when it is zero.
func cleared(t reflect.Type, old, changed map[string]jsontext.Value) Patch {
	patch := Patch{}
	for name := range old {
		if _, still := changed[name]; !still {
			patch[name] = nil
		}
	}
	if t.Kind() != reflect.Struct {
		return patch
	}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		name = cmp.Or(name, field.Name)
		if _, left := patch[name]; left && field.Type.Kind() >= reflect.Bool && field.Type.Kind() <= reflect.Float64 {
			patch[name] = reflect.Zero(field.Type).Interface() // a flag or a number
		}
	}
	return patch
}

// completeParts completes the parts of a collection, field or relation that have changed: the
// server merges them with what it has, so that what is left out in them would stay.
func completeParts(t reflect.Type, patch Patch, old map[string]jsontext.Value) {
	switch t {
	case reflect.TypeFor[system.Collection](), reflect.TypeFor[system.Field](), reflect.TypeFor[system.Relation]():
	default:
		return
	}
	for _, part := range []string{"Meta", "Schema"} {
		field, _ := t.FieldByName(part)
		name := strings.ToLower(part)
		value, changes := patch[name].(json.RawMessage)
		before, err := codec.Members(old[name])
		if !changes || err != nil {
			continue // it is as it was, or was not there
		}
		after, err := codec.Members(jsontext.Value(value))
		if err != nil {
			continue // it is gone
		}
		whole := cleared(field.Type.Elem(), before, after)
		for member, value := range after {
			whole[member] = json.RawMessage(value)
		}
		patch[name] = whole
	}
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
