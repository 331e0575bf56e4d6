package print

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// table is one printed sheet of attainment.
type table struct {
	name, period string
	lines        []line
	quarterly    bool
}

// Places of a printed sheet.
const (
	titleRow   = 4
	periodRow  = 5
	unitRow    = 6 // "Đơn vị tính"
	headerRow  = 7 // two rows
	firstRow   = 9
	firstBlock = 3 // column C: after ordinal and unit
	nameWidth  = 30
)

// lineHeight of the font's 12 points, in points.
const lineHeight = 15.75

// sheetWriter writes one sheet in one pass, from the top down.
type sheetWriter struct {
	*book
	table
	stream *excelize.StreamWriter
	width  int // columns
	err    error
}

func (b *book) writeTable(t table) error {
	w := &sheetWriter{book: b, table: t, width: firstBlock - 1 + 3}
	for _, block := range b.columns {
		w.width += block.width(t.quarterly)
	}
	if err := b.addSheet(t.name); err != nil {
		return err
	}
	if err := w.layOut(); err != nil {
		return err
	}
	var err error
	if w.stream, err = b.file.NewStreamWriter(t.name); err != nil {
		return err
	}
	w.setWidths()
	w.head()
	w.header()
	for i, l := range t.lines {
		w.row(firstRow+i, l)
	}
	w.foot(firstRow + len(t.lines) + 1)
	if w.err != nil {
		return w.err
	}
	if b.styles.err != nil {
		return b.styles.err
	}
	return w.stream.Flush()
}

// layOut sets what does not belong to cells; it has to come before the rows.
func (w *sheetWriter) layOut() error {
	if err := printLandscape(w.file, w.name, fmt.Sprintf("'%s'!$%d:$%d", w.name, headerRow, headerRow+1)); err != nil {
		return err
	}
	last := firstRow + len(w.lines) - 1
	if last < firstRow {
		return nil
	}
	bands, err := w.styles.bands()
	if err != nil {
		return err
	}
	column := firstBlock
	for _, b := range w.columns {
		for i, key := range b.wholeColumns(w.quarterly) {
			if key == "column_attainment" {
				if err := w.file.SetConditionalFormat(w.name, cell(column+i, firstRow)+":"+cell(column+i, last), bands); err != nil {
					return err
				}
			}
		}
		column += b.width(w.quarterly)
	}
	return nil
}

// printLandscape is landscape with the header rows repeated on each page.
func printLandscape(file *excelize.File, sheet, headerRows string) error {
	if err := landscape(file, sheet); err != nil {
		return err
	}
	return file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: headerRows, Scope: sheet})
}

// landscape fits a sheet to the width of A4 across.
func landscape(file *excelize.File, sheet string) error {
	a4, across, wide, high := 9, "landscape", 1, 0
	if err := file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	fit := true
	if err := file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	margin := 0.5
	if err := file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin}); err != nil {
		return err
	}
	return file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"})
}

func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return ""
	}
	return name
}

func (w *sheetWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *sheetWriter) setWidths() {
	w.keep(w.stream.SetColWidth(1, 1, 5))
	w.keep(w.stream.SetColWidth(2, 2, nameWidth))
	w.keep(w.stream.SetColWidth(firstBlock, w.width, 9))
	w.keep(w.stream.SetColWidth(w.width, w.width, 13))
	w.keep(w.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: 2, YSplit: headerRow + 1, TopLeftCell: cell(firstBlock, firstRow), ActivePane: "bottomRight"}))
}

func (w *sheetWriter) set(row int, cells ...any) {
	w.keep(w.stream.SetRow(cell(1, row), cells))
}

// setHigh is set for a row of several lines: programs do not stretch the rows of a file that they did not write.
func (w *sheetWriter) setHigh(row, lines int, cells ...any) {
	w.keep(w.stream.SetRow(cell(1, row), cells, excelize.RowOpts{Height: lineHeight * float64(lines)}))
}

// lines is how many lines a text takes in a column.
func lines(text string, width int) int { return 1 + (utf8.RuneCountInString(text)-1)/width }

// across writes a text over the whole width.
func (w *sheetWriter) across(row int, value string, style int) {
	w.set(row, excelize.Cell{Value: value, StyleID: style})
	w.keep(w.stream.MergeCell(cell(1, row), cell(w.width, row)))
}

// letterhead names the office and the authority above it.
func (w *sheetWriter) letterhead() {
	w.set(1, excelize.Cell{Value: strings.ToUpper(w.office.Above), StyleID: w.styles.get(styleKey{align: "left"})})
	w.set(2, excelize.Cell{Value: strings.ToUpper(w.officeName()), StyleID: w.styles.get(styleKey{bold: true, align: "left"})})
}

func (w *sheetWriter) head() {
	w.letterhead()
	w.across(titleRow, w.office.text("title", nil), w.styles.title())
	w.across(periodRow, w.period, w.styles.strong())
	units := map[string]bool{}
	var names []string
	for _, b := range w.columns {
		if !units[b.unit] {
			units[b.unit] = true
			names = append(names, b.unit)
		}
	}
	w.across(unitRow, w.office.text("unit_of_measure", map[string]string{"unit": strings.Join(names, ", ")}), w.styles.quiet())
}

// officeName is who publishes: as the workspace says, otherwise the topmost unit.
func (w *sheetWriter) officeName() string {
	if w.office.Name != "" || len(w.lines) == 0 {
		return w.office.Name
	}
	return w.lines[0].name
}

// header writes two rows: indicators over their columns.
func (w *sheetWriter) header() {
	style := w.styles.header()
	top, below := make([]any, w.width), make([]any, w.width)
	for i := range top {
		top[i], below[i] = excelize.Cell{StyleID: style}, excelize.Cell{StyleID: style}
	}
	put := func(row []any, column int, value string) { row[column-1] = excelize.Cell{Value: value, StyleID: style} }
	tall := func(column int, value string) {
		put(top, column, value)
		w.keep(w.stream.MergeCell(cell(column, headerRow), cell(column, headerRow+1)))
	}
	tall(1, w.office.text("column_ordinal", nil))
	tall(2, w.office.text("column_unit", nil))
	column := firstBlock
	for _, b := range w.columns {
		put(top, column, fmt.Sprintf("%s (%s)", b.label, b.unit))
		if b.width(w.quarterly) > 1 {
			w.keep(w.stream.MergeCell(cell(column, headerRow), cell(column+b.width(w.quarterly)-1, headerRow)))
		}
		for i, key := range b.wholeColumns(w.quarterly) {
			put(below, column+i, w.office.text(key, nil))
		}
		column += len(b.wholeColumns(w.quarterly))
		for i, p := range b.parts {
			put(below, column+i, w.office.text("column_part", map[string]string{"label": p.label}))
		}
		column += len(b.parts)
	}
	for i, key := range []string{"column_expected", "column_reported", "column_note"} {
		tall(column+i, w.office.text(key, nil))
	}
	w.setHigh(headerRow, 2, top...)
	w.setHigh(headerRow+1, 3, below...)
}

// row writes one unit.
func (w *sheetWriter) row(number int, l line) {
	ordinal := any(number - firstRow)
	if l.depth == 0 {
		ordinal = ""
	}
	cells := []any{excelize.Cell{Value: ordinal, StyleID: w.styles.cell("center")}, excelize.Cell{Value: l.name, StyleID: w.styles.name(l.depth, l.hasParts)}}
	for _, b := range w.columns {
		for _, key := range b.wholeColumns(w.quarterly) {
			cells = append(cells, w.number(key, l, b, "total"))
		}
		for _, p := range b.parts {
			key := "column_ytd"
			if b.stock {
				key = "column_stock"
			}
			cells = append(cells, w.number(key, l, b, p.breakdown))
		}
	}
	cells = append(cells,
		excelize.Cell{Value: l.expected, StyleID: w.styles.count(l.hasParts, 0)}, excelize.Cell{Value: l.reported, StyleID: w.styles.count(l.hasParts, 0)},
		excelize.Cell{Value: w.office.text("status_"+l.status, nil), StyleID: w.styles.cell("center")})
	w.setHigh(number, lines(l.name, nameWidth-2*l.depth), cells...)
}

// number is one number of a unit; "x" says that the unit does not report it.
func (w *sheetWriter) number(key string, l line, b block, breakdown string) excelize.Cell {
	n, expected := l.numbers[seriesKey{b.indicator, breakdown}]
	style := w.styles.count(l.hasParts, b.decimals)
	switch {
	case !expected:
		return excelize.Cell{Value: "x", StyleID: style}
	case key == "column_target":
		return decimalCell(n.target, style, "")
	case key == "column_attainment":
		return decimalCell(n.attainment, w.styles.percent(l.hasParts), "")
	case key == "column_flow", key == "column_stock", key == "column_actual":
		return decimalCell(n.actual, style, "…")
	}
	return decimalCell(n.ytd, style, "…")
}

// decimalCell writes an exact decimal: the float64 nearest to it is stored as the same digits. "…" is what the
// statistical yearbook writes where no number is there.
func decimalCell(decimal string, style int, unknown string) excelize.Cell {
	value, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		return excelize.Cell{Value: unknown, StyleID: style}
	}
	return excelize.Cell{Value: value, StyleID: style}
}

// foot writes the notes and the signature block.
func (w *sheetWriter) foot(row int) {
	w.set(row, excelize.Cell{Value: w.office.text("note", nil), StyleID: w.styles.note()})
	w.signature(row + 2)
}

// signature is where the list's author and the head of the office sign.
func (w *sheetWriter) signature(row int) {
	right := max(w.width-4, firstBlock)
	place := w.office.Place
	if place != "" {
		place += ", "
	}
	put := func(number int, left, value string, style int) {
		cells := make([]any, right)
		cells[1] = excelize.Cell{Value: left, StyleID: style}
		cells[right-1] = excelize.Cell{Value: value, StyleID: style}
		w.set(number, cells...)
		w.keep(w.stream.MergeCell(cell(right, number), cell(w.width, number)))
	}
	put(row, "", place+w.office.text("date_line", nil), w.styles.get(styleKey{italic: true, align: "center"}))
	signer := w.office.Signer
	if signer == "" {
		signer = w.office.text("signer", nil)
	}
	put(row+1, strings.ToUpper(w.office.text("drawn_up_by", nil)), strings.ToUpper(signer), w.styles.strong())
	put(row+2, w.office.text("sign_here", nil), w.office.text("sign_here", nil), w.styles.get(styleKey{italic: true, align: "center"}))
}
