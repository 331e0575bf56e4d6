package form

import (
	"fmt"
	"path"
	"strings"

	"tonghop/period"
	"tonghop/vntext"
)

// File is what is known of a workbook besides its content.
type File struct {
	Path string // below the inbox, with forward slashes
	Name string
}

// headRows is how far down a sheet its head may reach.
const headRows = 25

// match is a definition with the sheet that it reads.
type match struct {
	definition *Definition
	grid       *grid
	period     period.Period
	hasPeriod  bool
	findings   []Finding // of the period
}

// recognise finds the one definition and sheet that fit; otherwise a finding says why there is none.
func (s *Set) recognise(file File, grids []*grid) (match, *Finding) {
	var candidates []match
	for _, d := range s.definitions {
		for _, g := range grids {
			if d.fits(file, g) {
				candidates = append(candidates, match{definition: d, grid: g})
			}
		}
	}
	candidates = mostSpecific(visibleFirst(candidates))
	if len(candidates) == 0 {
		return match{}, &Finding{Severity: SeverityError, Code: FormUnknown, Expected: s.marks()}
	}
	var valid []match
	for _, c := range candidates {
		c.findPeriod(file)
		if c.definition.validFor(c.period, c.hasPeriod) {
			valid = append(valid, c)
		}
	}
	switch len(valid) {
	case 1:
		return valid[0], nil
	case 0:
		c := candidates[0]
		c.findPeriod(file)
		return c, &Finding{Severity: SeverityError, Code: FormNotValid, Sheet: c.grid.name, Read: c.definition.ID, Detail: map[string]string{"period": c.period.String()}}
	}
	return match{}, ambiguous(valid)
}

func ambiguous(valid []match) *Finding {
	var names []string
	for _, c := range valid {
		names = append(names, fmt.Sprintf("%s (%s)", c.definition.ID, c.grid.name))
	}
	return &Finding{Severity: SeverityError, Code: FormAmbiguous, Read: strings.Join(names, ", ")}
}

// fits says whether a sheet bears everything by which the form is known.
func (d *Definition) fits(file File, g *grid) bool {
	if d.sheet != nil && !d.sheet.matches(g.name) || d.file != nil && !d.file.matches(stem(file.Name)) {
		return false
	}
	if len(g.cells) == 0 {
		return false
	}
	found := map[string]bool{}
	for _, number := range g.rows {
		if number > headRows || len(found) == len(d.recognise) {
			break
		}
		for i := range g.row(number) {
			key := vntext.Fold(text(&g.row(number)[i]))
			for _, mark := range d.recognise {
				if strings.Contains(key, mark) {
					found[mark] = true
				}
			}
		}
	}
	return len(found) == len(d.recognise)
}

// stem is a file name without its extension.
func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// visibleFirst leaves hidden sheets out when a visible one fits too: an old copy is often kept hidden.
func visibleFirst(all []match) []match {
	var visible []match
	for _, c := range all {
		if !c.grid.hidden {
			visible = append(visible, c)
		}
	}
	if len(visible) > 0 {
		return visible
	}
	return all
}

// mostSpecific keeps the candidates that are known by the most marks.
func mostSpecific(all []match) []match {
	most := 0
	for _, c := range all {
		most = max(most, c.definition.marks())
	}
	var kept []match
	for _, c := range all {
		if c.definition.marks() == most {
			kept = append(kept, c)
		}
	}
	return kept
}

func (d *Definition) marks() int {
	n := len(d.recognise)
	if d.sheet != nil {
		n++
	}
	if d.file != nil {
		n++
	}
	return n
}

// marks says by what the forms of the set are known.
func (s *Set) marks() string {
	var all []string
	for _, d := range s.definitions {
		for _, mark := range []string{d.recogniseText, patternText(d.sheet), patternText(d.file)} {
			if mark != "" {
				all = append(all, "“"+mark+"”")
				break
			}
		}
	}
	return strings.Join(all, ", ")
}

func patternText(p *pattern) string {
	if p == nil {
		return ""
	}
	return p.text
}

// validFor says whether the definition reads workbooks of a period; of an unknown one it does.
func (d *Definition) validFor(p period.Period, known bool) bool {
	return !known || d.calendar.Interval(p).Overlaps(d.validFrom, d.validTo)
}
