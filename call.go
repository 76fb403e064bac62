package directus

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Meta is what a list tells beside its items, when query.Meta asked for it.
type Meta struct {
	TotalCount  int `json:"total_count"`  // all readable items of the collection
	FilterCount int `json:"filter_count"` // all that match filter and search, whatever the limit
}

// Call sends a request, such as one to a custom endpoint, and decodes the reply: the value
// of "data" when the reply is an object that has it, and else the whole reply. A reply
// that is not a success is an [*Error], one without a body [ErrNoContent].
//
//	type rate struct {
//		Currency string  `json:"currency"`
//		Value    float64 `json:"value"`
//	}
//	rates, err := directus.Call[[]rate](ctx, client, &directus.Request{Method: "GET", Path: "/rates"})
func Call[T any](ctx context.Context, c *Client, req *Request) (T, error) {
	var out T
	if err := c.callInto(ctx, req, &out); err != nil {
		return *new(T), err
	}
	return out, nil
}

func (c *Client) callInto(ctx context.Context, req *Request, out any) error {
	if req == nil {
		return errNilRequest
	}
	resp, err := c.send(ctx, req)
	if err != nil {
		return err
	}
	body, err := resp.Bytes()
	switch {
	case err != nil:
		return failure(req, err)
	case len(body) == 0:
		return failure(req, ErrNoContent)
	}
	probe := codec.Envelope{Data: (*jsontext.Decoder).SkipValue}
	if probe.Read(bytes.NewReader(body)) == nil && (probe.HasData || len(itemsOf(probe.Errors)) > 0) {
		_, err := c.readBody(req, resp, bytes.NewReader(body), out)
		return err
	}
	if err := c.shared.codec.Decode(bytes.NewReader(body), out); err != nil {
		return undecodable(req, resp, &head{Reader: bytes.NewReader(body)}, err)
	}
	return nil
}

// call sends req and decodes the "data" of the reply. No reply body is ErrNoContent.
func call[T any](ctx context.Context, c *Client, req *Request) (T, error) {
	var data T
	_, err := c.read(ctx, req, &data)
	if err != nil {
		data = *new(T)
	}
	return data, err
}

// exec sends a request whose reply holds nothing of interest. A page does not come from
// Directus, but from something before it that has not passed the request on.
func (c *Client) exec(ctx context.Context, req *Request) error {
	resp, err := c.send(ctx, req)
	if err != nil {
		return err
	}
	body, err := resp.Bytes()
	if err != nil {
		return failure(req, err)
	}
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); media == "text/html" && len(body) > 0 {
		return undecodable(req, resp, &head{Reader: bytes.NewReader(body)}, nil)
	}
	var reply codec.Envelope
	reply.Data = (*jsontext.Decoder).SkipValue
	if reply.Read(bytes.NewReader(body)) == nil && len(itemsOf(reply.Errors)) > 0 {
		return envelopeError(req, resp, &reply)
	}
	return nil
}

// send sends req and turns a reply that is not a success into an *Error.
func (c *Client) send(ctx context.Context, req *Request) (*Response, error) {
	resp, err := c.Do(ctx, req)
	if err != nil {
		return nil, err
	}
	if resp.Status >= http.StatusOK && resp.Status < http.StatusMultipleChoices {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, errorFrom(req, resp)
}

// read sends req and decodes the reply's "data" while it arrives.
func (c *Client) read(ctx context.Context, req *Request, data any) (Meta, error) {
	resp, err := c.send(ctx, req)
	if err != nil {
		return Meta{}, err
	}
	defer resp.Body.Close()
	if resp.Status == http.StatusNoContent || resp.Header.Get("Content-Length") == "0" {
		return Meta{}, failure(req, ErrNoContent)
	}
	return c.readBody(req, resp, resp.Body, data)
}

func (c *Client) readBody(req *Request, resp *Response, body io.Reader, data any) (Meta, error) {
	var meta Meta
	beginning := &head{Reader: body}
	if !isJSON(resp.Header.Get("Content-Type")) {
		body = beginning
	}
	envelope := codec.Envelope{Data: c.decodeInto(data)}
	if err := envelope.Read(body); err != nil {
		return meta, undecodable(req, resp, beginning, err)
	}
	if len(envelope.Meta) > 0 {
		if err := codec.Decode(bytes.NewReader(envelope.Meta), &meta); err != nil {
			return meta, failure(req, decodeError{err: err})
		}
	}
	return meta, envelopeError(req, resp, &envelope)
}

// decodeInto is how the value of "data" is decoded: by data itself when it is a function.
func (c *Client) decodeInto(data any) func(*jsontext.Decoder) error {
	if read, ok := data.(func(*jsontext.Decoder) error); ok {
		return read
	}
	return func(d *jsontext.Decoder) error { return c.decodeNext(d, data) }
}

// decodeNext decodes the next value of a reply.
func (c *Client) decodeNext(d *jsontext.Decoder, data any) error {
	if _, ok := c.shared.codec.(jsonCodec); ok {
		return codec.DecodeNext(d, data)
	}
	value, err := d.ReadValue()
	if err != nil {
		return err
	}
	return c.decodeValue(value, data)
}

// decodeValue decodes a value that is at hand.
func (c *Client) decodeValue(value jsontext.Value, data any) error {
	if _, ok := c.shared.codec.(jsonCodec); ok {
		return codec.Unmarshal(value, data)
	}
	return c.shared.codec.Decode(bytes.NewReader(value), data)
}

// envelopeError is what a well-formed reply with a status of success has wrong.
func envelopeError(req *Request, resp *Response, envelope *codec.Envelope) error {
	items := itemsOf(envelope.Errors)
	switch {
	case len(items) > 0:
		e := newError(req, resp)
		e.Errors = items
		return e
	case !envelope.HasData:
		return failure(req, errors.New("the reply has no data"))
	case envelope.Null:
		return failure(req, ErrNoContent)
	}
	return nil
}

// itemsOf decodes "errors", which in the reply of a custom endpoint may be anything.
func itemsOf(value jsontext.Value) []ErrorItem {
	if len(value) == 0 {
		return nil
	}
	var items []ErrorItem
	if codec.Decode(bytes.NewReader(value), &items) != nil {
		return nil
	}
	return slices.DeleteFunc(items, func(i ErrorItem) bool { return i.Code == "" && i.Message == "" })
}

// undecodable is the error for a reply with a status of success that cannot be decoded:
// an *Error that keeps the beginning of the body when it is not JSON at all.
func undecodable(req *Request, resp *Response, body *head, err error) error {
	if isJSON(resp.Header.Get("Content-Type")) {
		return failure(req, decodeError{err: err, written: isWrite(req)})
	}
	e := newError(req, resp)
	e.Body = body.all()
	return e
}

// decodeError is a reply that cannot be decoded.
type decodeError struct {
	err     error
	written bool // of a call that may have changed something
}

func (e decodeError) Error() string {
	if e.written {
		return "it was carried out, but decode reply: " + e.err.Error()
	}
	return "decode reply: " + e.err.Error()
}

func (e decodeError) Unwrap() error { return e.err }

// isWrite reports whether a request may change something.
func isWrite(req *Request) bool {
	return req.Method != http.MethodGet && req.Method != methodSearch
}

// head is a reader that keeps the beginning of what is read through it.
type head struct {
	io.Reader
	kept []byte
}

func (h *head) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	h.kept = append(h.kept, p[:min(n, maxErrorText-len(h.kept))]...)
	return n, err
}

// all is the beginning, also of what was not read yet.
func (h *head) all() []byte {
	_, _ = io.CopyN(io.Discard, h, maxErrorText) // what can be had is enough
	return h.kept
}
