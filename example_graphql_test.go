package directus_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/godirectus/directus"
)

// Keys are strings in GraphQL, whatever they are elsewhere.
func ExampleGraphQL() {
	client := exampleClient(200, `{"data":{"articles":[{"id":"15","title":"Hello"}]}}`)
	type result struct {
		Articles []struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		} `json:"articles"`
	}
	r, err := directus.GraphQL[result](context.Background(), client,
		`query($status: String) { articles(filter: {status: {_eq: $status}}) { id title } }`,
		map[string]any{"status": "draft"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Articles[0].ID, r.Articles[0].Title)
	// Output:
	// POST /graphql
	// 15 Hello
}

// What could be had is returned beside the error, which tells what is missing.
func ExampleGraphQL_partial() {
	client := exampleClient(200, `{"data":{"here":{"title":"Hello"},"missing":null},
		"errors":[{"message":"You don't have permission to access this.","extensions":{"code":"FORBIDDEN"},"path":["missing"]}]}`)
	type article struct {
		Title string `json:"title"`
	}
	articles, err := directus.GraphQL[map[string]*article](context.Background(), client,
		`{ here: articles_by_id(id: 15) { title } missing: articles_by_id(id: 99) { title } }`, nil)
	fmt.Println(articles["here"].Title)
	var e *directus.Error
	if errors.As(err, &e) {
		fmt.Println(e.Errors[0].Path, e.Errors[0])
	}
	// Output:
	// POST /graphql
	// Hello
	// [missing] FORBIDDEN: You don't have permission to access this.
}

func ExampleGraphQLSystem() {
	client := exampleClient(200, `{"data":{"users_me":{"email":"ada@example.com"}}}`)
	me, err := directus.GraphQLSystem[map[string]directus.Item](context.Background(), client, `{ users_me { email } }`, nil)
	fmt.Println(me["users_me"]["email"], err)
	// Output:
	// POST /graphql/system
	// ada@example.com <nil>
}

func ExampleOperationName() {
	client := exampleClient(200, `{"data":{"articles":[{"title":"Hello"}]}}`)
	type result struct {
		Articles []struct {
			Title string `json:"title"`
		} `json:"articles"`
	}
	got, err := directus.GraphQL[result](context.Background(), client,
		`query all { articles { title } } query drafts { articles(filter: {status: {_eq: "draft"}}) { title } }`,
		nil, directus.OperationName("drafts"))
	fmt.Println(got.Articles[0].Title, err)
	// Output:
	// POST /graphql
	// Hello <nil>
}
