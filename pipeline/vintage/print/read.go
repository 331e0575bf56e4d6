package print

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/quantity"
)

// seriesKey names an indicator × breakdown.
type seriesKey struct{ indicator, breakdown string }

// block is the columns of one indicator: its whole and its breakdowns.
type block struct {
	indicator string
	label     string
	unit      string // of measure
	stock     bool
	decimals  int
	hasTarget bool
	through   int // the last quarter of the year that was reported; 0 where the indicator is reported by year only
	parts     []part
}

// part is one breakdown of an indicator, "trong đó": it is printed beside the whole and never added
// to it.
type part struct {
	breakdown, label string
	decimals         int
}

// pace is what share of the year's target should have been achieved when the quarter ends, in per
// cent; the quarter 0 stands for the year, whose figures run as far as they were reported. A
// quarter of a year's target is expected of each quarter. An indicator that is reported by year
// only is measured against all of it.
func (b block) pace(quarter int) int {
	if quarter == 0 {
		quarter = b.through
	}
	if quarter == 0 {
		return 100
	}
	return 25 * quarter
}

// wholeColumns are the catalogue keys of the columns of the whole. A stock has no target and no sum
// over time, and the year's sheet shows what was achieved in the year alone.
func (b block) wholeColumns(quarterly bool) []string {
	switch {
	case b.stock:
		return []string{"column_stock"}
	case !quarterly && b.hasTarget:
		return []string{"column_target", "column_actual", "column_attainment"}
	case !quarterly:
		return []string{"column_actual"}
	case b.hasTarget:
		return []string{"column_target", "column_flow", "column_ytd", "column_attainment"}
	}
	return []string{"column_flow", "column_ytd"}
}

// readBlocks reads the indicators of the year. The query gives a row for each indicator and
// breakdown, those of one indicator together.
func (b *book) readBlocks(ctx context.Context) ([]block, error) {
	var blocks []block
	err := b.tables.Each(ctx, "print/series", func(rows *sql.Rows) error {
		var indicator, breakdown string
		var label, unit [2]string
		var stock, hasTarget bool
		var decimals, through int
		err := rows.Scan(
			&indicator, &breakdown, &label[0], &label[1], &unit[0], &unit[1], &stock, &decimals, &hasTarget, &through,
		)
		if err != nil {
			return err
		}
		language := 0
		if b.office.Language == message.English {
			language = 1
		}
		if len(blocks) == 0 || blocks[len(blocks)-1].indicator != indicator {
			blocks = append(blocks, block{
				indicator: indicator, label: label[language], unit: unit[language],
				stock: stock, decimals: decimals, through: through,
			})
		}
		last := &blocks[len(blocks)-1]
		if breakdown == "total" {
			last.hasTarget = hasTarget
		} else {
			last.parts = append(last.parts, part{breakdown, label[language], decimals})
		}
		return nil
	}, b.year)
	return blocks, err
}

// line is one unit's row of a printed table.
type line struct {
	unitID, name       string
	depth              int
	hasParts           bool
	numbers            map[seriesKey]numbers
	expected, reported int
	status             string
}

// numbers are exact decimals as texts, "" when unknown.
type numbers struct{ actual, ytd, target, attainment string }

// readCurrentLines reads the rows of the year in current boundaries; none where they are the same as the year's own.
func (b *book) readCurrentLines(ctx context.Context) ([]line, error) {
	differs := false
	err := b.tables.Each(ctx, "print/current_differs", func(rows *sql.Rows) error { return rows.Scan(&differs) }, b.year)
	if err != nil || !differs {
		return nil, err
	}
	return b.readLines(ctx, inCurrentBoundaries, nil)
}

// What print/unit and print/row read besides a quarter's table.
const (
	ofTheYear           = 0
	inCurrentBoundaries = -1 // of the year, too
)

// readLines reads the rows of a quarter, or of one of the tables of the year. It reads first the units and then their
// numbers: there are many of these, each a row of its own. Where of names units, only those of them are read.
func (b *book) readLines(ctx context.Context, quarter int, of map[string]bool) ([]line, error) {
	var lines []line
	places := map[string]int{}
	err := b.tables.Each(ctx, "print/unit", func(rows *sql.Rows) error {
		l := line{numbers: map[seriesKey]numbers{}}
		var since, until string
		err := rows.Scan(&l.unitID, &l.name, &since, &until, &l.depth, &l.hasParts, &l.expected, &l.reported, &l.status)
		l.name = b.office.apart(l.name, since, until)
		places[l.unitID] = len(lines)
		lines = append(lines, l)
		return err
	}, b.year, quarter)
	if err != nil {
		return nil, err
	}
	var units any // NULL: all
	if of != nil {
		units = strings.Join(slices.Sorted(maps.Keys(of)), "\n")
	}
	return lines, b.tables.Each(ctx, "print/row", func(rows *sql.Rows) error {
		var unit string
		var key seriesKey
		var n numbers
		err := rows.Scan(&unit, &key.indicator, &key.breakdown, quantity.Plain(&n.actual), quantity.Plain(&n.ytd),
			quantity.Plain(&n.target), &n.attainment)
		if at, known := places[unit]; known {
			lines[at].numbers[key] = n
		}
		return err
	}, b.year, quarter, units)
}

// apart tells a unit from another of its name in one table: by its last day, or by its first where it goes on. Both are
// as in ISO 8601, and "" where there is none or nothing has to be told apart.
func (o Office) apart(name, since, until string) string {
	switch {
	case until != "":
		return o.text("name_until", map[string]string{"name": name, "day": dayText(until)})
	case since != "":
		return o.text("name_since", map[string]string{"name": name, "day": dayText(since)})
	}
	return name
}

// readIncomplete reads which of the year's periods lacked something when they were closed, and
// what. The texts are those with which the period was closed, and are printed beneath its table.
func (b *book) readIncomplete(ctx context.Context) error {
	b.incomplete = map[string]string{}
	return b.tables.Each(ctx, "print/incomplete", func(rows *sql.Rows) error {
		var period, lacking string
		err := rows.Scan(&period, &lacking)
		b.incomplete[period] = lacking
		return err
	}, b.year)
}
