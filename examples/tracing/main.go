// Tracing shows every call of Directus as an OpenTelemetry span: it reads the users of the
// project and prints the spans. DIRECTUS_URL and DIRECTUS_TOKEN name the server and a
// user's token. See middleware.go for what a span holds.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type user struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

func run(ctx context.Context, url, token string, out io.Writer) (err error) {
	exporter, err := stdouttrace.New(stdouttrace.WithWriter(out), stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	defer func() { // spans wait to be sent: also when ctx has ended
		err = errors.Join(err, provider.Shutdown(context.WithoutCancel(ctx)))
	}()

	client, err := directus.New(url,
		directus.WithStaticToken(token),
		directus.WithMiddleware(traced(provider, propagation.TraceContext{})))
	if err != nil {
		return err
	}
	defer client.Close()

	// All calls of one task are children of its span.
	ctx, task := provider.Tracer("example").Start(ctx, "list users")
	defer task.End()
	users := directus.NewItems[user](client, "directus_users")
	page, err := users.ReadByQuery(ctx, query.Fields("id", "email"), query.Contains("email", "@"), query.Limit(3))
	if err != nil {
		return err
	}
	for _, u := range page.Data {
		if _, err := users.Find(ctx, u.ID, query.Fields("id", "email")); err != nil {
			return err
		}
	}
	_, err = users.Find(ctx, "00000000-0000-0000-0000-000000000000")
	if !errors.Is(err, directus.ErrNotFound) {
		return fmt.Errorf("a user who does not exist: %w", err)
	}
	return nil // the span of that call has the status 403: to Directus it was an error
}
