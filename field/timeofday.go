package field

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// TimeOfDay is what a clock shows, without a day or a zone: "13:14:15". The zero value is
// no time, which is null on the wire and not midnight; Opt[TimeOfDay] tells null from
// unset. Values compare with == and [TimeOfDay.Compare].
type TimeOfDay struct {
	since time.Duration // midnight
	set   bool
}

const fullDay = 24 * time.Hour

// NewTimeOfDay returns a time of day. Parts that are too large carry over, and what passes
// midnight starts again from it: 23:60:00 is 00:00:00.
func NewTimeOfDay(hour, minute, second int) TimeOfDay {
	t := time.Date(1, 1, 1, hour, minute, second, 0, time.UTC)
	return TimeOfDayOf(t)
}

// TimeOfDayOf returns what the clock shows at t in its own zone.
func TimeOfDayOf(t time.Time) TimeOfDay {
	hour, minute, second := t.Clock()
	since := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(t.Nanosecond())
	return TimeOfDay{since: since, set: true}
}

// ParseTimeOfDay reads "15:04:05", with or without a fraction, and "15:04". "24:00:00" is
// the end of the day. Empty text is no time.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	switch text {
	case "":
		return TimeOfDay{}, nil
	case "24:00", "24:00:00":
		return TimeOfDay{since: fullDay, set: true}, nil
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return TimeOfDayOf(t), nil
		}
	}
	return TimeOfDay{}, fmt.Errorf("field: %s is not a TimeOfDay", shown([]byte(text)))
}

// SinceMidnight is the time on a day without a change of clocks.
func (t TimeOfDay) SinceMidnight() time.Duration { return t.since }

// On returns the time on a day in loc (nil: UTC), and the zero Time when one of both is
// missing.
func (t TimeOfDay) On(d Date, loc *time.Location) time.Time {
	if t.IsZero() || d.IsZero() {
		return time.Time{}
	}
	seconds, nanos := int(t.since/time.Second), int(t.since%time.Second)
	return time.Date(d.year, d.month, d.day, 0, 0, seconds, nanos, orUTC(loc))
}

// Compare returns -1, 0 or 1 as t is before, at or after other. No time is before all.
func (t TimeOfDay) Compare(other TimeOfDay) int {
	switch {
	case t.set == other.set:
		return cmp.Compare(t.since, other.since)
	case t.set:
		return 1
	}
	return -1
}

// IsZero reports whether there is no time. Midnight is one.
func (t TimeOfDay) IsZero() bool { return !t.set }

// String is "15:04:05", with a fraction if there is one, and "" when there is no time.
func (t TimeOfDay) String() string {
	switch {
	case t.IsZero():
		return ""
	case t.since == fullDay:
		return "24:00:00"
	}
	return time.Time{}.Add(t.since).Format("15:04:05.999999999")
}

// MarshalJSON writes the time, or null.
func (t TimeOfDay) MarshalJSON() ([]byte, error) { return jsonText(t.MarshalText()) }

// UnmarshalJSON reads what [ParseTimeOfDay] reads, or null.
func (t *TimeOfDay) UnmarshalJSON(data []byte) error {
	text, err := textFrom(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a TimeOfDay", shown(data))
	}
	return t.UnmarshalText([]byte(text))
}

// MarshalText is [TimeOfDay.String].
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText is [ParseTimeOfDay].
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := ParseTimeOfDay(string(text))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}

// Scan reads a time or a text from a database; NULL is no time.
func (t *TimeOfDay) Scan(src any) error {
	if v, ok := src.(time.Time); ok {
		*t = TimeOfDayOf(v)
		return nil
	}
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return t.UnmarshalText([]byte(text))
}

// Value is the time's text for a database, nil when there is no time.
func (t TimeOfDay) Value() (driver.Value, error) { return textValue(t.MarshalText()) }
