package directus_test

import (
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// cutting is a proxy that cuts connections, at any place: toxiproxy leaves goroutines behind
// where there is more to pass on.
type cutting struct {
	url   string
	after int64 // bytes of replies after which a connection is cut; 0: never

	mu    sync.Mutex
	conns []net.Conn
}

// newCutting puts a cutting proxy before a server.
func newCutting(t *testing.T, base string, after int64) *cutting {
	t.Helper()
	listener := httptest.NewUnstartedServer(nil).Listener // on a free port
	c := &cutting{url: "http://" + listener.Addr().String(), after: after}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(base, "http://"))
			if err != nil {
				_ = in.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, in, out)
			c.mu.Unlock()
			running.Go(func() { passOn(out, in) })
			running.Go(func() {
				if c.after > 0 {
					passOn(in, io.LimitReader(out, c.after))
				} else {
					passOn(in, out)
				}
				_ = out.Close()
			})
		}
	})
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		c.cut()
		running.Wait()
	})
	return c
}

func passOn(to net.Conn, from io.Reader) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
}

// cut cuts all connections.
func (c *cutting) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}
