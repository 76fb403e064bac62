package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// library makes authors and articles. Ada wrote 1 and 2, Bob 3, nobody 4; Cleo has no
// articles.
func library(t *testing.T, client *directus.Client) (writers, texts reader) {
	t.Helper()
	makeCollection(t, client, "writers", m{}, column("name", "string"))
	makeCollection(
		t, client, "texts", m{},
		column("title", "string"), column("rank", "integer"), column("published", "date"),
		column("extra", "json", "cast-json"), column("writer", "integer"),
	)
	relate(t, client, "texts", "writer", "writers", "texts")
	fill(t, client, "writers", m{"name": "Ada"}, m{"name": "Bob"}, m{"name": "Cleo"})
	fill(
		t, client, "texts",
		m{"title": "One", "rank": 1, "published": "2024-01-15", "extra": m{"a": []any{0, m{"b": "x"}}}, "writer": 1},
		m{"title": "Two", "rank": 2, "published": "2025-02-16", "extra": m{"a": []any{0, m{"b": "y"}}}, "writer": 1},
		m{"title": "Three", "rank": 3, "published": "2025-02-17", "extra": []any{1, 2}, "writer": 2},
		m{"title": "Four", "rank": 4},
	)
	return newReader(client, "writers"), newReader(client, "texts")
}

func realRelations(t *testing.T, writers, texts reader) {
	t.Helper()
	t.Run("filters of lists", func(t *testing.T) { t.Parallel(); listFilters(t, writers) })
	t.Run("filters", func(t *testing.T) { t.Parallel(); logicFilters(t, texts) })
	t.Run("options", func(t *testing.T) { t.Parallel(); listOptions(t, texts) })
	t.Run("meta", func(t *testing.T) { t.Parallel(); metaCounts(t, texts) })
	t.Run("functions", func(t *testing.T) { t.Parallel(); functions(t, writers, texts) })
	t.Run("values in JSON", func(t *testing.T) { t.Parallel(); jsonValues(t, texts) })
	t.Run("deep", func(t *testing.T) { t.Parallel(); deepOptions(t, writers, texts) })
	t.Run("backlink", func(t *testing.T) { t.Parallel(); backlink(t, texts) })
	t.Run("aggregates", func(t *testing.T) { t.Parallel(); aggregates(t, writers, texts) })
}

func listFilters(t *testing.T, writers reader) {
	t.Helper()
	one, two, three := query.Eq("title", "One"), query.Eq("title", "Two"), query.Eq("title", "Three")
	rank := func(n int) query.Filter { return query.Eq("rank", n) }
	matches(t, writers, map[string]match{
		"Some":                    {query.Some("texts", one), []int{1}},
		"Some of In":              {query.Some("texts", query.In("title", "One", "Three")), []int{1, 2}},
		"Some of two, same item":  {query.Some("texts", one, rank(1)), []int{1}},
		"Some of two, two items":  {query.Some("texts", one, rank(2)), []int{}},
		"Some twice":              {query.And(query.Some("texts", one), query.Some("texts", rank(2))), []int{1}},
		"Some of or":              {query.Some("texts", query.Or(one, three)), []int{1, 2}},
		"Some of or of and":       {query.Some("texts", query.Or(query.And(one, rank(2)), three)), []int{2}},
		"Some of and of or":       {query.Some("texts", query.Or(one, two), rank(2)), []int{1}},
		"Some of two operators":   {query.Some("texts", query.Filter{"rank": query.Filter{"_gt": 1, "_lt": 3}}), []int{1}},
		"Some along a path":       {query.Some("texts", query.Eq("writer.name", "Ada")), []int{1}},
		"Some of Some":            {query.Some("texts", query.Rel("writer", query.Rel("texts", two))), []int{1}},
		"Some in or":              {query.Or(query.Some("texts", one), query.Eq("name", "Cleo")), []int{1, 3}},
		"Some of a function":      {query.Some("texts", query.Eq(query.Month("published"), 1)), []int{1}},
		"None":                    {query.None("texts", one), []int{2, 3}},
		"None of or":              {query.None("texts", query.Or(one, three)), []int{3}},
		"None of any":             {query.None("texts", query.NotNull("id")), []int{3}},
		"None along a path":       {query.None("texts", query.Eq("writer.name", "Ada")), []int{2, 3}},
		"None and Some":           {query.And(query.None("texts", one), query.Some("texts", three)), []int{2}},
		"Rel":                     {query.Rel("texts", one), []int{1}},
		"Rel of two, two items":   {query.Rel("texts", one, rank(2)), []int{}},
		"Rel twice":               {query.And(query.Rel("texts", one), query.Rel("texts", rank(2))), []int{}},
		"Rel of or":               {query.Rel("texts", query.Or(one, three)), []int{1, 2}},
		"Rel of and of or":        {query.Rel("texts", query.Or(one, two), rank(2)), []int{1}},
		"path":                    {query.Eq("texts.title", "Three"), []int{2}},
		"Null":                    {query.Null("texts"), []int{3}},
		"Count":                   {query.Eq(query.Count("texts"), 2), []int{1}},
		"Count 0":                 {query.Eq(query.Count("texts"), 0), []int{3}},
		"every part of the logic": {query.Or(query.And(query.Some("texts", one), query.None("texts", three)), query.And(query.Null("texts"), query.Eq("name", "Cleo"))), []int{1, 3}},
	})
	matchesJSON(t, writers, map[string]match{
		"Some of JSON": {query.Some("texts", query.JSON("extra", query.Eq("a[1].b", "y"))), []int{1}},
		"None of JSON": {query.None("texts", query.JSON("extra", query.Eq("a[1].b", "y"), query.NotNull("a"))), []int{2, 3}},
	})
	t.Run("too far", func(t *testing.T) {
		t.Parallel()
		writers.isRefused(t, query.None("texts.writer.texts", one))
	})
}

func logicFilters(t *testing.T, texts reader) {
	t.Helper()
	one, two := query.Eq("title", "One"), query.Eq("title", "Two")
	notARole := []int{1, 2, 3, 4}
	if major(t) < 11 { // there the roles are null
		notARole = []int{}
	}
	matches(t, texts, map[string]match{
		"and":              {query.And(query.Gt("rank", 1), query.Lt("rank", 4)), []int{2, 3}},
		"or":               {query.Or(one, two), []int{1, 2}},
		"or of ands":       {query.Or(query.And(one, query.Eq("rank", 2)), query.And(two, query.Eq("rank", 2))), []int{2}},
		"and of ors":       {query.And(query.Or(one, two), query.Or(two, query.Eq("rank", 3))), []int{2}},
		"nothing":          {query.And(), []int{1, 2, 3, 4}},
		"path":             {query.Eq("writer.name", "Ada"), []int{1, 2}},
		"Rel":              {query.Rel("writer", query.Eq("name", "Ada"), query.NotNull("id")), []int{1, 2}},
		"Rel of or":        {query.Rel("writer", query.Or(query.Eq("name", "Ada"), query.Eq("name", "Bob"))), []int{1, 2, 3}},
		"Rel and back":     {query.Rel("writer", query.Rel("texts", one)), []int{1, 2}},
		"and in Rel, back": {query.Rel("writer", query.Rel("texts", one, query.Eq("rank", 1))), []int{1, 2}},
		"or in Rel, back":  {query.Rel("writer", query.Rel("texts", query.Or(one, query.Eq("rank", 3))), query.Eq("name", "Bob")), []int{3}},
		"Some and back":    {query.Some("writer.texts", one), []int{1, 2}},
		"key of relation":  {query.In("writer", 2), []int{3}},
		"Null":             {query.Null("writer"), []int{4}},
		"Null of relation": {query.Null("writer.name"), []int{4}},
		"$CURRENT_USER":    {query.Eq("title", query.CurrentUser), []int{}},
		"$CURRENT_ROLES":   {query.NotIn("title", query.CurrentRoles), notARole},
		"$NOW":             {query.Lt("published", query.Now), []int{1, 2, 3}},
		"$NOW plus":        {query.Between("published", query.NowPlus("-200 years"), query.NowPlus("1 day")), []int{1, 2, 3}},
		"$NOW later":       {query.Gt("published", query.NowPlus("2 hours")), []int{}},
	})
}

func listOptions(t *testing.T, texts reader) {
	t.Helper()
	tests := map[string]struct {
		options []query.Option
		want    []int
	}{
		"Sort":               {[]query.Option{query.Sort(query.Desc("rank"))}, []int{4, 3, 2, 1}},
		"Sort by two":        {[]query.Option{query.Sort("-writer.name", "-rank")}, []int{3, 2, 1, 4}},
		"Sort, function":     {[]query.Option{query.Sort(query.Desc(query.Year("published")), "-id")}, []int{3, 2, 1, 4}},
		"Sort, count":        {[]query.Option{query.Sort("-writer.count(texts)", "-id"), query.NotNull("writer")}, []int{2, 1, 3}},
		"Limit":              {[]query.Option{query.Limit(2)}, []int{1, 2}},
		"Limit 0":            {[]query.Option{query.Limit(0)}, []int{}},
		"Unlimited":          {[]query.Option{query.Limit(query.Unlimited)}, []int{1, 2, 3, 4}},
		"Offset":             {[]query.Option{query.Offset(1), query.Limit(2)}, []int{2, 3}},
		"Offset, all":        {[]query.Option{query.Offset(3), query.Limit(query.Unlimited)}, []int{4}},
		"PageNumber":         {[]query.Option{query.PageNumber(2), query.Limit(3)}, []int{4}},
		"PageNumber, beyond": {[]query.Option{query.PageNumber(3), query.Limit(3)}, []int{}},
		"Search":             {[]query.Option{query.Search("t")}, []int{2, 3}},
		"Search, number":     {[]query.Option{query.Search("4")}, []int{4}},
		"Search, nothing":    {[]query.Option{query.Search("&limit=1")}, []int{}},
		"Search and filter":  {[]query.Option{query.Search("t"), query.Eq("rank", 3)}, []int{3}},
		"several filters":    {[]query.Option{query.Gt("rank", 1), query.Lt("rank", 4), query.Neq("title", "Two")}, []int{3}},
	}
	for name, tt := range tests {
		assert.Equal(t, tt.want, texts.ids(t, tt.options...), name)
	}
}

func metaCounts(t *testing.T, texts reader) {
	t.Helper()
	few := []query.Option{query.Gt("rank", 2), query.Limit(1), query.Fields("id")}
	for name, tt := range map[string]struct {
		counts        []query.MetaCount
		total, filter int
	}{
		"total":  {[]query.MetaCount{query.TotalCount}, 4, 0},
		"filter": {[]query.MetaCount{query.FilterCount}, 0, 2},
		"both":   {[]query.MetaCount{query.TotalCount, query.FilterCount}, 4, 2},
		"all":    {[]query.MetaCount{query.AllMeta}, 4, 2},
		"mixed":  {[]query.MetaCount{query.TotalCount, query.AllMeta, query.TotalCount}, 4, 2},
		"none":   {nil, 0, 0},
	} {
		page := texts.page(t, append(few, query.Meta(tt.counts...))...)
		assert.Len(t, page.Data, 1, name)
		assert.Equal(t, tt.total, page.Meta.TotalCount, name)
		assert.Equal(t, tt.filter, page.Meta.FilterCount, name)
	}
}

func functions(t *testing.T, writers, texts reader) {
	t.Helper()
	matches(t, texts, map[string]match{
		"Year":    {query.Eq(query.Year("published"), 2025), []int{2, 3}},
		"Month":   {query.In(query.Month("published"), 2), []int{2, 3}},
		"Week":    {query.Lt(query.Week("published"), 5), []int{1}},
		"Day":     {query.Between(query.Day("published"), 16, 17), []int{2, 3}},
		"Weekday": {query.Eq(query.Weekday("published"), 1), []int{1, 3}},
		"Count":   {query.Eq(query.Count("extra"), 2), []int{3}},
		"path":    {query.Gt(query.Count("writer.texts"), 1), []int{1, 2}},
	})
	isJSON(t, "", `[{"published_year":2024,"published_month":1,"published_day":15,"writer":{"texts_count":2}}]`,
		texts.read(t, query.Eq("id", 1), query.Fields(
			query.Year("published"), query.Month("published"), query.Day("published"), query.Count("writer.texts"))))
	isJSON(t, "", `[{"id":1,"year":2024}]`, texts.read(t, query.Eq("id", 1), query.Fields("id", "year"), query.Alias("year", query.Year("published"))))
	isJSON(t, "", `[{"id":3,"texts_count":0},{"id":2,"texts_count":1},{"id":1,"texts_count":2}]`,
		writers.read(t, query.Fields("id", query.Count("texts")), query.Sort(query.Count("texts"))))
}

// jsonValues shows what each version takes a value inside a document for.
func jsonValues(t *testing.T, texts reader) {
	t.Helper()
	b, first := query.JSONValue("extra", "a[1].b"), query.JSONValue("extra", "a[0]")
	one := query.Eq("id", 1)
	fields := []query.Option{one, query.Fields(
		query.Year("published"), query.Month("published"), query.Day("published"), b, query.Count("writer.texts"))}
	alias := []query.Option{one, query.Fields("year", "a"), query.Alias("year", query.Year("published")), query.Alias("a", first)}
	dotted := []query.Option{one, query.Fields("year", "b"), query.Alias("year", query.Year("published")), query.Alias("b", b)}
	sort := []query.Option{query.Sort(query.Desc(b), "id")}

	if major(t) >= 11 {
		isJSON(t, "fields", `[{"published_year":2024,"published_month":1,"published_day":15,"extra_a_1_b_json":"x","writer":{"texts_count":2}}]`,
			texts.read(t, fields...))
		isJSON(t, "alias", `[{"year":2024,"a":0}]`, texts.read(t, alias...))
	} else { // ignored
		isJSON(t, "fields", `[{"published_year":2024,"published_month":1,"published_day":15,"writer":{"texts_count":2}}]`,
			texts.read(t, fields...))
		isJSON(t, "alias", `[{"year":2024}]`, texts.read(t, alias...))
	}
	switch major(t) {
	case 10:
		texts.isRefusedAs(t, directus.CodeInvalidQuery, "alias, dotted", dotted...)
		texts.isRefusedAs(t, directus.CodeInvalidQuery, "sort", sort...)
	case 11:
		texts.isRefusedAs(t, directus.CodeInvalidQuery, "alias, dotted", dotted...)
		texts.isRefusedAs(t, directus.CodeForbidden, "sort", sort...)
	default:
		isJSON(t, "alias, dotted", `[{"year":2024,"b":"x"}]`, texts.read(t, dotted...))
		assert.Equal(t, []int{2, 1, 3, 4}, texts.ids(t, sort...), "sort")
	}
}

func deepOptions(t *testing.T, writers, texts reader) {
	t.Helper()
	list := query.Fields("id", "texts.id")
	for name, tt := range map[string]struct {
		options []query.Option
		want    string
	}{
		"filter":  {[]query.Option{list, query.Deep("texts", query.Gt("rank", 1))}, `[{"id":1,"texts":[{"id":2}]},{"id":2,"texts":[{"id":3}]},{"id":3,"texts":[]}]`},
		"or":      {[]query.Option{list, query.Deep("texts", query.Or(query.Eq("rank", 1), query.Eq("rank", 3)))}, `[{"id":1,"texts":[{"id":1}]},{"id":2,"texts":[{"id":3}]},{"id":3,"texts":[]}]`},
		"sort":    {[]query.Option{list, query.Deep("texts", query.Sort("-rank"))}, `[{"id":1,"texts":[{"id":2},{"id":1}]},{"id":2,"texts":[{"id":3}]},{"id":3,"texts":[]}]`},
		"limit":   {[]query.Option{list, query.Deep("texts", query.Sort("-rank"), query.Limit(1))}, `[{"id":1,"texts":[{"id":2}]},{"id":2,"texts":[{"id":3}]},{"id":3,"texts":[]}]`},
		"limit 0": {[]query.Option{list, query.Deep("texts", query.Limit(0))}, `[{"id":1,"texts":[]},{"id":2,"texts":[]},{"id":3,"texts":[]}]`},
		"offset":  {[]query.Option{list, query.Deep("texts", query.Offset(1), query.Limit(5))}, `[{"id":1,"texts":[{"id":2}]},{"id":2,"texts":[]},{"id":3,"texts":[]}]`},
		"page":    {[]query.Option{list, query.Deep("texts", query.PageNumber(2), query.Limit(1))}, `[{"id":1,"texts":[{"id":2}]},{"id":2,"texts":[]},{"id":3,"texts":[]}]`},
		"search":  {[]query.Option{list, query.Deep("texts", query.Search("tw"))}, `[{"id":1,"texts":[{"id":2}]},{"id":2,"texts":[]},{"id":3,"texts":[]}]`},
		"nested": {
			[]query.Option{query.Eq("id", 1), query.Fields("texts.id", "texts.writer.texts.id"), query.Deep("texts", query.Eq("rank", 2), query.Deep("writer.texts", query.Eq("rank", 1)))},
			`[{"texts":[{"id":2,"writer":{"texts":[{"id":1}]}}]}]`,
		},
		"alias": {
			[]query.Option{
				query.Eq("id", 1), query.Fields("first.id", "others.id"), query.Alias("first", "texts"), query.Alias("others", "texts"),
				query.Deep("first", query.Limit(1)), query.Deep("others", query.Offset(1), query.Limit(5)),
			},
			`[{"first":[{"id":1}],"others":[{"id":2}]}]`,
		},
		"group": {
			[]query.Option{query.In("id", 1, 2), query.Fields("texts.writer"), query.Deep("texts", query.Aggregated(query.CountItems), query.GroupBy("writer"))},
			`[{"texts":[{"writer":1,"count":2}]},{"texts":[{"writer":2,"count":1}]}]`,
		},
	} {
		isJSON(t, name, tt.want, writers.read(t, tt.options...))
	}
	isJSON(t, "one item", `[{"id":1,"writer":null},{"id":3,"writer":{"name":"Bob"}}]`,
		texts.read(t, query.In("id", 1, 3), query.Fields("id", "writer.name"), query.Deep("writer", query.Eq("name", "Bob"))))
	isJSON(t, "", `[{"id":1,"writer":{"texts":[{"id":1}]}},{"id":4,"writer":null}]`,
		texts.read(t, query.In("id", 1, 4), query.Fields("id", "writer.texts.id"), query.Deep("writer.texts", query.Limit(1))))
}

func backlink(t *testing.T, texts reader) {
	t.Helper()
	expanded := []any{m{"id": 3.0, "title": "Three", "rank": 3.0, "published": "2025-02-17", "extra": []any{1.0, 2.0}, "writer": 2.0}}
	key := []any{3.0}
	if major(t) < 11 { // there the option is ignored
		key = expanded
	}
	for name, tt := range map[string]struct {
		options []query.Option
		want    []any
	}{
		"default": {nil, expanded},
		"true":    {[]query.Option{query.Backlink(true)}, expanded},
		"false":   {[]query.Option{query.Backlink(false)}, key},
	} {
		rows := texts.read(t, append(tt.options, query.Eq("id", 3), query.Fields("writer.*.*"))...)
		assert.Equal(t, []m{{"writer": m{"id": 2.0, "name": "Bob", "texts": tt.want}}}, rows, name)
	}
}

func aggregates(t *testing.T, writers, texts reader) {
	t.Helper()
	latest := `"2025-02-17"`
	if major(t) < 11 {
		latest = "1739750400000"
	}
	for name, tt := range map[string]struct {
		options []query.Option
		want    string
	}{
		"count":         {[]query.Option{query.Aggregated(query.CountItems)}, `[{"count":4}]`},
		"count, filter": {[]query.Option{query.Aggregated(query.CountItems), query.Gt("rank", 1)}, `[{"count":3}]`},
		"count, fields": {[]query.Option{query.Aggregated(query.CountItems, "id", "writer")}, `[{"count":{"id":4,"writer":3}}]`},
		"distinct":      {[]query.Option{query.Aggregated(query.CountDistinct, "writer")}, `[{"countDistinct":{"writer":2}}]`},
		"numbers":       {[]query.Option{query.Aggregated(query.Sum, "rank"), query.Aggregated(query.Avg, "rank"), query.Aggregated(query.Min, "rank"), query.Aggregated(query.Max, "rank", "published")}, `[{"sum":{"rank":10},"avg":{"rank":2.5},"min":{"rank":1},"max":{"rank":4,"published":` + latest + `}}]`},
		"distinct ones": {[]query.Option{query.Aggregated(query.SumDistinct, "writer"), query.Aggregated(query.AvgDistinct, "writer")}, `[{"sumDistinct":{"writer":3},"avgDistinct":{"writer":1.5}}]`},
		"of nothing":    {[]query.Option{query.Aggregated(query.CountItems), query.Aggregated(query.Sum, "rank"), query.Eq("rank", 9)}, `[{"count":0,"sum":{"rank":null}}]`},
		"groups":        {[]query.Option{query.Aggregated(query.CountItems), query.GroupBy("writer"), query.Sort("-count"), query.NotNull("writer")}, `[{"writer":1,"count":2},{"writer":2,"count":1}]`},
		"years":         {[]query.Option{query.Aggregated(query.Sum, "rank"), query.GroupBy(query.Year("published")), query.NotNull("published")}, `[{"published_year":2024,"sum":{"rank":1}},{"published_year":2025,"sum":{"rank":5}}]`},
		"two groups":    {[]query.Option{query.Aggregated(query.CountItems), query.GroupBy("writer", query.Month("published")), query.Gt("rank", 2)}, `[{"writer":null,"published_month":null,"count":1},{"writer":2,"published_month":2,"count":1}]`},
		"only groups":   {[]query.Option{query.GroupBy("writer"), query.NotNull("writer"), query.Sort("-writer")}, `[{"writer":2},{"writer":1}]`},
	} {
		isJSON(t, name, tt.want, texts.read(t, tt.options...))
	}
	isJSON(t, "", `[{"count":1}]`, writers.read(t, query.Aggregated(query.CountItems), query.Some("texts", query.Eq("rank", 1), query.Eq("title", "One"))))
}
