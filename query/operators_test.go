package query_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func TestOperators(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	point := map[string]any{"type": "Point", "coordinates": []float64{5, 6}}
	tests := map[string]struct {
		filter query.Filter
		want   string
	}{
		"Eq":                {query.Eq("a", "x"), `{"a":{"_eq":"x"}}`},
		"Eq nil":            {query.Eq("a", nil), `{"a":{"_eq":null}}`},
		"Eq time":           {query.Eq("a", day), `{"a":{"_eq":"2024-02-29T12:00:00Z"}}`},
		"Eq big":            {query.Eq("a", int64(math.MaxInt64)), `{"a":{"_eq":9223372036854775807}}`},
		"Eq markup":         {query.Eq("a", "<b> & \u2028"), `{"a":{"_eq":"<b> & \u2028"}}`},
		"Neq":               {query.Neq("a", 1), `{"a":{"_neq":1}}`},
		"Lt":                {query.Lt("a", 1.5), `{"a":{"_lt":1.5}}`},
		"Lte":               {query.Lte("a", 1), `{"a":{"_lte":1}}`},
		"Gt":                {query.Gt("a", 1), `{"a":{"_gt":1}}`},
		"Gte":               {query.Gte("a", query.Now), `{"a":{"_gte":"$NOW"}}`},
		"In":                {query.In("a", 1, 2), `{"a":{"_in":[1,2]}}`},
		"In text":           {query.In("a", "x", "y,z"), `{"a":{"_in":["x","y,z"]}}`},
		"NotIn":             {query.NotIn("a", 1), `{"a":{"_nin":[1]}}`},
		"Between":           {query.Between("a", 1, 2), `{"a":{"_between":[1,2]}}`},
		"NotBetween":        {query.NotBetween("a", day, query.Now), `{"a":{"_nbetween":["2024-02-29T12:00:00Z","$NOW"]}}`},
		"Contains":          {query.Contains("a", "x"), `{"a":{"_contains":"x"}}`},
		"IContains":         {query.IContains("a", "x"), `{"a":{"_icontains":"x"}}`},
		"NotContains":       {query.NotContains("a", "x"), `{"a":{"_ncontains":"x"}}`},
		"StartsWith":        {query.StartsWith("a", "x"), `{"a":{"_starts_with":"x"}}`},
		"IStartsWith":       {query.IStartsWith("a", "x"), `{"a":{"_istarts_with":"x"}}`},
		"NotStartsWith":     {query.NotStartsWith("a", "x"), `{"a":{"_nstarts_with":"x"}}`},
		"NotIStartsWith":    {query.NotIStartsWith("a", "x"), `{"a":{"_nistarts_with":"x"}}`},
		"EndsWith":          {query.EndsWith("a", "x"), `{"a":{"_ends_with":"x"}}`},
		"IEndsWith":         {query.IEndsWith("a", "x"), `{"a":{"_iends_with":"x"}}`},
		"NotEndsWith":       {query.NotEndsWith("a", "x"), `{"a":{"_nends_with":"x"}}`},
		"NotIEndsWith":      {query.NotIEndsWith("a", "x"), `{"a":{"_niends_with":"x"}}`},
		"Null":              {query.Null("a"), `{"a":{"_null":true}}`},
		"NotNull":           {query.NotNull("a"), `{"a":{"_nnull":true}}`},
		"Empty":             {query.Empty("a"), `{"a":{"_empty":true}}`},
		"NotEmpty":          {query.NotEmpty("a"), `{"a":{"_nempty":true}}`},
		"Intersects":        {query.Intersects("a", point), `{"a":{"_intersects":{"coordinates":[5,6],"type":"Point"}}}`},
		"NotIntersects":     {query.NotIntersects("a", point), `{"a":{"_nintersects":{"coordinates":[5,6],"type":"Point"}}}`},
		"IntersectsBBox":    {query.IntersectsBBox("a", point), `{"a":{"_intersects_bbox":{"coordinates":[5,6],"type":"Point"}}}`},
		"NotIntersectsBBox": {query.NotIntersectsBBox("a", point), `{"a":{"_nintersects_bbox":{"coordinates":[5,6],"type":"Point"}}}`},
		"path":              {query.Eq("a.b.c", 1), `{"a":{"b":{"c":{"_eq":1}}}}`},
		"function":          {query.Eq(query.Year("a.b"), 1), `{"a":{"year(b)":{"_eq":1}}}`},
		"dots in arguments": {query.Eq("x.f(a.b)", 1), `{"x":{"f(a.b)":{"_eq":1}}}`},
		"collection":        {query.Eq("blocks.item:headings.title", "x"), `{"blocks":{"item:headings":{"title":{"_eq":"x"}}}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "filter="+tt.want, inURL(t, tt.filter))
			assert.Equal(t, `{"filter":`+tt.want+`}`, inJSON(t, tt.filter))
		})
	}
}

func TestOperatorMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter query.Filter
		want   string
	}{
		"no field":               {query.Eq("", 1), `query: Eq(""): an empty field name`},
		"blank field":            {query.Gt(" ", 1), `query: Gt(" "): an empty field name`},
		"no part":                {query.Null("a..b"), `query: Null("a..b"): an empty field name`},
		"no last part":           {query.Contains("a.", "x"), `query: Contains("a."): an empty field name`},
		"function of nothing":    {query.Eq(query.Year(""), 1), `query: Eq("year()"): an empty field name`},
		"In, no values":          {query.In[int]("a"), `query: In("a"): no values`},
		"NotIn, no values":       {query.NotIn[string]("a"), `query: NotIn("a"): no values`},
		"In, a list in the list": {query.In("a", []int{1}), `query: In("a"): value 1 is a slice; pass a slice as values...`},
		"In, no field":           {query.In("", 1), `query: In(""): an empty field name`},
		"JSON, no filters":       {query.JSON("a"), `query: JSON("a"): no filters`},
		"JSON, empty filters":    {query.JSON("a", nil, query.Filter{}), `query: JSON("a"): no filters`},
		"JSON, no field":         {query.JSON("", query.Eq("a", 1)), `query: JSON(""): an empty field name`},
		"JSON, mistake inside":   {query.JSON("a", query.Eq("", 1)), `query: Eq(""): an empty field name`},
		"JSON, mistake deep":     {query.JSON("a", query.Rel("b", query.Or())), `query: Or: no filters`},
		"JSON, no path":          {query.JSON("a", query.Filter{"_eq": 1}), `a path with one condition is needed`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, tt.want, tt.filter)
			refused(t, tt.want, query.And(query.Eq("ok", 1), tt.filter), query.Limit(1))
			refused(t, tt.want, query.Or(query.Eq("ok", 1), query.Rel("author", tt.filter)))
			refused(t, tt.want, query.Deep("author", query.Deep("articles", tt.filter)))
		})
	}
}

// badValue has a JSON form only on paper.
type badValue struct{}

func (badValue) MarshalJSON() ([]byte, error) { return nil, fmt.Errorf("no such thing") }

func TestValuesWithoutJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value any
		want  string
	}{
		"channel":   {make(chan int), "unsupported type: chan int"},
		"function":  {func() {}, "unsupported type: func()"},
		"NaN":       {math.NaN(), "unsupported value: NaN"},
		"infinity":  {math.Inf(-1), "unsupported value: -Inf"},
		"marshaler": {badValue{}, "no such thing"},
		"in a map":  {map[string]any{"x": make(chan int)}, "unsupported type: chan int"},
		"number":    {json.Number("x"), "invalid number literal"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			notEncoded(t, tt.want, query.Eq("a", tt.value))
			notEncoded(t, tt.want, query.Between("a", 1, tt.value), query.Search("x"))
			notEncoded(t, tt.want, query.Deep("b", query.Eq("a", tt.value)))
			notEncoded(t, tt.want, query.Raw("x", "y"), query.JSON("b", query.Eq("a", tt.value)))
		})
	}
}

func TestJSONOperator(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filters []query.Filter
		want    string
	}{
		"path":            {[]query.Filter{query.Eq("a.b[0].c", 1)}, `{"a.b[0].c":{"_eq":1}}`},
		"two filters":     {[]query.Filter{query.Eq("a.b", 1), query.Null("c")}, `{"_and":[{"a.b":{"_eq":1}},{"c":{"_null":true}}]}`},
		"or":              {[]query.Filter{query.Or(query.Eq("a.b", 1), query.Eq("c", 2))}, `{"_or":[{"a.b":{"_eq":1}},{"c":{"_eq":2}}]}`},
		"or of ands":      {[]query.Filter{query.Or(query.And(query.Eq("a", 1), query.Eq("b.c", 2)), query.Eq("d", 3))}, `{"_or":[{"_and":[{"a":{"_eq":1}},{"b.c":{"_eq":2}}]},{"d":{"_eq":3}}]}`},
		"and below":       {[]query.Filter{query.Rel("a", query.Eq("b", 1), query.Eq("c", 2))}, `{"_and":[{"a.b":{"_eq":1}},{"a.c":{"_eq":2}}]}`},
		"or below":        {[]query.Filter{query.Rel("a.x", query.Or(query.Eq("b", 1), query.Eq("c", 2)))}, `{"_or":[{"a.x.b":{"_eq":1}},{"a.x.c":{"_eq":2}}]}`},
		"two operators":   {[]query.Filter{{"a": query.Filter{"_gt": 1, "_lt": 5}}}, `{"_and":[{"a":{"_gt":1}},{"a":{"_lt":5}}]}`},
		"plain maps":      {[]query.Filter{{"a": map[string]any{"b": map[string]any{"_gt": 1}}}}, `{"a.b":{"_gt":1}}`},
		"short form":      {[]query.Filter{{"a": map[string]int{"b": 1}}}, `{"a.b":{"_eq":1}}`},
		"names with _":    {[]query.Filter{query.Eq("_id.$oid", "x")}, `{"_id.$oid":{"_eq":"x"}}`},
		"_ inside":        {[]query.Filter{query.Eq("a._b", 1)}, `{"a._b":{"_eq":1}}`},
		"list operand":    {[]query.Filter{query.In("a.b", "x", "y")}, `{"a.b":{"_in":["x","y"]}}`},
		"operand between": {[]query.Filter{query.Between("a.b", 1, 2)}, `{"a.b":{"_between":[1,2]}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, `filter={"data":{"_json":`+tt.want+`}}`, inURL(t, query.JSON("data", tt.filters...)))
		})
	}
	assert.Equal(t, `filter={"author":{"data":{"_json":{"a":{"_eq":1}}}}}`, inURL(t, query.JSON("author.data", query.Eq("a", 1))))
}

func TestOperatorsCopyTheirValues(t *testing.T) {
	t.Parallel()
	values := []int{1, 2}
	point := map[string]any{"coordinates": []float64{1}}
	filter := query.And(query.In("a", values...), query.Intersects("b", point), query.Eq("c", values))
	before := inURL(t, filter)
	values[0] = 9
	point["coordinates"] = "moved"
	require.Equal(t, before, inURL(t, filter))
}
