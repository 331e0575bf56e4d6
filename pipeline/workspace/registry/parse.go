package registry

import (
	"fmt"
	"regexp"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
)

// The columns of each table, by the headers of the files.
var (
	unitLayout = layout{
		required: []string{"unit_id", "name", "level", "parent_unit_id"},
		optional: []string{"code", "valid_from", "valid_to"},
	}
	aliasLayout  = layout{required: []string{"name", "unit_id"}}
	targetLayout = layout{
		required: []string{"unit_id", "indicator", "horizon", "value"},
		optional: []string{"breakdown", "kind", "share_of", "decision", "signed_date", "effective_date"},
	}
	changeLayout = layout{
		required: []string{"date", "kind", "unit_id"},
		optional: []string{"successor_unit_id", "decision", "allocation", "counts"},
	}
)

// Identifiers and words stand in SQL, in names of files and on command lines. So they are of
// letters, digits and a few signs that need no quoting anywhere.
var (
	idPattern   = regexp.MustCompile(`^[a-z0-9]+(?:[-_.][a-z0-9]+)*$`)
	wordPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

const (
	idExpected   = "expected small Latin letters, digits and hyphens, such as cu-pui"
	wordExpected = "expected a word of small Latin letters, digits and _, such as %s"
)

// rows collects the parsed rows of all tables. The methods that add to it report what is wrong with
// a row and add it all the same: nothing is used of a registry with any problem.
type rows struct {
	units   []Unit
	aliases []Alias
	targets []Target
	changes []Change
	levels  []Level
}

// grow makes room for the rows of a table.
func (r *rows) grow(table string, count int) {
	switch table {
	case unitsTable:
		r.units = make([]Unit, 0, count)
	case aliasesTable:
		r.aliases = make([]Alias, 0, count)
	case targetsTable:
		r.targets = make([]Target, 0, count)
	}
}

// addUnit reads a row of registry/units. Whether the unit above is there is looked at when all rows
// are read.
func (r *rows) addUnit(rec record, bad *problems) {
	r.units = append(r.units, Unit{
		ID:        rec.matching("unit_id", idPattern, idExpected, bad),
		Code:      rec.text("code"),
		Name:      rec.filled("name", "the unit's official name", bad),
		Level:     rec.matching("level", wordPattern, fmt.Sprintf(wordExpected, "commune"), bad),
		ParentID:  rec.text("parent_unit_id"),
		ValidFrom: rec.date("valid_from", bad),
		ValidTo:   rec.date("valid_to", bad),
		Source:    rec.source,
	})
}

// addAlias reads a row of registry/aliases.
func (r *rows) addAlias(rec record, bad *problems) {
	r.aliases = append(r.aliases, Alias{
		Name:   rec.filled("name", "the name as it is written in workbooks", bad),
		UnitID: rec.filled("unit_id", "the unit that it means", bad),
		Source: rec.source,
	})
}

// addTarget reads a row of registry/targets.
func (r *rows) addTarget(rec record, bad *problems) {
	kind := rec.kind(bad)
	r.targets = append(r.targets, Target{
		UnitID:        rec.filled("unit_id", "the unit that the target was assigned to", bad),
		Indicator:     rec.matching("indicator", wordPattern, fmt.Sprintf(wordExpected, "admitted"), bad),
		Breakdown:     rec.breakdown(bad),
		Horizon:       rec.horizon(bad),
		Kind:          kind,
		Value:         rec.targetValue(kind, bad),
		ShareOf:       rec.shareOf(kind, bad),
		Decision:      rec.text("decision"),
		SignedDate:    rec.date("signed_date", bad),
		EffectiveDate: rec.date("effective_date", bad),
		Source:        rec.source,
	})
}

// filled is the text of a column that may not be empty.
func (r record) filled(column, meaning string, bad *problems) string {
	text := r.text(column)
	if text == "" {
		bad.add(r.source, column, "", "empty; expected %s", meaning)
	}
	return text
}

// matching is the text of a column that has to match a pattern; expected completes the message for
// one that does not.
func (r record) matching(column string, pattern *regexp.Regexp, expected string, bad *problems) string {
	text := r.text(column)
	if !pattern.MatchString(text) {
		bad.add(r.source, column, text, "%s", expected)
	}
	return text
}

// date is the day in a column, zero where it is empty. Days are read as Vietnamese staff write
// them, 1/7/2021 as the first of July.
func (r record) date(column string, bad *problems) period.Date {
	text := r.text(column)
	if text == "" {
		return period.Date{}
	}
	date, err := vntext.ParseDate(text)
	if err != nil {
		bad.add(r.source, column, text,
			"expected a day that exists, such as 2021-07-01 or 1/7/2021 (the day before the month)")
	}
	return date
}

// breakdown is the part of the indicator that the target is for. An empty column means the whole,
// "total".
func (r record) breakdown(bad *problems) string {
	if r.text("breakdown") == "" {
		return "total"
	}
	return r.matching("breakdown", wordPattern, fmt.Sprintf(wordExpected, "female, or total"), bad)
}

// horizon is the year or term for which the target is assigned. Staff write a term with spaces and
// with either dash.
func (r record) horizon(bad *problems) period.Period {
	text := strings.ReplaceAll(r.text("horizon"), " ", "")
	p, err := period.Parse(strings.ReplaceAll(text, "–", "-"))
	if err != nil || p.Kind != period.Year && p.Kind != period.Term {
		bad.add(r.source, "horizon", r.text("horizon"), "expected a year such as 2021 or a term such as 2021-2025")
	}
	return p
}

// kind is the target's kind; an empty column means Absolute, which nearly all targets are.
func (r record) kind(bad *problems) TargetKind {
	switch kind := TargetKind(r.text("kind")); kind {
	case "":
		return Absolute
	case Absolute, Floor, Share, Withdrawn:
		return kind
	default:
		bad.add(r.source, "kind", string(kind),
			"expected absolute, floor (at least), share (per cent of a stock) or withdrawn (no target from effective_date on)")
		return kind
	}
}

// shareOf is the indicator of the stock that a Share is taken of. Any other kind may not name one:
// it would look as if it had an effect.
func (r record) shareOf(kind TargetKind, bad *problems) string {
	text := r.text("share_of")
	if kind == Share {
		return r.matching("share_of", wordPattern, fmt.Sprintf(wordExpected,
			"members: the stock that the share is taken of"), bad)
	}
	if text != "" {
		bad.add(r.source, "share_of", text, "leave it empty, or set kind to share")
	}
	return text
}

// targetValue is the target's value. A withdrawn target has none, and a number there is an error,
// because it could be meant as a new target.
func (r record) targetValue(kind TargetKind, bad *problems) quantity.Quantity {
	if kind != Withdrawn {
		return r.quantity("value", bad)
	}
	if text := r.text("value"); text != "" {
		bad.add(r.source, "value", text, "a target that is withdrawn has no value; leave it empty")
	}
	return quantity.Quantity{}
}

// quantity reads a target's value. A numeric cell of a workbook is taken as it is. A text is read
// as it is in submitted workbooks: one that could be read in two ways, such as 1.234, is an error
// and not a guess.
func (r record) quantity(column string, bad *problems) quantity.Quantity {
	c := r.cell(column)
	if c.numeric {
		value, err := quantity.Parse(c.text)
		if err != nil || value.Sign() < 0 {
			bad.add(r.source, column, c.text, "expected a number, not negative, of at most ten decimal digits")
		}
		return value
	}
	number, err := vntext.ParseNumber(c.text, vntext.NumberType{Decimals: quantity.Scale, Percent: true})
	switch {
	case err != nil:
		bad.add(r.source, column, c.text, "expected a number such as 1250 or 3,25 without separators of thousands: %v", err)
	case number.Mark != vntext.Value, number.Value.Sign() < 0:
		bad.add(r.source, column, c.text, "expected a number, not negative; delete the row when no target was assigned")
	}
	return number.Value
}
