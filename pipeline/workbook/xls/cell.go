package xls

import (
	"math"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// cell is one cell on its way to the visitor. It holds the number of its style instead of a pointer, so that
// 500,000 held cells stay small. A text is as stored: legacy fonts are decoded when the cell is delivered.
type cell struct {
	row, column int32 // 1-based
	style       uint16
	kind        workbook.Type
	formula     bool
	number      float64
	text        string
}

func (c *cell) address() string { return workbook.Address(int(c.row), int(c.column)) }

// newCell reads what every record of a cell begins with: row, column and style, two bytes each, both places
// from 0. The caller has made sure that the record is long enough.
func newCell(data []byte) cell {
	return cell{row: int32(u16(data)) + 1, column: int32(u16(data[2:])) + 1, style: uint16(u16(data[4:]))}
}

// addNumber adds a numeric cell whose value was unpacked from the record already.
func (s *sheetReading) addNumber(data []byte, value float64) error {
	c := newCell(data)
	c.setNumber(value)
	return s.add(c)
}

// setNumber stores a number. An infinity or a NaN cannot be shown; Excel shows #NUM! for it, and so does the
// cell here.
func (c *cell) setNumber(value float64) {
	c.kind, c.number = workbook.Number, value
	if math.IsNaN(value) || math.IsInf(value, 0) {
		c.kind, c.number, c.text = workbook.Error, 0, biff.ErrorText(biff.NotANumber)
	}
}

// addMulRK reads a run of numbers in neighbouring columns ([MS-XLS], MulRk): row, first column, then style and
// packed number for each cell, then the last column. Its length must fit the columns that it names: where it
// does not, bytes are lost or belong to another record.
func (s *sheetReading) addMulRK(r record) error {
	if err := r.need(6); err != nil {
		return err
	}
	// Row and first column begin the record, the last column ends it.
	row, first := u16(r.data), u16(r.data[2:])
	if last := u16(r.data[len(r.data)-2:]); len(r.data) != 6+6*(last-first+1) {
		return damaged("the record 0x%04X has %d bytes for the columns %d to %d", r.kind, len(r.data), first, last)
	}
	// Each cell of the run takes six bytes: two for the style and four for the packed number.
	for i, at := 0, 4; at+6 <= len(r.data)-2; i, at = i+1, at+6 {
		c := cell{row: int32(row) + 1, column: int32(first+i) + 1, style: uint16(u16(r.data[at:]))}
		c.setNumber(biff.RK(r.data[at+2:]))
		if err := s.add(c); err != nil {
			return err
		}
	}
	return nil
}

// addShared reads a text that stands in the table of shared strings ([MS-XLS], LabelSst). An index beyond the
// table means that the table or the cell is damaged.
func (s *sheetReading) addShared(r record) error {
	if err := r.exactly(10); err != nil {
		return err
	}
	c, index := newCell(r.data), u32(r.data[6:])
	if index >= len(s.book.strings) {
		return damaged("the cell %s refers to the shared string %d; there are %d", c.address(), index, len(s.book.strings))
	}
	// Texts of this table are in Unicode already, unless the cell's font is a legacy one.
	c.kind, c.text = workbook.Text, s.book.strings[index]
	return s.add(c)
}

// addLabel reads a text that stands in the cell's own record, as BIFF5 files have it, and returns the offset of
// the record behind it and its continuations.
func (s *sheetReading) addLabel(r record) (next int, err error) {
	if err := r.need(8); err != nil {
		return 0, err
	}
	c := newCell(r.data)
	c.kind = workbook.Text
	if c.text, next, err = s.book.longText(r, 6); err != nil {
		return 0, err
	}
	return next, s.add(c)
}

// addBoolErr adds a truth value or an error value: both are one byte, and a flag beside it tells which is
// meant.
func (s *sheetReading) addBoolErr(c cell, value byte, isError bool) error {
	if isError {
		c.kind, c.text = workbook.Error, biff.ErrorText(value)
		return s.add(c)
	}
	c.kind = workbook.Bool
	if value != 0 {
		c.number = 1
	}
	return s.add(c)
}
