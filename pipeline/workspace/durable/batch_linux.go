package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// WriteLater is Write for one of many files below a folder: they are on disk only after one call of
// Flush for that folder. To bring each file to disk by itself would take longer than reading the
// workbooks that they hold.
func WriteLater(name string, data []byte, mode fs.FileMode) error {
	write := func(w io.Writer) error { _, err := w.Write(data); return err }
	if err := replace(name, mode, write, func(*os.File) error { return nil }); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Flush brings everything that was written below root to disk, with one call for the whole file
// system, which does not care how many files there are. A root that is not there has nothing to
// flush.
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
