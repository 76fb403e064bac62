package field

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// DateTime is a day and what a clock shows then, without a zone: "2024-01-02T03:04:05".
// Which instant that is, only the project knows. The zero value is none, which is null on
// the wire; Opt[DateTime] tells null from unset. Values compare with == and
// [DateTime.Compare].
type DateTime struct {
	t   time.Time // in UTC
	set bool
}

// NewDateTime returns a time on a day, none when one of both is missing.
func NewDateTime(d Date, t TimeOfDay) DateTime { return DateTimeOf(t.On(d, time.UTC)) }

// DateTimeOf returns the day and what the clock shows at t in its own zone. The zero Time
// gives none.
func DateTimeOf(t time.Time) DateTime {
	if t.IsZero() {
		return DateTime{}
	}
	return DateTime{t: wallClock(t), set: true}
}

// ParseDateTime reads "2006-01-02T15:04:05". A zone in the text, as MySQL and PostgreSQL
// have for some fields of the system, is left out, and the clock stays as it is written. A
// date alone is midnight. Empty text is none.
func ParseDateTime(text string) (DateTime, error) {
	if text == "" {
		return DateTime{}, nil
	}
	t, err := parseTime(text)
	if err != nil {
		return DateTime{}, fmt.Errorf("field: %s is not a DateTime", shown([]byte(text)))
	}
	return DateTime{t: wallClock(t), set: true}, nil
}

// Time returns the instant when a clock in loc (nil: UTC) shows d, and the zero Time when
// there is none.
func (d DateTime) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.TimeOfDay().On(d.Date(), loc)
}

// Date is the day.
func (d DateTime) Date() Date {
	if d.IsZero() {
		return Date{}
	}
	return DateOf(d.t)
}

// TimeOfDay is what the clock shows.
func (d DateTime) TimeOfDay() TimeOfDay {
	if d.IsZero() {
		return TimeOfDay{}
	}
	return TimeOfDayOf(d.t)
}

// Compare returns -1, 0 or 1 as d is before, at or after other. None is before all.
func (d DateTime) Compare(other DateTime) int {
	if order := d.Date().Compare(other.Date()); order != 0 {
		return order
	}
	return d.TimeOfDay().Compare(other.TimeOfDay())
}

// IsZero reports whether there is none.
func (d DateTime) IsZero() bool { return !d.set }

// String is "2006-01-02T15:04:05", with a fraction if there is one (the server drops it),
// and "" when there is none.
func (d DateTime) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format("2006-01-02T15:04:05.999999999")
}

// MarshalJSON writes the value, or null.
func (d DateTime) MarshalJSON() ([]byte, error) { return jsonText(d.MarshalText()) }

// UnmarshalJSON reads what [ParseDateTime] reads, or null.
func (d *DateTime) UnmarshalJSON(data []byte) error {
	text, err := textFrom(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a DateTime", shown(data))
	}
	return d.UnmarshalText([]byte(text))
}

// MarshalText is [DateTime.String]. A year that needs more than four digits is an error.
func (d DateTime) MarshalText() ([]byte, error) {
	if !inRange(d.t.Year()) {
		return nil, fmt.Errorf("field: the year %d of a DateTime is not in 0 to 9999", d.t.Year())
	}
	return []byte(d.String()), nil
}

// UnmarshalText is [ParseDateTime].
func (d *DateTime) UnmarshalText(text []byte) error {
	parsed, err := ParseDateTime(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Scan reads a time or a text from a database; NULL is none.
func (d *DateTime) Scan(src any) error {
	if t, ok := src.(time.Time); ok {
		*d = DateTime{t: wallClock(t), set: true}
		return nil
	}
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// Value is the text for a database, nil when there is none.
func (d DateTime) Value() (driver.Value, error) { return textValue(d.MarshalText()) }
