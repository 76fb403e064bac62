package directus_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// realWrite is a write that does something more each time it is carried out.
type realWrite struct {
	call  func(ctx context.Context, client *directus.Client, mark string) error
	count func(ctx context.Context, mark string) (int, error) // how much was done
	once  int                                                 // what that is after one time
}

// realWrites makes what the writes need on the server that client reaches. The items that
// a write makes or changes carry its mark.
func realWrites(t *testing.T, client *directus.Client) map[string]realWrite {
	t.Helper()
	authors := makeCollection(t, client, m{}, intKey("id"), plain("name", "string"))
	name := makeCollection(t, client, m{}, intKey("id"), plain("title", "text"), plain("status", "string"), plain("author", "integer"))
	succeed(t, client, http.MethodPost, "/relations", m{"collection": name, "field": "author", "related_collection": authors})
	items := directus.NewItems[article](client, name)
	filler := strings.Repeat("x", small)
	rows := func(ctx context.Context, mark string) (int, error) { return items.Count(ctx, query.Eq("status", mark)) }
	through := func(c *directus.Client) *directus.Items[article] { return directus.NewItems[article](c, name) }
	return map[string]realWrite{
		"CreateOne": {func(ctx context.Context, c *directus.Client, mark string) error {
			return errOf(through(c).CreateOne(ctx, article{Title: filler, Status: mark}))
		}, rows, 1},
		"CreateMany": {func(ctx context.Context, c *directus.Client, mark string) error {
			item := article{Title: filler[:small/2], Status: mark}
			return errOf(through(c).CreateMany(ctx, []article{item, item}))
		}, rows, 2},
		"UpdateOne that makes a related item": {
			func(ctx context.Context, c *directus.Client, mark string) error {
				made, err := items.CreateOne(ctx, article{Title: "mine"})
				if err != nil {
					return err
				}
				return errOf(through(c).UpdateOne(ctx, made.ID, directus.Patch{"title": filler, "author": m{"name": mark}}))
			},
			func(ctx context.Context, mark string) (int, error) {
				return directus.NewItems[m](client, authors).Count(ctx, query.Eq("name", mark))
			}, 1,
		},
		"UpdateByQuery": {
			func(ctx context.Context, c *directus.Client, mark string) error {
				if _, err := items.CreateOne(ctx, article{Status: mark}); err != nil {
					return err
				}
				return errOf(through(c).UpdateByQuery(ctx, directus.Patch{"title": filler}, query.Eq("status", mark)))
			},
			func(ctx context.Context, mark string) (int, error) { // each update leaves a revision
				page, err := items.ReadByQuery(ctx, query.Eq("status", mark))
				if err != nil || len(page.Data) == 0 {
					return 0, err
				}
				return directus.NewItems[m](client, "directus_revisions").Count(ctx, query.Eq("collection", name),
					query.Eq("activity.action", "update"), query.Eq("item", strconv.Itoa(page.Data[0].ID)))
			}, 1,
		},
	}
}

// Whatever happens on the way, a write that must not be repeated is carried out at most
// once, which its rows show; and a success means that it was.
func TestRealFaultsNeverWriteTwice(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	direct := clientOf(t, server)
	const patient, impatient = 0, 5 * time.Second // in which the request must arrive, also on a busy machine
	tests := map[string]struct {
		faults   []string
		begin    func(*toxiproxy.Proxy)
		timeout  time.Duration
		want     verdict
		attempts int
		times    int // that the write is carried out
	}{
		"nothing": {nil, nil, patient, fine, 1, 1},
		"latency": {[]string{
			`{"type":"latency","stream":"upstream","attributes":{"latency":20,"jitter":10}}`,
			`{"type":"latency","stream":"downstream","attributes":{"latency":20,"jitter":10}}`,
		}, nil, patient, fine, 1, 1},
		"little pieces":               {[]string{`{"type":"slicer","stream":"upstream","attributes":{"average_size":300,"size_variation":100}}`}, nil, patient, fine, 1, 1},
		"unreachable":                 {nil, (*toxiproxy.Proxy).Stop, patient, lost, 3, 0},
		"reset by the request":        {[]string{`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`}, nil, patient, lost, 1, 0},
		"cut in the request's head":   {[]string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":60}}`}, nil, patient, lost, 1, 0},
		"cut in the request's body":   {[]string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":1500}}`}, nil, patient, lost, 1, 0},
		"the request vanishes":        {[]string{`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`}, nil, impatient, because(context.DeadlineExceeded), 1, 0},
		"the reply vanishes":          {[]string{`{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`}, nil, impatient, because(context.DeadlineExceeded), 1, 1},
		"reset by the reply":          {[]string{`{"type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`}, nil, patient, lost, 1, 1},
		"cut before the reply":        {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":0}}`}, nil, patient, lost, 1, 1},
		"cut in the reply's head":     {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":17}}`}, nil, patient, lost, 1, 1},
		"cut in the reply's body":     {[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":2000}}`}, nil, patient, lost, 1, 1},
		"back for the second attempt": {nil, (*toxiproxy.Proxy).Stop, patient, fine, 2, 1},
		"back, but then the reply is cut off": {
			[]string{`{"type":"limit_data","stream":"downstream","attributes":{"bytes":0}}`},
			(*toxiproxy.Proxy).Stop, patient, lost, 2, 1,
		},
	}
	for call, write := range realWrites(t, direct) {
		for name, tt := range tests {
			t.Run(call+", "+name, func(t *testing.T) {
				t.Parallel()
				mark := call + ", " + name
				proxy, base := proxied(t, server.URL, tt.faults...)
				var again sync.Once
				if tt.begin != nil {
					tt.begin(proxy)
				}
				var info directus.ResponseInfo
				client := clientTo(t, base, soon(3), directus.WithStaticToken(server.Token), directus.WithTimeout(tt.timeout),
					afterAttempt(func() {
						if tt.attempts == 2 {
							again.Do(func() { require.NoError(t, proxy.Start()) })
						}
					})).With(directus.Into(&info))
				err := write.call(t.Context(), client, mark)
				require.Empty(t, tt.want(err), "%v", err)
				require.Equal(t, tt.attempts, info.Attempts, "Attempts, %v", err)
				requireTimes(t, write, mark, tt.times)
			})
		}
	}
}

// requireTimes asserts how often a write was carried out, for which it gives the server
// some time, and then that nothing comes after it.
func requireTimes(t *testing.T, write realWrite, mark string, want int) {
	t.Helper()
	var got int
	var err error
	require.Eventually(t, func() bool {
		got, err = write.count(t.Context(), mark)
		return err != nil || got == want*write.once
	}, 20*time.Second, 20*time.Millisecond, "%d times are wanted, %d rows for each", want, write.once)
	require.NoError(t, err)
	later, err := write.count(t.Context(), mark) // the server has worked off what came before
	require.NoError(t, err)
	require.Equal(t, want*write.once, later)
}
