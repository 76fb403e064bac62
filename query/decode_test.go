package query_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func unmarshalled(t *testing.T, text []byte) query.Query {
	t.Helper()
	var q query.Query
	require.NoError(t, json.Unmarshal(text, &q))
	return q
}

func TestStoredQueries(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]query.Query{
		"empty":      {},
		"everything": everything(),
		"deep":       query.New(query.Deep("a.b.c", a, query.Sort("x"), query.Limit(0)), query.Deep("a", query.Search("s"))),
		"logic":      query.New(query.Or(query.And(a, b), query.In("c", "x", "y")), query.Between("d", 1, 2)),
		"limit 0":    query.New(query.Limit(0), query.Backlink(true)),
		"meta":       query.New(query.Meta(query.FilterCount, query.TotalCount)),
	} {
		encoded, err := json.Marshal(q)
		require.NoError(t, err, name)
		got := unmarshalled(t, encoded)
		again, err := json.Marshal(got)
		require.NoError(t, err, name)
		assert.JSONEq(t, string(encoded), string(again), name)

		got.Filter, q.Filter = nil, nil // numbers in there are json.Number now
		got.Deep, q.Deep = nil, nil
		assert.Equal(t, q, got, name)
	}
}

func TestStoredFiltersKeepNumbers(t *testing.T) {
	t.Parallel()
	const text = `{"filter":{"id":{"_in":[9007199254740993,1.10]}},"deep":{"r":{"_filter":{"id":{"_eq":9007199254740993}}}}}`
	q := unmarshalled(t, []byte(text))
	assert.Equal(t, query.Filter{"id": query.Filter{"_in": []any{json.Number("9007199254740993"), json.Number("1.10")}}}, q.Filter)
	assert.Equal(t, query.Filter{"id": query.Filter{"_eq": json.Number("9007199254740993")}}, q.Deep["r"].Filter)
	encoded, err := json.Marshal(q)
	require.NoError(t, err)
	assert.Equal(t, text, string(encoded))
}

// TestDecodingWhatDirectusTakes decodes forms that Encode does not write.
func TestDecodingWhatDirectusTakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want []query.Option
	}{
		"lists as text":      {`{"fields":"a,json(f,x),b","sort":"-a,b","groupBy":"a","meta":"*"}`, []query.Option{query.Fields("a", "json(f,x)", "b"), query.Sort("-a", "b"), query.GroupBy("a"), query.Meta(query.AllMeta)}},
		"lists in lists":     {`{"fields":["a,b","json(f,x)"]}`, []query.Option{query.Fields("a", "b", "json(f,x)")}},
		"empty lists":        {`{"fields":"","sort":[]}`, nil},
		"null":               {`{"fields":null,"filter":null,"limit":null,"deep":null,"since":null,"backlink":null}`, nil},
		"numbers as text":    {`{"limit":"5","offset":"1"}`, []query.Option{query.Limit(5), query.Offset(1)}},
		"bool as text":       {`{"backlink":"false"}`, []query.Option{query.Backlink(false)}},
		"objects as text":    {`{"filter":"{\"a\":{\"_eq\":\"x\"}}","alias":"{\"x\":\"a\"}","deep":"{\"r\":{\"_limit\":1}}"}`, []query.Option{query.Eq("a", "x"), query.Alias("x", "a"), query.Deep("r", query.Limit(1))}},
		"aggregate as text":  {`{"aggregate":{"count":"*","sum":"a,b"}}`, []query.Option{query.Aggregated(query.CountItems), query.Aggregated(query.Sum, "a", "b")}},
		"versionRaw":         {`{"version":"v","versionRaw":""}`, []query.Option{query.Version("v"), query.VersionRaw()}},
		"versionRaw, bool":   {`{"version":"v","versionRaw":true}`, []query.Option{query.Version("v"), query.VersionRaw()}},
		"versionRaw, false":  {`{"version":"v","versionRaw":"false"}`, []query.Option{query.Version("v")}},
		"other members":      {`{"since":"x"}`, []query.Option{query.Raw("since", "x")}},
		"deep, text":         {`{"deep":{"r":{"_sort":"a,-b","_limit":"3","s":{"_page":"2"}}}}`, []query.Option{query.Deep("r", query.Sort("a", "-b"), query.Limit(3), query.Deep("s", query.PageNumber(2)))}},
		"deep, empty levels": {`{"deep":{"r":{}}}`, []query.Option{query.Deep("r")}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, query.New(tt.want...), unmarshalled(t, []byte(tt.text)))
		})
	}
}

func TestDecodingMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"filter":"[]"}`:                  "query: filter: a JSON object is needed",
		`[]`:                               "query: json: cannot unmarshal array",
		`{"fields":5}`:                     "query: fields: ",
		`{"sort":[5]}`:                     "query: sort: ",
		`{"limit":"many"}`:                 "query: limit: ",
		`{"limit":1.5}`:                    `query: limit: "1.5" is not a whole number`,
		`{"offset":"1 2"}`:                 `query: offset: "1 2" is not a whole number`,
		`{"filter":"{"}`:                   "query: filter: ",
		`{"filter":["a"]}`:                 "query: filter: ",
		`{"backlink":"maybe"}`:             `query: backlink: "maybe" is neither true nor false`,
		`{"versionRaw":"maybe"}`:           `query: versionRaw: "maybe" is neither true nor false`,
		`{"aggregate":{"sum":5}}`:          "query: aggregate: sum: ",
		`{"aggregate":"x"}`:                "query: aggregate: a JSON object is needed",
		`{"deep":{"r":5}}`:                 "query: deep: ",
		`{"deep":{"r":{"_limit":"x"}}}`:    `query: deep: deep "r": query: limit: `,
		`{"deep":{"r":{"s":{"_sort":5}}}}`: `deep "s": query: sort: `,
		`{"since":5}`:                      "query: since: a text is needed, not 5",
	} {
		var q query.Query
		require.ErrorContains(t, json.Unmarshal([]byte(text), &q), want, text)
	}
}

// TestUnknownOptionsBelowDeep shows that a stored query with an option that would be
// ignored there is not sent.
func TestUnknownOptionsBelowDeep(t *testing.T) {
	t.Parallel()
	q := unmarshalled(t, []byte(`{"deep":{"r":{"_fields":["a"]}}}`))
	refused(t, `query: Deep("r"): only filter, search, sort`, q)
	q = unmarshalled(t, []byte(`{"deep":{"r":{"_flter":"x"}}}`))
	refused(t, `query: Deep("r"): only filter, search, sort`, q)
}
