package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Sync makes everything that was kept durable, with one call for the whole file system: one per file would cost more than
// reading the workbooks.
func (a Archive) Sync() error {
	folder, err := os.Open(a.Root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return errors.Join(unix.Syncfs(int(folder.Fd())), folder.Close())
}
