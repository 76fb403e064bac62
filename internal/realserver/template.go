package realserver

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	templateDatabase = "template.db"
	templateAccount  = "template.json"
	adminEmail       = "admin@example.com"
	sqliteMagic      = "SQLite format 3\x00"
)

// A template is a bootstrapped database without any user data, and the administrator in
// it. It is made once for each install, and every server starts from a copy.
type template struct {
	database string
	account  account
}

// account is how the administrator of a database signs in.
type account struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Token    string `json:"token"`
}

// readTemplate finds the template in an install; an error says that there is no good one.
func readTemplate(folder string) (template, error) {
	files := os.DirFS(folder)
	tpl := template{database: filepath.Join(folder, templateDatabase)}
	text, err := fs.ReadFile(files, templateAccount)
	if err != nil {
		return template{}, err
	}
	if err := json.Unmarshal(text, &tpl.account); err != nil {
		return template{}, err
	}
	if a := tpl.account; a.Email == "" || a.Password == "" || a.Token == "" {
		return template{}, errors.New("realserver: the template's account is incomplete")
	}
	return tpl, checkDatabase(files, templateDatabase)
}

// checkDatabase reports a file that is not a complete SQLite database: one that is empty,
// has no SQLite header, or has changes that are still in a journal beside it.
func checkDatabase(files fs.FS, name string) error {
	for _, suffix := range []string{"-wal", "-journal"} {
		if info, err := fs.Stat(files, name+suffix); err == nil && info.Size() > 0 {
			return fmt.Errorf("realserver: %s has an unfinished %s file", name, suffix)
		}
	}
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, len(sqliteMagic))
	if _, err := io.ReadFull(file, head); err != nil || string(head) != sqliteMagic {
		return fmt.Errorf("realserver: %s is not an SQLite database", name)
	}
	return nil
}

// makeTemplate bootstraps a database in a temporary folder and moves it into the install.
// The account goes first, so that a database in place always has its account.
func makeTemplate(ctx context.Context, in install) (template, error) {
	if err := removeAll(filepath.Join(in.folder, "bootstrap-*")); err != nil { // of a process that was killed
		return template{}, err
	}
	folder, err := os.MkdirTemp(in.folder, "bootstrap-*")
	if err != nil {
		return template{}, err
	}
	defer os.RemoveAll(folder)
	tpl := template{
		database: filepath.Join(in.folder, templateDatabase),
		account:  account{Email: adminEmail, Password: rand.Text(), Token: rand.Text()},
	}
	output, err := bootstrap(ctx, in, folder, tpl.account, nil)
	if err == nil {
		err = checkDatabase(os.DirFS(folder), databaseName)
	}
	if err != nil {
		return template{}, fmt.Errorf("realserver: bootstrap Directus %s: %w\n%s", in.recipe.release, err, output)
	}
	text, err := json.Marshal(tpl.account) //nolint:gosec // this file is where the password belongs
	if err != nil {
		return template{}, err
	}
	sidecar := filepath.Join(folder, templateAccount)
	if err := os.WriteFile(sidecar, text, 0o600); err != nil {
		return template{}, err
	}
	if err := os.Rename(sidecar, filepath.Join(in.folder, templateAccount)); err != nil {
		return template{}, err
	}
	return tpl, os.Rename(filepath.Join(folder, databaseName), tpl.database)
}

// bootstrap lets Directus create its tables and its administrator, and returns what it has
// printed. The settings say which database that is; without any it is SQLite's, in folder.
func bootstrap(ctx context.Context, in install, folder string, who account, settings map[string]string) (string, error) {
	node, err := lookPath("node")
	if err != nil {
		return "", err
	}
	if err := makeFolders(folder); err != nil {
		return "", err
	}
	env := environment(folder, "")
	maps.Copy(env, settings)
	env["ADMIN_EMAIL"], env["ADMIN_PASSWORD"], env["ADMIN_TOKEN"] = who.Email, who.Password, who.Token
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, node, in.program(), "bootstrap") //nolint:gosec // the paths are our own
	cmd.Dir, cmd.Env = folder, list(env)
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	if err != nil {
		err = errors.Join(err, ctx.Err())
	}
	return tail(output.Bytes()), err
}

// copyTo writes a new server's database.
func (t template) copyTo(path string) error {
	content, err := os.ReadFile(t.database)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600) //nolint:gosec // the path is our own
}
