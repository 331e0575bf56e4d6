package ole

import (
	"bytes"
	"encoding/binary"
)

// Places in the header, as offsets in bytes ([MS-CFB] 2.2).
const (
	headerLength    = 512
	atSectorShift   = 30
	atMiniFATStart  = 60
	atMiniFATCount  = 64
	atFATSectors    = 76 // the numbers of the first 109
	headerFATs      = 109
	endOfChain      = 0xFFFFFFFE
	maxSectorNumber = 0xFFFFFFFA
)

// correctedHeader is the header with the number of sectors of the mini-FAT that its chain has. Some programs (the .NET
// library ExcelLibrary) write another number, and every other reader goes by the chain. A chain that has no end leaves
// the header as it is: then the container is damaged, and the error is to say so.
func correctedHeader(data []byte) []byte {
	if len(data) < headerLength {
		return nil
	}
	count, ok := miniFATLength(data)
	if !ok || count == binary.LittleEndian.Uint32(data[atMiniFATCount:]) {
		return data[:headerLength]
	}
	header := bytes.Clone(data[:headerLength])
	binary.LittleEndian.PutUint32(header[atMiniFATCount:], count)
	return header
}

// miniFATLength follows the chain of the mini-FAT through the FAT, as far as the header itself lists the sectors of
// that.
func miniFATLength(data []byte) (count uint32, ok bool) {
	shift := binary.LittleEndian.Uint16(data[atSectorShift:])
	if shift != 9 && shift != 12 {
		return 0, false
	}
	size := int64(1) << shift
	limit := int64(len(data)) / size // of sectors: a chain that is longer goes in a circle
	for sector := binary.LittleEndian.Uint32(data[atMiniFATStart:]); sector != endOfChain; count++ {
		at := int64(sector) * 4 / size // which sector of the FAT
		if sector > maxSectorNumber || at >= headerFATs || int64(count) > limit {
			return 0, false
		}
		fat := int64(binary.LittleEndian.Uint32(data[atFATSectors+4*at:]))
		place := (fat+1)*size + int64(sector)*4%size
		if fat > maxSectorNumber || place+4 > int64(len(data)) {
			return 0, false
		}
		sector = binary.LittleEndian.Uint32(data[place:])
	}
	return count, count > 0
}
