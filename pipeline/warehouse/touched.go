package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// A night mostly brings workbooks of a few units. Then the rows of these units are made anew, and of those that depend
// on them (the temporary table touched_unit), and the rows of all others stand. The header of a model says how it is
// restricted:
//
//	-- Touched: core.fact, core.ancestor by ancestor_key
//
// names inputs of which only the rows of touched units are read, by the column unit_key or the one that is named. The
// model's rows then are those of touched units only. What it reads of other inputs it reads whole, such as the targets
// of a unit's children. "nothing" says that a model reads nothing that readings change. A model without the line is
// made for all units, which is right for every one, and cheap for small tables. "Reaches everyone: why" says that the
// rows of every unit may be others when the model's are: then the year is made for all of them.
//
// Units are enough: a workbook brings most series of its unit at once, so that pairs of unit and series would be many
// more to look up, and hardly less to make.

// restriction is an input of which only the rows of touched units are read.
type restriction struct {
	column string // that has the unit
	input  *regexp.Regexp
	rows   string // what is read in its place
}

// restrictTo reads what a header's line Touched says, which may go on over several lines.
func (m *model) restrictTo(value string) {
	m.local = true
	for input := range strings.SplitSeq(strings.TrimSuffix(value, ","), ", ") {
		name, column, named := strings.Cut(input, " by ")
		if !named {
			column = "unit_key"
		}
		if name == "nothing" {
			continue
		}
		m.restricted = append(m.restricted, restriction{
			column: column,
			input:  regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`),
			rows:   fmt.Sprintf("(SELECT * FROM %s WHERE %s IN (%s))", name, column, touchedUnits),
		})
	}
}

// insertTouched begins the statement that finds the touched units of a year.
const insertTouched = "INSERT INTO touched_unit "

// touchedUnits are those of the year that is being made.
const touchedUnits = "SELECT unit_key FROM touched_unit WHERE year = getvariable('year')"

// bodyOf is the SELECT of a model that makes the rows of a part: of touched units only where the part is.
func (p yearPart) bodyOf(m model) string {
	body := m.body
	if !p.touched {
		return body
	}
	for _, r := range m.restricted {
		body = r.input.ReplaceAllLiteralString(body, r.rows)
	}
	return body
}

// standing ends the condition under which rows of a model go before they are made anew.
func (p yearPart) standing(m model) string {
	if !p.touched || !m.local {
		return ""
	}
	return " AND unit_key IN (" + touchedUnits + ")"
}

// stays says that readings change nothing of a model's rows.
func (p yearPart) stays(m model) bool { return p.touched && m.local && len(m.restricted) == 0 }

// touchedShare is how large a part of a year's units may be touched, as the n-th part: beyond it, to make all of them
// is cheaper.
const touchedShare = 4

// keepReadings keeps the readings that the tables by year were made of: both are made in one transaction, so that they
// belong together.
func (b *builder) keepReadings(ctx context.Context) error {
	b.kept = true
	return duck.Execute(ctx, b.q, "warehouse/keep_readings")
}

// touch finds the units of a year that are touched, and says whether only their rows are made.
func (b *builder) touch(ctx context.Context, year int) (some bool, err error) {
	if !b.kept {
		return false, nil
	}
	if b.settings.Watch != nil {
		defer b.settings.Watch("touched_unit")()
	}
	if err := duck.Execute(ctx, b.q, "warehouse/link_units", year); err != nil {
		return false, err
	}
	found, err := duck.Statement("warehouse/touch")
	if err != nil {
		return false, err
	}
	if _, err := b.q.ExecContext(ctx, insertTouched+found, year); err != nil {
		return false, fmt.Errorf("warehouse/touch: %w", err)
	}
	var touched, units int
	err = duck.Each(ctx, b.q, "warehouse/touched_count",
		func(rows *sql.Rows) error { return rows.Scan(&touched, &units) }, year)
	return touched*b.share <= units, err
}
