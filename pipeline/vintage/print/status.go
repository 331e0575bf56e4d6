package print

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/workspace/durable"
)

// WriteStatus writes who submitted what as a workbook to send out: a sheet with the roll-up and one with the units to
// chase. A file that is there is replaced in one step.
func WriteStatus(path string, office Office, s *completeness.Status) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	b := &book{file: file, office: office, styles: newStyles(file, office.Digits)}
	var periods []string
	for _, label := range s.Labels {
		periods = append(periods, office.periodLabel(label))
	}
	on := office.text("as_of_day", map[string]string{"day": dayText(s.Today)})
	if err := b.writeRollup(list{name: office.text("sheet_status", nil), title: office.text("status_title", nil), period: strings.Join(periods, "; "), note: on}, s); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := b.writeChase(list{name: office.text("sheet_chase", nil), title: office.text("chase_title", nil), period: strings.Join(periods, "; "), note: on}, s.Chase, true); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return saveAs(file, path)
}

// saveAs replaces a file in one step, so that nobody finds half a workbook.
func saveAs(file *excelize.File, path string) error {
	return durable.Replace(path, 0o644, func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
}

// rollupColumns are those of the rolled-up sheet.
func rollupColumns() []listColumn {
	return []listColumn{
		{"column_ordinal", 5}, {"column_unit", 42}, {"column_must", 10}, {"column_on_time", 10}, {"column_late", 10}, {"column_rejected", 10}, {"column_missing", 10},
		{"column_submitted", 10}, {"column_note", 22},
	}
}

// percentColumn is the place of column_submitted.
const percentColumn = 8

// writeRollup writes a block for each form and period: its units in the order of the tree, each with everything
// beneath it.
func (b *book) writeRollup(l list, s *completeness.Status) error {
	l.columns = rollupColumns()
	return b.writeList(l, func(w *sheetWriter) int {
		state := states(s.Units)
		row, number, last := listFirstRow, 0, completeness.Row{}
		for _, r := range s.Rollup {
			if r.Form != last.Form || r.Period != last.Period {
				w.band(row, b.bandText(s, r))
				row, number = row+1, 0
			}
			if !r.HasParts {
				number++
			}
			w.rollup(row, number, l.columns, r, state[unitForm{r.UnitID, r.Form, r.Period}])
			row, last = row+1, r
		}
		bands, err := w.styles.bands()
		w.keep(err)
		w.keep(w.file.SetConditionalFormat(w.name, cell(percentColumn, listFirstRow)+":"+cell(percentColumn, max(row-1, listFirstRow)), bands))
		return row
	})
}

type unitForm struct{ unit, form, period string }

func states(units []completeness.Entry) map[unitForm]completeness.Entry {
	all := make(map[unitForm]completeness.Entry, len(units))
	for _, e := range units {
		all[unitForm{e.UnitID, e.Form, e.Period}] = e
	}
	return all
}

// bandText heads the block of one form and period.
func (b *book) bandText(s *completeness.Status, r completeness.Row) string {
	values := map[string]string{"form": strings.ToUpper(r.Form), "title": s.Title(r.Form, b.office.Language), "period": b.office.periodLabel(r.Period), "day": dayText(r.DueDate)}
	if r.DueDate == "" {
		return b.office.text("form_band", values)
	}
	return b.office.text("form_band_due", values)
}

func (w *sheetWriter) band(row int, text string) {
	style := w.styles.get(styleKey{bold: true, border: true, align: "left", fill: "F2F2F2"})
	cells := make([]any, w.width)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: style}
	}
	cells[0] = excelize.Cell{Value: text, StyleID: style}
	w.set(row, cells...)
	w.keep(w.stream.MergeCell(cell(1, row), cell(w.width, row)))
}

// rollup writes one unit with everything beneath it; a unit that only stands for itself says when it submitted.
func (w *sheetWriter) rollup(row, number int, columns []listColumn, r completeness.Row, own completeness.Entry) {
	ordinal, percent, note := any(number), "", w.state(own)
	if r.HasParts {
		ordinal, percent, note = "", r.SubmittedPct, w.office.text("status_"+r.Status(), nil)
	}
	cells := []excelize.Cell{{Value: ordinal, StyleID: w.styles.cell("center")}, {Value: r.UnitName, StyleID: w.styles.name(r.Depth, r.HasParts)}}
	for _, n := range []int{r.Expected, r.OnTime, r.Late, r.Rejected, r.Missing} {
		cells = append(cells, excelize.Cell{Value: n, StyleID: w.styles.tally(r.HasParts)})
	}
	w.entry(row, columns, append(cells, decimalCell(percent, w.styles.percent(r.HasParts), ""), excelize.Cell{Value: note, StyleID: w.styles.cell("center")})...)
}

// state is what one unit did, in words.
func (w *sheetWriter) state(e completeness.Entry) string {
	key := e.Status
	if e.Note == "correction_rejected" {
		key = e.Note
	}
	text := w.office.text("submitted_"+key, nil)
	if e.Status == "late" {
		text += " " + w.office.text("days", map[string]string{"days": fmt.Sprint(e.DaysLate)})
	}
	return text
}
