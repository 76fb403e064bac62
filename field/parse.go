package field

import (
	"errors"
	"time"
)

var errNoTime = errors.New("not a date or a time")

// layouts are the forms in which databases give dates and times; [time.Parse] takes a
// fraction of a second in each.
var layouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05",
	time.DateOnly,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05Z07",
	"2006-01-02T15:04",
	"2006-01-02T15:04Z07:00",
}

// parseTime reads a date with or without a time and a zone. Without a zone it is in UTC.
func parseTime(text string) (time.Time, error) {
	if len(text) > len(time.DateOnly) && (text[10] == ' ' || text[10] == 't') {
		text = text[:10] + "T" + text[11:]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errNoTime
}

// wallClock is what the clock shows at t, in UTC.
func wallClock(t time.Time) time.Time {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, t.Nanosecond(), time.UTC)
}

// inRange reports whether the year has the four digits that the wire has room for.
func inRange(year int) bool { return 0 <= year && year <= 9999 }

// jsonText is text in quotes, and null when it is empty. text has nothing to escape.
func jsonText(text []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return []byte("null"), nil
	}
	quoted := make([]byte, 0, len(text)+2)
	quoted = append(quoted, '"')
	quoted = append(quoted, text...)
	return append(quoted, '"'), nil
}
