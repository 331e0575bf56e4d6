// Package durable is the one place where the program writes the files that it must not lose: it puts a whole file in
// the place of another in one step, and on disk before it returns. A reader finds the old file or the new one, never
// half of one, also after a power cut. What a killed run leaves is a file whose name begins with Prefix, which Tidy
// removes.
//
// Windows differs in three ways, which are hidden here: a folder cannot be flushed, a file can be flushed only through
// a handle that may write, and a read-only file must be made writable before another takes its place.
package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Prefix begins the name of a file that is not finished. No reader may take such a file for a whole
// one.
const Prefix = ".new-"

// Write puts a file with these bytes and this mode at name, in the place of what was there. It is
// on disk when Write returns. Errors name the file; the file that was there stays as it was then.
func Write(name string, data []byte, mode fs.FileMode) error {
	return Replace(name, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Replace is Write for what is written piece by piece. When write fails nothing is replaced, and its error is wrapped.
func Replace(name string, mode fs.FileMode, write func(io.Writer) error) error {
	if err := replace(name, mode, write, (*os.File).Sync); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := syncFolder(filepath.Dir(name)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Rename moves a finished file or folder to its place and brings the move to disk. What is inside
// has to be on disk already, or a power cut could leave a name without its content.
func Rename(from, to string) error {
	if err := move(from, to); err != nil {
		return err // an *os.LinkError, which names both
	}
	return syncFolder(filepath.Dir(to))
}

// Seal brings a finished file to disk and makes it one that everybody may read and nobody change. It
// is for files that another library wrote, such as the database of a vintage.
func Seal(name string) error { return finish(name, PublicFile) }

// SealPrivate is Seal for a file that only tonghop's own account may read.
func SealPrivate(name string) error { return finish(name, PrivateFile) }

// finish brings a file to disk before it gives the file its last mode, which may forbid opening it again.
func finish(name string, mode fs.FileMode) error {
	file, err := openToSync(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close(), os.Chmod(name, mode))
}

// Tidy removes what killed runs left unfinished in the folders that a pattern of filepath.Glob names. The caller sees
// to it that nobody is writing there.
func Tidy(folders string) error {
	left, err := filepath.Glob(filepath.Join(folders, Prefix+"*"))
	if err != nil {
		return fmt.Errorf("unfinished files in %s: %w", folders, err)
	}
	for _, name := range left {
		if err := remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("unfinished file: %w", err)
		}
	}
	return nil
}

// replace writes a new file beside its place, hands it to sync, and moves it there. It stands
// beside, not in a temporary folder, because a move is one step only within one file system. When
// anything fails the unfinished file is removed.
func replace(name string, mode fs.FileMode, write func(io.Writer) error, sync func(*os.File) error) error {
	file, err := create(name, mode)
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = sync(file)
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = move(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, remove(file.Name()))
	}
	return nil
}

// create makes an empty file of a new name beside another. O_EXCL sees to it that the file is new:
// a link that somebody put there is never followed.
func create(name string, mode fs.FileMode) (*os.File, error) {
	for {
		beside := fmt.Sprintf("%s%s-%08x", Prefix, filepath.Base(name), rand.Uint32())
		file, err := openNew(filepath.Join(filepath.Dir(name), beside), mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return file, file.Chmod(mode) // whatever the process's umask is
	}
}
