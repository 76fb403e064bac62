package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func TestNew(t *testing.T) {
	t.Parallel()
	limit, off := 3, false
	got := query.New(
		query.Eq("a", 1), query.Fields("a"), query.Search("x"), query.Sort("a"), query.Limit(3), query.Offset(4),
		query.Meta(query.AllMeta), query.Aggregated(query.Sum, "a"), query.GroupBy("a"), query.Alias("x", "a"),
		query.Deep("r", query.Limit(3)), query.Version("v"), query.VersionRaw(), query.Backlink(false),
		query.ExportAs(query.YAML), query.Raw("p", "1"), query.PageSize(5), query.Everything(),
	)
	assert.Equal(t, query.Query{
		Fields: []string{"a"}, Filter: query.Filter{"a": query.Filter{"_eq": 1}}, Search: "x", Sort: []string{"a"},
		Limit: &limit, Offset: 4, Meta: []query.MetaCount{query.AllMeta},
		Aggregate: query.Aggregates{query.Sum: {"a"}}, GroupBy: []string{"a"}, Alias: query.Aliases{"x": "a"},
		Deep: query.Relations{"r": {Limit: &limit}}, Version: "v", VersionRaw: true, Backlink: &off,
		Export: query.YAML, Params: map[string]string{"p": "1"}, PageSize: 5, Everything: true,
	}, got)
	assert.NoError(t, got.Validate())
	assert.False(t, got.IsZero())
	assert.Equal(t, got, query.New(got), "a query is an option")
	assert.Equal(t, got, query.New(query.Query{}, got, query.Query{}), "an empty one changes nothing")
}

func TestNewJoinsQueries(t *testing.T) {
	t.Parallel()
	first := query.New(a, query.Fields("a"), query.Sort("a"), query.Limit(1), query.Offset(1), query.Search("x"), query.Version("v"),
		query.Deep("r", a, query.Limit(1)), query.Aggregated(query.Sum, "a"))
	second := query.New(b, query.Fields("b"), query.Sort("b"), query.Limit(0), query.Offset(2), query.Search("y"), query.Version("w"),
		query.Deep("r", b, query.Limit(2)), query.Aggregated(query.Sum, "b"), query.Aggregated(query.CountItems))
	assert.Equal(t, `aggregate={"count":["*"],"sum":["a","b"]}`+
		`&deep={"r":{"_filter":{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]},"_limit":2}}`+
		`&fields=a,b&filter={"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]}&limit=0&offset=2&search=y&sort=a,b&version=w`,
		inURL(t, first, second))
}

func TestQueryIsZero(t *testing.T) {
	t.Parallel()
	assert.True(t, query.Query{}.IsZero())
	assert.True(t, query.New().IsZero())
	assert.True(t, query.New(nil, query.Query{}, query.Fields()).IsZero())
	for name, opt := range map[string]query.Option{
		"limit 0":    query.Limit(0),
		"everything": query.Everything(),
		"parameter":  query.Raw("x", ""),
		"mistake":    query.PageNumber(0),
	} {
		assert.False(t, query.New(opt).IsZero(), name)
	}
}

func TestMistakesStayInAQuery(t *testing.T) {
	t.Parallel()
	q := query.New(query.PageNumber(0))
	require.Error(t, q.Validate())
	refused(t, "query: PageNumber(0)", q)
	refused(t, "query: PageNumber(0)", q, query.PageNumber(1))
	refused(t, "query: PageNumber(0)", query.Deep("r", q))
}
