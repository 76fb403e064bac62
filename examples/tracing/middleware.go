package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/godirectus/directus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	"go.opentelemetry.io/otel/trace"
)

// traced makes a client span of each call, retries included, that ends when the reply's
// headers are there, and tells the server its trace.
//
// The span is named for the method and the route, of which a project has few. Paths,
// queries, headers, bodies and the texts of errors stay out: they hold keys, values and
// tokens. A span around an http.RoundTripper, given to [directus.WithHTTPClient], would
// see each attempt, but of the route only the URL with all that is in it.
func traced(provider trace.TracerProvider, propagator propagation.TextMapPropagator) directus.Middleware {
	tracer := provider.Tracer("github.com/godirectus/directus/examples/tracing")
	return func(next directus.Transport) directus.Transport {
		return directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
			ctx, span := tracer.Start(ctx, req.Method+" "+req.Route,
				trace.WithSpanKind(trace.SpanKindClient),
				trace.WithAttributes(semconv.HTTPRequestMethodKey.String(req.Method), semconv.URLTemplate(req.Route)))
			defer span.End()
			resp, err := next.Do(ctx, withTrace(ctx, propagator, req))
			if err != nil {
				fail(span, errorType(err))
				return nil, err
			}
			span.SetAttributes(semconv.HTTPResponseStatusCode(resp.Status))
			if resp.Status >= http.StatusBadRequest {
				fail(span, semconv.ErrorTypeKey.String(strconv.Itoa(resp.Status)))
			}
			return resp, nil
		})
	}
}

// withTrace returns a copy of req whose headers name the span in ctx. A middleware changes
// no request but its own copy: the one it was given may be sent again.
func withTrace(ctx context.Context, propagator propagation.TextMapPropagator, req *directus.Request) *directus.Request {
	out := *req
	if out.Header = req.Header.Clone(); out.Header == nil {
		out.Header = http.Header{}
	}
	propagator.Inject(ctx, propagation.HeaderCarrier(out.Header))
	return &out
}

func fail(span trace.Span, errorType attribute.KeyValue) {
	span.SetStatus(codes.Error, "")
	span.SetAttributes(errorType)
}

// errorType names the reason why no answer came. The error's text has no secrets when it
// comes from this library, but another Transport may put a URL there.
func errorType(err error) attribute.KeyValue {
	switch {
	case errors.Is(err, context.Canceled):
		return semconv.ErrorTypeKey.String("canceled")
	case errors.Is(err, context.DeadlineExceeded):
		return semconv.ErrorTypeKey.String("timeout")
	}
	return semconv.ErrorType(err) // the Go type
}
