package main

import (
	"context"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
)

// create creates an article and, in the same request and transaction, all that is related:
// Embed and EmbedAny hold an item to be created, Link the key of one that exists. What
// comes back holds keys, since no option asks for more.
func create(ctx context.Context, articles *directus.Items[article], physics tag) (article, error) {
	return articles.CreateOne(ctx, article{
		Title:    "On the Analytical Engine",
		Author:   field.Embed(author{Name: "Ada Lovelace"}),
		Comments: field.ReplaceItems(comment{Text: "Frist!"}, comment{Text: "Buy my looms"}),
		Tags: field.ReplaceItems(
			articleTag{Tag: field.Embed(tag{Name: "mathematics"})},
			articleTag{Tag: field.Link[tag](physics.ID)},
		),
		Blocks: field.ReplaceItems(
			field.EmbedAny("demo_rel_headings", heading{Text: "What it weaves"}),
			field.EmbedAny("demo_rel_quotes", quote{Text: "It weaves algebraical patterns.", Source: "Note A"}),
		),
		// The languages do not exist. An item with an unknown key is created with that key.
		Translations: field.ReplaceItems(
			translation{Language: field.Embed(language{"de", "German"}), Title: "Über die Analytische Maschine"},
			translation{Language: field.Embed(language{"fr", "French"}), Title: "Sur la machine analytique"},
		),
	})
}

// change changes what an article, read with its related items, is related to. Relations
// that are not set in the struct stay as they are. Of those that are, Changes leave alone
// the rows that they do not name, where a list would replace all of them.
func change(ctx context.Context, articles *directus.Items[article], a article) (article, error) {
	// An embedded item with the key of one that exists is changed: the author gets a new
	// name. Link would relate the article to another author, Unlink to none.
	ada, _ := a.Author.Item()
	ada.Name = "Ada, Countess of Lovelace"

	// The rows of comments are the comments. One that is deleted here is deleted for good,
	// for the relation says so.
	comments := field.Changes{Create: []any{comment{Text: "What about music?"}}}
	for _, c := range a.Comments.Items() {
		switch c.Text {
		case "Frist!":
			comments.Update = append(comments.Update, comment{ID: c.ID, Text: "First!"})
		case "Buy my looms":
			comments.Delete = append(comments.Delete, c.ID)
		}
	}

	// The rows of tags are those of the junction: a new one links a tag, here a new tag,
	// and deleting one unlinks its tag, which stays.
	tags := field.Changes{Create: []any{articleTag{Tag: field.Embed(tag{Name: "computing"})}}}
	for _, row := range a.Tags.Items() {
		if t, _ := row.Tag.Item(); t.Name == "physics" {
			tags.Delete = append(tags.Delete, row.ID)
		}
	}

	return articles.UpdateOne(ctx, a.ID, article{
		Author:   field.Embed(ada),
		Comments: field.Apply[comment](comments),
		Tags:     field.Apply[articleTag](tags),
		Blocks: field.Apply[field.Any](field.Changes{
			Create: []any{field.EmbedAny("demo_rel_headings", heading{Text: "What it does not do"})},
		}),
	}, expanded)
}
