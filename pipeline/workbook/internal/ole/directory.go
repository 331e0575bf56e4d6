package ole

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Places in an entry of the directory, as offsets in bytes ([MS-CFB] 2.6.1). An entry begins with its name in UTF-16.
const (
	entryLength  = 128
	atNameLength = 64 // in bytes, with the zero at the name's end
	atKind       = 66
	atLeft       = 68 // entries of the same storage
	atRight      = 72
	atChild      = 76 // an entry of what is in this storage
	atStart      = 116
	atSize       = 120

	kindStream = 2
	noEntry    = 0xFFFFFFFF
)

// maxDirectory bounds the bytes of the directory, and so its entries.
const maxDirectory = 4 << 20

// entry is an entry of the directory: a stream, or a storage with entries in it. The first one is the root storage.
type entry []byte

func (e entry) number(at int) uint32 { return binary.LittleEndian.Uint32(e[at:]) }

// called says whether the entry has a name, which is of at most 31 letters of ASCII, in any letter case.
func (e entry) called(name string) bool {
	if length := binary.LittleEndian.Uint16(e[atNameLength:]); int(length)/2 != len(name)+1 {
		return false
	}
	for i := range len(name) {
		unit := binary.LittleEndian.Uint16(e[2*i:])
		if unit >= utf8.RuneSelf || capital(byte(unit)) != capital(name[i]) {
			return false
		}
	}
	return true
}

func capital(letter byte) byte {
	if 'a' <= letter && letter <= 'z' {
		return letter - 'a' + 'A'
	}
	return letter
}

// readDirectory reads the directory and finds the entries of the root storage.
func (c *Container) readDirectory() error {
	first := c.number(atDirectory)
	length, err := c.file.length(first)
	switch {
	case err != nil:
		return fmt.Errorf("its directory: %w", err)
	case length > maxDirectory:
		return fmt.Errorf("its directory has more than %d bytes", maxDirectory)
	case length == 0 || length%c.file.size != 0:
		return fmt.Errorf("its directory has %d bytes", length)
	}
	if c.directory, err = c.file.content(first, length); err == nil {
		c.root, c.left = c.few[:0], length/entryLength
		err = c.walk(0, true)
	}
	return err
}

// entry is the entry of a number, which is that of one.
func (c *Container) entry(i uint32) entry { return c.directory[entryLength*int(i):][:entryLength] }

// walk goes through the entries of a storage in their order, and through those of the storages in it. It notes the
// entries of the root storage, to which the root itself counts. Entries that lead to one another in a circle are an
// error, and so are numbers of no entry, wherever they stand.
func (c *Container) walk(i uint32, root bool) error {
	for i != noEntry {
		if c.left--; c.left < 0 {
			return errors.New("the entries of its directory go in a circle")
		}
		if int(i) >= len(c.directory)/entryLength {
			return fmt.Errorf("its directory has no entry %d", i)
		}
		e := c.entry(i)
		if err := c.walk(e.number(atLeft), root); err != nil {
			return err
		}
		if root {
			c.root = append(c.root, i)
		}
		if err := c.walk(e.number(atChild), root && i == 0); err != nil {
			return err
		}
		i = e.number(atRight)
	}
	return nil
}
