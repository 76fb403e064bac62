package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus/internal/realserver"
)

// helperVariable makes the test binary act as the program itself, or as its COMMAND.
const helperVariable = "RUN_TEST_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helperVariable) {
	case "main":
		_ = os.Setenv(helperVariable, "command")
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	case "command":
		os.Exit(helpCommand(os.Args[1]))
	}
	goleak.VerifyTestMain(m)
}

// helpCommand prints the server's address; then it exits with 7 when it may use the server,
// waits for a signal and exits with 5, or lets the signal end it.
func helpCommand(task string) int {
	signals := make(chan os.Signal, 1)
	if task == "wait" {
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	}
	fmt.Println(os.Getenv("DIRECTUS_URL"))
	if task != "use" {
		<-signals
		return 5
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, os.Getenv("DIRECTUS_URL")+"/users/me", http.NoBody)
	if err != nil {
		return 1
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("DIRECTUS_TOKEN"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 1
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 1
	}
	return 7
}

func TestCommand(t *testing.T) {
	needNode(t)
	t.Setenv(helperVariable, "command")
	t.Setenv("DIRECTUS_URL", "")
	var stdout, stderr bytes.Buffer
	require.Equal(t, 7, run([]string{os.Args[0], "use"}, &stdout, &stderr), "%s", &stderr)
	require.False(t, listens(t, strings.TrimSpace(stdout.String())), "the server is stopped")
	require.Equal(t, 127, run([]string{"no-such-command"}, &stdout, &stderr))
	require.Contains(t, stderr.String(), "no-such-command")
}

func TestCommandWithRunningServer(t *testing.T) {
	server := realserver.New(t, realserver.Options{})
	t.Setenv("PATH", "") // it needs no Node.js
	t.Setenv(helperVariable, "command")
	t.Setenv("DIRECTUS_URL", server.URL)
	t.Setenv("DIRECTUS_TOKEN", server.Token)
	var stdout, stderr bytes.Buffer
	require.Equal(t, 7, run([]string{os.Args[0], "use"}, &stdout, &stderr), "%s", &stderr)
	require.Equal(t, server.URL+"\n", stdout.String())
	require.True(t, listens(t, server.URL))
}

func TestWithoutNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("DIRECTUS_URL", "")
	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, run(nil, &stdout, &stderr))
	require.Contains(t, stderr.String(), `there is no "node" command on PATH`)
	require.Contains(t, stderr.String(), "install Node.js")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"-h"}, &stdout, &stderr))
	require.Contains(t, stderr.String(), "usage: run")
	require.Equal(t, 2, run([]string{"-no-such-flag"}, &stdout, &stderr))
}

func TestSignal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args   []string
		signal syscall.Signal
		code   int
	}{
		"server alone, Ctrl-C":     {nil, syscall.SIGINT, 0},
		"server alone, SIGTERM":    {nil, syscall.SIGTERM, 0},
		"command, Ctrl-C":          {[]string{os.Args[0], "wait"}, syscall.SIGINT, 5},
		"command, SIGTERM":         {[]string{os.Args[0], "wait"}, syscall.SIGTERM, 5},
		"command that dies of it":  {[]string{os.Args[0], "die"}, syscall.SIGTERM, 128 + 15},
		"flags end at two hyphens": {[]string{"-version", "12", "--", os.Args[0], "wait"}, syscall.SIGTERM, 5},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needNode(t)
			cmd, stdout := startMain(t, tt.args)
			address := readAddress(t, stdout)
			require.True(t, listens(t, address))
			require.NoError(t, cmd.Process.Signal(tt.signal))
			_, err := io.Copy(io.Discard, stdout)
			require.NoError(t, err)
			_ = cmd.Wait() // the code says all
			require.Equal(t, tt.code, cmd.ProcessState.ExitCode())
			require.False(t, listens(t, address))
		})
	}
}

// startMain runs this program in a process of its own.
func startMain(t *testing.T, args []string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), helperVariable+"=main", "DIRECTUS_URL=")
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, bufio.NewReader(stdout)
}

// readAddress reads lines until one holds a server's URL.
func readAddress(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		require.NoError(t, err)
		if at := strings.Index(line, "http://"); at >= 0 {
			return strings.TrimSpace(line[at:])
		}
	}
}

func listens(t *testing.T, address string) bool {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("needs a real Directus: put node and npm on PATH")
	}
}
