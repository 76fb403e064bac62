package field_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
)

// Package query finds relations by their RelatedType, and everything else here has a form
// of its own.
func TestFieldsOf(t *testing.T) {
	t.Parallel()
	type article struct {
		ID       int                   `json:"id"`
		Title    field.Opt[string]     `json:"title"`
		Author   field.Ref[author]     `json:"author"`
		Tags     field.Many[taggedAs]  `json:"tags"`
		Sections field.Many[field.Any] `json:"sections"`
		Settings field.JSON[settings]  `json:"settings"`
		Created  field.Timestamp       `json:"created"`
		Price    field.Decimal         `json:"price"`
		Place    field.Geometry        `json:"place"`
		Token    field.Hash            `json:"token"`
		Until    field.Opt[field.Date] `json:"until"`
		Opens    field.TimeOfDay       `json:"opens"`
		Starts   field.DateTime        `json:"starts"`
		Key      field.Key             `json:"key"`
	}
	rest := []string{"settings", "created", "price", "place", "token", "until", "opens", "starts", "key"}
	q := query.New(query.FieldsOf[article]())
	require.Equal(t, append([]string{"id", "title", "author", "tags", "sections"}, rest...), q.Fields)
	q = query.New(query.FieldsOf[article](query.Expand("author", "tags.tags_id", "sections")))
	require.Equal(t, append([]string{"id", "title", "author.id", "author.name", "tags.id", "tags.tags_id.id", "tags.tags_id.name", "sections.*"}, rest...), q.Fields)
}
