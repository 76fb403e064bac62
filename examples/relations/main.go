// Relations writes, reads and changes every kind of relation that Directus has: to one item
// (M2O), to several (O2M), through a junction collection (M2M), to items of several
// collections (M2A), and translations. It makes collections demo_rel_… and removes them.
// DIRECTUS_URL and DIRECTUS_TOKEN name the server and an administrator's token. Without a
// server at hand: go run ./internal/realserver/run go run ./examples/relations
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, token string, out io.Writer) (err error) {
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

	physics, err := directus.NewItems[tag](client, "demo_rel_tags").CreateOne(ctx, tag{Name: "physics"})
	if err != nil {
		return err
	}
	articles := directus.NewItems[article](client, "demo_rel_articles")
	made, err := create(ctx, articles, physics)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Created, and read with the keys of what is related:")
	printKeys(out, made)

	whole, err := articles.ReadOne(ctx, made.ID, expanded)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nRead with the related items:")
	if err := printItems(out, whole); err != nil {
		return err
	}

	changed, err := change(ctx, articles, whole)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nChanged:")
	if err := printItems(out, changed); err != nil {
		return err
	}

	german, err := directus.NewItems[localized](client, "demo_rel_articles").ReadOne(ctx, made.ID, inLanguage("de"))
	if err != nil {
		return err
	}
	for _, t := range german.Translation {
		fmt.Fprintf(out, "\n%q is in German %q.\n", german.Title, t.Title)
	}

	// A write with relations is one transaction: here the title stays what it was.
	_, err = articles.UpdateOne(ctx, made.ID, article{Title: "Anonymous notes", Author: field.Link[author](4711)})
	if !errors.Is(err, directus.CodeInvalidForeignKey) {
		return fmt.Errorf("link to author 4711: %w", err)
	}
	fmt.Fprintln(out, "There is no author 4711, and the error says so:", err)
	return nil
}
