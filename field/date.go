package field

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day of the calendar, without a time or a zone: "2024-01-02". The zero value is
// no date, which is null on the wire; Opt[Date] tells null from unset. Dates compare with
// == and [Date.Compare].
type Date struct {
	year  int
	month time.Month
	day   int
}

// NewDate returns a day. As with [time.Date], January 32 is February 1.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day of t in its own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads "2006-01-02". Of a text with a time it takes the day as it is written,
// whatever the zone. Empty text is no date.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	t, err := parseTime(text)
	if err != nil {
		return Date{}, fmt.Errorf("field: %s is not a Date", shown([]byte(text)))
	}
	return DateOf(t), nil
}

// Year is the year of the date. Like Month and Day it is 0 when there is no date.
func (d Date) Year() int { return d.year }

// Month is the month of the date.
func (d Date) Month() time.Month { return d.month }

// Day is the day of the month.
func (d Date) Day() int { return d.day }

// Time returns midnight of that day in loc (nil: UTC), and the zero Time when there is no
// date.
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, orUTC(loc))
}

func orUTC(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}

// AddDays returns the date n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return NewDate(d.year, d.month, d.day+n)
}

// Compare returns -1, 0 or 1 as d is before, on or after other. No date is before all.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is "2006-01-02", and "" when there is no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, int(d.month), d.day)
}

// MarshalJSON writes the date, or null.
func (d Date) MarshalJSON() ([]byte, error) { return jsonText(d.MarshalText()) }

// UnmarshalJSON reads what [ParseDate] reads, or null.
func (d *Date) UnmarshalJSON(data []byte) error {
	text, err := textFrom(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a Date", shown(data))
	}
	return d.UnmarshalText([]byte(text))
}

// MarshalText is [Date.String]. A year that needs more than four digits is an error.
func (d Date) MarshalText() ([]byte, error) {
	if !inRange(d.year) {
		return nil, fmt.Errorf("field: the year %d of a Date is not in 0 to 9999", d.year)
	}
	return []byte(d.String()), nil
}

// UnmarshalText is [ParseDate].
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Scan reads a time or a text from a database; NULL is no date.
func (d *Date) Scan(src any) error {
	if t, ok := src.(time.Time); ok {
		*d = DateOf(t)
		return nil
	}
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// Value is the date's text for a database, nil when there is no date.
func (d Date) Value() (driver.Value, error) { return textValue(d.MarshalText()) }

// textValue is text for a database, nil when it is empty.
func textValue(text []byte, err error) (driver.Value, error) {
	if err != nil || len(text) == 0 {
		return nil, err
	}
	return string(text), nil
}
