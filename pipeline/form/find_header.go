package form

import (
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

// headerBlock is where the form's columns stand in a sheet.
type headerBlock struct {
	label   int   // column of the indicators' or units' names
	number  int   // column of ordinal numbers; 0: none
	columns []int // sheet column of each of the definition's columns; 0: an optional one that is not there
	top     int   // first row of the header
	first   int   // first row of data
}

// spot is a header cell that was found; its groups begin in row top.
type spot struct{ row, column, top, bottom int }

// headerReach is how many rows a header may span.
const headerReach = 8

// findHeader finds every column; a finding names each that is missing or stands twice.
func (r *reader) findHeader() bool {
	d := r.definition
	labels := r.spots(&d.label, spot{})
	if len(labels) == 0 {
		r.error(ColumnMissing, r.grid.name, "", "", d.label.text, map[string]string{"hint": ""})
		return false
	}
	label := labels[0]
	r.header = headerBlock{label: label.column, columns: make([]int, len(d.columns)), top: label.top,
		first: label.bottom + 1}
	if len(d.number.paths) > 0 {
		if found := r.spots(&d.number, label); len(found) > 0 {
			r.header.number = found[0].column
		}
	}
	ok := true
	var missing []string
	for i := range d.columns {
		ok = r.findColumn(i, label, &missing) && ok
	}
	for _, title := range missing {
		r.error(ColumnMissing, r.grid.name, "", "", title, r.unusedTitles(label))
	}
	return ok && len(missing) == 0
}

// unusedTitles is a hint: the texts of the header that are no column of the form. One of them may be the missing
// column, mistyped.
func (r *reader) unusedTitles(label spot) map[string]string {
	var titles []string
	for row := label.top; row <= label.bottom+1; row++ {
		cells := r.grid.row(row)
		for i := range cells {
			c := &cells[i]
			if c.Column > label.column && c.Type == workbook.Text && !slices.Contains(r.header.columns, c.Column) &&
				c.Column != r.header.number && !placeholder.MatchString(text(c)) {
				titles = append(titles, "“"+strings.Join(strings.Fields(text(c)), " ")+"”")
			}
		}
	}
	if len(titles) == 0 {
		return map[string]string{"hint": ""}
	}
	return map[string]string{"hint": "titles", "names": listed(titles)}
}

func (r *reader) findColumn(i int, label spot, missing *[]string) bool {
	c := &r.definition.columns[i]
	found := r.spots(&c.header, label)
	// A row may bear the name of a column, such as "Tổng số": what stands among the labels is no header.
	found = slices.DeleteFunc(found, func(s spot) bool { return s.column == label.column || s.column == r.header.number })
	switch {
	case len(found) == 1:
		return r.takeColumn(i, found[0])
	case len(found) > 1:
		r.error(ColumnTwice, r.grid.name, workbook.Address(found[0].row, found[0].column), addresses(found), c.text, nil)
		return false
	case c.optional || c.isPercentage:
		return true
	}
	*missing = append(*missing, c.text)
	return true
}

// takeColumn keeps where a column stands. Two columns of the form in one place would read a number twice.
func (r *reader) takeColumn(i int, found spot) bool {
	if other := slices.Index(r.header.columns, found.column); other >= 0 {
		names := r.definition.columns[other].text + "”, “" + r.definition.columns[i].text
		r.error(ColumnShared, r.grid.name, workbook.Address(found.row, found.column),
			text(r.grid.at(found.row, found.column)), names, nil)
		return false
	}
	r.header.columns[i] = found.column
	r.header.top = min(r.header.top, found.top)
	r.header.first = max(r.header.first, found.bottom+1)
	return true
}

func addresses(found []spot) string {
	var all []string
	for _, s := range found {
		all = append(all, workbook.Address(s.row, s.column))
	}
	return strings.Join(all, ", ")
}

// spots are the header cells that fit one of the header's paths: within reach of the label column's header, or, for
// that one itself, anywhere in the head.
func (r *reader) spots(h *header, label spot) []spot {
	from, to := r.grid.top+1, r.grid.top+2*headRows
	if label.row > 0 {
		from, to = label.row-headerReach, label.row+headerReach
	}
	var found []spot
	for _, number := range r.grid.rows {
		if number < from || number > to {
			continue
		}
		cells := r.grid.row(number)
		for i := range cells {
			c := &cells[i]
			// A year may stand over a column as a number; below the header, 2021 is a count.
			if c.Type != workbook.Text && (c.Type != workbook.Number || number > label.bottom) {
				continue
			}
			if top, fits := r.fitsPath(h, c); fits {
				found = append(found, spot{c.Row, c.Column, top, r.grid.merged(c.Row, c.Column).ToRow})
			}
		}
	}
	return found
}

// fitsPath says whether a cell ends one of the header's paths, and in which row that path begins.
func (r *reader) fitsPath(h *header, c *workbook.Cell) (top int, fits bool) {
	key := r.grid.key(text(c))
	for _, path := range h.paths {
		if path[len(path)-1] != key {
			continue
		}
		if top, fits = r.fitsAbove(path[:len(path)-1], c.Row, c.Column); fits {
			return top, true
		}
	}
	return 0, false
}

// fitsAbove says whether the texts over a header cell are those of the path, from the bottom up; rows in between may
// hold something else.
func (r *reader) fitsAbove(path []string, row, column int) (top int, fits bool) {
	for i := len(path) - 1; i >= 0; i-- {
		above := row - 1
		for above >= 1 && above >= row-headerReach && r.grid.key(r.groupText(above, column)) != path[i] {
			above--
		}
		if above < 1 || above < row-headerReach {
			return 0, false
		}
		row = above
	}
	return row, true
}

// groupText is the header text over a column: of the cell or merged range over it, or, where a group's cells were not
// merged, of the nearest one to the left. A merged range covers its own columns and no more.
func (r *reader) groupText(row, column int) string {
	if shown := r.grid.shownAt(row, column); shown != "" {
		return shown
	}
	for left := column - 1; left >= 1; left-- {
		if shown := text(r.grid.at(row, left)); shown != "" {
			if m := r.grid.merged(row, left); m.ToColumn > m.FromColumn || m.ToRow > m.FromRow {
				return ""
			}
			return shown
		}
	}
	return ""
}
