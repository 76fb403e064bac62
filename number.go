package directus

import (
	"bytes"
	"fmt"
	"strconv"
)

// number is a count, which some databases return as a string.
type number int

// UnmarshalJSON reads 8 and "8".
func (n *number) UnmarshalJSON(data []byte) error {
	value, err := strconv.Atoi(string(bytes.Trim(data, `"`)))
	if err != nil {
		return fmt.Errorf("%s is not a count", data)
	}
	*n = number(value)
	return nil
}
