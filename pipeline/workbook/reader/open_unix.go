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

// readSmall reads a file of at most a number of bytes at once, by the calls of the system themselves: package os asks
// it, for each file, whether the file can be waited for, and prepares for one that stays open. Whatever is no such
// file, or cannot be read, is left to the usual way, which says what is wrong with it.
func readSmall(path string, most int64) (c *content, ok bool) {
	file, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	var info syscall.Stat_t
	if err := syscall.Fstat(file, &info); err == nil && info.Mode&syscall.S_IFMT == syscall.S_IFREG && info.Size <= most {
		c, ok = readWhole(file, info.Size)
	}
	if err := syscall.Close(file); err != nil && ok {
		c.release()
		return nil, false
	}
	return c, ok
}

// readWhole reads the first bytes of a file, or all of one that has become shorter.
func readWhole(file int, size int64) (c *content, ok bool) {
	c = newContent(size)
	for n := 0; n < len(c.data); {
		read, err := syscall.Pread(file, c.data[n:], int64(n))
		if err != nil {
			c.release()
			return nil, false
		}
		if n += read; read == 0 {
			c.data = c.data[:n]
		}
	}
	return c, true
}
