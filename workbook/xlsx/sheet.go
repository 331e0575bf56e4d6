package xlsx

import (
	"tonghop/workbook"
)

// sheetReading reads one sheet part in one pass.
type sheetReading struct {
	book   *Reader
	out    *delivery
	layout *workbook.Layout

	row, column int // of the cell under way; a row or cell that states no place follows the one before
	cell        cellReading
}

func newSheetReading(book *Reader, visit func(*workbook.Cell) error) *sheetReading {
	return &sheetReading{book: book, layout: &workbook.Layout{}, out: newDelivery(book, visit)}
}

func (r *sheetReading) read(s *scanner) error {
	root, err := s.root()
	if err != nil {
		return err
	}
	switch root {
	case "worksheet":
	case "chartsheet", "dialogsheet", "macrosheet":
		return s.skip() // such a sheet holds no numbers of a report
	default:
		return s.fail("<%.40s> where <worksheet> was expected", root)
	}
	found := false
	return s.each(func() error {
		if s.foreign {
			return nil
		}
		switch string(s.name) {
		case "cols":
			return s.each(func() error { return r.readColumns(s) })
		case "sheetData":
			if found {
				return s.fail("a second <sheetData>")
			}
			found = true
			return r.readRows(s)
		case "mergeCells":
			return r.readMerges(s)
		}
		return nil
	})
}

func (r *sheetReading) readColumns(s *scanner) error {
	if s.foreign || string(s.name) != "col" {
		return nil
	}
	hidden, err := s.flag("hidden")
	if err != nil || !hidden {
		return err
	}
	from, known, err := s.number("min")
	if err != nil {
		return err
	}
	to, also, err := s.number("max")
	if err != nil {
		return err
	}
	if !known || !also || from < 1 || to < from || to > workbook.MaxColumn {
		return s.fail("hidden columns %d to %d", from, to)
	}
	r.layout.HiddenColumns = addSpan(r.layout.HiddenColumns, from, to)
	return r.holdLayout()
}

func (r *sheetReading) holdLayout() error {
	const overhead = 32 // of one span or range
	return r.book.budget.hold(overhead)
}

func (r *sheetReading) readMerges(s *scanner) error {
	announced, counted, err := s.number("count")
	if err != nil {
		return err
	}
	err = s.each(func() error {
		if s.foreign || string(s.name) != "mergeCell" {
			return nil
		}
		ref, _, err := s.attribute("ref")
		if err != nil {
			return err
		}
		merged, err := workbook.ParseRange(ref)
		if err != nil {
			return s.fail("%v", err)
		}
		r.layout.Merges = append(r.layout.Merges, merged)
		return r.holdLayout()
	})
	if err == nil && counted && len(r.layout.Merges) < announced {
		return s.fail("<mergeCells> announces %d ranges and holds %d", announced, len(r.layout.Merges))
	}
	return err
}

// readRows reads <sheetData>.
func (r *sheetReading) readRows(s *scanner) error {
	const rowsPerLook = 1024 // at the clock
	for rows := 0; ; rows++ {
		t, err := s.element()
		if err != nil {
			return err
		}
		if t == endTag {
			return nil
		}
		if s.foreign || string(s.name) != "row" {
			if err := s.skip(); err != nil {
				return err
			}
			continue
		}
		if err := r.readRow(s); err != nil {
			return err
		}
		if rows%rowsPerLook == 0 {
			if err := r.book.budget.checkTime(); err != nil {
				return err
			}
		}
	}
}

func (r *sheetReading) readRow(s *scanner) error {
	number, stated, err := s.number("r")
	if err != nil {
		return err
	}
	if !stated {
		number = r.row + 1
	}
	if number < 1 || number > workbook.MaxRow {
		return s.fail("row %d: expected 1 to %d", number, workbook.MaxRow)
	}
	if err := bound("rows", int64(r.book.limits.Rows), int64(number)); err != nil {
		return err
	}
	hidden, err := s.flag("hidden")
	if err != nil {
		return err
	}
	if hidden {
		r.layout.HiddenRows = addSpan(r.layout.HiddenRows, number, number)
		if err := r.holdLayout(); err != nil {
			return err
		}
	}
	r.row, r.column = number, 0
	for {
		t, err := s.element()
		if err != nil {
			return err
		}
		if t == endTag {
			return nil
		}
		if s.foreign || string(s.name) != "c" {
			err = s.skip()
		} else {
			err = r.readCell(s)
		}
		if err != nil {
			return err
		}
	}
}

// addSpan adds a run, joined with the one before where they touch.
func addSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if last := len(spans) - 1; last >= 0 && spans[last].To+1 == from {
		spans[last].To = to
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}
