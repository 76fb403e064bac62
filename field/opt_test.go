package field_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestOptJSON(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Opt[int]]{
		"value": {in: `5`, want: field.Value(5)},
		"zero":  {in: `0`, want: field.Value(0)},
		"null":  {in: `null`, want: field.Null[int]()},
	})
	checkJSON(t, map[string]onWire[field.Opt[string]]{
		"value": {in: `"x"`, want: field.Value("x")},
		"zero":  {in: `""`, want: field.Value("")},
		"null":  {in: `null`, want: field.Null[string]()},
	})
	checkJSON(t, map[string]onWire[field.Opt[field.Date]]{
		"value": {in: `"2024-01-02"`, want: field.Value(field.NewDate(2024, 1, 2))},
		"null":  {in: `null`, want: field.Null[field.Date]()},
	})
	checkJSON(t, map[string]onWire[field.Opt[author]]{
		"value": {in: `{"id":5,"name":"Ada"}`, want: field.Value(author{5, "Ada"})},
	})
	checkJSON(t, map[string]onWire[field.Opt[[]string]]{
		"value": {in: `["a"]`, want: field.Value([]string{"a"})},
		"empty": {in: `[]`, want: field.Value([]string{})},
		"null":  {in: `null`, want: field.Null[[]string]()},
	})
	checkRefused(t, field.Value(1), `"x"`, `1.5`, `[]`, ``)
}

func TestOptUnset(t *testing.T) {
	t.Parallel()
	type patch struct {
		A field.Opt[int] `json:"a,omitzero"`
		B field.Opt[int] `json:"b"`
	}
	for way, w := range wires {
		written, err := w.marshal(patch{})
		require.NoError(t, err, way)
		require.Equal(t, `{"b":null}`, string(written), way)
		written, err = w.marshal(patch{field.Null[int](), field.Value(0)})
		require.NoError(t, err, way)
		require.Equal(t, `{"a":null,"b":0}`, string(written), way)
		var read patch
		require.NoError(t, w.unmarshal([]byte(`{"b":0}`), &read), way)
		require.Equal(t, patch{B: field.Value(0)}, read, way)
	}
}

func TestOptReads(t *testing.T) {
	t.Parallel()
	five, zero := 5, 0
	tests := map[string]struct {
		opt       field.Opt[int]
		value     int
		ok        bool
		or        int
		set, null bool
		pointer   *int
	}{
		"unset":        {field.Opt[int]{}, 0, false, 9, false, false, nil},
		"null":         {field.Null[int](), 0, false, 9, true, true, nil},
		"value":        {field.Value(5), 5, true, 5, true, false, &five},
		"zero":         {field.Value(0), 0, true, 0, true, false, &zero},
		"nil pointer":  {field.FromPointer[int](nil), 0, false, 9, true, true, nil},
		"from pointer": {field.FromPointer(&five), 5, true, 5, true, false, &five},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, ok := tt.opt.Get()
			require.Equal(t, tt.ok, ok)
			require.Equal(t, tt.value, value)
			require.Equal(t, tt.or, tt.opt.Or(9))
			require.Equal(t, tt.set, tt.opt.IsSet())
			require.Equal(t, !tt.set, tt.opt.IsZero())
			require.Equal(t, tt.null, tt.opt.IsNull())
			require.Equal(t, tt.pointer, tt.opt.Pointer())
		})
	}
}

func TestOptForms(t *testing.T) {
	t.Parallel()
	checkText(t, field.Value(5), "5")
	checkText(t, field.Value("x y"), "x y")
	checkText(t, field.Value(code("x")), "x")
	checkText(t, field.Value(true), "true")
	checkText(t, field.Value(1.5), "1.5")
	checkText(t, field.Value(field.NewDate(2024, 1, 2)), "2024-01-02")
	checkText(t, field.Value([]int{1}), "[1]")
	checkText(t, field.Opt[int]{}, "")
	text, err := field.Null[int]().MarshalText()
	require.NoError(t, err)
	require.Empty(t, text)
	text, err = field.Value[any](nil).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "null", string(text))
	text, err = field.Value[*field.Date](nil).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "null", string(text))
	require.Error(t, new(field.Opt[int]).UnmarshalText([]byte("x")))
	require.Error(t, new(field.Opt[field.Date]).UnmarshalText([]byte("x")))

	now := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	checkSQL(t, field.Value(int64(5)), int64(5))
	checkSQL(t, field.Value("x"), "x")
	checkSQL(t, field.Value(now), now)
	checkSQL(t, field.Value(field.NewDate(2024, 1, 2)), "2024-01-02")
	checkSQL(t, field.Null[int](), nil)
	checkScanRefused(t, new(field.Opt[int]), "x", true)
	_, err = field.Value(author{}).Value()
	require.Error(t, err)

	checkPrinted(t, field.Value(5), "5")
	checkPrinted(t, field.Null[int](), "<null>")
	checkPrinted(t, field.Opt[int]{}, "<unset>")
}

func ExampleOpt() {
	type ArticlePatch struct {
		Title  field.Opt[string]     `json:"title,omitzero"`
		Rating field.Opt[int]        `json:"rating,omitzero"`
		Until  field.Opt[field.Date] `json:"until,omitzero"`
	}
	text, err := json.Marshal(ArticlePatch{Rating: field.Value(0), Until: field.Null[field.Date]()})
	fmt.Println(string(text), err)
	// Output: {"rating":0,"until":null} <nil>
}

func ExampleOpt_Get() {
	var row struct {
		A, B, C field.Opt[int]
	}
	_ = json.Unmarshal([]byte(`{"A": 0, "B": null}`), &row)
	for _, o := range []field.Opt[int]{row.A, row.B, row.C} {
		value, ok := o.Get()
		fmt.Println(value, ok, o.IsNull(), o.IsSet())
	}
	// Output:
	// 0 true false true
	// 0 false true true
	// 0 false false false
}

func ExampleOpt_Or() {
	fmt.Println(field.Value("en").Or("de"), field.Null[string]().Or("de"))
	// Output: en de
}

func ExampleFromPointer() {
	title := "Hello"
	fmt.Println(field.FromPointer(&title), field.FromPointer[string](nil))
	// Output: Hello <null>
}

func ExampleNull() {
	text, err := json.Marshal(map[string]any{"title": field.Null[string]()})
	fmt.Println(string(text), err)
	// Output: {"title":null} <nil>
}

func ExampleValue() {
	text, err := json.Marshal(map[string]any{"title": field.Value("")})
	fmt.Println(string(text), err)
	// Output: {"title":""} <nil>
}
