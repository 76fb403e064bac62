package query

import (
	"fmt"
	"slices"
)

// Function is an aggregate function.
type Function string

// The functions that [Aggregated] takes. Counts, sums and averages come as numbers from
// SQLite, and as strings from PostgreSQL and MySQL. The least and the greatest of dates
// are milliseconds since 1970 with Directus 10 on SQLite, and dates otherwise.
const (
	CountItems    Function = "count" // of "*": items; of a field: items in which it is not null
	CountDistinct Function = "countDistinct"
	CountAll      Function = "countAll" // only in GraphQL; [Aggregated] refuses it
	Sum           Function = "sum"
	SumDistinct   Function = "sumDistinct"
	Avg           Function = "avg"
	AvgDistinct   Function = "avgDistinct"
	Min           Function = "min"
	Max           Function = "max"
)

// Aggregates maps an aggregate function to the fields it is taken of.
type Aggregates map[Function][]string

// Aggregated asks for a function of fields instead of items. Without fields it is "*",
// which only CountItems takes, and not together with fields. The result of a function
// stands under its name: {"count": 8} for "*", {"sum": {"price": 12.5}} for fields.
func Aggregated(fn Function, fields ...string) Option {
	fields = slices.Clone(fields)
	if len(fields) == 0 {
		fields = []string{"*"}
	}
	return Query{Aggregate: Aggregates{fn: fields}}
}

// joined returns aggregates of its own that hold both.
func (a Aggregates) joined(b Aggregates) Aggregates {
	if len(a)+len(b) == 0 {
		return nil
	}
	all := make(Aggregates, len(a)+len(b))
	for _, part := range []Aggregates{a, b} {
		for fn, fields := range part {
			all[fn] = append(all[fn], fields...)
		}
	}
	return all
}

// GroupBy makes one row for each value of these fields, which the row then carries.
// Functions such as [Year] group too.
func GroupBy(fields ...string) Option {
	return Query{GroupBy: slices.Clone(fields)}
}

// check refuses what the server answers with empty rows, incomplete ones or status 500.
func (a Aggregates) check() error {
	return eachKey(a, func(fn Function) error {
		switch fn {
		case CountAll:
			return fmt.Errorf("query: Aggregated(%q): only GraphQL knows it; CountItems is the same", string(fn))
		case CountItems, CountDistinct, Sum, SumDistinct, Avg, AvgDistinct, Min, Max:
		default:
			return fmt.Errorf("query: Aggregated(%q): no such function", string(fn))
		}
		if len(a[fn]) == 0 || len(a[fn]) > 1 && slices.Contains(a[fn], "*") {
			return fmt.Errorf("query: Aggregated(%q): either fields are needed, or * alone", string(fn))
		}
		for _, field := range a[fn] {
			if !validName(field) {
				return fmt.Errorf("query: Aggregated(%q, %q): one field name is needed, without commas", string(fn), field)
			}
			if field == "*" && fn != CountItems {
				return fmt.Errorf("query: Aggregated(%q): a field is needed", string(fn))
			}
		}
		return nil
	})
}
