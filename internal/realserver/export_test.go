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

// PostgresPID is the process id of the server's PostgreSQL.
func (s *Server) PostgresPID() int { return s.cluster.process.cmd.Process.Pid }

// Folder is where the server keeps everything.
func (s *Server) Folder() string { return s.folder }

// SetPostgresFolders changes where to look for PostgreSQL beside PATH, and returns a function
// that changes it back.
func SetPostgresFolders(pattern string) func() {
	before := postgresFolders
	postgresFolders = pattern
	return func() { postgresFolders = before }
}

// InstallFolder is where a version is installed in a user's cache folder.
func InstallFolder(cache, version string) (string, error) {
	r, err := loadRecipe(version)
	return filepath.Join(cache, "godirectus", r.folderName()), err
}
