package realserver_test

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/realserver"
)

// A server whose parent is killed without a chance to stop it ends by itself.
func TestOrphanEnds(t *testing.T) {
	t.Parallel()
	realserver.New(t, realserver.Options{}) // skips without Node.js; installs, if need be, with a log
	cmd := helper(t, "hold:12", "TMPDIR="+t.TempDir())
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	address := strings.TrimSpace(line)
	require.True(t, listens(t, address))

	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.Eventually(t, func() bool { return !listens(t, address) }, 20*time.Second, 50*time.Millisecond)
}

// helper is this test binary, run to do a task instead of tests; see help.
func helper(t *testing.T, task string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), helperVariable+"="+task)
	return cmd
}

// listens reports whether something accepts connections at the address.
func listens(t *testing.T, address string) bool {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		return false
	}
	require.NoError(t, conn.Close())
	return true
}

func requireGone(t *testing.T, pid int) {
	t.Helper()
	process, err := os.FindProcess(pid)
	if err != nil {
		return // Windows tells at once
	}
	require.Error(t, process.Signal(syscall.Signal(0)))
}
