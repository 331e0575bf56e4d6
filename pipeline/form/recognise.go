package form

import (
	"fmt"
	"path"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// File is what is known of a workbook besides its content: the path under which it arrived.
type File struct {
	// Both may hold the names of period and unit, which are compared with those in the sheet.
	Path string // below the inbox, with forward slashes
	Name string
	// Units are the units that staff said forms of the workbook are of, by the forms' places (see Reading.Place). What the
	// workbook itself says of its unit does not count there.
	Units map[string]string
}

// names are the folders of the file from the inbox down, and its own name without the extension.
func (f File) names() []string {
	names := strings.Split(f.Path, "/")
	names[len(names)-1] = stem(names[len(names)-1])
	return names
}

// headRows is how far down a sheet, or a part of one, its head may reach, in rows.
const headRows = 25

// match is a definition with the sheet, or the part of one, that it reads, and the period that
// stands there.
type match struct {
	definition *Definition
	grid       *grid
	period     period.Period
	hasPeriod  bool
	findings   []Finding // of the period
}

// notValid is the finding that the definition does not read workbooks of the period; nil where it
// does.
func (m *match) notValid() *Finding {
	if m.valid() {
		return nil
	}
	return &Finding{
		Severity: SeverityError, Code: FormNotValid, Sheet: m.grid.name, Read: m.definition.ID,
		Expected: span(m.definition.validFrom, m.definition.validTo),
		Detail:   map[string]string{"period": m.period.String()},
	}
}

// onSheet are the definitions that fit a sheet best. Those with the most marks are preferred, then
// those whose period stands there, then those valid for it, then those in force on its last day,
// then those whose table stands there. More than one is left only where nothing tells them apart.
// Each step only decides between those that the step before left over, and takes none away where it
// would take all away. So the strongest sign comes first, and a weak one never outvotes it.
func (s *Set) onSheet(file File, g *grid) []match {
	var fitting []match
	most := 0
	marks := g.marksInHead()
	for _, d := range s.definitions {
		if d.fits(file, g, marks) {
			// The period is looked for now, since it tells old and new definitions of a form apart.
			c := match{definition: d, grid: g}
			c.findPeriod(file)
			fitting = append(fitting, c)
			most = max(most, d.marks())
		}
	}
	fitting = prefer(fitting, func(c *match) bool { return c.definition.marks() == most })
	fitting = prefer(fitting, func(c *match) bool { return c.hasPeriod })
	// A definition for other years is still kept when it is the only one, to say so in a finding.
	fitting = prefer(fitting, (*match).valid)
	fitting = prefer(fitting, (*match).inForce)
	return prefer(fitting, (*match).hasTable)
}

// prefer keeps the matches for which something holds, or all of them where it holds for none.
func prefer(all []match, holds func(*match) bool) []match {
	if len(all) < 2 {
		return all
	}
	var kept []match
	for i := range all {
		if holds(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	if len(kept) == 0 {
		return all
	}
	return kept
}

// valid says whether the definition reads workbooks of the period; of an unknown one it does.
func (m *match) valid() bool {
	return !m.hasPeriod || m.definition.calendar.Interval(m.period).Overlaps(m.definition.validFrom, m.definition.validTo)
}

// inForce says whether the definition is valid on the period's last day. Where one definition
// follows another within a period, the later one reads it.
func (m *match) inForce() bool {
	last := m.definition.calendar.Interval(m.period).To
	return m.hasPeriod && period.Interval{From: last, To: last}.Overlaps(m.definition.validFrom, m.definition.validTo)
}

// ambiguous is the finding that several definitions, or several sheets, could be meant.
func ambiguous(candidates []match) Finding {
	var names []string
	for _, c := range candidates {
		names = append(names, fmt.Sprintf("%s (%s)", c.definition.ID, c.grid.name))
	}
	return Finding{Severity: SeverityError, Code: FormAmbiguous, Read: strings.Join(names, ", ")}
}

// span writes the days from one to another as Vietnamese staff write them; "…" is an open end.
func span(from, to period.Date) string {
	day := func(d period.Date) string {
		if d.IsZero() {
			return "…"
		}
		return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
	}
	return day(from) + " – " + day(to)
}

// fits says whether a sheet bears everything by which the form is known: the name of sheet and
// file, and each text somewhere in the head, which has the given marks. An empty sheet fits
// nothing, even where its name is the only mark of the form.
func (d *Definition) fits(file File, g *grid, marks []bool) bool {
	if d.sheet != nil && !d.sheet.matches(g.name) || d.file != nil && !d.file.matches(stem(file.Name)) {
		return false
	}
	if len(g.cells) == 0 {
		return false
	}
	for _, mark := range d.marksAt {
		if !marks[mark] {
			return false
		}
	}
	return true
}

// stem is a file name without its extension.
func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// marks is by how many marks the form is known; a definition with more marks is the more particular
// one.
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

// marks says by what the forms of the set are known, for whoever sent a workbook that fits none of
// them.
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

// patternText is a pattern as the definition writes it, "" for none.
func patternText(p *pattern) string {
	if p == nil {
		return ""
	}
	return p.text
}
