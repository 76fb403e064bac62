package query_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func TestField(t *testing.T) {
	t.Parallel()
	const n, s = query.Field[int]("n"), query.Field[string]("s")
	point := query.Field[m]("p")
	where := m{"type": "Point", "coordinates": []int{1, 2}}
	tests := map[string]struct{ got, want query.Filter }{
		"Eq":                {n.Eq(1), query.Eq("n", 1)},
		"Neq":               {n.Neq(1), query.Neq("n", 1)},
		"Lt":                {n.Lt(1), query.Lt("n", 1)},
		"Lte":               {n.Lte(1), query.Lte("n", 1)},
		"Gt":                {n.Gt(1), query.Gt("n", 1)},
		"Gte":               {n.Gte(1), query.Gte("n", 1)},
		"In":                {n.In(1, 2), query.In("n", 1, 2)},
		"NotIn":             {n.NotIn(1, 2), query.NotIn("n", 1, 2)},
		"Between":           {n.Between(1, 2), query.Between("n", 1, 2)},
		"NotBetween":        {n.NotBetween(1, 2), query.NotBetween("n", 1, 2)},
		"Contains":          {s.Contains("x"), query.Contains("s", "x")},
		"IContains":         {s.IContains("x"), query.IContains("s", "x")},
		"NotContains":       {s.NotContains("x"), query.NotContains("s", "x")},
		"StartsWith":        {s.StartsWith("x"), query.StartsWith("s", "x")},
		"IStartsWith":       {s.IStartsWith("x"), query.IStartsWith("s", "x")},
		"NotStartsWith":     {s.NotStartsWith("x"), query.NotStartsWith("s", "x")},
		"NotIStartsWith":    {s.NotIStartsWith("x"), query.NotIStartsWith("s", "x")},
		"EndsWith":          {s.EndsWith("x"), query.EndsWith("s", "x")},
		"IEndsWith":         {s.IEndsWith("x"), query.IEndsWith("s", "x")},
		"NotEndsWith":       {s.NotEndsWith("x"), query.NotEndsWith("s", "x")},
		"NotIEndsWith":      {s.NotIEndsWith("x"), query.NotIEndsWith("s", "x")},
		"Null":              {s.Null(), query.Null("s")},
		"NotNull":           {s.NotNull(), query.NotNull("s")},
		"Empty":             {s.Empty(), query.Empty("s")},
		"NotEmpty":          {s.NotEmpty(), query.NotEmpty("s")},
		"Intersects":        {point.Intersects(where), query.Intersects("p", where)},
		"NotIntersects":     {point.NotIntersects(where), query.NotIntersects("p", where)},
		"IntersectsBBox":    {point.IntersectsBBox(where), query.IntersectsBBox("p", where)},
		"NotIntersectsBBox": {point.NotIntersectsBBox(where), query.NotIntersectsBBox("p", where)},
		"JSON":              {point.JSON(n.Eq(1)), query.JSON("p", query.Eq("n", 1))},
		"Year":              {s.Year().Eq(1), query.Eq("year(s)", 1)},
		"Month":             {s.Month().Eq(1), query.Eq("month(s)", 1)},
		"Week":              {s.Week().Eq(1), query.Eq("week(s)", 1)},
		"Day":               {s.Day().Eq(1), query.Eq("day(s)", 1)},
		"Weekday":           {s.Weekday().Eq(1), query.Eq("weekday(s)", 1)},
		"Hour":              {s.Hour().Eq(1), query.Eq("hour(s)", 1)},
		"Minute":            {s.Minute().Eq(1), query.Eq("minute(s)", 1)},
		"Second":            {s.Second().Eq(1), query.Eq("second(s)", 1)},
		"Count":             {s.Count().Eq(1), query.Eq("count(s)", 1)},
		"path":              {query.Field[string]("a.b").Year().Eq(1), query.Eq("a.year(b)", 1)},
	}
	for name, tt := range tests {
		assert.Equal(t, tt.want, tt.got, name)
		assert.NoError(t, query.New(tt.got).Validate(), name)
	}
	names := reflect.TypeFor[query.Field[int]]()
	for i := range names.NumMethod() {
		if name := names.Method(i).Name; name != "Asc" && name != "Desc" {
			assert.Contains(t, tests, name)
		}
	}
}

func TestFieldSort(t *testing.T) {
	t.Parallel()
	const date = query.Field[time.Time]("date")
	assert.Equal(t, "sort=date,-date,-year(date)", inURL(t, query.Sort(date.Asc(), date.Desc(), date.Year().Desc())))
}

func TestFieldMistakes(t *testing.T) {
	t.Parallel()
	refused(t, `query: Eq(""): an empty field name`, query.Field[int]("").Eq(1))
	refused(t, `query: In("n"): no values`, query.Field[int]("n").In())
}

// TestFieldIsTyped looks at the signatures, for a wrong type would not compile.
func TestFieldIsTyped(t *testing.T) {
	t.Parallel()
	typed := reflect.TypeFor[query.Field[time.Duration]]()
	for name := range strings.FieldsSeq("Eq Neq Lt Lte Gt Gte Between NotBetween Intersects") {
		method, ok := typed.MethodByName(name)
		require.True(t, ok)
		for i := 1; i < method.Type.NumIn(); i++ {
			assert.Equal(t, reflect.TypeFor[time.Duration](), method.Type.In(i), name)
		}
	}
	in, _ := typed.MethodByName("In")
	assert.Equal(t, reflect.TypeFor[[]time.Duration](), in.Type.In(1))
}
