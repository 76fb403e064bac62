package query

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// FieldsOption says more about [FieldsOf].
type FieldsOption func(w *walk)

// Expand makes [FieldsOf] read related items where a type of package field, such as Ref,
// could also hold their keys: Expand("author", "author.avatar").
func Expand(paths ...string) FieldsOption {
	paths = slices.Clone(paths)
	return func(w *walk) { w.expand = append(w.expand, paths...) }
}

// FieldsOf asks for the fields that T, a struct, can hold: the names that encoding/json
// gives its fields. A field that is a struct, a pointer to one or a list of them is a
// relation, and gives "author.name". Everything else gives its own name: plain values,
// maps, interfaces, and types with a JSON or text form of their own, such as time.Time.
// A JSON field that is decoded into a plain struct therefore needs such a type, or Fields.
//
// Types of package field stay names, and so hold keys, unless [Expand] names them. A type
// that holds itself is entered once more, for the fields that lead to no further items.
// A map or interface as T asks for all fields, "*".
//
// A field with the tag `query:"-"` is left out, and so is one that holds the unknown members,
// such as Extra in the types of package system.
func FieldsOf[T any](opts ...FieldsOption) Option {
	w := walk{used: map[string]bool{}}
	for _, opt := range opts {
		if opt != nil {
			opt(&w)
		}
	}
	t := elementOf(reflect.TypeFor[T]())
	if kind := t.Kind(); kind == reflect.Struct {
		w.enter(t, "", nil)
	} else if kind == reflect.Map || kind == reflect.Interface {
		w.fields = []string{"*"}
	}
	if len(w.fields) == 0 {
		return mistake("FieldsOf[%s]: a struct with fields is needed", t)
	}
	for _, path := range w.expand {
		if !w.used[path] {
			return mistake("FieldsOf[%s]: Expand(%q): there is no such relation", t, path)
		}
	}
	return Fields(w.fields...)
}

// related is a type that stands for a related item, or a list of them, or their keys. The
// type of the item is nil where it is known only to the server.
type related interface{ RelatedType() reflect.Type }

// walk collects the fields of a type.
type walk struct {
	expand []string
	used   map[string]bool // paths that could be expanded
	fields []string
}

// enter adds the fields of a struct; path is the structs that led to it.
func (w *walk) enter(t reflect.Type, prefix string, path []reflect.Type) {
	again := slices.Contains(path, t)
	path = append(slices.Clip(path), t)
	for _, f := range jsonFields(t) {
		if t.FieldByIndex(f.index).Tag.Get("query") == "-" {
			continue
		}
		name := prefix + f.name
		item, wrapped := relatedOf(f.Type)
		switch plain := elementOf(f.Type); {
		case wrapped && !w.expands(name):
			w.fields = append(w.fields, name)
		case wrapped && !hasNames(item):
			w.used[name] = true
			w.fields = append(w.fields, name+".*")
		case wrapped:
			w.used[name] = true
			w.enter(item, name+".", nil)
		case plain.Kind() != reflect.Struct || marshals(plain):
			w.fields = append(w.fields, name)
		case !again:
			w.used[name] = true
			w.enter(plain, name+".", path)
		}
	}
}

// expands reports whether Expand names the path or one that begins with it.
func (w *walk) expands(name string) bool {
	return slices.ContainsFunc(w.expand, func(path string) bool {
		return path == name || strings.HasPrefix(path, name+".")
	})
}

// hasNames reports whether the fields of t say what they are called; those of a type with
// a JSON form of its own need not be fields of an item.
func hasNames(t reflect.Type) bool {
	return t != nil && t.Kind() == reflect.Struct &&
		(!marshals(t) || slices.ContainsFunc(jsonFields(t), func(f jsonField) bool { return f.tagged }))
}

// relatedOf returns the type of the items that t stands for, if it is such a type.
func relatedOf(t reflect.Type) (item reflect.Type, ok bool) {
	r, ok := reflect.TypeAssert[related](reflect.New(targetOf(t)))
	if !ok {
		return nil, false
	}
	if item = r.RelatedType(); item != nil {
		item = elementOf(item)
	}
	return item, true
}

// elementOf returns what pointers and lists lead to.
func elementOf(t reflect.Type) reflect.Type {
	return follow(t, func(t reflect.Type) bool {
		return t.Kind() == reflect.Pointer || (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && !marshals(t)
	})
}

// targetOf returns what pointers lead to.
func targetOf(t reflect.Type) reflect.Type {
	return follow(t, func(t reflect.Type) bool { return t.Kind() == reflect.Pointer })
}

// follow goes from a type to its elements; a type such as []itself ends at itself.
func follow(t reflect.Type, further func(reflect.Type) bool) reflect.Type {
	var seen []reflect.Type
	for further(t) && !slices.Contains(seen, t) {
		seen = append(seen, t)
		t = t.Elem()
	}
	return t
}

// marshals reports whether t has a JSON or text form of its own.
func marshals(t reflect.Type) bool {
	t = reflect.PointerTo(targetOf(t))
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[json.Unmarshaler]()) ||
		t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) || t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
