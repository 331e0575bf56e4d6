package form

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"tonghop/pipeline/workbook"
)

// sections cuts a sheet into the forms that stand on it one below the other. A new form begins
// where a head and the header of a table follow after the head and the header of another one. A
// head that only repeats the one above, as on the second page of a long table, begins nothing.
// Offices print several forms on one sheet, or one form for each of several units. The parts cover
// the sheet from its first row to its last without a gap, in their order, and a sheet with one form
// is a single part.
func (s *Set) sections(file File, g *grid) []*grid {
	var all []*grid
	rest := g
	for _, start := range s.starts(g) {
		// A start at the top of what is left begins nothing new.
		if len(rest.rows) == 0 || start <= rest.rows[0] {
			continue
		}
		above, below := rest.part(0, start), rest.part(start, lastRow+1)
		if len(all) > 0 {
			above.head = all[0]
		}
		// A later form may leave unit and period to the head of the sheet, and so has to know it.
		below.head = append(all, above)[0]
		if s.apart(file, above, below) {
			all, rest = append(all, above), below
		}
	}
	return append(all, rest)
}

// lastRow is beyond the last row of any sheet.
const lastRow = 1 << 24

// starts are the rows in which the head of a form may begin: those with the texts by which the
// forms are known, moved up over the rows that stand together with them. The same row may be
// reached from two marks, and is listed once.
func (s *Set) starts(g *grid) []int {
	var starts []int
	for i, number := range g.rows {
		if !slices.ContainsFunc(g.row(number), func(c workbook.Cell) bool { return bearsMark(g, &c) }) {
			continue
		}
		// Above its mark a head has the names of office and province; numbers end the table before.
		for i > 0 && g.rows[i-1] == g.rows[i]-1 && !g.isTableRow(g.row(g.rows[i-1])) {
			i--
		}
		starts = append(starts, g.rows[i])
	}
	return slices.Compact(starts)
}

// bearsMark says whether a cell contains one of the texts by which forms are known.
func bearsMark(g *grid, c *workbook.Cell) bool {
	return c.Type == workbook.Text && len(g.texts.of(text(c)).marks) > 0
}

// isTableRow says whether a row holds numbers as a table does. "Quý", 3, "năm", 2021 in cells of their own is a head.
func (g *grid) isTableRow(cells []workbook.Cell) bool {
	if !slices.ContainsFunc(cells, func(c workbook.Cell) bool { return countsAsNumber(&c) }) {
		return false
	}
	// Kind 0 takes a period of any kind.
	_, isPeriod, _ := g.texts.periodsIn(rowText(cells)).Of(0)
	return !isPeriod
}

// rowText is what stands in a row, from left to right.
func rowText(cells []workbook.Cell) string {
	var whole []string
	for i := range cells {
		whole = append(whole, text(&cells[i]))
	}
	return strings.Join(whole, " ")
}

// apart says whether two parts of a sheet are forms of their own: two forms, or one form for two units or periods.
func (s *Set) apart(file File, above, below *grid) bool {
	first, second := s.headed(file, above), s.headed(file, below)
	if len(first) == 0 || len(second) == 0 {
		return false
	}
	a, b := first[0], second[0]
	if a.definition.ID != b.definition.ID {
		return true
	}
	unitAbove, _ := a.definition.unit.find(file, above)
	unitBelow, _ := b.definition.unit.find(file, below)
	// One form twice on a sheet is two forms only if it is about two units or periods.
	return above.key(unitAbove.name) != below.key(unitBelow.name) || a.period != b.period
}

// headed are the definitions that fit a part of a sheet best and have their table there.
func (s *Set) headed(file File, g *grid) []match {
	return slices.DeleteFunc(s.onSheet(file, g), func(m match) bool { return !m.hasTable() })
}

// hasTable says whether the header of the column of names stands in the part of the sheet; where that column has none,
// whether the first column with numbers has its own.
func (m *match) hasTable() bool {
	r := &reader{definition: m.definition, grid: m.grid, period: m.period}
	if len(m.definition.label.paths) == 0 {
		return len(r.spots(&m.definition.columns[0].header, spot{})) > 0
	}
	return len(r.spots(&m.definition.label, spot{})) > 0
}

// part is the rows of a sheet from one row up to, but without, another. Cells keep their addresses.
// Only starts are counted anew, from the first cell of the part.
func (g *grid) part(from, to int) *grid {
	// The part shares its cells with the sheet: a sheet of many forms is not copied.
	first, _ := slices.BinarySearch(g.rows, from)
	last, _ := slices.BinarySearch(g.rows, to)
	p := &grid{name: g.name, hidden: g.hidden, layout: g.layout, texts: g.texts, rows: g.rows[first:last],
		starts: make(map[int]int, last-first), top: g.top}
	if from > 0 {
		p.top = from - 1
	}
	at := func(row int) int { return sort.Search(len(g.cells), func(i int) bool { return g.cells[i].Row >= row }) }
	start := at(from)
	p.cells = g.cells[start:at(to)]
	for _, row := range p.rows {
		p.starts[row] = g.starts[row] - start
	}
	return p
}

// place names the part of the workbook.
func (g *grid) place() string {
	if g.head == nil {
		return g.name
	}
	return g.name + "!" + strconv.Itoa(g.top+1)
}
