package field_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestBool(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Bool]{
		"true":          {in: `true`, want: true},
		"false":         {in: `false`, want: false},
		"one":           {in: `1`, want: true, out: `true`},
		"nought":        {in: `0`, want: false, out: `false`},
		"text one":      {in: `"1"`, want: true, out: `true`},
		"text nought":   {in: `"0"`, want: false, out: `false`},
		"text true":     {in: `"true"`, want: true, out: `true`},
		"escaped false": {in: `"\u0066alse"`, want: false, out: `false`},
		"empty":         {in: `""`, want: false, out: `false`},
		"null":          {in: `null`, want: false, out: `false`},
	})
	checkRefused(t, field.Bool(true), `2`, `"yes"`, `[]`, `{}`, `1.0`, `"null"`, ``)
	checkText(t, field.Bool(true), "true")
	checkText(t, field.Bool(false), "false")
	checkSQL(t, field.Bool(true), true)
	checkScanRefused(t, new(field.Bool), int64(2), 1.5, "yes")
	for src, want := range map[any]field.Bool{int64(1): true, int64(0): false, "1": true, nil: false} {
		b := !want
		require.NoError(t, b.Scan(src))
		require.Equal(t, want, b, src)
	}
	checkPrinted(t, field.Bool(true), "true")
	require.True(t, field.Bool(false).IsZero())
	require.False(t, field.Bool(true).IsZero())
}

func ExampleBool() {
	var row struct {
		Active, Hidden field.Bool
	}
	_ = json.Unmarshal([]byte(`{"Active": 1, "Hidden": false}`), &row) // a SQLite column
	text, err := json.Marshal(row)
	fmt.Println(bool(row.Active), string(text), err)
	// Output: true {"Active":true,"Hidden":false} <nil>
}
