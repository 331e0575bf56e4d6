package reader

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"tonghop/pipeline/workbook"
)

// smallFile is the size in bytes up to which any file is read into memory.
const smallFile = 1 << 20

// content is a file in memory. That of a small file serves the next one, once it is released.
type content struct{ data []byte }

var contents = sync.Pool{New: func() any { return new(content) }}

// release gives the memory to the next file: nobody may look at the data any more.
func (c *content) release() {
	if cap(c.data) <= smallFile {
		contents.Put(c)
	}
}

// newContent is memory for so many bytes.
func newContent(size int64) *content {
	c := contents.Get().(*content)
	if int64(cap(c.data)) < size {
		c.data = make([]byte, size)
	}
	c.data = c.data[:size]
	return c
}

// readFile reads a file of the given size into memory. One that grows meanwhile is read up to that size.
func readFile(file *os.File, size int64) (*content, error) {
	c := newContent(size)
	n, err := file.ReadAt(c.data, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	c.data = c.data[:n]
	return c, err
}

// contentBook is a reader that also releases the content under it, of which no text that was read is a part.
type contentBook struct {
	workbook.Reader
	content *content
}

func (b *contentBook) Close() error {
	err := b.Reader.Close()
	if b.content != nil {
		b.content.release()
		b.content = nil
	}
	return err
}

// openRegular opens a file within the bound on size. What is no file, such as a pipe, could stop the program when it is
// read.
func openRegular(path string, limits workbook.Limits) (*os.File, os.FileInfo, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		err = fmt.Errorf("open %s: %w", path, err)
	case !info.Mode().IsRegular():
		err = &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: path + " is no file"}
	default:
		err = checkSize(info.Size(), limits)
	}
	if err == nil {
		return file, info, nil
	}
	return nil, nil, errors.Join(err, file.Close())
}
