package realserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// ErrNoNode means that node or npm is not on PATH; the error's text says which.
var ErrNoNode = errors.New("realserver: a real Directus needs Node.js")

// networkFailures are the words by which npm tells that a server could not be reached.
var networkFailures = regexp.MustCompile(`ETIMEDOUT|ECONN|EAI_AGAIN|ENOTFOUND|SOCKET_TIMEOUT|` +
	`EIDLETIMEOUT|EPIPE|ENETUNREACH|network|npm error code E(429|5\d\d)`)

// addresses matches what npm's messages say about where packages come from.
var addresses = regexp.MustCompile(`https?://[^\s"',]+`)

// lookPath finds a command on PATH. Its error is an ErrNoNode.
func lookPath(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w: there is no %q command on PATH", ErrNoNode, name)
	}
	return path, nil
}

// npmInstall runs `npm ci` in folder, and once more when the network failed.
func npmInstall(ctx context.Context, npm, folder string) error {
	output, err := runNPM(ctx, npm, folder)
	if err != nil && ctx.Err() == nil && networkFailures.MatchString(output) {
		output, err = runNPM(ctx, npm, folder)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("npm ci: %w\n%s", err, npmMessage(output))
	}
	return nil
}

// runNPM returns what npm printed. Packages that npm has in its own cache are not asked
// for again. All other settings are in the recipe's .npmrc.
func runNPM(ctx context.Context, npm, folder string) (string, error) {
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, npm, "ci", "--prefer-offline", "--no-progress")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "npm_config_update_notifier=false", "NODE_ENV=production")
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.WaitDelay = 5 * time.Second // a grandchild may hold the output open
	err := cmd.Run()
	return output.String(), err
}

// npmMessage cuts npm's output down to the last lines that matter.
func npmMessage(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	kept := lines[:0:0]
	for _, line := range lines {
		if !strings.HasPrefix(line, "npm warn") {
			kept = append(kept, line)
		}
	}
	kept = kept[max(0, len(kept)-15):]
	return addresses.ReplaceAllString(strings.Join(kept, "\n"), "(address)")
}
