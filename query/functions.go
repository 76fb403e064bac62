package query

import "strings"

// The values that the server fills in itself, usable wherever a filter takes a value. A
// path may follow those of the user and the role: CurrentUser + ".email". That is since
// Directus 11: to the filters of Directus 10 a path is null, and so is CurrentRoles.
const (
	Now             = "$NOW"              // the server's time
	CurrentUser     = "$CURRENT_USER"     // key of the user who asks
	CurrentRole     = "$CURRENT_ROLE"     // key of that user's role
	CurrentRoles    = "$CURRENT_ROLES"    // keys of all roles that apply; since Directus 11
	CurrentPolicies = "$CURRENT_POLICIES" // keys of all policies that apply; since Directus 11
)

// NowPlus is the server's time plus a span such as "2 hours", "1 year" or "-3 days".
func NowPlus(span string) string {
	if !strings.HasPrefix(span, "-") && !strings.HasPrefix(span, "+") {
		span = "+" + span
	}
	return "$NOW(" + span + ")"
}

// Year names the year of a date or time field, for fields, filters, sort and groups. In
// the result it is the field date_year for a field named date; the other functions
// name their results likewise.
func Year(field string) string { return function("year", field) }

// Month names the month, 1 to 12, of a date or time field.
func Month(field string) string { return function("month", field) }

// Week names the week of the year of a date or time field.
func Week(field string) string { return function("week", field) }

// Day names the day of the month of a date or time field.
func Day(field string) string { return function("day", field) }

// Weekday names the day of the week, 0 to 6, of a date or time field.
func Weekday(field string) string { return function("weekday", field) }

// Hour names the hour of a time field.
func Hour(field string) string { return function("hour", field) }

// Minute names the minute of a time field.
func Minute(field string) string { return function("minute", field) }

// Second names the second of a time field.
func Second(field string) string { return function("second", field) }

// Count names the number of related items of a list relation, or of elements of a JSON
// list. Counting items of the collection itself is [Aggregated].
func Count(field string) string { return function("count", field) }

// JSONValue names the value at a path such as "sizes[0].width" inside a JSON field, for
// fields, sort and alias. Since Directus 11, and all of it since 12: in 11, sort by it is
// CodeForbidden and an alias of a path with a dot CodeInvalidQuery. 10 leaves the field out
// without a word and cannot sort by it.
func JSONValue(field, path string) string { return "json(" + field + "," + path + ")" }

// function wraps the last name of a field path: author.year(born).
func function(name, field string) string {
	dot := strings.LastIndexByte(field, '.') + 1
	return field[:dot] + name + "(" + field[dot:] + ")"
}
