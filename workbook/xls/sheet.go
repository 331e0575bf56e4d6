package xls

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strconv"

	"tonghop/vntext"
	"tonghop/workbook"
)

// cell is one cell on its way to the visitor.
type cell struct {
	row, column int32 // 1-based
	style       uint16
	kind        workbook.Type
	formula     bool
	number      float64
	text        string
}

// maxHeld is the number of cells up to which a sheet is held back until it was read whole: 48 bytes each.
const maxHeld = 500_000

// sheetReading is one pass over the records of a sheet.
type sheetReading struct {
	book       *Reader
	visit      func(*workbook.Cell) error
	layout     *workbook.Layout
	held       []cell
	unordered  bool
	streaming  bool
	awaiting   bool // the last cell is a formula whose text stands in a STRING record behind it
	out        workbook.Cell
	visitError error
}

func (s *sheetReading) read(offset int) error {
	depth, records := 0, 0
	for at := offset; ; {
		r, ok, err := s.book.recordAt(at)
		if err != nil {
			return err
		}
		if !ok {
			return damaged("the sheet has no end: the file is cut")
		}
		if records++; records%8192 == 0 {
			if err := s.book.checkTime(); err != nil {
				return err
			}
		}
		at = r.next
		switch {
		case r.kind == recBOF:
			depth++
		case r.kind == recEOF:
			if depth--; depth == 0 {
				return s.finish()
			}
		case depth == 1: // deeper ones belong to charts inside the sheet
			if at, err = s.record(r); err != nil {
				return err
			}
		}
	}
}

// record reads one record of the sheet and returns the offset of the next.
func (s *sheetReading) record(r record) (next int, err error) {
	switch r.kind {
	case recNumber:
		if err = r.need(14); err == nil {
			err = s.addNumber(r.data, math.Float64frombits(binary.LittleEndian.Uint64(r.data[6:])))
		}
	case recRK:
		if err = r.need(10); err == nil {
			err = s.addNumber(r.data, rk(r.data[6:]))
		}
	case recMulRK:
		err = s.addMulRK(r)
	case recLabelSST:
		err = s.addShared(r)
	case recLabel, recRString:
		err = s.addLabel(r)
	case recBoolErr:
		if err = r.need(8); err == nil {
			err = s.addBoolErr(newCell(r.data), r.data[6], r.data[7] == 1)
		}
	case recFormula:
		err = s.addFormula(r)
	case recString:
		return s.addResult(r)
	case recMergeCells:
		err = s.addMerges(r)
	case recRow:
		if err = r.need(16); err == nil && r.data[12]&0x20 != 0 {
			s.layout.HiddenRows = appendSpan(s.layout.HiddenRows, u16(r.data)+1, u16(r.data)+1)
		}
	case recColInfo:
		if err = r.need(10); err == nil && r.data[8]&0x01 != 0 {
			s.layout.HiddenColumns = appendSpan(s.layout.HiddenColumns, u16(r.data)+1, min(u16(r.data[2:]), 255)+1)
		}
	}
	return r.next, err
}

// appendSpan joins neighbouring rows or columns.
func appendSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if n := len(spans); n > 0 && spans[n-1].To+1 == from {
		spans[n-1].To = to
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}

// newCell reads what every cell record begins with: row, column, style.
func newCell(data []byte) cell {
	return cell{row: int32(u16(data)) + 1, column: int32(u16(data[2:])) + 1, style: uint16(u16(data[4:]))}
}

// rk is a number packed into four bytes: 30 bits of a float64 or of an integer, perhaps in hundredths ([MS-XLS] 2.5.217).
func rk(data []byte) float64 {
	bits := binary.LittleEndian.Uint32(data)
	value := math.Float64frombits(uint64(bits&^3) << 32)
	if bits&2 != 0 {
		value = float64(int32(bits) >> 2)
	}
	if bits&1 != 0 {
		value /= 100
	}
	return value
}

func (s *sheetReading) addNumber(data []byte, value float64) error {
	c := newCell(data)
	c.kind, c.number = workbook.Number, value
	return s.add(c)
}

func (s *sheetReading) addMulRK(r record) error {
	if err := r.need(6); err != nil {
		return err
	}
	row, first := u16(r.data), u16(r.data[2:])
	for i, at := 0, 4; at+6 <= len(r.data)-2; i, at = i+1, at+6 {
		c := cell{row: int32(row) + 1, column: int32(first+i) + 1, style: uint16(u16(r.data[at:])), kind: workbook.Number, number: rk(r.data[at+2:])}
		if err := s.add(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheetReading) addShared(r record) error {
	if err := r.need(10); err != nil {
		return err
	}
	c, index := newCell(r.data), u32(r.data[6:])
	if index >= len(s.book.strings) {
		return damaged("the cell %s refers to the shared string %d; there are %d", workbook.Address(int(c.row), int(c.column)), index, len(s.book.strings))
	}
	c.kind, c.text = workbook.Text, s.book.strings[index]
	return s.add(c)
}

func (s *sheetReading) addLabel(r record) (err error) {
	if err := r.need(8); err != nil {
		return err
	}
	c := newCell(r.data)
	c.kind = workbook.Text
	if c.text, err = s.book.text(r.data[8:], u16(r.data[6:])); err != nil {
		return err
	}
	if err := s.book.hold(len(c.text)); err != nil {
		return err
	}
	return s.add(c)
}

// errorTexts are the error values by their codes ([MS-XLS] 2.5.10).
func errorText(code byte) string {
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
	case 0x24:
		return "#NUM!"
	case 0x2A:
		return "#N/A"
	case 0x2B:
		return "#GETTING_DATA"
	}
	return "#ERROR " + strconv.Itoa(int(code))
}

func (s *sheetReading) addBoolErr(c cell, value byte, isError bool) error {
	if isError {
		c.kind, c.text = workbook.Error, errorText(value)
		return s.add(c)
	}
	c.kind = workbook.Bool
	if value != 0 {
		c.number = 1
	}
	return s.add(c)
}

// addFormula takes a formula's stored result ([MS-XLS] 2.5.133).
func (s *sheetReading) addFormula(r record) error {
	if err := r.need(16); err != nil {
		return err
	}
	c := newCell(r.data)
	c.formula = true
	result := r.data[6:14]
	if u16(result[6:]) != 0xFFFF {
		c.kind, c.number = workbook.Number, math.Float64frombits(binary.LittleEndian.Uint64(result))
		return s.add(c)
	}
	switch result[0] {
	case 1, 2:
		return s.addBoolErr(c, result[2], result[0] == 2)
	case 3:
		c.kind = workbook.Text // the empty text
		if r.data[14]&0x03 != 0 {
			c.kind = workbook.Uncomputed // a program that cannot compute leaves it to Excel to do so on opening
		}
		return s.add(c)
	}
	c.kind = workbook.Uncomputed // until the STRING record that has to follow
	if err := s.add(c); err != nil {
		return err
	}
	s.awaiting = true
	return nil
}

// addResult takes the text result of the formula before it.
func (s *sheetReading) addResult(r record) (next int, err error) {
	if !s.awaiting {
		return r.next, nil
	}
	if err := r.need(2); err != nil {
		return 0, err
	}
	parts, next, err := s.book.continued(r)
	if err != nil {
		return 0, err
	}
	last := &s.held[len(s.held)-1]
	last.kind = workbook.Text
	if len(r.data) == 2 && u16(r.data) == 0 {
		return next, nil
	}
	if s.book.biff8 {
		text := &sstReader{parts: parts, at: 2}
		var flags []byte
		if flags, err = text.bytes(1); err == nil {
			last.text, err = text.characters(u16(r.data), flags[0]&0x01 != 0)
		}
	} else {
		last.text, err = s.book.text(r.data[2:], u16(r.data))
	}
	if err != nil {
		return 0, err
	}
	return next, s.book.hold(len(last.text))
}

func (s *sheetReading) addMerges(r record) error {
	if err := r.need(2); err != nil {
		return err
	}
	for i := range u16(r.data) {
		at := 2 + 8*i
		if at+8 > len(r.data) {
			return damaged("the list of merged ranges is cut")
		}
		s.layout.Merges = append(s.layout.Merges, workbook.Range{
			FromRow: u16(r.data[at:]) + 1, ToRow: u16(r.data[at+2:]) + 1, FromColumn: u16(r.data[at+4:]) + 1, ToColumn: u16(r.data[at+6:]) + 1,
		})
	}
	return s.book.hold(32 * u16(r.data))
}

// add holds a cell back, up to the bound on how many.
func (s *sheetReading) add(c cell) error {
	s.awaiting = false
	if s.book.cells++; s.book.cells > s.book.limits.Cells {
		return &workbook.LimitError{Bound: "cells", Limit: s.book.limits.Cells, Got: s.book.cells}
	}
	for _, b := range []struct {
		name       string
		limit, got int
	}{{"rows", s.book.limits.Rows, int(c.row)}, {"columns", s.book.limits.Columns, int(c.column)}} {
		if b.got > b.limit {
			return &workbook.LimitError{Bound: b.name, Limit: int64(b.limit), Got: int64(b.got)}
		}
	}
	if n := len(s.held); n > 0 && compare(s.held[n-1], c) >= 0 {
		if s.streaming {
			return damaged("the cell %s is out of order in a sheet of more than %d cells", workbook.Address(int(c.row), int(c.column)), maxHeld)
		}
		s.unordered = true
	}
	if s.held = append(s.held, c); len(s.held) < maxHeld && !s.streaming {
		return nil
	}
	return s.stream()
}

// stream delivers what is held but the last, which may be waiting for its text.
func (s *sheetReading) stream() error {
	if !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
		s.streaming = true
	}
	last := s.held[len(s.held)-1]
	if err := s.deliver(s.held[:len(s.held)-1]); err != nil {
		return err
	}
	s.held = append(s.held[:0], last)
	return nil
}

func (s *sheetReading) finish() error {
	if !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
	}
	return s.deliver(s.held)
}

func compare(a, b cell) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
}

// sort brings the cells into the order of rows and columns; two with one address contradict each other.
func (s *sheetReading) sort() error {
	if !s.unordered {
		return nil
	}
	slices.SortStableFunc(s.held, compare)
	for i := 1; i < len(s.held); i++ {
		if compare(s.held[i-1], s.held[i]) == 0 {
			return damaged("the cell %s stands twice in the sheet", workbook.Address(int(s.held[i].row), int(s.held[i].column)))
		}
	}
	s.unordered = false
	return nil
}

func (s *sheetReading) deliver(cells []cell) error {
	for i := range cells {
		if err := s.one(&cells[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheetReading) one(from *cell) error {
	c := &s.out
	*c = workbook.Cell{Row: int(from.row), Column: int(from.column), Type: from.kind, Formula: from.formula, Number: from.number, Style: s.book.style(int(from.style))}
	switch from.kind {
	case workbook.Number:
		if math.IsNaN(from.number) || math.IsInf(from.number, 0) {
			return damaged("the cell %s holds no number", c.Address())
		}
		c.Raw = digits(from.number)
		if c.Style.IsDate {
			if text, ok := c.Style.DateText(from.number, s.book.date1904); ok {
				c.Type, c.Text = workbook.Date, text
			}
		}
	case workbook.Text:
		c.Raw, c.Text = from.text, vntext.EncodingOfFont(c.Style.Font).Decode(from.text)
	case workbook.Error:
		c.Raw, c.Text = from.text, from.text
	case workbook.Bool:
		c.Raw = digits(from.number)
	}
	if err := s.visit(c); err != nil {
		s.visitError = err
		return err
	}
	return nil
}

// digits is the shortest decimal that reads back as the stored number.
func digits(f float64) string {
	if f != 0 && (math.Abs(f) >= 1e21 || math.Abs(f) < 1e-6) {
		return strconv.FormatFloat(f, 'E', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
