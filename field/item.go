package field

import (
	"reflect"
	"strings"
	"sync"

	"github.com/godirectus/directus/internal/codec"
)

// Keyed is implemented by item types whose primary key is not in the field "id", so that
// [Ref.Key] finds it. PrimaryKey returns what [NewKey] takes; anything else is no key.
type Keyed interface {
	PrimaryKey() any
}

// keyOf returns the primary key of an item: what it says itself, or its field or member
// "id". A zero id is no key: that item is not stored yet.
func keyOf(item any) Key {
	value := reflect.ValueOf(item)
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		if value.IsNil() {
			return Key{}
		}
		if keyed, ok := reflect.TypeAssert[Keyed](value); ok {
			return keyFrom(reflect.ValueOf(keyed.PrimaryKey()))
		}
		value = value.Elem()
	}
	if !value.IsValid() {
		return Key{}
	}
	if keyed, ok := reflect.TypeAssert[Keyed](value); ok {
		return keyFrom(reflect.ValueOf(keyed.PrimaryKey()))
	}
	switch {
	case value.Kind() == reflect.Struct:
		return structKey(value)
	case value.Kind() == reflect.Map && value.Type().Key().Kind() == reflect.String:
		return keyFrom(value.MapIndex(reflect.ValueOf("id").Convert(value.Type().Key())))
	}
	return Key{}
}

// structKey returns the key in the struct's field whose JSON name is "id".
func structKey(value reflect.Value) Key {
	index := idField(value.Type())
	if index == nil {
		return Key{}
	}
	field, err := value.FieldByIndexErr(index)
	if err != nil { // inside an embedded pointer that is nil
		return Key{}
	}
	return keyFrom(field)
}

// idFields remembers where structs have their id: reflect.Type to []int.
var idFields sync.Map

// idField finds the field named "id" in JSON, the outermost one when there are several.
func idField(t reflect.Type) []int {
	if found, ok := idFields.Load(t); ok {
		index, _ := found.([]int)
		return index
	}
	var index []int
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "id" && f.IsExported() && (index == nil || len(f.Index) < len(index)) {
			index = f.Index
		}
	}
	idFields.Store(t, index)
	return index
}

// keyFrom reads a key from the value of an id, by its JSON form if need be.
func keyFrom(value reflect.Value) Key {
	if !value.IsValid() || !value.CanInterface() || value.IsZero() {
		return Key{}
	}
	key, err := NewKey(value.Interface())
	if err == nil {
		return key
	}
	data, err := codec.Marshal(value.Interface())
	if err != nil || key.UnmarshalJSON(data) != nil {
		return Key{}
	}
	return key
}
