package field_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestBigInt(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.BigInt]{
		"number":   {in: `5`, want: 5},
		"string":   {in: `"5"`, want: 5, out: `5`},
		"zero":     {in: `0`, want: 0},
		"null":     {in: `null`, want: 0, out: `0`},
		"exact":    {in: `-9007199254740991`, want: -9007199254740991},
		"inexact":  {in: `9007199254740993`, want: 9007199254740993, out: `"9007199254740993"`},
		"greatest": {in: `"9223372036854775807"`, want: math.MaxInt64},
		"least":    {in: `"-9223372036854775808"`, want: math.MinInt64},
	})
	checkRefused(t, field.BigInt(1), `9223372036854775808`, `1.5`, `"x"`, `""`, `true`, `[]`, `1e3`, ``)
	checkText(t, field.BigInt(-5), "-5")
	checkSQL(t, field.BigInt(5), int64(5))
	checkScanRefused(t, new(field.BigInt), 1.5, "x", "")
	n := field.BigInt(1)
	require.NoError(t, n.Scan("7"))
	require.Equal(t, int64(7), n.Int64())
	require.NoError(t, n.Scan(nil))
	require.True(t, n.IsZero())
	require.Equal(t, big.NewInt(math.MinInt64), field.BigInt(math.MinInt64).Big())
	checkPrinted(t, field.BigInt(5), "5")
}

func ExampleBigInt() {
	var row struct {
		SQLite, Postgres field.BigInt
	}
	_ = json.Unmarshal([]byte(`{"SQLite": 12, "Postgres": "9007199254740993"}`), &row)
	text, err := json.Marshal(row)
	fmt.Println(row.SQLite+1, string(text), err)
	// Output: 13 {"SQLite":12,"Postgres":"9007199254740993"} <nil>
}

func ExampleParseBigInt() {
	n, err := field.ParseBigInt("9007199254740993")
	fmt.Println(n, err)
	_, err = field.ParseBigInt("1.5")
	fmt.Println(err)
	// Output:
	// 9007199254740993 <nil>
	// field: "1.5" is not a BigInt
}
