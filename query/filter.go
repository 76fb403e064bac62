package query

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// Filter is a condition on items, in the form of the Directus filter rules:
// {"author": {"name": {"_eq": "Ada"}}}. The functions of this package make filters, and a
// literal or decoded one works just as well. An empty Filter matches every item.
//
// In a value, Directus takes the texts "true", "false" and "null" for what they say, and
// those that begin with "$NOW" or "$CURRENT_" for the values they stand for: a search for
// such a text finds something else.
type Filter map[string]any

// UnmarshalJSON reads a filter and keeps every number as it is written, as a [json.Number].
func (f *Filter) UnmarshalJSON(data []byte) error {
	var rules map[string]any
	if err := decode(data, &rules); err != nil {
		return err
	}
	*f = cloned(rules)
	return nil
}

// broken stands in a filter in place of a condition that could not be made.
type broken struct{ err error }

// MarshalJSON refuses: a filter with a mistake must not reach the server.
func (b broken) MarshalJSON() ([]byte, error) { return nil, b.err }

// fail returns the filter that makes every query it is part of fail.
func fail(format string, args ...any) Filter {
	return Filter{"": broken{fmt.Errorf("query: "+format, args...)}}
}

// apply joins f to the filter of the query with "and".
func (f Filter) apply(q *Query) {
	if len(f) > 0 {
		q.Filter = And(q.Filter, f)
	}
}

// And matches items that match every one of the filters. Empty filters are left out, so
// And() matches every item.
func And(filters ...Filter) Filter {
	var all []any
	for _, f := range filters {
		own := cloned(f)
		if parts, ok := conjunction(own); ok {
			all = append(all, parts...)
		} else if len(own) > 0 {
			all = append(all, own)
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		if f, ok := all[0].(Filter); ok {
			return f
		}
	}
	return Filter{"_and": all}
}

// conjunction returns the parts of a filter that And made.
func conjunction(f Filter) ([]any, bool) {
	parts, ok := f["_and"].([]any)
	return parts, ok && len(f) == 1
}

// Or matches items that match at least one of the filters. It wants at least one filter,
// and none that is empty: the server would take both as "every item".
func Or(filters ...Filter) Filter {
	if len(filters) == 0 {
		return fail("Or: no filters")
	}
	alternatives := make([]any, len(filters))
	for i, f := range filters {
		if len(f) == 0 {
			return fail("Or: filter %d is empty", i+1)
		}
		alternatives[i] = cloned(f)
	}
	return Filter{"_or": alternatives}
}

// at puts a condition under a field path: "author.name" becomes {"author":{"name":…}}.
func at(name, field string, condition Filter) Filter {
	for _, part := range slices.Backward(path(field)) {
		if isBlank(part) {
			return fail("%s(%q): an empty field name", name, field)
		}
		condition = Filter{part: condition}
	}
	return condition
}

// path splits a field path at its dots, but not inside a function's parentheses.
func path(field string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range field {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == '.' && depth == 0:
			parts = append(parts, field[start:i])
			start = i + 1
		}
	}
	return append(parts, field[start:])
}

// cloned returns a copy of f that shares no map or list with it, and in which maps are
// Filters and lists of them []any, whatever they were.
func cloned(f map[string]any) Filter {
	if f == nil {
		return nil
	}
	out := make(Filter, len(f))
	for key, value := range f {
		out[key] = clonedValue(value)
	}
	return out
}

func clonedValue(value any) any {
	switch v := value.(type) {
	case nil, string, bool, int, int64, float64, json.Number, time.Time, broken:
		return v // most values; no need to look closer
	case Filter:
		return cloned(v)
	case map[string]any:
		return cloned(v)
	case []any:
		return clonedList(v)
	case []Filter:
		return clonedList(v)
	case []map[string]any:
		return clonedList(v)
	}
	return clonedOther(reflect.ValueOf(value))
}

func clonedList[V any](list []V) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = clonedValue(list[i])
	}
	return out
}

// clonedOther copies maps and lists of further types. Of a type that has its own JSON
// form, only a list is copied, as it is.
func clonedOther(v reflect.Value) any {
	_, marshals := reflect.TypeAssert[json.Marshaler](v)
	switch {
	case v.Kind() == reflect.Map && !marshals && v.Type().Key().Kind() == reflect.String:
		out := make(Filter, v.Len())
		for entries := v.MapRange(); entries.Next(); {
			out[entries.Key().String()] = clonedValue(entries.Value().Interface())
		}
		return out
	case v.Kind() == reflect.Slice && !v.IsNil():
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(out, v)
		return out.Interface()
	}
	return v.Interface()
}
