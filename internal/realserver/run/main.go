// Command run starts a real Directus from internal/realserver.
//
//	go run ./internal/realserver/run                  # a server to play with, until Ctrl-C
//	go run ./internal/realserver/run -version 11      # the same with Directus 11
//	go run ./internal/realserver/run go test ./...    # a command that finds the server
//
// The command finds it through DIRECTUS_URL, DIRECTUS_TOKEN, DIRECTUS_EMAIL and
// DIRECTUS_PASSWORD. When DIRECTUS_URL is set already, the command just runs. The exit code
// is the command's own; note that `go run` turns every code but 0 into 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/godirectus/directus/internal/realserver"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings passed in; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(stderr)
	version := flags.String("version", "12", "major `version` of Directus: 12, 11 or 10")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: run [-version 12] [COMMAND ARGS…]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	ctx, stop := untilSignal(context.Background())
	defer stop()
	if flags.NArg() > 0 && os.Getenv("DIRECTUS_URL") != "" {
		return command(ctx, flags.Args(), nil, stdout, stderr)
	}
	return withServer(ctx, *version, flags.Args(), stdout, stderr)
}

// withServer runs the command, or waits for a signal, while a fresh server is up.
func withServer(ctx context.Context, version string, args []string, stdout, stderr io.Writer) (code int) {
	server, err := realserver.Start(ctx, realserver.Options{Version: version, Log: stderr})
	if err != nil {
		fmt.Fprintln(stderr, explain(err))
		return 1
	}
	defer func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(stderr, err)
			code = max(code, 1)
		}
	}()
	if len(args) > 0 {
		return command(ctx, args, server, stdout, stderr)
	}
	describe(stdout, server)
	<-ctx.Done()
	fmt.Fprintln(stdout, "stopping …")
	return 0
}

// explain says what a person can do about a server that did not start.
func explain(err error) string {
	switch {
	case errors.Is(err, realserver.ErrNoNode):
		return err.Error() + "; install Node.js, which comes with npm, and try again"
	case errors.As(err, new(caught)), errors.Is(err, context.Canceled):
		return "interrupted before the server was up"
	}
	return err.Error()
}

// describe prints how to reach the server.
func describe(w io.Writer, s *realserver.Server) {
	fmt.Fprintf(w, `Directus %s is up, with an empty database:

  URL       %s
  e-mail    %s
  password  %s
  token     %s
  database  %s

Try:

  curl -H 'Authorization: Bearer %s' %s/users/me

Ctrl-C stops it and removes its data.
`, s.Version, s.URL, s.Email, s.Password, s.Token, s.Database(), s.Token, s.URL)
}

// caught is the cause of a context that a signal has ended.
type caught struct{ os.Signal }

// Error names the signal.
func (c caught) Error() string { return c.String() }

// untilSignal returns a context that the first Ctrl-C or SIGTERM ends. Further ones are
// ignored until stop: the server is being stopped then.
func untilSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			cancel(caught{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}
