package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// recorded returns the layer under test and what records its spans.
func recorded() (directus.Middleware, *tracetest.SpanRecorder) {
	recorder := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(recorder))
	return traced(provider, propagation.TraceContext{}), recorder
}

// recordedClient returns a client whose calls are traced. All that its requests hold is
// called secret.
func recordedClient(t *testing.T, url string) (*directus.Client, *tracetest.SpanRecorder) {
	t.Helper()
	layer, recorder := recorded()
	client, err := directus.New(url, directus.WithMiddleware(layer), directus.WithStaticToken("secret-token"),
		directus.WithHeader("X-Key", "secret-header"), directus.WithParam("locale", "secret-param"),
		directus.WithRetry(directus.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client, recorder
}

// attributes are those of a span, by name.
func attributes(span trace.ReadOnlySpan) map[string]any {
	all := map[string]any{}
	for _, a := range span.Attributes() {
		all[string(a.Key)] = a.Value.AsInterface()
	}
	return all
}

// requireNoSecrets prints all that a span holds.
func requireNoSecrets(t *testing.T, span trace.ReadOnlySpan) {
	t.Helper()
	text := fmt.Sprintf("%+v", tracetest.SpanStubFromReadOnlySpan(span))
	require.Contains(t, text, span.Name())
	require.NotContains(t, text, "secret")
}

func TestSpans(t *testing.T) {
	t.Parallel()
	const forbidden = `{"errors":[{"message":"secret words","extensions":{"code":"FORBIDDEN"}}]}`
	read := func(ctx context.Context, items *directus.Items[directus.Item]) error {
		_, err := items.ReadOne(ctx, "secret-key", query.Search("secret-search"), query.Eq("title", "secret-value"))
		return err
	}
	search := func(ctx context.Context, items *directus.Items[directus.Item]) error {
		_, err := items.ReadMany(ctx, directus.IDs("secret-key"), query.Eq("title", "secret-value"))
		return err
	}
	update := func(ctx context.Context, items *directus.Items[directus.Item]) error {
		_, err := items.UpdateOne(ctx, "secret-key", directus.Patch{"title": "secret-value"})
		return err
	}
	tests := map[string]struct {
		call   func(context.Context, *directus.Items[directus.Item]) error
		status int
		body   string
		name   string
		want   map[string]any
	}{
		"read": {read, 200, `{"data":{"id":"secret-key"}}`, "GET /items/{collection}/{id}", map[string]any{
			"http.request.method": "GET", "url.template": "/items/{collection}/{id}", "http.response.status_code": int64(200),
		}},
		"search": {search, 200, `{"data":[]}`, "SEARCH /items/{collection}", map[string]any{
			"http.request.method": "SEARCH", "url.template": "/items/{collection}", "http.response.status_code": int64(200),
		}},
		"refused": {update, 403, forbidden, "PATCH /items/{collection}/{id}", map[string]any{
			"http.request.method": "PATCH", "url.template": "/items/{collection}/{id}", "http.response.status_code": int64(403),
			"error.type": "403",
		}},
		"no answer": {read, 0, "", "GET /items/{collection}/{id}", map[string]any{
			"http.request.method": "GET", "url.template": "/items/{collection}/{id}", "error.type": "*errors.errorString",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := make(chan http.Header, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent <- r.Header
				if tt.status == 0 {
					panic(http.ErrAbortHandler) // closes the connection
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer server.Close()
			client, recorder := recordedClient(t, server.URL+"/cms")
			err := tt.call(t.Context(), directus.NewItems[directus.Item](client, "secret_collection"))
			require.Equal(t, tt.status == 200, err == nil, err)

			require.Len(t, recorder.Ended(), 1)
			span := recorder.Ended()[0]
			require.Equal(t, tt.name, span.Name())
			require.Equal(t, oteltrace.SpanKindClient, span.SpanKind())
			require.Equal(t, tt.want, attributes(span))
			require.Equal(t, err != nil, span.Status().Code == codes.Error)
			requireNoSecrets(t, span)
			parent, header := span.SpanContext(), <-sent
			require.Equal(t, fmt.Sprintf("00-%s-%s-01", parent.TraceID(), parent.SpanID()), header.Get("Traceparent"))
			require.Equal(t, "Bearer secret-token", header.Get("Authorization"))
		})
	}
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string
	}{
		"canceled": {fmt.Errorf("GET https://secret: %w", context.Canceled), "canceled"},
		"timeout":  {context.DeadlineExceeded, "timeout"},
		"other":    {fmt.Errorf("GET https://secret: %w", errors.New("secret")), "*errors.errorString"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			layer, recorder := recorded()
			_, err := layer(directus.TransportFunc(func(context.Context, *directus.Request) (*directus.Response, error) {
				return nil, tt.err
			})).Do(t.Context(), &directus.Request{Method: "GET", Path: "/items/secret", Route: "/items/{collection}"})
			require.ErrorIs(t, err, tt.err)
			span := recorder.Ended()[0]
			require.Equal(t, tt.want, attributes(span)["error.type"])
			requireNoSecrets(t, span)
		})
	}
}

// A request that is given to the layer stays as it was, and its own headers are sent.
func TestRequestIsCopied(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]http.Header{"some": {"X-Key": {"1"}}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			layer, _ := recorded()
			req := &directus.Request{Method: "GET", Path: "/items/a", Route: "/items/{collection}", Header: header.Clone()}
			_, err := layer(directus.TransportFunc(func(_ context.Context, got *directus.Request) (*directus.Response, error) {
				require.NotEmpty(t, got.Header.Get("Traceparent"))
				require.Equal(t, header.Get("X-Key"), got.Header.Get("X-Key"))
				return &directus.Response{Status: 200, Body: http.NoBody}, nil
			})).Do(t.Context(), req)
			require.NoError(t, err)
			require.Equal(t, header, req.Header)
		})
	}
}

// A call is part of the trace of whoever makes it.
func TestCallsAreChildren(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":{}}`)
	}))
	defer server.Close()
	client, recorder := recordedClient(t, server.URL)
	task := oteltrace.NewSpanContext(oteltrace.SpanContextConfig{
		TraceID: oteltrace.TraceID{1}, SpanID: oteltrace.SpanID{2}, TraceFlags: oteltrace.FlagsSampled,
	})
	ctx := oteltrace.ContextWithSpanContext(t.Context(), task)
	_, err := directus.NewItems[directus.Item](client, "articles").ReadOne(ctx, 1)
	require.NoError(t, err)
	require.Equal(t, task.TraceID(), recorder.Ended()[0].SpanContext().TraceID())
	require.Equal(t, task.SpanID(), recorder.Ended()[0].Parent().SpanID())
}

// The program shows its calls, and none of what they read.
func TestRealRun(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), server.URL, server.Token, &out))
	text := out.String()
	for _, name := range []string{"list users", "GET /users", "GET /users/{id}"} {
		require.Contains(t, text, `"Name": "`+name+`"`)
	}
	for _, secret := range []string{server.Token, server.Email, "_contains"} {
		require.NotContains(t, text, secret)
	}
	require.NotRegexp(t, `[0-9a-f]{8}-[0-9a-f]{4}-`, text) // the key of a user
	require.Equal(t, 1, strings.Count(text, `"Code": "Error"`))
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "", "token", io.Discard), "base URL")
}
