package realserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

const (
	portAttempts = 5
	readyPoll    = 25 * time.Millisecond
)

// portTaken is what Directus, Node and PostgreSQL print when another process has the port.
var portTaken = regexp.MustCompile(`already in use|EADDRINUSE`)

// errPortTaken means that another process took the port after it was found free.
var errPortTaken = errors.New("the port was taken")

// A launcher starts one server from an install.
type launcher struct {
	node     string
	install  install
	template template
	folder   string
	postgres string            // the folder of PostgreSQL's programs, "" for SQLite
	env      map[string]string // the caller's
	port     func(context.Context) (int, error)
}

// run makes the database and starts the server on it.
func (l launcher) run(ctx context.Context) (*Server, error) {
	if err := makeFolders(l.folder); err != nil {
		return nil, err
	}
	if l.postgres != "" {
		return l.overPostgres(ctx)
	}
	if err := l.template.copyTo(filepath.Join(l.folder, databaseName)); err != nil {
		return nil, err
	}
	return l.serve(ctx)
}

// serve starts the server on a free port, and on another one when it was not free after all.
func (l launcher) serve(ctx context.Context) (*Server, error) {
	var s *Server
	err := errPortTaken
	for range portAttempts {
		if s, err = l.attempt(ctx); !errors.Is(err, errPortTaken) {
			break
		}
	}
	return s, err
}

// attempt starts the process and waits until it answers; if it does not, nothing is left
// running.
func (l launcher) attempt(ctx context.Context) (*Server, error) {
	port, err := l.port(ctx)
	if err != nil {
		return nil, err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	mark := rand.Text()
	env := environment(l.folder, address)
	maps.Copy(env, l.env)
	env["HOST"], env["PORT"], env["ROBOTS_TXT"] = "127.0.0.1", strconv.Itoa(port), mark
	p, err := launch(ctx, l.node, l.install, l.folder, env)
	if err != nil {
		return nil, err
	}
	if err := p.ready(ctx, "http://"+address+"/robots.txt", mark); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return l.server("http://"+address, p), nil
}

func (l launcher) server(url string, p *process) *Server {
	who := l.template.account
	return &Server{
		URL: url, Email: who.Email, Password: who.Password, Token: who.Token,
		Version: l.install.recipe.release,
		process: p, folder: l.folder,
	}
}

// ready waits until the server answers. It asks for a text that only this server has:
// another Directus may have taken the port meanwhile. /robots.txt comes before the rate
// limiter, unlike /server/ping, so waiting uses up none of a test's requests.
func (p *process) ready(ctx context.Context, url, want string) error {
	transport := &http.Transport{DisableKeepAlives: true}
	client := &http.Client{Transport: transport, Timeout: 5 * time.Second}
	return p.await(ctx, func() bool {
		body, err := fetch(ctx, client, url)
		return err == nil && body == want
	})
}

// await asks again and again whether the process is ready; an error says why it is not.
func (p *process) await(ctx context.Context, ready func() bool) error {
	ticker := time.NewTicker(readyPoll)
	defer ticker.Stop()
	for {
		if ready() {
			return nil
		}
		if p.exited() {
			return p.failure()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w\n%s", ctx.Err(), p.printed())
		case <-ticker.C:
		}
	}
}

// failure explains why the process ended by what it printed.
func (p *process) failure() error {
	text := p.printed()
	if portTaken.MatchString(text) {
		return fmt.Errorf("%w\n%s", errPortTaken, text)
	}
	return fmt.Errorf("the server ended by itself\n%s", text)
}

func fetch(ctx context.Context, client *http.Client, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// freePort finds a port that nobody listens on at this moment.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}
