package xlsb

import (
	"encoding/binary"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// sheetReading reads the records of one sheet. Cells are delivered as they come: the format wants them in
// order, and a sheet in which they are not is refused.
type sheetReading struct {
	book   *Reader
	visit  func(*workbook.Cell) error
	layout *workbook.Layout
	// The row of the cells that come, and the column of the cell before, from 1; row 0 is before the first row.
	row    int
	column int // of the cell before
	// How far the sheet was read, and how many records, for looks at the clock now and then.
	phase   phase
	records int
	// The cell that the visitor gets, used again for each, and the visitor's own error, which is returned as it
	// is.
	out        workbook.Cell
	visitError error
}

// phase is how far the sheet was read. The format has no tags that close each other as XML has, so that the
// phases tell a sheet that is cut or out of order.
type phase uint8

const (
	before phase = iota // the sheet has not begun
	head
	data
	tail
	behind // its end
)

// read takes the next record. A sheet begins, has its cells between two marks, and ends: where one of these is
// missing, the part is cut.
func (r *sheetReading) read(next record) error {
	const recordsPerLook = 8192 // at the clock
	// A damaged part may hold nothing but records of no length: the clock ends it.
	if r.records++; r.records%recordsPerLook == 0 {
		if err := r.book.budget.CheckTime(); err != nil {
			return err
		}
	}
	// Marks move the reading on; cells and layout count only between the right ones.
	switch {
	case next.kind == recBeginSheet:
		return r.advance(before, head, next)
	case next.kind == recBeginData:
		return r.advance(head, data, next)
	case next.kind == recEndData:
		return r.advance(data, tail, next)
	case next.kind == recEndSheet:
		return r.advance(tail, behind, next)
	case next.kind <= recShortShared || next.kind == recRichText:
		return r.cellRecord(next)
	case next.kind == recColumns:
		return r.readColumns(next)
	case next.kind == recMerge:
		return r.readMerge(next)
	}
	return nil
}

// advance goes on to the next phase, and refuses a mark that comes at the wrong time.
func (r *sheetReading) advance(from, to phase, by record) error {
	if r.phase != from {
		return damaged("the record of the type %d stands where it does not belong", by.kind)
	}
	r.phase = to
	return nil
}

// cellRecord takes a row or a cell, which may stand between the marks of the sheet's data only.
func (r *sheetReading) cellRecord(next record) error {
	if r.phase != data {
		return damaged("a cell outside of the sheet's rows")
	}
	if next.kind == recRow {
		return r.readRow(next)
	}
	return r.readCell(next)
}

// readRow reads the head of a row ([MS-XLSB], BrtRowHdr): its number and whether it is hidden. Rows must grow.
func (r *sheetReading) readRow(next record) error {
	const length, atFlags, hidden = 12, 11, 0x10
	fields, err := next.field(0, length)
	if err != nil {
		return err
	}
	// Rows count from 0 in the file, and from 1 everywhere else.
	row := u32(fields) + 1
	if row > workbook.MaxRow {
		return damaged("row %d: expected 1 to %d", row, workbook.MaxRow)
	}
	// A row that comes again, or too early, means that records are lost, stand twice or are damaged.
	if row <= r.row {
		return damaged("the row %d stands behind the row %d", row, r.row)
	}
	r.row, r.column = row, 0
	if err := zipxml.Bound("rows", int64(r.book.budget.Limits().Rows), int64(row)); err != nil {
		return err
	}
	// Only hidden rows are of interest.
	if fields[atFlags]&hidden == 0 {
		return nil
	}
	r.layout.HiddenRows = addSpan(r.layout.HiddenRows, row, row)
	return r.holdLayout()
}

// holdLayout counts one more span or range against the memory that the workbook may take.
func (r *sheetReading) holdLayout() error {
	const overhead = 64 // of one span or range in a list that grows
	return r.book.budget.Hold(overhead)
}

// readColumns reads a run of columns ([MS-XLSB], BrtColInfo); only whether they are hidden is wanted.
func (r *sheetReading) readColumns(next record) error {
	const length, atFlags, hidden = 18, 16, 0x01
	fields, err := next.field(0, length)
	if err != nil {
		return err
	}
	// Only hidden columns are of interest.
	if binary.LittleEndian.Uint16(fields[atFlags:])&hidden == 0 {
		return nil
	}
	from, to := u32(fields)+1, min(u32(fields[4:])+1, workbook.MaxColumn)
	if to < from {
		return nil // no column is meant, and no number hangs on it
	}
	r.layout.HiddenColumns = addSpan(r.layout.HiddenColumns, from, to)
	return r.holdLayout()
}

// readMerge reads a merged range ([MS-XLSB], BrtMergeCell): first and last row, then first and last column,
// from 0.
func (r *sheetReading) readMerge(next record) error {
	fields, err := next.field(0, 16)
	if err != nil {
		return err
	}
	// First row, last row, first column, last column: four bytes each.
	merged := workbook.Range{FromRow: u32(fields) + 1, ToRow: u32(fields[4:]) + 1, FromColumn: u32(fields[8:]) + 1,
		ToColumn: u32(fields[12:]) + 1}
	if merged.FromRow > merged.ToRow || merged.FromColumn > merged.ToColumn || merged.ToRow > workbook.MaxRow ||
		merged.ToColumn > workbook.MaxColumn {
		return nil // no range is meant, and no number hangs on it
	}
	r.layout.Merges = append(r.layout.Merges, merged)
	return r.holdLayout()
}

// addSpan adds a run of hidden rows or columns, joined with the one before it where the two touch.
func addSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if last := len(spans) - 1; last >= 0 && spans[last].To+1 == from {
		spans[last].To = to
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}
