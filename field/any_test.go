package field_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

type heading struct {
	ID    int    `json:"id,omitzero"`
	Title string `json:"title"`
}

// readAny reads a row.
func readAny(t *testing.T, text string) field.Any {
	t.Helper()
	var a field.Any
	require.NoError(t, json.Unmarshal([]byte(text), &a))
	return a
}

func TestAnyRoundTrip(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]string{
		"key":      `{"collection":"headings","id":1,"item":"3"}`,
		"number":   `{"collection":"headings","item":3}`,
		"item":     `{"collection":"headings","id":1,"item":{"id":3,"title":"Hi"}}`,
		"null":     `{"collection":"headings","item":null}`,
		"extra":    `{"collection":"headings","id":1,"item":"3","pages_id":9007199254740993,"sort":null}`,
		"no value": `{"collection":"headings","id":"x","item":{}}`,
	} {
		for way, w := range wires {
			var a field.Any
			require.NoError(t, w.unmarshal([]byte(row), &a), name)
			written, err := w.marshal(a)
			require.NoError(t, err, "%s with %s", name, way)
			require.Equal(t, row, string(written), "%s with %s", name, way)
		}
	}
	checkRefused(t, field.LinkAny("a", 1), `5`, `"x"`, `[]`, `{"id":{}}`, `{"collection":5}`, `{"item":[]}`, `{"item":true}`, `{`, ``)
}

func TestAnyReads(t *testing.T) {
	t.Parallel()
	linked := readAny(t, `{"collection":"headings","item":"3","sort":2}`)
	require.Equal(t, "headings", linked.Collection)
	require.Equal(t, key(t, "3"), linked.Key())
	require.False(t, linked.IsExpanded())
	require.Equal(t, map[string]jsontext.Value{"sort": jsontext.Value("2")}, linked.Extra)
	_, err := field.As[heading](linked)
	require.ErrorIs(t, err, field.ErrNotExpanded)

	expanded := readAny(t, `{"id":7,"collection":"headings","item":{"id":3,"title":"Hi"}}`)
	require.True(t, expanded.IsExpanded())
	require.Equal(t, key(t, 3), expanded.Key())
	require.Equal(t, key(t, 7), expanded.ID)
	h, err := field.As[heading](expanded)
	require.NoError(t, err)
	require.Equal(t, heading{3, "Hi"}, h)
	_, err = field.As[struct {
		Title int `json:"title"`
	}](expanded)
	require.ErrorContains(t, err, `item of "headings"`)

	require.True(t, readAny(t, `null`).IsZero())
	require.True(t, readAny(t, `{"collection":"a","item":{"title":""}}`).Key().IsZero())
	require.True(t, readAny(t, `{"collection":"a","item":{"id":[]}}`).Key().IsZero())
	without := readAny(t, `{"item":{"title":"Hi"}}`) // the query left the collection out
	h, err = field.As[heading](without)
	require.NoError(t, err)
	require.Equal(t, "Hi", h.Title)
}

func TestAnyWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		row  field.Any
		want string
	}{
		"link":  {field.LinkAny("headings", 3), `{"collection":"headings","item":3}`},
		"embed": {field.EmbedAny("headings", heading{Title: "Hi"}), `{"collection":"headings","item":{"title":"Hi"}}`},
		"extra": {
			field.Any{Collection: "headings", Extra: map[string]jsontext.Value{"sort": jsontext.Value("2")}},
			`{"collection":"headings","item":null,"sort":2}`,
		},
	}
	for name, tt := range tests {
		for way, w := range wires {
			written, err := w.marshal(tt.row)
			require.NoError(t, err, "%s with %s", name, way)
			require.Equal(t, tt.want, string(written), "%s with %s", name, way)
		}
	}
	for name, broken := range map[string]field.Any{
		"zero":          {},
		"no collection": field.LinkAny("", 3),
		"no key":        field.LinkAny("headings", nil),
		"not JSON":      field.EmbedAny("headings", func() {}),
	} {
		for way, w := range wires {
			_, err := w.marshal(broken)
			require.Error(t, err, "%s with %s", name, way)
		}
	}
}

func TestAnyOfGoValue(t *testing.T) {
	t.Parallel()
	row := field.EmbedAny("headings", heading{3, "Hi"})
	require.True(t, row.IsExpanded())
	require.Equal(t, key(t, 3), row.Key())
	same, err := field.As[heading](row)
	require.NoError(t, err)
	require.Equal(t, heading{3, "Hi"}, same)
	other, err := field.As[map[string]any](row)
	require.NoError(t, err)
	require.Equal(t, "Hi", other["title"])
	_, err = field.As[heading](field.EmbedAny("headings", func() {}))
	require.Error(t, err)
	_, err = field.As[heading](field.EmbedAny("headings", nil))
	require.ErrorIs(t, err, field.ErrNotExpanded)
}

func TestAnyForms(t *testing.T) {
	t.Parallel()
	checkText(t, field.LinkAny("headings", "3"), `{"collection":"headings","item":"3"}`)
	checkPrinted(t, field.LinkAny("headings", 3), "headings/3")
	checkPrinted(t, field.Any{}, "<unset>")
	require.False(t, field.LinkAny("", nil).IsZero())

	var rows field.Many[field.Any]
	require.NoError(t, json.Unmarshal([]byte(`[4,{"id":5,"collection":"a","item":"1"}]`), &rows))
	require.Equal(t, []field.Key{key(t, 4), key(t, 5)}, rows.Keys())
}

func ExampleAny() {
	type Heading struct {
		Title string `json:"title"`
	}
	type Image struct {
		File string `json:"file"`
	}
	var sections field.Many[field.Any]
	_ = json.Unmarshal([]byte(`[
		{"id": 1, "collection": "headings", "item": {"id": 3, "title": "Hello"}},
		{"id": 2, "collection": "images", "item": {"id": 9, "file": "f81d"}}
	]`), &sections)
	for _, row := range sections.Items() {
		switch row.Collection {
		case "headings":
			h, err := field.As[Heading](row)
			fmt.Println(h.Title, err)
		case "images":
			i, err := field.As[Image](row)
			fmt.Println(i.File, err)
		}
	}
	// Output:
	// Hello <nil>
	// f81d <nil>
}

func ExampleAs() {
	type Heading struct{}
	_, err := field.As[Heading](field.LinkAny("headings", 3))
	fmt.Println(err)
	// Output: field: the item is not expanded
}

func ExampleLinkAny() {
	text, err := json.Marshal(field.ReplaceItems(field.LinkAny("headings", 3)))
	fmt.Println(string(text), err)
	// Output: [{"collection":"headings","item":3}] <nil>
}

func ExampleEmbedAny() {
	type Heading struct {
		Title string `json:"title"`
	}
	text, err := json.Marshal(field.EmbedAny("headings", Heading{"New"}))
	fmt.Println(string(text), err)
	// Output: {"collection":"headings","item":{"title":"New"}} <nil>
}
