package realserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// packageList is the file that is written last into an install: one line for each
// package folder that npm made. An install without it was cut short.
const packageList = "packages.txt"

// lockPoll is how often a process that waits for another one's install looks again.
const lockPoll = 100 * time.Millisecond

// An install is a folder in the user's cache that holds Directus with all its packages
// and the template that databases are copied from. Processes share it, read-only.
type install struct {
	recipe recipe
	folder string
}

// ensureInstall returns a complete install and its template. What is missing or broken is
// made first, by one process at a time; progress lines go to log.
func ensureInstall(ctx context.Context, r recipe, log io.Writer) (install, template, error) {
	cache, err := cacheFolder()
	if err != nil {
		return install{}, template{}, err
	}
	in := install{recipe: r, folder: filepath.Join(cache, r.folderName())}
	if tpl, err := in.check(); err == nil {
		return in, tpl, nil
	}
	lock := flock.New(in.folder + ".lock")
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return install{}, template{}, fmt.Errorf("realserver: wait for the install lock: %w", err)
	}
	defer lock.Close()
	tpl, err := in.complete(ctx, log)
	return in, tpl, err
}

// cacheFolder makes and names the folder that all installs live in.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("realserver: no cache folder: %w", err)
	}
	folder := filepath.Join(cache, "godirectus")
	return folder, os.MkdirAll(folder, 0o750)
}

// check reads the template of an install that is ready to use; an error says what is wrong.
func (in install) check() (template, error) {
	if err := checkPackages(os.DirFS(in.folder)); err != nil {
		return template{}, err
	}
	return readTemplate(in.folder)
}

// complete does what check found wanting. The caller holds the lock, and another process
// may have done all the work while this one waited for it.
func (in install) complete(ctx context.Context, log io.Writer) (template, error) {
	if err := checkPackages(os.DirFS(in.folder)); err != nil {
		if err := in.redo(ctx, log); err != nil {
			return template{}, err
		}
	}
	if tpl, err := readTemplate(in.folder); err == nil {
		return tpl, nil
	}
	say(log, "creating the first Directus %s database (once) …", in.recipe.release)
	return makeTemplate(ctx, in)
}

// redo installs from scratch beside the final folder and then puts the result in its place.
func (in install) redo(ctx context.Context, log io.Writer) error {
	npm, err := lookPath("npm")
	if err != nil {
		return err
	}
	if err := removeAll(in.folder + ".new-*"); err != nil { // of a process that was killed
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(in.folder), filepath.Base(in.folder)+".new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh) // nothing is there any more when all went well
	say(log, "installing Directus %s (once, into %s) …", in.recipe.release, in.folder)
	if err := in.recipe.copyTo(fresh); err != nil {
		return err
	}
	if err := npmInstall(ctx, npm, fresh); err != nil {
		return fmt.Errorf("realserver: install Directus %s: %w", in.recipe.release, err)
	}
	if err := seal(fresh); err != nil {
		return fmt.Errorf("realserver: install Directus %s: %w", in.recipe.release, err)
	}
	if err := os.RemoveAll(in.folder); err != nil {
		return err
	}
	return os.Rename(fresh, in.folder)
}

// seal makes a fresh install movable and writes its package list.
func seal(folder string) error {
	if err := unlinkDriver(folder); err != nil {
		return err
	}
	packages, err := installedPackages(os.DirFS(folder))
	if err != nil {
		return err
	}
	text := strings.Join(packages, "\n") + "\n"
	return os.WriteFile(filepath.Join(folder, packageList), []byte(text), 0o600)
}

// unlinkDriver replaces npm's link to the local sqlite3 package by a copy. On Windows
// the link holds the absolute path, which is wrong once the folder is renamed.
func unlinkDriver(folder string) error {
	link := filepath.Join(folder, "node_modules", "sqlite3")
	if err := os.Remove(link); err != nil {
		return err
	}
	return os.CopyFS(link, os.DirFS(filepath.Join(folder, "sqlite3")))
}

// installedPackages lists the package folders that npm says it made.
// An optional package that npm left out (one for another system) is not in the list.
func installedPackages(install fs.FS) ([]string, error) {
	text, err := fs.ReadFile(install, "node_modules/.package-lock.json")
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Optional bool `json:"optional"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, err
	}
	var packages []string
	for path, entry := range lock.Packages {
		switch err := checkPackage(install, path); {
		case err == nil:
			packages = append(packages, path)
		case !entry.Optional:
			return nil, err
		}
	}
	return packages, nil
}

// checkPackages reports the first package of the install that has lost its package.json.
func checkPackages(install fs.FS) error {
	text, err := fs.ReadFile(install, packageList)
	if err != nil {
		return err
	}
	packages := strings.Fields(string(text))
	if len(packages) == 0 {
		return errors.New("realserver: the list of installed packages is empty")
	}
	for _, path := range packages {
		if err := checkPackage(install, path); err != nil {
			return err
		}
	}
	_, err = fs.Stat(install, guardScript)
	return err
}

func checkPackage(install fs.FS, path string) error {
	info, err := fs.Stat(install, path+"/package.json")
	if err == nil && info.Size() == 0 {
		return fmt.Errorf("realserver: package.json of %s is empty", path)
	}
	return err
}

// removeAll removes every file and folder that matches the pattern.
func removeAll(pattern string) error {
	paths, err := filepath.Glob(pattern)
	for _, path := range paths {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// say writes one progress line for a person, if there is someone to read it.
func say(log io.Writer, format string, args ...any) {
	if log != nil {
		fmt.Fprintf(log, format+"\n", args...)
	}
}
