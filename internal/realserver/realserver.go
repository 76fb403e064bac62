// Package realserver gives tests and the demo a real Directus to talk to.
//
// The npm package is installed once for each version, into the user's cache folder, from
// the lock files in npm/. Every server then gets a fresh SQLite database, a copy of one
// that was bootstrapped once, or with [Options].Postgres a PostgreSQL of its own, and a
// free port on the loopback interface. Only the first run needs the network. Installs are
// in godirectus/ in [os.UserCacheDir], 250 to 350 MB each; a changed recipe gets a new one,
// and old ones may be deleted at any time.
//
// Most tests call [Shared], which starts one server for the whole test binary; each test
// makes collections of its own there. A test that needs other settings calls [New].
// Both skip the test when there is no Node.js.
//
//	func TestMain(m *testing.M) {
//		goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
//			realserver.StopShared()
//			os.Exit(code)
//		}))
//	}
//
// A running server has no goroutine in this process, so goleak finds none.
package realserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Options says which Directus to start and how. The zero value is a good default.
type Options struct {
	// Version is the major version: "12", "11" or "10". "" means DIRECTUS_VERSION, and 12 when
	// that is not set.
	Version string
	// Postgres puts the database into a PostgreSQL that is started for this server alone, from
	// the programs on PATH or in /usr/lib/postgresql/*/bin. Root runs it as postgres or nobody,
	// who must be able to reach the temporary folder. Without the programs, Start returns
	// [ErrNoPostgres] and New skips the test.
	Postgres bool
	// Env is added to the server's environment and wins over what is set there, except for
	// HOST, PORT and ROBOTS_TXT. The administrator is always the one in Server.
	Env map[string]string
	// Log receives a line for a person before each step that takes long, such as
	// "installing Directus 12.4.0 (once) …". Nil means none.
	Log io.Writer
}

// Server is a running Directus. It is safe for use by several goroutines.
type Server struct {
	// URL is the base address, without a slash at the end: "http://127.0.0.1:40123".
	URL string
	// Email and Password sign in the administrator.
	Email, Password string
	// Token is the administrator's static token.
	Token string
	// Version is the full release, "12.4.0". It is empty for a server that somebody else
	// started.
	Version string

	process *process // nil when somebody else started the server
	cluster *cluster // nil when the database is SQLite
	folder  string

	stopOnce sync.Once
	stopErr  error
	mu       sync.Mutex
	last     string // output, kept when the folder is removed
}

// Start runs a new server with an empty database and returns when it answers. The first
// use of a version installs it, which takes a minute or so; later ones take seconds.
// ctx bounds the install and the start, not the life of the server, which runs until
// [Server.Stop] or the end of this process. Without Node.js the error is an [ErrNoNode].
func Start(ctx context.Context, opts Options) (*Server, error) {
	return start(ctx, opts, freePort)
}

func start(ctx context.Context, opts Options, port func(context.Context) (int, error)) (*Server, error) {
	r, err := loadRecipe(opts.Version)
	if err != nil {
		return nil, err
	}
	node, err := lookPath("node")
	if err != nil {
		return nil, err
	}
	postgres := ""
	if opts.Postgres {
		if postgres, err = findPostgres(); err != nil {
			return nil, err
		}
	}
	in, tpl, err := ensureInstall(ctx, r, opts.Log)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "directus-*")
	if err != nil {
		return nil, err
	}
	l := launcher{
		node: node, install: in, template: tpl, folder: folder, postgres: postgres,
		env: maps.Clone(opts.Env), port: port,
	}
	s, err := l.run(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("realserver: start Directus %s: %w", r.release, err), os.RemoveAll(folder))
	}
	return s, nil
}

// Stop ends the server, waits until it is gone, and removes its database and files.
// Calling it again does nothing and returns the same result. It does nothing for a
// server that somebody else started.
func (s *Server) Stop() error {
	s.stopOnce.Do(func() {
		if s.process != nil {
			s.stopErr = s.end()
		}
	})
	return s.stopErr
}

func (s *Server) end() error {
	err := s.process.stop()
	if s.cluster != nil {
		err = errors.Join(err, s.cluster.stop())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = s.process.printed()
	return errors.Join(err, os.RemoveAll(s.folder))
}

// Major is the server's major version. That of a server that somebody else started is
// taken to be the newest.
func (s *Server) Major() int {
	major, err := strconv.Atoi(strings.Split(s.Version, ".")[0])
	if err != nil {
		major, _ = strconv.Atoi(defaultVersion)
	}
	return major
}

// Output returns the last few kilobytes of what the server has printed, for the message of
// a test that fails.
func (s *Server) Output() string {
	if s.process == nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != "" {
		return s.last
	}
	return s.process.printed()
}

// Database returns the path of the server's SQLite file, empty for a server on PostgreSQL
// and for one that somebody else started. The file is gone after [Server.Stop].
func (s *Server) Database() string {
	if s.process == nil || s.cluster != nil {
		return ""
	}
	return filepath.Join(s.folder, databaseName)
}
