package directus_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// peer is the server's end of a connection.
type peer struct {
	*net.TCPConn
	answered <-chan struct{} // closed when the client has the head of a reply, or none
}

// reset ends the connection in the rudest way.
func (p peer) reset() {
	_ = p.SetLinger(0)
	_ = p.Close()
}

// request reads a whole request.
func (p peer) request() {
	req, err := http.ReadRequest(bufio.NewReader(p))
	if err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

// write writes what a client that has left need not read.
func (p peer) write(text string) { _, _ = io.WriteString(p, text) }

// gone waits until the client hangs up.
func (p peer) gone() { _, _ = io.Copy(io.Discard, p) }

// serveConns serves each connection with serve, and then closes it. It returns the base
// URL and the number of connections that there were: a client that loses each connection
// makes one for each request.
func serveConns(t *testing.T, answered <-chan struct{}, serve func(peer)) (string, *atomic.Int32) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", quietAddress(t))
	require.NoError(t, err)
	var seen atomic.Int32
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			seen.Add(1)
			serving.Go(func() {
				defer conn.Close()
				if tcp, ok := conn.(*net.TCPConn); ok {
					serve(peer{tcp, answered})
				}
			})
		}
	})
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		serving.Wait()
	})
	return "http://" + listener.Addr().String(), &seen
}

// quietAddresses counts them.
var quietAddresses atomic.Uint32

// quietAddress is an address to listen on, away from 127.0.0.1 where the system has more than
// that: there realserver asks at ports that were free a moment ago for the server it starts.
// No other test gets the same, so that nobody else answers at a port that was closed.
func quietAddress(t *testing.T) string {
	t.Helper()
	n := quietAddresses.Add(1)
	address := fmt.Sprintf("127.%d.%d.%d:0", 1+os.Getpid()%250, n/250%250, 1+n%250)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		return "127.0.0.1:0"
	}
	require.NoError(t, listener.Close())
	return address
}

// reply is a whole answer, after which the connection ends.
func reply(status int, body string, header ...string) func(peer) {
	return func(p peer) {
		p.request()
		p.write(head(status, len(body), header...) + body)
	}
}

// head is the head of an answer, in JSON unless told otherwise.
func head(status, length int, header ...string) string {
	if !strings.Contains(strings.Join(header, "\n"), "Content-Type") {
		header = append(header, "Content-Type: application/json")
	}
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n\r\n",
		status, http.StatusText(status), length, strings.Join(header, "\r\n"))
}

// A verdict reports what is wrong with the outcome of a call, "" when nothing is.
type verdict func(err error) string

// fine is a success.
func fine(err error) string {
	if err != nil {
		return "a success is wanted"
	}
	return ""
}

// lost is a failure of the connection: no answer came.
func lost(err error) string {
	var e *directus.Error
	var op *net.OpError
	switch {
	case errors.As(err, &e):
		return "no answer is wanted"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "a failure of the connection is wanted"
	case errors.As(err, &op), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isClosedIdle(err):
		return ""
	}
	return "the cause is missing"
}

// isClosedIdle reports the one such failure for which net/http has no name.
func isClosedIdle(err error) bool {
	return err != nil && strings.HasSuffix(err.Error(), "http: server closed idle connection")
}

// failed is an error without an answer that has this in its text.
func failed(text string) verdict {
	return func(err error) string {
		var e *directus.Error
		switch {
		case err == nil || errors.As(err, &e):
			return "an error without an answer is wanted"
		case !strings.Contains(err.Error(), text):
			return fmt.Sprintf("%q is missing in it", text)
		}
		return ""
	}
}

// because is an error that wraps target.
func because(target error) verdict {
	return func(err error) string {
		if !errors.Is(err, target) {
			return fmt.Sprintf("%q is wanted", target)
		}
		return ""
	}
}

// refused is an answer with this status.
func refused(status int) verdict {
	return func(err error) string {
		var e *directus.Error
		if !errors.As(err, &e) || e.Status != status {
			return fmt.Sprintf("the status %d is wanted", status)
		}
		return ""
	}
}

// large is more than fits into one packet, and small less.
const large, small = 200 << 10, 3000

// faultCalls are a read, a write that may be repeated and one that may not, with bodies of
// this size.
func faultCalls(client *directus.Client, size int) map[string]func(context.Context) error {
	items := directus.NewItems[article](client, "articles")
	text := strings.Repeat("x", size)
	return map[string]func(context.Context) error{
		"GET":   func(ctx context.Context) error { return errOf(items.ReadOne(ctx, 8)) },
		"PATCH": func(ctx context.Context) error { return errOf(items.UpdateOne(ctx, 8, directus.Patch{"title": text})) },
		"POST":  func(ctx context.Context) error { return errOf(items.CreateOne(ctx, article{Title: text})) },
	}
}

// counts are how often something happens for each of the faultCalls.
type counts struct{ get, patch, post int }

func (c counts) of(call string) int {
	return map[string]int{"GET": c.get, "PATCH": c.patch, "POST": c.post}[call]
}

// What happens in the most common cases.
var (
	always   = counts{3, 3, 3}
	harmLess = counts{3, 3, 1}
	justOnce = counts{1, 1, 1}
	never    = counts{0, 0, 0}
)

// announced is a layer that tells when the call is answered, be it by the head of a reply.
func announced() (directus.Option, <-chan struct{}) {
	answered := make(chan struct{})
	tell := sync.OnceFunc(func() { close(answered) })
	return directus.WithMiddleware(func(next directus.Transport) directus.Transport {
		return directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
			resp, err := next.Do(ctx, req)
			tell()
			return resp, err
		})
	}), answered
}

// Faults of the server and the network, with what the caller gets and how often the
// server is asked.
func TestFaults(t *testing.T) {
	t.Parallel()
	const good = `{"data":{"id":8,"title":"x"}}`
	const html = "Content-Type: text/html"
	impatient := directus.WithTimeout(2 * time.Second)
	tests := map[string]struct {
		serve    func(peer)
		want     verdict
		requests counts
		opts     []directus.Option
	}{
		"nothing":                            {reply(200, good), fine, justOnce, nil},
		"reset at the first byte":            {func(p peer) { p.read(1); p.reset() }, lost, harmLess, nil},
		"closed before the request":          {func(peer) {}, lost, harmLess, nil},
		"reset in the request's head":        {func(p peer) { p.read(10); p.reset() }, lost, harmLess, nil},
		"reset where the body begins":        {func(p peer) { p.read(100); p.reset() }, lost, harmLess, nil},
		"reset after the request":            {func(p peer) { p.request(); p.reset() }, lost, harmLess, nil},
		"closed after the request":           {func(p peer) { p.request() }, lost, harmLess, nil},
		"reset in the reply's head":          {func(p peer) { p.request(); p.write("HTTP/1.1 200 OK\r\nContent-Length: 28\r\n"); p.reset() }, lost, harmLess, nil},
		"closed in the reply's head":         {func(p peer) { p.request(); p.write("HTTP/1.1 200 OK\r\nContent-Length: 28\r\n") }, lost, harmLess, nil},
		"reset in the reply's body":          {func(p peer) { p.half(good); p.reset() }, lost, justOnce, nil},
		"closed in the reply's body":         {func(p peer) { p.half(good) }, lost, justOnce, nil},
		"closed in the body of a 503":        {func(p peer) { p.request(); p.write(head(503, 900) + pressure[:20]) }, refused(503), harmLess, nil},
		"closed within a chunk":              {func(p peer) { p.chunked("1d\r\n" + good[:9]) }, lost, justOnce, nil},
		"a broken chunk":                     {func(p peer) { p.chunked("zz\r\n" + good) }, failed("chunk"), justOnce, nil},
		"a body longer than announced":       {func(p peer) { p.request(); p.write(head(200, len(good)) + good + "HTTP/1.1 500 ") }, fine, justOnce, nil},
		"nothing but noise":                  {func(p peer) { p.request(); p.write("\x00\x01\x02 220 smtp ready\r\n\r\n") }, failed("malformed HTTP"), harmLess, nil},
		"a garbled status":                   {func(p peer) { p.request(); p.write("HTTP/1.1 fine OK\r\n\r\n") }, failed("malformed HTTP"), harmLess, nil},
		"a garbled header":                   {func(p peer) { p.request(); p.write("HTTP/1.1 200 OK\r\n:::\r\n\r\n") }, failed("malformed"), harmLess, nil},
		"JSON that ends too early":           {reply(200, good[:20]), failed("decode reply"), justOnce, nil},
		"garbled JSON":                       {reply(200, `{"data":{"id":8,,}}`), failed("decode reply"), justOnce, nil},
		"no data in it":                      {reply(200, `{}`), failed("no data"), justOnce, nil},
		"gzip that is none":                  {reply(200, good, "Content-Encoding: gzip"), failed("gzip"), justOnce, nil},
		"a page instead of JSON":             {reply(200, "<html>Sign in to the Wi-Fi", html), refused(200), justOnce, nil},
		"an empty success":                   {reply(200, ""), because(directus.ErrNoContent), justOnce, nil},
		"HTML 502":                           {reply(502, "<html>", html), refused(502), harmLess, nil},
		"503 under pressure":                 {reply(503, pressure), refused(503), always, nil},
		"503 of another service":             {reply(503, fetchFailed), refused(503), harmLess, nil},
		"garbled 503":                        {reply(503, pressure[:30]), refused(503), harmLess, nil},
		"504":                                {reply(504, "", html), refused(504), harmLess, nil},
		"500":                                {reply(500, crashed), refused(500), justOnce, nil},
		"429":                                {reply(429, tooMany), refused(429), always, nil},
		"429, a fraction of a second":        {reply(429, tooMany, "Retry-After: 0.001"), refused(429), always, nil},
		"429, at once":                       {reply(429, tooMany, "Retry-After: 0"), refused(429), always, nil},
		"429, garbage":                       {reply(429, tooMany, "Retry-After: soon"), refused(429), always, nil},
		"429, a date that is past":           {reply(429, tooMany, "Retry-After: Sat, 01 Jan 2000 00:00:00 GMT"), refused(429), always, nil},
		"429, a date that is far away":       {reply(429, tooMany, "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT"), refused(429), justOnce, nil},
		"429, in a day":                      {reply(429, tooMany, "Retry-After: 86400"), refused(429), justOnce, nil},
		"429, a reset that is past":          {reply(429, `{"errors":[{"message":"x","extensions":{"code":"REQUESTS_EXCEEDED","reset":"2000-01-01T00:00:00.000Z"}}]}`), refused(429), always, nil},
		"429, a reset that is far away":      {reply(429, `{"errors":[{"message":"x","extensions":{"code":"REQUESTS_EXCEEDED","reset":"2100-01-01T00:00:00.000Z"}}]}`), refused(429), justOnce, nil},
		"a redirect to another host":         {reply(307, "", "Location: http://elsewhere.invalid/items/articles"), because(directus.ErrCrossOrigin), justOnce, nil},
		"a permanent one":                    {reply(308, "", "Location: http://elsewhere.invalid/items/articles"), because(directus.ErrCrossOrigin), justOnce, nil},
		"a redirect to nowhere":              {reply(307, ""), refused(307), justOnce, nil},
		"no head within the time-out":        {func(p peer) { p.request(); p.gone() }, because(context.DeadlineExceeded), harmLess, []directus.Option{impatient}},
		"a reply after the time-out":         {func(p peer) { p.request(); p.gone(); reply(200, good)(p) }, because(context.DeadlineExceeded), harmLess, []directus.Option{impatient}},
		"a request that nobody reads":        {func(p peer) { <-p.answered }, because(context.DeadlineExceeded), harmLess, []directus.Option{impatient}},
		"a reply that is larger than agreed": {reply(200, good), because(directus.ErrTooLarge), justOnce, []directus.Option{directus.WithMaxResponseBytes(10)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for call := range faultCalls(nil, 0) {
				t.Run(call, func(t *testing.T) {
					t.Parallel()
					announce, answered := announced()
					base, seen := serveConns(t, answered, tt.serve)
					var info directus.ResponseInfo
					client := clientTo(t, base, append([]directus.Option{soon(3), announce}, tt.opts...)...).With(directus.Into(&info))
					err := faultCalls(client, large)[call](t.Context())
					require.Empty(t, tt.want(err), "%v", err)
					want := tt.requests.of(call)
					require.Eventually(t, func() bool { return int(seen.Load()) >= want }, 20*time.Second, time.Millisecond, "%d requests, %v", want, err)
					require.EqualValues(t, want, seen.Load(), "requests, %v", err)
					require.Equal(t, want, info.Attempts, "Attempts, %v", err)
				})
			}
		})
	}
}

// read reads n bytes.
func (p peer) read(n int64) { _, _ = io.CopyN(io.Discard, p, n) }

// half answers with half a body, once the client has the head.
func (p peer) half(body string) {
	p.request()
	p.write(head(http.StatusOK, len(body)) + body[:len(body)/2])
	<-p.answered
}

// chunked answers with a body of unknown length.
func (p peer) chunked(body string) {
	p.request()
	p.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
}
