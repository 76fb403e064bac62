package codec

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Envelope reads a reply of the form {"data": …, "meta": …, "errors": […]}, in any order,
// while it arrives.
type Envelope struct {
	// Data is called to read the value of "data", unless that is null.
	Data func(*jsontext.Decoder) error

	HasData bool           // "data" is there
	Null    bool           // … and null
	Meta    jsontext.Value // "meta" as it came
	Errors  jsontext.Value // "errors" as it came
}

// ErrNotObject says that something is not a JSON object where one is needed.
var ErrNotObject = errors.New("not a JSON object")

// Read reads one envelope from r, up to the end of r.
func (e *Envelope) Read(r io.Reader) error {
	err := json.UnmarshalRead(&once{Reader: r}, e, reading)
	if errors.Is(err, ErrNotObject) {
		return ErrNotObject
	}
	return err
}

// once is a reader that fails for good: what is read after a failure, as the decoder may,
// could fail in another way, and hide the first.
type once struct {
	io.Reader
	err error
}

func (r *once) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.Reader.Read(p)
	r.err = err
	return n, err
}

// UnmarshalJSONFrom implements the streaming side of Read.
func (e *Envelope) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if kind := d.PeekKind(); kind != '{' && kind != 0 {
		return ErrNotObject
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if err := e.member(name.String(), d); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (e *Envelope) member(name string, d *jsontext.Decoder) error {
	switch name {
	case "data":
		e.HasData = true
		if e.Null = d.PeekKind() == 'n'; e.Null {
			return d.SkipValue()
		}
		return e.Data(d)
	case "meta":
		return keep(d, &e.Meta)
	case "errors":
		return keep(d, &e.Errors)
	}
	return d.SkipValue()
}

func keep(d *jsontext.Decoder, value *jsontext.Value) error {
	v, err := d.ReadValue()
	*value = v.Clone()
	return err
}
