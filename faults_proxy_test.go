package directus_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// proxied puts a proxy with these faults before a server, and returns the proxy and its
// base URL. A fault is one of toxiproxy's, as JSON; those upstream are of requests, those
// downstream of replies. Where the proxy cuts a connection, what it gets must be one packet
// (so no WithTimeout, for which net/http sends head and body apart): it has goroutines that
// wait for ever to pass on more. Nor may a latency outlast the test, for one waits that long.
func proxied(t *testing.T, base string, faults ...string) (*toxiproxy.Proxy, string) {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, t.Name(), quietAddress(t), strings.TrimPrefix(base, "http://"))
	require.NoError(t, proxy.Start())
	t.Cleanup(proxy.Stop)
	for _, fault := range faults {
		_, err := proxy.Toxics.AddToxicJson(strings.NewReader(fault))
		require.NoError(t, err, fault)
	}
	return proxy, "http://" + proxy.Listen
}

// Faults on the way between client and server, with what the caller gets, how often the
// client sends, and how many requests arrive whole.
func TestFaultsOnTheWay(t *testing.T) {
	t.Parallel()
	const patient, impatient = 0, 4 * time.Second // in which the request must arrive, also on a busy machine
	tests := map[string]struct {
		faults   []string
		timeout  time.Duration
		want     verdict
		attempts counts
		arrive   counts
	}{
		"nothing": {nil, patient, fine, justOnce, justOnce},
		"latency": {[]string{
			`{"type":"latency","stream":"upstream","attributes":{"latency":30,"jitter":10}}`,
			`{"type":"latency","stream":"downstream","attributes":{"latency":30}}`,
		}, patient, fine, justOnce, justOnce},
		"little pieces": {[]string{
			`{"type":"slicer","stream":"upstream","attributes":{"average_size":100,"size_variation":50}}`,
			`{"type":"slicer","stream":"downstream","attributes":{"average_size":100,"size_variation":50}}`,
		}, patient, fine, justOnce, justOnce},
		"a slow end":              {[]string{`{"type":"slow_close","stream":"downstream","attributes":{"delay":50}}`}, patient, fine, justOnce, justOnce},
		"a slow body":             {[]string{`{"type":"bandwidth","stream":"downstream","attributes":{"rate":2}}`}, patient, fine, justOnce, justOnce},
		"requests vanish":         {[]string{`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`}, impatient, because(context.DeadlineExceeded), harmLess, never},
		"replies vanish":          {[]string{`{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`}, impatient, because(context.DeadlineExceeded), harmLess, harmLess},
		"reset by requests":       {[]string{`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`}, patient, lost, harmLess, never},
		"reset by replies":        {[]string{`{"type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`}, patient, lost, harmLess, harmLess},
		"cut in the request":      {[]string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":20}}`}, patient, lost, harmLess, never},
		"cut before the reply":    {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":0}}`}, patient, lost, harmLess, harmLess},
		"cut in the reply's head": {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":17}}`}, patient, lost, harmLess, harmLess},
		"cut in the reply's body": {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":1000}}`}, patient, lost, justOnce, justOnce},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type outcome struct {
				arrived atomic.Int32
				info    directus.ResponseInfo
				err     error
			}
			got := map[string]*outcome{}
			var calling sync.WaitGroup // all at once, for most of their time is waiting
			for call := range faultCalls(nil, 0) {
				o := &outcome{}
				got[call] = o
				_, base := proxied(t, serve(t, countWhole(&o.arrived)).URL, tt.faults...)
				client := clientTo(t, base, directus.WithTimeout(tt.timeout), soon(3)).With(directus.Into(&o.info))
				calling.Go(func() { o.err = faultCalls(client, small)[call](t.Context()) })
			}
			calling.Wait()
			for call, o := range got {
				require.Empty(t, tt.want(o.err), "%s: %v", call, o.err)
				require.Equal(t, tt.attempts.of(call), o.info.Attempts, "%s: Attempts, %v", call, o.err)
				require.Eventually(t, func() bool { return int(o.arrived.Load()) == tt.arrive.of(call) }, 20*time.Second, time.Millisecond,
					"%s: %d requests that arrive are wanted, %v", call, tt.arrive.of(call), o.err)
			}
		})
	}
}

// countWhole answers with an item of 3 KB, and counts the requests for items that it gets
// whole.
func countWhole(arrived *atomic.Int32) http.HandlerFunc {
	body := `{"data":{"id":8,"title":"` + strings.Repeat("x", small) + `"}}`
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil || !strings.HasPrefix(r.URL.Path, "/items/") {
			return
		}
		arrived.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

// A request whose body is cut off is no request: the server does not act on it.
func TestFaultCutInTheRequestsBody(t *testing.T) {
	t.Parallel()
	for call, attempts := range map[string]int{"PATCH": 3, "POST": 1} {
		var arrived atomic.Int32
		server := serve(t, countWhole(&arrived))
		_, base := proxied(t, server.URL, `{"type":"limit_data","stream":"upstream","attributes":{"bytes":1000}}`)
		var info directus.ResponseInfo
		client := clientTo(t, base, soon(3)).With(directus.Into(&info))
		err := faultCalls(client, small)[call](t.Context())
		require.Empty(t, lost(err), "%s: %v", call, err)
		require.Equal(t, attempts, info.Attempts, call)
		require.Zero(t, arrived.Load(), call)
	}
}

// A server that cannot be reached was not reached: everything is sent again.
func TestFaultUnreachable(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(nil, 0) {
		proxy, base := proxied(t, "127.0.0.1:1")
		proxy.Stop()
		var info directus.ResponseInfo
		err := faultCalls(clientTo(t, base, soon(3)).With(directus.Into(&info)), small)[call](t.Context())
		require.Empty(t, lost(err), "%s: %v", call, err)
		require.Equal(t, 3, info.Attempts, call)
	}
}

// A server that is back for the second attempt gets the request once, also a create.
func TestFaultRestart(t *testing.T) {
	t.Parallel()
	for call := range faultCalls(nil, 0) {
		var arrived atomic.Int32
		server := serve(t, countWhole(&arrived))
		proxy, base := proxied(t, server.URL)
		proxy.Stop()
		var info directus.ResponseInfo
		back := afterAttempt(func() { require.NoError(t, proxy.Start()) })
		err := faultCalls(clientTo(t, base, soon(3), back).With(directus.Into(&info)), small)[call](t.Context())
		require.NoError(t, err, call)
		require.Equal(t, 2, info.Attempts, call)
		require.EqualValues(t, 1, arrived.Load(), "%s: requests that arrived", call)
	}
}

// afterAttempt calls f after each attempt that failed, before the next one.
func afterAttempt(f func()) directus.Option {
	return directus.WithLogger(slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{
		Level: slog.LevelWarn,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.MessageKey {
				f()
			}
			return a
		},
	})))
}

// Connections that die while nobody uses them do no harm to the next call.
func TestFaultIdleConnectionsDie(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int32
	server := serve(t, countWhole(&arrived))
	proxy, base := proxied(t, server.URL)
	client := clientTo(t, base, once)
	for call, f := range faultCalls(client, small) {
		require.NoError(t, f(t.Context()), "%s over a new connection", call)
		proxy.Stop()
		require.NoError(t, proxy.Start())
		require.NoError(t, closed(client.Get(t.Context(), "/items/articles")), "a read notices at the latest")
		require.NoError(t, f(t.Context()), "%s afterwards", call)
	}
	require.EqualValues(t, 9, arrived.Load())
}
