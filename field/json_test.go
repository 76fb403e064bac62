package field_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestJSONForms(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.JSON[author]]{
		"value":      {in: `{"id":5,"name":"Ada"}`, want: field.JSONOf(author{5, "Ada"})},
		"text":       {in: `"{\"id\":5,\"name\":\"Ada\"}"`, want: field.JSONOf(author{5, "Ada"}), out: `{"id":5,"name":"Ada"}`},
		"null":       {in: `null`, want: field.NullJSON[author]()},
		"null, text": {in: `"null"`, want: field.NullJSON[author](), out: `null`},
	})
	checkJSON(t, map[string]onWire[field.JSON[string]]{
		"string":        {in: `"hello"`, want: field.JSONOf("hello"), out: `"\"hello\""`},
		"text":          {in: `"\"hello\""`, want: field.JSONOf("hello")},
		"of a number":   {in: `"5"`, want: field.JSONOf("5"), out: `"\"5\""`},
		"a number":      {in: `5`, want: field.JSONOf("5"), out: `"\"5\""`},
		"an object":     {in: `{"a":1}`, want: field.JSONOf(`{"a":1}`), out: `"\"{\\\"a\\\":1}\""`},
		"empty":         {in: `""`, want: field.JSONOf(""), out: `"\"\""`},
		"null":          {in: `null`, want: field.NullJSON[string]()},
		"the word null": {in: `"null"`, want: field.JSONOf("null"), out: `"\"null\""`},
	})
	checkJSON(t, map[string]onWire[field.JSON[bool]]{
		"text":  {in: `"true"`, want: field.JSONOf(true)},
		"value": {in: `false`, want: field.JSONOf(false), out: `"false"`},
	})
	checkJSON(t, map[string]onWire[field.JSON[any]]{
		"number": {in: `5`, want: field.JSONOf[any](5.0)},
		"list":   {in: `[1,"x",null]`, want: field.JSONOf[any]([]any{1.0, "x", nil})},
		"string": {in: `"{}"`, want: field.JSONOf[any]("{}"), out: `"\"{}\""`},
	})
	checkRefused(t, field.JSONOf(author{1, "x"}), `5`, `[]`, `"x"`, `""`, `"[]"`, `{"id":"x"}`, ``)
	for way, w := range wires {
		_, err := w.marshal(field.JSONOf(func() {}))
		require.Error(t, err, way)
	}
}

func TestJSONValues(t *testing.T) {
	t.Parallel()
	v, ok := field.JSONOf(5).Get()
	require.True(t, ok)
	require.Equal(t, 5, v)
	require.Equal(t, 5, field.JSONOf(5).Or(7))
	require.Equal(t, 7, field.NullJSON[int]().Or(7))
	require.True(t, field.NullJSON[int]().IsNull())
	require.False(t, field.NullJSON[int]().IsZero())
	require.True(t, field.JSON[int]{}.IsZero())
	checkText(t, field.JSONOf(author{5, "Ada"}), `{"id":5,"name":"Ada"}`)
	checkText(t, field.JSONOf("x"), `"x"`)
	checkText(t, field.NullJSON[string](), `null`)
	checkText(t, field.JSON[string]{}, ``)
	checkSQL(t, field.JSONOf([]int{1}), "[1]")
	checkSQL(t, field.JSONOf("5"), `"5"`)
	checkSQL(t, field.NullJSON[int](), nil)
	checkScanRefused(t, new(field.JSON[int]), "x", true)
	checkPrinted(t, field.JSONOf([]int{1}), "[1]")
	checkPrinted(t, field.JSON[int]{}, "<unset>")
}

func ExampleJSON() {
	type Settings struct {
		Theme string `json:"theme"`
	}
	var row struct {
		Cast, Raw field.JSON[Settings]
	}
	_ = json.Unmarshal([]byte(`{"Cast": {"theme": "dark"}, "Raw": "{\"theme\": \"light\"}"}`), &row)
	cast, _ := row.Cast.Get()
	raw, _ := row.Raw.Get()
	fmt.Println(cast.Theme, raw.Theme)
	// Output: dark light
}

func ExampleJSONOf() {
	text, err := json.Marshal([]any{field.JSONOf("5"), field.JSONOf(true), field.JSONOf([]int{5})})
	fmt.Println(string(text), err)
	// Output: ["\"5\"","true",[5]] <nil>
}
