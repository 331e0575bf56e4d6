package print

import (
	"fmt"
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
}

// listColumn is a column by the catalogue key of its header.
type listColumn struct {
	key   string
	width float64 // in characters
}

// Places of a list.
const (
	listHeaderRow = 8
	listFirstRow  = 9
	mostLines     = 25 // a row may be 409 points high
)

// writeList writes a sheet from the top down; fill writes its rows and returns the first free one.
func (b *book) writeList(l list, fill func(w *sheetWriter) (next int)) error {
	w := &sheetWriter{book: b, table: table{name: l.name, period: l.period}, width: len(l.columns)}
	if err := b.addSheet(l.name); err != nil {
		return err
	}
	if err := printLandscape(b.file, l.name, fmt.Sprintf("'%s'!$%d:$%d", l.name, listHeaderRow, listHeaderRow)); err != nil {
		return err
	}
	var err error
	if w.stream, err = b.file.NewStreamWriter(l.name); err != nil {
		return err
	}
	for i, c := range l.columns {
		w.keep(w.stream.SetColWidth(i+1, i+1, c.width))
	}
	w.keep(w.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: 2, YSplit: listHeaderRow, TopLeftCell: cell(3, listFirstRow), ActivePane: "bottomRight"}))
	w.listHead(l)
	next := fill(w)
	w.set(next, excelize.Cell{Value: l.foot, StyleID: w.styles.note()})
	w.signature(next + 2)
	if w.err != nil {
		return w.err
	}
	if b.styles.err != nil {
		return b.styles.err
	}
	return w.stream.Flush()
}

func (w *sheetWriter) listHead(l list) {
	w.letterhead()
	w.across(titleRow, l.title, w.styles.title())
	w.across(periodRow, l.period, w.styles.strong())
	w.across(unitRow, l.note, w.styles.quiet())
	header, high := make([]any, 0, w.width), 1
	for _, c := range l.columns {
		text := w.office.text(c.key, nil)
		header = append(header, excelize.Cell{Value: text, StyleID: w.styles.header()})
		high = max(high, textLines(text, c.width))
	}
	w.setHigh(listHeaderRow, high, header...)
}

// entry writes one row of texts and numbers, as high as its longest text needs.
func (w *sheetWriter) entry(row int, columns []listColumn, cells ...excelize.Cell) {
	high, values := 1, make([]any, len(cells))
	for i, c := range cells {
		if text, isText := c.Value.(string); isText {
			high = max(high, textLines(text, columns[i].width))
		}
		values[i] = c
	}
	w.setHigh(row, min(high, mostLines), values...)
}

// textLines is how many lines a text of several paragraphs takes in a column. Width is counted in digits, which are
// wider than most letters; a tenth is what holds in every spreadsheet program.
func textLines(text string, width float64) int {
	total := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		total += max(1, lines(paragraph, int(width*1.1)))
	}
	return total
}

// dayText is an ISO 8601 day as offices write it, day first.
func dayText(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0]
}
