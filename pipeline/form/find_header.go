package form

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
)

// headerBlock is where the form's columns stand in a sheet. Rows and columns are counted from 1.
type headerBlock struct {
	label   int   // column of the indicators' or units' names
	number  int   // column of ordinal numbers; 0: none
	code    int   // column of the units' codes; 0: none
	columns []int // sheet column of each of the definition's columns; 0: an optional one that is not there
	top     int   // first row of the header
	first   int   // first row of data
}

// spot is a header cell that was found; the group texts over it begin in row top. long is how many
// texts of a path fit, and gap how many rows between them hold something else. Both serve to choose
// between several spots.
type spot struct{ row, column, top, bottom, long, gap int }

// headerReach is how many rows a header may span.
const headerReach = 8

// findHeader finds every column of the form, in whatever order and place they stand. It is false
// where one is missing or stands twice; a finding names each. The order matters: the column of
// names gives the rows near which the others are looked for, the others give the first row of data,
// and only with them it is known where a column of names without a header may stand. Of a header
// such as
//
//	STT | Chỉ tiêu | Kế hoạch năm | Kết quả thực hiện
//	    |          |              | Trong quý | Lũy kế
//
// label, number and three columns are found, top is the first of the two rows, and first is the row
// below the second.
func (r *reader) findHeader() bool {
	d := r.definition
	// The column of names comes first: the other headers are looked for near it.
	var label spot
	if len(d.label.paths) > 0 {
		labels := r.spots(&d.label, spot{})
		if len(labels) == 0 {
			r.error(ColumnMissing, r.grid.name, "", "", d.label.text, map[string]string{"hint": ""})
			return false
		}
		label = labels[0]
	}
	r.header = headerBlock{label: label.column, columns: make([]int, len(d.columns)), top: label.top,
		first: label.bottom + 1}
	// A form need not have columns of ordinal numbers and codes; 0 stands for none.
	r.header.number, r.header.code = r.columnOf(&d.number, label), r.columnOf(&d.code, label)
	ok := true
	var missing []string
	for i := range d.columns {
		ok = r.findColumn(i, label, &missing) && ok
	}
	for _, title := range missing {
		r.error(ColumnMissing, r.grid.name, "", "", title, r.unusedTitles(label))
	}
	if len(d.code.paths) > 0 && r.header.code == 0 {
		r.error(ColumnMissing, r.grid.name, "", "", d.code.text, r.unusedTitles(label))
		return false
	}
	return ok && len(missing) == 0 && r.placeLabel()
}

// columnOf is the sheet column with a header; 0 when there is none, or when the definition states
// no header.
func (r *reader) columnOf(h *header, label spot) int {
	if len(h.paths) == 0 {
		return 0
	}
	if found := r.spots(h, label); len(found) > 0 {
		return found[0].column
	}
	return 0
}

// placeLabel finds the column of names that has no header, when the other columns have been found:
// the one that the definition states or, with "left", the nearest one left of the numbers that
// holds names.
func (r *reader) placeLabel() bool {
	if len(r.definition.label.paths) > 0 {
		return true
	}
	if r.header.label = r.definition.labelAt.column; r.header.label > 0 {
		return true
	}
	// The names stand left of the first column with numbers.
	first := slices.Min(slices.DeleteFunc(slices.Clone(r.header.columns), func(column int) bool { return column == 0 }))
	for column := first - 1; column > 0 && r.header.label == 0; column-- {
		if r.holdsNames(column) {
			r.header.label = column
		}
	}
	if r.header.label == 0 {
		r.error(ColumnMissing, r.grid.name, "", "", r.definition.columns[0].text, map[string]string{"hint": ""})
	}
	return r.header.label > 0
}

// holdsNames says whether a column has more words than numbers below the header. Left of the
// numbers often stands a column of codes or years too.
func (r *reader) holdsNames(column int) bool {
	words := 0
	for _, number := range r.grid.rows {
		c := r.grid.at(number, column)
		switch {
		case number < r.header.first || c == nil:
		case c.Type == workbook.Text && strings.ContainsFunc(c.Text, unicode.IsLetter):
			words++
		default:
			words--
		}
	}
	return words > 0
}

// unusedTitles is a hint for a missing column: the texts of the header that are no column of the
// form. Often one of them is the missing column, mistyped.
func (r *reader) unusedTitles(label spot) map[string]string {
	var titles []string
	if label.row == 0 {
		return map[string]string{"hint": ""}
	}
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

// findColumn finds one column. One that is missing is added to missing, and reported when all
// others have been found; it is false where the column stands twice. Missing columns are gathered
// instead of told at once, because the hint lists the titles that no column of the form has taken,
// and that is known only at the end.
func (r *reader) findColumn(i int, label spot, missing *[]string) bool {
	c := &r.definition.columns[i]
	found := r.spots(&c.header, label)
	// A row may bear the name of a column, such as "Tổng số": what stands among the labels is no header.
	found = slices.DeleteFunc(found, func(s spot) bool { return s.column == label.column || s.column == r.header.number })
	found = nearest(found)
	switch {
	case len(found) == 1:
		return r.takeColumn(i, found[0])
	case len(found) > 1:
		r.error(ColumnTwice, r.grid.name, workbook.Address(found[0].row, found[0].column), addresses(found), r.said(c.text),
			nil)
		return false
	// A missing percentage does no harm: it is computed anyway.
	case c.optional || c.isPercentage:
		return true
	}
	*missing = append(*missing, r.said(c.text))
	return true
}

// takeColumn keeps where a column stands. Two columns of the form in one place would read a number
// twice.
func (r *reader) takeColumn(i int, found spot) bool {
	if other := slices.Index(r.header.columns, found.column); other >= 0 {
		names := r.definition.columns[other].text + "”, “" + r.definition.columns[i].text
		r.error(ColumnShared, r.grid.name, workbook.Address(found.row, found.column),
			text(r.grid.at(found.row, found.column)), names, nil)
		return false
	}
	r.header.columns[i] = found.column
	if r.header.top == 0 || found.top < r.header.top {
		r.header.top = found.top
	}
	r.header.first = max(r.header.first, found.bottom+1)
	return true
}

// addresses lists the cells in which headers were found, for a message.
func addresses(found []spot) string {
	var all []string
	for _, s := range found {
		all = append(all, workbook.Address(s.row, s.column))
	}
	return strings.Join(all, ", ")
}

// spots are the header cells that fit one of the header's paths: within reach of the header of the
// column of names or, for that one itself, anywhere in the head. So a table further down on the
// sheet cannot lend its headers to this one.
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
			isNumber := c.Type == workbook.Number && (number <= label.bottom || label.row == 0)
			if c.Type != workbook.Text && !isNumber {
				continue
			}
			if at, fits := r.fitsPath(h, c); fits {
				found = append(found, at)
			}
		}
	}
	return found
}

// said is a header as the sender writes it: with the period in the place of {year}, {quarter} and
// {month}.
func (r *reader) said(header string) string {
	return strings.NewReplacer("{year}", strconv.Itoa(r.period.LastYear()), "{quarter}",
		strconv.Itoa(r.period.LastQuarter()),
		"{month}", strconv.Itoa(3*r.period.LastQuarter())).Replace(header)
}

// nearest keeps, of the header cells that fit, those that fit by the most texts and, of these, the
// ones with the fewest rows in between. So "B / TỔNG SỐ" is the cell right below B, and not the one
// below another group of B. Of several in one column the first is kept.
func nearest(found []spot) []spot {
	var kept []spot
	for _, s := range found {
		better := func(o spot) int { return cmp.Or(cmp.Compare(s.long, o.long), cmp.Compare(o.gap, s.gap)) }
		if slices.ContainsFunc(found, func(o spot) bool { return better(o) < 0 }) ||
			slices.ContainsFunc(kept, func(o spot) bool { return o.column == s.column }) {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// fitsPath says whether a cell ends one of the header's paths, and takes the longest that it ends:
// the more texts agree, the surer it is the column. The cell itself is the last text of the path,
// that is, the lowest row of the header.
func (r *reader) fitsPath(h *header, c *workbook.Cell) (at spot, fits bool) {
	key := r.grid.key(text(c))
	for _, path := range h.paths {
		if len(path) <= at.long || !r.fitsText(path[len(path)-1], key) {
			continue
		}
		if top, gap, ok := r.fitsAbove(path[:len(path)-1], c.Row, c.Column); ok {
			at = spot{c.Row, c.Column, top, r.grid.merged(c.Row, c.Column).ToRow, len(path), gap}
		}
	}
	return at, at.long > 0
}

// fitsAbove says whether the texts over a header cell are those of the path, from the bottom up.
// Rows in between may hold something else, such as the unit of measure; gap counts them.
func (r *reader) fitsAbove(path []string, row, column int) (top, gap int, fits bool) {
	for i := len(path) - 1; i >= 0; i-- {
		// The next text up may stand several rows higher; every row in between that holds something
		// is a gap.
		above := row - 1
		for above >= 1 && above >= row-headerReach && !r.fitsText(path[i], r.grid.key(r.groupText(above, column))) {
			if r.grid.shownAt(above, column) != "" {
				gap++
			}
			above--
		}
		if above < 1 || above < row-headerReach {
			return 0, 0, false
		}
		row = above
	}
	return row, gap, true
}

// fitsText says whether a folded text is that of the definition, in which {year}, {quarter} and
// {month} stand for the numbers of the workbook's period, and "*" for any text. Patterns are kept,
// since every cell of the head is compared.
func (r *reader) fitsText(wanted, key string) bool {
	if !strings.ContainsAny(wanted, "{*") {
		return wanted == key
	}
	if r.headerTexts[wanted] == nil {
		if r.headerTexts == nil {
			r.headerTexts = map[string]*regexp.Regexp{}
		}
		r.headerTexts[wanted] = headerText(wanted, r.period)
	}
	return r.headerTexts[wanted].MatchString(key)
}

// headerText is the pattern of a header for a period. A quarter may be written as 3 or III; {month}
// is the period's last month, 3 to 12. The definition writes the number of the period so, because
// the office prints it into the header each time: "Thực hiện quý {quarter} năm {year}".
func headerText(wanted string, p period.Period) *regexp.Regexp {
	quarter, month := p.LastQuarter(), 3*p.LastQuarter()
	pattern := strings.NewReplacer(
		`\{year\}`, strconv.Itoa(p.LastYear()),
		`\{quarter\}`, fmt.Sprintf("(?:%d|%s)", quarter, []string{"", "i", "ii", "iii", "iv"}[quarter]),
		`\{month\}`, fmt.Sprintf("0?%d", month),
		`\*`, `.*`,
	).Replace(regexp.QuoteMeta(wanted))
	return regexp.MustCompile("^" + pattern + "$")
}

// groupText is the header text over a column: that of the cell or merged range over it or, where a
// group's cells were not merged, of the nearest one to the left. A merged range covers its own
// columns and no more, so it ends the search.
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
