package workbook

import (
	"fmt"
	"strconv"
	"strings"
)

// The largest sheet of the .xlsx format (ECMA-376 Part 1, 18.3.1.73 and 18.3.1.13).
const (
	MaxRow    = 1_048_576
	MaxColumn = 16_384
)

// Address is the A1 form of a cell's place: Address(3, 28) is "AB3". Row and column count from 1; what is not a
// place of a sheet (0, a negative number) gives a text that ParseAddress refuses.
func Address(row, column int) string { return ColumnName(column) + strconv.Itoa(row) }

// ColumnName is the letters of a column that counts from 1: 1 is A, 26 is Z, 28 is AB. Letters are digits of
// base 26 without a zero, hence the "- 1" at every step.
func ColumnName(column int) string {
	var letters [8]byte
	at := len(letters)
	for ; column > 0 && at > 0; column = (column - 1) / 26 {
		at--
		letters[at] = byte('A' + (column-1)%26)
	}
	return string(letters[at:])
}

// ParseAddress reads an A1 address such as "AB3" in either letter case and gives row and column, both from 1.
// It takes no "$" and no sheet name: the parts of a workbook write neither. What is no address, or lies outside
// the largest sheet, is an error that quotes what was read.
func ParseAddress(ref string) (row, column int, err error) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		letter := ref[i] | 0x20
		if letter < 'a' || letter > 'z' {
			break
		}
		column = column*26 + int(letter-'a') + 1
	}
	// At most eight digits are looked at: the largest row has seven, and a longer number must not overflow on
	// the way.
	digits := i
	for ; i < len(ref) && i < digits+8; i++ {
		if ref[i] < '0' || ref[i] > '9' {
			break
		}
		row = row*10 + int(ref[i]-'0')
	}
	if i != len(ref) || digits == 0 || row < 1 || row > MaxRow || column > MaxColumn {
		return 0, 0, fmt.Errorf("cell address %q: expected letters and a number such as B12, from A1 to XFD1048576", ref)
	}
	return row, column, nil
}

// Address is the A1 form of the cell's place.
func (c *Cell) Address() string { return Address(c.Row, c.Column) }

// ParseRange reads "B2:C5", or "B2" for a range of one cell. The corners may stand in any order; the Range has
// the upper left one first. Errors are those of ParseAddress, with the whole range quoted.
func ParseRange(ref string) (Range, error) {
	first, second, two := strings.Cut(ref, ":")
	if !two {
		second = first
	}
	row1, column1, err := ParseAddress(first)
	if err != nil {
		return Range{}, fmt.Errorf("range %q: %w", ref, err)
	}
	row2, column2, err := ParseAddress(second)
	if err != nil {
		return Range{}, fmt.Errorf("range %q: %w", ref, err)
	}
	return Range{
		FromRow: min(row1, row2), FromColumn: min(column1, column2),
		ToRow: max(row1, row2), ToColumn: max(column1, column2),
	}, nil
}
