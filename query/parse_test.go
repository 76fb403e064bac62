package query_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func parsed(t *testing.T, rawQuery string) query.Query {
	t.Helper()
	values, err := url.ParseQuery(rawQuery)
	require.NoError(t, err)
	q, err := query.Parse(values)
	require.NoError(t, err, rawQuery)
	return q
}

func TestParse(t *testing.T) {
	t.Parallel()
	eq := func(field, value string) query.Filter { return query.Eq(field, value) }
	tests := map[string]struct {
		url  string
		want []query.Option
	}{
		"nothing":              {``, nil},
		"empty":                {`fields=&sort=&filter=&search=&deep=&alias=&meta=&export=&version=`, nil},
		"list":                 {`fields=a,json(f,x),b&sort=-a,b&groupBy=a&meta=total_count,filter_count`, []query.Option{query.Fields("a", "json(f,x)", "b"), query.Sort("-a", "b"), query.GroupBy("a"), query.Meta(query.TotalCount, query.FilterCount)}},
		"all counts":           {`meta=*`, []query.Option{query.Meta(query.AllMeta)}},
		"repeated list":        {`fields=a&fields=b,c`, []query.Option{query.Fields("a", "b", "c")}},
		"list in brackets":     {`fields[]=a&fields[]=b&sort[]=-a`, []query.Option{query.Fields("a", "b"), query.Sort("-a")}},
		"list with indexes":    {`fields[10]=c&fields[2]=b&fields[0]=a`, []query.Option{query.Fields("a", "b", "c")}},
		"functions in a list":  {`fields[]=json(f,x),b`, []query.Option{query.Fields("json(f,x)", "b")}},
		"numbers":              {`limit=-1&offset=2&page=3`, []query.Option{query.Limit(-1), query.Offset(2), query.PageNumber(3)}},
		"texts":                {`search=a%26b&version=v&versionRaw=&backlink=false&export=csv`, []query.Option{query.Search("a&b"), query.Version("v"), query.VersionRaw(), query.Backlink(false), query.ExportAs(query.CSV)}},
		"texts with values":    {`versionRaw=true&version=v&backlink=true`, []query.Option{query.Version("v"), query.VersionRaw(), query.Backlink(true)}},
		"others":               {`since=x&x[y]=z&b%5B=1`, []query.Option{query.Raw("since", "x"), query.Raw("x[y]", "z"), query.Raw("b[", "1")}},
		"filter":               {`filter={"a":{"_eq":"x"}}`, []query.Option{eq("a", "x")}},
		"filter, brackets":     {`filter[a][_eq]=x`, []query.Option{eq("a", "x")}},
		"filter, path":         {`filter[a][b][_eq]=x`, []query.Option{eq("a.b", "x")}},
		"filter, function":     {`filter[year(d)][_eq]=x`, []query.Option{eq("year(d)", "x")}},
		"filter, or":           {`filter[_or][0][a][_eq]=x&filter[_or][1][b][_eq]=y`, []query.Option{query.Or(eq("a", "x"), eq("b", "y"))}},
		"filter, ten of or":    {`filter[_or][10][b][_eq]=y&filter[_or][9][a][_eq]=x`, []query.Option{query.Or(eq("a", "x"), eq("b", "y"))}},
		"filter, list":         {`filter[a][_in]=x,y`, []query.Option{query.Filter{"a": query.Filter{"_in": "x,y"}}}},
		"filter, repeated":     {`filter[a][_in]=x&filter[a][_in]=y`, []query.Option{query.In("a", "x", "y")}},
		"filter, one in []":    {`filter[a][_in][]=x`, []query.Option{query.In("a", "x")}},
		"filter, two in []":    {`filter[a][_in][]=x&filter[a][_in][]=y`, []query.Option{query.In("a", "x", "y")}},
		"filter, indexes":      {`filter[a][_between][0]=x&filter[a][_between][1]=y`, []query.Option{query.Between("a", "x", "y")}},
		"filter, two fields":   {`filter[a][_eq]=x&filter[b][_eq]=y`, []query.Option{query.Filter{"a": query.Filter{"_eq": "x"}, "b": query.Filter{"_eq": "y"}}}},
		"filter, short form":   {`filter[a]=x`, []query.Option{query.Filter{"a": "x"}}},
		"aggregate":            {`aggregate={"sum":["a","b"]}`, []query.Option{query.Aggregated(query.Sum, "a", "b")}},
		"aggregate, brackets":  {`aggregate[count]=*&aggregate[sum]=a,b`, []query.Option{query.Aggregated(query.CountItems), query.Aggregated(query.Sum, "a", "b")}},
		"aggregate, list":      {`aggregate[sum][]=a&aggregate[sum][]=b`, []query.Option{query.Aggregated(query.Sum, "a", "b")}},
		"alias":                {`alias={"x":"a"}`, []query.Option{query.Alias("x", "a")}},
		"alias, brackets":      {`alias[x]=a&alias[y]=json(f,b)`, []query.Option{query.Alias("x", "a"), query.Alias("y", "json(f,b)")}},
		"deep":                 {`deep={"r":{"_limit":3}}`, []query.Option{query.Deep("r", query.Limit(3))}},
		"deep, brackets":       {`deep[r][_limit]=3&deep[r][_sort]=-a,b&deep[r][s][_page]=2`, []query.Option{query.Deep("r", query.Limit(3), query.Sort("-a", "b"), query.Deep("s", query.PageNumber(2)))}},
		"deep, filter":         {`deep[r][_filter][a][_eq]=x`, []query.Option{query.Deep("r", eq("a", "x"))}},
		"deep, list":           {`deep[r][_sort][]=-a&deep[r][_sort][]=b`, []query.Option{query.Deep("r", query.Sort("-a", "b"))}},
		"brackets in a filter": {`filter={"a[0]":{"_eq":"x"}}`, []query.Option{query.Filter{"a[0]": query.Filter{"_eq": "x"}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, query.New(tt.want...), parsed(t, tt.url))
		})
	}
}

func TestParseKeepsNumbers(t *testing.T) {
	t.Parallel()
	assert.Equal(t, query.Filter{"id": query.Filter{"_in": []any{json.Number("9007199254740993"), json.Number("1.10")}}},
		parsed(t, `filter={"id":{"_in":[9007199254740993,1.10]}}`).Filter)
}

func TestParseMistakes(t *testing.T) {
	t.Parallel()
	for rawQuery, want := range map[string]string{
		`limit=many`:                          `query: parameter "limit": "many" is not a whole number`,
		`limit=`:                              `query: parameter "limit": "" is not a whole number`,
		`offset=1.5`:                          `query: parameter "offset": "1.5" is not a whole number`,
		`page=1&page=2`:                       `query: parameter "page": it has 2 values instead of one`,
		`search=a&search=b`:                   `query: parameter "search": it has 2 values instead of one`,
		`since=a&since=b`:                     `query: parameter "since": it has 2 values instead of one`,
		`filter={}&filter={}`:                 `query: parameter "filter": it has 2 values instead of one`,
		`backlink=maybe`:                      `query: parameter "backlink": "maybe" is neither true nor false`,
		`versionRaw=maybe`:                    `query: parameter "versionRaw": "maybe" is neither true nor false`,
		`filter=x`:                            `query: parameter "filter": a JSON object is needed`,
		`filter=[]`:                           `query: parameter "filter": a JSON object is needed`,
		`filter={"a":`:                        `query: parameter "filter": unexpected EOF`,
		`filter={}{}`:                         `query: parameter "filter": unexpected text after the value`,
		`deep={"r":5}`:                        `query: parameter "deep": `,
		`deep={"r":{"_limit":"x"}}`:           `query: parameter "deep": deep "r": query: limit: "x" is not a whole number`,
		`alias={"a":1}`:                       `query: parameter "alias": `,
		`aggregate={"sum":1}`:                 `query: parameter "aggregate": sum: `,
		`access_token=secret`:                 `query: parameter "access_token": a token does not belong in a query`,
		`access_token[]=secret`:               `query: parameter "access_token[]": it is one value and takes no brackets`,
		`limit[]=1`:                           `query: parameter "limit[]": it is one value and takes no brackets`,
		`search[a]=1`:                         `query: parameter "search[a]": it is one value and takes no brackets`,
		`filter[a=1`:                          `query: parameter "filter[a": the brackets do not match`,
		`filter[a]b[c]=1`:                     `query: parameter "filter[a]b[c]": the brackets do not match`,
		`filter[a]x=1`:                        `query: parameter "filter[a]x": the brackets do not match`,
		`filter[a][[b]]=1`:                    `query: parameter "filter[a][[b]]": the brackets do not match`,
		`filter[_or][][a]=1`:                  `query: parameter "filter[_or][][a]": [] in the middle`,
		`filter={}&filter[a]=1`:               `query: parameter "filter": it is given both with brackets and without`,
		`fields=a&fields[]=b`:                 `query: parameter "fields": it is given both with brackets and without`,
		`filter[a]=1&filter[a][_eq]=2`:        `query: parameter "filter[a][_eq]": "a" is given in two ways`,
		`filter[a][_in][]=1&filter[a][_in]=2`: `query: parameter "filter[a][_in][]": "_in" is given in two ways`,
		`filter[0][a]=1`:                      `query: parameter "filter": `,
		`filter[]=a`:                          `query: parameter "filter": `,
		`fields[x]=a`:                         `query: parameter "fields": `,
		`fields[x][y]=a`:                      `query: parameter "fields": `,
		`deep[r]=5`:                           `query: parameter "deep": `,
		`deep[r][_limit]=5&deep[r][_limit]=6`: `query: parameter "deep": deep "r": query: limit: `,
		`alias[x][y]=a`:                       `query: parameter "alias": `,
		`limit=x&filter[a=1`:                  `query: parameter "filter[a": the brackets do not match`,
	} {
		values, err := url.ParseQuery(rawQuery)
		require.NoError(t, err)
		q, err := query.Parse(values)
		require.ErrorContains(t, err, want, rawQuery)
		assert.True(t, q.IsZero())
		assert.NotContains(t, err.Error(), "secret")
	}
}

// TestParsedMistakes shows that what is wrong in a query is still found before it is sent.
func TestParsedMistakes(t *testing.T) {
	t.Parallel()
	for rawQuery, want := range map[string]string{
		`limit=-5`:                       `query: Limit: a number from -1`,
		`filter={"_or":[]}`:              `query: filter "_or": a list of filters is needed`,
		`deep[r][_fields]=a`:             `query: Deep("r"): only filter`,
		`meta=count`:                     `query: Meta: "count"`,
		`fields=a,,b`:                    `query: Fields: ""`,
		`sort=-`:                         `query: Sort: "-"`,
		`alias[x.y]=a`:                   `query: Alias("x.y", "a")`,
		`versionRaw=true`:                `query: VersionRaw: which Version is not said`,
		`aggregate[median]=a`:            `query: Aggregated("median")`,
		`filter[r][_some][_and][0][a]=1`: `query: filter "_some"`,
		`page=2&limit=-1`:                `query: PageNumber: there are no pages`,
	} {
		refused(t, want, parsed(t, rawQuery))
	}
}

func TestParseDoesNotChangeItsValues(t *testing.T) {
	t.Parallel()
	values := url.Values{"fields": {"a,b"}, "filter[a][_in]": {"x", "y"}, "since": {"z"}}
	before, err := json.Marshal(values)
	require.NoError(t, err)
	q, err := query.Parse(values)
	require.NoError(t, err)
	q.Fields[0] = "changed"
	q.Filter["a"] = "changed"
	after, err := json.Marshal(values)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}
