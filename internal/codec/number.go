package codec

import (
	stdjson "encoding/json"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writeNumber writes a json.Number, which the JSON library knows only as a string.
func writeNumber(e *jsontext.Encoder, n stdjson.Number) error {
	if n == "" {
		n = "0"
	}
	return e.WriteValue(jsontext.Value(n))
}

// readNumber reads one, from a number or a string.
func readNumber(d *jsontext.Decoder, n *stdjson.Number) error {
	value, err := d.ReadValue()
	if err != nil {
		return err
	}
	return stdjson.Unmarshal(value, n)
}

// readingNumbers makes json.Number known. It slows all decoding by a tenth, so only types
// that hold such numbers are decoded with it.
var readingNumbers = json.WithUnmarshalers(json.UnmarshalFromFunc(readNumber))

var (
	number  = reflect.TypeFor[stdjson.Number]()
	holders sync.Map // reflect.Type → bool: whether it holds a json.Number
)

// numbersOf is readingNumbers where v holds such numbers, and else nil.
func numbersOf(v any) json.Options {
	t := reflect.TypeOf(v)
	holds, known := holders.Load(t)
	if !known {
		holds, _ = holders.LoadOrStore(t, holdsNumber(t, map[reflect.Type]bool{}))
	}
	if holds == true {
		return readingNumbers
	}
	return nil
}

// holdsNumber reports whether a json.Number can stand in a value of type t.
func holdsNumber(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == number {
		return true
	}
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Map:
		return holdsNumber(t.Key(), seen) || holdsNumber(t.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return holdsNumber(t.Elem(), seen)
	case reflect.Struct:
		for n := range t.NumField() {
			if holdsNumber(t.Field(n).Type, seen) {
				return true
			}
		}
	default:
	}
	return false
}
