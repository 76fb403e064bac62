//go:build !unix

package realserver

import "syscall"

// unprivileged has nothing to do on systems without root.
func unprivileged(string) (*syscall.SysProcAttr, error) { return ownGroup(), nil }
