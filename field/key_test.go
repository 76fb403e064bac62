package field_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
)

// uuid is a key type with a text form, as UUID packages have it.
type uuid [2]byte

func (u uuid) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%x-%x", u[0], u[1]), nil }

type code string

// key makes a key that must be valid.
func key(t *testing.T, id any) field.Key {
	t.Helper()
	k, err := field.NewKey(id)
	require.NoError(t, err)
	return k
}

func TestNewKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		id   any
		text string
		json string
	}{
		"int":              {5, "5", "5"},
		"zero":             {0, "0", "0"},
		"negative":         {int8(-3), "-3", "-3"},
		"unsigned":         {uint16(7), "7", "7"},
		"large":            {int64(9007199254740993), "9007199254740993", `"9007199254740993"`},
		"largest exact":    {int64(9007199254740991), "9007199254740991", "9007199254740991"},
		"largest unsigned": {uint64(math.MaxUint64), "18446744073709551615", `"18446744073709551615"`},
		"whole float":      {float64(12), "12", "12"},
		"string":           {"a/b", "a/b", `"a/b"`},
		"string of digits": {"007", "007", `"007"`},
		"named string":     {code("de"), "de", `"de"`},
		"text marshaler":   {uuid{10, 11}, "a-b", `"a-b"`},
		"pointer to it":    {&uuid{10, 11}, "a-b", `"a-b"`},
		"json.Number":      {json.Number("42"), "42", "42"},
		"Key":              {key(t, 8), "8", "8"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := key(t, tt.id)
			require.Equal(t, tt.text, k.String())
			require.False(t, k.IsZero())
			written, err := json.Marshal(k)
			require.NoError(t, err)
			require.Equal(t, tt.json, string(written))
		})
	}
}

func TestNewKeyRefuses(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]any{
		"nil": nil, "empty": "", "bool": true, "slice": []int{1}, "fraction": 1.5, "NaN": math.NaN(),
		"infinity": math.Inf(1), "huge float": 1e300, "nil pointer": (*uuid)(nil), "no key": field.Key{},
		"empty number": json.Number(""), "struct": struct{}{},
	} {
		_, err := field.NewKey(id)
		require.Error(t, err, name)
	}
}

func TestKeyForms(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Key]{
		"number": {in: `5`, want: key(t, 5)},
		"string": {in: `"5"`, want: key(t, "5")},
		"large":  {in: `9007199254740993`, want: key(t, "9007199254740993"), out: `"9007199254740993"`},
		"escape": {in: `"\u00e9"`, want: key(t, "é"), out: `"é"`},
		"null":   {in: `null`, want: field.Key{}},
		"empty":  {in: `""`, want: field.Key{}, out: `null`},
	})
	checkRefused(t, key(t, 1), `true`, `[]`, `{}`, `{"id":1}`, ``)
	require.Error(t, new(field.Key).UnmarshalJSON([]byte(`5x`)))
	checkText(t, key(t, "5"), "5")
	checkText(t, field.Key{}, "")
	checkSQL(t, key(t, 5), int64(5))
	checkSQL(t, key(t, "5"), "5")
	checkSQL(t, field.Key{}, nil)
	checkScanRefused(t, new(field.Key), true, 1.5)
	checkPrinted(t, key(t, "a"), "a")
}

func TestKeyNumbers(t *testing.T) {
	t.Parallel()
	n, ok := key(t, "5").Int64()
	require.True(t, ok)
	require.Equal(t, int64(5), n)
	_, ok = key(t, "x").Int64()
	require.False(t, ok)
	require.NotEqual(t, key(t, 5), key(t, "5"))
	require.True(t, key(t, 5).Equal(key(t, "5")))
	require.False(t, key(t, 5).Equal(key(t, 6)))
}

func TestKeyIsAnID(t *testing.T) {
	t.Parallel()
	path, err := directus.Path("items", "articles", key(t, "a/b"))
	require.NoError(t, err)
	require.Equal(t, "/items/articles/a%2Fb", path)
	_, err = directus.Path("items", "articles", field.Key{})
	require.ErrorIs(t, err, directus.ErrInvalidKey)
	path, err = directus.Path("items", "articles", field.Link[author](5))
	require.NoError(t, err)
	require.Equal(t, "/items/articles/5", path)
}

func ExampleNewKey() {
	for _, id := range []any{5, "de-DE", int64(9007199254740993)} {
		key, err := field.NewKey(id)
		fmt.Println(key, err)
	}
	_, err := field.NewKey("")
	fmt.Println(err)
	// Output:
	// 5 <nil>
	// de-DE <nil>
	// 9007199254740993 <nil>
	// field: an empty key
}

func ExampleKey_Equal() {
	var row struct {
		Item, Target field.Key
	}
	_ = json.Unmarshal([]byte(`{"Item": "3", "Target": 3}`), &row)
	fmt.Println(row.Item == row.Target, row.Item.Equal(row.Target))
	// Output: false true
}

func ExampleKey_Int64() {
	var key field.Key
	_ = json.Unmarshal([]byte(`"12"`), &key)
	fmt.Println(key.Int64())
	// Output: 12 true
}
