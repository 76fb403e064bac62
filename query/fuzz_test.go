package query_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

// FuzzTextInQueries shows that no text adds a parameter to the URL or drops one, and that
// it stays what it was.
func FuzzTextInQueries(f *testing.F) {
	for _, seed := range []string{"title", "a,b", "json(f,a.b)", "&limit=-1", "x=y", "#", "%00", "+", ";", "", "-", `"}`, "][", "(", "access_token", "\xff\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		options := map[string]query.Option{
			"fields":  query.Fields("id", text),
			"sort":    query.Sort("id", text),
			"groupBy": query.GroupBy("id", text),
			"filter":  query.In("a", text, text),
			"search":  query.Search("id," + text),
			"alias":   query.Alias("x", text),
			"deep":    query.Deep("r", query.Eq("a", text), query.Search(text), query.Sort("-id", text)),
			"version": query.Version("id," + text),
			"x":       query.Raw("x", "id,"+text),
			"limit":   query.Limit(1),
		}
		valid := query.Query{}
		for param, option := range options {
			values, err := query.New(option).Values()
			if err != nil {
				delete(options, param) // a mistake; nothing is encoded
				continue
			}
			valid = query.New(valid, option)
			want := url.Values{param: {values.Get(param)}}
			switch param {
			case "fields", "sort", "groupBy", "search", "version", "x":
				want = url.Values{param: {"id," + text}}
			}
			assert.Equal(t, want, values)
		}
		values, err := valid.Values()
		require.NoError(t, err)
		assert.Len(t, values, len(options))
		parsed, err := url.ParseQuery(values.Encode())
		require.NoError(t, err)
		assert.Equal(t, values, parsed)
		q, err := query.Parse(parsed)
		require.NoError(t, err)
		again, err := q.Values()
		require.NoError(t, err)
		assert.Len(t, again, len(values))
		if utf8.ValidString(text) { // what JSON cannot hold is written in two ways
			assert.Equal(t, values, again)
		}
	})
}

// FuzzFilterNames shows that the name of a field stays one name.
func FuzzFilterNames(f *testing.F) {
	for _, seed := range []string{"a", "a.b", "year(d)", "", " ", "_and", "_or", `"`, "a..b", "f(a.b)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		encoded, err := query.New(query.Eq(name, "x")).MarshalJSON()
		if err != nil {
			return
		}
		var q query.Query
		require.NoError(t, json.Unmarshal(encoded, &q))
		var rules any = q.Filter
		for {
			f, ok := rules.(query.Filter)
			if !ok {
				break
			}
			require.Len(t, f, 1)
			for _, rules = range f {
			}
		}
		assert.Equal(t, "x", rules)
	})
}

// FuzzParse parses any URL query. What is a query is encoded and parsed to the same one.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"fields=a,b&limit=5", "filter[_or][0][a][_eq]=1", `filter={"a":{"_eq":1}}`, "deep[r][_limit]=3&deep[r][s][_sort][]=a", "aggregate[count]=*", "alias[x]=y", "x=y&x[=z", "versionRaw", "filter[a][]=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rawQuery string) {
		values, err := url.ParseQuery(rawQuery)
		if err != nil {
			return
		}
		q, err := query.Parse(values)
		if err != nil {
			return
		}
		encoded, err := q.Values()
		if err != nil {
			return
		}
		again, err := query.Parse(encoded)
		require.NoError(t, err)
		reencoded, err := again.Values()
		require.NoError(t, err)
		assert.Equal(t, encoded, reencoded)
	})
}

// FuzzDecode decodes any text as a query. What is a query can be encoded, or has a mistake.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{}`, `{"fields":"a,b","limit":"5"}`, `{"filter":{"_and":[{"a":{"_eq":1}}]}}`, `{"deep":{"r":{"_limit":1,"s":{}}}}`, `{"x":"y"}`, `{"filter":{"r":{"_some":{}}}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var q query.Query
		if json.Unmarshal([]byte(text), &q) != nil {
			return
		}
		encoded, err := q.MarshalJSON()
		if err != nil {
			return
		}
		var again query.Query
		require.NoError(t, json.Unmarshal(encoded, &again))
		reencoded, err := again.MarshalJSON()
		require.NoError(t, err)
		assert.JSONEq(t, string(encoded), string(reencoded))
	})
}
