// Package field holds Go types for what Directus fields look like on the wire: relations
// that are now a key and now an item, numbers that come as strings, dates in four shapes,
// null against unset, and secrets that must not be written back.
//
// The Directus types and theirs in Go, of which the plain ones will do where nothing
// special can happen:
//
//	string, text, uuid           string
//	integer                      int, [BigInt] for counts and sums of a database that
//	                             gives them as strings
//	bigInteger                   [BigInt]
//	float                        float64
//	decimal                      [Decimal]
//	boolean                      bool, [Bool] without the flag cast-boolean
//	date                         [Date]
//	time                         [TimeOfDay]
//	dateTime                     [DateTime]
//	timestamp                    [Timestamp]
//	json                         any Go type, [JSON] for strings, booleans, null, and
//	                             fields without the flag cast-json
//	csv                          []string
//	hash, conceal, encrypt       [Hash]
//	geometry and its kinds       [Geometry]
//	M2O, file, user              [Ref]
//	O2M, M2M, translations,      [Many]
//	files
//	M2A                          [Many] of [Any]
//	any of them, nullable or     [Opt]
//	in an update
//	a primary key                int, string, or [Key] for either
//
// Leave fields of type binary alone: what was written as a string reads as one on SQLite,
// and on PostgreSQL as an object that holds the bytes.
//
// # Unset, null and zero
//
// An update changes the fields that it holds: one that is left out stays, and null clears.
// Give fields omitzero, and the zero values of these types are left out. [Ref], [Many],
// [Opt], [JSON] and [Hash] have three states: unset (the zero value), null and a value.
// The dates and [Geometry] are null when they are zero, and the numbers and [Bool] read
// null as zero; wrap them in Opt to tell all three apart:
//
//	type ArticlePatch struct {
//		Title     field.Opt[string]         `json:"title,omitzero"`      // Value("x"), Null[string]()
//		Published field.Opt[field.Date]     `json:"published,omitzero"`
//		Author    field.Ref[Author]         `json:"author,omitzero"`     // Link[Author](5), Unlink[Author]()
//		Comments  field.Many[Comment]       `json:"comments,omitzero"`
//	}
//
// # Relations
//
// The same type reads a relation whether the query expands it or not:
//
//	a.Author.Key()              // 5, either way
//	author, ok := a.Author.Item() // ok with query.Fields("*", "author.*")
//
// and writes a key ([Link]), a nested item ([Embed]) or null ([Unlink]). A list of rows
// replaces the relation ([Replace], [ReplaceKeys], [ReplaceItems]); [Changes] add, change
// and remove rows. An expanded item that is written back changes that item: write its key
// instead unless that is meant.
//
// The rows of M2M, M2A, translations and files are those of the junction collection:
//
//	type ArticleTag struct {
//		ID  int            `json:"id,omitzero"`
//		Tag field.Ref[Tag] `json:"tags_id,omitzero"`
//	}
//	type Article struct {
//		Tags field.Many[ArticleTag] `json:"tags,omitzero"`
//	}
//
//	field.ReplaceItems(ArticleTag{Tag: field.Link[Tag](5)}, ArticleTag{Tag: field.Embed(Tag{Name: "new"})})
//
// # Forms
//
// All types work with encoding/json and with github.com/go-json-experiment/json, have a
// text form, print with fmt, and have IsZero. Where a value fits a database's column they
// are a [database/sql.Scanner] and a [database/sql/driver.Valuer]. Values are read-only and
// safe for several goroutines. Decoding replaces the whole value and accepts what any
// database behind Directus gives; input that does not fit is an error, never a panic. The
// names in nested items match case-sensitively, with encoding/json too.
package field
