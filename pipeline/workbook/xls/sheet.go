package xls

import (
	"encoding/binary"
	"math"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// sheetReading is one pass over the records of one sheet. It collects cells and layout; delivery.go brings the
// cells to the visitor.
type sheetReading struct {
	book   *Reader
	visit  func(*workbook.Cell) error
	layout *workbook.Layout
	// Cells that were read and not yet delivered; unordered if they have to be sorted first. Once streaming,
	// only the last cell is held.
	held      []cell // as long as it is large; count are held
	count     int
	texts     []string // those that stand in the cells themselves
	last      int64    // the order of the cell that was added last
	unordered bool
	streaming bool
	// The last cell is a formula whose text result stands in a STRING record behind it.
	awaiting   bool
	out        workbook.Cell
	visitError error
}

// read goes through the records from the sheet's first one, at an offset of the stream, to its end. A sheet
// without an end is cut.
func (s *sheetReading) read(offset int) (err error) {
	// depth is 1 within the sheet itself; charts that lie in the sheet are parts of their own, with cells that
	// are not the sheet's.
	depth, records := 0, 0
	for at := offset; ; {
		var r record
		kind, size, ok := s.book.head(at)
		if ok {
			r = record{kind: kind, data: s.book.stream[at+4 : at+4+size], next: at + 4 + size}
		} else if r, ok, err = s.book.recordAt(at); err != nil {
			return err
		} else if !ok {
			return damaged("the sheet has no end: the file is cut")
		}
		if records++; records%8192 == 0 {
			if err := s.book.checkTime(); err != nil {
				return err
			}
		}
		at = r.next
		switch {
		case r.begins():
			depth++
		case r.kind == recEOF:
			if depth--; depth == 0 {
				return s.finish()
			}
		case depth == 1: // deeper ones belong to charts inside the sheet
			if at, err = s.record(&r); err != nil {
				return err
			}
		}
	}
}

// record reads one record of the sheet and returns the offset of the next, which lies further on where a text
// has run on over CONTINUE records. Records that hold neither cells nor layout are passed over.
func (s *sheetReading) record(r *record) (next int, err error) {
	switch r.kind {
	case recNumber:
		if err = r.isNumber(); err == nil {
			err = s.addNumber(r.data, math.Float64frombits(binary.LittleEndian.Uint64(r.data[6:])))
		}
	case recRK:
		if err = r.exactly(10); err == nil {
			err = s.addNumber(r.data, biff.RK(r.data[6:]))
		}
	case recMulRK:
		err = s.addMulRK(r)
	case recLabelSST:
		err = s.addShared(r)
	case recLabel, recRString:
		return s.addLabel(r)
	case recBoolErr:
		if err = r.need(8); err == nil {
			c := newCell(r.data)
			err = s.addBoolErr(&c, r.data[6], r.data[7] == 1)
		}
	case recFormula, recFormula3, recFormula4:
		err = s.addFormula(r)
	case recString:
		return s.addResult(r)
	case recInteger2, recNumber2, recLabel2, recBoolErr2:
		err = damaged("the record 0x%04X of Excel 2 in a sheet of a newer version", r.kind)
	case recMergeCells, recRow, recColInfo:
		err = s.readLayout(r)
	}
	return r.next, err
}

// readLayout reads merged ranges, hidden rows and hidden columns, and counts their memory.
func (s *sheetReading) readLayout(r *record) (err error) {
	// What the record adds to the layout is counted against the bound on memory, below.
	before := len(s.layout.HiddenRows) + len(s.layout.HiddenColumns) + len(s.layout.Merges)
	switch r.kind {
	case recMergeCells:
		err = s.addMerges(r)
	case recRow:
		if err = r.exactly(16); err == nil && r.data[12]&0x20 != 0 {
			s.layout.HiddenRows = appendSpan(s.layout.HiddenRows, u16(r.data)+1, u16(r.data)+1)
		}
	case recColInfo:
		if err = r.need(10); err == nil && r.data[8]&0x01 != 0 {
			if from, to := u16(r.data)+1, min(u16(r.data[2:])+1, maxColumn); from <= to {
				s.layout.HiddenColumns = appendSpan(s.layout.HiddenColumns, from, to)
			}
		}
	}
	if err != nil {
		return err
	}
	const overhead = 64 // of one span or range in a list that grows
	return s.book.hold(overhead * (len(s.layout.HiddenRows) + len(s.layout.HiddenColumns) + len(s.layout.Merges) - before))
}

// appendSpan adds a run of hidden rows or columns, joined with the one before it where the two touch.
func appendSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if n := len(spans); n > 0 && spans[n-1].To+1 == from {
		spans[n-1].To = to
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}

// maxColumn is the last column of the format, IV. Sheets of .xls are narrower than those of .xlsx.
const maxColumn = 256

// addMerges reads a list of merged ranges. A range whose corners are no range is passed over: no number is lost
// with it. A list that is cut is an error.
func (s *sheetReading) addMerges(r *record) error {
	if err := r.need(2); err != nil {
		return err
	}
	for i := range u16(r.data) {
		// A number of ranges, then eight bytes for each: first and last row, first and last column.
		at := 2 + 8*i
		if at+8 > len(r.data) {
			return damaged("the list of merged ranges is cut")
		}
		merged := workbook.Range{FromRow: u16(r.data[at:]) + 1, ToRow: u16(r.data[at+2:]) + 1,
			FromColumn: u16(r.data[at+4:]) + 1, ToColumn: u16(r.data[at+6:]) + 1}
		if merged.FromRow <= merged.ToRow && merged.FromColumn <= merged.ToColumn && merged.ToColumn <= maxColumn {
			s.layout.Merges = append(s.layout.Merges, merged)
		}
	}
	return nil
}
