package directus_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// A call whose context ends is over at once, at whatever stage, and is not repeated. (Waits
// between attempts and for the rate limit: TestRetryCancelled…, TestRateLimitObeys….)
func TestFaultCancelled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		serve    func(peer, func()) // gets the function that ends the context
		requests int
	}{
		"before the request is read":  {func(p peer, cancel func()) { cancel(); <-p.answered }, 1},
		"while the request is read":   {func(p peer, cancel func()) { p.read(100); cancel(); <-p.answered }, 1},
		"before the reply":            {func(p peer, cancel func()) { p.request(); cancel(); p.gone() }, 1},
		"in the reply's head":         {func(p peer, cancel func()) { p.request(); p.write("HTTP/1.1 200 OK\r\n"); cancel(); p.gone() }, 1},
		"before the reply's body":     {func(p peer, cancel func()) { p.request(); p.write(head(200, 9)); <-p.answered; cancel(); p.gone() }, 1},
		"in the reply's body":         {func(p peer, cancel func()) { p.half(`{"data":{"id":8}}`); cancel(); p.gone() }, 1},
		"and the connection is reset": {func(p peer, cancel func()) { p.request(); cancel(); <-p.answered; p.reset() }, 1},
	}
	for name, tt := range tests {
		for _, timeout := range []time.Duration{0, time.Hour} {
			t.Run(name+", time-out "+timeout.String(), func(t *testing.T) {
				t.Parallel()
				for call := range faultCalls(newClient(t, &fake{})) {
					ctx, cancel := context.WithCancel(t.Context())
					announce, answered := announced()
					base, seen := serveConns(t, answered, func(p peer) { tt.serve(p, cancel) })
					client := clientTo(t, base, soon(3), announce, directus.WithTimeout(timeout))
					err := faultCalls(client)[call](ctx)
					require.ErrorIs(t, err, context.Canceled, call)
					require.ErrorContains(t, err, "directus: "+call+" /items/{collection}")
					require.EqualValues(t, tt.requests, seen.Load(), "%s: requests, %v", call, err)
				}
			})
		}
	}
}

// Nothing is sent for a context that has ended already.
func TestFaultCancelledBefore(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(newClient(t, &fake{})) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		client, server := newFake(t, 200, `{"data":{"id":8}}`)
		require.ErrorIs(t, faultCalls(client)[call](ctx), context.Canceled, call)
		require.Empty(t, server.sent, call)
	}
}

// Nor is a connection awaited, or made again.
func TestFaultCancelledWhileDialing(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(newClient(t, &fake{})) {
		ctx, cancel := context.WithCancel(t.Context())
		dials := 0
		wire := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			dials++
			cancel()
			<-ctx.Done()
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
		}}
		client := clientTo(t, "http://cms.example.com", soon(3), directus.WithHTTPClient(&http.Client{Transport: wire}))
		require.ErrorIs(t, faultCalls(client)[call](ctx), context.Canceled, call)
		require.Equal(t, 1, dials, call)
	}
}

// Nor does a user's stream go on.
func TestFaultCancelledWhileSending(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	announce, answered := announced()
	base, seen := serveConns(t, answered, peer.gone)
	opened, open := 0, 0
	body := directus.Stream("text/plain", -1, func() (io.ReadCloser, error) {
		opened++
		open++
		endless := io.MultiReader(strings.NewReader("begin"), readerFunc(func(p []byte) (int, error) {
			cancel()
			return len(p), ctx.Err() // nil before cancel
		}))
		return closing{io.NopCloser(endless), func() { open-- }}, nil
	})
	_, err := clientTo(t, base, soon(3), announce).Search(ctx, "/x", body)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualValues(t, 1, seen.Load())
	require.Equal(t, 1, opened)
	require.Eventually(t, func() bool { return true }, time.Second, time.Millisecond)
}

// readerFunc is a function that is a reader.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
