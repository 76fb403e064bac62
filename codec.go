package directus

import (
	"io"

	"github.com/godirectus/directus/internal/codec"
)

// Codec writes request bodies and reads replies. The default encodes as encoding/json
// does, and decodes while the reply arrives, at about twice its speed; names match
// case-sensitively and unknown ones are ignored. See [WithCodec].
type Codec interface {
	// Encode writes v as one JSON value.
	Encode(w io.Writer, v any) error
	// Decode reads one JSON value into v, and r up to its end.
	Decode(r io.Reader, v any) error
}

// jsonCodec is the default Codec.
type jsonCodec struct{}

func (jsonCodec) Encode(w io.Writer, v any) error { return codec.Encode(w, v) }

func (jsonCodec) Decode(r io.Reader, v any) error { return codec.Decode(r, v) }
