// Package biff reads the values that the records of .xls and of .xlsb store alike: packed numbers, truth values and the
// codes of error values.
package biff

import (
	"encoding/binary"
	"math"
	"strconv"
)

// RK is a number packed into four bytes: 30 bits of a float64 or of an integer, perhaps in hundredths ([MS-XLS] 2.5.217
// and [MS-XLSB] 2.5.122).
func RK(data []byte) float64 {
	bits := binary.LittleEndian.Uint32(data)
	// The two lowest bits are flags: bit 0 for hundredths, bit 1 for an integer. The other 30 are the upper
	// bits of a float64.
	value := math.Float64frombits(uint64(bits&^3) << 32)
	if bits&2 != 0 {
		value = float64(int32(bits) >> 2)
	}
	if bits&1 != 0 {
		value /= 100
	}
	return value
}

// NotANumber is the code of the error value that Excel shows where no finite number is stored.
const NotANumber = 0x24

// ErrorText is an error value as Excel shows it, by its code ([MS-XLS] 2.5.10). A code that the document does
// not list gives "#ERROR " and the code, so that the cell stays an error and is never taken for a number.
func ErrorText(code byte) string {
	switch code {
	case 0x00:
		return "#NULL!"
	case 0x07:
		return "#DIV/0!"
	case 0x0F:
		return "#VALUE!"
	case 0x17:
		return "#REF!"
	case 0x1D:
		return "#NAME?"
	case NotANumber:
		return "#NUM!"
	case 0x2A:
		return "#N/A"
	case 0x2B:
		return "#GETTING_DATA"
	}
	return "#ERROR " + strconv.Itoa(int(code))
}

// BoolText is a truth value as other formats store it, "1" or "0".
func BoolText(value bool) string {
	if value {
		return "1"
	}
	return "0"
}
