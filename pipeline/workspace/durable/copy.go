package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Copy puts a copy of a file, with this mode, in the place of what was there, in one step. It is on disk when Copy
// returns. Where the file system can, copy and original share their bytes on disk until one of them is changed, which
// the other does not notice: that costs neither room nor time. Both are files of their own all the same.
func Copy(from, to string, mode fs.FileMode) error {
	return copyWith(from, func(write func(io.Writer) error) error { return Replace(to, mode, write) })
}

// CopyLater is Copy for a file that is brought to disk afterwards, by Seal or by Flush.
func CopyLater(from, to string, mode fs.FileMode) error {
	return copyWith(from, func(write func(io.Writer) error) error {
		if err := replace(to, mode, write, func(*os.File) error { return nil }); err != nil {
			return fmt.Errorf("write %s: %w", to, err)
		}
		return nil
	})
}

// copyWith hands the content of a file to put, as a function that writes it. Where what it writes
// to is a file on the same file system that can share bytes, nothing is copied.
func copyWith(from string, put func(write func(io.Writer) error) error) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	return put(func(out io.Writer) error {
		if file, is := out.(*os.File); is && clone(file, in) == nil {
			return nil
		}
		_, err := io.Copy(out, in)
		return err
	})
}
