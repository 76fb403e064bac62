package realserver

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// defaultVersion is what an empty Options.Version stands for, the newest.
const defaultVersion = "12"

// layout is part of every install folder's name. Raise it when the code changes what
// it keeps in there, so that folders made by older code are left alone.
const layout = "1"

// guardScript ends a server whose parent died; see there.
const guardScript = "exit-with-parent.cjs"

// The files are named one by one: a pattern for whole folders would leave out .npmrc and
// take in a node_modules that somebody made by running npm in place.
//
//go:embed npm/exit-with-parent.cjs
//go:embed npm/*/.npmrc npm/*/package.json npm/*/package-lock.json
//go:embed npm/*/sqlite3/package.json npm/*/sqlite3/index.js
var recipes embed.FS

// A recipe says how one major version of Directus is installed: package.json, lock file,
// npm settings, and a local package that stands in for the SQLite driver.
type recipe struct {
	major   string // "12"
	release string // "12.4.0"
	hash    string // of all its files: a changed recipe gets a folder of its own
	files   fs.FS
}

// envVersion names the variable that says what an empty Options.Version stands for
// instead, so that a whole test run can use another version.
const envVersion = "DIRECTUS_VERSION"

// loadRecipe finds the recipe for a major version; "" means the default one.
func loadRecipe(major string) (recipe, error) {
	major = cmp.Or(major, os.Getenv(envVersion), defaultVersion)
	known, err := fs.Glob(recipes, "npm/*/package.json")
	if err != nil {
		return recipe{}, err
	}
	if !slices.Contains(known, "npm/"+major+"/package.json") {
		return recipe{}, fmt.Errorf("realserver: no recipe for Directus %q (there is 12, 11 and 10)", major)
	}
	return readRecipe(major)
}

func readRecipe(major string) (recipe, error) {
	files, err := fs.Sub(recipes, "npm/"+major)
	if err != nil {
		return recipe{}, err
	}
	release, err := readRelease(files)
	if err != nil {
		return recipe{}, err
	}
	hash, err := hashRecipe(files)
	if err != nil {
		return recipe{}, err
	}
	return recipe{major: major, release: release, hash: hash, files: files}, nil
}

// readRelease reads the exact Directus version that package.json asks for.
func readRelease(files fs.FS) (string, error) {
	text, err := fs.ReadFile(files, "package.json")
	if err != nil {
		return "", err
	}
	var manifest struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return "", fmt.Errorf("realserver: package.json: %w", err)
	}
	return manifest.Dependencies["directus"], nil
}

// hashRecipe digests the recipe's files, the guard script and the layout number.
func hashRecipe(files fs.FS) (string, error) {
	guard, err := recipes.ReadFile("npm/" + guardScript)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s", layout, guard)
	err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(content), content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:10], err
}

// copyTo writes the recipe's files and the guard script into folder.
func (r recipe) copyTo(folder string) error {
	if err := os.CopyFS(folder, r.files); err != nil {
		return err
	}
	guard, err := recipes.ReadFile("npm/" + guardScript)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, guardScript), guard, 0o600)
}

// folderName names the install in the cache: "directus-12.4.0-0a1b2c3d4e".
func (r recipe) folderName() string {
	return strings.Join([]string{"directus", r.release, r.hash}, "-")
}
