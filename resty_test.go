package directus_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// serve returns a server with a handler of its own.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// clientTo returns a client of a server, with the default transport.
func clientTo(t *testing.T, base string, opts ...directus.Option) *directus.Client {
	t.Helper()
	client, err := directus.New(base, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

func TestRedirectsWithinTheOrigin(t *testing.T) {
	t.Parallel()
	var bodies []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.Method+" "+r.Header.Get("Authorization")+" "+string(text))
		if r.URL.Path == "/items/old" {
			http.Redirect(w, r, "/items/new", http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":{"id":8}}`)
	})
	client := clientTo(t, server.URL, directus.WithStaticToken("secret"))
	got, err := directus.NewItems[article](client, "old").CreateOne(t.Context(), article{Title: "x"})
	require.NoError(t, err)
	require.Equal(t, 8, got.ID)
	want := `POST Bearer secret {"title":"x"}`
	require.Equal(t, []string{want, want}, bodies)
}

// A redirect that turns a write or a SEARCH into a GET would lose what it is for.
func TestRedirectsKeepTheMethod(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther} {
		var requests atomic.Int32
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.Redirect(w, r, "/items/new", status)
		})
		items := directus.NewItems[article](clientTo(t, server.URL), "old")
		for name, err := range map[string]error{
			"POST":   errOf(items.CreateOne(t.Context(), article{Title: "x"})),
			"SEARCH": errOf(items.ReadMany(t.Context(), directus.IDs(1))),
			"DELETE": items.DeleteOne(t.Context(), 1),
		} {
			var e *directus.Error
			require.ErrorAs(t, err, &e, name)
			require.Equal(t, status, e.Status, name)
		}
		require.EqualValues(t, 3, requests.Load())
	}
}

// Redirects to another scheme, host or port are refused before anything is sent there.
func TestRedirectsToAnotherOrigin(t *testing.T) {
	t.Parallel()
	var leaked atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { leaked.Add(1) })
	otherURL, err := url.Parse(other.URL)
	require.NoError(t, err)
	for name, target := range map[string]string{
		"another port":   other.URL + "/items/new",
		"another host":   "http://localhost:" + otherURL.Port() + "/items/new",
		"another scheme": "https://" + otherURL.Host + "/items/new",
		"no scheme":      "//" + otherURL.Host + "/items/new",
	} {
		for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", target+"?access_token=hunter2")
				w.WriteHeader(status)
			})
			lax := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
			for _, client := range []*directus.Client{
				clientTo(t, server.URL, directus.WithStaticToken("secret")),
				clientTo(t, server.URL, directus.WithStaticToken("secret"), directus.WithHTTPClient(lax)),
			} {
				items := directus.NewItems[article](client, "old")
				for method, err := range map[string]error{
					"GET":  errOf(items.ReadOne(t.Context(), 8)),
					"POST": errOf(items.CreateOne(t.Context(), article{Title: "x"})),
				} {
					require.ErrorIs(t, err, directus.ErrCrossOrigin, "%s to %s, %d", method, name, status)
					require.NotContains(t, err.Error(), "hunter2")
				}
			}
			lax.CloseIdleConnections()
		}
	}
	require.Zero(t, leaked.Load())
}

func TestEndlessRedirects(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
	_, err := directus.NewItems[article](clientTo(t, server.URL), "old").ReadOne(t.Context(), 8)
	require.ErrorContains(t, err, "redirects")
}

// The user's http.Client is copied and its own rules are kept.
func TestWithHTTPClient(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/jar" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			return
		}
		http.Redirect(w, r, "/jar", http.StatusFound)
	})
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	refused := errors.New("no redirects here")
	jar := &countingJar{}
	mine := &http.Client{
		Transport: transport, Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return refused },
	}
	client := clientTo(t, server.URL, directus.WithHTTPClient(mine))
	_, err := client.Get(t.Context(), "/other")
	require.ErrorIs(t, err, refused)
	resp, err := client.Get(t.Context(), "/jar")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.EqualValues(t, 1, jar.set.Load())
	require.ErrorIs(t, mine.CheckRedirect(nil, nil), refused)
	require.Same(t, transport, mine.Transport)
	require.NoError(t, client.Close())
}

type countingJar struct{ set atomic.Int32 }

func (j *countingJar) SetCookies(*url.URL, []*http.Cookie) { j.set.Add(1) }

func (j *countingJar) Cookies(*url.URL) []*http.Cookie { return nil }

// No error shows the URL, whose query may be a secret, and each keeps its cause.
func TestTransportErrors(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	hanging := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-block:
		case <-r.Context().Done():
		}
	})
	defer close(block)
	cutting := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	astray := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://["+r.URL.String())
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelLate()
	secret := query.Eq("token", "hunter2")

	_, err := directus.NewItems[article](clientTo(t, hanging.URL), "articles").ReadByQuery(canceled, secret)
	require.ErrorIs(t, err, context.Canceled)
	require.NotContains(t, err.Error(), "hunter2")
	_, err = directus.NewItems[article](clientTo(t, hanging.URL), "articles").ReadByQuery(late, secret)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotContains(t, err.Error(), "hunter2")
	_, err = directus.NewItems[article](clientTo(t, "http://127.0.0.1:1"), "articles").ReadByQuery(t.Context(), secret)
	var netErr net.Error
	require.ErrorAs(t, err, &netErr)
	require.NotContains(t, err.Error(), "hunter2")
	_, err = directus.NewItems[article](clientTo(t, cutting.URL), "articles").ReadByQuery(t.Context(), secret)
	require.ErrorIs(t, err, io.EOF)
	require.NotContains(t, err.Error(), "hunter2")
	_, err = directus.NewItems[article](clientTo(t, astray.URL), "articles").ReadByQuery(t.Context(), secret)
	require.ErrorContains(t, err, "no URL")
	require.NotContains(t, err.Error(), "hunter2")
}

// A stream is sent as it is read, with its length when that is known.
func TestStreamedBodies(t *testing.T) {
	t.Parallel()
	type seen struct {
		length   int64
		encoding []string
		body     string
	}
	var got seen
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got = seen{r.ContentLength, r.TransferEncoding, string(text)}
	})
	client := clientTo(t, server.URL)
	content := func(text string) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	}
	for want, body := range map[*seen]directus.Body{
		{5, nil, "hello"}:                  directus.Stream("text/plain", 5, content("hello")),
		{-1, []string{"chunked"}, "hello"}: directus.Stream("text/plain", -1, content("hello")),
		{0, nil, ""}:                       directus.Stream("text/plain", 0, content("")),
		{2, nil, "hi"}:                     directus.Bytes("text/plain", []byte("hi")),
	} {
		resp, err := client.Post(t.Context(), "/x", body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, *want, got)
	}
	resp, err := client.Post(t.Context(), "/x", nil)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, seen{0, nil, ""}, got, "no body at all")
	broken := errors.New("the disk is gone")
	_, err = client.Post(t.Context(), "/x", directus.Stream("text/plain", -1, func() (io.ReadCloser, error) { return nil, broken }))
	require.ErrorIs(t, err, broken)
	_, err = client.Post(t.Context(), "/x", directus.Stream("text/plain", 9, content("hello")))
	require.Error(t, err, "a stream shorter than it said")
}

func TestManyCallersShareConnections(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":[{"id":8}]}`)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	items := directus.NewItems[article](clientTo(t, server.URL), "articles")
	const callers = 64
	done := make(chan error, callers)
	for n := range callers {
		go func() {
			var err error
			for range 20 {
				_, err = items.With(directus.Header("X-Caller", strconv.Itoa(n))).ReadByQuery(t.Context())
			}
			done <- err
		}()
	}
	for range callers {
		assert.NoError(t, <-done)
	}
	require.LessOrEqual(t, connections.Load(), int32(2*callers), "net/http may dial one more for each that it finds busy")
}
