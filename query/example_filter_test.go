package query_test

import "github.com/godirectus/directus/query"

func ExampleFilter() {
	show(query.Filter{"author": query.Filter{"name": query.Filter{"_eq": "Ada"}}})
	// Output: filter={"author":{"name":{"_eq":"Ada"}}}
}

func ExampleAnd() {
	show(query.Or(
		query.And(query.Eq("status", "draft"), query.Eq("author", query.CurrentUser)),
		query.Eq("status", "published"),
	))
	// Output: filter={"_or":[{"_and":[{"status":{"_eq":"draft"}},{"author":{"_eq":"$CURRENT_USER"}}]},{"status":{"_eq":"published"}}]}
}

func ExampleOr() {
	show(query.Or(query.Null("expires"), query.Gt("expires", query.Now)))
	// Output: filter={"_or":[{"expires":{"_null":true}},{"expires":{"_gt":"$NOW"}}]}
}

func ExampleOr_noFilters() {
	show(query.Or())
	// Output: query: Or: no filters
}

func ExampleRel() {
	show(query.Rel("author", query.Eq("name", "Ada"), query.NotNull("email")))
	// Output: filter={"_and":[{"author":{"name":{"_eq":"Ada"}}},{"author":{"email":{"_nnull":true}}}]}
}

func ExampleSome() {
	show(query.Some("comments", query.Eq("approved", true)))
	// Output: filter={"comments":{"_some":{"approved":{"_eq":true}}}}
}

func ExampleNone() {
	show(query.None("comments", query.Eq("approved", false)))
	// Output: filter={"comments":{"_none":{"approved":{"_eq":false}}}}
}

func ExampleEq() {
	show(query.Eq("author.name", "Ada"))
	// Output: filter={"author":{"name":{"_eq":"Ada"}}}
}

func ExampleNeq() {
	show(query.Neq("status", "archived"))
	// Output: filter={"status":{"_neq":"archived"}}
}

func ExampleLt() {
	show(query.Lt("price", 9.5))
	// Output: filter={"price":{"_lt":9.5}}
}

func ExampleGte() {
	show(query.Gte("date_created", query.NowPlus("-7 days")))
	// Output: filter={"date_created":{"_gte":"$NOW(-7 days)"}}
}

func ExampleIn() {
	show(query.In("id", 15, 42))
	// Output: filter={"id":{"_in":[15,42]}}
}

func ExampleNotIn() {
	closed := []string{"archived", "rejected"}
	show(query.NotIn("status", closed...))
	// Output: filter={"status":{"_nin":["archived","rejected"]}}
}

func ExampleBetween() {
	show(query.Between("date", "2024-01-01", "2024-12-31"))
	// Output: filter={"date":{"_between":["2024-01-01","2024-12-31"]}}
}

func ExampleContains() {
	show(query.Contains("title", "Go"))
	// Output: filter={"title":{"_contains":"Go"}}
}

func ExampleIContains() {
	show(query.IContains("title", "go"))
	// Output: filter={"title":{"_icontains":"go"}}
}

func ExampleStartsWith() {
	show(query.StartsWith("slug", "2024-"))
	// Output: filter={"slug":{"_starts_with":"2024-"}}
}

func ExampleEndsWith() {
	show(query.EndsWith("email", "@example.com"))
	// Output: filter={"email":{"_ends_with":"@example.com"}}
}

func ExampleNull() {
	show(query.Null("author"))
	// Output: filter={"author":{"_null":true}}
}

func ExampleNotNull() {
	show(query.NotNull("author"))
	// Output: filter={"author":{"_nnull":true}}
}

func ExampleEmpty() {
	show(query.Empty("title"))
	// Output: filter={"title":{"_empty":true}}
}

func ExampleIntersects() {
	show(query.Intersects("area", map[string]any{"type": "Point", "coordinates": []float64{7.4, 46.9}}))
	// Output: filter={"area":{"_intersects":{"coordinates":[7.4,46.9],"type":"Point"}}}
}

func ExampleJSON() {
	show(query.JSON("data", query.Eq("sizes[0].width", 10), query.NotNull("color")))
	// Output: filter={"data":{"_json":{"_and":[{"sizes[0].width":{"_eq":10}},{"color":{"_nnull":true}}]}}}
}

func ExampleYear() {
	show(query.Eq(query.Year("author.born"), 1815), query.Fields("title", query.Year("author.born")))
	// Output: fields=title,author.year(born)&filter={"author":{"year(born)":{"_eq":1815}}}
}

func ExampleCount() {
	show(query.Gt(query.Count("comments"), 5), query.Sort(query.Desc(query.Count("comments"))))
	// Output: filter={"count(comments)":{"_gt":5}}&sort=-count(comments)
}

func ExampleJSONValue() {
	show(query.Fields("id", query.JSONValue("data", "sizes[0].width")))
	// Output: fields=id,json(data,sizes[0].width)
}

func ExampleNowPlus() {
	show(query.Lt("expires", query.NowPlus("2 hours")))
	// Output: filter={"expires":{"_lt":"$NOW(+2 hours)"}}
}
