package print

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// list is a printed sheet whose rows are entries, not indicators: letterhead, title, period, one header row, and what
// follows.
type list struct {
	name, title, period string
	note                string // right above the table
	foot                string // beneath it
	columns             []listColumn
	share               int // the column whose percentages are coloured, 0 for none
}

// listColumn is a column by the catalogue key of its header.
type listColumn struct {
	key   string
	width float64 // in digits; wider where a number or a word of the header needs it
}

// listRow is a row of cells, or a text over all columns. A text over all columns heads a group of
// rows, or says that there are none.
type listRow struct {
	across string // "" in a row of cells
	style  styleKey
	cells  []shown
}

// Places of a list.
const (
	listHeaderRow = 8
	listFirstRow  = 9
	mostLines     = 25 // a row may be 409 points high
)

// writeList writes a sheet from the top down. What belongs to the sheet and not to its cells (the
// page, the colours) is set before the stream is opened, since the library writes rows straight to
// disk and cannot go back.
func (b *book) writeList(l list, rows []listRow) error {
	w := &sheetWriter{book: b, table: table{name: l.name, period: l.period}, width: len(l.columns)}
	w.widths = b.listWidths(l.columns, rows)
	if err := b.addSheet(l.name); err != nil {
		return err
	}
	if err := printLandscape(b.file, l.name, listHeaderRow, listHeaderRow); err != nil {
		return err
	}
	if err := b.colourShares(l, len(rows)); err != nil {
		return err
	}
	var err error
	if w.stream, err = b.file.NewStreamWriter(l.name); err != nil {
		return err
	}
	w.setWidths(listHeaderRow)
	w.listHead(l)
	for i, r := range rows {
		if r.across != "" {
			w.across(listFirstRow+i, r.across, r.style)
			continue
		}
		w.entry(listFirstRow+i, r.cells)
	}
	next := listFirstRow + len(rows)
	if l.foot != "" {
		w.across(next, l.foot, styleKey{italic: true, size: notePoints, align: "left"})
	}
	w.signature(next + 2)
	return w.finish(next + 1 + signatureRows)
}

// colourShares colours a list's percentages; like everything that does not belong to cells it comes before the rows.
func (b *book) colourShares(l list, rows int) error {
	if l.share == 0 || rows == 0 {
		return nil
	}
	first := cell(l.share, listFirstRow)
	bands, err := b.styles.bands(first, 100)
	if err != nil {
		return err
	}
	return b.file.SetConditionalFormat(l.name, first+":"+cell(l.share, listFirstRow+rows-1), bands)
}

// listWidths are those that the columns have, and more where a number would not fit. Texts are
// broken into lines instead and make a column no wider.
func (b *book) listWidths(columns []listColumn, rows []listRow) []float64 {
	widths := make([]float64, len(columns))
	for i, c := range columns {
		widths[i] = max(c.width, columnWidth(headerFace.narrowest(b.office.text(c.key, nil), headerLines)))
	}
	for _, r := range rows {
		for i, c := range r.cells {
			if _, isText := c.Value.(string); !isText {
				widths[i] = max(widths[i], columnWidth(face{bodyPoints, c.bold}.pixels(c.text)+indentPixels))
			}
		}
	}
	return widths
}

// listHead writes everything above the first row: letterhead, title, period, note and the headers
// of the columns. Title and period stand in the same rows as in a table of attainment, so that all
// sheets of an office look alike.
func (w *sheetWriter) listHead(l list) {
	w.letterhead()
	w.setHigh(titleRow-1, 1)
	w.across(titleRow, l.title, styleKey{bold: true, size: titlePoints, align: "center"})
	w.across(periodRow, l.period, styleKey{bold: true, align: "center"})
	w.across(unitRow, l.note, styleKey{italic: true, align: "right"})
	header, high := make([]any, 0, w.width), 1
	for i, c := range l.columns {
		text := w.office.text(c.key, nil)
		header = append(header, excelize.Cell{Value: text, StyleID: w.styles.header()})
		high = max(high, headerFace.lines(text, w.pixels(i+1, i+1)))
	}
	w.setHigh(listHeaderRow, high, header...)
}

// entry writes one row of texts and numbers, as high as its longest text needs. More than mostLines
// are cut off: Excel allows a row 409 points of height. What may be that long says how much it
// leaves out (withFindings).
func (w *sheetWriter) entry(row int, cells []shown) {
	high, values := 1, make([]any, len(cells))
	for i, c := range cells {
		if text, isText := c.Value.(string); isText {
			high = max(high, face{bodyPoints, c.bold}.lines(text, w.pixels(i+1, i+1)-c.indent))
		}
		values[i] = c.Cell
	}
	w.setHigh(row, min(high, mostLines), values...)
}

// shownOrdinal is a running number, without a separator between thousands.
func shownOrdinal(number, style int) shown {
	return shown{Cell: excelize.Cell{Value: number, StyleID: style}, text: strconv.Itoa(number)}
}

// dayText is an ISO 8601 day as offices write it, day first.
func dayText(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0]
}
