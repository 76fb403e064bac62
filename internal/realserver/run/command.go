package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/godirectus/directus/internal/realserver"
)

// Exit codes as shells use them.
const (
	codeNotFound = 127
	codeSignal   = 128 // plus the signal's number
)

// command runs args and returns its exit code. A signal that ends ctx is passed on to it, and
// it then has ten seconds to end. A nil server leaves the environment as it is.
func command(ctx context.Context, args []string, server *realserver.Server, stdout, stderr io.Writer) int {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // running what the user asks for is the point
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	cmd.Env = environ(server)
	cmd.Cancel = func() error { return cmd.Process.Signal(cause(ctx)) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	if cmd.ProcessState == nil {
		fmt.Fprintln(stderr, err)
		return codeNotFound
	}
	return exitCode(cmd.ProcessState)
}

// environ is this process's environment plus the way to the server.
func environ(server *realserver.Server) []string {
	env := os.Environ()
	if server == nil {
		return env
	}
	return append(env,
		"DIRECTUS_URL="+server.URL, "DIRECTUS_TOKEN="+server.Token,
		"DIRECTUS_EMAIL="+server.Email, "DIRECTUS_PASSWORD="+server.Password)
}

// cause is the signal that ended ctx.
func cause(ctx context.Context) os.Signal {
	var c caught
	if errors.As(context.Cause(ctx), &c) {
		return c.Signal
	}
	return os.Interrupt
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return codeSignal + int(status.Signal())
	}
	return state.ExitCode()
}
