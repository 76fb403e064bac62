package field

import "strings"

// maxExact is the first integer above which a float64 leaves some out.
const maxExact = 1 << 53

// isExact reports whether JavaScript keeps n as it is.
func isExact(n int64) bool { return -maxExact < n && n < maxExact }

// isNumber reports whether text is a JSON number.
func isNumber(text string) bool {
	rest := digits(strings.TrimPrefix(text, "-"))
	if rest == "" {
		return isInteger(text)
	}
	whole := text[:len(text)-len(rest)]
	if !isInteger(whole) {
		return false
	}
	if fraction, ok := strings.CutPrefix(rest, "."); ok {
		rest = digits(fraction)
		if rest == fraction {
			return false
		}
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	exponent := rest[1:]
	if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
		exponent = exponent[1:]
	}
	return exponent != "" && digits(exponent) == ""
}

// isInteger reports whether text is a JSON number of digits only.
func isInteger(text string) bool {
	text = strings.TrimPrefix(text, "-")
	return text != "" && digits(text) == "" && (text[0] != '0' || len(text) == 1)
}

// digits returns what follows the digits that text begins with.
func digits(text string) string { return strings.TrimLeft(text, "0123456789") }
