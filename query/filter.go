package query

import (
	"fmt"
	"slices"
	"strings"
)

// Filter is a condition on items, in the form of the Directus filter rules:
// {"author": {"name": {"_eq": "Ada"}}}. The functions of this package make filters, and a
// literal or decoded one works just as well. An empty Filter matches every item.
type Filter map[string]any

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
	q.Filter = And(q.Filter, f)
}

// And matches items that match every one of the filters. Empty filters are left out, so
// And() matches every item.
func And(filters ...Filter) Filter {
	var all []any
	for _, f := range filters {
		if parts, ok := conjunction(f); ok {
			all = append(all, parts...)
		} else if len(f) > 0 {
			all = append(all, cloned(f))
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

// Rel matches items whose related item, or for a list at least one of them, matches
// the filters: Rel("author", Eq("name", "Ada"), NotNull("email")) is the same as
// Eq("author.name", "Ada") and NotNull("author.email").
func Rel(field string, filters ...Filter) Filter {
	return nested("Rel", field, "", filters)
}

// Some matches items with at least one related item, in a list relation, that matches
// all the filters at once.
func Some(field string, filters ...Filter) Filter {
	return nested("Some", field, "_some", filters)
}

// None matches items with no related item, in a list relation, that matches all the
// filters at once.
func None(field string, filters ...Filter) Filter {
	return nested("None", field, "_none", filters)
}

func nested(name, field, operator string, filters []Filter) Filter {
	inner := And(filters...)
	if len(inner) == 0 {
		return fail("%s(%q): no filters", name, field)
	}
	if operator != "" {
		inner = Filter{operator: inner}
	}
	return at(name, field, inner)
}

// at puts a condition under a field path: "author.name" becomes {"author":{"name":…}}.
func at(name, field string, condition Filter) Filter {
	for _, part := range slices.Backward(path(field)) {
		if part == "" {
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

// cloned returns a copy of f that shares no map or list with it.
func cloned(f Filter) Filter {
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
	case Filter:
		return cloned(v)
	case map[string]any:
		return map[string]any(cloned(v))
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = clonedValue(v[i])
		}
		return out
	case []Filter:
		out := make([]any, len(v))
		for i := range v {
			out[i] = cloned(v[i])
		}
		return out
	}
	return value
}

// check reports the first mistake in f.
func (f Filter) check() error {
	return eachKey(f, func(key string) error {
		if strings.TrimSpace(key) == "" {
			if b, ok := f[key].(broken); ok {
				return b.err
			}
			return fmt.Errorf("query: a filter with an empty field name")
		}
		return checkValue(f[key])
	})
}

func checkValue(value any) error {
	switch v := value.(type) {
	case Filter:
		return v.check()
	case map[string]any:
		return Filter(v).check()
	case []any:
		for _, element := range v {
			if err := checkValue(element); err != nil {
				return err
			}
		}
	}
	return nil
}
