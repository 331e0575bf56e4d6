package lake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/workspace/durable"
)

// Folder is a lake on this machine, or on a disk that it shares. Tables are sealed when they get
// their names, so that nobody changes them by mistake; a state is replaced by writing other files,
// never by changing one.
type Folder struct{ Root string }

// String is the folder, as messages name it.
func (s Folder) String() string { return s.Root }

// local implements Store: the files of a folder can be read where they are.
func (s Folder) local(name string) string { return filepath.Join(s.Root, filepath.FromSlash(name)) }

// fetch has nothing to do: the files are there.
func (s Folder) fetch(context.Context, File) error { return nil }

// stage is on the disk of the lake, since a file is moved in one step only within one file system; what a killed run
// left there is removed.
func (s Folder) stage(province string) (string, error) {
	dir := s.local(durable.Prefix + province)
	if err := durable.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, durable.MakeFolder(dir, durable.PublicFolder)
}

// put implements Store. The file is synced and sealed before it has its name.
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

// write implements Store: a reader finds the old file or the new one, and never a half.
func (s Folder) write(_ context.Context, name string, body []byte) error {
	to := s.local(name)
	if err := durable.MakeFolder(filepath.Dir(to), durable.PublicFolder); err != nil {
		return err
	}
	return durable.Write(to, body, durable.PublicFile)
}

// open implements Store.
func (s Folder) open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(s.local(name))
}

// size implements Store. What is no regular file has no size, so that a folder of the same name is
// no file of a lake.
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

// has implements Store. On a disk a file may have been changed by hand, so that its sum is looked
// at too.
func (s Folder) has(ctx context.Context, f File) bool {
	if size, err := s.size(ctx, f.Path); err != nil || size != f.Bytes {
		return false
	}
	sum, _, err := durable.SumOfFile(s.local(f.Path))
	return err == nil && sum == f.SHA256
}

// list implements Store. What begins with durable.Prefix is being written, or was left by a killed
// run, and is not listed.
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

// remove implements Store.
func (s Folder) remove(_ context.Context, name string) error { return durable.RemoveAll(s.local(name)) }

// begun implements Store: the folder of unfinished files is there while a write is under way, and
// after one that was killed.
func (s Folder) begun(province string) bool {
	_, err := os.Stat(s.local(durable.Prefix + province))
	return err == nil
}
