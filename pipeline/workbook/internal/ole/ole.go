// Package ole takes streams out of an OLE compound file ([MS-CFB]), the container of .xls and of encrypted workbooks: a
// small file system, whose files are streams in chains of sectors. It reads the file where it lies in memory, and
// copies only what does not lie in one piece. Chains that go in a circle, leave the file or are too short are damage,
// and so is a directory that is no tree. It knows nothing of what the streams hold.
//
// Begin reading with Open; space.go follows chains, header.go and directory.go read what their names say.
package ole

import (
	"encoding/binary"
	"fmt"
	"slices"

	"tonghop/pipeline/workbook"
)

// Magic is what every compound file begins with.
const Magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// Container is an opened compound file, of which only the streams of the root storage are of use here.
type Container struct {
	header    []byte
	file      space
	fat       int // where the FAT begins in the file's sectors, as long as it is a piece of them
	directory []byte
	left      int      // how many entries a tree may still have while it is walked through
	root      []uint32 // the numbers of the entries of the root storage
	few       [8]uint32
}

// Open reads the directory. data is the whole file and must stay as it is while streams are used. Errors are
// *workbook.ReadError with the code Damaged.
func Open(data []byte) (*Container, error) {
	c := &Container{}
	err := c.readHeader(data)
	if err == nil {
		err = c.readDirectory()
	}
	if err == nil {
		err = c.checkShort()
	}
	if err != nil {
		return nil, &workbook.ReadError{Code: workbook.Damaged, Problem: "the OLE container is damaged", Err: err}
	}
	return c, nil
}

// Has says whether the root holds a stream of the name, which is of ASCII, in any letter case.
func (c *Container) Has(name string) bool { return c.find(name) != nil }

// find is the last entry of a name, nil where there is none.
func (c *Container) find(name string) entry {
	for _, i := range slices.Backward(c.root) {
		if e := c.entry(i); e.called(name) {
			return e
		}
	}
	return nil
}

// Stream returns a stream of the root as bytes. Where the stream lies in one piece of the file, as it mostly
// does, the result is that piece and no copy, so that memory is not doubled: whoever changes it makes a copy
// first. Errors are *workbook.ReadError: a missing stream, or one that is cut.
func (c *Container) Stream(name string) ([]byte, error) {
	found := c.find(name)
	if found == nil {
		return nil, damaged("the OLE container holds no stream %s", name)
	}
	size := c.sizeOf(found)
	// A size beyond the file would ask for memory that is not needed.
	if whole := len(c.file.data) + c.file.size; size > uint64(whole) {
		return nil, damaged("the stream %s claims %d bytes, the file has %d", name, size, whole)
	}
	if size == 0 {
		return nil, damaged("the stream %s has no bytes", name)
	}
	stream, err := c.content(found.number(atStart), int(size))
	if err != nil {
		return nil, damaged("the stream %s: %v", name, err)
	}
	return stream, nil
}

// content is the content of a stream, whose length in bytes tells in which sectors it lies.
func (c *Container) content(first uint32, length int) ([]byte, error) {
	if length >= shortStream {
		return c.file.content(first, length)
	}
	sectors, err := c.short()
	if err != nil {
		return nil, err
	}
	return sectors.content(first, length)
}

// sizeOf is the length of a stream in bytes, 0 for a storage. Programs that write the version 3 may leave anything in
// the upper half of the field.
func (c *Container) sizeOf(e entry) uint64 {
	switch {
	case e[atKind] != kindStream:
		return 0
	case binary.LittleEndian.Uint16(c.header[atVersion:]) > 3:
		return binary.LittleEndian.Uint64(e[atSize:])
	}
	return uint64(e.number(atSize))
}

// Streams of fewer bytes than shortStream lie in sectors of their own kind.
const (
	shortStream = 4096
	shortSector = 64 // bytes
)

// checkShort follows the chains of the mini-FAT and of the stream that the short streams lie in, which is that of the
// root: where one of them has no end, the container is damaged. How long the mini-FAT is, its chain says; some programs
// (the .NET library ExcelLibrary) write another number into the header. Where the header says that there is none, its
// first sector may be anything.
func (c *Container) checkShort() error {
	if !c.hasShort() {
		return nil
	}
	for _, first := range [...]uint32{c.number(atMiniFAT), c.entry(0).number(atStart)} {
		if _, err := c.file.length(first); err != nil && c.number(atMiniFATCount) != 0 {
			return fmt.Errorf("its short streams: %w", err)
		}
	}
	return nil
}

// hasShort says whether there are sectors for short streams.
func (c *Container) hasShort() bool {
	return c.number(atMiniFAT) <= maxSector && c.entry(0).number(atStart) != endOfChain
}

// short are the sectors of the short streams.
func (c *Container) short() (*space, error) {
	if !c.hasShort() {
		return nil, fmt.Errorf("it has fewer than %d bytes, and there is no mini-FAT", shortStream)
	}
	table, err := c.whole(c.number(atMiniFAT))
	if err != nil {
		return nil, err
	}
	data, err := c.whole(c.entry(0).number(atStart))
	return &space{data: data, table: table, size: shortSector}, err
}

// whole is the content of a chain up to its end.
func (c *Container) whole(first uint32) ([]byte, error) {
	length, err := c.file.length(first)
	if err != nil {
		return nil, err
	}
	return c.file.content(first, length)
}

// damaged is the error for a container that is cut or contradicts itself.
func damaged(format string, args ...any) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: fmt.Sprintf(format, args...)}
}
