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

// WriteStatus writes who submitted what as a workbook to send out: a sheet with the roll-up, one with the units to
// chase, and one with the numbers that count and do not agree with other reports. A file that is there is replaced in
// one step.
func WriteStatus(path string, office Office, s *completeness.Status) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	b, err := newBook(file, office)
	if err != nil {
		return err
	}
	var periods []string
	for _, label := range s.Labels {
		periods = append(periods, office.periodLabel(label))
	}
	rollup := list{
		name: office.text("sheet_status", nil), title: office.text("status_title", nil),
		period: strings.Join(periods, "; "), note: office.text("as_of_day", map[string]string{"day": dayText(s.Today)}),
	}
	if err := b.writeRollup(rollup, s); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	chase := rollup
	chase.name, chase.title = office.text("sheet_chase", nil), office.text("chase_title", nil)
	if err := b.writeChase(chase, s.Chase, true); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	check := rollup
	check.name, check.title = office.text("sheet_check", nil), office.text("check_title", nil)
	if err := b.writeCheck(check, s.Warned); err != nil {
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
		{"column_ordinal", 5}, {"column_unit", 42}, {"column_must", 10}, {"column_on_time", 10}, {"column_late", 10},
		{"column_rejected", 10}, {"column_held", 10}, {"column_missing", 10}, {"column_submitted", 11}, {"column_note", 24},
	}
}

// shareColumn is the place of column_submitted. It counts from 1, and has to be changed with
// rollupColumns.
const shareColumn = 9

// writeRollup writes a block for each form and period: its units in the order of the tree, each
// with everything beneath it. Running numbers begin anew in each block and count the units that
// only report for themselves: the last one says of how many units the block is.
func (b *book) writeRollup(l list, s *completeness.Status) error {
	l.columns, l.share = rollupColumns(), shareColumn
	state := states(s.Units)
	var rows []listRow
	number, last := 0, completeness.Row{}
	for _, r := range s.Rollup {
		if r.Form != last.Form || r.Period != last.Period {
			band := styleKey{bold: true, border: true, align: "left", fill: "F2F2F2"}
			rows = append(rows, listRow{across: b.bandText(s, r), style: band})
			number = 0
		}
		if !r.HasParts {
			number++
		}
		rows = append(rows, listRow{cells: b.rollup(number, r, state[unitForm{r.UnitID, r.Form, r.Period}])})
		last = r
	}
	return b.writeList(l, rows)
}

// unitForm is what one workbook is expected for.
type unitForm struct{ unit, form, period string }

// states finds what a unit itself did: the rolled-up rows only count.
func states(units []completeness.Entry) map[unitForm]completeness.Entry {
	all := make(map[unitForm]completeness.Entry, len(units))
	for _, e := range units {
		all[unitForm{e.UnitID, e.Form, e.Period}] = e
	}
	return all
}

// bandText heads the block of one form and period.
func (b *book) bandText(s *completeness.Status, r completeness.Row) string {
	values := map[string]string{
		"form": strings.ToUpper(r.Form), "title": s.Title(r.Form, b.office.Language),
		"period": b.office.periodLabel(r.Period), "day": dayText(r.DueDate),
	}
	if r.DueDate == "" {
		return b.office.text("form_band", values)
	}
	return b.office.text("form_band_due", values)
}

// rollup is one unit with everything beneath it; a unit that only stands for itself says when it submitted.
func (b *book) rollup(number int, r completeness.Row, own completeness.Entry) []shown {
	center := b.styles.cell("center")
	ordinal, percent, note := shownOrdinal(number, center), "", b.state(own)
	if r.HasParts {
		ordinal, percent, note = shownText("", center), r.SubmittedPct, b.office.text("status_"+r.Status(), nil)
	}
	name := shownText(r.UnitName, b.styles.name(r.Depth, r.HasParts))
	name.bold, name.indent = r.HasParts, indentPixels*float64(r.Depth)
	cells := []shown{ordinal, name}
	for _, n := range []int{r.Expected, r.OnTime, r.Late, r.Rejected, r.Held, r.Missing} {
		cells = append(cells, shownCount(n, b.styles.tally(r.HasParts), r.HasParts))
	}
	share, _ := b.office.shownDecimal(percent, b.office.Digits, b.styles.percent(r.HasParts), r.HasParts, "")
	return append(cells, share, shownText(note, center))
}

// state is what one unit did, in words.
func (b *book) state(e completeness.Entry) string {
	text := b.office.text("submitted_"+e.State(), nil)
	if e.Status == "late" {
		text += " " + b.office.text("days", map[string]string{"days": fmt.Sprint(e.DaysLate)})
	}
	return text
}
