package workspace

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/workspace/durable"
)

//go:embed all:starter
var starter embed.FS

// Init writes a commented starter workspace. A folder that has a workspace or other files of its
// names is left as it is. Its files are those of the folder starter, which the program has inside.
// Errors: *ConfigError, fs.ErrExist for a file that is there, and those of the file system. An
// error leaves what was written until then, which another call would refuse to write over.
func Init(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, ConfigName)); err == nil {
		return &ConfigError{Err: fmt.Errorf("%s is a workspace already: it has a %s", dir, ConfigName)}
	}
	files, err := fs.Sub(starter, "starter")
	if err != nil {
		return err
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return durable.MakeFolder(to, durable.PublicFolder)
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return writeNew(to, body)
	})
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	return durable.MakeFolder(filepath.Join(dir, "inbox"), durable.PublicFolder)
}

// writeNew refuses to write over a file.
func writeNew(name string, body []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	return errors.Join(err, file.Close(), os.Chmod(name, 0o644))
}
