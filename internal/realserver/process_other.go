//go:build !unix

package realserver

import (
	"os"
	"syscall"
)

// ownGroup has no counterpart on systems without process groups.
func ownGroup() *syscall.SysProcAttr { return nil }

// terminate ends the process at once: there is no polite signal to send.
func terminate(p *os.Process) error { return p.Kill() }
