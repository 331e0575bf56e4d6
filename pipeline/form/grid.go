package form

import (
	"sort"
	"strconv"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// grid is one sheet in memory, or the rows of one that hold a form. Cells are found by their place,
// counted from 1, which is their place in the whole sheet also in a part of it.
type grid struct {
	name   string
	hidden bool
	top    int             // how many rows of the sheet are above it
	head   *grid           // the first form of the sheet, when this is a later one; nil otherwise
	cells  []workbook.Cell // row-major
	starts map[int]int     // row → position of its first cell
	rows   []int           // numbers of the rows that have cells, ascending
	layout *workbook.Layout
	texts  *seenTexts // what is known of the texts: most are looked at several times, and in many workbooks
}

// maxGridCells bounds the cells of all sheets of a submitted workbook together. A form has
// hundreds, one of a whole province tens of thousands; a workbook with more is no form, and would
// take the memory of the run.
const maxGridCells = 500_000

// readGrids reads every sheet, hidden ones too: a list of people may hide there. The error names
// the sheet. The cells of all sheets are held in memory, since forms are looked for in any order;
// the bounds keep that small, and a workbook beyond them is refused with the bound that it passes.
func readGrids(book workbook.Reader, texts *seenTexts) ([]*grid, error) {
	var grids []*grid
	total := 0
	var held gridCost
	for i, info := range book.Sheets() {
		g := &grid{name: info.Name, hidden: info.Visibility != workbook.Visible, starts: map[int]int{},
			texts: texts}
		// Cells come row by row, so that the first cell of each row can be remembered by position.
		layout, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			if total++; total > maxGridCells {
				limit := &workbook.LimitError{Bound: "form_cells", Limit: maxGridCells, Got: int64(total)}
				return &workbook.ReadError{Code: workbook.PassesLimit, Sheet: info.Name, Err: limit}
			}
			if _, ok := g.starts[c.Row]; !ok {
				g.starts[c.Row] = len(g.cells)
				g.rows = append(g.rows, c.Row)
			}
			g.cells = append(g.cells, *c)
			kept := &g.cells[len(g.cells)-1]
			kept.Raw = c.Stored()
			return held.cell(kept)
		})
		if err != nil {
			return nil, err // it names the sheet
		}
		if err := held.layout(layout); err != nil {
			return nil, err
		}
		g.layout = layout
		g.decode()
		grids = append(grids, g)
	}
	return grids, nil
}

// decode reads the texts of a sheet in an old Vietnamese encoding (TCVN3, VNI) whose fonts do not
// tell it, when the letters of the sheet as a whole do. It changes what the cells hold, so that
// nothing behind it has to know of old encodings. What the file stores stays in Raw.
func (g *grid) decode() {
	var detector vntext.Detector
	for i := range g.cells {
		if c := &g.cells[i]; c.Type == workbook.Text {
			detector.Add(c.Text)
		}
	}
	// The sheet is judged as a whole, since a short text may look right in two encodings.
	encoding := detector.Encoding()
	if encoding == vntext.Unicode {
		return
	}
	for i := range g.cells {
		if c := &g.cells[i]; c.Type == workbook.Text {
			c.Text = encoding.Decode(c.Text)
		}
	}
}

// row lists the cells of a row from left to right; none when the row is empty.
func (g *grid) row(number int) []workbook.Cell {
	start, ok := g.starts[number]
	if !ok {
		return nil
	}
	end := start
	for end < len(g.cells) && g.cells[end].Row == number {
		end++
	}
	return g.cells[start:end]
}

// at is the cell at a place, nil when it is empty.
func (g *grid) at(row, column int) *workbook.Cell {
	cells := g.row(row)
	// Cells of a row are in the order of their columns.
	i := sort.Search(len(cells), func(i int) bool { return cells[i].Column >= column })
	if i < len(cells) && cells[i].Column == column {
		return &cells[i]
	}
	return nil
}

// text is what a person reads in a cell as a label: a text, a date, or the digits of a number; ""
// for anything else.
func text(c *workbook.Cell) string {
	switch {
	case c == nil:
		return ""
	case c.Type == workbook.Text, c.Type == workbook.Date:
		return strings.TrimSpace(vntext.NFC(c.Text))
	case c.Type == workbook.Number:
		return c.Raw
	}
	return ""
}

// key is the folded text under which texts are compared.
func (g *grid) key(text string) string { return g.texts.key(text) }

// shown is what a finding quotes of a cell, whatever it holds: an error value and a formula without
// result as well.
func shown(c *workbook.Cell) string {
	switch c.Type {
	case workbook.Error:
		return c.Text
	case workbook.Bool:
		return strings.ToUpper(strconv.FormatBool(c.Number != 0))
	case workbook.Uncomputed:
		return "=…"
	}
	return text(c)
}

// merged is the merged range that covers a place, or the place itself where none does.
func (g *grid) merged(row, column int) workbook.Range {
	for _, m := range g.layout.Merges {
		if row >= m.FromRow && row <= m.ToRow && column >= m.FromColumn && column <= m.ToColumn {
			return m
		}
	}
	return workbook.Range{FromRow: row, FromColumn: column, ToRow: row, ToColumn: column}
}

// shownAt is the text that a person sees over a place: that of the merged range which covers it.
func (g *grid) shownAt(row, column int) string {
	m := g.merged(row, column)
	return text(g.at(m.FromRow, m.FromColumn))
}

// hiddenAt says which part of the workbook hides a cell from a person ("sheet", "row" or "column")
// and how it is called; "" when it can be seen.
func (g *grid) hiddenAt(row, column int) (part, name string) {
	if g.hidden {
		return "sheet", g.name
	}
	for _, s := range g.layout.HiddenRows {
		if row >= s.From && row <= s.To {
			return "row", strconv.Itoa(row)
		}
	}
	for _, s := range g.layout.HiddenColumns {
		if column >= s.From && column <= s.To {
			return "column", workbook.ColumnName(column)
		}
	}
	return "", ""
}
