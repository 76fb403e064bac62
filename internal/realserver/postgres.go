package realserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrNoPostgres means that PostgreSQL's initdb and postgres are neither on PATH nor in
// /usr/lib/postgresql/*/bin.
var ErrNoPostgres = errors.New("realserver: there is no PostgreSQL (initdb and postgres) " +
	"on PATH or in /usr/lib/postgresql/*/bin")

// Names inside a server's folder, and in the database.
const (
	postgresData   = "postgres"
	postgresOutput = "postgres.log"
	postgresUser   = "directus"
	postgresName   = "postgres" // the database that every cluster has; nobody else uses this one
)

// postgresFolders is where Debian and its relatives keep the programs that are not on PATH.
var postgresFolders = "/usr/lib/postgresql/*/bin"

// A cluster is a running PostgreSQL that holds the database of one server.
type cluster struct {
	process *process
	port    int
}

// findPostgres returns the folder that has initdb and postgres: that of the initdb on PATH,
// else the one with the highest version. Its error is [ErrNoPostgres].
func findPostgres() (string, error) {
	var folders []string
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(path))
		}
	}
	others, _ := filepath.Glob(postgresFolders) // fails only for a malformed pattern
	slices.SortFunc(others, func(a, b string) int { return majorOf(b) - majorOf(a) })
	for _, folder := range append(folders, others...) {
		_, initdb := exec.LookPath(filepath.Join(folder, "initdb"))
		_, postgres := exec.LookPath(filepath.Join(folder, "postgres"))
		if initdb == nil && postgres == nil {
			return folder, nil
		}
	}
	return "", ErrNoPostgres
}

// majorOf is the version in …/15/bin, 0 if there is none.
func majorOf(folder string) int {
	version, _, _ := strings.Cut(filepath.Base(filepath.Dir(folder)), ".")
	n, _ := strconv.Atoi(version) // 0 sorts last
	return n
}

// startCluster makes a cluster in folder with the programs in bin, and returns when it takes
// connections. It listens on the loopback interface only and keeps nothing on disk safe. When
// this process is killed without a chance to stop it, PostgreSQL goes on running.
func startCluster(ctx context.Context, bin, folder string) (*cluster, error) {
	attributes, err := unprivileged(folder)
	if err != nil {
		return nil, fmt.Errorf("prepare PostgreSQL: %w", err)
	}
	env := environment(folder, "")
	env["LC_ALL"] = "C" // the messages are in English, and sorting is the same everywhere
	if err := initCluster(ctx, bin, folder, env, attributes); err != nil {
		return nil, fmt.Errorf("initdb: %w", err)
	}
	var c *cluster
	err = errPortTaken
	for range portAttempts {
		if c, err = attemptCluster(ctx, bin, folder, env, attributes); !errors.Is(err, errPortTaken) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return c, nil
}

func initCluster(ctx context.Context, bin, folder string, env map[string]string, attributes *syscall.SysProcAttr) error {
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), //nolint:gosec // the paths are our own
		"-D", filepath.Join(folder, postgresData), "-A", "trust", "-U", postgresUser, "--no-sync", "-E", "UTF8")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, list(env), attributes
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.WaitDelay = stopAfter
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", errors.Join(err, ctx.Err()), tail(output.Bytes()))
	}
	return nil
}

// attemptCluster starts the process and waits until it takes connections; if it does not,
// nothing is left running. There is no Unix socket, whose path could be too long.
func attemptCluster(ctx context.Context, bin, folder string, env map[string]string, attributes *syscall.SysProcAttr) (*cluster, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(folder, postgresData)
	cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(bin, "postgres"), //nolint:gosec // the paths are our own
		"-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, list(env), attributes
	p, err := spawn(cmd, filepath.Join(folder, postgresOutput))
	if err != nil {
		return nil, err
	}
	c := &cluster{process: p, port: port}
	if err := p.await(ctx, func() bool { return takesConnections(data) }); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// takesConnections reads what pg_ctl reads too: the eighth line of this file is the state.
func takesConnections(data string) bool {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid")) //nolint:gosec // the path is our own
	lines := strings.Split(string(text), "\n")
	return err == nil && len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready"
}

// stop ends PostgreSQL and waits for it. The interrupt makes it close connections that are
// still open.
func (c *cluster) stop() error {
	_ = c.process.cmd.Process.Signal(os.Interrupt) // where there is none, or it is gone, the next line is enough
	return c.process.stop()
}

// settings are the variables by which Directus finds the database.
func (c *cluster) settings() map[string]string {
	return map[string]string{
		"DB_CLIENT": "pg", "DB_HOST": "127.0.0.1", "DB_PORT": strconv.Itoa(c.port),
		"DB_USER": postgresUser, "DB_PASSWORD": postgresUser, "DB_DATABASE": postgresName, // it asks for no password
	}
}

// overPostgres starts the server on a cluster of its own. The account is the template's.
func (l launcher) overPostgres(ctx context.Context) (*Server, error) {
	c, err := startCluster(ctx, l.postgres, l.folder)
	if err != nil {
		return nil, err
	}
	settings := c.settings()
	if output, err := bootstrap(ctx, l.install, l.folder, l.template.account, settings); err != nil {
		return nil, errors.Join(fmt.Errorf("bootstrap: %w\n%s", err, output), c.stop())
	}
	maps.Copy(settings, l.env)
	l.env = settings
	s, err := l.serve(ctx)
	if err != nil {
		return nil, errors.Join(err, c.stop())
	}
	s.cluster = c
	return s, nil
}
