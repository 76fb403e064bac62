package field_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

type author struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name"`
}

// page refers to pages.
type page struct {
	ID       int              `json:"id,omitzero"`
	Parent   field.Ref[page]  `json:"parent,omitzero"`
	Children field.Many[page] `json:"children,omitzero"`
}

// country says itself what its key is.
type country struct {
	Code string `json:"code"`
}

func (c country) PrimaryKey() any { return c.Code }

type account struct {
	author
	Level int `json:"level"`
}

type account2 struct {
	*author
	Level int `json:"level"`
}

func TestRefJSON(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Ref[author]]{
		"number":  {in: `5`, want: field.Link[author](5)},
		"string":  {in: `"5"`, want: field.Link[author]("5")},
		"null":    {in: `null`, want: field.Unlink[author]()},
		"item":    {in: `{"id":5,"name":"Ada"}`, want: field.Embed(author{5, "Ada"})},
		"new":     {in: `{"name":"Ada"}`, want: field.Embed(author{0, "Ada"})},
		"unknown": {in: `{"x":[1],"name":"Ada"}`, want: field.Embed(author{0, "Ada"}), out: `{"name":"Ada"}`},
	})
	checkJSON(t, map[string]onWire[field.Ref[page]]{
		"recursive": {
			in: `{"id":2,"parent":{"id":1,"parent":null,"children":[2,{"id":3}]}}`,
			want: field.Embed(page{ID: 2, Parent: field.Embed(page{
				ID: 1, Parent: field.Unlink[page](),
				Children: field.Replace(field.Link[page](2), field.Embed(page{ID: 3})),
			})}),
		},
	})
	checkRefused(t, field.Link[author](1), `true`, `[]`, `{"id":"x"}`, `{`, ``)
}

func TestRefUnset(t *testing.T) {
	t.Parallel()
	type article struct {
		Author field.Ref[author] `json:"author,omitzero"`
		Plain  field.Ref[author] `json:"plain"`
	}
	for way, w := range wires {
		written, err := w.marshal(article{})
		require.NoError(t, err, way)
		require.Equal(t, `{"plain":null}`, string(written), way)
		var read article
		require.NoError(t, w.unmarshal([]byte(`{"plain":null}`), &read), way)
		require.True(t, read.Author.IsZero(), way)
		require.False(t, read.Plain.IsZero(), way)
		require.True(t, read.Plain.IsNull(), way)
		written, err = w.marshal(article{Author: field.Unlink[author]()})
		require.NoError(t, err, way)
		require.Equal(t, `{"author":null,"plain":null}`, string(written), way)
	}
}

func TestRefKey(t *testing.T) {
	t.Parallel()
	type index int
	tests := map[string]struct {
		ref  interface{ Key() field.Key }
		want string
	}{
		"unset":                {field.Ref[author]{}, ""},
		"null":                 {field.Unlink[author](), ""},
		"link":                 {field.Link[author]("x"), "x"},
		"item":                 {field.Embed(author{ID: 5}), "5"},
		"new item":             {field.Embed(author{}), ""},
		"pointer":              {field.Embed(&author{ID: 5}), "5"},
		"nil pointer":          {field.Embed[*author](nil), ""},
		"keyed":                {field.Embed(country{"de"}), "de"},
		"pointer to keyed":     {field.Embed(&country{"de"}), "de"},
		"nil pointer to keyed": {field.Embed[*country](nil), ""},
		"embedded struct":      {field.Embed(account{author: author{ID: 5}}), "5"},
		"embedded pointer":     {field.Embed(account2{author: &author{ID: 5}}), "5"},
		"embedded nil":         {field.Embed(account2{}), ""},
		"map":                  {field.Embed(map[string]any{"id": 5.0}), "5"},
		"map without id":       {field.Embed(map[string]any{}), ""},
		"map of numbers":       {field.Embed(map[int]any{1: 2}), ""},
		"any":                  {field.Embed[any](map[string]any{"id": "x"}), "x"},
		"nil":                  {field.Embed[any](nil), ""},
		"pointer id": {field.Embed(struct {
			ID *int `json:"id"`
		}{new(int)}), "0"},
		"Opt id": {field.Embed(struct {
			ID field.Opt[int] `json:"id"`
		}{field.Value(5)}), "5"},
		"named id": {field.Embed(struct {
			ID index `json:"id"`
		}{5}), "5"},
		"id that is none": {field.Embed(struct {
			ID []int `json:"id"`
		}{[]int{5}}), ""},
		"id that cannot be written": {field.Embed(struct {
			ID func() `json:"id"`
		}{func() {}}), ""},
		"unexported":   {field.Embed(struct{ id int }{5}), ""},
		"not a struct": {field.Embed(5), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, tt.ref.Key().String())
		})
	}
}

func TestRefForms(t *testing.T) {
	t.Parallel()
	checkText(t, field.Link[author]("x"), "x")
	checkText(t, field.Ref[author]{}, "")
	checkSQL(t, field.Link[author](5), int64(5))
	checkSQL(t, field.Link[author]("x"), "x")
	checkSQL(t, field.Unlink[author](), nil)
	checkScanRefused(t, new(field.Ref[author]), 1.5)
	checkPrinted(t, field.Link[author](5), "5")
	checkPrinted(t, field.Ref[author]{}, "<unset>")
	checkPrinted(t, field.Unlink[author](), "<null>")
	checkPrinted(t, field.Embed(author{5, "Ada"}), "{5 Ada}")
	require.Equal(t, reflect.TypeFor[author](), field.Ref[author]{}.RelatedType())

	text, err := field.Embed(author{ID: 5}).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "5", string(text))
	_, err = field.Embed(author{}).MarshalText()
	require.Error(t, err)
	text, err = field.Unlink[author]().MarshalText()
	require.NoError(t, err)
	require.Empty(t, text)
}

func TestRefRefusesWhatIsNoKey(t *testing.T) {
	t.Parallel()
	broken := field.Link[author](nil)
	for way, w := range wires {
		_, err := w.marshal(broken)
		require.ErrorContains(t, err, "nil is not a key", way)
	}
	_, err := broken.MarshalText()
	require.Error(t, err)
	_, err = broken.Value()
	require.Error(t, err)
	_, ok := broken.Item()
	require.False(t, ok)
}

func ExampleRef() {
	type Author struct {
		ID   int    `json:"id,omitzero"`
		Name string `json:"name"`
	}
	type Article struct {
		Author field.Ref[Author] `json:"author,omitzero"`
	}
	for _, reply := range []string{
		`{"author": 5}`,
		`{"author": {"id": 5, "name": "Ada"}}`,
		`{"author": null}`,
		`{}`,
	} {
		var a Article
		_ = json.Unmarshal([]byte(reply), &a)
		item, expanded := a.Author.Item()
		fmt.Printf("key %q, %v %v, null %v, unset %v\n", a.Author.Key(), expanded, item.Name, a.Author.IsNull(), a.Author.IsZero())
	}
	// Output:
	// key "5", false , null false, unset false
	// key "5", true Ada, null false, unset false
	// key "", false , null true, unset false
	// key "", false , null false, unset true
}

func ExampleLink() {
	type Author struct{}
	patch := map[string]any{"author": field.Link[Author](5)}
	text, err := json.Marshal(patch)
	fmt.Println(string(text), err)
	// Output: {"author":5} <nil>
}

func ExampleEmbed() {
	type Author struct {
		ID   int    `json:"id,omitzero"`
		Name string `json:"name"`
	}
	patch := map[string]any{"author": field.Embed(Author{Name: "Ada"})}
	text, err := json.Marshal(patch)
	fmt.Println(string(text), err)
	// Output: {"author":{"name":"Ada"}} <nil>
}

func ExampleUnlink() {
	type Author struct{}
	patch := map[string]any{"author": field.Unlink[Author]()}
	text, err := json.Marshal(patch)
	fmt.Println(string(text), err)
	// Output: {"author":null} <nil>
}

func ExampleRef_Item() {
	type Author struct {
		Name string `json:"name"`
	}
	var author field.Ref[Author]
	_ = json.Unmarshal([]byte(`{"name": "Ada"}`), &author)
	if a, ok := author.Item(); ok {
		fmt.Println(a.Name)
	}
	// Output: Ada
}

func ExampleRef_Key() {
	type Author struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	}
	author := field.Embed(Author{ID: 5, Name: "Ada"}) // as an expanded field reads
	text, err := json.Marshal(field.Link[Author](author.Key()))
	fmt.Println(string(text), err)
	// Output: 5 <nil>
}

// Country has its key in another field than id.
type Country struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// PrimaryKey makes Country a field.Keyed.
func (c Country) PrimaryKey() any { return c.Code }

func ExampleKeyed() {
	var ref field.Ref[Country]
	_ = json.Unmarshal([]byte(`{"code": "de", "name": "Germany"}`), &ref)
	fmt.Println(ref.Key())
	// Output: de
}
