package lake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/workspace/durable"
)

// Folder is a lake on this machine, or on a disk that it shares.
type Folder struct{ Root string }

// String is the folder, as messages name it.
func (s Folder) String() string { return s.Root }

// local is where a file of the lake stands on this machine.
func (s Folder) local(name string) string { return filepath.Join(s.Root, filepath.FromSlash(name)) }

// stage is an empty folder in which the files of a province are written before they have names, on the disk of the
// lake; what a killed run left there is removed.
func (s Folder) stage(province string) (string, error) {
	dir := s.local(durable.Prefix + province)
	if err := durable.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, durable.MakeFolder(dir, durable.PublicFolder)
}

// put gives a finished file its place in the lake, and brings it to disk first.
func (s Folder) put(_ context.Context, from, name string) error {
	to := s.local(name)
	if err := durable.MakeFolder(filepath.Dir(to), durable.PublicFolder); err != nil {
		return err
	}
	if err := durable.Seal(from); err != nil {
		return err
	}
	return durable.Rename(from, to)
}

// write puts a small file in the place of another, in one step.
func (s Folder) write(_ context.Context, name string, body []byte) error {
	to := s.local(name)
	if err := durable.MakeFolder(filepath.Dir(to), durable.PublicFolder); err != nil {
		return err
	}
	return durable.Write(to, body, durable.PublicFile)
}

// read reads a small file. A name that is not there is fs.ErrNotExist.
func (s Folder) read(_ context.Context, name string) ([]byte, error) {
	return os.ReadFile(s.local(name))
}

// size is how many bytes a file has.
func (s Folder) size(_ context.Context, name string) (int64, error) {
	info, err := os.Stat(s.local(name))
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is no file", s.local(name))
	}
	return info.Size(), nil
}

// list names the files beneath a folder of the lake; none where there is no such folder.
func (s Folder) list(_ context.Context, beneath string) (names []string, err error) {
	root := s.local(beneath)
	err = filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), durable.Prefix):
			relative, err := filepath.Rel(root, file)
			names = append(names, path.Join(beneath, filepath.ToSlash(relative)))
			return err
		}
		return nil
	})
	return names, err
}

// remove removes a file.
func (s Folder) remove(_ context.Context, name string) error { return durable.RemoveAll(s.local(name)) }

// begun says whether a write of a province was begun and not finished.
func (s Folder) begun(province string) bool {
	_, err := os.Stat(s.local(durable.Prefix + province))
	return err == nil
}
