//go:build !linux

package durable

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// WriteLater is Write for one of many files. Only Linux has a call that brings them to disk together; elsewhere each is
// on disk at once.
func WriteLater(name string, data []byte, mode fs.FileMode) error { return Write(name, data, mode) }

// Flush brings the folders below root to disk; the files in them are there already. A root that is not there has
// nothing to flush.
func Flush(root string) error {
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return syncFolder(name)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
