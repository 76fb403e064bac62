package directus_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// What the server says when it is busy.
const (
	pressure     = `{"errors":[{"message":"Under pressure","extensions":{"code":"SERVICE_UNAVAILABLE","service":"api","reason":"Under pressure"}}]}`
	fetchFailed  = `{"errors":[{"message":"No such file","extensions":{"code":"SERVICE_UNAVAILABLE","service":"external-file"}}]}`
	tooMany      = `{"errors":[{"message":"Too many requests","extensions":{"code":"REQUESTS_EXCEEDED","limit":5}}]}`
	tooManyMails = `{"errors":[{"message":"Email sending limit exceeded","extensions":{"code":"EMAIL_LIMIT_EXCEEDED"}}]}`
	crashed      = `{"errors":[{"message":"An unexpected error occurred.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`
)

// soon is a policy without delays of its own.
func soon(attempts int) directus.Option {
	return directus.WithRetry(directus.RetryPolicy{MaxAttempts: attempts})
}

// harmless are the calls that may be carried out twice without harm.
func harmless(client *directus.Client) map[string]func(context.Context) error {
	items := directus.NewItems[article](client, "articles")
	calls := readCalls(items)
	for name, call := range writeCalls(items) {
		switch name {
		case "UpdateOne", "UpdateMany", "UpdateBatch", "DeleteOne", "DeleteMany":
			calls[name] = call
		}
	}
	settings := directus.NewSingleton[article](client, "settings")
	maps.Copy(calls, map[string]func(context.Context) error{
		"Singleton.Read":   func(ctx context.Context) error { return errOf(settings.Read(ctx)) },
		"Singleton.Update": func(ctx context.Context) error { return errOf(settings.Update(ctx, directus.Patch{"title": "x"})) },
		"a cleared field":  func(ctx context.Context) error { return errOf(items.UpdateOne(ctx, 8, directus.Patch{"title": nil})) },
		"Get":              func(ctx context.Context) error { return closed(client.Get(ctx, "/items/articles?limit=1")) },
		"Head":             func(ctx context.Context) error { return closed(client.Head(ctx, "/assets/8")) },
		"Options":          func(ctx context.Context) error { return closed(client.Options(ctx, "/items/articles")) },
		"Search":           func(ctx context.Context) error { return closed(client.Search(ctx, "/items/articles", m{"query": m{}})) },
	})
	return calls
}

// harmful are the calls that may do twice what was asked once.
func harmful(client *directus.Client) map[string]func(context.Context) error {
	items := directus.NewItems[article](client, "articles")
	calls := map[string]func(context.Context) error{}
	for name, call := range writeCalls(items) {
		switch name {
		case "CreateOne", "CreateMany", "UpdateByQuery", "DeleteByQuery":
			calls[name] = call
		}
	}
	one, list := m{"name": "new"}, []m{{"name": "new"}}
	settings := directus.NewSingleton[article](client, "settings")
	maps.Copy(calls, map[string]func(context.Context) error{
		"UpdateOne with a new related item": func(ctx context.Context) error {
			return errOf(items.UpdateOne(ctx, 8, directus.Patch{"author": one}))
		},
		"UpdateOne with a list of them": func(ctx context.Context) error {
			return errOf(items.UpdateOne(ctx, 8, directus.Patch{"title": "x", "comments": list}))
		},
		"UpdateMany with a new related item": func(ctx context.Context) error {
			return errOf(items.UpdateMany(ctx, directus.IDs(8, 9), directus.Patch{"author": one}))
		},
		"UpdateBatch with one in the last element": func(ctx context.Context) error {
			return errOf(items.UpdateBatch(ctx, []any{article{ID: 8}, directus.Patch{"id": 9, "comments": list}}))
		},
		"Singleton.Update with a new related item": func(ctx context.Context) error {
			return errOf(settings.Update(ctx, directus.Patch{"author": one}))
		},
		"UpdateByQuery of everything": func(ctx context.Context) error {
			return errOf(items.UpdateByQuery(ctx, directus.Patch{"rank": 1}, query.Everything()))
		},
		"Post": func(ctx context.Context) error { return closed(client.Post(ctx, "/items/articles", m{"title": "x"})) },
		"Put":  func(ctx context.Context) error { return closed(client.Put(ctx, "/mine", m{"title": "x"})) },
		"Patch": func(ctx context.Context) error {
			return closed(client.Patch(ctx, "/items/articles/8", m{"title": "x"}))
		},
		"Delete": func(ctx context.Context) error { return closed(client.Delete(ctx, "/items/articles/8", nil)) },
	})
	return calls
}

// closed drops a reply.
func closed(resp *directus.Response, err error) error {
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Each kind of failure is met by each kind of call: three attempts, or one.
func TestRetryWhatAndWhen(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html"}}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	tests := map[string]struct {
		failure           *fake
		harmless, harmful int // attempts
	}{
		"connection refused":           {&fake{err: dial}, 3, 3},
		"connection refused, wrapped":  {&fake{err: &url.Error{Op: "Get", Err: fmt.Errorf("no way: %w", dial)}}, 3, 3},
		"no such host":                 {&fake{err: &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}}, 3, 3},
		"connection reset":             {&fake{err: reset}, 3, 1},
		"write failed":                 {&fake{err: &net.OpError{Op: "write", Err: syscall.EPIPE}}, 3, 1},
		"connection closed":            {&fake{err: io.EOF}, 3, 1},
		"connection closed half-way":   {&fake{err: io.ErrUnexpectedEOF}, 3, 1},
		"time-out":                     {&fake{err: context.DeadlineExceeded}, 3, 1},
		"certificate that is not good": {&fake{err: &tls.CertificateVerificationError{Err: errors.New("unknown authority")}}, 1, 1},
		"redirect to another origin":   {&fake{err: fmt.Errorf("%w: http://elsewhere", directus.ErrCrossOrigin)}, 1, 1},
		"reply too large":              {&fake{err: directus.ErrTooLarge}, 1, 1},
		"cancelled elsewhere":          {&fake{err: context.Canceled}, 1, 1},
		"400":                          {&fake{status: 400, body: forbidden}, 1, 1},
		"401":                          {&fake{status: 401, body: forbidden}, 1, 1},
		"403":                          {&fake{status: 403, body: forbidden}, 1, 1},
		"404":                          {&fake{status: 404, header: html, body: "<html>"}, 1, 1},
		"408":                          {&fake{status: 408, body: crashed}, 1, 1},
		"413":                          {&fake{status: 413, header: html, body: "<html>"}, 1, 1},
		"429":                          {&fake{status: 429, body: tooMany}, 3, 3},
		"429 of a proxy":               {&fake{status: 429, header: html, body: "<html>"}, 3, 3},
		"429 for mails":                {&fake{status: 429, body: tooManyMails}, 3, 1},
		"500":                          {&fake{status: 500, body: crashed}, 1, 1},
		"500 that says pressure":       {&fake{status: 500, body: pressure}, 1, 1},
		"502":                          {&fake{status: 502, header: html, body: "<html>"}, 3, 1},
		"503 under pressure":           {&fake{status: 503, body: pressure}, 3, 3},
		"503 of another service":       {&fake{status: 503, body: fetchFailed}, 3, 1},
		"503 of a proxy":               {&fake{status: 503, header: html, body: "<html>"}, 3, 1},
		"503 without a body":           {&fake{status: 503, header: http.Header{}}, 3, 1},
		"504":                          {&fake{status: 504, header: html, body: "<html>"}, 3, 1},
		"507":                          {&fake{status: 507, body: crashed}, 1, 1},
		"200":                          {&fake{status: 200, body: `{"data":[{"count":1}]}`}, 1, 1},
		"204":                          {&fake{status: 204}, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for call := range harmless(newClient(t, &fake{})) {
				requireAttempts(t, tt.failure, call, harmless, tt.harmless)
			}
			for call := range harmful(newClient(t, &fake{})) {
				requireAttempts(t, tt.failure, call, harmful, tt.harmful)
			}
		})
	}
}

// requireAttempts makes one of the calls against a server that always fails like this.
func requireAttempts(t *testing.T, failure *fake, name string, calls func(*directus.Client) map[string]func(context.Context) error, want int) {
	t.Helper()
	server := &fake{status: failure.status, header: failure.header, body: failure.body, err: failure.err}
	var info directus.ResponseInfo
	client := newClient(t, server, soon(3)).With(directus.Into(&info))
	err := calls(client)[name](t.Context())
	require.Len(t, server.sent, want, "%s: requests, error %v", name, err)
	require.Equal(t, want, info.Attempts, "%s: Attempts", name)
	require.Equal(t, failure.status, info.Status, "%s: Status", name)
	for _, again := range server.sent {
		require.Equal(t, server.sent[0], again, "%s: each attempt is the same request", name)
	}
	if failure.err != nil {
		require.ErrorIs(t, err, failure.err, name)
	}
}

func TestRetryMaxAttempts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		policy directus.RetryPolicy
		with   []directus.RequestOption
		want   int
	}{
		"once":        {directus.RetryPolicy{MaxAttempts: 1}, nil, 1},
		"twice":       {directus.RetryPolicy{MaxAttempts: 2}, nil, 2},
		"seven times": {directus.RetryPolicy{MaxAttempts: 7}, nil, 7},
		"NoRetry":     {directus.RetryPolicy{MaxAttempts: 7}, []directus.RequestOption{directus.NoRetry()}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var info directus.ResponseInfo
			client, server := newFake(t, 502, "", directus.WithRetry(tt.policy))
			items := directus.NewItems[article](client, "articles").With(directus.Into(&info)).With(tt.with...)
			_, err := items.ReadOne(t.Context(), 8)
			var e *directus.Error
			require.ErrorAs(t, err, &e)
			require.Len(t, server.sent, tt.want)
			require.Equal(t, tt.want, info.Attempts)
		})
	}
	t.Run("three times unless told otherwise", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, server := newFake(t, 502, "")
			_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
			require.Error(t, err)
			require.Len(t, server.sent, 3)
		})
	})
}

func TestWithRetryRefuses(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]directus.RetryPolicy{
		"no attempts":             {},
		"fewer than none":         {MaxAttempts: -1},
		"a negative delay":        {MaxAttempts: 3, MinDelay: -1},
		"a maximum below the min": {MaxAttempts: 3, MinDelay: 2, MaxDelay: 1},
		"a minimum without a max": {MaxAttempts: 3, MinDelay: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := directus.New("https://cms.example.com", directus.WithRetry(policy))
			require.ErrorContains(t, err, "directus: WithRetry: ")
		})
	}
}

// A request that succeeds in the end is a success, and so is one that then fails for good
// that failure.
func TestRetryUntilTheOutcomeIsCertain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		last    *directus.Response
		wantErr error
	}{
		"success": {answer(200, nil, `{"data":{"id":8}}`), nil},
		"refusal": {answer(403, nil, forbidden), directus.CodeForbidden},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &script{answers: []*directus.Response{answer(502, nil, ""), answer(503, nil, pressure), tt.last}}
			var info directus.ResponseInfo
			client := newClient(t, server, soon(9)).With(directus.Into(&info))
			_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
			require.ErrorIs(t, err, tt.wantErr)
			require.Equal(t, 3, info.Attempts)
			require.Equal(t, tt.last.Status, info.Status)
		})
	}
}

// The last reply can still be read whole, however much of it was looked at before.
func TestRetryKeepsTheLastReply(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("x", 3<<20)
	client, server := newFake(t, 503, page, soon(2))
	resp, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	got, err := resp.Bytes()
	require.NoError(t, err)
	require.Len(t, server.sent, 2)
	require.True(t, page == string(got), "%d bytes of %d, or other ones", len(got), len(page))

	for _, attempts := range []int{1, 2} { // looked at never, and once
		client, _ := newFake(t, 503, fetchFailed, soon(attempts))
		_, err = directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.ErrorIs(t, e, directus.CodeServiceUnavailable)
		require.Equal(t, "external-file", e.Errors[0].Extensions["service"])
		require.EqualError(t, e, "directus: GET /items/{collection}/{id}: 503 SERVICE_UNAVAILABLE: No such file")
	}
}

// Replies that are not the last are closed, or their connections would be lost.
func TestRetryClosesReplies(t *testing.T) {
	t.Parallel()
	open := 0
	client := newClient(t, directus.TransportFunc(func(context.Context, *directus.Request) (*directus.Response, error) {
		open++
		resp := answer(502, nil, "x")
		resp.Body = closing{resp.Body, func() { open-- }}
		return resp, nil
	}), soon(5))
	resp, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	require.Equal(t, 1, open)
	require.NoError(t, resp.Body.Close())
	require.Zero(t, open)
}

// closing tells when it is closed.
type closing struct {
	io.ReadCloser
	closed func()
}

func (c closing) Close() error {
	c.closed()
	return c.ReadCloser.Close()
}

// A stream is opened anew for each attempt, read whole, and closed.
func TestRetryOpensStreamsAnew(t *testing.T) {
	t.Parallel()
	open := 0
	client, server := newFake(t, 502, "", soon(3))
	body := directus.Stream("application/json", -1, func() (io.ReadCloser, error) {
		open++
		return closing{io.NopCloser(strings.NewReader(`{"query":{}}`)), func() { open-- }}, nil
	})
	require.NoError(t, closed(client.Search(t.Context(), "/items/articles", body)))
	require.Zero(t, open)
	require.Len(t, server.sent, 3)
	for _, s := range server.sent {
		require.Equal(t, `{"query":{}}`, s.Body)
	}
}

// A stream that can be opened only once is sent once, and the caller learns why that failed.
func TestRetryOfAStreamThatIsUsedUp(t *testing.T) {
	t.Parallel()
	reset := &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	tests := map[string]struct {
		server *fake
		status int
		err    error
	}{
		"after a reply": {&fake{status: 503, body: pressure}, 503, nil},
		"after a reset": {&fake{err: reset}, 0, reset},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			used := false
			body := directus.Stream("application/json", -1, func() (io.ReadCloser, error) {
				if used {
					return nil, errors.New("it was read already")
				}
				used = true
				return io.NopCloser(strings.NewReader(`{}`)), nil
			})
			var info directus.ResponseInfo
			err := closed(newClient(t, tt.server, soon(3)).Search(t.Context(), "/items/articles", body, directus.Into(&info)))
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.status, info.Status)
			require.Equal(t, 1, info.Attempts)
			require.Len(t, tt.server.sent, 1)
		})
	}
}

// A stream that cannot be opened at all is no failure of the connection.
func TestRetryOfAStreamThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	gone := errors.New("the disk is gone")
	opened := 0
	client := clientTo(t, "http://127.0.0.1:1", soon(3))
	err := closed(client.Search(t.Context(), "/x", directus.Stream("application/json", -1, func() (io.ReadCloser, error) {
		opened++
		return nil, gone
	})))
	require.ErrorIs(t, err, gone)
	require.Equal(t, 1, opened)
}

func TestRetryLogsEachAttempt(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	server := &script{answers: []*directus.Response{answer(502, nil, ""), nil, answer(200, nil, `{"data":{"id":8}}`)}}
	client := newClient(t, server, soon(9), directus.WithLogger(slog.New(slog.NewJSONHandler(&text, nil))))
	_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
	require.NoError(t, err)
	type line struct {
		Level, Error    string
		Attempt, Status int
	}
	var got []line
	for decoder := json.NewDecoder(&text); decoder.More(); {
		var l line
		require.NoError(t, decoder.Decode(&l))
		got = append(got, l)
	}
	require.Equal(t, []line{
		{Level: "WARN", Attempt: 1, Status: 502},
		{Level: "WARN", Attempt: 2, Error: errScript.Error()},
		{Level: "INFO", Attempt: 3, Status: 200},
	}, got)
}
