package query

import (
	"maps"
	"slices"
	"strings"
)

// Rel matches items whose related item, or for a list at least one of them, matches
// the filters: Rel("author", Eq("name", "Ada"), NotNull("email")) is the same as
// Eq("author.name", "Ada") and NotNull("author.email").
//
// Directus looks at one related item of a list at a time: everything that a query asks of
// it in this way must hold for the same one. [Some] can ask for several.
func Rel(field string, filters ...Filter) Filter {
	inner := And(filters...)
	if len(inner) == 0 {
		return fail("Rel(%q): no filters", field)
	}
	return lifted(at("Rel", field, inner))
}

// Some matches items with at least one related item, in a list relation, that matches
// all the filters at once. Directus has this for a single condition, so several become
// [Rel], which in one query always looks at the same related item.
func Some(field string, filters ...Filter) Filter {
	inner := lifted(And(filters...))
	if len(inner) == 0 {
		return fail("Some(%q): no filters", field)
	}
	return some(field, inner)
}

func some(field string, f Filter) Filter {
	if parts, ok := logic(f, "_or"); ok {
		for i := range parts {
			parts[i] = some(field, parts[i])
		}
		return Or(parts...)
	}
	if _, ok := logic(f, "_and"); ok || strings.Contains(field, ".") {
		return lifted(at("Some", field, f)) // Directus would ignore several conditions in _some
	}
	return at("Some", field, Filter{"_some": f})
}

// None matches items with no related item, in a list relation, that matches the filter,
// nor another one that [Or] joins to it. Directus has no way to ask for items of which
// none matches two filters at once: that is an error. The list has to be a relation of
// the collection itself.
func None(field string, filters ...Filter) Filter {
	inner := lifted(And(filters...))
	if len(inner) == 0 {
		return fail("None(%q): no filters", field)
	}
	return none(field, inner)
}

func none(field string, f Filter) Filter {
	if parts, ok := logic(f, "_or"); ok {
		for i := range parts {
			parts[i] = none(field, parts[i])
		}
		return And(parts...)
	}
	if _, ok := logic(f, "_and"); ok {
		return fail("None(%q): Directus takes one condition, or several joined with Or", field)
	}
	return at("None", field, Filter{"_none": f})
}

// logic returns the filters that f joins with this operator, if that is all it does.
func logic(f Filter, operator string) ([]Filter, bool) {
	list, ok := f[operator].([]any)
	if !ok || len(f) != 1 {
		return nil, false
	}
	parts := make([]Filter, len(list))
	for i := range list {
		if parts[i], ok = list[i].(Filter); !ok {
			parts[i] = fail("%s: a list of filters is needed", operator)
		}
	}
	return parts, true
}

// lifted returns a filter of the same meaning in which "and" and "or" stand only at the
// top, and all else is one condition on one field. Directus does the same when it reads a
// filter, but Directus 10 not all the way, and then finds nothing.
func lifted(f Filter) Filter {
	var parts []Filter
	for _, key := range slices.Sorted(maps.Keys(f)) {
		parts = append(parts, liftedRule(key, f[key]))
	}
	return And(parts...)
}

func liftedRule(key string, value any) Filter {
	rule := Filter{key: value}
	if parts, ok := logic(rule, key); ok && isLogic(key) {
		return join(key, parts, lifted)
	}
	inner, nests := value.(Filter)
	switch {
	case nests && !takesObject(key):
		inner = lifted(inner)
		for _, operator := range []string{"_and", "_or"} {
			if parts, ok := logic(inner, operator); ok {
				return join(operator, parts, func(part Filter) Filter { return liftedRule(key, part) })
			}
		}
		return Filter{key: inner}
	case !nests && key != "" && !strings.HasPrefix(key, "_"):
		return Filter{key: Filter{"_eq": value}} // a short form that Directus takes
	}
	return rule
}

// join puts the parts, each changed, under a logical operator.
func join(operator string, parts []Filter, change func(Filter) Filter) Filter {
	list := make([]any, len(parts))
	for i, part := range parts {
		list[i] = change(part)
	}
	return Filter{operator: list}
}

func isLogic(key string) bool { return key == "_and" || key == "_or" }

// takesObject reports whether key is an operator whose operand is an object.
func takesObject(key string) bool {
	switch key {
	case "_json", "_some", "_none", "_intersects", "_nintersects", "_intersects_bbox", "_nintersects_bbox":
		return true
	}
	return false
}
