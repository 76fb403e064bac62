package directus_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(sessionFile); path != "" {
		os.Exit(readWithSessionFile(path, os.Getenv("DIRECTUS_TEST_ADDRESS")))
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// sent is a request as it reached the transport.
type sent struct {
	Method, Path, Route, ContentType, Body string
	Query                                  url.Values
	Header                                 http.Header
}

// fake is a server that keeps what it is sent and always gives the same answer.
type fake struct {
	status int
	header http.Header
	body   string
	err    error

	mu   sync.Mutex
	sent []sent
}

// Do implements directus.Transport.
func (f *fake) Do(_ context.Context, req *directus.Request) (*directus.Response, error) {
	body, err := req.Body.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, sent{
		Method: req.Method, Path: req.Path, Route: req.Route, ContentType: req.Header.Get("Content-Type"),
		Body: string(text), Query: req.Query, Header: req.Header,
	})
	if f.err != nil {
		return nil, f.err
	}
	return answer(f.status, f.header, f.body), nil
}

// one returns the only request that was sent.
func (f *fake) one(t *testing.T) sent {
	t.Helper()
	require.Len(t, f.sent, 1)
	return f.sent[0]
}

func answer(status int, header http.Header, body string) *directus.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	}
	return &directus.Response{Status: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// newFake returns a client whose requests all get this answer.
func newFake(t *testing.T, status int, body string, opts ...directus.Option) (*directus.Client, *fake) {
	t.Helper()
	f := &fake{status: status, body: body}
	return newClient(t, f, opts...), f
}

// newClient returns a client that sends through transport.
func newClient(t *testing.T, transport directus.Transport, opts ...directus.Option) *directus.Client {
	t.Helper()
	client, err := directus.New("https://cms.example.com", append(opts, directus.WithTransport(transport))...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// forbidden is what Directus answers for an item that is missing or hidden.
const forbidden = `{"errors":[{"message":"You don't have permission to access this.","extensions":{"code":"FORBIDDEN"}}]}`

// unescaped is the query of a request in a form that reads well.
func unescaped(t *testing.T, s sent) string {
	t.Helper()
	text, err := url.QueryUnescape(s.Query.Encode())
	require.NoError(t, err)
	return text
}
