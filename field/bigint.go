package field

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"strconv"
)

// BigInt is a 64-bit integer, for bigInteger fields and for counts and sums, which some
// databases give as strings. It is written as a number, and from 2⁵³ on as a string, which
// the server takes and keeps exact. Null reads as 0; use Opt[BigInt] where it matters.
//
// A server on SQLite keeps integers of 2⁵³ or more exact but rounds them in its replies.
type BigInt int64

// ParseBigInt reads an integer in decimal notation.
func ParseBigInt(text string) (BigInt, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("field: %s is not a BigInt", shown([]byte(text)))
	}
	return BigInt(n), nil
}

// Int64 returns the integer.
func (n BigInt) Int64() int64 { return int64(n) }

// Big returns the integer as a new [big.Int].
func (n BigInt) Big() *big.Int { return big.NewInt(int64(n)) }

// IsZero reports whether n is 0.
func (n BigInt) IsZero() bool { return n == 0 }

// String is the integer in decimal notation.
func (n BigInt) String() string { return strconv.FormatInt(int64(n), 10) }

// MarshalJSON writes a number, or a string where JavaScript would round.
func (n BigInt) MarshalJSON() ([]byte, error) {
	if isExact(int64(n)) {
		return []byte(n.String()), nil
	}
	return strconv.AppendQuote(nil, n.String()), nil
}

// UnmarshalJSON reads a number, a string or null.
func (n *BigInt) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	if err != nil {
		return fmt.Errorf("field: %s is not a BigInt", shown(data))
	}
	if text == nil {
		*n = 0
		return nil
	}
	return n.UnmarshalText(text)
}

// MarshalText is [BigInt.String].
func (n BigInt) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText is [ParseBigInt].
func (n *BigInt) UnmarshalText(text []byte) error {
	parsed, err := ParseBigInt(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

// Scan reads an integer or a text from a database; NULL is 0.
func (n *BigInt) Scan(src any) error {
	if v, ok := src.(int64); ok {
		*n = BigInt(v)
		return nil
	}
	text, ok, err := sourceText(src)
	switch {
	case err != nil:
		return err
	case !ok:
		*n = 0
		return nil
	}
	return n.UnmarshalText([]byte(text))
}

// Value is the int64 for a database.
func (n BigInt) Value() (driver.Value, error) { return int64(n), nil }
