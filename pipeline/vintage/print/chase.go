package print

import (
	"path"
	"strconv"
	"strings"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/period"
)

// cellFace is what cells are written in.
var cellFace = face{bodyPoints, false}

// shownFindings bounds how many errors of a workbook are printed in its row; a row can only be so high.
const shownFindings = 8

// toDoWidth of the column that says what a unit is asked to do, in digits.
const toDoWidth = 60

// chaseColumns are those of the list to chase. How late a unit is can only be told on a given day.
// The vintage's own workbook is printed once and read for weeks, so that it has no such column; the
// list that tonghop status --xlsx writes has one. Widths are in digits of the workbook's font.
func chaseColumns(onADay bool) []listColumn {
	columns := []listColumn{
		{"column_ordinal", 5}, {"column_unit", 36}, {"column_above", 24}, {"column_form", 9}, {"column_period", 19},
		{"column_due", 12},
	}
	if onADay {
		columns = append(columns, listColumn{"column_overdue", 12})
	}
	return append(columns, listColumn{"column_state", 14}, listColumn{"column_to_do", toDoWidth})
}

// writeChase lists the units from which something is still expected, with what is wrong with their
// workbooks. Where nobody has to be chased, one row says so: an empty table would look like a
// mistake in printing.
func (b *book) writeChase(l list, entries []completeness.Entry, onADay bool) error {
	l.columns, l.foot = chaseColumns(onADay), b.office.text("chase_note", nil)
	var rows []listRow
	for i, e := range entries {
		rows = append(rows, listRow{cells: b.chaseRow(i+1, e, onADay)})
	}
	if len(entries) == 0 {
		style := styleKey{italic: true, align: "center"}
		rows = append(rows, listRow{across: b.office.text("missing_none", nil), style: style})
	}
	return b.writeList(l, rows)
}

// chaseRow has a cell for each of chaseColumns, in the same order.
func (b *book) chaseRow(number int, e completeness.Entry, onADay bool) []shown {
	left, center := b.styles.cell("left"), b.styles.cell("center")
	row := []shown{
		shownOrdinal(number, center), shownText(e.UnitName, left), shownText(e.ParentName, left), shownText(e.Form, center),
		shownText(b.office.periodLabel(e.Period), center), shownText(dayText(e.DueDate), center),
	}
	if onADay {
		row = append(row, b.overdue(e, center))
	}
	state := b.office.text("submitted_"+e.State(), nil)
	return append(row, shownText(state, center), shownText(b.toDo(e), left))
}

// overdue is a number of days, or why there is none.
func (b *book) overdue(e completeness.Entry, style int) shown {
	switch {
	case e.DaysLate > 0:
		return shownOrdinal(e.DaysLate, style)
	case e.Note == "correction_rejected", e.Note == "correction_held", e.Note == "units_unreported", e.Deadline == "":
		return shownText("", style)
	}
	return shownText(b.office.text("deadline_"+e.Deadline, nil), style)
}

// toDo is what the unit is asked to do: in its own words, since this list is sent out to it. The
// order of the cases goes from what leaves nothing to correct (a retracted, a missing, a held
// workbook) to what needs the findings beneath it. File names are shown without their folders,
// since the sender knows no inbox.
func (b *book) toDo(e completeness.Entry) string {
	var paragraphs []string
	switch {
	case e.Note == "retracted":
		return b.office.text("to_do_retracted", nil)
	case e.Status == "missing":
		return b.office.text("to_do_missing", nil)
	case e.HeldSubmissionID != "" && e.RejectedSubmissionID == "":
		return b.office.text("to_do_held", map[string]string{"file": path.Base(e.File)})
	case e.Note == "units_unreported":
		paragraphs = append(paragraphs, b.office.text("to_do_unreported", map[string]string{"file": path.Base(e.File)}))
	case e.Note == "correction_rejected":
		paragraphs = append(paragraphs, b.office.text("to_do_correction", map[string]string{"file": path.Base(e.File)}))
	default:
		paragraphs = append(paragraphs, b.office.text("to_do_rejected", map[string]string{"file": path.Base(e.File)}))
	}
	return b.withFindings(paragraphs, e.Findings, "more_findings")
}

// withFindings lists as many findings as a row of the sheet can show, and says by the catalogue's text more how many
// there are beyond them.
func (b *book) withFindings(paragraphs []string, findings []completeness.Finding, more string) string {
	width := room(toDoWidth)
	used := cellFace.lines(strings.Join(paragraphs, "\n"), width)
	for i, f := range findings {
		text := "- " + f.Text(b.office.Language)
		used += cellFace.lines(text, width)
		if i == shownFindings || i > 0 && used >= mostLines {
			rest := map[string]string{"number": strconv.Itoa(len(findings) - i)}
			paragraphs = append(paragraphs, b.office.text(more, rest))
			break
		}
		paragraphs = append(paragraphs, text)
	}
	return strings.Join(paragraphs, "\n")
}

// periodLabel is a period's label as people write it.
func (o Office) periodLabel(label string) string {
	named, err := period.Parse(label)
	if err != nil {
		return label
	}
	values := map[string]string{"year": strconv.Itoa(named.Year)}
	switch named.Kind {
	case period.Quarter:
		values["quarter"] = roman(named.Quarter)
		return o.text("period_quarter", values)
	case period.Half:
		return o.text("period_half", values)
	case period.Nine:
		return o.text("period_nine_months", values)
	case period.Year:
		return o.text("period_year", values)
	}
	return label
}
