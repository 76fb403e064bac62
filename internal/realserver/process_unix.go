//go:build unix

package realserver

import (
	"os"
	"syscall"
)

// ownGroup keeps the terminal's Ctrl-C from the server: only this program gets it, and
// stops the server in order.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// terminate asks the process to shut down.
func terminate(p *os.Process) error {
	return p.Signal(syscall.SIGTERM)
}
