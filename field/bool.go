package field

import (
	"database/sql/driver"
	"fmt"
	"strconv"
)

// Bool is a boolean that some databases give as 1 or 0, or as text, when the field lacks
// the flag cast-boolean. It is written as true or false. Null reads as false; use
// Opt[Bool] where it matters.
type Bool bool

// IsZero reports whether b is false.
func (b Bool) IsZero() bool { return !bool(b) }

// String is "true" or "false".
func (b Bool) String() string { return strconv.FormatBool(bool(b)) }

// MarshalJSON writes true or false.
func (b Bool) MarshalJSON() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalJSON reads true, false, 1, 0, the same in quotes, "" and null.
func (b *Bool) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a Bool", shown(data))
	}
	return b.UnmarshalText(text)
}

// MarshalText is [Bool.String].
func (b Bool) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads true, false, 1 and 0; empty text is false.
func (b *Bool) UnmarshalText(text []byte) error {
	switch string(text) {
	case "true", "1":
		*b = true
	case "false", "0", "":
		*b = false
	default:
		return fmt.Errorf("field: %s is not a Bool", shown(text))
	}
	return nil
}

// Scan reads a boolean, an integer or a text from a database; NULL is false.
func (b *Bool) Scan(src any) error {
	switch v := src.(type) {
	case bool:
		*b = Bool(v)
		return nil
	case int64:
		return b.UnmarshalText(strconv.AppendInt(nil, v, 10))
	}
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return b.UnmarshalText([]byte(text))
}

// Value is the boolean for a database.
func (b Bool) Value() (driver.Value, error) { return bool(b), nil }
