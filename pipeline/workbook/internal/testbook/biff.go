package testbook

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// The versions of the records of an .xls.
const (
	BIFF5 = 0x0500
	BIFF8 = 0x0600
)

// Sheet is a sheet of an .xls: its records without BOF and EOF, which Stream writes around them.
type Sheet struct {
	Name    string
	State   byte // 0 visible, 1 hidden, 2 very hidden
	Kind    byte // 0 cells, 1 macros, 2 chart, 6 module
	Records []byte
}

// Book is an .xls of the version BIFF5 or BIFF8. Nothing is checked or filled in: a test writes the
// records that it needs, in the order in which it needs them.
type Book struct {
	Version int
	Globals []byte // records before the list of sheets
	Sheets  []Sheet
}

// Stream is the workbook stream: the workbook's own records with the list of sheets, then the records of each
// sheet. Where a sheet begins is known only once it is written, so that the offsets are put into the list
// afterwards.
func (b Book) Stream() []byte {
	stream := append(BOF(b.Version, 0x0005), b.Globals...)
	var places []int // where the offset of each sheet is to be written
	for _, s := range b.Sheets {
		places = append(places, len(stream)+4)
		stream = append(stream, Record(0x0085, U32(0), []byte{s.State, s.Kind}, b.name(s.Name))...)
	}
	stream = append(stream, EOF()...)
	for i, s := range b.Sheets {
		binary.LittleEndian.PutUint32(stream[places[i]:], uint32(len(stream)))
		// The beginning of a part says of which kind it is: cells or a chart.
		kind := 0x0010
		if s.Kind == 2 {
			kind = 0x0020
		}
		stream = append(stream, BOF(b.Version, kind)...)
		stream = append(append(stream, s.Records...), EOF()...)
	}
	return stream
}

// name is a sheet's name as it is stored: one byte of length, and in BIFF8 two of each character.
func (b Book) name(text string) []byte {
	if b.Version == BIFF8 {
		wide := Wide(text)
		return append(wide[:1:1], wide[2:]...)
	}
	return append([]byte{byte(len(text))}, text...)
}

// flags stand before the characters of a text in BIFF8.
func (b Book) flags() []byte {
	if b.Version == BIFF8 {
		return []byte{0}
	}
	return nil
}

// OLE is the file: the stream Workbook or Book in a container.
func (b Book) OLE() []byte {
	name := "Workbook"
	if b.Version == BIFF5 {
		name = "Book"
	}
	return OLE(Stream{name, b.Stream()})
}

// Record is one record: its kind, the length of its fields, and the fields. All numbers in it are
// little-endian.
func Record(kind int, fields ...[]byte) []byte {
	data := Join(fields...)
	return Join(U16(kind), U16(len(data)), data)
}

// BOF begins the workbook's own records (5), a sheet (0x10) or a chart (0x20).
func BOF(version, kind int) []byte { return Record(0x0809, U16(version), U16(kind), make([]byte, 12)) }

// EOF ends what a BOF began.
func EOF() []byte { return Record(0x000A) }

// Join puts fields one after the other.
func Join(fields ...[]byte) []byte {
	var all []byte
	for _, f := range fields {
		all = append(all, f...)
	}
	return all
}

// U16 is a field of two bytes.
func U16(n int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(n)) }

// U32 is a field of four bytes.
func U32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

// F64 is a field of a float64.
func F64(f float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(f)) }

// Place is the field with which cell records begin: row and column from 0, and the number of the XF.
func Place(row, column, xf int) []byte { return Join(U16(row), U16(column), U16(xf)) }

// Wide is a text of BIFF8 as it is stored: length, flags, UTF-16.
func Wide(text string) []byte {
	units := utf16.Encode([]rune(text))
	return Join(U16(len(units)), []byte{1}, Units(units))
}

// Units are characters of two bytes each.
func Units(units []uint16) []byte {
	var data []byte
	for _, u := range units {
		data = binary.LittleEndian.AppendUint16(data, u)
	}
	return data
}

// Bytes is a text of BIFF5 as it is stored: length and characters of one byte.
func Bytes(text string) []byte { return Join(U16(len(text)), []byte(text)) }

// Number is a cell with a number.
func Number(row, column, xf int, value float64) []byte {
	return Record(0x0203, Place(row, column, xf), F64(value))
}

// Formula is a cell with a formula: what its eight bytes of result are, and its flags. The formula
// itself is left empty, since readers take the stored result only.
func Formula(row, column, xf int, result []byte, flags int) []byte {
	return Record(0x0006, Place(row, column, xf), result, U16(flags), U32(0), U16(0))
}

// Special is the result of a formula that is no number: 0 a text in the STRING record behind, 1 a boolean, 2 an error,
// 3 the empty text.
func Special(kind, value byte) []byte { return []byte{kind, 0, value, 0, 0, 0, 0xFF, 0xFF} }

// Font is a FONT record of the version, of a name in ASCII.
func Font(version int, name string) []byte {
	return Record(0x0031, make([]byte, 14), []byte{byte(len(name))}, Book{Version: version}.flags(), []byte(name))
}

// Format is a FORMAT record of the version, of a code in ASCII.
func Format(version, id int, code string) []byte {
	length := []byte{byte(len(code))}
	if version == BIFF8 {
		length = U16(len(code))
	}
	return Record(0x041E, U16(id), length, Book{Version: version}.flags(), []byte(code))
}

// XF is a record of how a cell looks: the numbers of its font and number format. Fonts are counted in
// the order of their records, without a number 4; formats have numbers of their own.
func XF(font, format int) []byte { return Record(0x00E0, U16(font), U16(format), make([]byte, 16)) }
