package print

import (
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/period"
)

// shownFindings bounds how many errors of a workbook are printed in its row; a row can only be so high.
const shownFindings = 8

// chaseColumns are those of the list to chase. How late a unit is can only be told on a given day.
func chaseColumns(onADay bool) []listColumn {
	columns := []listColumn{{"column_ordinal", 5}, {"column_unit", 28}, {"column_above", 19}, {"column_form", 8}, {"column_period", 17}, {"column_due", 11}}
	if onADay {
		columns = append(columns, listColumn{"column_overdue", 10})
	}
	return append(columns, listColumn{"column_state", 10}, listColumn{"column_to_do", 52})
}

// writeChase lists the units from which something is still expected, with what is wrong with their workbooks.
func (b *book) writeChase(l list, entries []completeness.Entry, onADay bool) error {
	l.columns, l.foot = chaseColumns(onADay), b.office.text("chase_note", nil)
	return b.writeList(l, func(w *sheetWriter) int {
		for i, e := range entries {
			w.entry(listFirstRow+i, l.columns, b.chaseRow(i+1, e, onADay)...)
		}
		if len(entries) == 0 {
			w.across(listFirstRow, b.office.text("missing_none", nil), b.styles.note())
			return listFirstRow + 1
		}
		return listFirstRow + len(entries)
	})
}

func (b *book) chaseRow(number int, e completeness.Entry, onADay bool) []excelize.Cell {
	left, center := b.styles.cell("left"), b.styles.cell("center")
	row := []excelize.Cell{
		{Value: number, StyleID: center}, {Value: e.UnitName, StyleID: left}, {Value: e.ParentName, StyleID: left}, {Value: e.Form, StyleID: center},
		{Value: b.office.periodLabel(e.Period), StyleID: center}, {Value: dayText(e.DueDate), StyleID: center},
	}
	if onADay {
		row = append(row, excelize.Cell{Value: b.overdue(e), StyleID: center})
	}
	state := e.Status
	if e.Note == "correction_rejected" {
		state = e.Note
	}
	return append(row, excelize.Cell{Value: b.office.text("submitted_"+state, nil), StyleID: center}, excelize.Cell{Value: b.toDo(e), StyleID: left})
}

// overdue is a number of days, or why there is none.
func (b *book) overdue(e completeness.Entry) any {
	switch {
	case e.DaysLate > 0:
		return e.DaysLate
	case e.Note == "correction_rejected", e.Deadline == "":
		return ""
	}
	return b.office.text("deadline_"+e.Deadline, nil)
}

// toDo is what the unit is asked to do: in its own words, since this list is sent out to it.
func (b *book) toDo(e completeness.Entry) string {
	var paragraphs []string
	switch {
	case e.Note == "retracted":
		return b.office.text("to_do_retracted", nil)
	case e.Status == "missing":
		return b.office.text("to_do_missing", nil)
	case e.Note == "correction_rejected":
		paragraphs = append(paragraphs, b.office.text("to_do_correction", map[string]string{"file": path.Base(e.File)}))
	default:
		paragraphs = append(paragraphs, b.office.text("to_do_rejected", map[string]string{"file": path.Base(e.File)}))
	}
	for i, f := range e.Findings {
		if i == shownFindings {
			paragraphs = append(paragraphs, b.office.text("more_findings", map[string]string{"number": strconv.Itoa(len(e.Findings) - i)}))
			break
		}
		paragraphs = append(paragraphs, "- "+f.Text(b.office.Language))
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
