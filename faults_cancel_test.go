package directus_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
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
		serve func(peer, func()) // gets the function that ends the context
	}{
		"before the request is read":  {func(p peer, cancel func()) { cancel(); <-p.answered }},
		"while the request is read":   {func(p peer, cancel func()) { p.read(100); cancel(); <-p.answered }},
		"before the reply":            {func(p peer, cancel func()) { p.request(); cancel(); p.gone() }},
		"in the reply's head":         {func(p peer, cancel func()) { p.request(); p.write("HTTP/1.1 200 OK\r\n"); cancel(); p.gone() }},
		"in the reply's body":         {func(p peer, cancel func()) { p.half(`{"data":{"id":8}}`); cancel(); p.gone() }},
		"and the connection is reset": {func(p peer, cancel func()) { p.request(); cancel(); <-p.answered; p.reset() }},
	}
	for name, tt := range tests {
		for _, timeout := range []time.Duration{0, time.Hour} {
			t.Run(name+", time-out "+timeout.String(), func(t *testing.T) {
				t.Parallel()
				for call := range faultCalls(nil, 0) {
					ctx, cancel := context.WithCancel(t.Context())
					announce, answered := announced()
					base, seen := serveConns(t, answered, func(p peer) { tt.serve(p, cancel) })
					client := clientTo(t, base, soon(3), announce, directus.WithTimeout(timeout))
					err := faultCalls(client, large)[call](ctx)
					require.ErrorIs(t, err, context.Canceled, call)
					require.ErrorContains(t, err, "directus: "+call+" /items/{collection}")
					require.EqualValues(t, 1, seen.Load(), "%s: requests, %v", call, err)
				}
			})
		}
	}
}

// Nothing is sent for a context that has ended already.
func TestFaultCancelledBefore(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(nil, 0) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		client, server := newFake(t, 200, `{"data":{"id":8}}`)
		require.ErrorIs(t, faultCalls(client, large)[call](ctx), context.Canceled, call)
		require.Empty(t, server.sent, call)
	}
}

// Nor is a connection awaited, or made again. (net/http lets the dialing go on by itself.)
func TestFaultCancelledWhileDialing(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(nil, 0) {
		ctx, cancel := context.WithCancel(t.Context())
		dials := 0
		wire := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			dials++
			cancel()
			<-t.Context().Done()
			return nil, net.ErrClosed
		}}
		client := clientTo(t, "http://cms.example.com", soon(3), directus.WithHTTPClient(&http.Client{Transport: wire}))
		require.ErrorIs(t, faultCalls(client, large)[call](ctx), context.Canceled, call)
		require.Equal(t, 1, dials, call)
	}
}

// Nor does a user's stream go on, however much it has to give.
func TestFaultCancelledWhileSending(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	announce, answered := announced()
	base, seen := serveConns(t, answered, peer.gone)
	var opened, open atomic.Int32
	body := directus.Stream("text/plain", -1, func() (io.ReadCloser, error) {
		opened.Add(1)
		open.Add(1)
		endless := readerFunc(func(p []byte) (int, error) {
			cancel()
			return len(p), nil
		})
		return closing{io.NopCloser(endless), func() { open.Add(-1) }}, nil
	})
	_, err := clientTo(t, base, soon(3), announce).Search(ctx, "/x", body)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualValues(t, 1, opened.Load())
	require.LessOrEqual(t, seen.Load(), int32(1))
	require.Eventually(t, func() bool { return open.Load() == 0 }, 10*time.Second, time.Millisecond, "the stream is still open")
}

// readerFunc is a function that is a reader.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
