package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// part is one form in a workbook: a sheet, or some rows of one, with what was read there.
type part struct {
	match
	reader  *reader // nil where it is not clear which definition reads it
	reading Reading
}

// Read understands a workbook: one reading for each form that stands in it, in the order of its sheets and rows, each
// accepted or rejected by itself. There is always one at least; where no form can be read, it says why. Nothing is
// guessed: a form is accepted whole, or its errors say what to mend.
func (s *Set) Read(file File, book workbook.Reader, units *registry.Registry) []Reading {
	readings := s.read(file, book, units)
	for i := range readings {
		conceal(&readings[i], units)
	}
	return readings
}

// read is Read before what names people is concealed. A list of people ends it before any form is
// looked for. The steps stand in the order in which they may end the reading: what cannot be
// opened, what must not be looked at, what is no form; and only then whether the numbers can be
// read.
func (s *Set) read(file File, book workbook.Reader, units *registry.Registry) []Reading {
	grids, err := readGrids(book, s.seen())
	if err != nil {
		return []Reading{Refused(err)}
	}
	// Lists of people come first: nothing of them may be looked at any further.
	if people := findPeople(file, grids, units); people != nil {
		return []Reading{{Findings: []Finding{*people}}}
	}
	if people := findPeopleInComments(book, s.seen(), units); people != nil {
		return []Reading{{Findings: []Finding{*people}}}
	}
	places := s.places(file, grids)
	if len(places) == 0 {
		return []Reading{s.Unrecognised()}
	}
	// What can be seen counts; hidden sheets are only compared with it.
	seen, hidden := visibleFirst(places)
	parts := refuseCopies(leaveOutBlank(readParts(file, withTable(seen), units)))
	for _, p := range readParts(file, hidden, units) {
		if p.hasTable() {
			warnOfHidden(parts, p)
		}
	}
	return readingsOf(parts)
}

// Unrecognised is the reading of a workbook, or of a part of one, that no definition fits.
func (s *Set) Unrecognised() Reading {
	return Reading{Findings: []Finding{{Severity: SeverityError, Code: FormUnknown, Expected: s.marks()}}}
}

// readingsOf lists what was read of the parts.
func readingsOf(parts []*part) []Reading {
	readings := make([]Reading, 0, len(parts))
	for _, p := range parts {
		readings = append(readings, p.reading)
	}
	return readings
}

// places are the parts of the workbook that some definition fits, each with those that fit it best.
func (s *Set) places(file File, grids []*grid) [][]match {
	var places [][]match
	for _, g := range grids {
		for _, section := range s.sections(file, g) {
			if fitting := s.onSheet(file, section); len(fitting) > 0 {
				places = append(places, fitting)
			}
		}
	}
	return places
}

// visibleFirst parts the places that are read from those on hidden sheets, which are left alone when a visible one
// fits: an old copy is often kept hidden. Where all are hidden, all are read.
func visibleFirst(all [][]match) (read, hidden [][]match) {
	for _, fitting := range all {
		if fitting[0].grid.hidden {
			hidden = append(hidden, fitting)
		} else {
			read = append(read, fitting)
		}
	}
	if len(read) == 0 {
		return hidden, nil
	}
	return read, hidden
}

// withTable leaves out the places of a workbook that only name forms. One is left out where the
// same form has its table elsewhere; one that names several forms, such as a sheet of contents,
// where any form has its table elsewhere.
func withTable(places [][]match) [][]match {
	if len(places) < 2 {
		return places
	}
	// For each form, whether its table stands anywhere in the workbook.
	tables := map[string]bool{}
	for _, fitting := range places {
		for i := range fitting {
			tables[fitting[i].definition.ID] = tables[fitting[i].definition.ID] || fitting[i].hasTable()
		}
	}
	return slices.DeleteFunc(places, func(fitting []match) bool {
		if fitting[0].hasTable() {
			return false
		}
		if differ(fitting) {
			return slices.Contains(slices.Collect(maps.Values(tables)), true)
		}
		return tables[fitting[0].definition.ID]
	})
}

// differ says whether the definitions are of several forms.
func differ(fitting []match) bool {
	return slices.ContainsFunc(fitting, func(m match) bool { return m.definition.ID != fitting[0].definition.ID })
}

// readParts reads every place, each by itself.
func readParts(file File, places [][]match, units *registry.Registry) []*part {
	parts := make([]*part, 0, len(places))
	for _, fitting := range places {
		parts = append(parts, readPart(file, fitting, units))
	}
	return parts
}

// readPart reads one form. Where several definitions fit it and nothing tells them apart, its
// finding says so.
func readPart(file File, fitting []match, units *registry.Registry) *part {
	p := &part{match: fitting[0]}
	if len(fitting) > 1 {
		p.reading = Reading{Place: p.grid.place(), Findings: []Finding{ambiguous(fitting)}}
		return p
	}
	p.reader = &reader{
		definition: p.definition, grid: p.grid, file: file, units: units, period: p.period, findings: p.findings,
		fates: map[int]fate{}, hidden: map[string]*hiddenPart{}, long: map[string]*longNumbers{},
	}
	switch problem := p.notValid(); {
	case problem != nil:
		p.reader.add(*problem)
	// Without a period the registry cannot be asked: units are read as of its end.
	case p.hasPeriod:
		p.reader.interval = p.definition.calendar.Interval(p.period)
		p.reader.read()
	}
	p.reading = p.reader.reading(p.hasPeriod)
	return p
}

// leaveOutBlank leaves out the parts that are empty forms where another part of the workbook fills
// the form: the sheets of later quarters, or the form as it was issued. An empty form alone stays,
// and is refused. Of several empty forms of one kind the first stays, so that one finding is told
// and not four.
func leaveOutBlank(parts []*part) []*part {
	filled := map[string]bool{}
	for _, p := range parts {
		filled[p.definition.ID] = filled[p.definition.ID] || !p.isBlank()
	}
	kept := map[string]bool{}
	return slices.DeleteFunc(parts, func(p *part) bool {
		id := p.definition.ID
		leftOut := p.isBlank() && (filled[id] || kept[id])
		kept[id] = kept[id] || !leftOut
		return leftOut
	})
}

// isBlank says whether a form was refused and has no number in its table. An accepted form is never
// blank in this sense, because reportBlank has refused the others.
func (p *part) isBlank() bool {
	if p.reader == nil || p.reading.Accepted {
		return false
	}
	// The form is looked at again by a reader of its own, whose findings are dropped.
	scratch := &reader{definition: p.definition, grid: p.grid, period: p.period}
	if !scratch.findHeader() {
		return false
	}
	return !slices.ContainsFunc(p.grid.rows, func(number int) bool {
		label := p.grid.shownAt(number, scratch.header.label)
		return number >= scratch.header.first && scratch.hasNumbers(number) && !scratch.numbersColumns(number, label)
	})
}

// refuseCopies makes one refused reading of several parts for the same form, unit and period:
// nobody can know which of them is meant. The reading that stays is that of the first part; its
// finding names the sheets of all of them.
func refuseCopies(parts []*part) []*part {
	first := map[string]*part{}
	copies := map[*part][]match{}
	kept := slices.DeleteFunc(parts, func(p *part) bool {
		r := &p.reading
		if r.UnitID == "" || !r.HasPeriod {
			return false
		}
		// A part whose unit or period is unknown is a copy of nothing, and keeps its own errors.
		key := fmt.Sprintf("%s\x00%s\x00%s", r.FormID, r.UnitID, r.Period)
		if first[key] == nil {
			first[key] = p
			return false
		}
		copies[first[key]] = append(copies[first[key]], p.match)
		return true
	})
	for p, others := range copies {
		// Neither copy counts, not even where both say the same: the sender is asked to leave one.
		p.reading.Accepted, p.reading.Observations = false, nil
		p.reading.Findings = []Finding{ambiguous(append([]match{p.match}, others...))}
	}
	return kept
}

// warnOfHidden warns of numbers on a hidden sheet that fits a form too, when no visible sheet
// states them. The hidden sheet is not read, and the sender should know it.
func warnOfHidden(parts []*part, hidden *part) {
	// The warning goes to the reading of the same form, or to the first one.
	used := parts[0]
	stated := map[string]bool{}
	for _, p := range slices.Backward(parts) {
		if p.definition.ID == hidden.definition.ID {
			used = p
		}
		if p.reader != nil {
			for i := range p.reader.observations {
				stated[observationKey(&p.reader.observations[i])] = true
			}
		}
	}
	cell, read := hidden.unlike(stated)
	if cell == "" {
		return
	}
	used.reading.Findings = append(used.reading.Findings, Finding{
		Severity: SeverityWarning, Code: HiddenSheet, Sheet: hidden.grid.name, Cell: cell, Read: read,
		Detail: map[string]string{"used": used.grid.name},
	})
}

// observationKey is equal for two observations that state the same number.
func observationKey(o *Observation) string {
	return strings.Join([]string{o.UnitID, o.Indicator, o.Breakdown, string(o.Measure), o.Value.String()}, "\x00")
}

// unlike is the first number of the part that is not among those stated; where the part cannot be read, its first
// number.
func (p *part) unlike(stated map[string]bool) (cell, read string) {
	if p.reader != nil && len(p.reader.observations) > 0 {
		for i := range p.reader.observations {
			o := &p.reader.observations[i]
			if o.Mark == vntext.Value && !stated[observationKey(o)] {
				return o.Cell, o.Raw
			}
		}
		return "", ""
	}
	if p.reader != nil && p.isBlank() {
		return "", ""
	}
	// The sheet could not be read as the form; then any number on it is worth a warning.
	for i := range p.grid.cells {
		if c := &p.grid.cells[i]; c.Type == workbook.Number && countsAsNumber(c) {
			return c.Address(), text(c)
		}
	}
	return "", ""
}
