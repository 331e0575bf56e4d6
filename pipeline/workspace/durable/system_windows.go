package durable

import (
	"errors"
	"io/fs"
	"os"
)

// move takes the read-only mark off the file that is in the way: Windows replaces no file that has one.
func move(from, to string) error {
	if info, err := os.Lstat(to); err == nil && info.Mode().IsRegular() && info.Mode()&0o200 == 0 {
		if err := os.Chmod(to, info.Mode()|0o200); err != nil {
			return err
		}
	}
	return os.Rename(from, to)
}

// remove makes a file writable first, since Windows refuses to remove a read-only one.
func remove(name string) error {
	if err := os.Chmod(name, 0o666); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Remove(name)
}

// openToSync opens for writing, because FlushFileBuffers refuses a handle that may only read.
func openToSync(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR, 0) }

func openNew(name string, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// syncFolder does nothing: Windows flushes no folders, and NTFS keeps its own journal of names.
func syncFolder(string) error { return nil }

// SealFolder does nothing: the read-only mark of a folder keeps nobody from writing into it, and only makes it hard to
// remove.
func SealFolder(string) error { return nil }

// unlock takes the read-only mark off a file, which Windows does not remove otherwise.
func unlock(name string) error { return os.Chmod(name, 0o666) }
