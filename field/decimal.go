package field

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is a decimal number with exactly the digits that the server gave: "12.50" stays
// "12.50". Some databases give a number and others a string; it is written as a string,
// which every database takes without rounding. The zero value is 0. Null reads as the zero
// value; use Opt[Decimal] where it matters.
//
// Decimals compare with == by their digits, and by their value with [Decimal.Cmp].
type Decimal struct{ text string }

// NewDecimal returns unscaled · 10^-scale: NewDecimal(1250, 2) is 12.50.
func NewDecimal(unscaled int64, scale uint8) Decimal {
	digits, negative := strings.CutPrefix(strconv.FormatInt(unscaled, 10), "-")
	text := placePoint(digits, int(scale))
	if negative {
		text = "-" + text
	}
	return Decimal{text}
}

// placePoint puts the decimal point before the last digits.
func placePoint(digits string, scale int) string {
	if scale == 0 {
		return digits
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// ParseDecimal reads a number as JSON writes it: "-12.50", "3e-7".
func ParseDecimal(text string) (Decimal, error) {
	if !isNumber(text) || !isSmall(text) {
		return Decimal{}, fmt.Errorf("field: %s is not a Decimal", shown([]byte(text)))
	}
	return Decimal{text}, nil
}

// isSmall refuses exponents with which a few bytes would become a number that fills the
// memory.
func isSmall(number string) bool {
	const most = 20_000 // more than any database has digits before or after the point
	at := strings.IndexAny(number, "eE")
	if at < 0 {
		return true
	}
	exponent, err := strconv.Atoi(number[at+1:])
	return err == nil && -most <= exponent && exponent <= most
}

// Float64 returns the nearest float64.
func (d Decimal) Float64() float64 {
	f, err := strconv.ParseFloat(d.String(), 64)
	if err != nil {
		return f // ±Inf: out of range
	}
	return f
}

// Rat returns the exact value as a new [big.Rat].
func (d Decimal) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		return new(big.Rat)
	}
	return r
}

// Cmp returns -1, 0 or 1 as d is less than, equal to or greater than other.
func (d Decimal) Cmp(other Decimal) int { return d.Rat().Cmp(other.Rat()) }

// Sign returns -1, 0 or 1 as d is negative, zero or positive.
func (d Decimal) Sign() int {
	mantissa, _, _ := strings.Cut(strings.ToLower(d.text), "e")
	switch {
	case !strings.ContainsAny(mantissa, "123456789"):
		return 0
	case strings.HasPrefix(d.text, "-"):
		return -1
	}
	return 1
}

// IsZero reports whether d is the zero value, which omitzero leaves out. A zero that was
// read or parsed is written; [Decimal.Sign] finds both.
func (d Decimal) IsZero() bool { return d.text == "" }

// String is the number with its digits as they were given.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// MarshalJSON writes the digits as a string.
func (d Decimal) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, d.String()), nil }

// UnmarshalJSON reads a number, a string or null.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a Decimal", shown(data))
	}
	if text == nil {
		*d = Decimal{}
		return nil
	}
	return d.UnmarshalText(text)
}

// MarshalText is [Decimal.String].
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is [ParseDecimal].
func (d *Decimal) UnmarshalText(text []byte) error {
	parsed, err := ParseDecimal(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Scan reads a number or a text from a database; NULL is the zero value.
func (d *Decimal) Scan(src any) error {
	switch v := src.(type) {
	case int64:
		*d = NewDecimal(v, 0)
		return nil
	case float64:
		return d.UnmarshalText(strconv.AppendFloat(nil, v, 'g', -1, 64))
	}
	text, ok, err := sourceText(src)
	switch {
	case err != nil:
		return err
	case !ok:
		*d = Decimal{}
		return nil
	}
	return d.UnmarshalText([]byte(text))
}

// Value is the digits for a database.
func (d Decimal) Value() (driver.Value, error) { return d.String(), nil }
