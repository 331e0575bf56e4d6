package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/yamlfile"
)

// OfficeFinding is what is wrong in the office's own files, beyond what one file shows of itself: tonghop.yaml, forms
// and registry held against each other. An error ends a run before it reads anything; with a warning the tables are
// right as far as they go, and the office should look at it.
type OfficeFinding struct {
	Severity form.Severity `json:"severity"`
	File     string        `json:"file"`             // below the workspace
	Line     int           `json:"line"`             // 1-based; 0 when the whole file is meant
	Column   string        `json:"column,omitempty"` // of a form its number, of a table its name
	Text     string        `json:"text"`             // the whole message: place, what was read, what to do
}

func (f *OfficeFinding) Error() string {
	if f.Severity == form.SeverityWarning {
		return "warning: " + f.Text
	}
	return f.Text
}

// Kind is misuse: the office corrects its own files.
func (f *OfficeFinding) Kind() fault.Kind { return fault.Misuse }

// officeFinding is a finding about the place that an error names.
func officeFinding(severity form.Severity, err error) OfficeFinding {
	f := OfficeFinding{Severity: severity, Text: err.Error()}
	var key *yamlfile.Error
	var row *registry.RowError
	switch {
	case errors.As(err, &key):
		f.File, f.Line, f.Column = key.File, key.Line, fmt.Sprint(key.Column)
	case errors.As(err, &row):
		f.File, f.Line, f.Column = row.File, row.Row, row.Column
	}
	return f
}

// officeFiles is what the office itself keeps beside tonghop.yaml.
type officeFiles struct {
	forms    *form.Set
	registry *registry.Registry
	findings []OfficeFinding // warnings
}

// readOffice reads forms and registry. Its error is a *ConfigurationError that tells everything
// that is wrong in them, warnings too, so that all of it can be mended at once. Forms and registry
// are each read to their ends although the other one is wrong, and held against each other as far
// as both could be read: an office that corrects one mistake a night would need a week.
func readOffice(space *workspace.Workspace) (officeFiles, error) {
	forms, formsErr := &form.Set{}, error(nil)
	if space.Kind != workspace.Nation { // which has none: its provinces do
		forms, formsErr = form.LoadDir(space.FormsDir, space.Calendar)
	}
	units, unitsErr := registry.Load(space.RegistryDir, space.Limits)
	o := officeFiles{forms: forms, registry: units}
	bad := []error{formsErr, unitsErr}
	if units != nil {
		for _, doubt := range units.Doubts() {
			o.findings = append(o.findings, officeFinding(form.SeverityWarning, doubt))
		}
	}
	if forms != nil && units != nil && space.Kind != workspace.Nation {
		o.compare(formsErr == nil)
	}
	wrong := slices.ContainsFunc(o.findings, func(f OfficeFinding) bool { return f.Severity == form.SeverityError })
	if err := errors.Join(bad...); err == nil && !wrong {
		return o, nil
	}
	for i := range o.findings {
		bad = append(bad, &o.findings[i])
	}
	return officeFiles{}, &ConfigurationError{errors.Join(bad...)}
}

// compare holds forms and registry against each other. Targets are looked at only when every form
// could be read. Errors come first, and within them the order is that of files and lines, whatever
// the order in which they were found.
func (o *officeFiles) compare(whole bool) {
	levels := o.registry.Levels()
	for _, d := range o.forms.Definitions() {
		submitters, covered := d.Levels()
		o.submitters(d, submitters, levels)
		o.levels(d, "covers", covered, levels, nil)
	}
	if whole {
		o.targets()
	}
	slices.SortStableFunc(o.findings, func(a, b OfficeFinding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), strings.Compare(a.File, b.File), a.Line-b.Line)
	})
}

// submitters finds units and levels that there are not. A form that nobody owes would reject every workbook, and blame
// the sender.
func (o *officeFiles) submitters(d *form.Definition, submitters, levels []string) {
	var known []string
	for i, id := range d.Submitters() {
		if o.registry.IsGroup(id) {
			o.add(form.SeverityError, d.Errorf(fmt.Sprintf("submitted_by.units[%d]", i),
				"read %q; it is a group, for which nobody reports: expected a unit", id))
			continue
		}
		if o.registry.Has(id) {
			known = append(known, id)
			continue
		}
		o.add(form.SeverityError, d.Errorf(fmt.Sprintf("submitted_by.units[%d]", i),
			"read %q; expected a unit_id of registry/units%s", id, o.registry.NearID(id)))
	}
	o.levels(d, "submitted_by.levels", submitters, levels, known)
}

// levels finds levels that no unit has: an error when the form is left without a unit, and otherwise a warning, since
// an office may name a level that it will only have next year.
func (o *officeFiles) levels(d *form.Definition, path string, stated, levels, others []string) {
	severity := form.SeverityError
	if len(others) > 0 || slices.ContainsFunc(stated, func(l string) bool { return slices.Contains(levels, l) }) {
		severity = form.SeverityWarning
	}
	for i, level := range stated {
		if !slices.Contains(levels, level) {
			o.add(severity, d.Errorf(fmt.Sprintf("%s[%d]", path, i), "read %q; no unit has this level%s; "+
				"expected levels of registry/units: %s", level, registry.Perhaps(level, levels), strings.Join(levels, ", ")))
		}
	}
}

// targets finds targets for what no form reports: they would never be applied. Only a warning is
// given, because a target may have been decided before the form that reports on it was written.
// Breakdowns are looked at for each indicator, and likely names are suggested.
func (o *officeFiles) targets() {
	breakdowns := map[string][]string{}
	for _, d := range o.forms.Definitions() {
		for _, s := range d.Series() {
			breakdowns[s.Indicator] = append(breakdowns[s.Indicator], s.Breakdown)
		}
	}
	var indicators []string
	for indicator, list := range breakdowns {
		indicators = append(indicators, indicator)
		slices.Sort(list)
		breakdowns[indicator] = slices.Compact(list)
	}
	slices.Sort(indicators)
	row := func(t registry.Target, column, read, expected string) {
		o.add(form.SeverityWarning, &registry.RowError{Source: t.Source, Column: column, Read: read, Expected: expected})
	}
	const remedy = ", so that this target is never applied; correct it, or delete the row"
	for _, t := range o.registry.Targets {
		known := breakdowns[t.Indicator]
		switch {
		case known == nil:
			row(t, "indicator", t.Indicator, "no form reports this indicator"+registry.Perhaps(t.Indicator, indicators)+remedy)
		case !slices.Contains(known, t.Breakdown):
			row(t, "breakdown", t.Breakdown, fmt.Sprintf("no form reports this breakdown of %s%s%s",
				t.Indicator, registry.Perhaps(t.Breakdown, known), remedy))
		}
		if t.ShareOf != "" && breakdowns[t.ShareOf] == nil {
			row(t, "share_of", t.ShareOf, "no form reports this indicator"+registry.Perhaps(t.ShareOf, indicators)+remedy)
		}
	}
}

// add notes a finding at the place that its error names.
func (o *officeFiles) add(severity form.Severity, err error) {
	o.findings = append(o.findings, officeFinding(severity, err))
}

// shownOffice bounds how many findings of the office's files a report holds; the first ones are those to mend first.
const shownOffice = 100

// bounded are the first findings, and a last one that counts those left out.
func bounded(findings []OfficeFinding) []OfficeFinding {
	if len(findings) <= shownOffice {
		return findings
	}
	more := OfficeFinding{Severity: form.SeverityWarning,
		Text: fmt.Sprintf("and %d more in the office's own files", len(findings)-shownOffice)}
	return append(slices.Clone(findings[:shownOffice]), more)
}

// OfficeFindings are what is wrong now in the office's own files: what a run would warn of, or what
// would end it. It is for verbs that answer although a run would not begin. It reads the files anew
// each time and never fails.
func OfficeFindings(space *workspace.Workspace) []OfficeFinding {
	findings := []OfficeFinding{}
	o, err := readOffice(space)
	if err == nil {
		return bounded(append(findings, o.findings...))
	}
	for _, e := range separate(err) {
		var own *OfficeFinding
		if errors.As(e, &own) {
			findings = append(findings, *own)
		} else {
			findings = append(findings, officeFinding(form.SeverityError, e))
		}
	}
	return bounded(findings)
}

// separate takes joined errors apart, at any depth. The order stays that in which they were joined.
// An error that is not joined is a list of one.
func separate(err error) []error {
	var wrapped *ConfigurationError
	if errors.As(err, &wrapped) && error(wrapped) == err { //nolint:errorlint // only the outermost is taken off
		return separate(wrapped.Err)
	}
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // the joined error itself
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, separate(e)...)
	}
	return all
}

// Open is workspace.Open for what consolidates: where tonghop.yaml is wrong, its error tells what is wrong in forms and
// registry too.
func Open(dir string) (*workspace.Workspace, error) {
	space, err := workspace.Open(dir)
	var wrong *workspace.ConfigError
	if !errors.As(err, &wrong) || wrong.Workspace == nil {
		return space, err
	}
	_, others := readOffice(wrong.Workspace)
	return nil, errors.Join(err, others)
}
