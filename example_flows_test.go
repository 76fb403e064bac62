package directus_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

const exampleID = "f3aa0767-3bb0-4b56-8281-904ed1f65ea3"

func ExampleFlows_Trigger() {
	client := exampleClient(200, `{"status":"queued"}`)
	reply, err := client.Flows.Trigger(context.Background(), "POST", exampleID, map[string]any{"order": 15})
	fmt.Println(string(reply), err)
	// Output:
	// POST /flows/trigger/f3aa0767-3bb0-4b56-8281-904ed1f65ea3
	// {"status":"queued"} <nil>
}

func ExampleTriggerFlow() {
	type price struct {
		Currency string  `json:"currency"`
		Value    float64 `json:"value"`
	}
	client := exampleClient(200, `{"currency":"EUR","value":9.5}`)
	got, err := directus.TriggerFlow[price](context.Background(), client, "GET", exampleID, map[string]any{"article": 15})
	fmt.Println(got, err)
	// Output:
	// GET /flows/trigger/f3aa0767-3bb0-4b56-8281-904ed1f65ea3 article=15
	// {EUR 9.5} <nil>
}

func ExampleVersions_Save() {
	client := exampleClient(200, `{"data":{"id":1,"title":"two"}}`)
	item, err := client.Versions.Save(context.Background(), exampleID, directus.Patch{"title": "two"})
	fmt.Println(item["title"], err)
	// Output:
	// POST /versions/f3aa0767-3bb0-4b56-8281-904ed1f65ea3/save
	// two <nil>
}

func ExampleVersions_Compare() {
	client := exampleClient(200, `{"data":{"outdated":false,"mainHash":"66e2","current":{"id":"1","title":"two"},"main":{"id":1,"title":"one"}}}`)
	compared, err := client.Versions.Compare(context.Background(), exampleID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(compared.Main["title"], "would become", compared.Current["title"])
	// Output:
	// GET /versions/f3aa0767-3bb0-4b56-8281-904ed1f65ea3/compare
	// one would become two
}

func ExampleVersions_Promote() {
	client := exampleClient(422, `{"errors":[{"message":"Main item has changed since this version was last updated.","extensions":{"mainHash":"d61f","code":"VERSION_HASH_MISMATCH"}}]}`)
	_, err := client.Versions.Promote(context.Background(), exampleID, "66e2", "title")
	if errors.Is(err, directus.CodeVersionHashMismatch) {
		fmt.Println("somebody was faster: compare again")
	}
	// Output:
	// POST /versions/f3aa0767-3bb0-4b56-8281-904ed1f65ea3/promote
	// somebody was faster: compare again
}

func ExampleActivity() {
	client := exampleClient(200, `{"data":[{"id":7,"action":"login"}]}`)
	page, err := client.Activity.ReadByQuery(context.Background(), query.Eq("action", "login"), query.Sort("-id"), query.Limit(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Data[0].ID, page.Data[0].Action)
	// Output:
	// GET /activity filter=%7B%22action%22%3A%7B%22_eq%22%3A%22login%22%7D%7D&limit=1&sort=-id
	// 7 login
}

func ExampleActivity_CreateComment() {
	client := exampleClient(404, `{"errors":[{"message":"Route /activity/comment doesn't exist.","extensions":{"code":"ROUTE_NOT_FOUND"}}]}`)
	_, err := client.Activity.CreateComment(context.Background(), "articles", 15, "Looks good")
	if errors.Is(err, directus.CodeRouteNotFound) {
		fmt.Println("Directus 11 or later: use client.Comments")
	}
	// Output:
	// POST /activity/comment
	// Directus 11 or later: use client.Comments
}

func ExampleRevisions() {
	client := exampleClient(200, `{"data":[{"id":68,"item":"15","delta":{"title":"Hello"}}]}`)
	page, err := client.Revisions.ReadByQuery(context.Background(), query.Eq("item", "15"), query.Limit(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Data[0].Delta["title"])
	// Output:
	// GET /revisions filter=%7B%22item%22%3A%7B%22_eq%22%3A%2215%22%7D%7D&limit=1
	// Hello
}

// The first step is made after its flow, for it has to name it, and then the flow names it.
func ExampleFlows() {
	client := exampleClient(200, `{"data":{"id":"f3aa0767-3bb0-4b56-8281-904ed1f65ea3"}}`)
	ctx := context.Background()
	flow, err := client.Flows.CreateOne(ctx, system.Flow{
		Name: "Price", Trigger: system.TriggerWebhook, Options: map[string]any{"method": "GET", "return": "$last"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	step, err := client.Operations.CreateOne(ctx, system.Operation{
		Flow: field.Link[system.Flow](flow.ID),
		Key:  "answer", Type: "transform", PositionX: 19, PositionY: 1,
		Options: map[string]any{"json": `{"currency": "EUR", "value": 9.5}`},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Flows.UpdateOne(ctx, flow.ID, directus.Patch{"operation": step.ID})
	fmt.Println(err)
	// Output:
	// POST /flows
	// POST /operations
	// PATCH /flows/f3aa0767-3bb0-4b56-8281-904ed1f65ea3
	// <nil>
}

// Somebody prepares a change, and looks at the item as it will be.
func ExampleVersions() {
	client := exampleClient(200, `{"data":{"id":"f3aa0767-3bb0-4b56-8281-904ed1f65ea3","title":"two"}}`)
	ctx := context.Background()
	version, err := client.Versions.CreateOne(ctx, system.Version{Key: "summer", Name: "Summer", Collection: "articles", Item: "15"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Versions.Save(ctx, version.ID, directus.Patch{"title": "two"}); err != nil {
		fmt.Println(err)
		return
	}
	type heading struct {
		Title string `json:"title"`
	}
	article, err := directus.NewItems[heading](client, "articles").ReadOne(ctx, 15, query.Version("summer"))
	fmt.Println(article.Title, err)
	// Output:
	// POST /versions
	// POST /versions/f3aa0767-3bb0-4b56-8281-904ed1f65ea3/save
	// GET /items/articles/15 version=summer
	// two <nil>
}

func ExampleClient_comments() {
	client := exampleClient(200, `{"data":{"id":"1c1b","comment":"Looks good"}}`)
	comment, err := client.Comments.CreateOne(context.Background(), system.Comment{Collection: "articles", Item: "15", Comment: "Looks good"})
	fmt.Println(comment.Comment, err)
	// Output:
	// POST /comments
	// Looks good <nil>
}
