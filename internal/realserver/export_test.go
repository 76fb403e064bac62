package realserver

import (
	"context"
	"path/filepath"
)

// Inner parts that the tests look at.
var (
	CheckPackages = checkPackages
	CheckDatabase = checkDatabase
	FreePort      = freePort
	Running       = running
)

// StartOn is Start with a choice of ports.
func StartOn(ctx context.Context, opts Options, port func(context.Context) (int, error)) (*Server, error) {
	return start(ctx, opts, port)
}

// PID is the server's process id.
func (s *Server) PID() int { return s.process.cmd.Process.Pid }

// InstallFolder is where a version is installed in a user's cache folder.
func InstallFolder(cache, version string) (string, error) {
	r, err := loadRecipe(version)
	return filepath.Join(cache, "godirectus", r.folderName()), err
}
