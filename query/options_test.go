package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	type options []query.Option
	tests := map[string]struct {
		options options
		url     string
		json    string
	}{
		"nothing":         {nil, "", `{}`},
		"nil":             {options{nil, query.Limit(1), nil}, "limit=1", `{"limit":1}`},
		"Fields":          {options{query.Fields("id", "author.*"), query.Fields("title")}, "fields=id,author.*,title", `{"fields":["id","author.*","title"]}`},
		"Fields, none":    {options{query.Fields()}, "", `{}`},
		"Search":          {options{query.Search("x"), query.Search("a&b=c")}, "search=a&b=c", `{"search":"a&b=c"}`},
		"Search, off":     {options{query.Search("x"), query.Search("")}, "", `{}`},
		"Sort":            {options{query.Sort(query.Desc("a"), query.Asc("b")), query.Sort("-c.d")}, "sort=-a,b,-c.d", `{"sort":["-a","b","-c.d"]}`},
		"Limit":           {options{query.Limit(5), query.Limit(7)}, "limit=7", `{"limit":7}`},
		"Limit 0":         {options{query.Limit(0)}, "limit=0", `{"limit":0}`},
		"Unlimited":       {options{query.Limit(query.Unlimited)}, "limit=-1", `{"limit":-1}`},
		"Offset":          {options{query.Offset(5), query.Offset(7)}, "offset=7", `{"offset":7}`},
		"Offset, off":     {options{query.Offset(5), query.Offset(0)}, "", `{}`},
		"Offset, all":     {options{query.Offset(5), query.Limit(-1)}, "limit=-1&offset=5", `{"limit":-1,"offset":5}`},
		"PageNumber":      {options{query.PageNumber(2), query.Limit(10)}, "limit=10&page=2", `{"limit":10,"page":2}`},
		"PageSize":        {options{query.PageSize(50)}, "", `{}`},
		"Meta":            {options{query.Meta(query.TotalCount), query.Meta(query.FilterCount)}, "meta=total_count,filter_count", `{"meta":["total_count","filter_count"]}`},
		"AllMeta":         {options{query.Meta(query.AllMeta)}, "meta=*", `{"meta":["total_count","filter_count"]}`},
		"AllMeta, twice":  {options{query.Meta(query.TotalCount), query.Meta(query.AllMeta)}, "meta=*", `{"meta":["total_count","filter_count"]}`},
		"Alias":           {options{query.Alias("x", "a"), query.Alias("y", "b"), query.Alias("x", "c")}, `alias={"x":"c","y":"b"}`, `{"alias":{"x":"c","y":"b"}}`},
		"Alias, function": {options{query.Alias("x", query.JSONValue("f", "a[0].b"))}, `alias={"x":"json(f,a[0].b)"}`, `{"alias":{"x":"json(f,a[0].b)"}}`},
		"Version":         {options{query.Version("draft"), query.VersionRaw()}, "version=draft&versionRaw=true", `{"version":"draft","versionRaw":"true"}`},
		"Backlink":        {options{query.Backlink(true), query.Backlink(false)}, "backlink=false", `{"backlink":false}`},
		"Backlink true":   {options{query.Backlink(true)}, "backlink=true", `{"backlink":true}`},
		"ExportAs":        {options{query.ExportAs(query.CSVUTF8)}, "export=csv_utf8", `{"export":"csv_utf8"}`},
		"Everything":      {options{query.Everything()}, "", `{}`},
		"Raw":             {options{query.Raw("since", "x&y"), query.Raw("force", ""), query.Limit(1)}, "force=&limit=1&since=x&y", `{"force":"","limit":1,"since":"x\u0026y"}`},
		"functions":       {options{query.Fields("id", "json(f,a[1].b)", query.Year("d")), query.Sort("-json(f,a.b)")}, "fields=id,json(f,a[1].b),year(d)&sort=-json(f,a.b)", `{"fields":["id","json(f,a[1].b)","year(d)"],"sort":["-json(f,a.b)"]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.url, inURL(t, tt.options...))
			assert.JSONEq(t, tt.json, inJSON(t, tt.options...))
			assert.Equal(t, tt.url, inURL(t, query.New(tt.options...)), "a query is an option")
		})
	}
}

func TestOptionMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		option query.Option
		want   string
	}{
		"Fields, empty":         {query.Fields("id", ""), `query: Fields: "": one field name is needed, without commas`},
		"Fields, blank":         {query.Fields(" "), `query: Fields: " "`},
		"Fields, comma":         {query.Fields("a,b"), `query: Fields: "a,b"`},
		"Fields, comma after":   {query.Fields("json(a,b),c"), `query: Fields: "json(a,b),c"`},
		"Fields, parenthesis":   {query.Fields("json(a,b"), `query: Fields: "json(a,b"`},
		"Fields, function":      {query.Fields(query.Count("")), `query: Fields: "count()"`},
		"Fields, function path": {query.Fields(query.Count("a.")), `query: Fields: "a.count()"`},
		"Fields, JSON":          {query.Fields(query.JSONValue("", "a")), `query: Fields: "json(,a)"`},
		"Sort, empty":           {query.Sort(""), `query: Sort: ""`},
		"Sort, minus":           {query.Sort(query.Desc("")), `query: Sort: "-"`},
		"Sort, comma":           {query.Sort("-a,b"), `query: Sort: "-a,b"`},
		"Limit":                 {query.Limit(-5), `query: Limit: a number from -1 (all) up is needed`},
		"Offset":                {query.Offset(-1), `query: Offset: a number from 0 up is needed`},
		"PageNumber 0":          {query.PageNumber(0), `query: PageNumber(0): a number from 1 up is needed`},
		"Page":                  {query.Query{Page: -1}, `query: PageNumber: a number from 1 up is needed`},
		"PageNumber, all":       {query.New(query.PageNumber(2), query.Limit(-1)), `query: PageNumber: there are no pages without a limit`},
		"PageNumber, Offset":    {query.New(query.PageNumber(2), query.Offset(1)), `query: PageNumber and Offset exclude each other`},
		"PageSize 0":            {query.PageSize(0), `query: PageSize(0): a number from 1 up is needed`},
		"PageSize":              {query.Query{PageSize: -1}, `query: PageSize: a number from 1 up is needed`},
		"Meta":                  {query.Meta("count"), `query: Meta: "count": total_count, filter_count or * is needed`},
		"Alias, no name":        {query.Alias("", "a"), `query: Alias("", "a"): a name without dots and a field are needed`},
		"Alias, dot":            {query.Alias("x.y", "a"), `query: Alias("x.y", "a")`},
		"Alias, comma":          {query.Alias("x,y", "a"), `query: Alias("x,y", "a")`},
		"Alias, no field":       {query.Alias("x", " "), `query: Alias("x", " ")`},
		"Version":               {query.Version(""), `query: Version: an empty key`},
		"VersionRaw":            {query.VersionRaw(), `query: VersionRaw: which Version is not said`},
		"Raw, no name":          {query.Raw("", "x"), `query: Raw: an empty parameter name`},
		"Raw, only brackets":    {query.Raw("[a]", "x"), `query: Raw: an empty parameter name`},
		"Raw, token":            {query.Raw("access_token", "secret"), `query: Raw: access_token: a token does not belong in a URL`},
		"Raw, token in list":    {query.Raw("access_token[]", "secret"), `query: Raw: access_token: a token does not belong in a URL`},
		"Raw, taken":            {query.New(query.Limit(1), query.Raw("limit", "2")), `query: Raw: limit is set by another option too`},
		"Raw, part of filter":   {query.New(a, query.Raw("filter[b]", "2")), `query: Raw: filter[b] is set by another option too`},
		"Deep, Fields":          {query.Deep("a", query.Fields("b")), `query: Deep("a"): only filter, search, sort`},
		"Deep, Meta":            {query.Deep("a", query.Meta(query.AllMeta)), `query: Deep("a"): only filter`},
		"Deep, Alias":           {query.Deep("a", query.Alias("x", "b")), `query: Deep("a"): only filter`},
		"Deep, Raw":             {query.Deep("a", query.Raw("x", "b")), `query: Deep("a"): only filter`},
		"Deep, Version":         {query.Deep("a", query.Version("x")), `query: Deep("a"): only filter`},
		"Deep, VersionRaw":      {query.Deep("a", query.VersionRaw()), `query: Deep("a"): only filter`},
		"Deep, ExportAs":        {query.Deep("a", query.ExportAs(query.CSV)), `query: Deep("a"): only filter`},
		"Deep, PageSize":        {query.Deep("a", query.PageSize(5)), `query: Deep("a"): only filter`},
		"Deep, Backlink":        {query.Deep("a", query.Backlink(true)), `query: Deep("a"): only filter`},
		"Deep, Everything":      {query.Deep("a", query.Everything()), `query: Deep("a"): only filter`},
		"Deep, no field":        {query.Deep("", a), `query: Deep(""): a field name is needed`},
		"Deep, no part":         {query.Deep("a.", b), `query: Deep(""): a field name is needed`},
		"Deep, option name":     {query.Deep("_limit", a), `query: Deep("_limit"): a field name is needed`},
		"Deep, inner":           {query.Deep("a", query.Limit(-5)), `query: Limit: a number from -1 (all) up is needed`},
		"Deep, further inner":   {query.Deep("a.b", query.PageNumber(0)), `query: PageNumber(0): a number from 1 up is needed`},
		"Aggregated, unknown":   {query.Aggregated("median", "a"), `query: Aggregated("median"): no such function`},
		"Aggregated, *":         {query.Aggregated(query.Sum), `query: Aggregated("sum"): a field is needed`},
		"Aggregated, *, too":    {query.Aggregated(query.CountItems, "*", "a"), `query: Aggregated("count"): either fields are needed, or * alone`},
		"Aggregated, countAll":  {query.Aggregated(query.CountAll), `query: Aggregated("countAll"): only GraphQL knows it`},
		"Aggregated, distinct":  {query.Aggregated(query.CountDistinct), `query: Aggregated("countDistinct"): a field is needed`},
		"Aggregated, no field":  {query.Aggregated(query.Max, ""), `query: Aggregated("max", ""): one field name is needed`},
		"Aggregated, comma":     {query.Aggregated(query.Max, "a,b"), `query: Aggregated("max", "a,b"): one field name is needed`},
		"Aggregated, nothing":   {query.Query{Aggregate: query.Aggregates{query.Max: {}}}, `query: Aggregated("max"): either fields are needed`},
		"GroupBy, empty":        {query.GroupBy(""), `query: GroupBy: ""`},
		"GroupBy, comma":        {query.GroupBy("a,b"), `query: GroupBy: "a,b"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, tt.want, tt.option)
			refused(t, tt.want, query.Fields("ok"), tt.option, query.Search("ok"))
			refused(t, tt.want, query.New(a, tt.option), b)
		})
	}
}

func TestErrorsHideTokens(t *testing.T) {
	t.Parallel()
	_, err := query.New(query.Raw("access_token", "secret"), query.Eq("token", make(chan int))).Values()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
}

func TestMistakesAreAllReported(t *testing.T) {
	t.Parallel()
	err := query.New(query.Limit(-2), query.Fields(""), query.Or()).Validate()
	assert.EqualError(t, err, "query: Limit: a number from -1 (all) up is needed\n"+
		"query: Fields: \"\": one field name is needed, without commas\n"+
		"query: Or: no filters")
}

// TestOptionsCopyTheirLists changes what options were made from.
func TestOptionsCopyTheirLists(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b"}
	counts := []query.MetaCount{query.TotalCount}
	inner := []query.Option{query.Sort("x"), query.Limit(1)}
	options := []query.Option{
		query.Fields(names...), query.Sort(names...), query.GroupBy(names...), query.Meta(counts...),
		query.Aggregated(query.Sum, names...), query.Deep("r", inner...),
	}
	want := inURL(t, options...)
	names[0], counts[0], inner[0] = "changed", query.FilterCount, query.Sort("y")
	assert.Equal(t, want, inURL(t, options...))
}

// TestQueriesAreCopied uses a query as an option, changes it afterwards, and shows that
// neither this nor adding to the new query changes the other one.
func TestQueriesAreCopied(t *testing.T) {
	t.Parallel()
	stored := query.New(query.Fields("a"), query.Sort("a"), query.GroupBy("a"), query.Meta(query.TotalCount),
		query.Aggregated(query.Sum, "a"), query.Alias("x", "a"), query.Deep("r", a, query.Deep("s", query.Limit(1))),
		query.Limit(1), query.Backlink(true), query.Raw("p", "1"), a)
	before := inURL(t, stored)
	made := query.New(stored, query.Fields("b"), query.Sort("b"), query.GroupBy("b"), query.Meta(query.FilterCount),
		query.Aggregated(query.Sum, "b"), query.Alias("y", "b"), query.Deep("r", b, query.Deep("s", query.Limit(2))),
		query.Limit(2), query.Backlink(false), query.Raw("q", "2"), b)
	assert.Equal(t, before, inURL(t, stored))

	after := inURL(t, made)
	stored.Fields[0], stored.Sort[0], stored.GroupBy[0], stored.Meta[0] = "z", "z", "z", query.AllMeta
	stored.Aggregate[query.Sum][0], stored.Alias["x"], stored.Params["p"] = "z", "z", "z"
	*stored.Limit, *stored.Backlink = 9, false
	set(t, stored.Filter, 9)
	set(t, stored.Deep["r"].Filter, 9)
	delete(stored.Deep["r"].Deep, "s")
	assert.Equal(t, after, inURL(t, made))
}
