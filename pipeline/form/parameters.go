package form

import (
	"strconv"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// parameterTable is a small table at the top of a sheet that states the period, as reporting
// systems print it: headers beside each other, and their values in the row below.
type parameterTable struct{ year, fromMonth, toMonth string } // folded headers; "" where the form does not state it

// parameters reads period.table of the definition.
func (b *builder) parameters() {
	text := b.text.Period.Table
	if text == nil {
		return
	}
	p := &parameterTable{vntext.Fold(text.Year), vntext.Fold(text.FromMonth), vntext.Fold(text.ToMonth)}
	switch kind := b.d.periodKind; {
	// Without the year, months name no period.
	case p.year == "":
		b.wrong("period.table.year", "expected the header over the year")
	case p.toMonth == "" && kind != period.Year:
		b.wrong("period.table.to_month", "expected the header over the last month: without it a year is known and no more")
	}
	b.d.parameters = p
}

// periodInTable takes the period from the sheet's parameters. Where the table is there and its
// values name no period of the form's kind, a finding says so, unless another place names one. The
// table looks like this, with headers as the definition states them:
//
//	Năm | Từ tháng | Đến tháng
//	2021 | 7 | 9
//
// which is the third quarter of 2021. It comes before all other places, since a reporting system
// prints it from what the sender chose.
func (m *match) periodInTable() {
	t := m.definition.parameters
	year, at := m.parameter(t.year)
	if at == nil {
		return
	}
	first, _ := m.parameter(t.fromMonth)
	last, _ := m.parameter(t.toMonth)
	p, ok := periodOf(m.definition.periodKind, year, first, last)
	if ok && (t.fromMonth == "" || first > 0) && (t.toMonth == "" || last > 0) {
		m.period, m.hasPeriod = p, true
		return
	}
	m.findings = append(m.findings, Finding{
		Severity: SeverityError, Code: PeriodUnreadable, Sheet: m.grid.name, Cell: at.Address(),
		Read: rowText(m.grid.row(at.Row-1)) + ": " + rowText(m.grid.row(at.Row)), Expected: m.example(),
	})
}

// parameter is the whole number below a header in the head of the sheet, with its cell. The cell is
// nil where the header does not stand there, and the number 0 where the cell holds none.
func (m *match) parameter(header string) (int, *workbook.Cell) {
	if header == "" {
		return 0, nil
	}
	for _, number := range m.grid.rows {
		if number > m.grid.top+headRows {
			break
		}
		for _, c := range m.grid.row(number) {
			if m.grid.key(text(&c)) != header {
				continue
			}
			if below := m.grid.at(number+1, c.Column); below != nil {
				value, err := strconv.Atoi(text(below))
				if err != nil {
					value = 0
				}
				return value, below
			}
		}
	}
	return 0, nil
}

// periodOf is the period of a kind that begins and ends with months of a year. A month of 0 is not
// stated; one that is stated has to be the kind's own, so that a table for half a year is not taken
// for a quarter.
func periodOf(kind period.Kind, year, first, last int) (period.Period, bool) {
	p := period.Period{Kind: kind, Year: year}
	// The last month of each kind; a quarter's follows from the month itself.
	ends := map[period.Kind]int{period.Half: 6, period.Nine: 9, period.Year: 12}[kind]
	begins := 1
	if kind == period.Quarter {
		if last < 3 || last > 12 || last%3 != 0 {
			return p, false
		}
		p.Quarter, ends, begins = last/3, last, last-2
	}
	// Years far away are numbers of other things, such as a count under the same header.
	fits := (last == 0 || last == ends) && (first == 0 || first == begins)
	return p, fits && year >= 1900 && year <= 2999
}
