package query

import (
	"reflect"
	"strings"
)

// compare is the condition that the value at field stands in this relation to operand.
func compare(name, field, operator string, operand any) Filter {
	return at(name, field, Filter{operator: clonedValue(operand)})
}

// Eq matches items whose field equals value; a nil value matches null. For text use
// [Empty] instead of an empty value, which the server refuses.
func Eq(field string, value any) Filter { return compare("Eq", field, "_eq", value) }

// Neq matches items whose field does not equal value. Like all that exclude a value, it
// does not match items in which the field is null.
func Neq(field string, value any) Filter { return compare("Neq", field, "_neq", value) }

// Lt matches items whose field is less than value, or before it.
func Lt(field string, value any) Filter { return compare("Lt", field, "_lt", value) }

// Lte matches items whose field is at most value.
func Lte(field string, value any) Filter { return compare("Lte", field, "_lte", value) }

// Gt matches items whose field is greater than value, or after it.
func Gt(field string, value any) Filter { return compare("Gt", field, "_gt", value) }

// Gte matches items whose field is at least value.
func Gte(field string, value any) Filter { return compare("Gte", field, "_gte", value) }

// In matches items whose field equals one of the values, of which there is at least one.
func In[V any](field string, values ...V) Filter {
	return list("In", field, "_in", values)
}

// NotIn matches items whose field equals none of the values, of which there is at least
// one, and is not null.
func NotIn[V any](field string, values ...V) Filter {
	return list("NotIn", field, "_nin", values)
}

func list[V any](name, field, operator string, values []V) Filter {
	if len(values) == 0 {
		return fail("%s(%q): no values", name, field)
	}
	all := make([]any, len(values))
	for i, value := range values {
		if kind := reflect.ValueOf(value).Kind(); kind == reflect.Slice || kind == reflect.Map {
			return fail("%s(%q): value %d is a %s; pass a slice as values...", name, field, i+1, kind)
		}
		all[i] = value
	}
	return compare(name, field, operator, all)
}

// Between matches items whose field lies between from and to, both included.
func Between(field string, from, to any) Filter {
	return compare("Between", field, "_between", []any{from, to})
}

// NotBetween matches items whose field lies before from or after to.
func NotBetween(field string, from, to any) Filter {
	return compare("NotBetween", field, "_nbetween", []any{from, to})
}

// Contains matches items whose text contains part.
func Contains(field, part string) Filter { return compare("Contains", field, "_contains", part) }

// IContains is [Contains] whatever the letter case.
func IContains(field, part string) Filter { return compare("IContains", field, "_icontains", part) }

// NotContains matches items whose text is not null and does not contain part.
func NotContains(field, part string) Filter {
	return compare("NotContains", field, "_ncontains", part)
}

// StartsWith matches items whose text begins with prefix.
func StartsWith(field, prefix string) Filter {
	return compare("StartsWith", field, "_starts_with", prefix)
}

// IStartsWith is [StartsWith] whatever the letter case.
func IStartsWith(field, prefix string) Filter {
	return compare("IStartsWith", field, "_istarts_with", prefix)
}

// NotStartsWith matches items whose text does not begin with prefix.
func NotStartsWith(field, prefix string) Filter {
	return compare("NotStartsWith", field, "_nstarts_with", prefix)
}

// NotIStartsWith is [NotStartsWith] whatever the letter case.
func NotIStartsWith(field, prefix string) Filter {
	return compare("NotIStartsWith", field, "_nistarts_with", prefix)
}

// EndsWith matches items whose text ends with suffix.
func EndsWith(field, suffix string) Filter {
	return compare("EndsWith", field, "_ends_with", suffix)
}

// IEndsWith is [EndsWith] whatever the letter case.
func IEndsWith(field, suffix string) Filter {
	return compare("IEndsWith", field, "_iends_with", suffix)
}

// NotEndsWith matches items whose text does not end with suffix.
func NotEndsWith(field, suffix string) Filter {
	return compare("NotEndsWith", field, "_nends_with", suffix)
}

// NotIEndsWith is [NotEndsWith] whatever the letter case.
func NotIEndsWith(field, suffix string) Filter {
	return compare("NotIEndsWith", field, "_niends_with", suffix)
}

// Null matches items whose field is null.
func Null(field string) Filter { return compare("Null", field, "_null", true) }

// NotNull matches items whose field is not null.
func NotNull(field string) Filter { return compare("NotNull", field, "_nnull", true) }

// Empty matches items whose text or list is null or empty.
func Empty(field string) Filter { return compare("Empty", field, "_empty", true) }

// NotEmpty matches items whose text or list is neither null nor empty.
func NotEmpty(field string) Filter { return compare("NotEmpty", field, "_nempty", true) }

// Intersects matches items whose geometry intersects the GeoJSON geometry.
func Intersects(field string, geometry any) Filter {
	return compare("Intersects", field, "_intersects", geometry)
}

// NotIntersects matches items whose geometry does not intersect the GeoJSON geometry.
func NotIntersects(field string, geometry any) Filter {
	return compare("NotIntersects", field, "_nintersects", geometry)
}

// IntersectsBBox matches items whose geometry intersects the bounding box of the GeoJSON
// geometry.
func IntersectsBBox(field string, geometry any) Filter {
	return compare("IntersectsBBox", field, "_intersects_bbox", geometry)
}

// NotIntersectsBBox matches items whose geometry does not intersect the bounding box of
// the GeoJSON geometry.
func NotIntersectsBBox(field string, geometry any) Filter {
	return compare("NotIntersectsBBox", field, "_nintersects_bbox", geometry)
}

// JSON matches items in which values inside a JSON field match the filters, whose fields
// are paths in the document: JSON("data", Eq("sizes[0].width", 10)). Since Directus 12;
// before, CodeInvalidQuery.
func JSON(field string, filters ...Filter) Filter {
	inner := lifted(And(filters...))
	if len(inner) == 0 {
		return fail("JSON(%q): no filters", field)
	}
	return compare("JSON", field, "_json", flat(inner))
}

// flat turns the nested names of a lifted filter back into the dotted paths that the
// _json operator takes.
func flat(f Filter) Filter {
	for _, operator := range []string{"_and", "_or"} {
		if parts, ok := logic(f, operator); ok {
			return join(operator, parts, flat)
		}
	}
	var path []string
	for rest := f; ; {
		key, value, _ := only(rest)
		inner, nests := value.(Filter)
		if !nests || takesObject(key) {
			return Filter{strings.Join(path, "."): rest}
		}
		path, rest = append(path, key), inner
	}
}
