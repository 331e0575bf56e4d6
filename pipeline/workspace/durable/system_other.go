//go:build !windows

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// A move, a removal and an opening need nothing special outside of Windows.
func move(from, to string) error { return os.Rename(from, to) }

func remove(name string) error { return os.Remove(name) }

func openToSync(name string) (*os.File, error) { return os.Open(name) }

// openNew makes a file that is not there yet. One that package os opens is first tried as a file that can be waited
// for, as a pipe can: four calls of the system that tell nothing of a file, and count when thousands are written.
func openNew(name string, mode fs.FileMode) (*os.File, error) {
	for {
		file, err := syscall.Open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_CLOEXEC, uint32(mode.Perm()))
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		default:
			return os.NewFile(uintptr(file), name), nil
		}
	}
}

// syncFolder brings the names in a folder to disk. Without it a power cut could forget that a new
// file exists, although its content is there.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// SealFolder makes a folder one into which nobody writes any more: it is on disk before, with all the names in it.
func SealFolder(name string) error {
	return errors.Join(syncFolder(name), os.Chmod(name, SealedFolder))
}

// unlock does nothing: whether a file may be removed is said by the mode of its folder.
func unlock(string) error { return nil }
