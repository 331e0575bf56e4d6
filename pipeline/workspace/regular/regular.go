// Package regular reads files that people put where the program looks for them, and regular files only: opening a pipe
// would wait for ever, and a device might never end.
package regular

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"tonghop/pipeline/vocabulary/fault"
)

// SpecialError says that something stands in the place of a file that is none: a folder, a pipe, a socket or a device.
type SpecialError struct{ Path string }

func (e *SpecialError) Error() string {
	return fmt.Sprintf("%s is no regular file: put the file itself in its place", e.Path)
}

// Kind is misuse: whoever put it there puts the file in its place.
func (e *SpecialError) Kind() fault.Kind { return fault.Misuse }

// TooLargeError says that a file of the office passes the bound on its size.
type TooLargeError struct {
	Path        string
	Size, Limit int64 // in bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s has %d bytes, at most %d are allowed: it is no file of this kind, or has to be parted",
		e.Path, e.Size, e.Limit)
}

// Kind is misuse: the office corrects its own file.
func (e *TooLargeError) Kind() fault.Kind { return fault.Misuse }

// Read returns the bytes of a regular file, or of one that a link leads to, of at most limit bytes. Errors:
// *SpecialError, *TooLargeError and those of the file system. A file that grows while it is read is not read beyond the
// limit.
func Read(name string, limit int64) (data []byte, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &SpecialError{name}
	}
	file, err := open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil { // another one may stand there by now
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &SpecialError{name}
	}
	if info.Size() > limit {
		return nil, &TooLargeError{Path: name, Size: info.Size(), Limit: limit}
	}
	var all bytes.Buffer
	all.Grow(int(info.Size()) + bytes.MinRead) // room for the whole file, so that it is not copied as it grows
	if _, err = all.ReadFrom(io.LimitReader(file, limit+1)); err == nil && int64(all.Len()) > limit {
		return nil, &TooLargeError{Path: name, Size: int64(all.Len()), Limit: limit}
	}
	return all.Bytes(), err
}
