package field_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

// clock reads a time of day that must be valid.
func clock(t *testing.T, text string) field.TimeOfDay {
	t.Helper()
	c, err := field.ParseTimeOfDay(text)
	require.NoError(t, err)
	return c
}

func TestTimeOfDayJSON(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.TimeOfDay]{
		"seconds":    {in: `"13:14:15"`, want: field.NewTimeOfDay(13, 14, 15)},
		"minutes":    {in: `"13:14"`, want: field.NewTimeOfDay(13, 14, 0), out: `"13:14:00"`},
		"fraction":   {in: `"13:14:15.5"`, want: clock(t, "13:14:15.5")},
		"midnight":   {in: `"00:00:00"`, want: field.NewTimeOfDay(0, 0, 0)},
		"end of day": {in: `"24:00:00"`, want: clock(t, "24:00")},
		"null":       {in: `null`, want: field.TimeOfDay{}},
		"empty":      {in: `""`, want: field.TimeOfDay{}, out: `null`},
	})
	checkRefused(t, field.NewTimeOfDay(1, 2, 3), `"25:00:00"`, `"13:60"`, `"x"`, `"13"`, `5`, `true`, `[]`, `"24:00:01"`, ``)
}

func TestTimeOfDayValues(t *testing.T) {
	t.Parallel()
	c := field.NewTimeOfDay(13, 14, 15)
	require.Equal(t, 13*time.Hour+14*time.Minute+15*time.Second, c.SinceMidnight())
	require.Equal(t, field.NewTimeOfDay(0, 0, 0), field.NewTimeOfDay(23, 60, 0))
	day := field.NewDate(2024, 1, 2)
	require.Equal(t, time.Date(2024, 1, 2, 13, 14, 15, 0, east), c.On(day, east))
	require.Equal(t, c, field.TimeOfDayOf(c.On(day, east)))
	require.Equal(t, time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC), clock(t, "24:00").On(day, nil))
	require.True(t, c.On(field.Date{}, nil).IsZero())
	require.True(t, field.TimeOfDay{}.On(day, nil).IsZero())

	midnight, none := field.NewTimeOfDay(0, 0, 0), field.TimeOfDay{}
	require.False(t, midnight.IsZero())
	require.True(t, none.IsZero())
	require.Equal(t, 1, midnight.Compare(none))
	require.Equal(t, -1, none.Compare(midnight))
	require.Equal(t, -1, midnight.Compare(c))
	require.Equal(t, 0, none.Compare(field.TimeOfDay{}))
}

func TestTimeOfDayForms(t *testing.T) {
	t.Parallel()
	c := field.NewTimeOfDay(13, 14, 15)
	checkText(t, c, "13:14:15")
	checkText(t, field.TimeOfDay{}, "")
	checkSQL(t, c, "13:14:15")
	checkSQL(t, field.TimeOfDay{}, nil)
	checkScanRefused(t, new(field.TimeOfDay), "x", int64(5))
	var scanned field.TimeOfDay
	require.NoError(t, scanned.Scan(time.Date(2024, 1, 2, 13, 14, 15, 0, east)))
	require.Equal(t, c, scanned)
	checkPrinted(t, c, "13:14:15")
}

func ExampleTimeOfDay() {
	var shop struct {
		Opens, Closes field.TimeOfDay
	}
	_ = json.Unmarshal([]byte(`{"Opens": "09:30:00", "Closes": "18:00"}`), &shop)
	fmt.Println(shop.Opens, shop.Closes, shop.Closes.SinceMidnight()-shop.Opens.SinceMidnight())
	// Output: 09:30:00 18:00:00 8h30m0s
}

func ExampleNewTimeOfDay() {
	var none field.TimeOfDay
	midnight := field.NewTimeOfDay(0, 0, 0)
	text, err := json.Marshal([]field.TimeOfDay{none, midnight})
	fmt.Println(string(text), err)
	// Output: [null,"00:00:00"] <nil>
}

func ExampleTimeOfDay_On() {
	day := field.NewDate(2024, time.January, 2)
	fmt.Println(field.NewTimeOfDay(9, 30, 0).On(day, time.UTC))
	// Output: 2024-01-02 09:30:00 +0000 UTC
}
