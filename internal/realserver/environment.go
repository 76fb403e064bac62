package realserver

import (
	"crypto/rand"
	"os"
	"path/filepath"
)

// Names inside a server's folder.
const (
	databaseName  = "data.db"
	uploadsName   = "uploads"
	extensionName = "extensions"
	outputName    = "output.log"
)

// inherited are the variables of this process that Node needs to run at all. Nothing else
// is passed on, so that a developer's own Directus settings do not change a test.
var inherited = []string{
	"PATH", "TMPDIR", "LANG",
	"SystemRoot", "ComSpec", "PATHEXT", "TEMP", "TMP", // Windows
}

// environment returns the settings of a server that keeps everything in folder.
// Without an address it is only good for commands such as bootstrap.
func environment(folder, address string) map[string]string {
	env := map[string]string{
		"HOME": folder, "USERPROFILE": folder, // libraries write there at start
		"TZ": "UTC", // SQLite date functions follow the local zone

		"PUBLIC_URL": "http://" + address,
		"KEY":        rand.Text(),
		"SECRET":     rand.Text() + rand.Text(),

		"DB_CLIENT":              "sqlite3",
		"DB_FILENAME":            filepath.Join(folder, databaseName),
		"STORAGE_LOCATIONS":      "local",
		"STORAGE_LOCAL_DRIVER":   "local",
		"STORAGE_LOCAL_ROOT":     filepath.Join(folder, uploadsName),
		"EXTENSIONS_PATH":        filepath.Join(folder, extensionName),
		"EXTENSIONS_AUTO_RELOAD": "false",

		"LOG_LEVEL":                "warn",
		"LOG_STYLE":                "raw",
		"TELEMETRY":                "false",
		"SERVE_APP":                "false",
		"WEBSOCKETS_ENABLED":       "true",
		"LOGIN_STALL_TIME":         "50",  // a refused login answers soon
		"SERVER_SHUTDOWN_TIMEOUT":  "100", // open connections hold up the end no longer than this
		"PRESSURE_LIMITER_ENABLED": "false",
		"RATE_LIMITER_ENABLED":     "false",
		"CACHE_ENABLED":            "false",
		"CACHE_SCHEMA":             "false", // a request under way can put an outdated schema back after a change
	}
	for _, name := range inherited {
		if value, ok := os.LookupEnv(name); ok {
			env[name] = value
		}
	}
	return env
}

// makeFolders creates what the environment promises inside folder, and a package.json,
// since Directus looks for extensions in the working directory's packages.
func makeFolders(folder string) error {
	if err := os.MkdirAll(filepath.Join(folder, uploadsName), 0o750); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, extensionName), 0o750); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "package.json"), []byte("{}\n"), 0o600)
}

// list turns settings into the form that os/exec takes.
func list(env map[string]string) []string {
	lines := make([]string, 0, len(env))
	for name, value := range env {
		lines = append(lines, name+"="+value)
	}
	return lines
}
