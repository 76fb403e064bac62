// Quickstart makes two collections, writes typed items with a relation, reads them back,
// and handles an error. DIRECTUS_URL and DIRECTUS_TOKEN name the server and an
// administrator's token; `make demo` starts a server of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

type author struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name"`
}

type article struct {
	ID     int     `json:"id,omitzero"`
	Title  string  `json:"title,omitzero"`
	Status string  `json:"status,omitzero"`
	Author *author `json:"author,omitzero"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, token string) (err error) {
	client, err := directus.New(url, directus.WithStaticToken(token))
	if err != nil {
		return err
	}
	defer client.Close()
	drop, err := makeSchema(ctx, client)
	defer func() { err = errors.Join(err, drop()) }()
	if err != nil {
		return err
	}

	// A related item given as an object is created along with the article. The fields say
	// in which shape an item comes back: here with its author, and not only the author's key.
	articles := directus.NewItems[article](client, "demo_articles")
	shape := query.Fields("id", "title", "status", "author.id", "author.name")
	_, err = articles.CreateMany(ctx, []article{
		{Title: "Notes on the Analytical Engine", Status: "published", Author: &author{Name: "Ada Lovelace"}},
		{Title: "Flying machines", Status: "draft", Author: &author{Name: "Leonardo"}},
		{Title: "On numbers", Status: "published", Author: &author{Name: "Hypatia"}},
	}, shape)
	if err != nil {
		return err
	}

	page, err := articles.ReadByQuery(ctx, shape,
		query.Eq("status", "published"),
		query.Sort("title"),
		query.Meta(query.TotalCount, query.FilterCount))
	if err != nil {
		return err
	}
	fmt.Printf("%d of %d articles are published:\n", page.Meta.FilterCount, page.Meta.TotalCount)
	for _, a := range page.Data {
		fmt.Printf("  %d  %q by %s\n", a.ID, a.Title, a.Author.Name)
	}

	// Only what changes is sent.
	changed, err := articles.UpdateOne(ctx, page.Data[0].ID, directus.Patch{"status": "archived"}, shape)
	if err != nil {
		return err
	}
	fmt.Printf("%q is now %s.\n", changed.Title, changed.Status)

	_, err = articles.Find(ctx, 4711)
	if !errors.Is(err, directus.ErrNotFound) {
		return fmt.Errorf("article 4711: %w", err)
	}
	fmt.Println("There is no article 4711, and the error says so:", err)
	return nil
}
