package realserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	stopAfter = 5 * time.Second // grace between the polite signal and the kill
	tailSize  = 8 << 10
)

// A process is a running Directus, or the PostgreSQL under it. It needs no goroutine of this program: its output goes
// to a file, and it is waited for only when it is stopped.
type process struct {
	cmd    *exec.Cmd
	output string   // file that collects what it prints
	stdin  *os.File // Directus ends itself when this end is closed, or dies with this program
}

// launch starts `directus start` in folder. The process outlives ctx.
func launch(ctx context.Context, node string, in install, folder string, env map[string]string) (*process, error) {
	guard := filepath.Join(in.folder, guardScript)
	args := []string{"--require", guard, in.program(), "start"}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), node, args...) //nolint:gosec // the paths are our own
	cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, list(env), ownGroup()
	return spawn(cmd, filepath.Join(folder, outputName))
}

// spawn starts a command whose output goes to a new file.
func spawn(cmd *exec.Cmd, path string) (*process, error) {
	output, err := os.Create(path) //nolint:gosec // the path is our own
	if err != nil {
		return nil, err
	}
	defer output.Close()
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = read, output, output
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &process{cmd: cmd, output: output.Name(), stdin: write}, nil
}

// program is the server's command line script. It is not directus/cli.js, which first
// looks for updates on the network.
func (in install) program() string {
	return filepath.Join(in.folder, "node_modules", "@directus", "api", "dist", "cli", "run.js")
}

// exited reports whether the process is gone, by writing to its standard input: once
// the only reader is gone the system refuses the byte. The guard script ignores it.
func (p *process) exited() bool {
	_, err := p.stdin.Write([]byte{'\n'})
	return err != nil
}

// stop ends the process, waits for it and returns why it could not be ended. A process that
// has ended by itself, in whatever way, is no error. It is called once.
func (p *process) stop() error {
	defer p.stdin.Close()
	if err := terminate(p.cmd.Process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("realserver: stop the server: %w", err)
	}
	killer := time.AfterFunc(stopAfter, func() {
		_ = p.cmd.Process.Kill() // fails only when it is gone already
	})
	defer killer.Stop()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("realserver: wait for the server: %w", err)
	}
	return nil
}

// printed returns the last part of what the process has written so far.
func (p *process) printed() string {
	file, err := os.Open(p.output)
	if err != nil {
		return ""
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > tailSize {
		_, _ = file.Seek(-tailSize, io.SeekEnd) // else the tail is longer than need be
	}
	text, _ := io.ReadAll(file) // what could be read is better than nothing
	return string(text)
}

// tail is the last part of a longer text.
func tail(text []byte) string {
	return string(text[max(0, len(text)-tailSize):])
}
