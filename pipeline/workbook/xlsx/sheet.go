package xlsx

import (
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// sheetReading reads one sheet part in one pass: columns, rows with their cells, merged ranges. Elements that
// say nothing about values, such as page margins, are passed over.
type sheetReading struct {
	book   *Reader
	out    *delivery
	layout *workbook.Layout

	// The row and column of the cell under way, from 1. A row or cell that states no place follows the one
	// before it.
	row, column int
	// The row states its number, so that its cells may not contradict it.
	placed bool
	cell   cellReading
	plain  plainCell

	// The columns of the row under way that a cell has taken, empty cells too.
	columns set
}

// set is a set of small numbers from 0, one bit for each. For the columns of a row it is cheaper than a map.
type set []uint64

// add says whether the number is new to the set.
func (s *set) add(n int) bool {
	for n/64 >= len(*s) {
		*s = append(*s, 0)
	}
	isNew := !s.has(n)
	(*s)[n/64] |= 1 << (n % 64)
	return isNew
}

// has says whether the number was added.
func (s set) has(n int) bool { return n/64 < len(s) && s[n/64]&(1<<(n%64)) != 0 }

// newSheetReading prepares a pass over a part of so many bytes.
func newSheetReading(book *Reader, visit func(*workbook.Cell) error, partBytes int64) *sheetReading {
	return &sheetReading{book: book, layout: &workbook.Layout{}, out: newDelivery(book, visit, partBytes)}
}

// read is given to the archive, which calls it with a scanner over the part. It looks at the children of
// <worksheet> (ECMA-376 Part 1, 18.3.1.99) and reads the three kinds that matter here.
func (r *sheetReading) read(s *zipxml.Scanner) error {
	// What kind of sheet it is, the root element says.
	root, err := s.Root()
	if err != nil {
		return err
	}
	switch root {
	case "worksheet":
	case "chartsheet", "dialogsheet", "macrosheet":
		return s.Skip() // such a sheet holds no numbers of a report
	default:
		return s.Fail("<%.40s> where <worksheet> was expected", root)
	}
	found := false
	return s.Each(func() error {
		if s.Foreign {
			return nil
		}
		switch string(s.Name) {
		case "cols":
			return s.Each(func() error { return r.readColumns(s) })
		case "sheetData":
			if found {
				return s.Fail("a second <sheetData>")
			}
			found = true
			return r.readRows(s)
		case "mergeCells":
			return r.readMerges(s)
		}
		return s.Stray()
	})
}

// readColumns reads a <col>, which describes a run of columns; only whether they are hidden is wanted.
func (r *sheetReading) readColumns(s *zipxml.Scanner) error {
	if s.Foreign {
		return nil
	}
	if string(s.Name) != "col" {
		return s.Stray()
	}
	// A run of columns that is not hidden says nothing of use.
	hidden, err := s.Flag("hidden")
	if err != nil || !hidden {
		return err
	}
	from, _ := s.Index("min")
	to, _ := s.Index("max")
	if to = min(to, workbook.MaxColumn); from < 1 || to < from {
		return nil // no column is meant, and no number hangs on it
	}
	r.layout.HiddenColumns = addSpan(r.layout.HiddenColumns, from, to)
	return r.holdLayout()
}

// holdLayout counts one more span or range against the memory that the workbook may take.
func (r *sheetReading) holdLayout() error {
	const overhead = 64 // of one span or range in a list that grows
	return r.book.budget.Hold(overhead)
}

// readMerges reads the merged ranges. A merged cell's value stands in its upper left corner only, so that
// whoever reads a heading has to know how far it reaches.
func (r *sheetReading) readMerges(s *zipxml.Scanner) error {
	return s.Each(func() error {
		if s.Foreign {
			return nil
		}
		if string(s.Name) != "mergeCell" {
			return s.Stray()
		}
		ref, _, err := s.Attribute("ref")
		if err != nil {
			return err
		}
		merged, err := workbook.ParseRange(ref)
		if err != nil {
			return nil // no range is meant, and no number hangs on it
		}
		r.layout.Merges = append(r.layout.Merges, merged)
		return r.holdLayout()
	})
}

// readRows reads <sheetData>, row by row. It looks at the clock now and then, so that a huge sheet ends within
// the bound on time.
func (r *sheetReading) readRows(s *zipxml.Scanner) error {
	const rowsPerLook = 1024 // at the clock
	for rows := 0; ; rows++ {
		t, err := s.Element()
		if err != nil {
			return err
		}
		if t == zipxml.EndTag {
			return nil
		}
		switch {
		case s.Foreign:
			err = s.Skip()
		case string(s.Name) == "row":
			err = r.readRow(s)
		default:
			err = s.Pass()
		}
		if err != nil {
			return err
		}
		if rows%rowsPerLook == 0 {
			if err := r.book.budget.CheckTime(); err != nil {
				return err
			}
		}
	}
}

// readRow reads one <row>. The number of the row is checked before the cells, since a wrong one would move all
// of them.
func (r *sheetReading) readRow(s *zipxml.Scanner) error {
	// A row that states no number follows the one before it.
	number, stated, err := s.Number("r")
	if err != nil {
		return err
	}
	if r.placed = stated; !stated {
		number = r.row + 1
	}
	if number < 1 || number > workbook.MaxRow {
		return s.Fail("row %d: expected 1 to %d", number, workbook.MaxRow)
	}
	if err := zipxml.Bound("rows", int64(r.book.limits.Rows), int64(number)); err != nil {
		return err
	}
	hidden, err := s.Flag("hidden")
	if err != nil {
		return err
	}
	// A new row: its first cell without an address stands in column A.
	r.row, r.column, r.columns = number, 0, r.columns[:0]
	if err := r.readCells(s); err != nil || !hidden {
		return err
	}
	r.layout.HiddenRows = addSpan(r.layout.HiddenRows, r.row, r.row)
	return r.holdLayout()
}

// readCells reads the cells of a row: each by the short way first, and tag by tag where that does not take it.
func (r *sheetReading) readCells(s *zipxml.Scanner) error {
	for {
		if done, err := r.readPlain(s); done || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		t, err := s.Element()
		if err != nil {
			return err
		}
		if t == zipxml.EndTag {
			return nil
		}
		switch {
		case s.Foreign:
			err = s.Skip()
		case string(s.Name) == "c":
			err = r.readCell(s)
		default:
			err = s.Pass()
		}
		if err != nil {
			return err
		}
	}
}

// addSpan adds a run, joined with the one before where they touch or are the same.
func addSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if last := len(spans) - 1; last >= 0 && spans[last].From <= from && from <= spans[last].To+1 {
		spans[last].To = max(spans[last].To, to)
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}
