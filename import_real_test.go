package directus_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// cutter is a proxy in front of a server that cuts connections. Requests are counted from 1.
type cutter struct {
	*httptest.Server
	cut      func(n int) cut
	requests atomic.Int64
	under    sync.WaitGroup // that the server may still be at
}

// cut is what becomes of a request and its connection.
type cut int

const (
	whole    cut = iota // nothing
	before              // the server gets nothing
	midway              // the server gets it, and the connections end soon after
	after               // the server has answered, but the answer is lost
	halfway             // half of the answer is lost
	atServer            // the server gets half of it
)

func cutConnections(t *testing.T, server *realserver.Server, which func(n int) cut) *cutter {
	t.Helper()
	target, err := url.Parse(server.URL)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: transport}
	c := &cutter{cut: which}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := whole
		if r.Method == http.MethodPost {
			kind = c.cut(int(c.requests.Add(1)))
		}
		if kind == whole {
			proxy.ServeHTTP(w, r)
			return
		}
		c.under.Add(1)
		defer c.under.Done()
		text, _ := io.ReadAll(r.Body)
		ctx := context.WithoutCancel(r.Context())
		var end context.CancelFunc = func() {}
		answer := httptest.NewRecorder()
		forwarded := r.Clone(ctx)
		forwarded.Body = io.NopCloser(strings.NewReader(string(text)))
		if kind == midway {
			ctx, end = context.WithTimeout(ctx, 30*time.Millisecond)
			forwarded = forwarded.WithContext(ctx)
		}
		if kind == atServer {
			forwarded.Body = io.NopCloser(io.LimitReader(forwarded.Body, int64(len(text)/2)))
		}
		defer end()
		if kind != before {
			quiet(func() { proxy.ServeHTTP(answer, forwarded) })
		}
		if kind == halfway {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
			_ = http.NewResponseController(w).Flush()
		}
		panic(http.ErrAbortHandler) // closes the connection
	}))
	c.Config.ErrorLog = nil
	t.Cleanup(c.Close)
	return c
}

// quiet runs f, which may panic to end a connection.
func quiet(f func()) {
	defer func() { _ = recover() }()
	f()
}

// rows makes a collection that is fast to fill.
func rows(t *testing.T, client *directus.Client) string {
	t.Helper()
	return makeCollection(t, client, m{"accountability": nil}, intKey("id"), plain("title", "string"), plain("rank", "integer"))
}

// requireTruth compares a result with what is stored: what is written is there once, what
// is not written is not, and of what is in doubt all is there once, or nothing.
func requireTruth(t *testing.T, items *directus.Items[article], got directus.BulkResult) (storedInDoubt int) {
	t.Helper()
	page, err := items.ReadByQuery(t.Context(), query.Limit(query.Unlimited), query.Fields("rank"))
	require.NoError(t, err)
	stored := make([]int, got.Read)
	for _, row := range page.Data {
		stored[row.Rank-1]++
	}
	next, written, notWritten, inDoubt := 0, 0, 0, 0
	all := func(first, end, want int) {
		for position := first; position < end; position++ {
			require.Equal(t, want, stored[position], "item %d", position)
		}
	}
	for _, f := range got.Failed {
		require.GreaterOrEqual(t, f.First, next, "they are ordered and do not overlap")
		require.Positive(t, f.Count)
		require.Error(t, f.Err)
		all(next, f.First, 1)
		written += f.First - next
		next = f.First + f.Count
		switch {
		case !f.InDoubt:
			all(f.First, next, 0)
			notWritten += f.Count
		default:
			require.LessOrEqual(t, stored[f.First], 1)
			all(f.First, next, stored[f.First])
			inDoubt += f.Count
			storedInDoubt += f.Count * stored[f.First]
		}
	}
	all(next, got.Read, 1)
	require.Equal(t, got.BulkProgress, directus.BulkProgress{Read: got.Read, Written: written + got.Read - next, NotWritten: notWritten, InDoubt: inDoubt})
	require.Len(t, page.Data, got.Written+storedInDoubt)
	return storedInDoubt
}

// settle waits until the server has done what it was at when connections broke.
func settle(t *testing.T, items *directus.Items[article]) {
	t.Helper()
	last := -1
	require.Eventually(t, func() bool {
		count, err := items.Count(t.Context())
		before := last
		last = count
		return err == nil && count == before
	}, 30*time.Second, 500*time.Millisecond)
}

// 20,000 rows with connections that are cut in the middle: the result is the truth, and
// what it says is not written can be sent once more.
func TestRealImport(t *testing.T) {
	t.Parallel()
	const total = 20_000
	server := realserver.New(t, realserver.Options{})
	proxy := cutConnections(t, server, func(n int) cut {
		return map[int]cut{18: before, 19: midway, 20: after, 21: halfway, 23: atServer}[n]
	})
	direct := clientOf(t, server)
	name := rows(t, direct)
	items := directus.NewItems[article](direct, name)
	client := clientTo(t, proxy.URL, directus.WithStaticToken(server.Token))
	calls := 0
	got, err := directus.NewItems[article](client, name).Import(t.Context(), ranked(total), directus.BulkOptions{
		ContinueOnError: true, Progress: func(directus.BulkProgress) { calls++ },
	})
	require.ErrorContains(t, err, "2500 in doubt")
	proxy.under.Wait()
	require.Equal(t, total, got.Read)
	require.Len(t, got.Failed, 5)
	require.Equal(t, total/500, calls)
	stored := requireTruth(t, items, got)
	require.GreaterOrEqual(t, stored, 1000, "two parts were stored though no answer came")
	require.LessOrEqual(t, stored, 1500, "two parts never arrived")
}

// The import stops when all connections break, and goes on where it stopped.
func TestRealImportStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	const total = 4000
	server := realserver.New(t, realserver.Options{})
	proxy := cutConnections(t, server, func(n int) cut {
		if n < 9 {
			return whole
		}
		return midway
	})
	direct := clientOf(t, server)
	name := rows(t, direct)
	items := directus.NewItems[article](direct, name)
	client := clientTo(t, proxy.URL, directus.WithStaticToken(server.Token))
	got, err := directus.NewItems[article](client, name).Import(t.Context(), ranked(total), directus.BulkOptions{MaxItems: 100})
	require.Error(t, err)
	proxy.under.Wait()
	require.Less(t, got.Read, total)
	require.LessOrEqual(t, got.InDoubt, 400)
	settle(t, items)
	requireTruth(t, items, got)

	known, err := items.ReadByQuery(t.Context(), query.Limit(query.Unlimited), query.Fields("rank"))
	require.NoError(t, err)
	isStored := map[int]bool{}
	for _, row := range known.Data {
		isStored[row.Rank] = true
	}
	rest := func(yield func(article, error) bool) {
		for item := range rankedItems(total) {
			if !isStored[item.Rank] && !yield(item, nil) {
				return
			}
		}
	}
	again, err := items.Import(t.Context(), rest, directus.BulkOptions{MaxItems: 100})
	require.NoError(t, err)
	require.Equal(t, total, again.Written+len(known.Data))
	requireTruth(t, items, all(total))
}

// An import that is cancelled tells the truth as well.
func TestRealImportCancelled(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := directus.NewItems[article](client, rows(t, client))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got, err := items.Import(ctx, ranked(10_000), directus.BulkOptions{MaxItems: 100, Progress: func(p directus.BulkProgress) {
		if p.Written >= 1000 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, got.Read, 10_000)
	settle(t, items)
	requireTruth(t, items, got)
}

// Import finds out what a server takes at a time.
func TestRealImportLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		env      map[string]string
		requests int64 // at most
	}{
		"bytes": {map[string]string{"MAX_PAYLOAD_SIZE": "10kb"}, 40},
		"items": {map[string]string{"MAX_BATCH_MUTATION": "50"}, 70},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := realserver.New(t, realserver.Options{Env: tt.env})
			proxy := cutConnections(t, server, func(int) cut { return whole })
			direct := clientOf(t, server)
			items := directus.NewItems[article](clientTo(t, proxy.URL, directus.WithStaticToken(server.Token)), rows(t, direct))
			got, err := items.Import(t.Context(), ranked(2000), directus.BulkOptions{})
			require.NoError(t, err)
			require.Equal(t, all(2000), got)
			requireTruth(t, items, got)
			require.LessOrEqual(t, proxy.requests.Load(), tt.requests)

			items = directus.NewItems[article](direct, rows(t, direct))
			got, err = items.Import(t.Context(), func(yield func(article, error) bool) {
				for item := range rankedItems(10) {
					if item.Rank == 6 {
						item.Title = strings.Repeat("x", 11_000)
					}
					if !yield(item, nil) {
						return
					}
				}
			}, directus.BulkOptions{ContinueOnError: true})
			if tt.env["MAX_PAYLOAD_SIZE"] == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, directus.ErrTooLarge)
			require.Equal(t, directus.BulkProgress{Read: 10, Written: 9, NotWritten: 1}, got.BulkProgress)
			require.Equal(t, 5, got.Failed[0].First)
			requireTruth(t, items, got)
		})
	}
}

// A row that the database refuses takes its part with it, and no other.
func TestRealImportBadRow(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := directus.NewItems[article](client, rows(t, client))
	duplicate := func(yield func(article, error) bool) {
		for item := range rankedItems(100) {
			if item.ID = item.Rank; item.Rank == 35 {
				item.ID = 31
			}
			if !yield(item, nil) {
				return
			}
		}
	}
	got, err := items.Import(t.Context(), duplicate, directus.BulkOptions{MaxItems: 10, ContinueOnError: true})
	require.ErrorIs(t, err, directus.CodeRecordNotUnique)
	require.Equal(t, directus.BulkProgress{Read: 100, Written: 90, NotWritten: 10}, got.BulkProgress)
	require.Equal(t, 30, got.Failed[0].First)
	requireTruth(t, items, got)
}

// Who may create and not read imports all the same, and so does a handle that does not
// know the key's name.
func TestRealImportWithoutReading(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := rows(t, client)
	items := directus.NewItems[article](client, name)
	user := makeUser(t, client, name, "create")
	got, err := directus.NewItems[article](user, name).Import(t.Context(), ranked(50), directus.BulkOptions{MaxItems: 20})
	require.NoError(t, err)
	require.Equal(t, all(50), got)
	requireTruth(t, items, got)

	other := rows(t, client)
	got, err = directus.NewItems[article](client, other, directus.WithPrimaryKey("no_such_key")).Import(t.Context(), ranked(50), directus.BulkOptions{})
	require.NoError(t, err)
	requireTruth(t, directus.NewItems[article](client, other), got)
}
