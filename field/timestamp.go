package field

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// Timestamp is an instant, in milliseconds as the server keeps it, and in UTC:
// "2024-01-02T03:04:05.678Z". The zero value is none, which is null on the wire;
// Opt[Timestamp] tells null from unset. Values compare with == and [Timestamp.Compare].
//
// A field that is a timestamp on one database and a dateTime on another, such as a user's
// last_access, can be read as a Timestamp on both: without a zone it is taken as UTC, in
// which servers usually run.
type Timestamp struct {
	t   time.Time // in UTC, whole milliseconds
	set bool
}

// TimestampOf returns the instant t, cut to milliseconds. The zero Time gives none.
func TimestampOf(t time.Time) Timestamp {
	if t.IsZero() {
		return Timestamp{}
	}
	return newTimestamp(t)
}

func newTimestamp(t time.Time) Timestamp {
	// Through wallClock, so that no monotonic clock stands in the way of ==.
	return Timestamp{t: wallClock(t.UTC()).Truncate(time.Millisecond), set: true}
}

// ParseTimestamp reads RFC 3339 and the forms of databases: a space for the T, no zone
// (UTC), no time (midnight). Empty text is none.
func ParseTimestamp(text string) (Timestamp, error) {
	if text == "" {
		return Timestamp{}, nil
	}
	t, err := parseTime(text)
	if err != nil || !inRange(t.UTC().Year()) {
		return Timestamp{}, fmt.Errorf("field: %s is not a Timestamp", shown([]byte(text)))
	}
	return newTimestamp(t), nil
}

// Time returns the instant in UTC, and the zero Time when there is none.
func (t Timestamp) Time() time.Time { return t.t }

// Compare returns -1, 0 or 1 as t is before, at or after other. None is before all.
func (t Timestamp) Compare(other Timestamp) int {
	switch {
	case t.set == other.set:
		return t.t.Compare(other.t)
	case t.set:
		return 1
	}
	return -1
}

// IsZero reports whether there is none.
func (t Timestamp) IsZero() bool { return !t.set }

// String is the instant with milliseconds and a Z, and "" when there is none.
func (t Timestamp) String() string {
	if t.IsZero() {
		return ""
	}
	return t.t.Format("2006-01-02T15:04:05.000Z")
}

// MarshalJSON writes the instant, or null.
func (t Timestamp) MarshalJSON() ([]byte, error) { return jsonText(t.MarshalText()) }

// UnmarshalJSON reads what [ParseTimestamp] reads, a number of milliseconds since 1970, as
// SQLite stores it, or null.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	millis, err := strconv.ParseInt(string(data), 10, 64)
	if instant := time.UnixMilli(millis).UTC(); err == nil && inRange(instant.Year()) {
		*t = newTimestamp(instant)
		return nil
	}
	text, err := textFrom(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a Timestamp", shown(data))
	}
	return t.UnmarshalText([]byte(text))
}

// MarshalText is [Timestamp.String]. A year that needs more than four digits is an error.
func (t Timestamp) MarshalText() ([]byte, error) {
	if !inRange(t.t.Year()) {
		return nil, fmt.Errorf("field: the year %d of a Timestamp is not in 0 to 9999", t.t.Year())
	}
	return []byte(t.String()), nil
}

// UnmarshalText is [ParseTimestamp].
func (t *Timestamp) UnmarshalText(text []byte) error {
	parsed, err := ParseTimestamp(string(text))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}

// Scan reads a time, a number of milliseconds or a text from a database; NULL is none.
func (t *Timestamp) Scan(src any) error {
	switch v := src.(type) {
	case time.Time:
		*t = newTimestamp(v)
		return nil
	case int64:
		*t = newTimestamp(time.UnixMilli(v))
		return nil
	}
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return t.UnmarshalText([]byte(text))
}

// Value is the [time.Time] for a database, nil when there is none.
func (t Timestamp) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil //nolint:nilnil // A nil Value is NULL.
	}
	return t.t, nil
}
