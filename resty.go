package directus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

// maxRedirects is how many redirects one request follows.
const maxRedirects = 10

var (
	errTooManyRedirects = fmt.Errorf("stopped after %d redirects", maxRedirects)
	errBadRedirect      = errors.New("the server redirects to what is no URL")
)

// restyTransport is the default Transport. Resty's own retries, parsing and redirect
// rules stay off: the layers above decide.
type restyTransport struct {
	client *resty.Client
	base   string          // without a slash at the end
	own    *http.Transport // nil when the user brought one
	closed chan struct{}   // closed by closeIdle
}

// newRestyTransport sends relative to base through a copy of hc, or through an
// http.Client made for a backend in production when hc is nil.
func newRestyTransport(base string, hc *http.Client) *restyTransport {
	t := &restyTransport{base: base, closed: make(chan struct{})}
	client := &http.Client{}
	if hc != nil {
		*client = *hc
	}
	if client.Transport == nil {
		t.own = tunedTransport(t.closed)
		client.Transport = t.own
	}
	client.CheckRedirect = sameOrigin(client.CheckRedirect)
	t.client = resty.NewWithClient(client).SetPreRequestHook(attachBody)
	return t
}

// tunedTransport keeps enough connections for many goroutines that talk to one host. It
// makes no connection any more once closed is closed: net/http would go on with those that
// it has begun to make, though nobody waits for them.
func tunedTransport(closed <-chan struct{}) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			defer cancel()
			select {
			case <-closed:
			case <-ctx.Done():
			}
		}()
		return dialer.DialContext(ctx, network, address)
	}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dial,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       4 * time.Second, // Node closes after 5: a write must not meet a closing connection
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		ReadBufferSize:        32 << 10,
		WriteBufferSize:       64 << 10, // a file goes out in pieces of 32 KiB, each of which is then one write with its frame
	}
}

// bodyKey finds a request's Body in its context, noRedirectKey that no redirect is followed.
type (
	bodyKey       struct{}
	noRedirectKey struct{}
)

// Do implements [Transport].
func (t *restyTransport) Do(ctx context.Context, req *Request) (*Response, error) {
	target := t.base + req.Path
	if len(req.Query) > 0 {
		target += "?" + req.Query.Encode()
	}
	if !req.Body.IsZero() {
		ctx = context.WithValue(ctx, bodyKey{}, req.Body)
	}
	if req.NoRedirect {
		ctx = context.WithValue(ctx, noRedirectKey{}, true)
	}
	r := t.client.R().SetContext(ctx).SetDoNotParseResponse(true)
	r.Header = req.Header // resty copies it, and adds an Accept only to that of a request with a body
	resp, err := r.Execute(req.Method, target)
	if err != nil {
		return nil, withoutURL(err)
	}
	raw := resp.RawResponse
	return &Response{Status: raw.StatusCode, Header: raw.Header, Body: raw.Body}, nil
}

// attachBody gives the request its body at the last moment: resty would read a stream
// into memory to be able to send it twice, where Body can be opened twice. Where there is
// none, resty's own empty buffer would go out in chunks, which some proxies refuse.
func attachBody(_ *resty.Client, raw *http.Request) error {
	body, ok := raw.Context().Value(bodyKey{}).(Body)
	if !ok {
		raw.Body, raw.GetBody, raw.ContentLength = http.NoBody, nil, 0
		return nil
	}
	reader, err := body.Open()
	if err != nil {
		return &bodyError{err}
	}
	raw.Body, raw.GetBody, raw.ContentLength = reader, body.Open, body.Size()
	if body.Size() == 0 {
		raw.Body = http.NoBody
		return reader.Close()
	}
	return nil
}

// bodyError is a body that could not be opened.
type bodyError struct{ err error }

func (e *bodyError) Error() string { return "open body: " + e.err.Error() }

func (e *bodyError) Unwrap() error { return e.err }

// closeIdle ends connections that no call uses, and those not made yet, unless they are
// the user's.
func (t *restyTransport) closeIdle() {
	if t.own != nil {
		close(t.closed)
		t.own.CloseIdleConnections()
	}
}

// withoutURL takes URLs, and with them the query, out of an error of net/http: that of the
// request, and that of a redirect, which mostly repeats the query.
func withoutURL(err error) error {
	var withURL *url.Error
	if !errors.As(err, &withURL) {
		return err
	}
	if strings.HasPrefix(withURL.Err.Error(), "failed to parse Location header") {
		return errBadRedirect
	}
	return withURL.Err
}

// sameOrigin follows redirects within one scheme, host and port, and then asks the user's
// own rule. A redirect that would turn a request into a GET is not followed: a write
// would be lost, and a SEARCH would lose its query.
func sameOrigin(users func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		first := via[0]
		switch {
		case req.Context().Value(noRedirectKey{}) != nil:
			return http.ErrUseLastResponse
		case origin(req.URL) != origin(first.URL):
			return fmt.Errorf("%w: %s", ErrCrossOrigin, origin(req.URL))
		case req.Method != first.Method:
			return http.ErrUseLastResponse
		case users != nil:
			return users(req, via)
		case len(via) >= maxRedirects:
			return errTooManyRedirects
		}
		return nil
	}
}

// origin is the scheme, host and port of a URL.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme) + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
