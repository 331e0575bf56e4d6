package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// RemoveAll removes a file, or a folder with everything in it, also where files and folders were made read-only when
// they were finished: whatever removes a vintage or a part of one goes through it. A link is removed, never followed.
// A name that is not there is no error.
func RemoveAll(name string) error {
	err := os.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if err := open(name, unlock); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return os.RemoveAll(name)
}

// Unseal lets tonghop's own account write into a finished folder again, and into those in it. Nobody but who removes or
// rewrites what stands there has reason to call it; SealFolder closes the folder afterwards.
func Unseal(name string) error { return open(name, func(string) error { return nil }) }

// open lets the folders below a name be written into, and hands each file to another function.
func open(name string, file func(string) error) error {
	return filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return unsealFolder(path, entry)
		case entry.Type().IsRegular():
			return file(path)
		}
		return nil
	})
}

// unsealFolder gives the owner of a folder back what SealFolder took, and nobody else anything.
func unsealFolder(name string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil || info.Mode()&0o700 == 0o700 {
		return err
	}
	return os.Chmod(name, info.Mode().Perm()|0o700)
}
