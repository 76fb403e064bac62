package main

import (
	"fmt"
	"io"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
)

// expanded asks for an article with everything that is related. FieldsOf knows the fields
// from the types; the items of an M2A are told apart by their collection, and named here.
var expanded = query.New(
	query.FieldsOf[article](query.Expand("author", "comments", "tags.tags_id", "translations.languages_code")),
	query.Fields("blocks.id", "blocks.collection", "blocks.item:demo_rel_headings.*", "blocks.item:demo_rel_quotes.*"),
	query.Deep("blocks", query.Sort("id")),
)

// inLanguage asks for an article with its translation into one language. Deep narrows what
// a list holds; the alias leaves the name translations free for the whole list.
func inLanguage(code string) query.Option {
	return query.New(
		query.FieldsOf[localized](),
		query.Alias("translation", "translations"),
		query.Deep("translation", query.Eq("languages_code", code)),
	)
}

// printKeys prints an article that was read without its related items.
func printKeys(out io.Writer, a article) {
	fmt.Fprintf(out, "  article %d, %q\n", a.ID, a.Title)
	fmt.Fprintln(out, "  author:      ", a.Author.Key())
	fmt.Fprintln(out, "  comments:    ", a.Comments.Keys())
	fmt.Fprintln(out, "  tags:        ", a.Tags.Keys(), "(rows of the junction)")
	fmt.Fprintln(out, "  blocks:      ", a.Blocks.Keys(), "(rows of the junction)")
	fmt.Fprintln(out, "  translations:", a.Translations.Keys())
}

// printItems prints an article that was read with its related items.
func printItems(out io.Writer, a article) error {
	ada, ok := a.Author.Item()
	if !ok {
		return fmt.Errorf("article %d was read without its author", a.ID)
	}
	fmt.Fprintf(out, "  %s, by %s\n", a.Title, ada.Name)
	for _, block := range a.Blocks.Items() {
		if err := printBlock(out, block); err != nil {
			return err
		}
	}
	for _, row := range a.Tags.Items() {
		tag, _ := row.Tag.Item()
		fmt.Fprintf(out, "  #%s\n", tag.Name)
	}
	for _, row := range a.Translations.Items() {
		language, _ := row.Language.Item()
		fmt.Fprintf(out, "  in %s: %s\n", language.Name, row.Title)
	}
	for _, comment := range a.Comments.Items() {
		fmt.Fprintf(out, "  comment %d: %s\n", comment.ID, comment.Text)
	}
	return nil
}

// printBlock prints the item of a row of an M2A, whose type follows from its collection.
func printBlock(out io.Writer, block field.Any) error {
	switch block.Collection {
	case "demo_rel_headings":
		h, err := field.As[heading](block)
		fmt.Fprintf(out, "  = %s\n", h.Text)
		return err
	case "demo_rel_quotes":
		q, err := field.As[quote](block)
		fmt.Fprintf(out, "  > %s (%s)\n", q.Text, q.Source)
		return err
	}
	return fmt.Errorf("%s is neither a heading nor a quote", block)
}
