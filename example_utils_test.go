package directus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func ExampleUtils_RandomString() {
	client := exampleClient(200, `{"data":"mIAwI"}`)
	fmt.Println(client.Utils.RandomString(context.Background(), 5))
	// Output:
	// GET /utils/random/string length=5
	// mIAwI <nil>
}

func ExampleUtils_HashGenerate() {
	client := exampleClient(404, `{"errors":[{"message":"Route /utils/hash/generate doesn't exist.","extensions":{"code":"ROUTE_NOT_FOUND"}}]}`)
	_, err := client.Utils.HashGenerate(context.Background(), "text")
	if errors.Is(err, directus.CodeRouteNotFound) {
		fmt.Println("Directus 12 has no hashes")
	}
	// Output:
	// POST /utils/hash/generate
	// Directus 12 has no hashes
}

func ExampleUtils_HashVerify() {
	client := exampleClient(200, `{"data":true}`)
	fmt.Println(client.Utils.HashVerify(context.Background(), "text", "$argon2id$v=19$…"))
	// Output:
	// POST /utils/hash/verify
	// true <nil>
}

func ExampleUtils_Sort() {
	client := exampleClient(200, ``)
	fmt.Println(client.Utils.Sort(context.Background(), "articles", 15, 42))
	// Output:
	// POST /utils/sort/articles
	// <nil>
}

func ExampleUtils_Revert() {
	client := exampleClient(204, ``)
	fmt.Println(client.Utils.Revert(context.Background(), 68))
	// Output:
	// POST /utils/revert/68
	// <nil>
}

func ExampleUtils_Import() {
	client := exampleClient(200, ``)
	fmt.Println(client.Utils.Import(context.Background(), "articles", directus.Upload{
		Name: "articles.csv",
		Body: strings.NewReader("id,title\n15,Hello\n"),
	}))
	// Output:
	// POST /utils/import/articles
	// <nil>
}

func ExampleUtils_ImportInBackground() {
	client := exampleClient(200, ``)
	fmt.Println(client.Utils.ImportInBackground(context.Background(), "articles", directus.Upload{
		Name: "articles.json",
		Body: strings.NewReader(`[{"id":15,"title":"Hello"}]`),
	}))
	// Output:
	// POST /utils/import/articles background=true
	// <nil>
}

func ExampleUtils_ImportBatch() {
	client := exampleClient(200, `{"data":{"applied":false,"mode":"merge","collections":{"articles":{"existing":[15],"new":[43],"deleted":[],"mapped":{}}}}}`)
	plan, err := client.Utils.ImportBatch(context.Background(), []directus.ImportCollection{
		{Collection: "articles", Items: []Article{{ID: 15, Title: "Hello"}, {Title: "World"}}},
	}, directus.ImportOptions{Mode: directus.ImportMerge, DryRun: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	articles := plan.Collections["articles"]
	fmt.Println(len(articles.Existing), "to change,", len(articles.New), "to create")
	// Output:
	// POST /utils/import dryRun=true&mode=merge
	// 1 to change, 1 to create
}

func ExampleUtils_Export() {
	client := exampleClient(204, ``)
	err := client.Utils.Export(context.Background(), "articles", query.CSV, directus.Patch{"title": "Drafts"},
		query.Eq("status", "draft"), query.Fields("id", "title"))
	fmt.Println(err)
	// Output:
	// POST /utils/export/articles
	// <nil>
}

func ExampleUtils_ClearCache() {
	client := exampleClient(200, ``)
	fmt.Println(client.Utils.ClearCache(context.Background(), true))
	// Output:
	// POST /utils/cache/clear system=true
	// <nil>
}

func ExampleUtils_ResolveRedirect() {
	client := exampleClient(200, `{"data":"/admin/content"}`)
	fmt.Println(client.Utils.ResolveRedirect(context.Background(), "/admin/content", ""))
	// Output:
	// POST /utils/resolve-redirect
	// /admin/content <nil>
}

func ExampleUtils_GenerateTranslations() {
	client := exampleClient(200, `{"data":{"created":true,"translationsCollection":"articles_translations","languagesCollection":"languages","fields":["title"]}}`)
	made, err := client.Utils.GenerateTranslations(context.Background(), directus.TranslationSetup{Collection: "articles", Fields: []string{"title"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(made.TranslationsCollection)
	// Output:
	// POST /utils/translations/generate
	// articles_translations
}
