package directus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// endingWith yields the items and then an error.
func endingWith(items iter.Seq2[article, error], err error) iter.Seq2[article, error] {
	return func(yield func(article, error) bool) {
		on := true
		items(func(item article, _ error) bool {
			on = yield(item, nil)
			return on
		})
		if on {
			yield(article{}, err)
		}
	}
}

// What was read before the sequence failed is written.
func TestImportSequenceFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("line 26 is no JSON")
	s := &intake{}
	got, err := imported(t, s, endingWith(ranked(25), broken), directus.BulkOptions{MaxItems: 10})
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "directus: import: 25 of 25 items written, 0 not, 0 in doubt: read item 25: line 26 is no JSON")
	require.Equal(t, all(25), got)

	s = &intake{reply: func([]article, int) (int, string, error) { return 403, forbidden, nil }}
	got, err = imported(t, s, endingWith(ranked(5), broken), directus.BulkOptions{})
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Equal(t, directus.BulkProgress{Read: 5, NotWritten: 5}, got.BulkProgress)
}

// A panic of the user's code comes through, and leaves nothing behind.
func TestImportPanics(t *testing.T) {
	t.Parallel()
	explosive := func(yield func(article, error) bool) {
		ranked(25)(yield)
		panic("boom")
	}
	tests := map[string]struct {
		items iter.Seq2[article, error]
		opts  directus.BulkOptions
	}{
		"in the sequence": {explosive, directus.BulkOptions{MaxItems: 10}},
		"in Progress":     {ranked(100), directus.BulkOptions{MaxItems: 10, Progress: func(directus.BulkProgress) { panic("boom") }}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // which waits for every goroutine
				items := directus.NewItems[article](newClient(t, &intake{}), "articles")
				require.PanicsWithValue(t, "boom", func() {
					_, _ = items.Import(t.Context(), tt.items, tt.opts)
				})
			})
		})
	}
}

// An item that cannot be encoded is not written, and the others are.
func TestImportBadItems(t *testing.T) {
	t.Parallel()
	items := func(yield func(json.RawMessage, error) bool) {
		for _, text := range []string{`{"rank":1}`, `{"rank":`, `{"rank":3}`, `[]`, `{"token":"**********"}`, `{"rank":6}`} {
			if !yield(json.RawMessage(text), nil) {
				return
			}
		}
	}
	for _, goOn := range []bool{true, false} {
		s := &intake{}
		synctest.Test(t, func(t *testing.T) {
			raw := directus.NewItems[json.RawMessage](newClient(t, s), "articles")
			got, err := raw.Import(t.Context(), items, directus.BulkOptions{ContinueOnError: goOn})
			require.ErrorContains(t, err, "items 1 to 1: encode body")
			firsts, _ := s.ranks()
			if goOn {
				require.Equal(t, directus.BulkProgress{Read: 6, Written: 3, NotWritten: 3}, got.BulkProgress)
				require.Equal(t, []int{1, 3, 6}, firsts)
				require.Len(t, got.Failed, 3)
				return
			}
			require.Equal(t, directus.BulkProgress{Read: 2, NotWritten: 2}, got.BulkProgress)
			require.Empty(t, firsts)
			require.ErrorIs(t, got.Failed[0].Err, directus.ErrNotSent)
		})
	}
}

// Items may be changed once the next one is asked for.
func TestImportKeepsNoItem(t *testing.T) {
	t.Parallel()
	s := &intake{}
	synctest.Test(t, func(t *testing.T) {
		var item article
		items := func(yield func(*article, error) bool) {
			for item.Rank = 1; item.Rank <= 20 && yield(&item, nil); item.Rank++ {
			}
		}
		_, err := directus.NewItems[*article](newClient(t, s), "articles").Import(t.Context(), items, directus.BulkOptions{MaxItems: 5})
		require.NoError(t, err)
	})
	firsts, total := s.ranks()
	require.Equal(t, []int{1, 6, 11, 16}, firsts)
	require.Equal(t, 20, total)
}

// At the end of ctx, what is under way is in doubt and the rest is not written.
func TestImportCancelled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ctx  func(context.Context) (context.Context, context.CancelFunc)
		want error
	}{
		"cancelled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(2500*time.Millisecond, cancel)
			return ctx, cancel
		}, context.Canceled},
		"out of time": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 2500*time.Millisecond)
		}, context.DeadlineExceeded},
	}
	for name, tt := range tests {
		for _, goOn := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " ", goOn), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := tt.ctx(t.Context())
					defer cancel()
					s := &intake{}
					o := directus.BulkOptions{MaxItems: 10, Parallel: 2, ContinueOnError: goOn}
					got, err := directus.NewItems[article](newClient(t, s), "articles").Import(ctx, ranked(1000), o)
					require.ErrorIs(t, err, tt.want)
					require.Equal(t, directus.BulkProgress{Read: 70, Written: 40, NotWritten: 10, InDoubt: 20}, got.BulkProgress)
					require.Equal(t, []int{40, 50, 60}, []int{got.Failed[0].First, got.Failed[1].First, got.Failed[2].First})
					require.ErrorIs(t, got.Failed[2].Err, directus.ErrNotSent)
				})
			})
		}
	}
}

// When ctx has ended before, nothing is read.
func TestImportCancelledBefore(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, 200, `{"data":[]}`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	unread := func(func(article, error) bool) { t.Error("it was read") }
	got, err := directus.NewItems[article](client, "articles").Import(ctx, unread, directus.BulkOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, got)
	require.Empty(t, server.sent)
}

// An end of ctx between the last reply and the next item leaves items unread.
func TestImportCancelledBetween(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		items := func(yield func(article, error) bool) {
			for item := range rankedItems(100) {
				if !yield(item, nil) {
					return
				}
				time.Sleep(2 * time.Second) // until it is written
				if item.Rank == 10 {
					cancel()
				}
			}
		}
		got, err := directus.NewItems[article](newClient(t, &intake{}), "articles").Import(ctx, items, directus.BulkOptions{MaxItems: 1})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, directus.BulkProgress{Read: 11, Written: 10, NotWritten: 1}, got.BulkProgress)
	})
}

// Also when all that was read is written, an import that was cancelled is not complete.
func TestImportCancelledWhenAllIsWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o := directus.BulkOptions{MaxItems: 1, Parallel: 2, Progress: func(p directus.BulkProgress) {
			if time.Sleep(2 * time.Second); p.Written == p.Read {
				cancel()
			}
		}}
		got, err := directus.NewItems[article](newClient(t, &intake{}), "articles").Import(ctx, ranked(100), o)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, all(got.Read), got)
		require.Less(t, got.Read, 100)
	})
}

// A failure shows at the next item, however slowly they come.
func TestImportSlowSequence(t *testing.T) {
	t.Parallel()
	s := &intake{reply: func([]article, int) (int, string, error) { return 403, forbidden, nil }}
	items := func(yield func(article, error) bool) {
		for item := range rankedItems(100) {
			if time.Sleep(time.Minute); !yield(item, nil) {
				return
			}
		}
	}
	got, err := imported(t, s, items, directus.BulkOptions{MaxItems: 1})
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Equal(t, directus.BulkProgress{Read: 2, NotWritten: 2}, got.BulkProgress)
}

// What is wrong shows before anything is read or sent.
func TestImportInvalid(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, 200, `{"data":[]}`)
	unread := func(func(article, error) bool) { t.Error("it was read") }
	items := directus.NewItems[article](client, "articles")
	var none directus.Client
	tests := map[string]func() error{
		"Parallel": func() error { return errOf(items.Import(t.Context(), unread, directus.BulkOptions{Parallel: -1})) },
		"MaxItems": func() error { return errOf(items.Import(t.Context(), unread, directus.BulkOptions{MaxItems: -1})) },
		"MaxBytes": func() error { return errOf(items.Import(t.Context(), unread, directus.BulkOptions{MaxBytes: -1})) },
		"sequence": func() error { return errOf(items.Import(t.Context(), nil, directus.BulkOptions{})) },
		"context":  func() error { return errOf(items.Import(nil, unread, directus.BulkOptions{})) }, //nolint:staticcheck // a nil Context is what is tested
		"collection": func() error {
			return errOf(directus.NewItems[article](client, "").Import(t.Context(), unread, directus.BulkOptions{}))
		},
		"client": func() error {
			return errOf(directus.NewItems[article](&none, "articles").Import(t.Context(), unread, directus.BulkOptions{}))
		},
		"nil client": func() error {
			return errOf(directus.NewItems[article](nil, "articles").Import(t.Context(), unread, directus.BulkOptions{}))
		},
		"option": func() error {
			return errOf(items.With(directus.Token("")).Import(t.Context(), unread, directus.BulkOptions{}))
		},
	}
	for name, call := range tests {
		require.ErrorIs(t, call(), directus.ErrInvalidRequest, name)
	}
	require.NoError(t, client.Close())
	require.ErrorIs(t, errOf(items.Import(t.Context(), unread, directus.BulkOptions{})), directus.ErrClosed)
	require.Empty(t, server.sent)
}

// A request of which the server lacks the end was not carried out, and does not get there
// later either, when the transport still reads after the call has failed.
func TestImportCutWhileSending(t *testing.T) {
	t.Parallel()
	reset := errors.New("connection reset")
	var late atomic.Pointer[error]
	done := make(chan struct{})
	transport := directus.TransportFunc(func(_ context.Context, req *directus.Request) (*directus.Response, error) {
		body, err := req.Body.Open()
		if err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(body, make([]byte, req.Body.Size()-1)); err != nil {
			return nil, err
		}
		go func() {
			defer close(done)
			time.Sleep(20 * time.Millisecond)
			_, err := body.Read(make([]byte, 1))
			late.Store(&err)
		}()
		return nil, reset
	})
	got, err := directus.NewItems[article](newClient(t, transport), "articles").Import(t.Context(), ranked(3), directus.BulkOptions{})
	require.ErrorIs(t, err, reset)
	require.Equal(t, directus.BulkProgress{Read: 3, NotWritten: 3}, got.BulkProgress)
	<-done
	require.Error(t, *late.Load())
}

// A server that cannot be reached has got nothing.
func TestImportUnreachable(t *testing.T) {
	t.Parallel()
	client := clientTo(t, "http://127.0.0.1:1", directus.WithRetry(directus.RetryPolicy{MaxAttempts: 1}))
	got, err := directus.NewItems[article](client, "articles").Import(t.Context(), ranked(3), directus.BulkOptions{})
	require.Error(t, err)
	require.Equal(t, directus.BulkProgress{Read: 3, NotWritten: 3}, got.BulkProgress)
}

// A handle may ask for what replies say, which parallel requests cannot fill in.
func TestImportInto(t *testing.T) {
	t.Parallel()
	client := newClient(t, &intake{})
	var info directus.ResponseInfo
	items := directus.NewItems[article](client, "articles").With(directus.Into(&info))
	_, err := items.Import(t.Context(), ranked(8), directus.BulkOptions{MaxItems: 1, Parallel: 8})
	require.NoError(t, err)
	require.Zero(t, info.Status)
}

// A user goes on with what the result says is not written.
func ExampleItems_Import() {
	client := exampleClient(400, `{"errors":[{"message":"Value has to be unique.","extensions":{"code":"RECORD_NOT_UNIQUE"}}]}`)
	articles := directus.NewItems[Article](client, "articles")
	all := []Article{{Title: "Hello"}, {Title: "Hello"}}
	items := func(yield func(Article, error) bool) {
		for _, article := range all {
			if !yield(article, nil) {
				return
			}
		}
	}
	result, err := articles.Import(context.Background(), items, directus.BulkOptions{ContinueOnError: true})
	fmt.Println(err)
	for _, failed := range result.Failed {
		fmt.Println(all[failed.First:failed.First+failed.Count], "in doubt:", failed.InDoubt)
	}
	// Output:
	// POST /items/articles fields=id
	// directus: import: 0 of 2 items written, 2 not, 0 in doubt: items 0 to 1: POST /items/{collection}: 400 RECORD_NOT_UNIQUE: Value has to be unique.
	// [{0 Hello } {0 Hello }] in doubt: false
}
