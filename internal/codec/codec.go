// Package codec is how the library writes and reads JSON: struct tags mean what they mean
// to encoding/json, names match case-sensitively, and decoding streams.
package codec

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

var writing = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	jsontext.EscapeForHTML(false),
	jsontext.EscapeForJS(false),
	json.WithMarshalers(json.MarshalToFunc(writeNumber)),
)

var reading = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	json.MatchCaseInsensitiveNames(false),
	jsonv1.ReportErrorsWithLegacySemantics(false),
)

// Encode writes v as JSON, as encoding/json would but without escaping <, > and &.
func Encode(w io.Writer, v any) error { return json.MarshalWrite(w, v, writing) }

// Marshal is Encode into a slice.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, writing) }

// Decode reads one JSON value, up to the end of r, into v.
func Decode(r io.Reader, v any) error { return json.UnmarshalRead(r, v, reading, numbersOf(v)) }

// Unmarshal is Decode of a slice.
func Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v, reading, numbersOf(v)) }

// DecodeNext reads the next value of a stream that is decoded with this package's options.
func DecodeNext(d *jsontext.Decoder, v any) error {
	if numbers := numbersOf(v); numbers != nil {
		return json.UnmarshalDecode(d, v, numbers)
	}
	return json.UnmarshalDecode(d, v)
}
