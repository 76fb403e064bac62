package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// option is a function that sets something in a query.
type option func(q *Query)

func (o option) apply(q *Query) { o(q) }

// mistake is an option that only reports that it could not be made.
func mistake(format string, args ...any) option {
	err := fmt.Errorf("query: "+format, args...)
	return func(q *Query) { q.errs = append(q.errs, err) }
}

// MetaCount names a number that a list can carry beside its items.
type MetaCount string

// The counts that [Meta] can ask for.
const (
	TotalCount  MetaCount = "total_count"  // all readable items of the collection
	FilterCount MetaCount = "filter_count" // all that match filter and search, whatever the limit
	AllMeta     MetaCount = "*"            // both
)

func (m MetaCount) valid() bool { return m == TotalCount || m == FilterCount || m == AllMeta }

// Format is a file format that the server can export a list to.
type Format string

// The formats that [ExportAs] takes.
const (
	CSV     Format = "csv"
	CSVUTF8 Format = "csv_utf8" // with a byte order mark; since Directus 11, before CodeInvalidQuery
	JSONDoc Format = "json"
	XML     Format = "xml"
	YAML    Format = "yaml"
)

// Fields asks for these fields instead of all own fields. "author.name" reaches through
// a relation, "*" stands for all own fields, "author.*" for all of the related item, and
// "blocks.item:headings.title" for one collection of a many-to-any relation. Functions
// such as [Year] and [Count] make fields too.
func Fields(fields ...string) Option {
	return Query{Fields: slices.Clone(fields)}
}

// Search keeps the items in which a text field contains the term, or a number or UUID
// field equals it. Letter case does not matter.
func Search(term string) Option {
	return option(func(q *Query) { q.Search = term })
}

// Sort orders by these fields, a leading "-" meaning descending. Without it the server
// orders by primary key, or by the collection's sort field.
func Sort(fields ...string) Option {
	return Query{Sort: slices.Clone(fields)}
}

// Asc names a field for [Sort], ascending.
func Asc(field string) string { return field }

// Desc names a field for [Sort], descending.
func Desc(field string) string { return "-" + field }

// Limit returns at most n items; 0 returns none, and [Unlimited] all. Without it the
// server returns at most 100.
func Limit(n int) Option {
	return option(func(q *Query) { q.Limit = &n })
}

// Offset skips the first n items.
func Offset(n int) Option {
	return option(func(q *Query) { q.Offset = n })
}

// PageNumber returns page n, counted from 1, of pages as long as the limit.
func PageNumber(n int) Option {
	if n < 1 {
		return mistake("PageNumber(%d): a number from 1 up is needed", n)
	}
	return option(func(q *Query) { q.Page = n })
}

// PageSize sets how many items each request of an iteration asks for; 100 without it.
// It does not limit the iteration, [Limit] does. Other calls ignore it.
func PageSize(n int) Option {
	if n < 1 {
		return mistake("PageSize(%d): a number from 1 up is needed", n)
	}
	return option(func(q *Query) { q.PageSize = n })
}

// Meta asks for counts beside the items.
func Meta(counts ...MetaCount) Option {
	return Query{Meta: slices.Clone(counts)}
}

// Version reads the items as they are in the content version with this key; lists do so
// since Directus 12. An item without that version is CodeForbidden; Directus 10 ignores it.
func Version(key string) Option {
	if key == "" {
		return mistake("Version: an empty key")
	}
	return option(func(q *Query) { q.Version = key })
}

// VersionRaw returns a version's changes merged into the item as they were saved,
// relations not expanded. It goes with [Version].
func VersionRaw() Option {
	return option(func(q *Query) { q.VersionRaw = true })
}

// Backlink says whether wildcards such as "*.*.*" expand the relation that points back
// to the parent item. The server's default is true. Since Directus 11; 10 ignores it.
func Backlink(expand bool) Option {
	return option(func(q *Query) { q.Backlink = &expand })
}

// ExportAs turns the reply into a file of that format: use it with a call that gives
// the raw reply, such as Client.Get.
func ExportAs(format Format) Option {
	return option(func(q *Query) { q.Export = format })
}

// Everything allows a write by query that has neither filter, search nor limit, and so
// changes or deletes all items of the collection.
func Everything() Option {
	return option(func(q *Query) { q.Everything = true })
}

// Raw sets a query parameter for which this package has no function. The value is sent
// as it is. A parameter that the query sets otherwise, and access_token, are refused.
func Raw(param, value string) Option {
	return option(func(q *Query) { q.Params = merged(q.Params, map[string]string{param: value}) })
}

// checkParams refuses raw parameters that would replace a part of the query, or put a
// token into a URL.
func (q Query) checkParams() error {
	if len(q.Params) == 0 {
		return nil
	}
	others, err := q.values()
	if err != nil {
		return err
	}
	return eachKey(q.Params, func(param string) error {
		name, _, _ := strings.Cut(param, "[") // filter[id][_eq] is a part of filter
		switch {
		case strings.TrimSpace(name) == "":
			return errors.New("query: Raw: an empty parameter name")
		case name == "access_token":
			return errors.New("query: Raw: access_token: a token does not belong in a URL; use directus.Token")
		case others.Has(name):
			return fmt.Errorf("query: Raw: %s is set by another option too", param)
		}
		return nil
	})
}

// validName reports whether s can stand in a comma-separated list as one entry.
func validName(s string) bool {
	return len(split(s)) == 1 && !isBlank(s) && strings.Count(s, "(") == strings.Count(s, ")")
}

// split returns the entries of a comma-separated list. The commas of a function's
// arguments, as in "json(data,a.b)", do not separate entries.
func split(names string) []string {
	var list []string
	depth, start := 0, 0
	for i, r := range names {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth <= 0:
			list = append(list, names[start:i])
			start = i + 1
		}
	}
	return append(list, names[start:])
}

func trimMinus(field string) string { return strings.TrimPrefix(field, "-") }
