package field_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestTimestampJSON(t *testing.T) {
	t.Parallel()
	want := field.TimestampOf(time.Date(2024, 1, 2, 3, 4, 5, 678e6, time.UTC))
	whole := field.TimestampOf(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))
	const out, wholeOut = `"2024-01-02T03:04:05.678Z"`, `"2024-01-02T03:04:05.000Z"`
	checkJSON(t, map[string]onWire[field.Timestamp]{
		"milliseconds": {in: out, want: want},
		"microseconds": {in: `"2024-01-02T03:04:05.678901Z"`, want: want, out: out},
		"offset":       {in: `"2024-01-02T08:04:05.678+05:00"`, want: want, out: out},
		"database":     {in: `"2024-01-02 08:04:05.678+05"`, want: want, out: out},
		"no zone":      {in: `"2024-01-02T03:04:05"`, want: whole, out: wholeOut},
		"with a space": {in: `"2024-01-02 03:04:05"`, want: whole, out: wholeOut},
		"date":         {in: `"2024-01-02"`, want: field.TimestampOf(time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)), out: `"2024-01-02T00:00:00.000Z"`},
		"number":       {in: `1704164645678`, want: want, out: out},
		"epoch":        {in: `0`, want: field.TimestampOf(time.Unix(0, 0)), out: `"1970-01-01T00:00:00.000Z"`},
		"before":       {in: `"1969-12-31T23:59:59.999Z"`, want: field.TimestampOf(time.UnixMilli(-1))},
		"null":         {in: `null`, want: field.Timestamp{}},
		"empty":        {in: `""`, want: field.Timestamp{}, out: `null`},
	})
	checkRefused(t, want, `"x"`, `"2024-02-30T00:00:00Z"`, `1.5`, `9223372036854775807`, `"0000-01-01T00:00:00+05:00"`, `true`, `[]`, ``)
}

func TestTimestampValues(t *testing.T) {
	t.Parallel()
	instant := time.Date(2024, 1, 2, 3, 4, 5, 678999999, east)
	ts := field.TimestampOf(instant)
	require.Equal(t, instant.UTC().Truncate(time.Millisecond), ts.Time())
	require.Equal(t, ts, field.TimestampOf(ts.Time()))
	now := time.Now()
	require.Equal(t, field.TimestampOf(now), field.TimestampOf(now.Round(0)), "the monotonic clock does not matter")

	var none field.Timestamp
	require.Equal(t, none, field.TimestampOf(time.Time{}))
	require.True(t, none.Time().IsZero())
	require.Equal(t, -1, none.Compare(ts))
	require.Equal(t, 1, ts.Compare(none))
	require.Equal(t, 1, ts.Compare(field.TimestampOf(time.Unix(0, 0))))
	require.Equal(t, 0, ts.Compare(field.TimestampOf(ts.Time())))

	first, err := field.ParseTimestamp("0001-01-01T00:00:00Z") // the zero Time's, but given
	require.NoError(t, err)
	require.Equal(t, "0001-01-01T00:00:00.000Z", first.String())
	require.Equal(t, 1, first.Compare(none))
	_, err = json.Marshal(field.TimestampOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.ErrorContains(t, err, "year")
}

func TestTimestampForms(t *testing.T) {
	t.Parallel()
	instant := time.Date(2024, 1, 2, 3, 4, 5, 678e6, time.UTC)
	ts := field.TimestampOf(instant)
	checkText(t, ts, "2024-01-02T03:04:05.678Z")
	checkText(t, field.Timestamp{}, "")
	checkSQL(t, ts, instant)
	checkSQL(t, field.Timestamp{}, nil)
	checkScanRefused(t, new(field.Timestamp), "x", 1.5)
	for _, src := range []any{int64(1704164645678), "2024-01-02 03:04:05.678", instant.In(east)} {
		var scanned field.Timestamp
		require.NoError(t, scanned.Scan(src))
		require.Equal(t, ts, scanned)
	}
	checkPrinted(t, ts, "2024-01-02T03:04:05.678Z")
}

func ExampleTimestamp() {
	var row struct {
		Created field.Timestamp `json:"date_created"`
	}
	_ = json.Unmarshal([]byte(`{"date_created": "2024-01-02T03:04:05.678Z"}`), &row)
	fmt.Println(row.Created.Time().Format(time.RFC1123))
	// Output: Tue, 02 Jan 2024 03:04:05 UTC
}

func ExampleTimestampOf() {
	tokyo := time.FixedZone("JST", 9*60*60)
	text, err := json.Marshal(field.TimestampOf(time.Date(2024, 1, 2, 12, 4, 5, 0, tokyo)))
	fmt.Println(string(text), err)
	// Output: "2024-01-02T03:04:05.000Z" <nil>
}

func ExampleTimestamp_Compare() {
	a := field.TimestampOf(time.Unix(1, 0))
	b := field.TimestampOf(time.Unix(2, 0))
	fmt.Println(a.Compare(b), a == b)
	// Output: -1 false
}
