package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Who may read what tonghop writes: what was submitted, and what is made of it before it is published, is for the
// account that tonghop runs under alone; what is published is for everybody, and for nobody to change.
const (
	PrivateFile   fs.FileMode = 0o600
	PrivateFolder fs.FileMode = 0o700
	PublicFile    fs.FileMode = 0o444
	PublicFolder  fs.FileMode = 0o755

	// SealedFolder is that of a folder in which everything is finished: nobody puts a file beside the others by mistake.
	// Its owner can take the mode off, so that it is a hindrance and no defence; RemoveAll removes it.
	SealedFolder fs.FileMode = 0o555

	groupFile   fs.FileMode = 0o640
	groupFolder fs.FileMode = 0o750
)

// MakeFolder makes a folder, and those above it that are not there, with exactly this mode, whatever the process's
// umask is. A folder that is there stays as it is.
func MakeFolder(name string, mode fs.FileMode) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil
	}
	if above := filepath.Dir(name); above != name {
		if err := MakeFolder(above, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(name, mode); errors.Is(err, fs.ErrExist) {
		return nil
	} else if err != nil {
		return err // it names the folder
	}
	return os.Chmod(name, mode)
}

// MakePrivate takes from a file or folder what others may do with it; one that is not there is none to protect. What is
// inside a folder need not be looked at: nobody else gets there.
func MakePrivate(name string) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	mode := PrivateFile
	if info.IsDir() {
		mode = PrivateFolder
	}
	if info.Mode().Perm() == mode {
		return nil
	}
	return os.Chmod(name, mode)
}

// ShareWithGroup lets the group of a file or folder, and of everything in it, read what others may not. One that is not
// there is none to share.
func ShareWithGroup(name string) error {
	err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		mode := groupFile
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			mode = groupFolder
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil || info.Mode().Perm() == mode {
			return err
		}
		return os.Chmod(path, mode)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
