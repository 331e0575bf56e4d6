package xls

import (
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// cell is one cell on its way to the visitor, in 24 bytes and without a pointer, so that 500,000 held cells stay small
// and cost the collector of garbage nothing. It holds the numbers of its style and of its text.
type cell struct {
	number float64
	row    int32 // from 0
	// Which of the shared strings or, if own, which of the texts that stand in the cells themselves.
	text    int32
	column  uint16 // from 0
	style   uint16
	kind    workbook.Type
	own     bool
	formula bool
	// What a formula stores that was not computed is a zero, and not the text of no characters.
	zero bool
}

func (c *cell) address() string { return workbook.Address(int(c.row)+1, int(c.column)+1) }

// order is one number that grows by rows and, within a row, by columns.
func (c *cell) order() int64 { return int64(c.row)<<16 | int64(c.column) }

// newCell reads what every record of a cell begins with: row, column and style, two bytes each, both places
// from 0. The caller has made sure that the record is long enough.
func newCell(data []byte) cell {
	_ = data[5]
	return cell{row: int32(u16(data)), column: uint16(u16(data[2:])), style: uint16(u16(data[4:]))}
}

// addNumber adds a numeric cell whose value was unpacked from the record already.
func (s *sheetReading) addNumber(data []byte, value float64) error {
	c := newCell(data)
	c.setNumber(value)
	return s.add(&c)
}

// setNumber stores a number. An infinity or a NaN cannot be shown; Excel shows #NUM! for it, and so does the
// cell here.
func (c *cell) setNumber(value float64) {
	if value-value != 0 { // of an infinity or a NaN
		c.setError(biff.NotANumber)
		return
	}
	c.kind, c.number = workbook.Number, value
}

// setError makes the cell an error value. Its code stands in the place of the text.
func (c *cell) setError(code byte) { c.kind, c.number, c.text = workbook.Error, 0, int32(code) }

// addMulRK reads a run of numbers in neighbouring columns ([MS-XLS], MulRk): row, first column, then style and
// packed number for each cell, then the last column. Its length must fit the columns that it names: where it
// does not, bytes are lost or belong to another record.
func (s *sheetReading) addMulRK(r *record) error {
	if err := r.need(6); err != nil {
		return err
	}
	// Row and first column begin the record, the last column ends it.
	row, first := u16(r.data), u16(r.data[2:])
	if last := u16(r.data[len(r.data)-2:]); len(r.data) != 6+6*(last-first+1) {
		return damaged("the record 0x%04X has %d bytes for the columns %d to %d", r.kind, len(r.data), first, last)
	}
	if s.addRun(row, first, r.data[4:len(r.data)-2]) {
		return nil
	}
	// Each cell of the run takes six bytes: two for the style and four for the packed number.
	for i, at := first, 4; at+6 <= len(r.data)-2; i, at = i+1, at+6 {
		packed := r.data[at : at+6]
		c := cell{row: int32(row), column: uint16(i), style: uint16(u16(packed))}
		c.setNumber(biff.RK(packed[2:]))
		if err := s.add(&c); err != nil {
			return err
		}
	}
	return nil
}

// addRun holds the cells of a run at once, where no bound is near and nothing has to be looked at in between. Otherwise
// it does nothing.
func (s *sheetReading) addRun(row, first int, packed []byte) bool {
	n, limits := len(packed)/6, &s.book.limits
	order := int64(row)<<16 | int64(first)
	if n == 0 || s.streaming || s.count+n >= min(len(s.held), maxHeld) || order <= s.last ||
		s.book.cells+int64(n) > limits.Cells || row >= limits.Rows || first+n > limits.Columns {
		return false
	}
	into := s.held[s.count : s.count+n]
	for i := range into {
		p := packed[6*i : 6*i+6]
		into[i] = cell{row: int32(row), column: uint16(first + i), style: uint16(u16(p))}
		into[i].setNumber(biff.RK(p[2:]))
	}
	s.count += n
	s.book.cells += int64(n)
	s.last, s.awaiting = order+int64(n-1), false
	return true
}

// addShared reads a text that stands in the table of shared strings ([MS-XLS], LabelSst). An index beyond the
// table means that the table or the cell is damaged.
func (s *sheetReading) addShared(r *record) error {
	if err := r.exactly(10); err != nil {
		return err
	}
	c, index := newCell(r.data), u32(r.data[6:])
	if index >= len(s.book.strings) {
		return damaged("the cell %s refers to the shared string %d; there are %d", c.address(), index, len(s.book.strings))
	}
	// Texts of this table are in Unicode already, unless the cell's font is a legacy one.
	c.kind, c.text = workbook.Text, int32(index)
	return s.add(&c)
}

// addLabel reads a text that stands in the cell's own record, as BIFF5 files have it, and returns the offset of
// the record behind it and its continuations.
func (s *sheetReading) addLabel(r *record) (next int, err error) {
	if err := r.need(8); err != nil {
		return 0, err
	}
	c := newCell(r.data)
	text, next, err := s.book.longText(r, 6)
	if err != nil {
		return 0, err
	}
	s.setText(&c, text)
	return next, s.add(&c)
}

// setText makes a cell of a text that stands in the sheet itself.
func (s *sheetReading) setText(c *cell, text string) {
	c.kind, c.own, c.text = workbook.Text, true, int32(len(s.texts))
	s.texts = append(s.texts, text)
}

// addBoolErr adds a truth value or an error value: both are one byte, and a flag beside it tells which is
// meant.
func (s *sheetReading) addBoolErr(c *cell, value byte, isError bool) error {
	if isError {
		c.setError(value)
		return s.add(c)
	}
	c.kind = workbook.Bool
	if value != 0 {
		c.number = 1
	}
	return s.add(c)
}

// stored is the text of the cell as the file stores it, "" for numbers and truth values.
func (s *sheetReading) stored(c *cell) string {
	switch {
	case c.kind == workbook.Error:
		return biff.ErrorText(byte(c.text))
	case c.kind == workbook.Text && c.own:
		return s.texts[c.text]
	case c.kind == workbook.Text:
		return s.book.strings[c.text]
	case c.zero:
		return "0"
	}
	return ""
}
