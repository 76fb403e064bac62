package directus_test

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// clocked is a server that notes when requests come.
type clocked struct {
	status int
	start  time.Time

	mu sync.Mutex
	at []time.Duration // since start
}

func newClocked(status int) *clocked { return &clocked{status: status, start: time.Now()} }

// Do implements directus.Transport.
func (c *clocked) Do(context.Context, *directus.Request) (*directus.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, time.Since(c.start))
	return answer(c.status, nil, `{"data":{"id":8}}`), nil
}

// All copies of a client take turns at one rate, whoever they belong to.
func TestRateLimitIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newClocked(200)
		client := newClient(t, server, directus.WithRateLimit(2, 3))
		copies := []*directus.Client{client, client.With(directus.Token("other")), client.With(directus.Header("X-A", "b")), client.With().With()}
		var group sync.WaitGroup
		for n := range 8 {
			group.Go(func() {
				items := directus.NewItems[article](copies[n%len(copies)], "articles")
				assert.NoError(t, errOf(items.With(directus.NoRetry()).ReadOne(t.Context(), 8)))
			})
		}
		group.Wait()
		slices.Sort(server.at)
		half := 500 * time.Millisecond
		require.Equal(t, []time.Duration{0, 0, 0, half, 2 * half, 3 * half, 4 * half, 5 * half}, server.at)
		time.Sleep(time.Minute) // a rest allows no more than one burst
		server.at, server.start = nil, time.Now()
		for range 5 {
			require.NoError(t, closed(client.Get(t.Context(), "/x")))
		}
		require.Equal(t, []time.Duration{0, 0, 0, half, 2 * half}, server.at)
	})
}

// Each attempt takes a turn, not only each call.
func TestRateLimitHoldsForRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newClocked(502)
		require.NoError(t, closed(newClient(t, server, soon(4), directus.WithRateLimit(1, 1)).Get(t.Context(), "/x")))
		require.Equal(t, []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}, server.at)
	})
}

// A call that cannot have its turn sends nothing, and leaves the turn to others.
func TestRateLimitObeysContexts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ctx     func(context.Context) (context.Context, context.CancelFunc)
		wantErr error
		after   time.Duration
	}{
		"cancelled before": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, context.Canceled, 0},
		"cancelled while it waits": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(300*time.Millisecond, cancel)
			return ctx, cancel
		}, context.Canceled, 300 * time.Millisecond},
		"a deadline before its turn": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 300*time.Millisecond)
		}, context.DeadlineExceeded, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newClocked(200)
				var info directus.ResponseInfo
				client := newClient(t, server, directus.WithRateLimit(1, 1))
				require.NoError(t, closed(client.Get(t.Context(), "/x")))
				start := time.Now()
				ctx, cancel := tt.ctx(t.Context())
				defer cancel()
				_, err := directus.NewItems[article](client, "articles").With(directus.Into(&info)).CreateOne(ctx, article{})
				require.ErrorIs(t, err, tt.wantErr)
				require.ErrorContains(t, err, "directus: POST /items/{collection}: ")
				require.Equal(t, tt.after, time.Since(start))
				require.Zero(t, info.Attempts)
				require.NoError(t, closed(client.Get(t.Context(), "/x")))
				require.Equal(t, []time.Duration{0, time.Second}, server.at)
			})
		})
	}
}

// A retry whose turn comes too late tells what it was to be a retry of.
func TestRateLimitEndsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		server := newClocked(502)
		client := newClient(t, server, soon(3), directus.WithRateLimit(1, 1))
		_, err := directus.NewItems[article](client, "articles").ReadOne(ctx, 8)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, 502, e.Status)
		require.Equal(t, []time.Duration{0}, server.at)
		require.Equal(t, server.start, time.Now(), "it did not wait for what could not be")
	})
}

func TestWithRateLimitRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		perSecond float64
		burst     int
	}{
		"no rate":         {0, 1},
		"a negative rate": {-1, 1},
		"no number":       {math.NaN(), 1},
		"no burst":        {1, 0},
		"a negative one":  {1, -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := directus.New("https://cms.example.com", directus.WithRateLimit(tt.perSecond, tt.burst))
			require.ErrorContains(t, err, "directus: WithRateLimit(")
		})
	}
}
