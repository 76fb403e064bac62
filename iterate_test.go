package directus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// table is a server with n articles, which understands what an iteration sends.
type table struct {
	n     int
	delay time.Duration // of each reply
	keys  func(id int) any
	fail  int       // the request with this number fails, counted from 1
	body  io.Reader // instead of rows

	mu   sync.Mutex
	sent []url.Values
}

// requests returns what was sent, and forgets it.
func (s *table) requests() []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.sent
	s.sent = nil
	return sent
}

var greater = regexp.MustCompile(`"_gt":(\d+)`)

// Do implements directus.Transport.
func (s *table) Do(ctx context.Context, req *directus.Request) (*directus.Response, error) {
	select {
	case <-time.After(s.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, req.Query)
	if len(s.sent) == s.fail {
		return refusal(http.StatusInternalServerError, directus.CodeInternalServerError), nil
	}
	if s.body != nil {
		resp := answer(http.StatusOK, nil, "")
		resp.Body = io.NopCloser(s.body)
		return resp, nil
	}
	after := 0
	if match := greater.FindStringSubmatch(req.Query.Get("filter")); match != nil {
		after, _ = strconv.Atoi(match[1])
	}
	offset, _ := strconv.Atoi(req.Query.Get("offset"))
	limit, _ := strconv.Atoi(req.Query.Get("limit"))
	if limit < 0 {
		limit = s.n
	}
	var rows []string
	for id := after + offset + 1; id <= s.n && len(rows) < limit; id++ {
		key, err := json.Marshal(s.keys(id))
		if err != nil {
			return nil, err
		}
		rows = append(rows, fmt.Sprintf(`{"id":%s,"title":"number %d"}`, key, id))
	}
	return answer(http.StatusOK, nil, fmt.Sprintf(`{"data":[%s],"meta":{"total_count":%d}}`, strings.Join(rows, ","), s.n)), nil
}

func numbered(id int) any { return id }

func named(id int) any { return fmt.Sprintf("key %d", id) }

// titles collects what a sequence of items yields.
func titles(t *testing.T, items iter.Seq2[directus.Item, error]) []string {
	t.Helper()
	var all []string
	for item, err := range items {
		require.NoError(t, err)
		title, ok := item["title"].(string)
		require.True(t, ok)
		all = append(all, title)
	}
	return all
}

func wantTitles(from, to int) []string {
	var all []string
	for id := from; id <= to; id++ {
		all = append(all, fmt.Sprintf("number %d", id))
	}
	return all
}

func TestAll(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		n        int
		keys     func(int) any
		q        []query.Option
		from, to int
		requests []string
	}{
		"nothing":  {0, numbered, nil, 1, 0, []string{"limit=100&sort=id"}},
		"one page": {3, numbered, nil, 1, 3, []string{"limit=100&sort=id"}},
		"by key": {250, numbered, nil, 1, 250, []string{
			"limit=100&sort=id", `filter={"id":{"_gt":100}}&limit=100&sort=id`, `filter={"id":{"_gt":200}}&limit=100&sort=id`,
		}},
		"a full last page": {4, numbered, []query.Option{query.PageSize(2)}, 1, 4, []string{
			"limit=2&sort=id", `filter={"id":{"_gt":2}}&limit=2&sort=id`, `filter={"id":{"_gt":4}}&limit=2&sort=id`,
		}},
		"a limit": {250, numbered, []query.Option{query.Limit(150)}, 1, 150, []string{
			"limit=100&sort=id", `filter={"id":{"_gt":100}}&limit=50&sort=id`,
		}},
		"unlimited":  {3, numbered, []query.Option{query.Limit(query.Unlimited)}, 1, 3, []string{"limit=100&sort=id"}},
		"limit zero": {3, numbered, []query.Option{query.Limit(0)}, 1, 0, nil},
		"an offset": {5, numbered, []query.Option{query.Offset(1), query.PageSize(2)}, 2, 5, []string{
			"limit=2&offset=1&sort=id", `filter={"id":{"_gt":3}}&limit=2&sort=id`, `filter={"id":{"_gt":5}}&limit=2&sort=id`,
		}},
		"keys that are no numbers": {5, named, []query.Option{query.PageSize(2)}, 1, 5, []string{
			"limit=2&sort=id", "limit=2&offset=2&sort=id", "limit=2&offset=4&sort=id",
		}},
		"a sort": {3, numbered, []query.Option{query.Sort("-rank"), query.PageSize(2)}, 1, 3, []string{
			"limit=2&sort=-rank,id", "limit=2&offset=2&sort=-rank,id",
		}},
		"a sort by key": {3, numbered, []query.Option{query.Sort("id"), query.PageSize(2)}, 1, 3, []string{
			"limit=2&sort=id", `filter={"id":{"_gt":2}}&limit=2&sort=id`,
		}},
		"the other way": {3, numbered, []query.Option{query.Sort("-id"), query.PageSize(2)}, 1, 3, []string{
			"limit=2&sort=-id", "limit=2&offset=2&sort=-id",
		}},
		"fields without the key": {3, numbered, []query.Option{query.Fields("title"), query.PageSize(2)}, 1, 3, []string{
			"fields=title,id&limit=2&sort=id", `fields=title,id&filter={"id":{"_gt":2}}&limit=2&sort=id`,
		}},
		"a filter": {3, numbered, []query.Option{query.Eq("a", 1), query.PageSize(2)}, 1, 3, []string{
			`filter={"a":{"_eq":1}}&limit=2&sort=id`, `filter={"_and":[{"a":{"_eq":1}},{"id":{"_gt":2}}]}&limit=2&sort=id`,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &table{n: tt.n, keys: tt.keys}
			items := directus.NewItems[directus.Item](newClient(t, server), "articles").All(t.Context(), tt.q...)
			for range 2 { // a sequence can be used again
				require.Equal(t, wantTitles(tt.from, tt.to), titles(t, items))
				var requests []string
				for _, sent := range server.requests() {
					text, err := url.QueryUnescape(sent.Encode())
					require.NoError(t, err)
					requests = append(requests, text)
				}
				require.Equal(t, tt.requests, requests)
			}
		})
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	server := &table{n: 5, keys: numbered}
	var sizes []int
	for page, err := range directus.NewItems[article](newClient(t, server), "articles").Pages(t.Context(), query.PageSize(2), query.Meta(query.TotalCount)) {
		require.NoError(t, err)
		require.Equal(t, 5, page.Meta.TotalCount)
		sizes = append(sizes, len(page.Data))
	}
	require.Equal(t, []int{2, 2, 1}, sizes)
}

// While the loop works on a page the next one is fetched, and no further one.
func TestAllFetchesOnePageAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &table{n: 1000, keys: numbered, delay: time.Second}
		start := time.Now()
		for _, err := range directus.NewItems[article](newClient(t, server), "articles").Pages(t.Context()) {
			require.NoError(t, err)
			time.Sleep(time.Second)
			synctest.Wait()
		}
		require.Equal(t, 11*time.Second, time.Since(start), "11 requests and 10 pages take turns")
		server.requests()
		for _, err := range directus.NewItems[article](newClient(t, server), "articles").Pages(t.Context()) {
			require.NoError(t, err)
			time.Sleep(time.Hour)
			require.Len(t, server.requests(), 2)
			break
		}
	})
}

// Leaving the loop stops what is under way; goleak sees that nothing is left.
func TestLeavingTheLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &table{n: 1000, keys: numbered, delay: time.Minute}
		items := directus.NewItems[article](newClient(t, server), "articles")
		start := time.Now()
		for _, err := range items.All(t.Context()) {
			require.NoError(t, err)
			break
		}
		for _, err := range items.Pages(t.Context()) {
			require.NoError(t, err)
			break
		}
		for _, err := range items.Stream(t.Context()) {
			require.NoError(t, err)
			break
		}
		require.Equal(t, 3*time.Minute, time.Since(start), "a minute for each first reply")
		require.Panics(t, func() {
			for _, err := range items.All(t.Context()) {
				panic(fmt.Sprint("in the loop, with error ", err))
			}
		})
	})
}

// iterations are the sequences of items, for tests that hold for each.
func iterations(ctx context.Context, items *directus.Items[article], q ...query.Option) map[string]iter.Seq2[article, error] {
	return map[string]iter.Seq2[article, error]{
		"All":    items.All(ctx, q...),
		"Stream": items.Stream(ctx, q...),
		"Pages": func(yield func(article, error) bool) {
			for page, err := range items.Pages(ctx, q...) {
				if err != nil {
					yield(article{}, err)
					continue
				}
				for _, item := range page.Data {
					if !yield(item, nil) {
						return
					}
				}
			}
		},
	}
}

// failing runs a sequence that is to end with one error, which it returns with the number
// of items before it.
func failing(t *testing.T, items iter.Seq2[article, error]) (int, error) {
	t.Helper()
	count, failure := 0, error(nil)
	for _, err := range items {
		require.NoError(t, failure, "something came after the error")
		if err == nil {
			count++
		}
		failure = err
	}
	require.Error(t, failure)
	return count, failure
}

func TestIterationsFailOnce(t *testing.T) {
	t.Parallel()
	for name := range iterations(t.Context(), &directus.Items[article]{}) {
		server := &table{n: 5, keys: numbered, fail: 1}
		if name != "Stream" {
			server.fail = 2
		}
		count, err := failing(t, iterations(t.Context(), directus.NewItems[article](newClient(t, server, once), "articles"), query.PageSize(2))[name])
		require.ErrorIs(t, err, directus.CodeInternalServerError, name)
		require.Equal(t, 2*(server.fail-1), count, name)

		_, err = failing(t, iterations(t.Context(), directus.NewItems[article](newClient(t, &fake{}), ""))[name])
		require.ErrorIs(t, err, directus.ErrInvalidKey, name)
		_, err = failing(t, iterations(t.Context(), directus.NewItems[article](newClient(t, &fake{}), "x"), query.Or())[name])
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		_, err = failing(t, iterations(t.Context(), directus.NewItems[article](nil, "x"))[name])
		require.ErrorContains(t, err, "directus.New", name)
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = failing(t, iterations(canceled, directus.NewItems[article](newClient(t, &table{n: 5, keys: numbered, delay: time.Hour}), "x"))[name])
		require.ErrorIs(t, err, context.Canceled, name)
	}
	for want, q := range map[string]query.Option{"PageNumber": query.PageNumber(2), "Aggregate": query.Aggregated("count")} {
		_, err := failing(t, directus.NewItems[article](newClient(t, &fake{}), "x").All(t.Context(), q))
		require.ErrorContains(t, err, want)
	}
}

// A ctx that ends while the loop works is an error, and not the end of the items.
func TestContextThatEndsDuringTheLoop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	items := directus.NewItems[article](newClient(t, &table{n: 10, keys: numbered}), "x").All(ctx, query.PageSize(2))
	count, err := failing(t, func(yield func(article, error) bool) {
		for item, err := range items {
			cancel()
			time.Sleep(time.Millisecond)
			if !yield(item, err) {
				return
			}
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, count, 10)
}

func TestStream(t *testing.T) {
	t.Parallel()
	server := &table{n: 250, keys: numbered}
	items := directus.NewItems[directus.Item](newClient(t, server), "articles")
	require.Equal(t, wantTitles(1, 250), titles(t, items.Stream(t.Context(), query.Fields("id", "title"))))
	require.Equal(t, wantTitles(1, 7), titles(t, items.Stream(t.Context(), query.Limit(7))))
	sent := server.requests()
	require.Equal(t, "fields=id%2Ctitle&limit=-1", sent[0].Encode())
	require.Equal(t, "limit=7", sent[1].Encode())
}

// Items are yielded as they come, before the reply has ended or turns out to be broken.
func TestStreamOfAReplyThatBreaks(t *testing.T) {
	t.Parallel()
	cut := errors.New("connection reset")
	for name, tt := range map[string]struct {
		body io.Reader
		n    int
		want string
	}{
		"cut":             {io.MultiReader(strings.NewReader(`{"data":[{"id":1},{"id":2},{"id"`), &errReader{cut}), 2, "connection reset"},
		"short":           {strings.NewReader(`{"data":[{"id":1}`), 1, "unexpected EOF"},
		"garbled":         {strings.NewReader(`{"data":[{"id":1},x]}`), 1, "invalid character"},
		"another type":    {strings.NewReader(`{"data":[{"id":1},{"id":"x"}]}`), 1, "int"},
		"no list":         {strings.NewReader(`{"data":{"id":1}}`), 0, "not a list"},
		"errors after it": {strings.NewReader(`{"data":[{"id":1}],"errors":[{"message":"x","extensions":{"code":"Y"}}]}`), 1, "200 Y: x"},
		"garbage behind":  {strings.NewReader(`{"data":[{"id":1}]} x`), 1, "invalid character"},
	} {
		client := newClient(t, &table{body: tt.body})
		n, err := failing(t, directus.NewItems[article](client, "x").Stream(t.Context()))
		require.ErrorContains(t, err, tt.want, name)
		require.Equal(t, tt.n, n, name)
	}
}

type errReader struct{ err error }

func (r *errReader) Read([]byte) (int, error) { return 0, r.err }

func TestIterationsWithACodec(t *testing.T) {
	t.Parallel()
	var encoded, decoded int
	client := newClient(t, &table{n: 5, keys: numbered}, directus.WithCodec(countingCodec{&encoded, &decoded}))
	for name, items := range iterations(t.Context(), directus.NewItems[article](client, "x"), query.PageSize(2)) {
		count := 0
		for item, err := range items {
			require.NoError(t, err, name)
			count++
			require.Equal(t, count, item.ID, name)
		}
		require.Equal(t, 5, count, name)
	}
	require.Equal(t, 15, decoded)
}

// 20,000 rows are walked while somebody else inserts and deletes: those that are there all
// the time come once each.
func TestRealAllWhileOthersWrite(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := articles(t, client)
	for range 4 {
		makeArticles(t, items, 5000)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		var err error
		for id := 3; ctx.Err() == nil && err == nil; id += 30 { // every third row of the first and last may go
			if _, err = items.CreateOne(context.WithoutCancel(ctx), article{Title: "new"}); err == nil {
				err = items.DeleteMany(context.WithoutCancel(ctx), directus.IDs(id, 20_001-id))
			}
		}
		done <- err
	}()
	seen := map[int]int{}
	for item, err := range items.All(t.Context(), query.PageSize(500), query.Fields("id")) {
		require.NoError(t, err)
		seen[item.ID]++
	}
	stop()
	require.NoError(t, <-done)
	left := map[int]bool{}
	for item, err := range items.Stream(t.Context(), query.Fields("id"), query.Lte("id", 20_000)) {
		require.NoError(t, err)
		left[item.ID] = true
	}
	require.Greater(t, len(left), 15_000)
	for id := range left {
		require.Equal(t, 1, seen[id], "row %d", id)
	}
	for id, times := range seen {
		require.Equal(t, 1, times, "row %d", id)
	}
}

func TestRealAllOfStringKeys(t *testing.T) {
	t.Parallel()
	items := byCode(t, realClient(t))
	var all []keyed
	for n := range 25 {
		all = append(all, keyed{Code: fmt.Sprintf("code %02d", n)})
	}
	_, err := items.CreateMany(t.Context(), all)
	require.NoError(t, err)
	var got []keyed
	for item, err := range items.All(t.Context(), query.PageSize(10)) {
		require.NoError(t, err)
		got = append(got, item)
	}
	require.Equal(t, all, got)
	got = nil
	for page, err := range items.Pages(t.Context(), query.PageSize(10), query.Sort("-name"), query.Limit(15)) {
		require.NoError(t, err)
		got = append(got, page.Data...)
	}
	require.Equal(t, all[:15], got)
}
