package query_test

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/godirectus/directus/query"
)

// show prints a query as the parameters of a GET.
func show(opts ...query.Option) {
	values, err := query.New(opts...).Values()
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := url.QueryUnescape(values.Encode())
	fmt.Println(text)
}

func Example() {
	show(
		query.Eq("status", "published"),
		query.Gte("date_published", query.Now),
		query.Fields("id", "title", "author.name"),
		query.Sort("-date_published"),
		query.Limit(10),
		query.Meta(query.TotalCount),
	)
	// Output:
	// fields=id,title,author.name&filter={"_and":[{"status":{"_eq":"published"}},{"date_published":{"_gte":"$NOW"}}]}&limit=10&meta=total_count&sort=-date_published
}

func ExampleNew() {
	drafts := query.New(query.Eq("status", "draft"), query.Sort("-id"))
	show(drafts, query.Limit(5))
	// Output: filter={"status":{"_eq":"draft"}}&limit=5&sort=-id
}

func ExampleQuery() {
	var stored query.Query
	if err := json.Unmarshal([]byte(`{"filter": {"status": {"_eq": "draft"}}, "limit": 5}`), &stored); err != nil {
		fmt.Println(err)
	}
	show(stored, query.Fields("id"))
	// Output: fields=id&filter={"status":{"_eq":"draft"}}&limit=5
}

func ExampleQuery_Validate() {
	fmt.Println(query.New(query.Limit(-5)).Validate())
	// Output: query: Limit: a number from -1 (all) up is needed
}

func ExampleQuery_MarshalJSON() {
	body, err := json.Marshal(query.New(query.Fields("id", "title"), query.Limit(2)))
	fmt.Println(string(body), err)
	// Output: {"fields":["id","title"],"limit":2} <nil>
}

func ExampleFields() {
	show(query.Fields("id", "author.name", "tags.*"))
	// Output: fields=id,author.name,tags.*
}

func ExampleSearch() {
	show(query.Search("directus"))
	// Output: search=directus
}

func ExampleSort() {
	show(query.Sort(query.Desc("date_published"), query.Asc("title")))
	// Output: sort=-date_published,title
}

func ExampleLimit() {
	show(query.Limit(query.Unlimited))
	// Output: limit=-1
}

func ExampleOffset() {
	show(query.Offset(20), query.Limit(10))
	// Output: limit=10&offset=20
}

func ExamplePageNumber() {
	show(query.PageNumber(3), query.Limit(10))
	// Output: limit=10&page=3
}

func ExampleMeta() {
	show(query.Meta(query.TotalCount, query.FilterCount))
	// Output: meta=total_count,filter_count
}

func ExampleVersion() {
	show(query.Version("draft"))
	// Output: version=draft
}

func ExampleBacklink() {
	show(query.Fields("*.*.*"), query.Backlink(false))
	// Output: backlink=false&fields=*.*.*
}

func ExampleExportAs() {
	show(query.ExportAs(query.CSV), query.Fields("id", "title"))
	// Output: export=csv&fields=id,title
}

func ExampleRaw() {
	show(query.Raw("since", "yesterday"))
	// Output: since=yesterday
}

func ExampleAlias() {
	show(
		query.Fields("id", "en.title", "de.title"),
		query.Alias("en", "translations"), query.Deep("en", query.Eq("languages_code", "en-US")),
		query.Alias("de", "translations"), query.Deep("de", query.Eq("languages_code", "de-DE")),
	)
	// Output:
	// alias={"de":"translations","en":"translations"}&deep={"de":{"_filter":{"languages_code":{"_eq":"de-DE"}}},"en":{"_filter":{"languages_code":{"_eq":"en-US"}}}}&fields=id,en.title,de.title
}

func ExampleDeep() {
	show(query.Deep("comments", query.Eq("approved", true), query.Sort("-id"), query.Limit(3)))
	// Output: deep={"comments":{"_filter":{"approved":{"_eq":true}},"_limit":3,"_sort":["-id"]}}
}

func ExampleDeep_nested() {
	show(query.Deep("author.articles", query.Limit(3)))
	// Output: deep={"author":{"articles":{"_limit":3}}}
}

func ExampleAggregated() {
	show(query.Aggregated(query.CountItems), query.Aggregated(query.Avg, "price"))
	// Output: aggregate={"avg":["price"],"count":["*"]}
}

func ExampleGroupBy() {
	show(query.Aggregated(query.CountItems), query.GroupBy("status", query.Year("date_published")))
	// Output: aggregate={"count":["*"]}&groupBy=status,year(date_published)
}

func ExampleFieldsOf() {
	type author struct {
		Name string `json:"name"`
	}
	type article struct {
		ID     int     `json:"id"`
		Title  string  `json:"title"`
		Author *author `json:"author"`
	}
	show(query.FieldsOf[article]())
	// Output: fields=id,title,author.name
}

func ExampleExpand() {
	show(query.FieldsOf[person](), query.Limit(1)) // its avatar is a field.Ref
	show(query.FieldsOf[person](query.Expand("avatar")))
	// Output:
	// fields=name,avatar&limit=1
	// fields=name,avatar.id,avatar.Owner
}

func ExampleField() {
	const (
		status = query.Field[string]("status")
		price  = query.Field[float64]("price")
	)
	show(status.Eq("published"), price.Between(5, 9.5), query.Sort(price.Desc()))
	// Output: filter={"_and":[{"status":{"_eq":"published"}},{"price":{"_between":[5,9.5]}}]}&sort=-price
}

func ExampleField_Year() {
	show(query.Field[string]("author.born").Year().Eq(1815))
	// Output: filter={"author":{"year(born)":{"_eq":1815}}}
}

func ExampleParse() {
	values, _ := url.ParseQuery("filter[status][_eq]=draft&fields[]=id&fields[]=title&limit=5")
	q, err := query.Parse(values)
	fmt.Println(err)
	show(q)
	// Output:
	// <nil>
	// fields=id,title&filter={"status":{"_eq":"draft"}}&limit=5
}

func ExampleParse_mistake() {
	_, err := query.Parse(url.Values{"limit": {"many"}})
	fmt.Println(err)
	// Output: query: parameter "limit": "many" is not a whole number
}
