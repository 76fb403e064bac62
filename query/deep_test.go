package query_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func TestDeep(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options []query.Option
		want    string
	}{
		"one":          {[]query.Option{query.Deep("r", query.Limit(3))}, `{"r":{"_limit":3}}`},
		"limit 0":      {[]query.Option{query.Deep("r", query.Limit(0))}, `{"r":{"_limit":0}}`},
		"all":          {[]query.Option{query.Deep("r", a, query.Search("s"), query.Sort("-x"), query.Limit(3), query.Offset(4))}, `{"r":{"_filter":{"a":{"_eq":1}},"_limit":3,"_offset":4,"_search":"s","_sort":["-x"]}}`},
		"page":         {[]query.Option{query.Deep("r", query.Limit(3), query.PageNumber(2))}, `{"r":{"_limit":3,"_page":2}}`},
		"group":        {[]query.Option{query.Deep("r", query.Aggregated(query.CountItems), query.GroupBy("x"))}, `{"r":{"_aggregate":{"count":["*"]},"_groupBy":["x"]}}`},
		"path":         {[]query.Option{query.Deep("r.s.u", query.Limit(3))}, `{"r":{"s":{"u":{"_limit":3}}}}`},
		"nested":       {[]query.Option{query.Deep("r", query.Limit(1), query.Deep("s", query.Limit(2)))}, `{"r":{"_limit":1,"s":{"_limit":2}}}`},
		"joined":       {[]query.Option{query.Deep("r", a, query.Limit(1)), query.Deep("r", b, query.Limit(2)), query.Deep("r.s", c)}, `{"r":{"_filter":{"_and":[{"a":{"_eq":1}},{"b":{"_eq":2}}]},"_limit":2,"s":{"_filter":{"c":{"_eq":3}}}}}`},
		"two":          {[]query.Option{query.Deep("r", query.Limit(1)), query.Deep("q", query.Limit(2))}, `{"q":{"_limit":2},"r":{"_limit":1}}`},
		"nil options":  {[]query.Option{query.Deep("r", nil, query.Limit(1), nil)}, `{"r":{"_limit":1}}`},
		"no options":   {[]query.Option{query.Deep("r")}, `{"r":{}}`},
		"empty filter": {[]query.Option{query.Deep("r", query.Filter{})}, `{"r":{}}`},
		"query":        {[]query.Option{query.Deep("r", query.New(a, query.Limit(1)))}, `{"r":{"_filter":{"a":{"_eq":1}},"_limit":1}}`},
		"literal":      {[]query.Option{query.Query{Deep: query.Relations{"r": query.New(a)}}}, `{"r":{"_filter":{"a":{"_eq":1}}}}`},
		"collection":   {[]query.Option{query.Deep("blocks.item:headings", query.Limit(1))}, `{"blocks":{"item:headings":{"_limit":1}}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "deep="+tt.want, inURL(t, tt.options...))
			assert.Equal(t, `{"deep":`+tt.want+`}`, inJSON(t, tt.options...))
			var decoded query.Relations
			require.NoError(t, json.Unmarshal([]byte(tt.want), &decoded))
			assert.Equal(t, "deep="+tt.want, inURL(t, query.Query{Deep: decoded}), "decoded and encoded again")
		})
	}
}

func TestDeepPathInALiteral(t *testing.T) {
	t.Parallel()
	q := query.Query{Deep: query.Relations{"a.b": query.New(query.Limit(1))}}
	require.ErrorContains(t, q.Validate(), `query: Deep("a.b"): a field name is needed`)
	assert.Equal(t, `deep={"a":{"b":{"_limit":1}}}`, inURL(t, q), "as an option it is taken apart")
}

func TestAliasWithDeep(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `alias={"en":"translations"}&deep={"en":{"_filter":{"language":{"_eq":"en"}}}}&fields=id,en.title`,
		inURL(t, query.Fields("id", "en.title"), query.Alias("en", "translations"), query.Deep("en", query.Eq("language", "en"))))
}
