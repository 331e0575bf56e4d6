package form

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/yamlfile"
)

// builder turns a definition's text into a Definition, and gathers everything that is wrong with
// it, so that whoever wrote the definition sees all of it at once.
type builder struct {
	text *definitionFile
	file *yamlfile.File
	d    *Definition
	bad  []error // each a *yamlfile.Error
}

// code is what the codes of forms, indicators and breakdowns look like: they become columns and
// file names.
var code = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// build checks every part of the definition. What follows from columns and rows together is only
// looked at where each of them is sound; otherwise one mistake would be told several times.
func (b *builder) build() error {
	b.identity()
	b.period()
	b.place()
	b.submission()
	// From here on the parts of the table are checked, on which series and rules build.
	before := len(b.bad)
	b.catalogue()
	b.header()
	b.columns()
	b.rows()
	b.rules()
	if len(b.bad) == before && b.d.layout != "" {
		b.listSeries()
		b.distinct()
	}
	return errors.Join(b.bad...)
}

// wrong adds what is wrong at a path such as "columns[1].header". The same problem is added once
// only.
func (b *builder) wrong(path, format string, args ...any) {
	err := b.file.Errorf(path, format, args...)
	if !slices.ContainsFunc(b.bad, func(e error) bool { return e.Error() == err.Error() }) {
		b.bad = append(b.bad, err)
	}
}

// identity reads what the form is called, and by which marks a workbook of it is known. Without any
// mark every workbook would fit.
func (b *builder) identity() {
	t, d := b.text, b.d
	if !code.MatchString(t.Form) {
		b.wrong("form", "read %q; expected a code of small letters, digits, - and _, such as kn-01", t.Form)
	}
	if t.Title["vi"] == "" || t.Title["en"] == "" || len(t.Title) > 2 {
		b.wrong("title", "expected the form's title as {vi: …, en: …}, and nothing else")
	}
	d.ID = t.Form
	d.submitter.title = t.Title
	for i, text := range t.Recognise.Texts {
		if vntext.Fold(text) == "" {
			b.wrong(fmt.Sprintf("recognise.texts[%d]", i), "it is empty, and every sheet would be known by it")
		}
		// Texts are compared folded, so that it does not matter how somebody typed the heading
		// again.
		d.recognise = append(d.recognise, vntext.Fold(text))
	}
	slices.Sort(d.recognise)
	d.recogniseText = strings.Join(t.Recognise.Texts, " + ")
	// The name of the sheet or file may be a mark too, for forms whose sheets have no heading.
	d.sheet, d.file = newPattern(t.Recognise.Sheet), newPattern(t.Recognise.File)
	if len(d.recognise) == 0 && d.sheet == nil && d.file == nil {
		b.wrong("recognise", "expected texts that stand at the top of the sheet, a sheet name or a file name "+
			"by which the form is known")
	}
	switch kind := layout(t.Layout); kind {
	case indicatorsDown, unitsDown:
		d.layout = kind
	default:
		b.wrong("layout", "read %q; expected %s (one unit a workbook) or %s (a row for each unit)", t.Layout,
			indicatorsDown, unitsDown)
	}
}

// labelColumn reads where the names of the rows stand: under a header, in a column, or left of the first number.
func (b *builder) labelColumn() {
	switch at := b.text.LabelAt; {
	case (at == "") == (b.text.Label == ""):
		b.wrong("label_column", "expected the header of the column that names the indicators or units of the rows, "+
			"or, where it has none, label_at: its letter, or left for the column left of the first numbers")
	case at == "":
		b.d.label = newHeader(b.text.Label)
	case at == "left":
		b.d.labelAt.left = true
	default:
		// The letter alone is no address; any row will do.
		_, column, err := workbook.ParseAddress(at + "1")
		if err != nil {
			b.wrong("label_at", "read %q; expected the letter of a column such as B, or left", at)
		}
		b.d.labelAt.column = column
	}
}

// labelPattern reads the label of a row, in which "*" stands for any text. A "*" at the beginning
// is a part of the pattern here, although it may lead in a list item in a workbook.
func (b *builder) labelPattern(at, text string) *pattern {
	key := labelKey(text)
	if strings.HasPrefix(strings.TrimSpace(text), "*") { // which is not the sign of a list here
		key = vntext.Fold(text)
	}
	if strings.Trim(key, "* ") == "" {
		b.wrong(at, "read %q; expected the label of a row, in which * stands for any text", text)
	}
	return newPattern(key)
}

// period reads which periods the form is for, where a workbook states its period, and for which
// days the definition holds.
func (b *builder) period() {
	t, d := b.text, b.d
	var err error
	if d.periodKind, err = period.ParseKind(t.Period.Kind); err != nil || d.periodKind == period.Term {
		b.wrong("period.kind", "read %q; expected quarter, half, nine_months or year", t.Period.Kind)
	}
	d.periodFrom = t.Period.From
	if len(d.periodFrom) == 0 {
		// Without a statement the sheet's own text comes first: names of files change on the way.
		d.periodFrom = []string{"cells", "sheet", "file"}
	}
	for i, from := range d.periodFrom {
		if !slices.Contains([]string{"cells", "sheet", "file"}, from) {
			b.wrong(fmt.Sprintf("period.from[%d]", i), "read %q; expected cells, sheet or file", from)
		}
	}
	b.parameters()
	if t.Calendar != nil {
		if d.calendar, err = period.CalendarOf(t.Calendar.Name, t.Calendar.LastDay); err != nil {
			b.wrong("calendar", "%v", err)
		}
	}
	// An empty date is an open end, which date gives as the zero day.
	d.validFrom, d.validTo = b.date("valid.from", t.Valid.From), b.date("valid.to", t.Valid.To)
	if !d.validTo.IsZero() && d.validTo.Compare(d.validFrom) < 0 {
		b.wrong("valid.to", "%s is before valid.from (%s)", d.validTo, d.validFrom)
	}
}

// date reads a day of the definition as ISO 8601; an empty text is the zero day, which is an open
// end.
func (b *builder) date(key, text string) period.Date {
	if text == "" {
		return period.Date{}
	}
	d, err := period.ParseDate(text)
	if err != nil {
		b.wrong(key, "%v", err)
		return period.Date{}
	}
	return d
}

// place reads where a workbook names its unit. Exactly one place may be stated: with two it would
// not be known which of them decides.
func (b *builder) place() {
	u := b.text.Unit
	d := b.d
	stated := 0
	// With none, nobody knows whose the workbook is; with two, they could say different things.
	for _, text := range []string{u.After, u.Cell, u.Sheet, u.File, u.ID} {
		if text != "" {
			stated++
		}
	}
	if stated != 1 {
		b.wrong("unit", "expected exactly one of after, cell, sheet, file and id: where the workbook names "+
			"its unit")
	}
	d.unit = unitPlace{after: alternatives(u.After), afterText: u.After, sheet: newPattern(u.Sheet),
		file: newPattern(u.File), id: u.ID, code: alternatives(u.Code), codeText: u.Code}
	if u.Code != "" && len(d.unit.code) == 0 {
		b.wrong("unit.code", "read %q; expected the text behind which the unit's official code stands", u.Code)
	}
	if u.Code != "" && u.ID != "" {
		b.wrong("unit.code", "the form is of one unit, by unit.id, and no code is read; keep one of the two")
	}
	if u.After != "" && len(d.unit.after) == 0 {
		b.wrong("unit.after", "read %q; expected the text behind which the unit's name stands", u.After)
	}
	for _, place := range []struct {
		key string
		*pattern
	}{{"unit.sheet", d.unit.sheet}, {"unit.file", d.unit.file}} {
		if place.pattern != nil && strings.Count(place.text, "{unit}") != 1 {
			b.wrong(place.key, "read %q; expected {unit} once, in the place of the unit's name", place.text)
		}
	}
	if u.Cell != "" {
		var err error
		if d.unit.row, d.unit.column, err = workbook.ParseAddress(u.Cell); err != nil {
			b.wrong("unit.cell", "%v", err)
		}
	}
}

// submission reads who submits the form, by when, and which units the rows of a form with many
// units stand for.
func (b *builder) submission() {
	t, d := b.text, b.d
	if len(t.SubmittedBy.Levels) == 0 && len(t.SubmittedBy.Units) == 0 {
		b.wrong("submitted_by", "expected levels or units: who submits the form")
	}
	d.submitter.levels, d.submitter.units, d.submitter.priority = t.SubmittedBy.Levels, t.SubmittedBy.Units, t.Priority
	if t.Due != nil {
		if t.Due.Days < 0 || t.Due.Grace < 0 {
			b.wrong("due", "expected days after the period's end, not negative")
		}
		d.submitter.hasDue, d.submitter.due, d.submitter.grace = true, t.Due.Days, t.Due.Grace
	}
	// A mistyped word would leave the question open without anybody noticing.
	d.submitter.final = t.Final
	switch counts := registry.Counts(t.Counts); counts {
	case registry.Unstated, registry.Own, registry.Includes:
		d.submitter.counts = counts
	default:
		b.wrong("counts", "read %q; expected own (a successor counts from its founding) or includes (its cumulative "+
			"holds what its predecessors achieved)", t.Counts)
	}
	d.covers = t.Covers
	// A form with many units says which levels its rows are of; one with a single unit has no such
	// rows.
	if d.layout == unitsDown && len(d.covers) == 0 {
		b.wrong("covers", "expected the levels of the units that the rows stand for")
	}
	if d.layout == indicatorsDown && len(d.covers) > 0 {
		b.wrong("covers", "only a form with the layout %s covers other units", unitsDown)
	}
}

// header reads which texts head the columns of names, codes and ordinal numbers, and which rows are
// no units.
func (b *builder) header() {
	b.labelColumn()
	if b.text.Code != "" {
		b.d.code = newHeader(b.text.Code)
		if b.d.layout == indicatorsDown {
			b.wrong("code_column", "only a form with the layout %s finds units by their codes", unitsDown)
		}
	}
	if b.text.Number != "" {
		b.d.number = newHeader(b.text.Number)
	}
	// The rows that are no units: totals, groups, and those that the definition ignores.
	if b.d.total = alternatives(b.text.Total.Label); len(b.d.total) > 0 && b.d.layout == indicatorsDown {
		b.wrong("total", "only a form with the layout %s has a row that sums the others", unitsDown)
	}
	switch b.text.Total.Covers {
	case "", "rows":
	case "more":
		b.d.totalCoversMore = true
	default:
		b.wrong("total.covers", "read %q; expected rows (the default) or more, where the rows are only a part",
			b.text.Total.Covers)
	}
	for i, text := range b.text.Groups {
		b.d.groups = append(b.d.groups, b.labelPattern(fmt.Sprintf("groups[%d]", i), text))
	}
	if len(b.text.Groups) > 0 && b.d.layout == indicatorsDown {
		b.wrong("groups", "only a form with the layout %s has groups of units", unitsDown)
	}
	for i, text := range b.text.Ignore {
		b.d.ignore = append(b.d.ignore, b.labelPattern(fmt.Sprintf("ignore[%d]", i), text))
	}
	// What stands outside of these labels, or in these columns, belongs to other tables.
	b.d.table = bounds{labelKey(b.text.Table.After), labelKey(b.text.Table.Before)}
	for _, text := range b.text.IgnoreColumns {
		b.d.ignoreColumns = append(b.d.ignoreColumns, vntext.Fold(text))
	}
}
