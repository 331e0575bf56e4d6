package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// WriteLater is Write for one of many files below a folder: all of them are on disk after one call of Flush for that
// folder. To bring each to disk by itself would cost more than reading the workbooks.
func WriteLater(name string, data []byte, mode fs.FileMode) error {
	write := func(w io.Writer) error { _, err := w.Write(data); return err }
	if err := replace(name, mode, write, func(*os.File) error { return nil }); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Flush brings everything that was written below root to disk, with one call for the whole file system. A root that is
// not there has nothing to flush.
func Flush(root string) error {
	folder, err := os.Open(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(folder.Fd())), folder.Close())
}
