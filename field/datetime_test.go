package field_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestDateTimeJSON(t *testing.T) {
	t.Parallel()
	want := field.NewDateTime(field.NewDate(2024, 1, 2), field.NewTimeOfDay(3, 4, 5))
	const out = `"2024-01-02T03:04:05"`
	checkJSON(t, map[string]onWire[field.DateTime]{
		"without zone":   {in: out, want: want},
		"with Z":         {in: `"2024-01-02T03:04:05.000Z"`, want: want, out: out},
		"with offset":    {in: `"2024-01-02T03:04:05+05:00"`, want: want, out: out},
		"short offset":   {in: `"2024-01-02 03:04:05+05"`, want: want, out: out},
		"plain offset":   {in: `"2024-01-02T03:04:05-0500"`, want: want, out: out},
		"with a space":   {in: `"2024-01-02 03:04:05"`, want: want, out: out},
		"minutes":        {in: `"2024-01-02T03:04"`, want: field.DateTimeOf(time.Date(2024, 1, 2, 3, 4, 0, 0, east)), out: `"2024-01-02T03:04:00"`},
		"date":           {in: `"2024-01-02"`, want: field.DateTimeOf(time.Date(2024, 1, 2, 0, 0, 0, 0, east)), out: `"2024-01-02T00:00:00"`},
		"fraction":       {in: `"2024-01-02T03:04:05.25"`, want: field.DateTimeOf(time.Date(2024, 1, 2, 3, 4, 5, 250e6, east))},
		"null":           {in: `null`, want: field.DateTime{}},
		"empty":          {in: `""`, want: field.DateTime{}, out: `null`},
		"last":           {in: `"9999-12-31T23:59:59"`, want: field.DateTimeOf(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC))},
		"before the era": {in: `"0000-01-01T00:00:00"`, want: field.DateTimeOf(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))},
	})
	checkRefused(t, want, `"x"`, `"2024-02-30T00:00:00"`, `"03:04:05"`, `1704164645000`, `true`, `[]`, `"2024-01-02T"`, ``)
}

func TestDateTimeValues(t *testing.T) {
	t.Parallel()
	instant := time.Date(2024, 1, 2, 3, 4, 5, 0, east)
	d := field.DateTimeOf(instant)
	require.Equal(t, instant, d.Time(east))
	require.Equal(t, time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), d.Time(nil))
	require.Equal(t, field.NewDate(2024, 1, 2), d.Date())
	require.Equal(t, field.NewTimeOfDay(3, 4, 5), d.TimeOfDay())

	var none field.DateTime
	require.Equal(t, none, field.DateTimeOf(time.Time{}))
	require.Equal(t, none, field.NewDateTime(field.NewDate(2024, 1, 2), field.TimeOfDay{}))
	require.True(t, none.Time(nil).IsZero())
	require.True(t, none.Date().IsZero())
	require.True(t, none.TimeOfDay().IsZero())
	require.Equal(t, -1, none.Compare(d))
	require.Equal(t, 1, d.Compare(none))
	require.Equal(t, -1, d.Compare(field.DateTimeOf(instant.Add(time.Second))))
	require.Equal(t, 0, d.Compare(field.DateTimeOf(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))))

	first, err := field.ParseDateTime("0001-01-01T00:00:00") // the zero Time's, but given
	require.NoError(t, err)
	require.Equal(t, "0001-01-01T00:00:00", first.String())
	_, err = json.Marshal(field.DateTimeOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.ErrorContains(t, err, "year")
}

func TestDateTimeForms(t *testing.T) {
	t.Parallel()
	d := field.DateTimeOf(time.Date(2024, 1, 2, 3, 4, 5, 0, east))
	checkText(t, d, "2024-01-02T03:04:05")
	checkText(t, field.DateTime{}, "")
	checkSQL(t, d, "2024-01-02T03:04:05")
	checkSQL(t, field.DateTime{}, nil)
	checkScanRefused(t, new(field.DateTime), "x", int64(5))
	var scanned field.DateTime
	require.NoError(t, scanned.Scan(time.Date(2024, 1, 2, 3, 4, 5, 0, east)))
	require.Equal(t, d, scanned)
	checkPrinted(t, d, "2024-01-02T03:04:05")
}

func ExampleDateTime() {
	berlin := time.FixedZone("CET", 60*60)
	var event struct {
		Starts field.DateTime `json:"starts"`
	}
	_ = json.Unmarshal([]byte(`{"starts": "2024-01-02T03:04:05"}`), &event)
	fmt.Println(event.Starts.Time(berlin))
	// Output: 2024-01-02 03:04:05 +0100 CET
}

func ExampleDateTimeOf() {
	berlin := time.FixedZone("CET", 60*60)
	text, err := json.Marshal(field.DateTimeOf(time.Date(2024, 1, 2, 3, 4, 5, 0, berlin)))
	fmt.Println(string(text), err)
	// Output: "2024-01-02T03:04:05" <nil>
}

func ExampleNewDateTime() {
	fmt.Println(field.NewDateTime(field.NewDate(2024, time.January, 2), field.NewTimeOfDay(9, 30, 0)))
	// Output: 2024-01-02T09:30:00
}
