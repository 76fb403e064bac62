package directus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// fileVersion is the version of the form of the file.
const fileVersion = 1

// lockPoll is how often a process that waits for another's lock looks again.
const lockPoll = 10 * time.Millisecond

// FileStorage keeps values in a file that only its owner may read, so that a session
// survives a restart and several processes can share it. A write replaces the file as a
// whole, so a crash leaves the old or the new one. Lock files stand beside it. Make it
// with [NewFileStorage].
type FileStorage struct{ path string }

// storedFile is the content of the file.
type storedFile struct {
	Version int               `json:"version"`
	Values  map[string]string `json:"values"`
}

// NewFileStorage returns a storage in the file at path, which is made when something is
// stored. Its folder must exist.
func NewFileStorage(path string) (*FileStorage, error) {
	full, err := filepath.Abs(path)
	if err != nil || path == "" {
		return nil, fmt.Errorf("directus: NewFileStorage(%q): not a path", path)
	}
	info, err := os.Stat(filepath.Dir(full))
	if err != nil {
		return nil, fmt.Errorf("directus: NewFileStorage: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("directus: NewFileStorage: %s is not a folder", filepath.Dir(full))
	}
	return &FileStorage{path: full}, nil
}

// Get implements [Storage]. A file that is damaged, or was written by a newer version of
// this library, is an error.
func (s *FileStorage) Get(_ context.Context, key string) (value string, found bool, err error) {
	values, err := s.read()
	value, found = values[key]
	return value, found, err
}

// Set implements [Storage]. It replaces a file that is damaged.
func (s *FileStorage) Set(ctx context.Context, key, value string) error {
	return s.update(ctx, func(values map[string]string) { values[key] = value })
}

// Delete implements [Storage]. It replaces a file that is damaged.
func (s *FileStorage) Delete(ctx context.Context, key string) error {
	return s.update(ctx, func(values map[string]string) { delete(values, key) })
}

// Lock implements [Locker], between processes too.
func (s *FileStorage) Lock(ctx context.Context, key string) (unlock func(), err error) {
	sum := sha256.Sum256([]byte(key))
	return s.lock(ctx, "."+hex.EncodeToString(sum[:4])+".lock")
}

// lock takes the lock file with this ending.
func (s *FileStorage) lock(ctx context.Context, ending string) (unlock func(), err error) {
	if s.path == "" {
		return nil, errNoPath
	}
	lock := flock.New(s.path+ending, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return func() { _ = lock.Close() }, nil // a lock ends with its file, whatever Close says
}

// update changes the values while no other process does.
func (s *FileStorage) update(ctx context.Context, change func(values map[string]string)) error {
	unlock, err := s.lock(ctx, ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	values, err := s.read()
	if errors.Is(err, errDamaged) {
		values, err = map[string]string{}, nil
	}
	if err != nil {
		return err
	}
	change(values)
	return s.write(values)
}

// errNoPath is a FileStorage that was made without NewFileStorage.
var errNoPath = errors.New("the FileStorage has no path; make it with NewFileStorage")

// errDamaged is a file of which nothing can be read.
var errDamaged = errors.New("the file is damaged")

// read returns the values in the file, and none when there is no file. Its errors repeat
// nothing of the content.
func (s *FileStorage) read() (map[string]string, error) {
	if s.path == "" {
		return nil, errNoPath
	}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	var stored storedFile
	if json.Unmarshal(text, &stored) != nil || stored.Version < 1 || stored.Values == nil {
		return nil, fmt.Errorf("%s: %w; sign in again", s.path, errDamaged)
	}
	if stored.Version > fileVersion {
		return nil, fmt.Errorf("%s: written by a newer version of this library", s.path)
	}
	return stored.Values, nil
}

// write replaces the file.
func (s *FileStorage) write(values map[string]string) (err error) {
	text, err := json.Marshal(storedFile{Version: fileVersion, Values: values})
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*.tmp") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), s.path)
}
