package directus

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ID is a primary key: an integer, a string, or a value whose MarshalText gives the key,
// such as a UUID. A float64 without a fraction is taken too, for that is what a key in an
// [Item] decodes to. Anything else, "" and nil fail with [ErrInvalidKey], and nothing is
// sent.
type ID = any

// IDs makes a list of keys: IDs(1, 2, 3), or IDs(keys...).
func IDs[K comparable](keys ...K) []ID {
	ids := make([]ID, len(keys))
	for i, key := range keys {
		ids[i] = key
	}
	return ids
}

// Path joins segments to a path for [Request.Path]: Path("items", collection, id). Each
// is escaped, so that none can leave its place. Empty segments, "." and "..", control
// characters and what is not an [ID] fail with [ErrInvalidKey].
func Path(segments ...any) (string, error) {
	var b strings.Builder
	for _, segment := range segments {
		text, err := keyText(segment)
		if err != nil {
			return "", err
		}
		b.WriteByte('/')
		b.WriteString(url.PathEscape(text))
	}
	return b.String(), nil
}

// keyText is the text form of a key.
func keyText(id ID) (string, error) {
	value, err := keyValue(id)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(value), nil
}

// keyValue is a key as it stands in a JSON body: an int64 or a string.
func keyValue(id ID) (any, error) {
	switch v := id.(type) {
	case string:
		return v, checkKey(v)
	case nil:
		return nil, fmt.Errorf("%w: nil", ErrInvalidKey)
	}
	value := reflect.ValueOf(id)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return nil, fmt.Errorf("%w: nil %T", ErrInvalidKey, id)
	}
	if marshaler, ok := id.(encoding.TextMarshaler); ok {
		text, err := marshaler.MarshalText()
		if err != nil {
			return nil, fmt.Errorf("%w: %T: %w", ErrInvalidKey, id, err)
		}
		return string(text), checkKey(string(text))
	}
	switch {
	case value.CanInt() && isExact(float64(value.Int())):
		return value.Int(), nil
	case value.CanInt():
		return strconv.FormatInt(value.Int(), 10), nil
	case value.CanUint() && isExact(float64(value.Uint())):
		return int64(value.Uint()), nil //nolint:gosec // At most 2⁵³.
	case value.CanUint():
		return strconv.FormatUint(value.Uint(), 10), nil
	case value.Kind() == reflect.String:
		return value.String(), checkKey(value.String())
	case value.CanFloat() && value.Float() == math.Trunc(value.Float()) && isExact(value.Float()):
		return int64(value.Float()), nil
	}
	return nil, fmt.Errorf("%w: a %T", ErrInvalidKey, id)
}

// isExact reports whether an integer of this size survives a server that holds numbers
// as float64; a larger one travels as a string.
func isExact(f float64) bool { return math.Abs(f) < 1<<53 }

func checkKey(text string) error {
	switch {
	case text == "":
		return fmt.Errorf("%w: it is empty", ErrInvalidKey)
	case text == "." || text == "..":
		return fmt.Errorf("%w: %q", ErrInvalidKey, text)
	case !utf8.ValidString(text):
		return fmt.Errorf("%w: it is not valid UTF-8", ErrInvalidKey)
	case strings.ContainsFunc(text, unicode.IsControl):
		return fmt.Errorf("%w: it has a control character", ErrInvalidKey)
	}
	return nil
}

// keyValues turns keys into their form in a JSON body.
func keyValues(ids []ID) ([]any, error) {
	values := make([]any, len(ids))
	for i, id := range ids {
		value, err := keyValue(id)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, len(ids), err)
		}
		values[i] = value
	}
	return values, nil
}

// checkPath refuses a request path that could leave the base URL.
func checkPath(path string) error {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return errors.New("the path must begin with one slash")
	}
	if strings.ContainsAny(path, "?# ") || strings.ContainsFunc(path, unicode.IsControl) {
		return errors.New("the path is not escaped; build it with directus.Path")
	}
	for segment := range strings.SplitSeq(path, "/") {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return errors.New("the path is not escaped; build it with directus.Path")
		}
		if text == "." || text == ".." {
			return fmt.Errorf("the path has a segment %q", text)
		}
	}
	return nil
}
