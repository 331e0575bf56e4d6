package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrSize says that a file does not have the size that whoever writes at its end takes it to have.
var ErrSize = errors.New("the file has another size than expected")

// Append writes data behind the first at bytes of a file, which must have no more. All of it is on disk when Append
// returns, and so is the name of a file that was not there. When anything fails the file is cut back to what it was.
func Append(name string, at int64, data []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, mode)
	if err != nil {
		return err
	}
	if err := appendTo(file, at, data); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil || at > 0 {
		return err
	}
	return errors.Join(os.Chmod(name, mode), syncFolder(filepath.Dir(name)))
}

// appendTo is Append for an open file, which it leaves open. The size is looked at here, so that
// two who write at a time do not both succeed: the second one finds the file longer.
func appendTo(file *os.File, at int64, data []byte) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() != at {
		return fmt.Errorf("write %s: %w: it has %d bytes, expected %d", file.Name(), ErrSize, info.Size(), at)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file.Name(), err), file.Truncate(at))
	}
	return nil
}

// Cut takes off what stands behind the first bytes of a file, and is on disk when it returns.
func Cut(name string, bytes int64) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Truncate(bytes), file.Sync(), file.Close())
}
