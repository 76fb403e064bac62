package query_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

type writer struct {
	ID    int     `json:"id"`
	Name  string  `json:"name"`
	Texts []*text `json:"texts"`
}

type dated struct {
	Published string `json:"published"`
}

type text struct {
	dated
	ID     int             `json:"id"`
	Title  string          `json:"title"`
	Rank   *int            `json:"rank"`
	Extra  json.RawMessage `json:"extra"`
	Writer *writer         `json:"writer"`
}

// linked is a text whose writer is a key until it is expanded.
type linked struct {
	ID     int         `json:"id"`
	Writer ref[writer] `json:"writer"`
}

func realFieldsOf(t *testing.T, client *directus.Client) {
	t.Helper()
	rank := 1
	ada := &writer{ID: 1, Name: "Ada"}
	for _, id := range []int{1, 2} { // what leads to no further items
		ada.Texts = append(ada.Texts, &text{ID: id})
	}
	got, err := directus.NewItems[text](client, "texts").ReadOne(t.Context(), 1, query.FieldsOf[text]())
	require.NoError(t, err)
	for i, one := range got.Writer.Texts {
		assert.NotEmpty(t, one.Title)
		assert.NotEmpty(t, one.Published)
		assert.Nil(t, one.Writer)
		ada.Texts[i] = one
	}
	assert.Equal(t, text{
		ID: 1, Title: "One", Rank: &rank, Extra: json.RawMessage(`{"a":[0,{"b":"x"}]}`), Writer: ada, dated: dated{"2024-01-15"},
	}, got)

	authors, err := directus.NewItems[*writer](client, "writers").ReadByQuery(t.Context(), query.FieldsOf[*writer](), query.Sort("id"))
	require.NoError(t, err)
	require.Len(t, authors.Data, 3)
	assert.Equal(t, "Bob", authors.Data[1].Name)
	require.Len(t, authors.Data[1].Texts, 1)
	assert.Equal(t, &writer{ID: 2, Name: "Bob"}, authors.Data[1].Texts[0].Writer)

	_, err = directus.NewItems[text](client, "texts").ReadOne(t.Context(), 1, query.Fields("id", "writer"))
	require.Error(t, err, "why no relation stays a key: that does not fit a struct")

	links := directus.NewItems[linked](client, "texts")
	key, err := links.ReadOne(t.Context(), 1, query.FieldsOf[linked]())
	require.NoError(t, err)
	assert.Nil(t, key.Writer.item, "a key")
	item, err := links.ReadOne(t.Context(), 1, query.FieldsOf[linked](query.Expand("writer")))
	require.NoError(t, err)
	require.NotNil(t, item.Writer.item)
	assert.Equal(t, "Ada", item.Writer.item.Name)

	all, err := directus.NewItems[m](client, "writers").ReadOne(t.Context(), 3, query.FieldsOf[m]())
	require.NoError(t, err)
	assert.Equal(t, m{"id": 3.0, "name": "Cleo", "texts": []any{}}, all)
}

func realTypedFields(t *testing.T, r reader) {
	t.Helper()
	const (
		name    = query.Field[string]("string")
		number  = query.Field[int64]("bigInteger")
		ratio   = query.Field[float64]("decimal")
		flag    = query.Field[bool]("boolean")
		instant = query.Field[time.Time]("timestamp")
		doc     = query.Field[any]("json")
	)
	february := time.Date(2024, 2, 2, 1, 0, 0, 0, time.FixedZone("", 3600))
	matches(t, r, map[string]match{
		"string":   {name.In("Apple", "Banana"), []int{1, 3}},
		"text":     {name.IContains("APP"), []int{1, 2}},
		"integer":  {number.Eq(9007199254740991), []int{2}},
		"decimal":  {ratio.Between(1.5, 2.5), []int{1, 2}},
		"boolean":  {flag.Eq(true), []int{1, 4}},
		"time":     {instant.Gte(february), []int{2, 3}},
		"function": {instant.Month().NotIn(2), []int{1, 3}},
		"null":     {flag.Null(), []int{5}},
	})
	matchesJSON(t, r, map[string]match{
		"document": {doc.JSON(query.Field[int]("in.list[0].w").Gt(10)), []int{2}},
	})
	assert.Equal(t, []int{3, 2, 1}, r.ids(t, number.NotNull(), query.Sort(ratio.Desc())))
}

// realParsed sends queries in the forms that Directus accepts, and again as they are
// encoded after they were parsed.
func realParsed(t *testing.T, client *directus.Client, texts reader) {
	t.Helper()
	for _, rawQuery := range []string{
		`fields[]=id&filter[rank][_gt]=1&filter[rank][_lt]=4&sort[]=-rank`,
		`fields=id&filter[_or][0][rank][_eq]=1&filter[_or][1][title][_eq]=Four`,
		`fields=id&fields=title&filter[title][_in]=One,Two`,
		`fields=id&filter[rank][_in][]=2&filter[rank][_in][]=3`,
		`fields=id&filter[rank][_between][0]=2&filter[rank][_between][1]=3`,
		`fields=id&filter[writer][_null]=true`,
		`fields=id&filter[writer][_null]=`,
		`fields=id&filter[writer][name][_eq]=Ada&limit=1&offset=1`,
		`fields=id&filter={"rank":{"_gte":2}}&page=2&limit=2`,
		`fields[0]=id&fields[1]=writer.texts.id&deep[writer][texts][_limit]=1&deep[writer][texts][_sort]=-rank`,
		`aggregate[count]=*&aggregate[sum]=rank,id&groupBy[]=writer`,
		`fields=id,y&alias[y]=year(published)`,
		`fields=id,json(extra,a[1].b)&search=o`,
		`filter[year(published)][_eq]=2025&fields=*`,
	} {
		values, err := url.ParseQuery(rawQuery)
		require.NoError(t, err)
		want, err := directus.Call[[]m](t.Context(), client, &directus.Request{Method: http.MethodGet, Path: "/items/texts", Query: values})
		require.NoError(t, err, rawQuery)
		require.NotEmpty(t, want)
		assert.Equal(t, want, texts.read(t, parsed(t, rawQuery)), rawQuery)
	}
}
