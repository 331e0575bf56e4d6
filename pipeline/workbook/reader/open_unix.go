//go:build unix

package reader

import (
	"os"
	"syscall"
)

// openFile does not wait for a pipe to have a writer.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}
