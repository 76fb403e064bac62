package field_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

// east is a zone in which the day begins before it does in UTC.
var east = time.FixedZone("east", 5*60*60)

func TestDateJSON(t *testing.T) {
	t.Parallel()
	want := field.NewDate(2024, time.January, 2)
	checkJSON(t, map[string]onWire[field.Date]{
		"date":           {in: `"2024-01-02"`, want: want},
		"with time":      {in: `"2024-01-02T23:59:59"`, want: want, out: `"2024-01-02"`},
		"with zone":      {in: `"2024-01-02T00:00:00.000Z"`, want: want, out: `"2024-01-02"`},
		"as it stands":   {in: `"2024-01-02T00:00:00+05:00"`, want: want, out: `"2024-01-02"`},
		"with a space":   {in: `"2024-01-02 03:04:05"`, want: want, out: `"2024-01-02"`},
		"first":          {in: `"0000-01-01"`, want: field.NewDate(0, 1, 1)},
		"like zero Time": {in: `"0001-01-01"`, want: field.NewDate(1, 1, 1)},
		"last":           {in: `"9999-12-31"`, want: field.NewDate(9999, 12, 31)},
		"leap day":       {in: `"2024-02-29"`, want: field.NewDate(2024, 2, 29)},
		"null":           {in: `null`, want: field.Date{}},
		"empty":          {in: `""`, want: field.Date{}, out: `null`},
	})
	checkRefused(t, want, `"2023-02-29"`, `"2024-13-01"`, `"x"`, `"24-01-02"`, `20240102`, `true`, `[]`, `"2024-01-02x"`, ``)
}

func TestDateValues(t *testing.T) {
	t.Parallel()
	d := field.NewDate(2024, time.January, 32)
	require.Equal(t, field.NewDate(2024, time.February, 1), d)
	require.Equal(t, []int{2024, 2, 1}, []int{d.Year(), int(d.Month()), d.Day()})
	require.Equal(t, time.Date(2024, 2, 1, 0, 0, 0, 0, east), d.Time(east))
	require.Equal(t, time.UTC, d.Time(nil).Location())
	require.Equal(t, d, field.DateOf(d.Time(east)))
	require.NotEqual(t, d, field.DateOf(d.Time(east).UTC()))
	require.Equal(t, field.NewDate(2024, 3, 1), d.AddDays(29))
	require.Equal(t, field.NewDate(2024, 1, 31), d.AddDays(-1))

	require.Equal(t, 0, d.Compare(field.NewDate(2024, 2, 1)))
	require.Equal(t, -1, d.Compare(field.NewDate(2024, 2, 2)))
	require.Equal(t, 1, d.Compare(field.NewDate(2023, 12, 31)))
	require.Equal(t, 1, d.Compare(field.NewDate(2024, 1, 31)))
	require.Equal(t, -1, field.Date{}.Compare(d))

	var none field.Date
	require.True(t, none.IsZero())
	require.True(t, none.Time(nil).IsZero())
	require.Equal(t, none, none.AddDays(5))
	for _, year := range []int{-1, 10000} {
		_, err := json.Marshal(field.NewDate(year, 1, 1))
		require.ErrorContains(t, err, "year")
	}
}

func TestDateForms(t *testing.T) {
	t.Parallel()
	d := field.NewDate(2024, 1, 2)
	checkText(t, d, "2024-01-02")
	checkText(t, field.Date{}, "")
	checkSQL(t, d, "2024-01-02")
	checkSQL(t, field.Date{}, nil)
	checkScanRefused(t, new(field.Date), "x", int64(5), true)
	var scanned field.Date
	require.NoError(t, scanned.Scan(time.Date(2024, 1, 2, 23, 0, 0, 0, east)))
	require.Equal(t, d, scanned)
	checkPrinted(t, d, "2024-01-02")
	checkPrinted(t, field.Date{}, "")
}

func ExampleDate() {
	var event struct {
		Day field.Date `json:"day"`
	}
	_ = json.Unmarshal([]byte(`{"day": "2024-02-28"}`), &event)
	event.Day = event.Day.AddDays(2)
	text, err := json.Marshal(event)
	fmt.Println(event.Day.Year(), event.Day.Month(), event.Day.Day(), string(text), err)
	// Output: 2024 March 1 {"day":"2024-03-01"} <nil>
}

func ExampleDateOf() {
	tokyo := time.FixedZone("JST", 9*60*60)
	now := time.Date(2024, 1, 2, 20, 0, 0, 0, time.UTC)
	fmt.Println(field.DateOf(now), field.DateOf(now.In(tokyo)))
	// Output: 2024-01-02 2024-01-03
}

func ExampleParseDate() {
	d, err := field.ParseDate("2024-01-02")
	fmt.Println(d, err)
	_, err = field.ParseDate("2024-02-30")
	fmt.Println(err)
	// Output:
	// 2024-01-02 <nil>
	// field: "2024-02-30" is not a Date
}

func ExampleDate_Time() {
	fmt.Println(field.NewDate(2024, time.January, 2).Time(time.UTC))
	// Output: 2024-01-02 00:00:00 +0000 UTC
}
