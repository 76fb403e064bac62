package directus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// methodSearch reads like GET, with the query in the body.
const methodSearch = "SEARCH"

// Get sends a GET request to a path relative to the base URL, which may have a query:
// "/server/ping". Like the other verbs it returns the reply whatever its status, and the
// caller closes its Body.
func (c *Client) Get(ctx context.Context, path string, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodGet, path, nil, opts)
}

// Head sends a HEAD request, for the headers that Get would return.
func (c *Client) Head(ctx context.Context, path string, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodHead, path, nil, opts)
}

// Options sends an OPTIONS request.
func (c *Client) Options(ctx context.Context, path string, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodOptions, path, nil, opts)
}

// Post sends a POST request. The body is a [Body], nil for none, or a value that is sent
// as JSON.
func (c *Client) Post(ctx context.Context, path string, body any, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodPost, path, body, opts)
}

// Put sends a PUT request, which only custom endpoints know, with a body like [Client.Post].
func (c *Client) Put(ctx context.Context, path string, body any, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodPut, path, body, opts)
}

// Patch sends a PATCH request with a body like [Client.Post].
func (c *Client) Patch(ctx context.Context, path string, body any, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodPatch, path, body, opts)
}

// Delete sends a DELETE request with a body like [Client.Post].
func (c *Client) Delete(ctx context.Context, path string, body any, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, http.MethodDelete, path, body, opts)
}

// Search sends a SEARCH request, a read whose query stands in the body, with a body like
// [Client.Post]: map[string]any{"query": query.New(…)}.
func (c *Client) Search(ctx context.Context, path string, body any, opts ...RequestOption) (*Response, error) {
	return c.raw(ctx, methodSearch, path, body, opts)
}

func (c *Client) raw(ctx context.Context, method, path string, body any, opts []RequestOption) (*Response, error) {
	path, rawQuery, _ := strings.Cut(path, "?")
	req := &Request{Method: method, Path: path}
	var err error
	if req.Query, err = url.ParseQuery(rawQuery); err != nil {
		return nil, invalid(req, errors.New("the query of the path is malformed"))
	}
	if req.Body, err = bodyOf(body); err != nil {
		return nil, invalid(req, err)
	}
	return c.with(opts).Do(ctx, req)
}

// bodyOf is the body that a raw verb was given.
func bodyOf(body any) (Body, error) {
	switch b := body.(type) {
	case nil:
		return Body{}, nil
	case Body:
		return b, nil
	case []byte, io.Reader:
		return Body{}, fmt.Errorf("a %T says nothing of its type; use Bytes or Stream", body)
	}
	return JSON(body), nil
}
