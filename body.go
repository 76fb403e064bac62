package directus

import (
	"bytes"
	"fmt"
	"io"
)

// Body is the body of a [Request]. Its zero value is no body; [JSON], [Bytes] and [Stream]
// make the others. A body can be opened as often as a request is sent.
type Body struct {
	contentType string
	size        int64
	open        func() (io.ReadCloser, error)
	value       any          // of a JSON body that is not encoded yet
	ended       func() error // why it ended early, where it can end as if it were whole; nil: it cannot
}

// JSON is a body that holds v, encoded by the client's [Codec] before anything is sent.
func JSON(v any) Body {
	return Body{contentType: jsonType, size: -1, value: v, open: func() (io.ReadCloser, error) {
		encoded, err := encode(jsonCodec{}, v)
		return io.NopCloser(bytes.NewReader(encoded)), err
	}}
}

// Bytes is a body that is at hand. b must not be changed while a call uses it.
func Bytes(contentType string, b []byte) Body {
	return Body{contentType: contentType, size: int64(len(b)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
}

// Stream is a body that is read while it is sent. size is its length in bytes, -1 when
// that is not known. open is called each time the request is sent; when it fails, so does
// the call, and a request that would be sent again is not.
func Stream(contentType string, size int64, open func() (io.ReadCloser, error)) Body {
	return Body{contentType: contentType, size: size, open: open}
}

// IsZero reports whether there is no body.
func (b Body) IsZero() bool { return b.open == nil }

// ContentType is the body's media type, "" when there is no body.
func (b Body) ContentType() string { return b.contentType }

// Size is the body's length in bytes, -1 when it is not known before reading.
func (b Body) Size() int64 { return b.size }

// Open returns a reader of the whole body, which the caller closes.
func (b Body) Open() (io.ReadCloser, error) {
	if b.IsZero() {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return b.open()
}

// String names the kind of body and not what is in it.
func (b Body) String() string {
	if b.IsZero() {
		return "no body"
	}
	return fmt.Sprintf("%s body", b.contentType)
}

// GoString is String, so that %#v shows no more.
func (b Body) GoString() string { return b.String() }

// canReopen reports whether the body can be sent again.
func (b Body) canReopen() bool {
	reader, err := b.Open()
	return err == nil && reader.Close() == nil
}

// endedEarly is why the body that was sent last ended early, though as if it were whole.
func (b Body) endedEarly() error {
	if b.ended == nil {
		return nil
	}
	return b.ended()
}

// encoded returns b with its JSON value encoded.
func (b Body) encoded(c Codec) (Body, error) {
	if b.IsZero() || b.value == nil {
		return b, nil
	}
	encoded, err := encode(c, b.value)
	if err != nil {
		return Body{}, fmt.Errorf("encode body: %w", err)
	}
	return Bytes(b.contentType, encoded), nil
}

// limited returns b with a reader that fails beyond limit, where its size is not known
// before it is read.
func (b Body) limited(limit int64) (Body, error) {
	if b.size > limit {
		return b, fmt.Errorf("%w: the body has %d bytes, the limit is %d", ErrTooLarge, b.size, limit)
	}
	if b.size >= 0 {
		return b, nil
	}
	return b.wrapped(func(r io.ReadCloser) io.ReadCloser { return &limitedBody{ReadCloser: r, limit: limit} }), nil
}

// wrapped returns b with a reader around its own.
func (b Body) wrapped(wrap func(io.ReadCloser) io.ReadCloser) Body {
	if b.IsZero() {
		return b
	}
	open := b.open
	b.open = func() (io.ReadCloser, error) {
		reader, err := open()
		if err != nil {
			return nil, err
		}
		return wrap(reader), nil
	}
	return b
}

func encode(c Codec, v any) ([]byte, error) {
	var buf bytes.Buffer
	err := c.Encode(&buf, v)
	return buf.Bytes(), err
}
