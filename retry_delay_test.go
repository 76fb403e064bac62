package directus_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// errScript is how a script's request fails that gets no reply.
var errScript = errors.New("the connection broke")

// script is a server with one answer for each request, the last one for all others. A nil
// answer is a connection that breaks.
type script struct {
	answers []*directus.Response
	at      []time.Time // when the requests came
}

// Do implements directus.Transport.
func (s *script) Do(context.Context, *directus.Request) (*directus.Response, error) {
	resp := s.answers[min(len(s.at), len(s.answers)-1)]
	s.at = append(s.at, time.Now())
	if resp == nil {
		return nil, errScript
	}
	return resp, nil
}

// gaps are the times between the requests.
func (s *script) gaps() []time.Duration {
	gaps := make([]time.Duration, max(len(s.at)-1, 0))
	for i := range gaps {
		gaps[i] = s.at[i+1].Sub(s.at[i])
	}
	return gaps
}

// Delays double up to the maximum, and lie anywhere between that and nothing, so that many
// clients do not come back together.
func TestRetryDelays(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	tests := map[string]struct {
		policy *directus.RetryPolicy
		want   []time.Duration // longest delays
	}{
		"the default":       {nil, []time.Duration{100 * ms, 200 * ms}},
		"up to the maximum": {&directus.RetryPolicy{MaxAttempts: 6, MinDelay: 100 * ms, MaxDelay: 500 * ms}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 500 * ms, 500 * ms}},
		"always the same":   {&directus.RetryPolicy{MaxAttempts: 4, MinDelay: time.Second, MaxDelay: time.Second}, []time.Duration{time.Second, time.Second, time.Second}},
		"hours, if wanted":  {&directus.RetryPolicy{MaxAttempts: 3, MinDelay: time.Hour, MaxDelay: 24 * time.Hour}, []time.Duration{time.Hour, 2 * time.Hour}},
		"none":              {&directus.RetryPolicy{MaxAttempts: 3}, []time.Duration{0, 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var opts []directus.Option
				if tt.policy != nil {
					opts = append(opts, directus.WithRetry(*tt.policy))
				}
				shortest, longest := make([]time.Duration, len(tt.want)), make([]time.Duration, len(tt.want))
				copy(shortest, tt.want)
				for range 200 {
					server := &script{answers: []*directus.Response{nil}}
					_, err := newClient(t, server, opts...).Get(t.Context(), "/x")
					require.ErrorIs(t, err, errScript)
					gaps := server.gaps()
					require.Len(t, gaps, len(tt.want))
					for i, gap := range gaps {
						require.LessOrEqual(t, gap, tt.want[i], "delay %d", i+1)
						shortest[i], longest[i] = min(shortest[i], gap), max(longest[i], gap)
					}
				}
				for i, bound := range tt.want { // 200 tries all miss a quarter once in 10^25 times
					require.LessOrEqual(t, shortest[i], bound/4, "delay %d is never short", i+1)
					require.GreaterOrEqual(t, longest[i], bound*3/4, "delay %d is never long", i+1)
				}
			})
		})
	}
}

// What the server asks for comes before the delays of the policy, which here are at least
// told apart from it: between 0 and 100 ms.
func TestRetryAsTheServerAsks(t *testing.T) {
	t.Parallel()
	backOff := [2]time.Duration{0, 100 * time.Millisecond}
	exactly := func(d time.Duration) [2]time.Duration { return [2]time.Duration{d, d} }
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	reset := func(d time.Duration) string {
		return `{"errors":[{"message":"x","extensions":{"code":"REQUESTS_EXCEEDED","reset":"` +
			time.Now().Add(d).UTC().Format(time.RFC3339Nano) + `"}}]}`
	}
	tests := map[string]struct {
		reply func() (header, body string)
		want  [2]time.Duration // at least, at most
	}{
		"seconds":               {func() (string, string) { return "7", tooMany }, exactly(7 * time.Second)},
		"a fraction of one":     {func() (string, string) { return "0.25", tooMany }, exactly(250 * time.Millisecond)},
		"a date":                {func() (string, string) { return date(3 * time.Second), tooMany }, exactly(3 * time.Second)},
		"a date of a proxy":     {func() (string, string) { return date(time.Minute), "<html>" }, exactly(time.Minute)},
		"a reset":               {func() (string, string) { return "", reset(615 * time.Millisecond) }, exactly(615 * time.Millisecond)},
		"0 and a reset":         {func() (string, string) { return "0", reset(615 * time.Millisecond) }, exactly(615 * time.Millisecond)},
		"garbage and a reset":   {func() (string, string) { return "soon", reset(time.Second) }, exactly(time.Second)},
		"seconds and a reset":   {func() (string, string) { return "2", reset(time.Second) }, exactly(2 * time.Second)},
		"all of five minutes":   {func() (string, string) { return "300", tooMany }, exactly(5 * time.Minute)},
		"more than the maximum": {func() (string, string) { return "20", pressure }, exactly(20 * time.Second)},
		"0":                     {func() (string, string) { return "0", tooMany }, backOff},
		"less than nothing":     {func() (string, string) { return "-3", tooMany }, backOff},
		"garbage":               {func() (string, string) { return "soon", tooMany }, backOff},
		"no number":             {func() (string, string) { return "NaN", tooMany }, backOff},
		"no end":                {func() (string, string) { return "Inf", tooMany }, backOff},
		"a date that is past":   {func() (string, string) { return date(-time.Hour), tooMany }, backOff},
		"a reset that is past":  {func() (string, string) { return "0", reset(-time.Second) }, backOff},
		"nothing":               {func() (string, string) { return "", tooMany }, backOff},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
					header, body := tt.reply()
					first := answer(status, http.Header{"Retry-After": {header}}, body)
					server := &script{answers: []*directus.Response{first, answer(200, nil, `{"data":{"id":8}}`)}}
					_, err := directus.NewItems[article](newClient(t, server), "articles").ReadOne(t.Context(), 8)
					require.NoError(t, err)
					gaps := server.gaps()
					require.Len(t, gaps, 1)
					require.GreaterOrEqual(t, gaps[0], tt.want[0], "%d, Retry-After %q, body %s", status, header, body)
					require.LessOrEqual(t, gaps[0], tt.want[1], "%d, Retry-After %q, body %s", status, header, body)
				}
			})
		})
	}
}

// No call waits longer than five minutes because a server says so: the caller is told.
func TestRetryAfterTooLong(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	tests := map[string]struct {
		header string
		want   time.Duration
	}{
		"seconds": {"301", 301 * time.Second},
		"a day":   {"86400", day},
		"a date":  {"Sun, 02 Jan 2000 00:00:00 GMT", day}, // the clock of synctest starts a day before
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				server := &script{answers: []*directus.Response{answer(429, http.Header{"Retry-After": {tt.header}}, tooMany)}}
				_, err := directus.NewItems[article](newClient(t, server), "articles").CreateOne(t.Context(), article{})
				var e *directus.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, tt.want, e.RetryAfter)
				require.ErrorIs(t, e, directus.CodeRequestsExceeded)
				require.Equal(t, []time.Time{start}, server.at)
				require.Zero(t, time.Since(start))
			})
		})
	}
}

// A wait that the deadline would cut off is not begun: the caller gets the failure at once.
func TestRetryWithinTheDeadline(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		deadline     time.Duration
		wantRequests int
		wantErr      error
	}{
		"before the delay ends":       {3 * time.Second, 1, directus.CodeServiceUnavailable},
		"just when it ends":           {5 * time.Second, 1, directus.CodeServiceUnavailable},
		"after it":                    {6 * time.Second, 2, nil},
		"long after it, or so it may": {time.Hour, 2, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				server := &script{answers: []*directus.Response{
					answer(503, http.Header{"Retry-After": {"5"}}, pressure),
					answer(200, nil, `{"data":{"id":8}}`),
				}}
				_, err := directus.NewItems[article](newClient(t, server), "articles").ReadOne(ctx, 8)
				require.ErrorIs(t, err, tt.wantErr)
				require.NotErrorIs(t, err, context.DeadlineExceeded)
				require.Len(t, server.at, tt.wantRequests)
				require.Equal(t, time.Duration(tt.wantRequests-1)*5*time.Second, time.Since(start))
			})
		})
	}
}

// The deadline bounds all attempts together, and what comes out is the last failure.
func TestRetryUntilTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		server := &script{answers: []*directus.Response{nil}}
		policy := directus.RetryPolicy{MaxAttempts: 1000, MinDelay: time.Second, MaxDelay: time.Second}
		_, err := newClient(t, server, directus.WithRetry(policy)).Get(ctx, "/x")
		require.ErrorIs(t, err, errScript)
		require.NoError(t, ctx.Err())
		require.Less(t, time.Since(start), 10*time.Second)
		require.Greater(t, len(server.at), 9, "at most a second lies between two")
	})
}

// Who cancels while a call waits gets it back at once, and both reasons with it.
func TestRetryCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer *directus.Response
		want   error
	}{
		"after a reply":      {answer(503, nil, pressure), directus.CodeServiceUnavailable},
		"after a lost reply": {nil, errScript},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ctx, cancel := context.WithCancel(t.Context())
				open := 0
				if tt.answer != nil {
					open++
					tt.answer.Body = closing{tt.answer.Body, func() { open-- }}
				}
				server := &script{answers: []*directus.Response{tt.answer}}
				policy := directus.RetryPolicy{MaxAttempts: 2, MinDelay: time.Hour, MaxDelay: time.Hour}
				time.AfterFunc(time.Millisecond, cancel)
				client := newClient(t, server, directus.WithRetry(policy))
				_, err := directus.NewItems[article](client, "articles").ReadOne(ctx, 8)
				require.ErrorIs(t, err, context.Canceled)
				require.ErrorIs(t, err, tt.want)
				require.Len(t, server.at, 1)
				require.Equal(t, time.Millisecond, time.Since(start))
				require.Zero(t, open, "replies that are open")
			})
		})
	}
}

// A call that is cancelled while it is under way is not repeated: what came of it stands.
func TestRetryCancelledDuringAnAttempt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer  *directus.Response
		err     error
		want    error
		notWant error
	}{
		"the cancellation": {nil, context.Canceled, context.Canceled, errScript},
		"something else":   {nil, errScript, errScript, context.Canceled},
		"an answer":        {answer(503, nil, pressure), nil, directus.CodeServiceUnavailable, context.Canceled},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			ctx, cancel := context.WithCancel(t.Context())
			client := newClient(t, directus.TransportFunc(func(context.Context, *directus.Request) (*directus.Response, error) {
				requests++
				cancel()
				return tt.answer, tt.err
			}), soon(3))
			_, err := directus.NewItems[article](client, "articles").ReadOne(ctx, 8)
			require.ErrorIs(t, err, tt.want)
			require.NotErrorIs(t, err, tt.notWant)
			require.Equal(t, 1, requests)
		})
	}
}
