package form

import (
	"strings"

	"tonghop/vntext"
	"tonghop/workbook"
)

// headerBlock is where the form's columns stand in a sheet.
type headerBlock struct {
	label   int   // column of the indicators' or units' names
	number  int   // column of ordinal numbers; 0: none
	columns []int // sheet column of each of the definition's columns; 0: an optional one that is not there
	first   int   // first row of data
}

// spot is a header cell that was found.
type spot struct{ row, column, bottom int }

// headerReach is how many rows a header may span.
const headerReach = 8

// findHeader finds every column; a finding names each that is missing or stands twice.
func (r *reader) findHeader() bool {
	d := r.definition
	labels := r.spots(&d.label, 0)
	if len(labels) == 0 {
		r.error(ColumnMissing, r.grid.name, "", "", d.label.text, nil)
		return false
	}
	label := labels[0]
	r.header = headerBlock{label: label.column, columns: make([]int, len(d.columns)), first: label.bottom + 1}
	if len(d.number.paths) > 0 {
		if found := r.spots(&d.number, label.row); len(found) > 0 {
			r.header.number = found[0].column
		}
	}
	ok := true
	for i := range d.columns {
		ok = r.findColumn(i, label.row) && ok
	}
	return ok
}

func (r *reader) findColumn(i, near int) bool {
	c := &r.definition.columns[i]
	found := r.spots(&c.header, near)
	switch {
	case len(found) == 1:
		r.header.columns[i] = found[0].column
		r.header.first = max(r.header.first, found[0].bottom+1)
		return true
	case len(found) > 1:
		r.error(ColumnTwice, r.grid.name, "", addresses(found), c.text, nil)
		return false
	case c.optional || c.isPercentage:
		return true
	}
	r.error(ColumnMissing, r.grid.name, "", "", c.text, nil)
	return false
}

func addresses(found []spot) string {
	var all []string
	for _, s := range found {
		all = append(all, workbook.Address(s.row, s.column))
	}
	return strings.Join(all, ", ")
}

// spots are the header cells that fit one of the header's paths, within reach of a row; near 0 is anywhere in the head.
func (r *reader) spots(h *header, near int) []spot {
	from, to := 1, 2*headRows
	if near > 0 {
		from, to = near-headerReach, near+headerReach
	}
	var found []spot
	for _, number := range r.grid.rows {
		if number < from || number > to {
			continue
		}
		cells := r.grid.row(number)
		for i := range cells {
			c := &cells[i]
			if c.Type != workbook.Text || !r.fitsPath(h, c) {
				continue
			}
			found = append(found, spot{c.Row, c.Column, r.grid.merged(c.Row, c.Column).ToRow})
		}
	}
	return found
}

func (r *reader) fitsPath(h *header, c *workbook.Cell) bool {
	key := vntext.Fold(text(c))
	for _, path := range h.paths {
		if path[len(path)-1] == key && r.fitsAbove(path[:len(path)-1], c.Row, c.Column) {
			return true
		}
	}
	return false
}

// fitsAbove says whether the texts over a header cell are those of the path, from the bottom up; rows in between may hold
// something else.
func (r *reader) fitsAbove(path []string, row, column int) bool {
	for i := len(path) - 1; i >= 0; i-- {
		above := row - 1
		for above >= 1 && above >= row-headerReach && vntext.Fold(r.groupText(above, column)) != path[i] {
			above--
		}
		if above < 1 || above < row-headerReach {
			return false
		}
		row = above
	}
	return true
}

// groupText is the header text over a column: of a merged range, or, where nothing is merged, the nearest to the left.
func (r *reader) groupText(row, column int) string {
	if shown := r.grid.shownAt(row, column); shown != "" {
		return shown
	}
	if len(r.grid.layout.Merges) > 0 {
		return ""
	}
	for left := column - 1; left >= 1; left-- {
		if shown := text(r.grid.at(row, left)); shown != "" {
			return shown
		}
	}
	return ""
}
