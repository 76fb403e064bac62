package directus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Transport sends requests. The default one uses net/http under resty; [WithTransport]
// replaces it, and a test's whole fake server is one [TransportFunc].
type Transport interface {
	// Do sends req and returns the reply, whatever its status. An error means that no
	// reply came. The caller closes Response.Body; nil is a reply without a body. Do must
	// not change req, and may be called by several goroutines at once.
	Do(ctx context.Context, req *Request) (*Response, error)
}

// TransportFunc is a function that is a [Transport].
type TransportFunc func(ctx context.Context, req *Request) (*Response, error)

// Do calls f.
func (f TransportFunc) Do(ctx context.Context, req *Request) (*Response, error) {
	if f == nil {
		return nil, errors.New("nil TransportFunc")
	}
	return f(ctx, req)
}

// Middleware wraps a [Transport] in another. It sees every call once, before the token is
// added, and copies a Request before it changes it. See [WithMiddleware].
type Middleware func(next Transport) Transport

// Request is one call of the API.
type Request struct {
	Method     string // GET, HEAD, OPTIONS, POST, PATCH, PUT, DELETE, SEARCH
	Path       string // escaped, relative to the base URL: "/items/articles/15"; see [Path]
	Query      url.Values
	Header     http.Header
	Body       Body
	NoAuth     bool   // never send a token with it, as for login and refresh
	NoRedirect bool   // a redirect is the reply and must not be followed
	Route      string // name of the endpoint for logs and errors, "/items/{collection}/{id}"; made of the path's first segment when empty

	state      *callState // what the layers of a Client know about it; nil outside of one
	repeatable bool       // a write that does no harm when it is carried out twice
	once       bool       // a GET that does
}

// callState is what the layers of a Client share about one call.
type callState struct {
	token    *string // instead of the client's
	noRetry  bool
	attempts int // how often the request was sent
}

// String is the method and the route, which hold nothing secret.
func (r Request) String() string { return r.Method + " " + r.Route }

// GoString is String, so that %#v shows no more.
func (r Request) GoString() string { return r.String() }

// LogValue is String for slog, some of whose handlers would show all fields.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// named returns a copy of the request that has a route.
func (r Request) named() Request {
	if r.Route == "" {
		first, _, more := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
		if r.Route = "/" + first; more {
			r.Route += "/…" // what follows may be a key
		}
	}
	return r
}

// with returns a copy of the request that carries one more header.
func (r *Request) with(header, value string) *Request {
	out := *r
	if out.Header = maps.Clone(r.Header); out.Header == nil {
		out.Header = http.Header{}
	}
	out.Header.Set(header, value)
	return &out
}

// Response is the reply to a [Request]. Its Body must be read or closed, best by Bytes or
// Decode.
type Response struct {
	Status int
	Header http.Header
	Body   io.ReadCloser

	codec Codec // nil: the default
}

// Bytes reads the whole body and closes it.
func (r *Response) Bytes() ([]byte, error) {
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// Decode reads the whole body into v, as it is, and closes it.
func (r *Response) Decode(v any) error {
	defer r.Body.Close()
	if r.codec == nil {
		return jsonCodec{}.Decode(r.Body, v)
	}
	return r.codec.Decode(r.Body, v)
}

// String is the status, without headers, which may hold cookies.
func (r Response) String() string { return http.StatusText(r.Status) }

// GoString is String, so that %#v shows no more.
func (r Response) GoString() string { return r.String() }

// LogValue is String for slog.
func (r Response) LogValue() slog.Value { return slog.StringValue(r.String()) }

// chain puts the layers around the transport. A call passes them from the last to the
// first: the user's middleware, the token, the retries, the log, the time limit, the wire.
func chain(c *config, auth Auth) Transport {
	t := c.transport
	if c.wire == nil {
		t = guarding{t, "Transport"}
	}
	if c.timeout > 0 {
		t = timing{next: t, timeout: c.timeout}
	}
	if c.logger != nil {
		t = logging{next: t, logger: c.logger}
	}
	t = retrying{next: t, policy: c.retry, limiter: c.limiter}
	t = authorizing{next: t, auth: auth}
	for _, layer := range slices.Backward(c.middleware) {
		t = guarding{layer(t), "Middleware"}
	}
	return t
}

// guarding is the layer around what the user brought, which may return less than it should.
type guarding struct {
	next Transport
	what string
}

// Do sends req. No reply is an error, and a reply without a body has an empty one.
func (g guarding) Do(ctx context.Context, req *Request) (*Response, error) {
	if g.next == nil {
		return nil, fmt.Errorf("the %s is nil", g.what)
	}
	resp, err := g.next.Do(ctx, req)
	switch {
	case err != nil:
		return nil, err
	case resp == nil:
		return nil, fmt.Errorf("the %s returned neither a reply nor an error", g.what)
	case resp.Body == nil:
		empty := *resp
		empty.Body = http.NoBody
		return &empty, nil
	}
	return resp, nil
}
