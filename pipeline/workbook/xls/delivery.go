package xls

import (
	"cmp"
	"slices"
	"sync"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// maxHeld is the number of cells up to which a sheet is held back until it was read whole, so that a caller
// never acts on half of a damaged sheet. A larger sheet is delivered while it is read, and must be in order.
const maxHeld = 500_000

// Lists of held cells serve any sheet of any workbook; they are the largest allocation.
var heldCells = sync.Pool{New: func() any { return new([]cell) }}

// take takes a list for the cells of a sheet whose records have so many bytes, and makes room for them at once: growing
// the list step by step would copy it many times.
func (s *sheetReading) take(recordBytes int) {
	const cellBytes, fewest = 8, 64 // of a cell in a record, most often a little more
	s.held = *heldCells.Get().(*[]cell)
	if expected := min(recordBytes/cellBytes+fewest, maxHeld); len(s.held) < expected {
		s.held = make([]cell, expected)
	}
	s.last = -1
}

// release gives the list of held cells to the next sheet, of whichever workbook.
func (s *sheetReading) release() {
	held := s.held
	s.held, s.texts = nil, nil
	heldCells.Put(&held)
}

// add takes the next cell, checks it against the bounds and holds it back.
func (s *sheetReading) add(c *cell) error {
	s.awaiting = false
	if s.book.cells++; s.book.cells > s.book.limits.Cells || int(c.row) >= s.book.limits.Rows ||
		int(c.column) >= s.book.limits.Columns {
		return s.passedBound(c)
	}
	// Cells need not be in order in the file. Comparing each with the one before tells whether sorting is
	// needed at all.
	order := c.order()
	s.unordered = s.unordered || order <= s.last
	s.last = order
	if s.count == len(s.held) {
		s.held = append(s.held, make([]cell, min(s.count, maxHeld-s.count))...)
	}
	s.held[s.count] = *c
	if s.count++; s.count < maxHeld && !s.streaming {
		return nil
	}
	return s.stream()
}

// passedBound is the error for a cell that passes one of the bounds. The format itself bounds rows and columns; a
// workspace may bound them further.
func (s *sheetReading) passedBound(c *cell) error {
	limits := &s.book.limits
	switch row, column := int64(c.row)+1, int64(c.column)+1; {
	case s.book.cells > limits.Cells:
		return &workbook.LimitError{Bound: "cells", Limit: limits.Cells, Got: s.book.cells}
	case row > int64(limits.Rows):
		return &workbook.LimitError{Bound: "rows", Limit: int64(limits.Rows), Got: row}
	default:
		return &workbook.LimitError{Bound: "columns", Limit: int64(limits.Columns), Got: column}
	}
}

// stream delivers what is held, but not the last cell: that may be a formula whose text stands in the next
// record. The first call sorts; after that the cells must come in order by themselves.
func (s *sheetReading) stream() error {
	// The last cell stays behind; those before it can be delivered.
	s.count--
	last := s.held[s.count]
	if !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
		s.streaming = true
	}
	if s.count > 0 && compare(s.held[s.count-1], last) >= 0 {
		return damaged("the cell %s is out of order in a sheet of more than %d cells", last.address(), maxHeld)
	}
	if err := s.deliver(s.held[:s.count]); err != nil {
		return err
	}
	// Of the texts that stand in the cells only that of the last one is still needed.
	if last.own {
		s.texts[0], last.text = s.texts[last.text], 0
		s.texts = s.texts[:1]
	} else {
		s.texts = s.texts[:0]
	}
	s.held[0], s.count = last, 1
	return nil
}

// finish delivers what is still held when the sheet has ended.
func (s *sheetReading) finish() error {
	if !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
	}
	return s.deliver(s.held[:s.count])
}

// compare orders cells by rows and, within a row, by columns.
func compare(a, b cell) int { return cmp.Compare(a.order(), b.order()) }

// sort brings the cells into the order of rows and columns. Two cells of one address that say the same become
// one, since some writers repeat records. Two that differ are an error: nothing tells which one the author saw.
// The sort is stable, so that of two equal cells always the first of the file stays.
func (s *sheetReading) sort() error {
	if !s.unordered {
		return nil
	}
	held := s.held[:s.count]
	slices.SortStableFunc(held, compare)
	// Cells of one address are neighbours now; whole grows over the same memory and never overtakes what is
	// still to be read.
	whole := held[:0]
	for _, c := range held {
		n := len(whole)
		switch {
		case n == 0 || compare(whole[n-1], c) != 0:
			whole = append(whole, c)
		case !s.same(&whole[n-1], &c):
			return damaged("the cell %s stands twice in the sheet", c.address())
		}
	}
	s.count, s.unordered = len(whole), false
	return nil
}

// same says whether two cells show the same value in the same format and font.
func (s *sheetReading) same(a, b *cell) bool {
	return a.kind == b.kind && a.number == b.number && s.stored(a) == s.stored(b) &&
		*s.book.style(a.style).Style == *s.book.style(b.style).Style
}

// deliver hands a list of cells to the visitor and leaves out those that are empty.
func (s *sheetReading) deliver(cells []cell) error {
	for i := range cells {
		if err := s.one(&cells[i]); err != nil {
			return err
		}
	}
	return nil
}

// one makes a workbook.Cell of a held one and calls the visitor. Only here is it decided, by the style, whether
// a number is a date and in which encoding a text was written.
func (s *sheetReading) one(from *cell) error {
	// One workbook.Cell serves all cells: it is valid during the call only. Texts and style are written only where they
	// are others than those of the cell before, since the collector of garbage may watch such writes.
	c, style := &s.out, s.book.style(from.style)
	c.Row, c.Column, c.Type, c.Formula = int(from.row)+1, int(from.column)+1, from.kind, from.formula
	c.Number = from.number
	if c.Style != style.Style {
		c.Style = style.Style
	}
	if len(c.Raw) > 0 || len(c.Text) > 0 {
		c.Raw, c.Text = "", ""
	}
	if from.kind != workbook.Number || c.Style.IsDate {
		if empty := s.setTexts(c, from, style.encoding); empty {
			return nil
		}
	}
	if err := s.visit(c); err != nil {
		s.visitError = err
		return err
	}
	return nil
}

// setTexts fills in what a cell shows that is no plain number, and says whether it is a text of no characters, which is
// an empty cell.
func (s *sheetReading) setTexts(c *workbook.Cell, from *cell, encoding vntext.Encoding) (empty bool) {
	switch from.kind {
	case workbook.Number:
		if text, ok := s.book.dates.Text(c.Style, from.number); ok {
			c.Type, c.Text = workbook.Date, text
		}
	case workbook.Text:
		if c.Raw = s.stored(from); c.Raw == "" {
			return true
		}
		composed := !s.book.decomposed[from.text]
		if from.own {
			composed = vntext.IsNFC(c.Raw)
		}
		if c.Text = c.Raw; encoding != vntext.Unicode || !composed {
			c.Text = encoding.Decode(c.Raw)
		}
	case workbook.Error:
		c.Raw = s.stored(from)
		c.Text = c.Raw
	case workbook.Uncomputed:
		c.Raw = s.stored(from)
	case workbook.Bool:
		c.Raw = biff.BoolText(from.number != 0)
	}
	return false
}
