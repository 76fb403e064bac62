package query

import "fmt"

// Function is an aggregate function.
type Function string

// The functions that [Aggregated] takes. Counts, sums and averages come as numbers from
// SQLite, and as strings from PostgreSQL and MySQL.
const (
	CountItems    Function = "count" // of "*": items; of a field: items in which it is not null
	CountDistinct Function = "countDistinct"
	CountAll      Function = "countAll"
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
// which only the functions that count items take. The result of a function stands under
// its name: {"count": 8} for "*", {"sum": {"price": 12.5}} for fields.
func Aggregated(fn Function, fields ...string) Option {
	if len(fields) == 0 {
		fields = []string{"*"}
	}
	return option(func(q *Query) {
		all := make(Aggregates, len(q.Aggregate)+1)
		for other, of := range q.Aggregate {
			all[other] = of
		}
		all[fn] = append(append([]string(nil), all[fn]...), fields...)
		q.Aggregate = all
	})
}

// GroupBy makes one row for each value of these fields, which the row then carries.
// Functions such as [Year] group too.
func GroupBy(fields ...string) Option {
	return Query{GroupBy: fields}
}

// check refuses what the server answers with empty rows, or with status 500.
func (a Aggregates) check() error {
	return eachKey(a, func(fn Function) error {
		switch fn {
		case CountItems, CountAll, CountDistinct, Sum, SumDistinct, Avg, AvgDistinct, Min, Max:
		default:
			return fmt.Errorf("query: Aggregated(%q): no such function", string(fn))
		}
		for _, field := range a[fn] {
			if !validName(field) {
				return fmt.Errorf("query: Aggregated(%q, %q): one field name is needed, without commas", string(fn), field)
			}
			if field == "*" && fn != CountItems && fn != CountAll {
				return fmt.Errorf("query: Aggregated(%q): a field is needed", string(fn))
			}
		}
		return nil
	})
}
