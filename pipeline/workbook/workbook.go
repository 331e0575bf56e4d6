// Package workbook holds what every reader of submitted workbooks yields: sheets of typed
// cells with A1 addresses. It knows nothing of forms, units or periods.
//
// The rooms below it read one format each (xlsx, xlsb, xls, ods, csv); workbook/reader recognises a file
// by its content and opens the right one. README.md beside this file walks through one input.
package workbook

import (
	"math"
	"strconv"
)

// Type says what a cell holds. An empty cell has no Cell at all.
type Type uint8

const (
	// Number is a numeric cell, also the stored numeric result of a formula.
	Number Type = iota + 1
	// Text is a text cell, also the stored text result of a formula.
	Text
	// Bool is TRUE or FALSE.
	Bool
	// Error is an error value such as #REF!.
	Error
	// Date is a Number whose number format shows a date or a time.
	Date
	// Uncomputed is a formula for which the file stores no result, or a zero that a program stored which cannot compute.
	Uncomputed
)

// Cell is one non-empty cell, or a formula without a stored result.
type Cell struct {
	Row    int // 1-based
	Column int // 1-based: A is 1
	Type   Type
	// Formula is true when the value is the stored result of a formula.
	Formula bool
	// Number is the value of a Number or Date cell (for a Date the stored serial), 1 or 0 for a Bool.
	Number float64
	// Text is the text of a Text cell in Unicode NFC, decoded from a legacy font's encoding where the
	// font says so; the literal of an Error ("#REF!"); the ISO 8601 form of a Date; "" otherwise.
	Text string
	// Raw is the value exactly as the file stores it: the number's own digits, the text before any
	// decoding of legacy fonts, a Date's serial, the zero of a formula that was not computed. It is "" of a number in a
	// format that stores no digits (.xls, .xlsb): see Stored.
	Raw string
	// Other is a second value that the file stores in this cell beside the first, exactly as it stores it, where the two
	// are not written alike; "" in nearly all cells. Programs show the first one.
	Other string
	// Style points into the workbook's style table and is never nil.
	Style *Style
}

// Stored is Raw. For a number in a format that stores no digits it is the shortest decimal that reads back as that
// number, which is written only when somebody asks for it: most readers of a cell want its number.
func (c *Cell) Stored() string {
	if c.Raw == "" && (c.Type == Number || c.Type == Date) {
		return Digits(c.Number)
	}
	return c.Raw
}

// Digits is the shortest decimal that reads back as a number. Very large and very small ones are written with an
// exponent.
func Digits(f float64) string {
	if f != 0 && (math.Abs(f) >= 1e21 || math.Abs(f) < 1e-6) {
		return strconv.FormatFloat(f, 'E', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// Style is the part of a cell's formatting that decides how its value is understood.
type Style struct {
	NumberFormat string // the format code, e.g. "General", "#,##0.0", "dd/mm/yyyy"
	Font         string // the font name, e.g. ".VnTime"; "" when the file states none
	IsDate       bool   // the format shows a date or a time
	// Literal is set when the format shows literal text or hides the value, so that what a person
	// sees is not the number (for example `"không có"` or `;;;`).
	Literal bool

	date dateFormat // what the format shows
}

// Visibility of a sheet.
type Visibility uint8

const (
	Visible Visibility = iota
	Hidden
	VeryHidden // can be shown again only by a macro
)

// SheetInfo describes one sheet before its cells are read.
type SheetInfo struct {
	Name       string
	Visibility Visibility
}

// Range is a rectangle of cells, 1-based and inclusive.
type Range struct{ FromRow, FromColumn, ToRow, ToColumn int }

// Span is a run of hidden rows or columns, 1-based and inclusive.
type Span struct{ From, To int }

// Layout is what is known of a sheet besides its cells, complete once the sheet was read to its end.
type Layout struct {
	Merges        []Range
	HiddenRows    []Span
	HiddenColumns []Span
}

// Reader reads one workbook that is open. workbook/xlsx, workbook/xlsb, workbook/xls, workbook/ods and
// workbook/csv implement it, and workbook/reader chooses among them. It belongs to one goroutine: sheets are
// read one after the other, in any order, and each as often as wanted.
type Reader interface {
	// Format is "xlsx", "xlsb", "xls", "ods" or "csv".
	Format() string
	// Sheets lists all sheets in workbook order, hidden ones too; chart sheets have no cells.
	Sheets() []SheetInfo
	// ReadSheet calls visit for each non-empty cell of sheet i in row-major order, whatever the order
	// in the file. The Cell is valid during the call only; its strings may be kept. Two cells of one
	// address that differ, an incomplete sheet and a broken checksum are errors. An error of visit is returned as it is.
	ReadSheet(i int, visit func(*Cell) error) (*Layout, error)
	Close() error
}
