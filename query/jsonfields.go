package query

import (
	"reflect"
	"slices"
	"strings"
)

// jsonField is a field of a struct as encoding/json sees it.
type jsonField struct {
	reflect.Type
	name   string
	tagged bool  // the name is that of the tag
	index  []int // where it is, through embedded structs
}

// jsonFields returns the fields of a struct by the rules of encoding/json: of several with
// the same name the least embedded one counts, of those the one with a tag, and of two
// such none.
func jsonFields(t reflect.Type) []jsonField {
	all := appendJSONFields(nil, t, nil, nil)
	var fields []jsonField
	for _, f := range all {
		rivals := slices.ContainsFunc(all, func(other jsonField) bool {
			return other.name == f.name && slices.Compare(other.index, f.index) != 0 && !f.beats(other)
		})
		if !rivals {
			fields = append(fields, f)
		}
	}
	return fields
}

func (f jsonField) beats(other jsonField) bool {
	if len(f.index) != len(other.index) {
		return len(f.index) < len(other.index)
	}
	return f.tagged && !other.tagged
}

// appendJSONFields adds the fields of t, and those of the structs that it embeds. The
// structs that embed t are given, for a struct may embed a pointer to itself.
func appendJSONFields(fields []jsonField, t reflect.Type, index []int, outer []reflect.Type) []jsonField {
	if slices.Contains(outer, t) {
		return fields
	}
	outer = append(slices.Clip(outer), t)
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		if tag == "-" || !canFill(field) {
			continue
		}
		at := append(slices.Clip(index), i)
		name, options, _ := strings.Cut(tag, ",")
		embedded := field.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		switch isStruct, inline := embedded.Kind() == reflect.Struct, isInline(options); {
		case name == "" && isStruct && (field.Anonymous || inline):
			fields = appendJSONFields(fields, embedded, at, outer)
		case inline: // holds the members that have no field
		case name == "":
			fields = append(fields, jsonField{Type: field.Type, name: field.Name, index: at})
		default:
			fields = append(fields, jsonField{Type: field.Type, name: name, tagged: true, index: at})
		}
	}
	return fields
}

// canFill reports whether a decoder can set the field.
func canFill(field reflect.StructField) bool {
	t := field.Type
	if !field.IsExported() {
		return field.Anonymous && t.Kind() == reflect.Struct
	}
	switch targetOf(t).Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return false
	default:
		return true
	}
}

// isInline reports whether the options of a tag put the members of the field into the
// object around it, as encoding/json/v2 does.
func isInline(options string) bool {
	return slices.ContainsFunc(strings.Split(options, ","), func(option string) bool {
		return option == "inline" || option == "embed" || option == "unknown"
	})
}
