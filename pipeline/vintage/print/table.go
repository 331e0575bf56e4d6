package print

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// table is one printed sheet of attainment.
type table struct {
	name, period string
	lines        []line
	quarter      int    // 0: the year's sheet
	lacking      string // what the period lacked when it was closed; "" for nothing
	renewal      renewal
}

// Places of a printed sheet.
const (
	titleRow   = 4
	periodRow  = 5
	unitRow    = 6 // "Đơn vị tính"
	headerRow  = 7 // two rows
	firstRow   = 9
	firstBlock = 3 // column C: after ordinal and unit
)

// lineHeight of the font's 12 points, in points.
const lineHeight = 15.75

// sheetWriter writes one sheet in one pass, from the top down.
type sheetWriter struct {
	*book
	table
	stream  *excelize.StreamWriter
	columns []column // of an attainment table
	width   int      // columns
	widths  []float64
	shown   [][]shown // by line: its numbers
	wide    []float64 // how many pixels each column's numbers and head need
	widest  []int     // a line whose number needs them, or noLine
	exact   bool      // a number stands as text
	err     error
}

// tableWriter writes a table of attainment.
func (b *book) tableWriter(t table) *sheetWriter {
	w := &sheetWriter{book: b, table: t}
	w.columns = w.tableColumns()
	w.width = firstBlock - 1 + len(w.columns)
	return w
}

// writeTable writes one sheet of attainment: it measures the columns, sets up the page, and then
// writes from the letterhead down to the signatures.
func (b *book) writeTable(t table) error {
	w := b.tableWriter(t)
	var err error
	if w.widths, err = w.tableWidths(); err != nil {
		return err
	}
	if err := b.addSheet(t.name); err != nil {
		return err
	}
	if err := w.layOut(len(t.lines)); err != nil {
		return err
	}
	if w.stream, err = b.file.NewStreamWriter(t.name); err != nil {
		return err
	}
	w.setWidths(headerRow + 1)
	w.head()
	w.header()
	for i, l := range t.lines {
		if t.renewal.keeps(l) {
			t.renewal.kept++
			continue
		}
		w.row(firstRow+i, l, w.shown[i])
	}
	sheet := &b.sheets[len(b.sheets)-1]
	sheet.Units, sheet.Rows = len(t.lines), w.foot(firstRow+len(t.lines)+1)
	if !w.exact { // of a sheet with such a number nothing says whether the row stays in which it stands
		sheet.Pixels, sheet.Widest = w.wide, w.widest
	}
	if t.renewal.part != nil {
		t.renewal.last = firstRow + len(t.lines) - 1
		b.renewed[sheet.Part] = t.renewal
	}
	return w.finish(sheet.Rows)
}

// finish ends a sheet at its last row. Errors of single cells were kept until here, the first one
// of each sort.
func (w *sheetWriter) finish(last int) error {
	if w.err != nil {
		return w.err
	}
	if w.styles.err != nil {
		return w.styles.err
	}
	if err := w.stream.Flush(); err != nil {
		return err
	}
	return printArea(w.file, w.name, w.width, last)
}

// layOut sets what does not belong to cells of a table with so many units; it has to come before the rows.
func (w *sheetWriter) layOut(units int) error {
	if err := printLandscape(w.file, w.name, headerRow, headerRow+1); err != nil {
		return err
	}
	last := firstRow + units - 1
	if last < firstRow {
		return nil
	}
	for i, c := range w.columns {
		if c.pace == 0 {
			continue
		}
		first := cell(firstBlock+i, firstRow)
		bands, err := w.styles.bands(first, float64(c.pace))
		if err != nil {
			return err
		}
		if err := w.file.SetConditionalFormat(w.name, first+":"+cell(firstBlock+i, last), bands); err != nil {
			return err
		}
	}
	return nil
}

// cell is the address of a cell, both counted from 1: cell(3, 9) is C9.
func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return ""
	}
	return name
}

// keep remembers the first error of a sheet.
func (w *sheetWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// setWidths sets the columns, and freezes ordinal, unit and everything down to a row. On the screen
// these stay in sight while one scrolls through a hundred units and thirty columns.
func (w *sheetWriter) setWidths(frozen int) {
	for i, width := range w.widths {
		w.keep(w.stream.SetColWidth(i+1, i+1, width))
	}
	w.keep(w.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: 2, YSplit: frozen, TopLeftCell: cell(firstBlock, frozen+1), ActivePane: "bottomRight",
	}))
}

// pixels is the room for a text in a cell that is merged from one column to another.
func (w *sheetWriter) pixels(first, last int) float64 {
	total := 0.0
	for _, width := range w.widths[first-1 : last] {
		total += width
	}
	return room(total)
}

// setHigh is set for a row of several lines: programs do not stretch the rows of a file that they did not write.
func (w *sheetWriter) setHigh(row, lines int, cells ...any) {
	w.keep(w.stream.SetRow(cell(1, row), cells, excelize.RowOpts{Height: lineHeight * float64(lines)}))
}

// head writes everything above the headers: letterhead, title, period, and the units of measure of
// all indicators.
func (w *sheetWriter) head() {
	w.letterhead()
	w.setHigh(titleRow-1, 1)
	w.across(titleRow, w.office.text("title", nil), styleKey{bold: true, size: titlePoints, align: "center"})
	w.across(periodRow, w.period, styleKey{bold: true, align: "center"})
	var names []string
	for _, b := range w.book.columns {
		if !slices.Contains(names, b.unit) {
			names = append(names, b.unit)
		}
	}
	units := w.office.text("unit_of_measure", map[string]string{"unit": strings.Join(names, ", ")})
	w.across(unitRow, units, styleKey{italic: true, align: "right"})
}

// row writes one unit with its numbers. number is the row of the sheet. The topmost unit has no ordinal, so that the
// ordinals count the units beneath it.
func (w *sheetWriter) row(number int, l line, numbers []shown) {
	ordinal := any(number - firstRow)
	if l.depth == 0 {
		ordinal = ""
	}
	cells := make([]any, 0, w.width)
	cells = append(cells,
		excelize.Cell{Value: ordinal, StyleID: w.styles.cell("center")},
		excelize.Cell{Value: l.name, StyleID: w.styles.name(l.depth, l.hasParts)},
	)
	for _, n := range numbers {
		cells = append(cells, n.Cell)
	}
	w.setHigh(number, face{bodyPoints, l.hasParts}.lines(l.name, w.pixels(2, 2)-indentPixels*float64(l.depth)), cells...)
}

// foot writes the notes and the signature block, and returns the last row.
func (w *sheetWriter) foot(row int) int {
	notes := []string{w.office.text("note", nil)}
	if paces := w.paces(); len(paces) > 0 {
		notes = append(notes, w.office.text("note_pace", map[string]string{"pace": strings.Join(paces, "; ")}))
	}
	if w.exact {
		notes = append(notes, w.office.text("note_exact", nil))
	}
	if w.lacking != "" {
		notes = append(notes, w.office.text("note_incomplete", map[string]string{"lacking": w.lacking}))
	}
	for _, note := range append(notes, w.warningNotes(w.quarter)...) {
		w.across(row, note, styleKey{italic: true, size: notePoints, align: "left"})
		row++
	}
	w.signature(row + 1)
	return row + signatureRows
}

// paces are the shares of the year's target against which the sheet's attainments are coloured.
func (w *sheetWriter) paces() []string {
	var paces []string
	for _, c := range w.columns {
		if text := strconv.Itoa(c.pace); c.pace > 0 && !slices.Contains(paces, text) {
			paces = append(paces, text)
		}
	}
	return paces
}
