package directus

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// RequestOption changes the requests of one call or one handle; see [Client.With] and
// [Items.With]. One that is wrong makes the calls fail before anything is sent.
type RequestOption func(o *callOptions) error

// callOptions is what request options have set.
type callOptions struct {
	header      http.Header
	params      url.Values
	token       *string
	into        *ResponseInfo
	noRetry     bool
	forceSearch bool
	err         error
}

// with returns a copy to which the options have been applied.
func (o callOptions) with(opts []RequestOption) callOptions {
	o.header = o.header.Clone()
	o.params = url.Values(http.Header(o.params).Clone())
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(&o); err != nil && o.err == nil {
			o.err = err
		}
	}
	return o
}

// Token sends this token instead of the client's own: that of the user for whom a backend
// makes the call. An empty one is refused, so that a user without a token never gets the
// client's rights.
func Token(token string) RequestOption {
	return func(o *callOptions) error {
		if err := checkToken(token); err != nil {
			return fmt.Errorf("Token: %w", err)
		}
		o.token = &token
		return nil
	}
}

// Header sets a header of the requests. Authorization and Content-Type are refused: use
// [Token], and a [Body] that knows its type.
func Header(name, value string) RequestOption {
	return func(o *callOptions) error {
		if err := checkHeader(name, value); err != nil {
			return fmt.Errorf("Header(%q): %w", name, err)
		}
		if o.header == nil {
			o.header = http.Header{}
		}
		o.header.Set(name, value)
		return nil
	}
}

// Param sets a query parameter of the requests. A parameter that a call sets itself wins.
func Param(name, value string) RequestOption {
	return func(o *callOptions) error {
		if err := checkParam(name); err != nil {
			return fmt.Errorf("Param(%q): %w", name, err)
		}
		if o.params == nil {
			o.params = url.Values{}
		}
		o.params.Set(name, value)
		return nil
	}
}

// ResponseInfo is what a reply says besides its data.
type ResponseInfo struct {
	Status   int           // HTTP status; 0 when no reply came
	Header   http.Header   // of the reply
	Attempts int           // how often the request was sent
	Duration time.Duration // until the reply's headers were there
}

// String is the status, without headers, which may hold cookies.
func (i ResponseInfo) String() string {
	return fmt.Sprintf("%d %s", i.Status, http.StatusText(i.Status))
}

// GoString is String, so that %#v shows no more.
func (i ResponseInfo) GoString() string { return i.String() }

// LogValue is String for slog.
func (i ResponseInfo) LogValue() slog.Value { return slog.StringValue(i.String()) }

// Into fills info after each request: that of the last one stays. Give each goroutine a
// handle and an info of its own.
func Into(info *ResponseInfo) RequestOption {
	return func(o *callOptions) error {
		if info == nil {
			return errors.New("Into: nil ResponseInfo")
		}
		o.into = info
		return nil
	}
}

// NoRetry sends each request once, whatever [WithRetry] says. A token that has expired is
// still renewed.
func NoRetry() RequestOption {
	return func(o *callOptions) error {
		o.noRetry = true
		return nil
	}
}

// ForceSearch sends lists as SEARCH requests, whose query stands in the body and so in no
// log of a proxy, however short they are.
func ForceSearch() RequestOption {
	return func(o *callOptions) error {
		o.forceSearch = true
		return nil
	}
}

// report fills the caller's ResponseInfo.
func (o callOptions) report(req *Request, resp *Response, took time.Duration) {
	if o.into == nil {
		return
	}
	*o.into = ResponseInfo{Attempts: req.state.attempts, Duration: took}
	if resp != nil {
		o.into.Status, o.into.Header = resp.Status, resp.Header
	}
}

// checkToken refuses what cannot be a token. It never repeats it.
func checkToken(token string) error {
	switch {
	case token == "":
		return errors.New("empty token")
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("the token has characters that no token has")
	}
	return nil
}

// headerNameChars are the characters of a header's name (RFC 9110, section 5.6.2).
const headerNameChars = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func checkHeader(name, value string) error {
	switch {
	case name == "" || strings.Trim(name, headerNameChars) != "":
		return errors.New("not a header name")
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
		return errors.New("the value has a control character")
	case strings.EqualFold(name, "Authorization"):
		return errors.New("use WithStaticToken or Token")
	case slices.Contains([]string{"Content-Type", "Content-Length"}, http.CanonicalHeaderKey(name)):
		return errors.New("the body of a request sets it")
	}
	return nil
}

func checkParam(name string) error {
	switch name {
	case "":
		return errors.New("empty name")
	case "access_token":
		return errors.New("a token does not belong in a URL; use WithStaticToken or Token")
	}
	return nil
}
