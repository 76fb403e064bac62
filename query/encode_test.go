package query_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

// everything is a query in which all is set that is sent.
func everything() query.Query {
	return query.New(
		query.Eq("a.b", "x&y=z"), query.Fields("id", "json(f,a[1].b)"), query.Search("50% & more"), query.Sort("-a", "b"),
		query.Limit(10), query.Offset(20), query.Meta(query.TotalCount), query.Aggregated(query.Sum, "a", "b"),
		query.Aggregated(query.CountItems), query.GroupBy("a", "year(d)"), query.Alias("x", "r"),
		query.Deep("x", query.Gt("n", 1), query.Sort("-n"), query.Limit(3), query.PageNumber(2), query.Search("s"),
			query.Deep("y", query.Offset(4), query.Aggregated(query.Max, "n"), query.GroupBy("n"))),
		query.Version("draft"), query.VersionRaw(), query.Backlink(false), query.ExportAs(query.CSV), query.Raw("since", "1&2"),
	)
}

func TestValues(t *testing.T) {
	t.Parallel()
	values, err := everything().Values()
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"fields":     {"id,json(f,a[1].b)"},
		"filter":     {`{"a":{"b":{"_eq":"x&y=z"}}}`},
		"search":     {"50% & more"},
		"sort":       {"-a,b"},
		"limit":      {"10"},
		"offset":     {"20"},
		"meta":       {"total_count"},
		"aggregate":  {`{"count":["*"],"sum":["a","b"]}`},
		"groupBy":    {"a,year(d)"},
		"alias":      {`{"x":"r"}`},
		"deep":       {`{"x":{"_filter":{"n":{"_gt":1}},"_limit":3,"_page":2,"_search":"s","_sort":["-n"],"y":{"_aggregate":{"max":["n"]},"_groupBy":["n"],"_offset":4}}}`},
		"version":    {"draft"},
		"versionRaw": {"true"},
		"backlink":   {"false"},
		"export":     {"csv"},
		"since":      {"1&2"},
	}, values)
}

func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	encoded, err := everything().MarshalJSON()
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"fields": ["id", "json(f,a[1].b)"],
		"filter": {"a": {"b": {"_eq": "x&y=z"}}},
		"search": "50% & more",
		"sort": ["-a", "b"],
		"limit": 10,
		"offset": 20,
		"meta": ["total_count"],
		"aggregate": {"count": ["*"], "sum": ["a", "b"]},
		"groupBy": ["a", "year(d)"],
		"alias": {"x": "r"},
		"deep": {"x": {
			"_filter": {"n": {"_gt": 1}}, "_limit": 3, "_page": 2, "_search": "s", "_sort": ["-n"],
			"y": {"_aggregate": {"max": ["n"]}, "_groupBy": ["n"], "_offset": 4}
		}},
		"version": "draft",
		"versionRaw": "true",
		"backlink": false,
		"export": "csv",
		"since": "1&2"
	}`, string(encoded))
}

func TestMarshalJSONWithoutParams(t *testing.T) {
	t.Parallel()
	q := everything()
	q.Params = nil
	direct, err := q.MarshalJSON()
	require.NoError(t, err)
	viaPackage, err := json.Marshal(q)
	require.NoError(t, err)
	assert.JSONEq(t, string(direct), string(viaPackage))
	assert.Contains(t, string(direct), "x&y=z", "nothing is escaped for HTML")
	assert.Empty(t, unmarshalled(t, direct).Params)
}

func TestAllMetaInJSON(t *testing.T) {
	t.Parallel()
	q := query.New(query.Meta(query.AllMeta), query.Raw("x", "y"))
	assert.JSONEq(t, `{"meta":["total_count","filter_count"],"x":"y"}`, inJSON(t, q))
	assert.Equal(t, []query.MetaCount{query.AllMeta}, q.Meta, "the query itself is as it was")
	assert.Equal(t, "meta=*&x=y", inURL(t, q))
}

func TestValuesAreTheCallers(t *testing.T) {
	t.Parallel()
	for _, q := range []query.Query{{}, query.New(a), everything()} {
		values, err := q.Values()
		require.NoError(t, err)
		values.Set("limit", "99")
		again, err := q.Values()
		require.NoError(t, err)
		assert.NotEqual(t, "99", again.Get("limit"))
	}
}

// TestEncodedTextStaysInItsParameter tries texts that mean something in a URL.
func TestEncodedTextStaysInItsParameter(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"&limit=-1", "#x", "a+b", "%26", "\x00\n", "ü\u2028", `"}`, "a;b", "=", "\xff"} {
		values, err := query.New(query.Search(text), query.Eq("a", text), query.Fields(text), query.Sort(text), query.Raw("p", text)).Values()
		require.NoError(t, err)
		parsed, err := url.ParseQuery(values.Encode())
		require.NoError(t, err, text)
		assert.Equal(t, values, parsed)
		assert.Len(t, parsed, 5)
		assert.Equal(t, []string{text}, parsed["search"])
	}
}
