package field_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestManyJSON(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Many[author]]{
		"keys":    {in: `[5,"x"]`, want: field.ReplaceKeys[author](5, "x")},
		"items":   {in: `[{"id":5,"name":"Ada"},{"name":"Bob"}]`, want: field.ReplaceItems(author{5, "Ada"}, author{0, "Bob"})},
		"mixed":   {in: `[5,{"name":"Bob"}]`, want: field.Replace(field.Link[author](5), field.Embed(author{0, "Bob"}))},
		"empty":   {in: `[]`, want: field.Replace[author]()},
		"null":    {in: `null`, want: nullMany[author](t)},
		"no row":  {in: `[null]`, want: field.Replace(field.Unlink[author]())},
		"unset":   {in: `{"create":[],"update":[],"delete":[]}`, want: field.Many[author]{}},
		"nothing": {in: `{}`, want: field.Many[author]{}, out: `{"create":[],"update":[],"delete":[]}`},
		"changes": {
			in: `{"create":[{"name":"Bob"}],"update":[{"id":5,"name":"Ada"}],"delete":[7,"x"]}`,
			want: field.Apply[author](field.Changes{
				Create: []any{author{0, "Bob"}},
				Update: []any{author{5, "Ada"}},
				Delete: []any{key(t, 7), key(t, "x")},
			}),
		},
	})
	checkRefused(t, field.ReplaceKeys[author](1), `5`, `"x"`, `[true]`, `{"create":5}`, `{"delete":[{}]}`, `{"update":[5]}`, ``)
}

func nullMany[T any](t *testing.T) field.Many[T] {
	t.Helper()
	var m field.Many[T]
	require.NoError(t, json.Unmarshal([]byte(`null`), &m))
	return m
}

func TestManyStates(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		many                    field.Many[author]
		zero, null, list, keyed bool
	}{
		"unset":      {zero: true},
		"null":       {many: nullMany[author](t), null: true},
		"empty":      {many: field.Replace[author](), list: true},
		"keys":       {many: field.ReplaceKeys[author](1, 2), list: true, keyed: true},
		"changes":    {many: field.Apply[author](field.Changes{Delete: []any{1}})},
		"no changes": {many: field.Apply[author](field.Changes{}), zero: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.zero, tt.many.IsZero())
			require.Equal(t, tt.null, tt.many.IsNull())
			require.Equal(t, tt.keyed, len(tt.many.Keys()) > 0)
			require.Equal(t, tt.many.Len(), len(tt.many.Rows()))
			_, changes := tt.many.Changes()
			require.Equal(t, !tt.zero && !tt.null && !tt.list, changes)
		})
	}
}

func TestManyRows(t *testing.T) {
	t.Parallel()
	m := field.Replace(field.Link[author](5), field.Embed(author{6, "Ada"}), field.Embed(author{0, "Bob"}), field.Unlink[author]())
	require.Equal(t, []field.Key{key(t, 5), key(t, 6)}, m.Keys())
	require.Equal(t, []author{{6, "Ada"}, {0, "Bob"}}, m.Items())
	require.Equal(t, 4, m.Len())
	m.Rows()[0] = field.Link[author](9)
	require.Equal(t, key(t, 5), m.Rows()[0].Key())
}

func TestManyCopiesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	rows := []field.Ref[author]{field.Link[author](1)}
	list := field.Replace(rows...)
	rows[0] = field.Link[author](2)
	require.Equal(t, "[1]", list.String())

	changes := field.Changes{Delete: []any{1}}
	many := field.Apply[author](changes)
	changes.Delete[0] = 2
	got, ok := many.Changes()
	require.True(t, ok)
	require.Equal(t, []any{1}, got.Delete)
}

func TestManyForms(t *testing.T) {
	t.Parallel()
	checkText(t, field.ReplaceKeys[author](5, "x"), `[5,"x"]`)
	checkText(t, field.Many[author]{}, "")
	checkText(t, nullMany[author](t), "null")
	checkPrinted(t, field.ReplaceKeys[author](5, "x"), "[5 x]")
	checkPrinted(t, field.ReplaceItems(author{5, "Ada"}), "[{5 Ada}]")
	checkPrinted(t, field.Many[author]{}, "<unset>")
	checkPrinted(t, nullMany[author](t), "<null>")
	checkPrinted(t, field.Apply[author](field.Changes{Delete: []any{1}}), "{Create:[] Update:[] Delete:[1]}")
	require.Equal(t, reflect.TypeFor[author](), field.Many[author]{}.RelatedType())
}

func TestManyRefusesWhatIsNoKey(t *testing.T) {
	t.Parallel()
	for way, w := range wires {
		_, err := w.marshal(field.ReplaceKeys[author](1, nil))
		require.Error(t, err, way)
		_, err = w.marshal(field.Apply[author](field.Changes{Delete: []any{""}}))
		require.ErrorContains(t, err, "key 1 of 1 to delete", way)
	}
}

func ExampleMany() {
	type Comment struct {
		ID   int    `json:"id,omitzero"`
		Text string `json:"text"`
	}
	type Article struct {
		Comments field.Many[Comment] `json:"comments,omitzero"`
	}
	for _, reply := range []string{
		`{"comments": [3, 4]}`,
		`{"comments": [{"id": 3, "text": "Nice"}]}`,
	} {
		var a Article
		_ = json.Unmarshal([]byte(reply), &a)
		fmt.Println(a.Comments.Keys(), a.Comments.Items())
	}
	// Output:
	// [3 4] []
	// [3] [{3 Nice}]
}

func ExampleMany_junction() {
	type Tag struct {
		ID   int    `json:"id,omitzero"`
		Name string `json:"name,omitzero"`
	}
	type ArticleTag struct { // the junction collection of an M2M
		ID  int            `json:"id,omitzero"`
		Tag field.Ref[Tag] `json:"tags_id,omitzero"`
	}
	var tags field.Many[ArticleTag]
	_ = json.Unmarshal([]byte(`[{"id": 1, "tags_id": {"id": 5, "name": "go"}}]`), &tags)
	for _, row := range tags.Items() {
		tag, _ := row.Tag.Item()
		fmt.Println(row.ID, tag.Name)
	}
	// Output: 1 go
}

func ExampleReplace() {
	type Tag struct {
		Name string `json:"name"`
	}
	text, err := json.Marshal(field.Replace(field.Link[Tag](5), field.Embed(Tag{Name: "new"})))
	fmt.Println(string(text), err)
	// Output: [5,{"name":"new"}] <nil>
}

func ExampleReplaceKeys() {
	type Comment struct{}
	text, err := json.Marshal(field.ReplaceKeys[Comment](3, 4))
	fmt.Println(string(text), err)
	// Output: [3,4] <nil>
}

func ExampleReplaceItems() {
	type Translation struct {
		Language string `json:"languages_code"`
		Title    string `json:"title"`
	}
	text, err := json.Marshal(field.ReplaceItems(Translation{"en", "Hello"}, Translation{"de", "Hallo"}))
	fmt.Println(string(text), err)
	// Output: [{"languages_code":"en","title":"Hello"},{"languages_code":"de","title":"Hallo"}] <nil>
}

func ExampleApply() {
	type Comment struct {
		Text string `json:"text"`
	}
	type ArticlePatch struct {
		Comments field.Many[Comment] `json:"comments,omitzero"`
	}
	text, err := json.Marshal(ArticlePatch{field.Apply[Comment](field.Changes{Create: []any{Comment{"Nice"}}})})
	fmt.Println(string(text), err)
	// Output: {"comments":{"create":[{"text":"Nice"}],"update":[],"delete":[]}} <nil>
}
