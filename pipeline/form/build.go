package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/yamlfile"
)

// builder turns a definition's text into a Definition, and stops at the first thing that is wrong.
type builder struct {
	text *definitionFile
	file *yamlfile.File
	d    *Definition
}

var code = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

func (b *builder) build() error {
	for _, part := range []func() error{b.identity, b.period, b.place, b.submission, b.catalogue, b.header, b.columns,
		b.rows, b.rules, b.listSeries, b.distinct} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) identity() error {
	t, d := b.text, b.d
	if !code.MatchString(t.Form) {
		return b.file.Errorf("form", "read %q; expected a code of small letters, digits, - and _, such as kn-01", t.Form)
	}
	if t.Title["vi"] == "" || t.Title["en"] == "" || len(t.Title) > 2 {
		return b.file.Errorf("title", "expected the form's title as {vi: …, en: …}, and nothing else")
	}
	d.ID = t.Form
	d.submitter.title = t.Title
	for i, text := range t.Recognise.Texts {
		if vntext.Fold(text) == "" {
			return b.file.Errorf(fmt.Sprintf("recognise.texts[%d]", i), "it is empty, and every sheet would be known by it")
		}
		d.recognise = append(d.recognise, vntext.Fold(text))
	}
	slices.Sort(d.recognise)
	d.recogniseText = strings.Join(t.Recognise.Texts, " + ")
	d.sheet, d.file = newPattern(t.Recognise.Sheet), newPattern(t.Recognise.File)
	if len(d.recognise) == 0 && d.sheet == nil && d.file == nil {
		return b.file.Errorf("recognise", "expected texts that stand at the top of the sheet, a sheet name or a file name "+
			"by which the form is known")
	}
	switch d.layout = layout(t.Layout); d.layout {
	case indicatorsDown, unitsDown:
		return nil
	}
	return b.file.Errorf("layout", "read %q; expected %s (one unit a workbook) or %s (a row for each unit)", t.Layout,
		indicatorsDown, unitsDown)
}

func (b *builder) period() (err error) {
	t, d := b.text, b.d
	if d.periodKind, err = period.ParseKind(t.Period.Kind); err != nil || d.periodKind == period.Term {
		return b.file.Errorf("period.kind", "read %q; expected quarter, half, nine_months or year", t.Period.Kind)
	}
	d.periodFrom = t.Period.From
	if len(d.periodFrom) == 0 {
		d.periodFrom = []string{"cells", "sheet", "file"}
	}
	for i, from := range d.periodFrom {
		if !slices.Contains([]string{"cells", "sheet", "file"}, from) {
			return b.file.Errorf(fmt.Sprintf("period.from[%d]", i), "read %q; expected cells, sheet or file", from)
		}
	}
	if t.Calendar != nil {
		if d.calendar, err = period.CalendarOf(t.Calendar.Name, t.Calendar.LastDay); err != nil {
			return b.file.Errorf("calendar", "%v", err)
		}
	}
	if d.validFrom, err = b.date("valid.from", t.Valid.From); err != nil {
		return err
	}
	if d.validTo, err = b.date("valid.to", t.Valid.To); err != nil {
		return err
	}
	if !d.validTo.IsZero() && d.validTo.Compare(d.validFrom) < 0 {
		return b.file.Errorf("valid.to", "%s is before valid.from (%s)", d.validTo, d.validFrom)
	}
	return nil
}

func (b *builder) date(key, text string) (period.Date, error) {
	if text == "" {
		return period.Date{}, nil
	}
	d, err := period.ParseDate(text)
	if err != nil {
		return d, b.file.Errorf(key, "%v", err)
	}
	return d, nil
}

// place reads where the unit stands.
func (b *builder) place() error {
	u := b.text.Unit
	d := b.d
	stated := 0
	for _, text := range []string{u.After, u.Cell, u.Sheet, u.File, u.ID} {
		if text != "" {
			stated++
		}
	}
	if stated != 1 {
		return b.file.Errorf("unit", "expected exactly one of after, cell, sheet, file and id: where the workbook names "+
			"its unit")
	}
	d.unit = unitPlace{after: alternatives(u.After), afterText: u.After, sheet: newPattern(u.Sheet),
		file: newPattern(u.File), id: u.ID}
	if u.After != "" && len(d.unit.after) == 0 {
		return b.file.Errorf("unit.after", "read %q; expected the text behind which the unit's name stands", u.After)
	}
	for _, place := range []struct {
		key string
		*pattern
	}{{"unit.sheet", d.unit.sheet}, {"unit.file", d.unit.file}} {
		if place.pattern != nil && strings.Count(place.text, "{unit}") != 1 {
			return b.file.Errorf(place.key, "read %q; expected {unit} once, in the place of the unit's name", place.text)
		}
	}
	if u.Cell != "" {
		var err error
		if d.unit.row, d.unit.column, err = workbook.ParseAddress(u.Cell); err != nil {
			return b.file.Errorf("unit.cell", "%v", err)
		}
	}
	return nil
}

func (b *builder) submission() error {
	t, d := b.text, b.d
	if len(t.SubmittedBy.Levels) == 0 && len(t.SubmittedBy.Units) == 0 {
		return b.file.Errorf("submitted_by", "expected levels or units: who submits the form")
	}
	d.submitter.levels, d.submitter.units, d.submitter.priority = t.SubmittedBy.Levels, t.SubmittedBy.Units, t.Priority
	if t.Due != nil {
		if t.Due.Days < 0 || t.Due.Grace < 0 {
			return b.file.Errorf("due", "expected days after the period's end, not negative")
		}
		d.submitter.hasDue, d.submitter.due, d.submitter.grace = true, t.Due.Days, t.Due.Grace
	}
	d.covers = t.Covers
	if d.layout == unitsDown && len(d.covers) == 0 {
		return b.file.Errorf("covers", "expected the levels of the units that the rows stand for")
	}
	if d.layout == indicatorsDown && len(d.covers) > 0 {
		return b.file.Errorf("covers", "only a form with the layout %s covers other units", unitsDown)
	}
	return nil
}

func (b *builder) header() error {
	if b.text.Label == "" {
		return b.file.Errorf("label_column", "expected the header of the column that names the indicators or units of the "+
			"rows")
	}
	b.d.label = newHeader(b.text.Label)
	if b.text.Number != "" {
		b.d.number = newHeader(b.text.Number)
	}
	if b.d.total = alternatives(b.text.Total); len(b.d.total) > 0 && b.d.layout != unitsDown {
		return b.file.Errorf("total", "only a form with the layout %s has a row that sums the others", unitsDown)
	}
	for _, text := range b.text.Ignore {
		b.d.ignore = append(b.d.ignore, labelKey(text))
	}
	for _, text := range b.text.IgnoreColumns {
		b.d.ignoreColumns = append(b.d.ignoreColumns, vntext.Fold(text))
	}
	return nil
}
