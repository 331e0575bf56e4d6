package form

import (
	"regexp"
	"slices"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

// reader is the reading of one form in a workbook under way. What the readers of rows need stands
// in it; findings and observations are added as they are found.
type reader struct {
	definition *Definition
	grid       *grid
	file       File
	units      *registry.Registry
	period     period.Period
	interval   period.Interval
	unit       registry.Unit

	// What was found out on the way, from the header down.
	header       headerBlock
	headerTexts  map[string]*regexp.Regexp // of headers that name the period
	fates        map[int]fate              // of the rows below the header
	hidden       map[string]*hiddenPart    // numbers that the sender does not see
	long         map[string]*longNumbers   // by indicator
	observations []Observation
	findings     []Finding
}

// read finds unit and columns, and then the numbers. Without a unit, or with a column missing,
// numbers would have no place, and nothing further is read.
func (r *reader) read() {
	// The order matters: headers may name the period, and rows are read as of its end.
	if !r.resolve() || !r.findHeader() {
		return
	}
	r.comparePeriodInHead()
	if r.definition.layout == unitsDown {
		r.readUnits()
	} else {
		r.readIndicators()
	}
	// What was not read is told last, when every row has its fate.
	r.reportUnread()
	r.reportHidden()
	r.reportDigits()
	r.checkRules()
}

// reading is what the form was understood as. One with an error is rejected and has no
// observations: a workbook is accepted whole or not at all.
func (r *reader) reading(hasPeriod bool) Reading {
	reading := Reading{FormID: r.definition.ID, UnitID: r.unit.ID, Period: r.period, HasPeriod: hasPeriod,
		Place: r.grid.place(), Findings: r.findings}
	reading.Accepted = !slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Severity == SeverityError })
	if reading.Accepted {
		reading.Observations = r.observations
	}
	return reading
}

// maxFindings bounds how many findings one workbook gives: enough to mend it, few enough to read.
const maxFindings = 200

// add keeps a finding. Beyond maxFindings only a first error is kept, since it decides whether the
// workbook is accepted.
func (r *reader) add(f Finding) {
	if len(r.findings) < maxFindings || f.Severity == SeverityError && !r.hasErrors() {
		r.findings = append(r.findings, f)
	}
}

// error adds a finding that rejects the workbook. read is what the cell holds, expected what it
// should hold, and detail fills further places of the message.
func (r *reader) error(code, sheet, cell, read, expected string, detail map[string]string) {
	r.add(Finding{Severity: SeverityError, Code: code, Sheet: sheet, Cell: cell, Read: read, Expected: expected,
		Detail: detail})
}

// warning adds a finding that does not reject the workbook.
func (r *reader) warning(code, sheet, cell, read, expected string, detail map[string]string) {
	r.add(Finding{Severity: SeverityWarning, Code: code, Sheet: sheet, Cell: cell, Read: read, Expected: expected,
		Detail: detail})
}

// checkRules checks the form's rules on the numbers of each unit, in the order in which the units stand.
func (r *reader) checkRules() {
	if len(r.definition.rules) == 0 {
		return
	}
	// The first observation of a unit decides its place in the order of findings.
	byUnit := map[string]map[numberKey]*Observation{}
	var order []string
	for i := range r.observations {
		o := &r.observations[i]
		if byUnit[o.UnitID] == nil {
			byUnit[o.UnitID] = map[numberKey]*Observation{}
			order = append(order, o.UnitID)
		}
		byUnit[o.UnitID][numberKey{o.Indicator, o.Breakdown, o.Measure}] = o
	}
	for _, unit := range order {
		for i := range r.definition.rules {
			for _, f := range r.definition.rules[i].check(r.definition, byUnit[unit]) {
				r.add(f)
			}
		}
	}
}
