package directus_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// pipes is a network within one process, for synctest: no packet is ever under way, and
// what nobody reads cannot be written.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

// newPipes returns a client whose requests get to serve, one connection at a time.
func newPipes(t *testing.T, serve func(net.Listener), opts ...directus.Option) *directus.Client {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	wire := &http.Transport{DialContext: p.dial}
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve(p)
	}()
	t.Cleanup(func() {
		wire.CloseIdleConnections()
		assert.NoError(t, p.Close())
		<-done
	})
	opts = append(opts, directus.WithHTTPClient(&http.Client{Transport: wire}))
	return clientTo(t, "http://cms.example.com/base", opts...)
}

// handled serves HTTP over pipes.
func handled(handler http.HandlerFunc) func(net.Listener) {
	return func(l net.Listener) {
		server := &http.Server{Handler: handler}
		_ = server.Serve(l)                       // until l is closed
		_ = server.Shutdown(context.Background()) // waits for the handlers
	}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// silent reads requests and never answers them.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// requireTimeout asserts that err is what a time-out is to be.
func requireTimeout(t *testing.T, err error, text string) {
	t.Helper()
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, context.Canceled)
	var netErr net.Error
	require.ErrorAs(t, err, &netErr)
	require.True(t, netErr.Timeout(), "Timeout() of %v", err)
	var e *directus.Error
	require.False(t, errors.As(err, &e), "%v is an answer", err)
	require.EqualError(t, err, text)
}

// A server that does not answer ends each attempt after the time-out: three for what can
// be repeated, one for the rest.
func TestTimeoutOfASilentServer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		call     func(context.Context, *directus.Items[article]) error
		attempts int
		text     string
	}{
		"ReadOne": {func(ctx context.Context, i *directus.Items[article]) error { return errOf(i.ReadOne(ctx, 8)) }, 3, "GET /items/{collection}/{id}"},
		"ReadMany": {func(ctx context.Context, i *directus.Items[article]) error {
			return errOf(i.ReadMany(ctx, directus.IDs(8)))
		}, 3, "SEARCH /items/{collection}"},
		"UpdateOne": {func(ctx context.Context, i *directus.Items[article]) error {
			return errOf(i.UpdateOne(ctx, 8, directus.Patch{"title": "x"}))
		}, 3, "PATCH /items/{collection}/{id}"},
		"DeleteOne": {func(ctx context.Context, i *directus.Items[article]) error { return i.DeleteOne(ctx, 8) }, 3, "DELETE /items/{collection}/{id}"},
		"CreateOne": {func(ctx context.Context, i *directus.Items[article]) error {
			return errOf(i.CreateOne(ctx, article{Title: "x"}))
		}, 1, "POST /items/{collection}"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				client := newPipes(t, handled(silent), soon(3), directus.WithTimeout(time.Second))
				var info directus.ResponseInfo
				items := directus.NewItems[article](client, "articles").With(directus.Into(&info))
				requireTimeout(t, tt.call(t.Context(), items), "directus: "+tt.text+": no reply within 1s")
				require.Equal(t, tt.attempts, info.Attempts)
				require.Equal(t, time.Duration(tt.attempts)*time.Second, time.Since(start))
			})
		})
	}
}

// The time-out ends each way in which a server can hang before it answers.
func TestTimeoutOfServersThatHang(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1<<20)
	tests := map[string]struct {
		serve func(net.Listener)
		after time.Duration
	}{
		"never accepts": {func(l net.Listener) {
			if p, ok := l.(*pipes); ok {
				<-p.closed
			}
		}, time.Second},
		"never reads":                 {hangAfter(0, ""), time.Second},
		"reads only the head":         {hangAfter(100, ""), time.Second},
		"reads half":                  {hangAfter(len(big)/2, ""), time.Second},
		"answers with half a head":    {hangAfter(len(big), "HTTP/1.1 200 OK\r\nContent-Type: appl"), time.Second},
		"asks for more and then does": {hangAfter(len(big), "HTTP/1.1 100 Continue\r\n\r\n"), time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				client := newPipes(t, tt.serve, soon(3), directus.WithTimeout(time.Second))
				_, err := directus.NewItems[article](client, "articles").CreateOne(t.Context(), article{Title: big})
				requireTimeout(t, err, "directus: POST /items/{collection}: no reply within 1s")
				require.Equal(t, tt.after, time.Since(start))
			})
		})
	}
}

// hangAfter serves one connection: it reads n bytes, writes text, and does no more.
func hangAfter(n int, text string) func(net.Listener) {
	return func(l net.Listener) {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.CopyN(io.Discard, conn, int64(n))
		_, _ = io.WriteString(conn, text)
		_, _ = l.Accept() // until the test ends
	}
}

// Headers that come in time and those that come too late.
func TestTimeoutAndSlowHeaders(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"in time": 999 * time.Millisecond, "too late": 1001 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newPipes(t, handled(func(w http.ResponseWriter, _ *http.Request) {
					time.Sleep(delay)
					w.Header().Set("Content-Type", "application/json")
					_, _ = io.WriteString(w, `{"data":{"id":8}}`)
				}), once, directus.WithTimeout(time.Second))
				got, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
				if delay > time.Second {
					requireTimeout(t, err, "directus: GET /items/{collection}/{id}: no reply within 1s")
				} else {
					require.NoError(t, err)
					require.Equal(t, 8, got.ID)
				}
			})
		})
	}
}

// A reply that has begun takes as long as it likes.
func TestTimeoutNeverCutsAReply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newPipes(t, handled(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for _, part := range []string{`{"data":`, `{"id":8,`, `"title":"slow`, `ly"}}`} {
				_, _ = io.WriteString(w, part)
				assert.NoError(t, http.NewResponseController(w).Flush())
				time.Sleep(time.Hour)
			}
		}), directus.WithTimeout(time.Second))
		start := time.Now()
		got, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
		require.NoError(t, err)
		require.Equal(t, article{ID: 8, Title: "slowly"}, got)
		require.Equal(t, 4*time.Hour, time.Since(start))
	})
}

// An upload that flows takes as long as it likes, whether the server reads slowly or the
// user's reader is slow.
func TestTimeoutNeverCutsAnUpload(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ server, reader time.Duration }{
		"a slow server": {400 * time.Millisecond, 0},
		"a slow reader": {0, time.Hour},
		"both slow":     {400 * time.Millisecond, 2 * time.Second},
	}
	for name, tt := range tests {
		for length, size := range map[string]int64{"of known length": 10 * chunk, "of unknown length": -1} {
			t.Run(name+" "+length, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client := newPipes(t, handled(func(_ http.ResponseWriter, r *http.Request) {
						body := bufio.NewReaderSize(r.Body, chunk)
						for err := error(nil); err == nil; _, err = io.CopyN(io.Discard, body, chunk) {
							time.Sleep(tt.server)
						}
					}), directus.WithTimeout(time.Second))
					body := directus.Stream("text/plain", size, func() (io.ReadCloser, error) {
						return io.NopCloser(&slowReader{left: 10, pause: tt.reader}), nil
					})
					var info directus.ResponseInfo
					start := time.Now()
					require.NoError(t, closed(client.Post(t.Context(), "/files", body, directus.Into(&info))))
					require.Equal(t, http.StatusOK, info.Status)
					require.Greater(t, time.Since(start), 4*time.Second, "it was to take far longer than the time-out")
				})
			})
		}
	}
}

// A reply that begins before the upload has ended is not cut either, nor is the upload.
func TestTimeoutAndAnEarlyReply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newPipes(t, handled(func(w http.ResponseWriter, r *http.Request) {
			control := http.NewResponseController(w)
			assert.NoError(t, control.EnableFullDuplex())
			assert.NoError(t, control.Flush())
			n, err := io.Copy(io.Discard, r.Body)
			assert.NoError(t, err)
			time.Sleep(time.Hour)
			_, _ = io.WriteString(w, strconv.FormatInt(n, 10))
		}), directus.WithTimeout(time.Second))
		resp, err := client.Post(t.Context(), "/x", directus.Stream("text/plain", 10*chunk, func() (io.ReadCloser, error) {
			return io.NopCloser(&slowReader{left: 10, pause: time.Minute}), nil
		}))
		require.NoError(t, err)
		text, err := resp.Bytes()
		require.NoError(t, err)
		require.Equal(t, strconv.Itoa(10*chunk), string(text))
	})
}

// chunk is how much net/http writes at once.
const chunk = 32 << 10

// slowReader takes its time for each chunk.
type slowReader struct {
	left  int // chunks
	pause time.Duration
}

func (r *slowReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(r.pause)
	r.left--
	return min(len(p), chunk), nil
}

// The caller's own end of a call is told apart from the time-out.
func TestTimeoutIsNotTheCallersOwn(t *testing.T) {
	t.Parallel()
	own := errors.New("the user has left")
	tests := map[string]struct {
		ctx     func(context.Context) (context.Context, context.CancelFunc)
		wantErr error
	}{
		"cancelled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(300*time.Millisecond, cancel)
			return ctx, cancel
		}, context.Canceled},
		"with a cause": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(300*time.Millisecond, func() { cancel(own) })
			return ctx, func() { cancel(nil) }
		}, own},
		"a deadline": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 300*time.Millisecond)
		}, context.DeadlineExceeded},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ctx, cancel := tt.ctx(t.Context())
				defer cancel()
				var info directus.ResponseInfo
				client := newPipes(t, handled(silent), directus.WithTimeout(time.Second)).With(directus.Into(&info))
				_, err := directus.NewItems[article](client, "articles").ReadOne(ctx, 8)
				require.ErrorIs(t, err, tt.wantErr)
				require.NotContains(t, err.Error(), "no reply within")
				require.Equal(t, 1, info.Attempts)
				require.Equal(t, 300*time.Millisecond, time.Since(start))
			})
		})
	}
}

// The context of an attempt lives as long as the reply's body, and ends with it.
func TestTimeoutReleasesWhatItHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var attempt context.Context
		client := newClient(t, directus.TransportFunc(func(ctx context.Context, _ *directus.Request) (*directus.Response, error) {
			attempt = ctx
			return answer(200, nil, "hello"), nil
		}), directus.WithTimeout(time.Second))
		resp, err := client.Get(t.Context(), "/x")
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.NoError(t, attempt.Err(), "the body is still open")
		text, err := resp.Bytes()
		require.NoError(t, err)
		require.Equal(t, "hello", string(text))
		require.ErrorIs(t, attempt.Err(), context.Canceled)
		require.NoError(t, t.Context().Err())
	})
}

// A transport that fails or that comes too late by a hair leaves nothing open.
func TestTimeoutReleasesAfterFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var attempt context.Context
		open, late := 1, true
		client := newClient(t, directus.TransportFunc(func(ctx context.Context, _ *directus.Request) (*directus.Response, error) {
			attempt = ctx
			if !late {
				return nil, errScript
			}
			time.Sleep(time.Minute)
			resp := answer(200, nil, "hello")
			resp.Body = closing{resp.Body, func() { open-- }}
			return resp, nil
		}), once, directus.WithTimeout(time.Second))
		_, err := client.Get(t.Context(), "/x")
		requireTimeout(t, err, "directus: GET /x: no reply within 1s")
		require.Zero(t, open, "replies that are open")
		require.Error(t, attempt.Err())
		late = false
		_, err = client.Get(t.Context(), "/x")
		require.ErrorIs(t, err, errScript)
		require.ErrorIs(t, attempt.Err(), context.Canceled)
	})
}

// A body that is closed before its end ends the request, so that the server may stop.
func TestTimeoutAndABodyClosedEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stopped := make(chan struct{})
		client := newPipes(t, handled(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			assert.NoError(t, http.NewResponseController(w).Flush())
			<-r.Context().Done()
			close(stopped)
		}), directus.WithTimeout(time.Second))
		require.NoError(t, closed(client.Get(t.Context(), "/x")))
		<-stopped
	})
}

func TestWithTimeoutRefuses(t *testing.T) {
	t.Parallel()
	_, err := directus.New("https://cms.example.com", directus.WithTimeout(-time.Second))
	require.EqualError(t, err, "directus: WithTimeout(-1s): it must not be negative")
}

// Without the option a server has as long as the caller gives it.
func TestNoTimeoutByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		_, err := newPipes(t, handled(silent)).Get(ctx, "/x")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 24*time.Hour, time.Since(start))
	})
}
