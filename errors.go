package directus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/godirectus/directus/internal/codec"
)

// The failures that have no code of the server. Compare with errors.Is.
var (
	// ErrNotFound says that there is no item with that key, or none that may be read.
	ErrNotFound = errors.New("directus: not found")
	// ErrNoContent says that the server accepted the call and returned nothing where an
	// item was expected. The write may well have happened: the caller lacks permission to
	// read the item, or an administrator updated a key that does not exist.
	ErrNoContent = errors.New("directus: accepted, but nothing was returned")
	// ErrInvalidKey says that a primary key or a name cannot stand in a path; nothing was sent.
	ErrInvalidKey = errors.New("directus: invalid key or name")
	// ErrInvalidRequest says that a call was wrong in a way that shows without the server: an
	// option, a query, a path or a body. Nothing was sent.
	ErrInvalidRequest = errors.New("directus: invalid request")
	// ErrUnbounded says that a write by query had neither filter, search nor limit; nothing
	// was sent. query.Everything allows it.
	ErrUnbounded = errors.New("directus: a write by query needs a filter, a search, a limit or query.Everything")
	// ErrTooLarge says that a request or a reply is larger than the client or the server
	// allows.
	ErrTooLarge = errors.New("directus: too large")
	// ErrClosed says that the Client was closed.
	ErrClosed = errors.New("directus: client is closed")
	// ErrCrossOrigin says that the server redirected to another scheme, host or port.
	// Nothing was sent there.
	ErrCrossOrigin = errors.New("directus: redirect to another origin refused")
)

// maxErrorBody is how much of an error reply is read, and maxErrorText how much of one
// that is not JSON is kept.
const (
	maxErrorBody = 1 << 20
	maxErrorText = 4 << 10
)

// Error is the server's answer that a call failed. Find it with errors.As, and ask for a
// code with errors.Is(err, directus.CodeForbidden). Calls that got no answer fail with
// other errors, which wrap their cause: context.Canceled, a net.Error, and so on.
type Error struct {
	Status     int           // HTTP status, also of a success that carried errors
	Method     string        // of the request
	Route      string        // of the request, without keys: /items/{collection}/{id}
	Errors     []ErrorItem   // what the server said; empty when it did not answer in its own form
	RetryAfter time.Duration // how long to wait, as the server asked; 0: it did not say
	Header     http.Header   // of the reply, without cookies
	Body       []byte        // the first 4 KiB of a reply that is not in the server's own form
}

// ErrorItem is one of the failures that the server named.
type ErrorItem struct {
	Code       Code
	Message    string         // the server's words; they may repeat values that were sent
	Extensions map[string]any // all that the server told beside them
	Path       []any          // GraphQL only: where in the result
}

// Error names the call, the status and the server's codes and words, but no value that
// was sent.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "directus: %s %s: %d", e.Method, e.Route, e.Status)
	for i, item := range e.Errors {
		b.WriteString([]string{" ", "; "}[min(i, 1)])
		b.WriteString(item.String())
	}
	if len(e.Errors) == 0 {
		b.WriteString(" " + http.StatusText(e.Status))
		if contentType := e.Header.Get("Content-Type"); len(e.Body) > 0 && !isJSON(contentType) {
			b.WriteString(", the reply is not JSON but " + strconv.Quote(contentType))
		}
	}
	return b.String()
}

// String is Error, so that an Error that is no pointer shows no more.
func (e Error) String() string { return e.Error() }

// GoString is Error, so that %#v shows no more.
func (e Error) GoString() string { return e.Error() }

// LogValue is Error for slog.
func (e Error) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// Is reports whether one of the server's codes is the target, and lets the server's ways
// to say "too large" be found as [ErrTooLarge].
func (e *Error) Is(target error) bool {
	if target == ErrTooLarge {
		return e.tooLarge()
	}
	code, ok := target.(Code)
	return ok && slices.ContainsFunc(e.Errors, func(item ErrorItem) bool { return item.Code == code })
}

// has reports whether one of the server's codes is code.
func (e *Error) has(code Code) bool { return errors.Is(e, code) }

func (e *Error) tooLarge() bool {
	switch e.Status {
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return true
	}
	return slices.ContainsFunc(e.Errors, func(item ErrorItem) bool {
		return item.Code == CodeInvalidPayload && strings.Contains(item.Message, "entity too large")
	})
}

// Field returns the field and the rule of the first failure that concerns one field:
// "email", "required". Both are empty when there is none; Errors has them all.
func (e *Error) Field() (field, rule string) {
	for _, item := range e.Errors {
		if field, rule = item.Field(); field != "" {
			return field, rule
		}
	}
	return "", ""
}

// Field returns the field that the failure concerns and, for CodeFailedValidation, the
// rule it breaks: "required", "eq", "regex" and so on. Both are empty when the server
// named none.
func (i ErrorItem) Field() (field, rule string) {
	field, _ = i.Extensions["field"].(string)
	rule, _ = i.Extensions["type"].(string)
	return field, rule
}

// String is the code and the server's words, without the value that it complains about.
// The words of an internal error stay out, for they may be a database statement.
func (i ErrorItem) String() string {
	message := i.Message
	if value := i.Extensions["value"]; value != nil && value != "" {
		message = strings.ReplaceAll(message, fmt.Sprint(value), "…")
	}
	switch {
	case i.Code == "":
		return message
	case message == "" || i.Code == CodeInternalServerError:
		return string(i.Code)
	}
	if details := i.graphQLDetails(); i.Code == CodeGraphQLValidation && details != "" {
		message = strings.TrimSuffix(message, ".") + ": " + details
	}
	return string(i.Code) + ": " + message
}

// GoString is String, so that %#v shows no more.
func (i ErrorItem) GoString() string { return i.String() }

// LogValue is String for slog.
func (i ErrorItem) LogValue() slog.Value { return slog.StringValue(i.String()) }

// UnmarshalJSON reads the server's form, in which the code is one of the extensions.
func (i *ErrorItem) UnmarshalJSON(data []byte) error {
	var item struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
		Path       []any          `json:"path"`
	}
	if err := codec.Decode(bytes.NewReader(data), &item); err != nil {
		return err
	}
	code, _ := item.Extensions["code"].(string)
	*i = ErrorItem{Code: Code(code), Message: item.Message, Extensions: item.Extensions, Path: item.Path}
	return nil
}

// peekError makes an Error of a reply whose body can still be read afterwards.
func peekError(req *Request, resp *Response) *Error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	rest := io.MultiReader(bytes.NewReader(body), resp.Body)
	if err != nil {
		rest = io.MultiReader(bytes.NewReader(body), failingReader{err})
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{rest, resp.Body}
	return errorFrom(req, &Response{Status: resp.Status, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(body))})
}

// failingReader is the rest of a body that could not be read.
type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// errorFrom makes an Error of a reply, whose body it reads.
func errorFrom(req *Request, resp *Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // the status counts, also with half a body
	e := newError(req, resp)
	var reply struct {
		Errors []ErrorItem `json:"errors"`
	}
	if codec.Decode(bytes.NewReader(body), &reply) == nil && len(reply.Errors) > 0 {
		e.Errors = reply.Errors
	} else {
		e.Body = body[:min(len(body), maxErrorText)]
	}
	e.RetryAfter = retryAfter(resp.Header, e.Errors, time.Now())
	return e
}

func newError(req *Request, resp *Response) *Error {
	header := resp.Header.Clone()
	header.Del("Set-Cookie")
	return &Error{Status: resp.Status, Method: req.Method, Route: req.named().Route, Header: header}
}

// retryAfter is how long the server asks to wait: its Retry-After header in seconds or as
// a date, or else the time at which the rate limiter starts anew.
func retryAfter(header http.Header, items []ErrorItem, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 && seconds < 1e9 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	for _, item := range items {
		reset, _ := item.Extensions["reset"].(string)
		if at, err := time.Parse(time.RFC3339, reset); err == nil && at.After(now) {
			return at.Sub(now)
		}
	}
	return 0
}

// isJSON reports whether a Content-Type is JSON, or not told.
func isJSON(contentType string) bool {
	switch contentType {
	case "", "application/json", "application/json; charset=utf-8":
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == jsonType || strings.HasSuffix(media, "+json"))
}
