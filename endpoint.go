package directus

import (
	"bytes"
	"context"
	"strings"

	"github.com/godirectus/directus/query"
)

// to makes the request for a path that needs no escaping.
func to(method, path string) *Request {
	return &Request{Method: method, Path: path, Route: path}
}

// endpoint makes the request for a route, with these values for its parts in braces:
// endpoint("GET", "/relations/{collection}/{field}", collection, field).
func endpoint(method, route string, values ...any) (*Request, error) {
	req := to(method, route)
	for _, value := range values {
		segment, err := Path(value)
		if err != nil {
			return nil, invalid(&Request{Method: method, Route: route}, err)
		}
		before, rest, _ := strings.Cut(req.Path, "/{")
		_, after, _ := strings.Cut(rest, "}")
		req.Path = before + segment + after
	}
	return req, nil
}

// asking puts a query into the URL of a request.
func (r *Request) asking(q []query.Option) (*Request, error) {
	var err error
	if r.Query, err = query.New(q...).Values(); err != nil {
		return nil, invalid(r, err)
	}
	return r, nil
}

// whole sends req and decodes the reply's body, all of it: for endpoints that put no
// "data" around what they return. No reply body is ErrNoContent.
func whole[T any](ctx context.Context, c *Client, req *Request) (T, error) {
	var out T
	resp, err := c.send(ctx, req)
	if err != nil {
		return out, err
	}
	body, err := resp.Bytes()
	switch {
	case err != nil:
		return out, failure(req, err)
	case len(body) == 0:
		return out, failure(req, ErrNoContent)
	}
	if err := c.shared.codec.Decode(bytes.NewReader(body), &out); err != nil {
		return *new(T), undecodable(req, resp, &head{Reader: bytes.NewReader(body)}, err)
	}
	return out, nil
}

// text sends req and returns the reply's body as it is.
func (c *Client) text(ctx context.Context, req *Request) (string, error) {
	resp, err := c.send(ctx, req)
	if err != nil {
		return "", err
	}
	body, err := resp.Bytes()
	if err != nil {
		return "", failure(req, err)
	}
	return string(body), nil
}
