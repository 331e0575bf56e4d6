package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// A few workbooks change few rows of a period. A part is what one unit has in a table of attainment, or what one
// submission has in the table observation. The state of each part stands in the vintage's database, in the table
// made.part. Where it is that of the vintage before, the part's rows are too, and only those of the others are made.
//
// Rows of attainment are changed where they stand, so that their order, in which the CSV and Parquet files and the
// printed sheets have them, is that of a vintage made anew. Those of observation have no order.

// mostParts is the share of a period's parts up to which they are made one by one: of more of them, to make the whole
// period costs less.
const mostParts = 0.5

// tablePeriod is a period, by its label, of a published table.
type tablePeriod struct{ table, label string }

// differingParts are those of one period of a table that are not as they were in the earlier vintage.
type differingParts struct {
	parts []string // also those that are new or gone
	known int      // how many the period has, in either vintage
}

// few says whether to make them one by one costs less than to make the whole period.
func (d differingParts) few() bool {
	return len(d.parts) > 0 && float64(len(d.parts)) <= mostParts*float64(d.known)
}

// partColumn is the column that names a row's part.
func partColumn(table string) string {
	if table == "observation" {
		return "submission_id"
	}
	return "unit_id"
}

// findParts works out the state of each part, brings the vintage's table of them up to date, and notes which ones
// differ from those of the earlier vintage.
func (e *export) findParts(ctx context.Context) error {
	statements := "CREATE OR REPLACE TEMP TABLE published_part (name VARCHAR, period VARCHAR, part VARCHAR, " +
		"year INTEGER, state UBIGINT);\n"
	if !e.takesOver() {
		statements += "CREATE SCHEMA vintage.made;\nCREATE TABLE vintage.made.part AS FROM published_part;\n"
	}
	if err := e.exec(ctx, "made.part", statements); err != nil {
		return err
	}
	var years []string
	settled := e.settled()
	for _, year := range e.sorted() {
		if e.same(year) {
			continue
		}
		if e.years[year].framed() {
			if err := duck.Execute(ctx, e.q, "warehouse/published_part", year, settled); err != nil {
				return err
			}
		}
		years = append(years, fmt.Sprint(year))
	}
	if !e.takesOver() {
		return e.exec(ctx, "made.part", "INSERT INTO vintage.made.part FROM published_part")
	}
	// A year that is not worked out any more keeps none.
	return e.compareParts(ctx, years, settled)
}

// settled lists, for queries, the periods of tables of which no part is looked at, since all of them are as they were
// in the earlier vintage: each as its table and its label. What a table in current boundaries is made of stands with
// the other one's parts in a year that is the same in both, so that both have to be the same. That of a closed period
// may differ while the other one keeps the rows with which it was closed.
func (e *export) settled() string {
	var all []string
	for _, year := range e.sorted() {
		for label, p := range e.years[year].Periods {
			for table := range p.States {
				_, current := p.States[table+"_current"]
				if e.samePeriod(table, year, label) && (!current || e.samePeriod(table+"_current", year, label)) {
					all = append(all, table+" "+label)
				}
			}
		}
	}
	slices.Sort(all)
	return "[" + strings.Join(all, ", ") + "]"
}

// compareParts notes of which periods only some parts are to be made: those that differ from those of the earlier
// vintage. A period whose frame is another one has other rows in any of its parts, and is made whole. It also brings
// the vintage's table of parts up to date.
func (e *export) compareParts(ctx context.Context, years []string, settled string) error {
	e.parts, e.changedColumns = map[tablePeriod][]string{}, map[tablePeriod][]string{}
	err := duck.Execute(ctx, e.q, "warehouse/differing_part", "["+strings.Join(years, ", ")+"]", settled)
	if err != nil {
		return err
	}
	differing, err := e.differingParts(ctx)
	if err != nil || len(differing) == 0 {
		return err
	}
	for year, y := range e.years {
		for label, p := range y.Periods {
			for table := range p.Frames {
				if !e.sameFrame(table, year, label) || e.samePeriod(table, year, label) {
					continue
				}
				found, any := differing[tablePeriod{table, label}]
				if !any { // a year that is the same in both boundaries
					found = differing[tablePeriod{strings.TrimSuffix(table, "_current"), label}]
				}
				if found.few() {
					e.parts[tablePeriod{table, label}] = found.parts
				}
			}
		}
	}
	return e.exec(ctx, "made.part", `
		DELETE FROM vintage.made.part AS b USING differing_part AS d
		WHERE b.name = d.name AND b.period = d.period AND b.part = d.part;
		INSERT INTO vintage.made.part SELECT name, period, part, year, state FROM differing_part WHERE state IS NOT NULL`)
}

func (e *export) differingParts(ctx context.Context) (map[tablePeriod]differingParts, error) {
	rows, err := e.q.QueryContext(ctx, "SELECT name, period, part, known FROM differing_part ORDER BY name, period, part")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	differing := map[tablePeriod]differingParts{}
	for rows.Next() {
		var known int
		var table, label, part string
		if err := rows.Scan(&table, &label, &part, &known); err != nil {
			return nil, err
		}
		at := tablePeriod{table, label}
		differing[at] = differingParts{append(differing[at].parts, part), known}
	}
	return differing, rows.Err()
}

// framed says whether the state of each of the year's parts is worked out.
func (y PublishedYear) framed() bool {
	for _, p := range y.Periods {
		if len(p.Frames) > 0 {
			return true
		}
	}
	return false
}

// inParts says that of a period of a table only some parts are made: nothing else of it is made or deleted.
func (e *export) inParts(table, label string) bool {
	_, some := e.parts[tablePeriod{table, label}]
	return some
}

// renew makes the parts of a table that differ, period by period, and leaves the other rows where they are. body is the
// table's model. A period of which this cannot be done is made whole.
func (e *export) renew(ctx context.Context, m model, body string) error {
	for _, year := range e.sorted() {
		if e.same(year) {
			continue
		}
		for label := range e.years[year].Periods {
			if !e.inParts(m.name, label) {
				continue
			}
			put := e.putRows
			if partColumn(m.name) == "unit_id" {
				put = e.updateRows
			}
			at := tablePeriod{m.name, label}
			done, err := put(ctx, m.name, body, year, label, e.parts[at])
			if err != nil {
				return err
			}
			if !done {
				delete(e.parts, at)
			}
		}
	}
	return nil
}

// noteTouched says of each period what of it differs from the earlier vintage, where that is known.
func (e *export) noteTouched() {
	for year, y := range e.years {
		for label, p := range y.Periods {
			p.Touched = map[string][]string{}
			for table := range p.States {
				switch {
				case e.samePeriod(table, year, label):
					p.Touched[table] = []string{}
				case e.inParts(table, label):
					p.Touched[table] = e.parts[tablePeriod{table, label}]
				}
			}
			y.Periods[label] = p
		}
	}
}

// inPart is the condition for the rows of some parts of a period.
func inPart(table string, year int, label string, parts []string) string {
	var names []string
	for _, part := range parts {
		names = append(names, duck.Quoted(part))
	}
	return fmt.Sprintf("year = %d AND period = %s AND %s IN (%s)", year, duck.Quoted(label), partColumn(table),
		strings.Join(names, ", "))
}

// putRows takes away the rows of some parts of a period, and puts those that they have now behind the others.
func (e *export) putRows(
	ctx context.Context, table, body string, year int, label string, parts []string,
) (done bool, err error) {
	rows := inPart(table, year, label, parts)
	return true, e.exec(ctx, table, fmt.Sprintf("DELETE FROM vintage.main.%s WHERE %s;\nINSERT INTO vintage.main.%s %s",
		table, rows, table, rowsOf(body, year, rows)))
}

// madeRows names the temporary table of the rows of attainment that updateRows made of a period: of the row that stands
// in the same place, place is the rowid, and nth the place in the period, from 0.
func madeRows(table, label string) string { return fmt.Sprintf("\"made %s %s\"", table, label) }

// updateRows gives the rows of some units their values of now, where they stand. It does nothing where a unit does not
// have the same rows as before, by their series. The rows that stand are read once: to find them among all of a period
// costs more than what is done with them.
func (e *export) updateRows(
	ctx context.Context, table, body string, year int, label string, units []string,
) (done bool, err error) {
	rows, made := inPart(table, year, label, units), madeRows(table, label)
	e.temporary = append(e.temporary, made)
	near, err := duck.Near(ctx, e.q, "vintage.main."+table, rows)
	if err != nil {
		return false, err
	}
	err = e.exec(ctx, table, fmt.Sprintf(`
		CREATE OR REPLACE TEMP TABLE standing AS
		SELECT rowid AS place, * FROM vintage.main.%[1]s WHERE %[7]s AND %[2]s;
		CREATE OR REPLACE TEMP TABLE %[3]s AS
		SELECT n.*, b.place, b.place - (
		    SELECT min(rowid) FROM vintage.main.%[1]s WHERE year = %[5]d AND period = %[6]s) AS nth
		FROM (%[4]s) AS n
		LEFT JOIN standing AS b
		    ON b.unit_id = n.unit_id AND b.indicator = n.indicator AND b.breakdown = n.breakdown`,
		table, rows, made, rowsOf(body, year, rows), year, duck.Quoted(label), near))
	if err != nil {
		return false, err
	}
	same, columns, err := e.differingColumns(ctx, table, made)
	if err != nil || !same {
		return same, err
	}
	e.changedColumns[tablePeriod{table, label}] = columns
	if len(columns) == 0 {
		return true, nil
	}
	return true, e.exec(ctx, table, updateFrom(table, columns, made, "n."))
}

// differingColumns are those in which a row that was made differs from the one that stands at its place. same says
// whether the rows before are the same ones, by unit and series.
func (e *export) differingColumns(
	ctx context.Context, table, made string,
) (same bool, differing []string, err error) {
	_, columns, err := e.through(ctx, "SELECT * FROM vintage.main."+table, func(string) string { return "" })
	if err != nil {
		return false, nil, err
	}
	names := ""
	err = e.q.QueryRowContext(ctx, fmt.Sprintf(`
		SELECT count(t.place) = count(*) AND count(*) = (SELECT count(*) FROM standing), %s
		FROM %s AS n LEFT JOIN standing AS t ON t.place = n.place`, namesOfDiffering(columns, "n.", "t."), made)).
		Scan(&same, &names)
	if err != nil {
		return false, nil, fmt.Errorf("%s: %w", table, err)
	}
	return same, strings.Fields(names), nil
}
