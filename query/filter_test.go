package query_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

var a, b, c = query.Eq("a", 1), query.Eq("b", 2), query.Eq("c", 3)

func TestFilterLogic(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter query.Filter
		want   string
	}{
		"and":                 {query.And(a, b), `{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]}`},
		"and of one":          {query.And(a), `{"a":{"_eq":1}}`},
		"and of nothing":      {query.And(nil, a, query.Filter{}), `{"a":{"_eq":1}}`},
		"and of ands":         {query.And(query.And(a, b), c), `{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}},{"c":{"_eq":3}}]}`},
		"or":                  {query.Or(a, b), `{"_or":[{"a":{"_eq":1}},{"b":{"_eq":2}}]}`},
		"or of one":           {query.Or(a), `{"_or":[{"a":{"_eq":1}}]}`},
		"or of and":           {query.Or(query.And(a, b), c), `{"_or":[{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]},{"c":{"_eq":3}}]}`},
		"and of or":           {query.And(query.Or(a, b), c), `{"_and":[{"_or":[{"a":{"_eq":1}},{"b":{"_eq":2}}]},{"c":{"_eq":3}}]}`},
		"literal":             {query.Filter{"a": map[string]any{"_eq": 1}}, `{"a":{"_eq":1}}`},
		"literal, two fields": {query.Filter{"a": 1, "b": query.Filter{"_gt": 2, "_lt": 5}}, `{"a":1,"b":{"_gt":2,"_lt":5}}`},
		"literal, list":       {query.Filter{"_or": []query.Filter{a, b}}, `{"_or":[{"a":{"_eq":1}},{"b":{"_eq":2}}]}`},
		"literal, maps":       {query.Filter{"_or": []map[string]any{{"a": map[string]int{"_eq": 1}}}}, `{"_or":[{"a":{"_eq":1}}]}`},
		"literal _and":        {query.And(query.Filter{"_and": []query.Filter{a, b}}, c), `{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}},{"c":{"_eq":3}}]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "filter="+tt.want, inURL(t, tt.filter))
		})
	}
}

func TestFilterEmpty(t *testing.T) {
	t.Parallel()
	assert.Nil(t, query.And())
	assert.Empty(t, inURL(t, query.And(nil, query.Filter{})))
	assert.Empty(t, inURL(t, query.Filter{}))
	assert.Empty(t, inURL(t, query.Filter{"_and": []any{}}))
	assert.Empty(t, inURL(t, query.Filter{"_and": []any{query.Filter{}}}))
	assert.Equal(t, `{}`, inJSON(t, query.Filter{}, query.Filter(nil)))
	assert.True(t, query.New(query.Filter{}).IsZero())
}

func TestSeveralFiltersJoinWithAnd(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `filter={"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}},{"_or":[{"a":{"_eq":1}},{"c":{"_eq":3}}]}]}`,
		inURL(t, a, query.Query{Filter: b}, query.Filter{}, query.Or(a, c)))
}

func TestOrMistakes(t *testing.T) {
	t.Parallel()
	refused(t, "query: Or: no filters", query.Or())
	refused(t, "query: Or: filter 2 is empty", query.Or(a, nil))
	refused(t, "query: Or: filter 1 is empty", query.Or(query.And(), a))
	refused(t, "query: Or: no filters", query.Some("x", query.Or()))
}

// TestFilterLiterals shows that what Directus would ignore, and so read or delete every
// item, is an error in a literal too.
func TestFilterLiterals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter string
		want   string
	}{
		"no field":             {`{"":{"_eq":1}}`, `an empty field name`},
		"blank field":          {`{"a":{" ":{"_eq":1}}}`, `filter " ": an empty field name`},
		"function of nothing":  {`{"year()":{"_eq":1}}`, `filter "year()": an empty field name`},
		"no condition":         {`{"a":{}}`, `query: filter "a": an empty condition`},
		"no condition deep":    {`{"_and":[{"a":{"b":{}}}]}`, `query: filter "b": an empty condition`},
		"list for a condition": {`{"a":[]}`, `query: filter "a": a condition is needed, not a list`},
		"empty or":             {`{"_or":[]}`, `query: filter "_or": a list of filters is needed`},
		"nothing in or":        {`{"_or":[{"a":1},{}]}`, `query: filter "_or": element 2 is no filter, or an empty one`},
		"or is no list":        {`{"_or":{"a":1}}`, `query: filter "_or": a list of filters is needed`},
		"and is no list":       {`{"_and":"x"}`, `query: filter "_and": a list of filters is needed`},
		"no filter in and":     {`{"_and":["a"]}`, `is no filter, or an empty one`},
		"between one":          {`{"a":{"_between":[1]}}`, `query: filter "_between": two values are needed`},
		"between three":        {`{"a":{"_nbetween":[1,2,3]}}`, `query: filter "_nbetween": two values are needed`},
		"between null":         {`{"a":{"_between":null}}`, `query: filter "_between": two values are needed`},
		"some at the top":      {`{"_some":{"a":{"_eq":1}}}`, `query: filter "_some": it takes a filter, under the name of a relation`},
		"some of and":          {`{"r":{"_some":{"_and":[{"a":1},{"b":1}]}}}`, `query: filter "_some": of several conditions`},
		"some of two":          {`{"r":{"_some":{"a":1,"b":1}}}`, `query: filter "_some": of several conditions`},
		"some of two ops":      {`{"r":{"_some":{"a":{"_gt":1,"_lt":2}}}}`, `query: filter "_some": of several conditions`},
		"some of or deep":      {`{"r":{"_some":{"a":{"_or":[{"b":1}]}}}}`, `query: filter "_some": of several conditions`},
		"some of some of two":  {`{"r":{"_some":{"s":{"_some":{"a":1,"b":1}}}}}`, `query: filter "_some": of several conditions`},
		"some of nothing":      {`{"r":{"_some":{}}}`, `query: filter "_some": of several conditions`},
		"some without field":   {`{"r":{"_some":{"_eq":1}}}`, `query: filter "_some": of several conditions`},
		"none of and":          {`{"r":{"_none":{"_and":[{"a":1}]}}}`, `query: filter "_none": of several conditions`},
		"none of null":         {`{"r":{"_none":null}}`, `query: filter "_none": it takes a filter`},
		"none of between":      {`{"r":{"_none":{"a":{"_between":[1]}}}}`, `query: filter "_between": two values are needed`},
		"empty json":           {`{"a":{"_json":{}}}`, `query: filter "_json": paths and conditions are needed`},
		"json, empty or":       {`{"a":{"_json":{"_or":[]}}}`, `query: filter "_json": a list of filters is needed`},
		"json, two operators":  {`{"a":{"_json":{"b":{"_gt":1,"_lt":2}}}}`, `query: filter "_json": "b": a path with one condition is needed`},
		"json, and in path":    {`{"a":{"_json":{"b":{"_and":[{"_gt":1}]}}}}`, `query: filter "_json": "b": a path with one condition is needed`},
		"json, short form":     {`{"a":{"_json":{"b":1}}}`, `query: filter "_json": "b": a path with one condition is needed`},
		"json, between":        {`{"a":{"_json":{"b":{"_between":[1]}}}}`, `query: filter "_json": two values are needed`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var decoded query.Filter
			require.NoError(t, json.Unmarshal([]byte(tt.filter), &decoded))
			var literal map[string]any
			require.NoError(t, json.Unmarshal([]byte(tt.filter), &literal))
			for _, f := range []query.Filter{decoded, literal} {
				refused(t, tt.want, f)
				refused(t, tt.want, query.Query{Filter: f})
				require.ErrorContains(t, query.Query{Filter: f}.Validate(), tt.want)
				refused(t, tt.want, query.Deep("x", f))
				refused(t, tt.want, query.Deep("x", query.Deep("y", a, f)))
			}
		})
	}
}

func TestFilterLiteralsThatAreFine(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"a":1}`, `{"a":null}`, `{"a":{"_gt":1,"_lt":2}}`, `{"a":{"_in":[1]}}`, `{"a":{"_in":"1,2"}}`, `{"a":{"_between":"1,2"}}`,
		`{"r":{"_and":[{"_some":{"a":1}},{"_none":{"b":1}}]}}`,
		`{"r":{"_some":{"area":{"_intersects":{"coordinates":[1,2],"type":"Point"}}}}}`,
		`{"r":{"_some":{"s":{"_none":{"a":{"_eq":1}}}}}}`, `{"r":{"_some":{"data":{"_json":{"a":{"_eq":1},"b":{"_eq":1}}}}}}`,
		`{"a":{"_json":{"_and":[{"b":{"_eq":1}},{"_or":[{"_x":{"_in":[1]}}]}]}}}`,
		`{"a":{"_intersects":{"coordinates":[1,2],"type":"Point"}}}`, `{"count(a)":{"_gt":1}}`,
	} {
		var f query.Filter
		require.NoError(t, json.Unmarshal([]byte(text), &f))
		assert.Equal(t, "filter="+text, inURL(t, f))
	}
}

// TestFiltersAreCopied changes everything that options were made from, and shows that
// this changes no query.
func TestFiltersAreCopied(t *testing.T) {
	t.Parallel()
	part := query.Filter{"a": query.Filter{"_eq": 1}}
	ids := []int{1, 2}
	list := []any{part, map[string]any{"b": map[string]any{"_in": ids}}}
	whole := query.Filter{"_and": list}
	filters := map[string]query.Query{
		"as it is":  query.New(whole),
		"And":       query.New(query.And(whole, c)),
		"Or":        query.New(query.Or(whole)),
		"Rel":       query.New(query.Rel("x", whole)),
		"Some":      query.New(query.Some("x", whole)),
		"JSON":      query.New(query.JSON("x", whole)),
		"Deep":      query.New(query.Deep("x", whole)),
		"one of it": query.New(part, c),
	}
	want := map[string]string{}
	for name, q := range filters {
		want[name] = inURL(t, q)
	}
	set(t, part, 9)
	part["z"] = 9
	ids[0] = 9
	list[1] = nil
	delete(whole, "_and")
	for name, q := range filters {
		assert.Equal(t, want[name], inURL(t, q), name)
	}
}

// set changes the operand of an "equals" in the field "a".
func set(t *testing.T, f query.Filter, value any) {
	t.Helper()
	condition, ok := f["a"].(query.Filter)
	require.True(t, ok)
	condition["_eq"] = value
}

// TestFiltersAreNotChanged shows that what a caller hands over stays as it was.
func TestFiltersAreNotChanged(t *testing.T) {
	t.Parallel()
	list := make([]any, 1, 8) // with room to append to by mistake
	list[0] = query.Filter{"a": query.Filter{"_eq": 1}}
	f := query.Filter{"_and": list}
	query.New(f, b, f)
	query.And(f, b)
	query.Or(f, b)
	query.JSON("x", f, b)
	query.Some("x", f, b)
	assert.Equal(t, query.Filter{"_and": []any{query.Filter{"a": query.Filter{"_eq": 1}}}}, f)
	assert.Nil(t, list[:2][1])
}

func TestFilterDecoding(t *testing.T) {
	t.Parallel()
	var f query.Filter
	require.NoError(t, json.Unmarshal([]byte(`{"_or":[{"id":{"_eq":9007199254740993}},{"x":{"_eq":1.50}}]}`), &f))
	assert.Equal(t, query.Filter{"_or": []any{
		query.Filter{"id": query.Filter{"_eq": json.Number("9007199254740993")}},
		query.Filter{"x": query.Filter{"_eq": json.Number("1.50")}},
	}}, f)
	require.Error(t, json.Unmarshal([]byte(`["a"]`), &f))
	require.NoError(t, json.Unmarshal([]byte(`null`), &f))
	assert.Nil(t, f)
}
