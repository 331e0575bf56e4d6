package ole

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Places in the header, as offsets in bytes ([MS-CFB] 2.2).
const (
	headerLength   = 512
	atVersion      = 26
	atSectorShift  = 30
	atDirectory    = 48 // its first sector
	atMiniFAT      = 60 // its first sector
	atMiniFATCount = 64
	atDIFAT        = 68 // its first sector
	atDIFATCount   = 72
	atFATSectors   = 76 // their numbers, as far as there is room for them
)

// readHeader finds the sectors of the file, and reads the FAT.
func (c *Container) readHeader(data []byte) error {
	if len(data) < headerLength {
		return fmt.Errorf("it has %d bytes, and its header alone %d", len(data), headerLength)
	}
	if string(data[:len(Magic)]) != Magic {
		return errors.New("it does not begin as one")
	}
	shift := binary.LittleEndian.Uint16(data[atSectorShift:])
	if shift != 9 && shift != 12 {
		return fmt.Errorf("its sectors have 2^%d bytes, where 2^9 and 2^12 are possible", shift)
	}
	c.header = data[:headerLength]
	// The header takes the place of a sector, however large these are.
	c.file.size = 1 << shift
	c.file.data = data[min(c.file.size, len(data)):]
	return c.readFAT()
}

// number is the field of the header at an offset.
func (c *Container) number(at int) uint32 { return binary.LittleEndian.Uint32(c.header[at:]) }

// readFAT puts the FAT together. The header lists the first of its sectors, and the sectors of the DIFAT list the
// others and name the next sector of the DIFAT behind them.
func (c *Container) readFAT() error {
	complete := c.addFAT(c.header[atFATSectors:])
	var passed []uint32
	next := c.number(atDIFAT)
	for left := c.number(atDIFATCount); left > 0 && !complete; left-- {
		from, size := int(next)*c.file.size, c.file.size
		switch {
		case next > maxSector || from+size > len(c.file.data):
			return fmt.Errorf("the DIFAT goes on in the sector %d, which is not there", next)
		case slices.Contains(passed, next): // they are few: each leads to more than 100 sectors of the FAT
			return fmt.Errorf("the DIFAT goes in a circle at the sector %d", next)
		}
		passed = append(passed, next)
		sector := c.file.data[from : from+size]
		complete = c.addFAT(sector[:size-numberLength])
		next = binary.LittleEndian.Uint32(sector[size-numberLength:])
	}
	return nil
}

// addFAT adds the sectors of a list to the FAT, which stays a piece of the file as long as they lie one behind the
// other. The FAT is complete when it tells of every sector of the file. Where the list ends before that, or names a
// sector that is cut or not there, nothing that follows could be told from something else: chains that need more of the
// FAT are damaged.
func (c *Container) addFAT(list []byte) (complete bool) {
	f := &c.file
	sectors := (len(f.data) + f.size - 1) / f.size
	for ; len(list) > 0; list = list[numberLength:] {
		from := int(binary.LittleEndian.Uint32(list)) * f.size
		if len(f.table) >= numberLength*sectors || from >= len(f.data) {
			return true
		}
		to := min(from+f.size, len(f.data))
		switch {
		case len(f.table) == 0:
			c.fat, f.table = from, f.data[from:to:to]
		case c.fat+len(f.table) == from:
			f.table = f.data[c.fat:to:to]
		default:
			c.fat = len(f.data) // there is no piece of the file behind it
			f.table = append(slices.Grow(f.table, f.size), f.data[from:to]...)
		}
		if to-from < f.size {
			return true
		}
	}
	return false
}
