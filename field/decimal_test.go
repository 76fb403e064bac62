package field_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

// decimal makes a Decimal that must be valid.
func decimal(t *testing.T, text string) field.Decimal {
	t.Helper()
	d, err := field.ParseDecimal(text)
	require.NoError(t, err)
	return d
}

func TestDecimalJSON(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Decimal]{
		"string":   {in: `"12.50"`, want: decimal(t, "12.50")},
		"number":   {in: `12.50`, want: decimal(t, "12.50"), out: `"12.50"`},
		"exponent": {in: `1.5e-7`, want: decimal(t, "1.5e-7"), out: `"1.5e-7"`},
		"long":     {in: `"123456789012345678901234567890.123456"`, want: decimal(t, "123456789012345678901234567890.123456")},
		"zero":     {in: `"0.00"`, want: decimal(t, "0.00")},
		"null":     {in: `null`, want: field.Decimal{}, out: `"0"`},
	})
	checkRefused(t, decimal(t, "1"), `"x"`, `""`, `"NaN"`, `"1."`, `".5"`, `"+1"`, `"01"`, `"1e"`, `"1e+"`, `"1f"`, `"-"`,
		`" 1"`, `"1e99999999"`, `1e20001`, `"1e99999999999999999999"`, `true`, `[]`, `{}`, ``)
}

func TestDecimalValues(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		d     field.Decimal
		text  string
		float float64
		sign  int
	}{
		"zero value": {field.Decimal{}, "0", 0, 0},
		"new":        {field.NewDecimal(1250, 2), "12.50", 12.5, 1},
		"negative":   {field.NewDecimal(-5, 3), "-0.005", -0.005, -1},
		"whole":      {field.NewDecimal(5, 0), "5", 5, 1},
		"least":      {field.NewDecimal(math.MinInt64, 18), "-9.223372036854775808", -9.223372036854775808, -1},
		"zeros":      {decimal(t, "-0.00"), "-0.00", math.Copysign(0, -1), 0},
		"zero power": {decimal(t, "0e5"), "0e5", 0, 0},
		"exponent":   {decimal(t, "-3E2"), "-3E2", -300, -1},
		"too large":  {decimal(t, "1e400"), "1e400", math.Inf(1), 1},
		"too small":  {decimal(t, "1e-400"), "1e-400", 0, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.text, tt.d.String())
			require.Equal(t, tt.float, tt.d.Float64())
			require.Equal(t, tt.sign, tt.d.Sign())
			require.Equal(t, tt.sign, tt.d.Rat().Sign())
		})
	}
	require.Equal(t, 255, strings.Count(field.NewDecimal(1, 255).String(), "0"))
	require.Equal(t, 0, decimal(t, "12.5").Cmp(decimal(t, "1250e-2")))
	require.Equal(t, -1, decimal(t, "0.1").Cmp(decimal(t, "0.10000000000000000001")))
	require.Equal(t, 1, field.Decimal{}.Cmp(decimal(t, "-1")))
}

func TestDecimalForms(t *testing.T) {
	t.Parallel()
	checkText(t, decimal(t, "12.50"), "12.50")
	checkSQL(t, decimal(t, "12.50"), "12.50")
	checkScanRefused(t, new(field.Decimal), "x", true, math.NaN())
	d := field.NewDecimal(1, 0)
	require.NoError(t, d.Scan(int64(-7)))
	require.Equal(t, "-7", d.String())
	require.NoError(t, d.Scan(2.5))
	require.Equal(t, "2.5", d.String())
	require.NoError(t, d.Scan(nil))
	require.True(t, d.IsZero())
	require.False(t, decimal(t, "0").IsZero())
	checkPrinted(t, decimal(t, "12.50"), "12.50")
}

func ExampleDecimal() {
	var row struct {
		SQLite, Postgres field.Decimal
	}
	_ = json.Unmarshal([]byte(`{"SQLite": 12.5, "Postgres": "12.50"}`), &row)
	text, err := json.Marshal(row)
	fmt.Println(row.SQLite.Cmp(row.Postgres), row.Postgres.Float64(), string(text), err)
	// Output: 0 12.5 {"SQLite":"12.5","Postgres":"12.50"} <nil>
}

func ExampleNewDecimal() {
	cents := int64(1999)
	fmt.Println(field.NewDecimal(cents, 2))
	// Output: 19.99
}

func ExampleParseDecimal() {
	d, err := field.ParseDecimal("0.10")
	fmt.Println(d, err)
	_, err = field.ParseDecimal("ten")
	fmt.Println(err)
	// Output:
	// 0.10 <nil>
	// field: "ten" is not a Decimal
}

func ExampleDecimal_Rat() {
	a, b := field.NewDecimal(1, 1), field.NewDecimal(2, 1)
	fmt.Println(a.Rat().Add(a.Rat(), b.Rat()).FloatString(2))
	// Output: 0.30
}
