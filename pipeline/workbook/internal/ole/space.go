package ole

import (
	"encoding/binary"
	"fmt"
)

// Numbers of sectors that name none ([MS-CFB] 2.1). The others above maxSector stand in no chain.
const (
	endOfChain = 0xFFFFFFFE
	maxSector  = 0xFFFFFFFA
)

// numberLength is the length in bytes of the number of a sector.
const numberLength = 4

// space is where sectors lie one behind the other, and the table that tells for each of them in which sector its chain
// goes on: the file with its FAT, or the stream that holds the short streams with the mini-FAT.
type space struct {
	data  []byte // begins with the sector 0; the last sector may be cut
	table []byte // of numbers
	size  int    // of a sector, in bytes
}

// next is the number of the sector that follows one in its chain. A sector of which the table says nothing is an error.
func (s *space) next(sector uint32) (uint32, error) {
	if place := numberLength * int(sector); place+numberLength <= len(s.table) {
		return binary.LittleEndian.Uint32(s.table[place:]), nil
	}
	if sector > maxSector {
		return 0, fmt.Errorf("0x%08X stands in a chain of sectors", sector)
	}
	return 0, fmt.Errorf("a chain goes on in the sector %d, which is not there", sector)
}

// length is how many bytes the sectors of a chain have, up to its end. Only the sector that is cut has fewer than the
// others. A chain without an end is an error, and whether its sectors are there is for content to find out.
func (s *space) length(first uint32) (length int, err error) {
	for sector, count := first, 0; sector != endOfChain; count++ {
		if count > len(s.table)/numberLength {
			return 0, fmt.Errorf("the chain from the sector %d goes in a circle", first)
		}
		if rest := len(s.data) - int(sector)*s.size; rest > 0 && rest < s.size {
			length += rest
		} else {
			length += s.size
		}
		if sector, err = s.next(sector); err != nil {
			return 0, err
		}
	}
	return length, nil
}

// content is as many bytes as asked for, at least one, of the sectors of a chain. Where these lie in one piece, it is
// that piece and no copy.
func (s *space) content(first uint32, length int) ([]byte, error) {
	if piece, _, err := s.piece(first, length); err == nil && len(piece) == length {
		return piece, nil
	}
	content := make([]byte, 0, length)
	passed := make([]bool, len(s.table)/numberLength)
	for sector := first; sector != endOfChain; {
		piece, next, err := s.piece(sector, length-len(content))
		if err != nil {
			return nil, err
		}
		for i := int(sector); i*s.size < int(sector)*s.size+len(piece); i++ {
			if passed[i] {
				return nil, fmt.Errorf("the chain from the sector %d goes in a circle", first)
			}
			passed[i] = true
		}
		if content = append(content, piece...); len(content) == length {
			return content, nil
		}
		sector = next
	}
	return nil, fmt.Errorf("it ends after %d of %d bytes", len(content), length)
}

// piece is the longest beginning of a chain whose sectors lie one behind the other, up to a number of bytes, and the
// sector in which the chain goes on behind it.
func (s *space) piece(first uint32, most int) (piece []byte, next uint32, err error) {
	from, to := int(first)*s.size, int(first)*s.size
	for sector := first; ; sector = next {
		if next, err = s.next(sector); err != nil {
			return nil, 0, err
		}
		if to += s.size; next != sector+1 || to-from >= most {
			break
		}
	}
	if to = min(to, from+most); to > len(s.data) {
		return nil, 0, fmt.Errorf("the sector %d is cut, or not there", max(int(first), len(s.data)/s.size))
	}
	return s.data[from:to:to], next, nil
}
