package ods

import (
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// sheetReading reads one table, from behind its start tag to its end tag. Cells come in order by the format
// itself, so that nothing needs to be sorted or held back.
type sheetReading struct {
	*zipxml.Scanner
	book   *Reader
	visit  func(*workbook.Cell) error
	layout *workbook.Layout

	// The row under way and the column that comes next, from 1.
	row, column int
	// The default styles of the columns, and how many columns were described so far.
	columns     []columnRun
	columnsRead int
	rowStyle    string
	// What one cell says, in its tag and in its text, used again for each.
	cell cellReading
	text textReading
	// What a row that is repeated holds, to be delivered again, and its size in bytes.
	kept       []keptCell
	keptBytes  int
	out        workbook.Cell
	visitError error
}

// columnRun is a run of columns, up to the column `to`, whose cells have this style where neither they nor
// their row state one.
type columnRun struct {
	to    int
	style string
}

// table reads the children of the table.
func (r *sheetReading) table() error {
	return r.Each(r.part)
}

// part reads a child of the table, or of an element that only groups rows or columns, such as the header rows.
func (r *sheetReading) part() error {
	if r.Space() != spaceTable {
		return stray(r.Scanner)
	}
	// Columns and rows, alone or in groups; groups may nest.
	switch string(r.Name) {
	case "table-column":
		return r.readColumn()
	case "table-row":
		return r.readRow()
	case "table-columns", "table-header-columns", "table-column-group", "table-rows", "table-header-rows",
		"table-row-group":
		return r.Each(r.part)
	case "table":
		return r.Fail("a table inside a table")
	}
	return stray(r.Scanner)
}

// repeated reads how often something stands in its place, 1 where nothing is said. The number may be huge,
// since an empty rest of a sheet is written as one repeated row: whoever uses it bounds it by the size of a
// sheet.
func (r *sheetReading) repeated(attribute string) (int, error) {
	value, stated, err := r.Of(spaceTable, attribute)
	if err != nil || !stated {
		return 1, err
	}
	n, ok := zipxml.WholeNumber(value)
	if !ok || n < 1 {
		return 0, r.Fail("%s=%.20q: expected a whole number from 1", attribute, value)
	}
	return n, nil
}

// hidden says whether the row or column is hidden, by hand or by a filter.
func (r *sheetReading) hidden() (bool, error) {
	value, _, err := r.Of(spaceTable, "visibility")
	return string(value) == "collapse" || string(value) == "filter", err
}

// line reads what a row and a column state alike: how often it stands there, whether it is hidden, and the style of its
// cells that have none of their own, which may be the one that shows a date.
func (r *sheetReading) line(repeated string) (n int, hidden bool, style string, err error) {
	if n, err = r.repeated(repeated); err != nil {
		return 0, false, "", err
	}
	if hidden, err = r.hidden(); err != nil {
		return 0, false, "", err
	}
	name, _, err := r.Of(spaceTable, "default-cell-style-name")
	return n, hidden, string(name), err
}

// readColumn reads a run of columns: whether they are hidden, and their default style. Runs of one style are
// joined, since the cells look through them one by one.
func (r *sheetReading) readColumn() error {
	n, hidden, style, err := r.line("number-columns-repeated")
	if err != nil {
		return err
	}
	// The run covers these columns. LibreOffice ends each sheet with a run up to the last column, so that it is
	// cut there.
	from := r.columnsRead + 1
	r.columnsRead = min(r.columnsRead+n, workbook.MaxColumn)
	if from > r.columnsRead {
		return nil
	}
	// Neighbouring runs of one style are one run.
	if last := len(r.columns) - 1; last >= 0 && r.columns[last].style == style {
		r.columns[last].to = r.columnsRead
	} else {
		r.columns = append(r.columns, columnRun{r.columnsRead, style})
	}
	if hidden {
		r.layout.HiddenColumns = addSpan(r.layout.HiddenColumns, from, r.columnsRead)
	}
	return r.holdLayout()
}

// holdLayout counts one more span, range or run against the memory that the workbook may take.
func (r *sheetReading) holdLayout() error {
	const overhead = 64 // of one span, range or run in a list that grows
	return r.book.budget.Hold(overhead)
}

// addSpan adds a run of hidden rows or columns, joined with the one before it where the two touch.
func addSpan(spans []workbook.Span, from, to int) []workbook.Span {
	if last := len(spans) - 1; last >= 0 && spans[last].To+1 == from {
		spans[last].To = to
		return spans
	}
	return append(spans, workbook.Span{From: from, To: to})
}

// readRow reads a row and, where it is repeated, delivers its cells again for each further row. A repeated row
// without cells only moves the place on, however often it is repeated.
func (r *sheetReading) readRow() error {
	n, hidden, style, err := r.line("number-rows-repeated")
	if err != nil {
		return err
	}
	if err := r.book.budget.CheckTime(); err != nil {
		return err
	}
	// The row begins: its cells are read, then delivered again for every row that it also stands for.
	r.row, r.column, r.rowStyle = r.row+1, 1, style
	r.kept, r.keptBytes = r.kept[:0], 0
	if err := r.readCells(n > 1); err != nil {
		return err
	}
	first := r.row
	if len(r.kept) > 0 {
		if err := r.again(n - 1); err != nil {
			return err
		}
	}
	// An empty row may be repeated a million times; only the row's number moves on.
	r.row = min(first+n-1, workbook.MaxRow)
	if !hidden || first > workbook.MaxRow {
		return nil
	}
	r.layout.HiddenRows = addSpan(r.layout.HiddenRows, first, r.row)
	return r.holdLayout()
}

// readCells reads the cells of a row. A covered cell lies under a merged one; it may hold a value of its own.
func (r *sheetReading) readCells(keep bool) error {
	return r.Each(func() error {
		if is(r.Scanner, spaceTable, "table-cell") || is(r.Scanner, spaceTable, "covered-table-cell") {
			return r.readCell(keep)
		}
		return stray(r.Scanner)
	})
}

// keptCell is a cell, or the corner of a merged range, of a row that is repeated.
type keptCell struct {
	// The cell as it was delivered first; only its row changes.
	cell workbook.Cell
	// How many neighbouring cells say the same.
	columns int
	// The size of the merged range, in columns and rows, 1 for none.
	wide, high int
	// Whether there is a value, and whether there is a merged range: an element may have either or both.
	isCell, spans bool
}

// keep remembers what a repeated row holds, within the bound on memory.
func (r *sheetReading) keep(k keptCell) error {
	const overhead = 160
	r.keptBytes += overhead + len(k.cell.Raw) + len(k.cell.Text)
	r.kept = append(r.kept, k)
	return zipxml.Bound("string_bytes", r.book.budget.Limits().StringBytes, int64(r.keptBytes))
}

// again delivers the row that was just read once more for each of so many rows behind it. It looks at the clock
// for each row, since a file of a few bytes can ask for a million.
func (r *sheetReading) again(rows int) error {
	for range rows {
		r.row++
		if err := r.book.budget.CheckTime(); err != nil {
			return err
		}
		// First the merged range that begins here, if there is one, then the value.
		for i := range r.kept {
			k := &r.kept[i]
			if k.spans {
				if err := r.addMerge(k.cell.Column, k.wide, k.high); err != nil {
					return err
				}
			}
			if !k.isCell {
				continue
			}
			// A copy, of which only the row differs.
			cell := k.cell
			cell.Row = r.row
			if err := r.deliver(&cell, k.columns); err != nil {
				return err
			}
		}
	}
	return nil
}

// addMerge notes a merged range that begins in the row under way and is so many columns wide and rows high.
func (r *sheetReading) addMerge(column, wide, high int) error {
	if r.row > workbook.MaxRow || column > workbook.MaxColumn {
		return nil // no range of a sheet is meant, and no number hangs on it
	}
	r.layout.Merges = append(r.layout.Merges, workbook.Range{
		FromRow: r.row, FromColumn: column,
		ToRow: min(r.row+high-1, workbook.MaxRow), ToColumn: min(column+wide-1, workbook.MaxColumn),
	})
	return r.holdLayout()
}
