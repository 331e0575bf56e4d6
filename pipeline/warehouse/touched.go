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
// on them (core.touched), and the rows of all others stand. The header of a model says how it is restricted:
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

// touchedUnits are those of the year that is being made.
const touchedUnits = "SELECT unit_key FROM core.touched WHERE year = getvariable('year')"

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

// MadePart is what was made last of a year: what a vintage of the state before has to make anew.
type MadePart struct {
	Year, FirstMonth int
	// EveryUnit says that the rows of all units were made, and not only those of the year's units in core.touched.
	EveryUnit bool
	// Before is the state, as in ledger.built_year, that the year's tables had until then: "" when there were none. Since
	// is the state that they have now.
	Before, Since string
}

// MadeParts lists what was made last of each year, in the order of the years. Whoever holds rows of the state Before
// of a year has those of Since when the rows of the units in core.touched are replaced. This is where publishing can
// read what a night touched. A year that MakeByYear made is not in it.
func (w *Warehouse) MadeParts(ctx context.Context) (parts []MadePart, err error) {
	if err := duck.Execute(ctx, w.db, "warehouse/touched_tables"); err != nil {
		return nil, err
	}
	err = duck.Each(ctx, w.db, "warehouse/made_part", func(rows *sql.Rows) error {
		var p MadePart
		err := rows.Scan(&p.Year, &p.FirstMonth, &p.EveryUnit, &p.Before, &p.Since)
		parts = append(parts, p)
		return err
	})
	return parts, err
}

// keepReadings keeps the readings that the tables by year were made of: both are made in one transaction, so that they
// belong together.
func (b *builder) keepReadings(ctx context.Context) error {
	b.kept = true
	if err := duck.Execute(ctx, b.q, "warehouse/touched_tables"); err != nil {
		return err
	}
	return duck.Execute(ctx, b.q, "warehouse/keep_readings")
}

// touch finds the units of a year that are touched, and says whether only their rows are made.
func (b *builder) touch(ctx context.Context, year int) (some bool, err error) {
	if !b.kept {
		return false, nil
	}
	if b.settings.Watch != nil {
		defer b.settings.Watch("core.touched")()
	}
	if err := duck.Execute(ctx, b.q, "warehouse/forget_touched", year); err != nil {
		return false, err
	}
	if err := duck.Execute(ctx, b.q, "warehouse/link_units", year); err != nil {
		return false, err
	}
	found, err := duck.Statement("warehouse/touch")
	if err != nil {
		return false, err
	}
	if _, err := b.q.ExecContext(ctx, "INSERT INTO core.touched "+found, year); err != nil {
		return false, fmt.Errorf("warehouse/touch: %w", err)
	}
	var touched, units int
	err = duck.Each(ctx, b.q, "warehouse/touched_count",
		func(rows *sql.Rows) error { return rows.Scan(&touched, &units) }, year)
	return touched*b.share <= units, err
}

// noteParts notes what was made of each year, and forgets it of years that are gone.
func (b *builder) noteParts(ctx context.Context, parts []yearPart, states []yearState, built map[int]string) error {
	if err := duck.Execute(ctx, b.q, "warehouse/touched_tables"); err != nil {
		return err
	}
	since := map[int]string{}
	for _, s := range states {
		since[s.year] = s.String()
	}
	for year := range built {
		if _, there := since[year]; !there {
			if err := b.forgetPart(ctx, year, true); err != nil {
				return err
			}
		}
	}
	for _, p := range parts {
		if err := b.forgetPart(ctx, p.year, !p.touched); err != nil {
			return err
		}
		err := duck.Execute(ctx, b.q, "warehouse/keep_made_part", p.year, p.from, !p.touched, built[p.year], since[p.year])
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetPart forgets what was made last of a year, and with units which of its units were touched.
func (b *builder) forgetPart(ctx context.Context, year int, units bool) error {
	if units {
		if err := duck.Execute(ctx, b.q, "warehouse/forget_touched", year); err != nil {
			return err
		}
	}
	return duck.Execute(ctx, b.q, "warehouse/forget_made_part", year)
}
