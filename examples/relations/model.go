package main

import "github.com/godirectus/directus/field"

// An article has every kind of relation. A Ref is one related item and a Many a list; both
// hold keys or items, whichever a query asks for, and write keys or items.
type article struct {
	ID           int                     `json:"id,omitzero"`
	Title        string                  `json:"title,omitzero"`
	Author       field.Ref[author]       `json:"author,omitzero"`       // M2O
	Comments     field.Many[comment]     `json:"comments,omitzero"`     // O2M
	Tags         field.Many[articleTag]  `json:"tags,omitzero"`         // M2M
	Blocks       field.Many[field.Any]   `json:"blocks,omitzero"`       // M2A
	Translations field.Many[translation] `json:"translations,omitzero"` // O2M, a row for each language
}

type author struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

type comment struct {
	ID   int    `json:"id,omitzero"`
	Text string `json:"text,omitzero"`
}

// articleTag is a row of the collection that lies between articles and tags: the list of an
// M2M holds such rows, and each of them a tag.
type articleTag struct {
	ID  int            `json:"id,omitzero"`
	Tag field.Ref[tag] `json:"tags_id,omitzero"`
}

type tag struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

// The blocks of an article are headings and quotes, in any order.
type heading struct {
	ID   int    `json:"id,omitzero"`
	Text string `json:"text,omitzero"`
}

type quote struct {
	ID     int    `json:"id,omitzero"`
	Text   string `json:"text,omitzero"`
	Source string `json:"source,omitzero"`
}

type translation struct {
	ID       int                 `json:"id,omitzero"`
	Language field.Ref[language] `json:"languages_code,omitzero"`
	Title    string              `json:"title,omitzero"`
}

type language struct {
	Code string `json:"code"`
	Name string `json:"name,omitzero"`
}

// PrimaryKey says what a language's key is, since it has no field id.
func (l language) PrimaryKey() any { return l.Code }

// localized is an article in one language. Lists may as well be plain slices: then they
// hold items only, and FieldsOf always expands them.
type localized struct {
	Title       string        `json:"title"`
	Translation []translation `json:"translation"` // an alias of translations
}
