package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/godirectus/directus/query"
)

func TestRelationalFilters(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter query.Filter
		want   string
	}{
		"Rel":              {query.Rel("r", a), `{"r":{"a":{"_eq":1}}}`},
		"Rel of two":       {query.Rel("r", a, b), `{"_and":[{"r":{"a":{"_eq":1}}},{"r":{"b":{"_eq":2}}}]}`},
		"Rel of Rel":       {query.Rel("r", query.Rel("s", query.Or(a, b)), c), `{"_and":[{"_or":[{"r":{"s":{"a":{"_eq":1}}}},{"r":{"s":{"b":{"_eq":2}}}}]},{"r":{"c":{"_eq":3}}}]}`},
		"Rel along a path": {query.Rel("r.s", a), `{"r":{"s":{"a":{"_eq":1}}}}`},
		"Rel, collection":  {query.Rel("blocks.item:headings", a), `{"blocks":{"item:headings":{"a":{"_eq":1}}}}`},
		"Some":             {query.Some("r", a), `{"r":{"_some":{"a":{"_eq":1}}}}`},
		"Some of a path":   {query.Some("r", query.Eq("s.a", 1)), `{"r":{"_some":{"s":{"a":{"_eq":1}}}}}`},
		"Some of two":      {query.Some("r", a, b), `{"_and":[{"r":{"a":{"_eq":1}}},{"r":{"b":{"_eq":2}}}]}`},
		"Some of two operators": {
			query.Some("r", query.Filter{"a": query.Filter{"_gt": 1, "_lt": 5}}),
			`{"_and":[{"r":{"a":{"_gt":1}}},{"r":{"a":{"_lt":5}}}]}`,
		},
		"Some of two below":  {query.Some("r", query.Rel("s", a, b)), `{"_and":[{"r":{"s":{"a":{"_eq":1}}}},{"r":{"s":{"b":{"_eq":2}}}}]}`},
		"Some of or":         {query.Some("r", query.Or(a, b)), `{"_or":[{"r":{"_some":{"a":{"_eq":1}}}},{"r":{"_some":{"b":{"_eq":2}}}}]}`},
		"Some of or of and":  {query.Some("r", query.Or(query.And(a, b), c)), `{"_or":[{"_and":[{"r":{"a":{"_eq":1}}},{"r":{"b":{"_eq":2}}}]},{"r":{"_some":{"c":{"_eq":3}}}}]}`},
		"Some of or below":   {query.Some("r", query.Rel("s", query.Or(a, b))), `{"_or":[{"r":{"_some":{"s":{"a":{"_eq":1}}}}},{"r":{"_some":{"s":{"b":{"_eq":2}}}}}]}`},
		"Some at a distance": {query.Some("r.s", a), `{"r":{"s":{"a":{"_eq":1}}}}`},
		"Some of Some":       {query.Some("r", query.Some("s", a)), `{"r":{"_some":{"s":{"_some":{"a":{"_eq":1}}}}}}`},
		"Some of JSON":       {query.Some("r", query.JSON("data", a, b)), `{"r":{"_some":{"data":{"_json":{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]}}}}}`},
		"Some, short form":   {query.Some("r", query.Filter{"a": 1}), `{"r":{"_some":{"a":{"_eq":1}}}}`},
		"None":               {query.None("r", a), `{"r":{"_none":{"a":{"_eq":1}}}}`},
		"None of or":         {query.None("r", query.Or(a, b)), `{"_and":[{"r":{"_none":{"a":{"_eq":1}}}},{"r":{"_none":{"b":{"_eq":2}}}}]}`},
		"None of or below":   {query.None("r", query.Rel("s", query.Or(a, b))), `{"_and":[{"r":{"_none":{"s":{"a":{"_eq":1}}}}},{"r":{"_none":{"s":{"b":{"_eq":2}}}}}]}`},
		"None of None":       {query.None("r", query.None("s", a)), `{"r":{"_none":{"s":{"_none":{"a":{"_eq":1}}}}}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "filter="+tt.want, inURL(t, tt.filter))
		})
	}
}

func TestRelationalFilterMistakes(t *testing.T) {
	t.Parallel()
	several := `query: None("r"): Directus takes one condition, or several joined with Or`
	tests := map[string]struct {
		filter query.Filter
		want   string
	}{
		"Rel, no filters":    {query.Rel("r"), `query: Rel("r"): no filters`},
		"Rel, empty filters": {query.Rel("r", nil, query.Filter{}), `query: Rel("r"): no filters`},
		"Rel, no field":      {query.Rel("", a), `query: Rel(""): an empty field name`},
		"Rel, mistake":       {query.Rel("r", query.Eq("", 1)), `query: Eq(""): an empty field name`},
		"Some, no filters":   {query.Some("r", query.And()), `query: Some("r"): no filters`},
		"Some, no field":     {query.Some("", a), `query: Some(""): an empty field name`},
		"Some, two, mistake": {query.Some("r", a, query.Eq("", 1)), `query: Eq(""): an empty field name`},
		"Some, bad list":     {query.Some("r", query.Filter{"_or": []any{"x"}}), `query: _or: a list of filters is needed`},
		"None, no filters":   {query.None("r"), `query: None("r"): no filters`},
		"None, no field":     {query.None(".r", a), `query: None(".r"): an empty field name`},
		"None of two":        {query.None("r", a, b), several},
		"None of operators":  {query.None("r", query.Filter{"a": query.Filter{"_gt": 1, "_lt": 5}}), several},
		"None of two below":  {query.None("r", query.Rel("s", a, b)), several},
		"None of or of and":  {query.None("r", query.Or(a, query.And(b, c))), several},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, tt.want, tt.filter)
		})
	}
}
