package xls

import (
	"cmp"
	"slices"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// maxHeld is the number of cells up to which a sheet is held back until it was read whole, so that a caller
// never acts on half of a damaged sheet. A larger sheet is delivered while it is read, and must be in order.
const maxHeld = 500_000

// add takes the next cell, checks it against the bounds and holds it back.
func (s *sheetReading) add(c cell) error {
	s.awaiting = false
	if s.book.cells++; s.book.cells > s.book.limits.Cells {
		return &workbook.LimitError{Bound: "cells", Limit: s.book.limits.Cells, Got: s.book.cells}
	}
	// The format itself bounds rows and columns; a workspace may bound them further.
	for _, b := range []struct {
		name       string
		limit, got int
	}{{"rows", s.book.limits.Rows, int(c.row)}, {"columns", s.book.limits.Columns, int(c.column)}} {
		if b.got > b.limit {
			return &workbook.LimitError{Bound: b.name, Limit: int64(b.limit), Got: int64(b.got)}
		}
	}
	// Cells need not be in order in the file. Comparing each with the one before tells whether sorting is
	// needed at all.
	if n := len(s.held); n > 0 && compare(s.held[n-1], c) >= 0 {
		s.unordered = true
	}
	if s.held = append(s.held, c); len(s.held) < maxHeld && !s.streaming {
		return nil
	}
	return s.stream()
}

// stream delivers what is held, but not the last cell: that may be a formula whose text stands in the next
// record. The first call sorts; after that the cells must come in order by themselves.
func (s *sheetReading) stream() error {
	// The last cell stays behind; those before it can be delivered.
	n := len(s.held) - 1
	last := s.held[n]
	if s.held = s.held[:n]; !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
		s.streaming = true
	}
	if n = len(s.held); n > 0 && compare(s.held[n-1], last) >= 0 {
		return damaged("the cell %s is out of order in a sheet of more than %d cells", last.address(), maxHeld)
	}
	if err := s.deliver(s.held); err != nil {
		return err
	}
	s.held = append(s.held[:0], last)
	return nil
}

// finish delivers what is still held when the sheet has ended.
func (s *sheetReading) finish() error {
	if !s.streaming {
		if err := s.sort(); err != nil {
			return err
		}
	}
	return s.deliver(s.held)
}

// compare orders cells by rows and, within a row, by columns.
func compare(a, b cell) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
}

// sort brings the cells into the order of rows and columns. Two cells of one address that say the same become
// one, since some writers repeat records. Two that differ are an error: nothing tells which one the author saw.
// The sort is stable, so that of two equal cells always the first of the file stays.
func (s *sheetReading) sort() error {
	if !s.unordered {
		return nil
	}
	slices.SortStableFunc(s.held, compare)
	// Cells of one address are neighbours now; whole grows over the same memory and never overtakes what is
	// still to be read.
	whole := s.held[:0]
	for _, c := range s.held {
		n := len(whole)
		switch {
		case n == 0 || compare(whole[n-1], c) != 0:
			whole = append(whole, c)
		case !s.same(&whole[n-1], &c):
			return damaged("the cell %s stands twice in the sheet", c.address())
		}
	}
	s.held, s.unordered = whole, false
	return nil
}

// same says whether two cells show the same value in the same format and font.
func (s *sheetReading) same(a, b *cell) bool {
	return a.kind == b.kind && a.number == b.number && a.text == b.text &&
		*s.book.style(int(a.style)) == *s.book.style(int(b.style))
}

// deliver hands a list of cells to the visitor and leaves out those that are empty.
func (s *sheetReading) deliver(cells []cell) error {
	for i := range cells {
		if c := &cells[i]; c.kind == workbook.Text && c.text == "" {
			continue // a text of no characters is an empty cell
		}
		if err := s.one(&cells[i]); err != nil {
			return err
		}
	}
	return nil
}

// one makes a workbook.Cell of a held one and calls the visitor. Only here is it decided, by the style, whether
// a number is a date and in which encoding a text was written.
func (s *sheetReading) one(from *cell) error {
	// One workbook.Cell serves all cells: it is valid during the call only.
	c := &s.out
	*c = workbook.Cell{Row: int(from.row), Column: int(from.column), Type: from.kind, Formula: from.formula,
		Number: from.number, Style: s.book.style(int(from.style))}
	switch from.kind {
	case workbook.Number:
		// The file stores no digits, so that the shortest ones that mean this number stand for them.
		c.Raw = biff.Digits(from.number)
		if c.Style.IsDate {
			if text, ok := c.Style.DateText(from.number, s.book.date1904); ok {
				c.Type, c.Text = workbook.Date, text
			}
		}
	case workbook.Text:
		c.Raw, c.Text = from.text, vntext.EncodingOfFont(c.Style.Font).Decode(from.text)
	case workbook.Error:
		c.Raw, c.Text = from.text, from.text
	case workbook.Uncomputed:
		c.Raw = from.text
	case workbook.Bool:
		c.Raw = biff.Digits(from.number)
	}
	if err := s.visit(c); err != nil {
		s.visitError = err
		return err
	}
	return nil
}
