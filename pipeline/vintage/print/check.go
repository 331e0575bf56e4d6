package print

import (
	"context"
	"database/sql"
	"strconv"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// shownWarnings bounds how many numbers to look at are printed beneath a table; the table finding has all of them.
const shownWarnings = 10

// warning is a number that counts and does not agree with other reports.
type warning struct{ unit, text string }

// readWarnings reads the year's numbers to look at, by the quarter in which the period of their workbook ends.
func (b *book) readWarnings(ctx context.Context) error {
	b.warnings = map[int][]warning{}
	return b.tables.Each(ctx, "print/warning", func(rows *sql.Rows) error {
		var w warning
		var label, english string
		if err := rows.Scan(&label, &w.unit, &w.text, &english); err != nil {
			return err
		}
		// The table has both languages beside each other; the workbook is printed in one.
		if b.office.Language == message.English {
			w.text = english
		}
		p, err := period.Parse(label)
		if err != nil {
			return err
		}
		b.warnings[p.LastQuarter()] = append(b.warnings[p.LastQuarter()], w)
		return nil
	}, b.year)
}

// warningNotes are the notes beneath a quarter's table, or beneath the year's, which names those of all quarters.
func (b *book) warningNotes(quarter int) []string {
	all := b.warnings[quarter]
	if quarter == 0 {
		for q := 1; q <= 4; q++ {
			all = append(all, b.warnings[q]...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	notes := []string{b.office.text("note_warnings", map[string]string{"count": strconv.Itoa(len(all))})}
	for i, w := range all {
		if i == shownWarnings {
			more := map[string]string{"number": strconv.Itoa(len(all) - i)}
			return append(notes, b.office.text("more_warnings", more))
		}
		notes = append(notes, "- "+w.unit+": "+w.text)
	}
	return notes
}

// writeCheck lists the workbooks that count and in which something does not agree with other
// reports. Where there is none, one row says so.
func (b *book) writeCheck(l list, entries []completeness.Entry) error {
	l.columns = []listColumn{
		{"column_ordinal", 5}, {"column_unit", 36}, {"column_above", 24}, {"column_form", 9}, {"column_period", 19},
		{"column_check", toDoWidth},
	}
	var rows []listRow
	for i, e := range entries {
		left, center := b.styles.cell("left"), b.styles.cell("center")
		rows = append(rows, listRow{cells: []shown{
			shownOrdinal(i+1, center), shownText(e.UnitName, left), shownText(e.ParentName, left),
			shownText(e.Form, center), shownText(b.office.periodLabel(e.Period), center),
			shownText(b.withFindings(nil, e.Findings, "more_warnings"), left),
		}})
	}
	if len(entries) == 0 {
		style := styleKey{italic: true, align: "center"}
		rows = append(rows, listRow{across: b.office.text("check_none", nil), style: style})
	}
	return b.writeList(l, rows)
}
