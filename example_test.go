package directus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// Article is an item of the collection that the examples read.
type Article struct {
	ID     int    `json:"id,omitzero"`
	Title  string `json:"title,omitempty"`
	Status string `json:"status,omitempty"`
}

// exampleClient is a client whose server always gives this answer, and that prints what it
// sends.
func exampleClient(status int, body string) *directus.Client {
	client, err := directus.New("https://cms.example.com", directus.WithTransport(directus.TransportFunc(
		func(_ context.Context, req *directus.Request) (*directus.Response, error) {
			fmt.Println(strings.TrimSpace(req.Method + " " + req.Path + " " + req.Query.Encode()))
			return &directus.Response{
				Status: status,
				Header: http.Header{"Content-Type": {"application/json"}},
				Body:   io.NopCloser(strings.NewReader(body)),
			}, nil
		})))
	if err != nil {
		panic(err)
	}
	return client
}

func ExampleNew() {
	client, err := directus.New("https://cms.example.com",
		directus.WithStaticToken("static-token"),
		directus.WithHeader("X-Tenant", "shop"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client)
	// Output: directus.Client(https://cms.example.com)
}

func ExampleNew_refused() {
	_, err := directus.New("cms.example.com")
	fmt.Println(err)
	_, err = directus.New("https://cms.example.com", directus.WithStaticToken(""))
	fmt.Println(err)
	// Output:
	// directus: base URL: an absolute http or https URL is needed
	// directus: WithStaticToken: empty token
}

func ExampleItems_ReadOne() {
	client := exampleClient(200, `{"data":{"id":15,"title":"Hello"}}`)
	articles := directus.NewItems[Article](client, "articles")
	article, err := articles.ReadOne(context.Background(), 15, query.Fields("id", "title"))
	fmt.Println(article.Title, err)
	// Output:
	// GET /items/articles/15 fields=id%2Ctitle
	// Hello <nil>
}

func ExampleItems_ReadMany() {
	client := exampleClient(200, `{"data":[{"id":15,"title":"Hello"},{"id":42,"title":"World"}]}`)
	articles := directus.NewItems[Article](client, "articles")
	found, err := articles.ReadMany(context.Background(), directus.IDs(42, 15, 99))
	for _, article := range found {
		fmt.Println(article.ID, article.Title)
	}
	fmt.Println(err)
	// Output:
	// SEARCH /items/articles
	// 15 Hello
	// 42 World
	// <nil>
}

func ExampleItems_ReadByQuery() {
	client := exampleClient(200, `{"data":[{"id":42,"title":"World"}],"meta":{"filter_count":7}}`)
	articles := directus.NewItems[Article](client, "articles")
	page, err := articles.ReadByQuery(context.Background(),
		query.Sort("-id"), query.Limit(1), query.Meta(query.FilterCount))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Data[0].Title, "of", page.Meta.FilterCount)
	// Output:
	// GET /items/articles limit=1&meta=filter_count&sort=-id
	// World of 7
}

// All fetches page after page, and the next one while the loop works on this one.
func ExampleItems_All() {
	client := exampleClient(200, `{"data":[{"id":15,"title":"Hello"},{"id":42,"title":"World"}]}`)
	articles := directus.NewItems[Article](client, "articles")
	for article, err := range articles.All(context.Background(), query.Eq("status", "draft")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(article.Title)
	}
	// Output:
	// GET /items/articles filter=%7B%22status%22%3A%7B%22_eq%22%3A%22draft%22%7D%7D&limit=100&sort=id
	// Hello
	// World
}

func ExampleItems_Pages() {
	client := exampleClient(200, `{"data":[{"id":15},{"id":42}],"meta":{"total_count":2}}`)
	articles := directus.NewItems[Article](client, "articles")
	for page, err := range articles.Pages(context.Background(), query.Meta(query.TotalCount)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(page.Data), "of", page.Meta.TotalCount)
	}
	// Output:
	// GET /items/articles limit=100&meta=total_count&sort=id
	// 2 of 2
}

// Stream asks once and decodes items while they arrive.
func ExampleItems_Stream() {
	client := exampleClient(200, `{"data":[{"id":15,"title":"Hello"},{"id":42,"title":"World"}]}`)
	articles := directus.NewItems[Article](client, "articles")
	for article, err := range articles.Stream(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(article.Title)
	}
	// Output:
	// GET /items/articles limit=-1
	// Hello
	// World
}

func ExampleItems_Find() {
	client := exampleClient(403, `{"errors":[{"message":"You don't have permission to access this.","extensions":{"code":"FORBIDDEN"}}]}`)
	articles := directus.NewItems[Article](client, "articles")
	_, err := articles.Find(context.Background(), 99)
	fmt.Println(errors.Is(err, directus.ErrNotFound))
	// Output:
	// GET /items/articles/99
	// true
}

func ExampleItems_Exists() {
	client := exampleClient(200, `{"data":{"id":15}}`)
	exists, err := directus.NewItems[Article](client, "articles").Exists(context.Background(), 15)
	fmt.Println(exists, err)
	// Output:
	// GET /items/articles/15 fields=id
	// true <nil>
}

func ExampleItems_Count() {
	client := exampleClient(200, `{"data":[{"count":7}]}`)
	count, err := directus.NewItems[Article](client, "articles").Count(context.Background(), query.Search("hello"))
	fmt.Println(count, err)
	// Output:
	// GET /items/articles aggregate=%7B%22count%22%3A%5B%22%2A%22%5D%7D&search=hello
	// 7 <nil>
}

func ExampleItems_CreateOne() {
	client := exampleClient(200, `{"data":{"id":15,"title":"Hello","status":"draft"}}`)
	articles := directus.NewItems[Article](client, "articles")
	article, err := articles.CreateOne(context.Background(), Article{Title: "Hello"})
	fmt.Println(article.ID, article.Status, err)
	// Output:
	// POST /items/articles
	// 15 draft <nil>
}

// Created items come ordered by key: where the order matters, find them by a value that
// they hold.
func ExampleItems_CreateMany() {
	client := exampleClient(200, `{"data":[{"id":15,"title":"Hello"},{"id":16,"title":"World"}]}`)
	articles := directus.NewItems[Article](client, "articles")
	created, err := articles.CreateMany(context.Background(), []Article{{Title: "World"}, {Title: "Hello"}})
	for _, article := range created {
		fmt.Println(article.ID, article.Title)
	}
	fmt.Println(err)
	// Output:
	// POST /items/articles
	// 15 Hello
	// 16 World
	// <nil>
}

// A Patch holds what changes, and nil clears a field.
func ExampleItems_UpdateOne() {
	client := exampleClient(200, `{"data":{"id":15,"title":"Hi"}}`)
	articles := directus.NewItems[Article](client, "articles")
	article, err := articles.UpdateOne(context.Background(), 15, directus.Patch{"title": "Hi", "status": nil})
	fmt.Println(article.Title, err)
	// Output:
	// PATCH /items/articles/15
	// Hi <nil>
}

func ExampleItems_UpdateMany() {
	client := exampleClient(200, `{"data":[{"id":15},{"id":42}]}`)
	articles := directus.NewItems[Article](client, "articles")
	updated, err := articles.UpdateMany(context.Background(), directus.IDs(15, 42),
		directus.Patch{"status": "published"}, query.Fields("id"))
	fmt.Println(len(updated), err)
	// Output:
	// PATCH /items/articles fields=id
	// 2 <nil>
}

func ExampleItems_UpdateBatch() {
	client := exampleClient(200, `{"data":[{"id":15,"title":"Hi"},{"id":42,"status":"draft"}]}`)
	articles := directus.NewItems[Article](client, "articles")
	updated, err := articles.UpdateBatch(context.Background(), []any{
		Article{ID: 15, Title: "Hi"},
		directus.Patch{"id": 42, "status": "draft"},
	})
	fmt.Println(len(updated), err)
	// Output:
	// PATCH /items/articles
	// 2 <nil>
}

func ExampleItems_UpdateByQuery() {
	client := exampleClient(200, `{"data":[{"id":15}]}`)
	articles := directus.NewItems[Article](client, "articles")
	updated, err := articles.UpdateByQuery(context.Background(), directus.Patch{"status": "archived"},
		query.Lt("date_published", query.NowPlus("-1 year")))
	fmt.Println(len(updated), err)
	// Output:
	// PATCH /items/articles
	// 1 <nil>
}

func ExampleItems_DeleteByQuery() {
	client := exampleClient(204, "")
	articles := directus.NewItems[Article](client, "articles")
	fmt.Println(articles.DeleteByQuery(context.Background()))
	fmt.Println(articles.DeleteByQuery(context.Background(), query.Eq("status", "archived")))
	// Output:
	// directus: DELETE /items/{collection}: a write by query needs a filter, a search, a limit or query.Everything
	// DELETE /items/articles
	// <nil>
}

func ExampleItems_With() {
	client := exampleClient(200, `{"data":{"id":15}}`)
	articles := directus.NewItems[Article](client, "articles")
	var info directus.ResponseInfo
	_, err := articles.With(directus.Token("token-of-this-user"), directus.Into(&info)).ReadOne(context.Background(), 15)
	fmt.Println(info, err)
	// Output:
	// GET /items/articles/15
	// 200 OK <nil>
}

func ExampleAggregate() {
	client := exampleClient(200, `{"data":[{"status":"draft","count":3},{"status":"published","count":4}]}`)
	type row struct {
		Status string `json:"status"`
		Count  int    `json:"count"`
	}
	articles := directus.NewItems[Article](client, "articles")
	rows, err := directus.Aggregate[row](context.Background(), articles, query.Aggregated("count"), query.GroupBy("status"))
	fmt.Println(rows, err)
	// Output:
	// GET /items/articles aggregate=%7B%22count%22%3A%5B%22%2A%22%5D%7D&groupBy=status
	// [{draft 3} {published 4}] <nil>
}

func ExampleNewSingleton() {
	client := exampleClient(200, `{"data":{"id":1,"title":"Our shop"}}`)
	home := directus.NewSingleton[Article](client, "home")
	page, err := home.Read(context.Background())
	fmt.Println(page.Title, err)
	// Output:
	// GET /items/home
	// Our shop <nil>
}

// Call reaches endpoints of extensions.
func ExampleCall() {
	client := exampleClient(200, `[{"currency":"EUR","value":1.5}]`)
	type rate struct {
		Currency string  `json:"currency"`
		Value    float64 `json:"value"`
	}
	rates, err := directus.Call[[]rate](context.Background(), client, &directus.Request{Method: "GET", Path: "/rates/today"})
	fmt.Println(rates, err)
	// Output:
	// GET /rates/today
	// [{EUR 1.5}] <nil>
}

func ExampleClient_Get() {
	client := exampleClient(200, "pong")
	resp, err := client.Get(context.Background(), "/server/ping")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := resp.Bytes()
	fmt.Println(resp.Status, string(text), err)
	// Output:
	// GET /server/ping
	// 200 pong <nil>
}

func ExampleError() {
	client := exampleClient(400, `{"errors":[{"message":"Validation failed for field \"email\". Value is required.","extensions":{"code":"FAILED_VALIDATION","field":"email","type":"required"}}]}`)
	_, err := directus.NewItems[Article](client, "articles").CreateOne(context.Background(), Article{})
	var e *directus.Error
	if errors.As(err, &e) {
		field, rule := e.Field()
		fmt.Println(e.Status, field, rule)
	}
	fmt.Println(errors.Is(err, directus.CodeFailedValidation))
	// Output:
	// POST /items/articles
	// 400 email required
	// true
}

func ExampleWithMiddleware() {
	server := directus.TransportFunc(func(_ context.Context, req *directus.Request) (*directus.Response, error) {
		fmt.Println("sent with", req.Header.Get("X-Request-ID"))
		return &directus.Response{Status: 204, Body: http.NoBody}, nil
	})
	tagged := func(next directus.Transport) directus.Transport {
		return directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
			tagged := *req
			tagged.Header = req.Header.Clone()
			tagged.Header.Set("X-Request-ID", "7")
			return next.Do(ctx, &tagged)
		})
	}
	client, err := directus.New("https://cms.example.com", directus.WithTransport(server), directus.WithMiddleware(tagged))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(directus.NewItems[Article](client, "articles").DeleteOne(context.Background(), 15))
	// Output:
	// sent with 7
	// <nil>
}

func ExamplePath() {
	path, err := directus.Path("items", "articles", "a/b")
	fmt.Println(path, err)
	_, err = directus.Path("items", "..")
	fmt.Println(err)
	// Output:
	// /items/articles/a%2Fb <nil>
	// directus: invalid key or name: ".."
}

func ExampleIDs() {
	fmt.Println(directus.IDs(15, 42), directus.IDs([]string{"de", "at"}...))
	// Output: [15 42] [de at]
}
