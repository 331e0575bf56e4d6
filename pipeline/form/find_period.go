package form

import (
	"errors"
	"path"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// findPeriod looks for the period in the places that the definition names, in their order, and
// takes the first that it finds. Then it compares it with the names of file and folders, which only
// warn: the sheet was filled in by the sender, and a file may lie in a wrong folder.
func (m *match) findPeriod(file File) {
	if m.definition.parameters != nil {
		m.periodInTable()
		if m.hasPeriod {
			m.comparePeriod(file)
			return
		}
	}
	for _, from := range m.definition.periodFrom {
		switch from {
		case "cells":
			m.periodInCells(m.grid)
			if m.grid.head != nil && !m.hasPeriod && len(m.findings) == 0 {
				m.periodInCells(m.grid.head)
			}
		case "sheet":
			m.takePeriod(m.grid.name, m.grid.name, "")
		case "file":
			m.takePeriod(stem(file.Name), "", "")
			// The folders come after the file's own name.
			m.takePeriod(path.Dir(file.Path), "", "")
		}
		if m.hasPeriod {
			m.findings = nil
			m.comparePeriod(file)
			return
		}
	}
	if len(m.findings) == 0 {
		m.findings = []Finding{{Severity: SeverityError, Code: PeriodMissing, Sheet: m.grid.name, Expected: m.example()}}
	}
	// One finding is enough: each text that was tried would give another one.
	m.findings = m.findings[:1]
}

// example is a period of the form's kind as people write it, for messages.
func (m *match) example() string {
	return message.Text(message.Vietnamese, "example."+m.definition.periodKind.String(), nil)
}

// periodInCells reads the head cell by cell, and then each row as a whole, for a period that is
// spread over cells: "Quý", "III", "năm", "2021".
func (m *match) periodInCells(g *grid) {
	for _, number := range g.rows {
		if number > g.top+headRows {
			return
		}
		for i := range g.row(number) {
			c := &g.row(number)[i]
			if m.takePeriod(text(c), g.name, c.Address()); m.hasPeriod {
				return
			}
		}
		if m.takePeriod(rowText(g.row(number)), g.name, ""); m.hasPeriod {
			return
		}
	}
}

// takePeriod takes the period that a text names, when it is of the form's kind. A text that names
// one which does not exist ("Quý V") is a finding, which counts only when no other text names a
// good one.
func (m *match) takePeriod(source, sheet, cell string) {
	p, found, err := m.grid.texts.periodsIn(source).Of(m.definition.periodKind)
	var unreadable *period.TextError
	switch {
	case errors.As(err, &unreadable):
		m.findings = append(m.findings, Finding{
			Severity: SeverityError, Code: PeriodUnreadable, Sheet: sheet, Cell: cell, Read: source, Expected: m.example(),
		})
	case found && !m.hasPeriod:
		m.period, m.hasPeriod = p, true
	}
}

// comparePeriod warns when the file's name or a folder says another period of the same kind than
// the sheet. One warning is enough.
func (m *match) comparePeriod(file File) {
	for _, name := range file.names() {
		if other, differs := m.otherPeriod(name); differs {
			m.findings = append(m.findings, contradiction(m.grid.name, "", name, m.period, other))
			return
		}
	}
}

// otherPeriod is the period of the same kind that a text names, when it is another one.
func (m *match) otherPeriod(source string) (period.Period, bool) {
	p, found, err := m.grid.texts.periodsIn(source).Of(m.period.Kind)
	return p, err == nil && found && p != m.period
}

// contradiction is the warning that two places name two periods.
func contradiction(sheet, cell, read string, taken, other period.Period) Finding {
	return Finding{
		Severity: SeverityWarning, Code: PeriodContradicts, Sheet: sheet, Cell: cell, Read: read, Expected: taken.String(),
		Detail: map[string]string{"period": taken.String(), "other": other.String()},
	}
}

// comparePeriodInHead warns when a cell over the table names another period than the one that was
// taken: one of the two was forgotten when last quarter's file was filled in again.
func (r *reader) comparePeriodInHead() {
	m := match{definition: r.definition, grid: r.grid, period: r.period}
	for i := range r.grid.cells {
		c := &r.grid.cells[i]
		if c.Row >= r.header.top {
			return
		}
		if other, differs := m.otherPeriod(text(c)); differs {
			r.add(contradiction(r.grid.name, c.Address(), text(c), r.period, other))
			return
		}
	}
}
