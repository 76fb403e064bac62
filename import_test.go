package directus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// intake is a server that takes lists of items. What it answers to one is up to reply, and
// 200 when that is nil.
type intake struct {
	reply func(list []article, size int) (status int, body string, err error)

	mu     sync.Mutex
	lists  [][]article // that were answered with success
	sizes  []int       // of all bodies
	under  int
	widest int // how many requests were under way at the same time
}

// Do implements directus.Transport. It takes a second, in which ctx may end.
func (s *intake) Do(ctx context.Context, req *directus.Request) (*directus.Response, error) {
	body, err := req.Body.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	var list []article
	if err := json.Unmarshal(text, &list); err != nil || req.Method != http.MethodPost || int64(len(text)) != req.Body.Size() ||
		req.Query.Encode() != "fields=id" || req.Header.Get("Content-Type") != "application/json" {
		return nil, fmt.Errorf("not a list: %s %q %w", req.Query.Encode(), text, err)
	}
	s.enter(len(text))
	defer s.leave()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status, reply := 200, `{"data":[{"id":1},{"id":2}]}`
	if s.reply != nil {
		status, reply, err = s.reply(list, len(text))
	}
	if err == nil && status < 300 {
		s.lists = append(s.lists, list)
	}
	return answer(status, nil, reply), err
}

func (s *intake) enter(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sizes = append(s.sizes, size)
	s.under++
	s.widest = max(s.widest, s.under)
}

func (s *intake) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.under--
}

// ranks are the first ranks of the lists that were taken, in order, and how many items.
func (s *intake) ranks() (firsts []int, total int) {
	for _, list := range s.lists {
		firsts = append(firsts, list[0].Rank)
		total += len(list)
	}
	slices.Sort(firsts)
	return firsts, total
}

// rankedItems are n items whose rank tells their position, from 1.
func rankedItems(n int) iter.Seq[article] {
	return func(yield func(article) bool) {
		for rank := range n {
			if !yield(article{Title: "t", Rank: rank + 1}) {
				return
			}
		}
	}
}

// ranked is rankedItems for Import.
func ranked(n int) iter.Seq2[article, error] {
	return func(yield func(article, error) bool) {
		for item := range rankedItems(n) {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// imported imports in a bubble in which time is not real.
func imported(t *testing.T, s *intake, items iter.Seq2[article, error], o directus.BulkOptions, opts ...directus.Option) (result directus.BulkResult, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		client := newClient(t, s, opts...)
		result, err = directus.NewItems[article](client, "articles").Import(t.Context(), items, o)
	})
	return result, err
}

func all(n int) directus.BulkResult {
	return directus.BulkResult{BulkProgress: directus.BulkProgress{Read: n, Written: n}}
}

func TestImportCuts(t *testing.T) {
	t.Parallel()
	const one = len(`{"title":"t","rank":1}`)
	tests := map[string]struct {
		items  int
		opts   directus.BulkOptions
		client []directus.Option
		firsts []int
	}{
		"nothing":                 {0, directus.BulkOptions{}, nil, nil},
		"in one request":          {9, directus.BulkOptions{}, nil, []int{1}},
		"by items":                {9, directus.BulkOptions{MaxItems: 4}, nil, []int{1, 5, 9}},
		"by items, evenly":        {8, directus.BulkOptions{MaxItems: 4}, nil, []int{1, 5}},
		"by bytes":                {9, directus.BulkOptions{MaxBytes: int64(len("[,,]") + 3*one)}, nil, []int{1, 4, 7}},
		"by bytes, a byte less":   {9, directus.BulkOptions{MaxBytes: int64(len("[,,]") + 3*one - 1)}, nil, []int{1, 3, 5, 7, 9}},
		"larger than is asked":    {3, directus.BulkOptions{MaxBytes: 1}, nil, []int{1, 2, 3}},
		"by what the client asks": {4, directus.BulkOptions{}, []directus.Option{directus.WithMaxRequestBytes(int64(len("[,]") + 2*one))}, []int{1, 3}},
		"by default":              {1001, directus.BulkOptions{}, nil, []int{1, 501, 1001}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &intake{}
			got, err := imported(t, s, ranked(tt.items), tt.opts, tt.client...)
			require.NoError(t, err)
			require.Equal(t, all(tt.items), got)
			firsts, total := s.ranks()
			require.Equal(t, tt.firsts, firsts)
			require.Equal(t, tt.items, total)
		})
	}
}

// As many requests as asked are under way, one after the other when that is 1, and no more
// is read than they need.
func TestImportParallel(t *testing.T) {
	t.Parallel()
	for parallel, want := range map[int]int{0: 4, 1: 1, 3: 3, 100: 10} {
		t.Run(fmt.Sprint(parallel), func(t *testing.T) {
			t.Parallel()
			s := &intake{}
			read, ahead := 0, 0
			items := func(yield func(article, error) bool) {
				for item := range rankedItems(100) {
					s.mu.Lock()
					_, total := s.ranks()
					s.mu.Unlock()
					read++
					ahead = max(ahead, read-total)
					if !yield(item, nil) {
						return
					}
				}
			}
			got, err := imported(t, s, items, directus.BulkOptions{Parallel: parallel, MaxItems: 10})
			require.NoError(t, err)
			require.Equal(t, all(100), got)
			require.Equal(t, want, s.widest)
			require.LessOrEqual(t, ahead, min(100, (want+1)*10))
			if parallel == 1 {
				require.True(t, slices.IsSortedFunc(s.lists, func(a, b []article) int { return a[0].Rank - b[0].Rank }))
			}
		})
	}
}

// What a server answers, and what is then known of the items.
func TestImportFailures(t *testing.T) {
	t.Parallel()
	lost := errors.New("connection reset")
	tests := map[string]struct {
		status  int
		body    string
		err     error
		inDoubt bool
		written bool
		want    error // nil: any
	}{
		"refused":              {400, saying("FAILED_VALIDATION"), nil, false, false, directus.CodeFailedValidation},
		"forbidden":            {403, forbidden, nil, false, false, directus.CodeForbidden},
		"too many":             {429, "slow down", nil, false, false, nil},
		"no such route":        {404, "<html>", nil, false, false, nil},
		"a proxy's 403":        {403, "<html>", nil, true, false, nil},
		"after it was stored":  {400, saying("INVALID_QUERY"), nil, true, false, directus.CodeInvalidQuery},
		"500":                  {500, saying("INTERNAL_SERVER_ERROR"), nil, true, false, directus.CodeInternalServerError},
		"502":                  {502, "<html>", nil, true, false, nil},
		"503":                  {503, "<html>", nil, true, false, nil},
		"under pressure":       {503, `{"errors":[{"message":"","extensions":{"code":"SERVICE_UNAVAILABLE","service":"api"}}]}`, nil, false, false, directus.CodeServiceUnavailable},
		"no answer":            {0, "", lost, true, false, lost},
		"no time":              {0, "", context.DeadlineExceeded, true, false, context.DeadlineExceeded},
		"half an answer":       {200, `{"data":[{"id"`, nil, true, false, nil},
		"another's answer":     {200, `<html>`, nil, true, false, nil},
		"no list":              {200, `{"data":{}}`, nil, true, false, nil},
		"an empty answer":      {200, ``, nil, true, false, nil},
		"an error for success": {200, saying("FORBIDDEN"), nil, true, false, directus.CodeForbidden},
		"not to be read":       {204, "", nil, false, true, nil},
		"null":                 {200, `{"data":null}`, nil, false, true, nil},
		"fewer to be read":     {200, `{"data":[]}`, nil, false, true, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &intake{reply: func(list []article, _ int) (int, string, error) {
				if list[0].Rank == 3 {
					return tt.status, tt.body, tt.err
				}
				return 200, `{"data":[]}`, nil
			}}
			o := directus.BulkOptions{MaxItems: 2, ContinueOnError: true}
			got, err := imported(t, s, ranked(6), o, directus.WithRetry(directus.RetryPolicy{MaxAttempts: 1}))
			if tt.written {
				require.NoError(t, err)
				require.Equal(t, all(6), got)
				return
			}
			require.Error(t, err)
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
			}
			require.ErrorContains(t, err, "items 2 to 3: POST /items/{collection}: ")
			require.Len(t, got.Failed, 1)
			require.ErrorIs(t, err, got.Failed[0].Err)
			got.Failed[0].Err = nil
			want := all(6)
			want.Written, want.Failed = 4, []directus.BulkFailure{{First: 2, Count: 2, InDoubt: tt.inDoubt}}
			if want.NotWritten = 2; tt.inDoubt {
				want.NotWritten, want.InDoubt = 0, 2
			}
			require.Equal(t, want, got)
		})
	}
}

func saying(code string) string {
	return `{"errors":[{"message":"no","extensions":{"code":"` + code + `"}}]}`
}

// Without ContinueOnError nothing is sent after a failure, and what was under way counts.
func TestImportStops(t *testing.T) {
	t.Parallel()
	s := &intake{reply: func(list []article, _ int) (int, string, error) {
		if list[0].Rank == 11 {
			return 400, saying("RECORD_NOT_UNIQUE"), nil
		}
		return 200, `{"data":[]}`, nil
	}}
	cleaned := false
	items := func(yield func(article, error) bool) {
		defer func() { cleaned = true }()
		ranked(1000)(yield)
	}
	got, err := imported(t, s, items, directus.BulkOptions{Parallel: 2, MaxItems: 10})
	require.ErrorIs(t, err, directus.CodeRecordNotUnique)
	require.True(t, cleaned)
	require.Less(t, got.Read, 60)
	require.Equal(t, got.Read, got.Written+got.NotWritten)
	_, total := s.ranks()
	require.Equal(t, total, got.Written)
	require.Equal(t, 10, got.Failed[0].First)
	require.ErrorIs(t, got.Failed[0].Err, directus.CodeRecordNotUnique)
	for _, f := range got.Failed[1:] {
		require.ErrorIs(t, f.Err, directus.ErrNotSent)
		require.False(t, f.InDoubt)
	}
}

// A request is sent again only when it was turned away.
func TestImportRepeats(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{429: 2, 500: 1, 502: 1, 504: 1} {
		refusals := 1
		s := &intake{}
		s.reply = func([]article, int) (int, string, error) {
			if refusals--; refusals >= 0 {
				return status, "", nil
			}
			return 200, `{"data":[]}`, nil
		}
		got, err := imported(t, s, ranked(3), directus.BulkOptions{})
		require.Len(t, s.sizes, want, status)
		require.Equal(t, want == 2, err == nil, status)
		require.Equal(t, want == 1, got.InDoubt == 3, status)
	}
}

// A request that is too large is cut, and later ones are smaller from the start.
func TestImportLearns(t *testing.T) {
	t.Parallel()
	tooLarge := func(limit int) func([]article, int) (int, string, error) {
		return func(_ []article, size int) (int, string, error) {
			if size > limit {
				return 400, `{"errors":[{"message":"Invalid payload. request entity too large.","extensions":{"code":"INVALID_PAYLOAD"}}]}`, nil
			}
			return 200, `{"data":[]}`, nil
		}
	}
	tests := map[string]struct {
		reply  func(list []article, size int) (int, string, error)
		within int // how many requests may fail
	}{
		"bytes": {tooLarge(1000), 20},
		"413": {func(list []article, size int) (int, string, error) {
			if status, _, _ := tooLarge(1000)(list, size); status != 200 {
				return 413, "<html>", nil
			}
			return 200, `{"data":[]}`, nil
		}, 20},
		"items": {func(list []article, _ int) (int, string, error) {
			if len(list) > 7 {
				return 400, `{"errors":[{"message":"Invalid payload. Exceeded max batch mutation limit of 7.","extensions":{"code":"INVALID_PAYLOAD"}}]}`, nil
			}
			return 200, `{"data":[]}`, nil
		}, 4},
		"items with related ones": {func(list []article, _ int) (int, string, error) {
			if 3*len(list) > 50 {
				return 400, `{"errors":[{"message":"Invalid payload. Exceeded max batch mutation limit of 50.","extensions":{"code":"INVALID_PAYLOAD"}}]}`, nil
			}
			return 200, `{"data":[]}`, nil
		}, 20},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &intake{reply: tt.reply}
			got, err := imported(t, s, ranked(5000), directus.BulkOptions{})
			require.NoError(t, err)
			require.Equal(t, all(5000), got)
			_, total := s.ranks()
			require.Equal(t, 5000, total)
			require.LessOrEqual(t, len(s.sizes)-len(s.lists), tt.within)
		})
	}
}

// An item that is too large by itself is the only one that fails.
func TestImportItemTooLarge(t *testing.T) {
	t.Parallel()
	items := func(yield func(article, error) bool) {
		for item := range rankedItems(20) {
			if item.Rank == 8 {
				item.Title = strings.Repeat("x", 2000)
			}
			if !yield(item, nil) {
				return
			}
		}
	}
	tests := map[string]struct {
		limit   int
		options []directus.Option
	}{
		"for the server": {1000, nil},
		"for the client": {1e9, []directus.Option{directus.WithMaxRequestBytes(1000)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &intake{reply: func(_ []article, size int) (int, string, error) {
				if size > tt.limit {
					return 413, "", nil
				}
				return 200, `{"data":[]}`, nil
			}}
			got, err := imported(t, s, items, directus.BulkOptions{ContinueOnError: true}, tt.options...)
			require.ErrorIs(t, err, directus.ErrTooLarge)
			require.Equal(t, directus.BulkProgress{Read: 20, Written: 19, NotWritten: 1}, got.BulkProgress)
			require.Equal(t, 7, got.Failed[0].First)
			require.Equal(t, 1, got.Failed[0].Count)
		})
	}
}

// A reply that is too large for the client says nothing about the request.
func TestImportReplyTooLarge(t *testing.T) {
	t.Parallel()
	s := &intake{}
	got, err := imported(t, s, ranked(4), directus.BulkOptions{}, directus.WithMaxResponseBytes(3))
	require.ErrorIs(t, err, directus.ErrTooLarge)
	require.Len(t, s.lists, 1)
	require.Equal(t, directus.BulkProgress{Read: 4, InDoubt: 4}, got.BulkProgress)
}

func TestImportProgress(t *testing.T) {
	t.Parallel()
	s := &intake{reply: func(list []article, _ int) (int, string, error) {
		switch list[0].Rank {
		case 11:
			return 400, forbidden, nil
		case 21:
			return 500, "", nil
		}
		return 200, `{"data":[]}`, nil
	}}
	var seen []directus.BulkProgress // the race detector sees when it is called by several goroutines
	o := directus.BulkOptions{MaxItems: 10, Parallel: 3, ContinueOnError: true, Progress: func(p directus.BulkProgress) { seen = append(seen, p) }}
	got, err := imported(t, s, ranked(55), o)
	require.Error(t, err)
	require.Len(t, seen, 6)
	for n, p := range seen {
		assert.GreaterOrEqual(t, p.Read, p.Written+p.NotWritten+p.InDoubt)
		assert.GreaterOrEqual(t, p.Written+p.NotWritten+p.InDoubt, 10*n+5)
	}
	require.Equal(t, got.BulkProgress, seen[5])
	require.Equal(t, got.Read, got.Written+got.NotWritten+got.InDoubt)
}
