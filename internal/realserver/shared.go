package realserver

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
)

// Names of the variables that point to a server that already runs.
const (
	envURL      = "DIRECTUS_URL"
	envToken    = "DIRECTUS_TOKEN"
	envEmail    = "DIRECTUS_EMAIL" // optional
	envPassword = "DIRECTUS_PASSWORD"
)

// shared is the server of this test binary.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Shared returns the server that the tests of this binary have in common, and starts it at
// first use. With DIRECTUS_URL and DIRECTUS_TOKEN in the environment it is that server,
// with Email and Password from DIRECTUS_EMAIL and DIRECTUS_PASSWORD, and nothing is started.
// Without either, and without Node.js, the test is skipped. Tests must not change
// settings of the server that other tests rely on.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	shared.once.Do(func() {
		shared.server, shared.err = startShared(tb.Context(), tb)
	})
	if errors.Is(shared.err, ErrNoNode) {
		tb.Skipf("needs a real Directus: put node and npm on PATH, or set %s and %s (%v)", envURL, envToken, shared.err)
	}
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	return shared.server
}

// StopShared ends the server that [Shared] started, if any. TestMain calls it after the
// tests.
func StopShared() {
	if shared.server != nil {
		_ = shared.server.Stop() // the process is about to end, and the server with it
	}
}

// New starts a server for one test, with settings of its own, and stops it at the test's
// end. Without Node.js, or without the PostgreSQL that opts ask for, the test is skipped,
// even when DIRECTUS_URL names a server.
func New(tb testing.TB, opts Options) *Server {
	tb.Helper()
	if opts.Log == nil {
		opts.Log = tb.Output()
	}
	s, err := Start(tb.Context(), opts)
	if errors.Is(err, ErrNoNode) {
		tb.Skipf("needs a real Directus of its own: put node and npm on PATH (%v)", err)
	}
	if errors.Is(err, ErrNoPostgres) {
		tb.Skipf("needs PostgreSQL: install its server, or put initdb and postgres on PATH (%v)", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("Directus printed:\n%s", s.Output())
		}
		if err := s.Stop(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func startShared(ctx context.Context, tb testing.TB) (*Server, error) {
	tb.Helper()
	s, err := running()
	if s != nil || err != nil {
		return s, err
	}
	return Start(ctx, Options{Log: tb.Output()})
}

// running returns the server that the environment names, nil if it names none.
func running() (*Server, error) {
	url, token := strings.TrimRight(os.Getenv(envURL), "/"), os.Getenv(envToken)
	if url == "" && token == "" {
		return nil, nil //nolint:nilnil // both unset is the usual case, and no error
	}
	if url == "" || token == "" {
		return nil, errors.New("realserver: " + envURL + " and " + envToken + " must be set together")
	}
	return &Server{URL: url, Token: token, Email: os.Getenv(envEmail), Password: os.Getenv(envPassword)}, nil
}
