package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/durable"
)

// SnapshotName is the file of a vintage that holds all its tables, as a DuckDB database.
const SnapshotName = "tonghop.duckdb"

// WrittenVintage is with what a vintage's database is attached to be written. A column is written again for a whole
// group of rows when one of them changes: the smaller the groups, the fewer rows are written for those that changed.
// Attached without it, the groups would be put together at the next checkpoint, and all rows written again.
const WrittenVintage = "ROW_GROUP_SIZE 16384"

// PublishedYear is what a vintage's manifest says of one year, so that the next vintage can take
// the year over.
type PublishedYear struct {
	State string `json:"state"` // equal for years of equal rows
	// Periods are those of which the year's tables have rows, by label, such as 2021-Q1, or 2021 for the year itself.
	Periods map[string]PublishedPeriod `json:"periods,omitempty"`
}

// PublishedPeriod is what a vintage's manifest says of one period of a year that is not the same in the next vintage:
// some of its periods may be.
type PublishedPeriod struct {
	// States are by table, equal for equal rows in the same order. Only the last years have them.
	States map[string]string `json:"states,omitempty"`
	// Frames are by table, equal where rows differ only if what they are made of differs: those of one unit or of one
	// submission can then be told from the others.
	Frames map[string]string   `json:"frames,omitempty"`
	Parts  map[string]FilePart `json:"parts,omitempty"` // by file: where the period's rows stand in it
	// Touched are, by table, the parts whose rows differ from those of the earlier vintage, where all others are known to
	// be the same: units, or submissions of the table observation. It is for whoever goes on with the vintage at once.
	Touched map[string][]string `json:"-"`
}

// FilePart is a part of a file: where it begins and how long it is, both in bytes.
type FilePart struct {
	Offset int64 `json:"offset"`
	Size   int64 `json:"size"`
}

// Earlier is a vintage from which a later one takes over the years and periods that are the same in both. Its
// files have to be as they were published, which the caller has checked. The zero value takes over
// nothing.
type Earlier struct {
	Dir   string
	Years map[int]PublishedYear
}

// exportVersion is part of every year's state. It is raised when the same rows are written
// differently, so that no year in the old writing is taken over.
const exportVersion = "5"

// ExportAfter writes the published tables of what was last consolidated into the folder dir:
// tonghop.duckdb with all of them, and the two attainment tables as CSV and Parquet. Identical
// inputs give byte-identical CSV and Parquet.
//
// Years that are the same in an earlier vintage are taken over from there, and so are single periods of the last years;
// the files come out as if everything had been made anew. with names what else decides about the rows, as in State.
// The result is for the manifest.
func (w *Warehouse) ExportAfter(ctx context.Context, dir string, settings Settings, with string,
	earlier Earlier) (map[int]PublishedYear, error) {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	b, err := newBuilder(ctx, conn, w.files, settings)
	if err != nil {
		return nil, err
	}
	fill, err := b.placeholders(ctx)
	if err != nil {
		return nil, err
	}
	e := &export{builder: b, dir: dir, fill: fill, earlier: earlier, small: !w.compressed}
	// The types of columns are those of the whole table: where they change no row can stay.
	e.with = fmt.Sprint(exportVersion, b.sha256, " ", settings.Rounding.Mode, settings.CSVAsTyped, settings.Nation, " ",
		fill.Replace("{{percent_scale}} {{percent_digits}} "), with)
	if err := e.findYears(ctx); err != nil {
		return nil, err
	}
	if err := e.write(ctx); err != nil {
		return nil, err
	}
	e.noteTouched()
	return e.years, nil
}

// findYears lists the years of which the tables have rows, each with the state that its rows come from, and the periods
// of the last ones.
func (e *export) findYears(ctx context.Context) error {
	e.years = map[int]PublishedYear{}
	err := e.each(ctx, "warehouse/published_year", func(rows *sql.Rows) error {
		var year int
		var state string
		err := rows.Scan(&year, &state)
		e.years[year] = PublishedYear{State: e.state(state), Periods: map[string]PublishedPeriod{}}
		return err
	})
	if err != nil {
		return err
	}
	err = e.exec(ctx, "part_state", "CREATE OR REPLACE TEMP TABLE part_state (year INTEGER, source VARCHAR, "+
		"month INTEGER, unit_key INTEGER, period VARCHAR, submission_id VARCHAR, rows BIGINT, state UBIGINT)")
	if err != nil {
		return err
	}
	years := e.sorted()
	for i, year := range years {
		switch {
		case e.same(year): // its periods are, too
			for label, p := range e.earlier.Years[year].Periods {
				e.years[year].Periods[label] = PublishedPeriod{States: p.States, Frames: p.Frames}
			}
		case i >= len(years)-statedYears && len(e.settings.Published) == 0:
			if err := e.findPeriods(ctx, year); err != nil {
				return err
			}
		}
	}
	return nil
}

// statedYears is of how many years, the last ones, a vintage notes the state of each period. Workbooks mostly come for
// these; to look at the rows of all years costs more than it saves.
const statedYears = 2

// findPeriods notes the state of each period of a year, in each table that is made period by period. Tables that are
// made otherwise than by their models have none: what they are made of is not known here.
func (e *export) findPeriods(ctx context.Context, year int) error {
	if err := duck.Execute(ctx, e.q, "warehouse/part_state", year); err != nil {
		return err
	}
	return e.each(ctx, "warehouse/published_period", func(rows *sql.Rows) error {
		var table, label, frame, state string
		if err := rows.Scan(&table, &label, &frame, &state); err != nil {
			return err
		}
		p := e.years[year].Periods[label]
		if p.States == nil {
			p.States, p.Frames = map[string]string{}, map[string]string{}
			e.years[year].Periods[label] = p
		}
		p.States[table], p.Frames[table] = e.state(state), e.state(frame)
		return nil
	}, year)
}

// state is a short sum of what rows are made of, and of what decides about how they are written.
func (e *export) state(rows string) string {
	sum := sha256.Sum256([]byte(e.with + " " + rows))
	return hex.EncodeToString(sum[:8])
}

// export is a vintage while it is being written.
type export struct {
	*builder
	dir            string
	fill           *strings.Replacer
	with           string // what decides about all rows: the SQL, settings and types of columns
	earlier        Earlier
	years          map[int]PublishedYear
	parts          map[tablePeriod][]string // of each period of a table that is not made whole: the parts that are
	changedColumns map[tablePeriod][]string // of each period of a table whose rows were changed where they stand
	// temporary are the tables that were made on the way, to be dropped at the end.
	temporary []string
	small     bool // it is not compressed
}

// write begins with a copy of the earlier database when any year of it can be kept, attaches it
// under the name vintage, makes the tables in it, and writes the CSV and Parquet files from them at
// the end.
func (e *export) write(ctx context.Context) (err error) {
	snapshot, blocks := filepath.Join(e.dir, SnapshotName), ""
	// Copying a file is faster than writing the rows of a year that did not change.
	if e.takesOver() {
		err := durable.CopyLater(filepath.Join(e.earlier.Dir, SnapshotName), snapshot, durable.PrivateFile)
		if err != nil {
			return err
		}
	} else if e.small {
		blocks = fmt.Sprintf(", BLOCK_SIZE %d", smallBlockSize)
	}
	attach := fmt.Sprintf("ATTACH %s AS vintage (%s%s)", duck.Quoted(snapshot), WrittenVintage, blocks)
	if err := e.exec(ctx, snapshot, attach); err != nil {
		return err
	}
	defer func() {
		left := "DETACH vintage;\n"
		for _, name := range append(e.temporary, "part_state", "published_part", "differing_part", "standing", "rewritten",
			"differing") {
			left += fmt.Sprintf("DROP TABLE IF EXISTS temp.%s;\n", name)
		}
		err = errors.Join(err, e.exec(context.WithoutCancel(ctx), snapshot, left))
	}()
	if err := e.publishAll(ctx); err != nil {
		return err
	}
	// The file has to be complete without a log beside it, because DuckDB would replay that log for
	// every reader.
	if err := e.exec(ctx, snapshot, "CHECKPOINT vintage"); err != nil {
		return err
	}
	for _, table := range attainmentTables() {
		if err := e.writeFiles(ctx, table); err != nil {
			return err
		}
	}
	return nil
}

// sorted lists the years in order, since a map of Go has none.
func (e *export) sorted() []int {
	var years []int
	for year := range e.years {
		years = append(years, year)
	}
	slices.Sort(years)
	return years
}

// same says whether the rows of a year are those of the earlier vintage.
func (e *export) same(year int) bool {
	before, there := e.earlier.Years[year]
	return there && before.State == e.years[year].State
}

// samePeriod says whether the rows of one period of a table, the year's own among them, are those of the earlier
// vintage.
func (e *export) samePeriod(table string, year int, label string) bool {
	if e.same(year) {
		return true
	}
	before := e.earlier.Years[year].Periods[label].States[table]
	return before != "" && before == e.years[year].Periods[label].States[table]
}

// takesOver says whether anything can be taken over from the earlier vintage.
func (e *export) takesOver() bool {
	for year, y := range e.years {
		if e.same(year) {
			return true
		}
		for label, p := range y.Periods {
			for table := range p.States {
				if e.samePeriod(table, year, label) || e.sameFrame(table, year, label) {
					return true
				}
			}
		}
	}
	return false
}

// sameFrame says whether the rows of a period of a table can differ only where what single parts of it are made of
// does.
func (e *export) sameFrame(table string, year int, label string) bool {
	frame := e.years[year].Periods[label].Frames[table]
	return frame != "" && frame == e.earlier.Years[year].Periods[label].Frames[table]
}

// placeholders fills in the parts of a model that SQL cannot take as parameters: the types of
// published columns and the digits of percentages.
func (b *builder) placeholders(ctx context.Context) (*strings.Replacer, error) {
	fill, err := b.fillings(ctx)
	var pairs []string
	for name, text := range fill {
		pairs = append(pairs, name, text)
	}
	return strings.NewReplacer(pairs...), err
}

// fillings are the placeholders, each with its braces, and the text that stands for each.
func (b *builder) fillings(ctx context.Context) (map[string]string, error) {
	percentDecimals, valueType, err := b.publishedTypes(ctx)
	if err != nil {
		return nil, err
	}
	digits := b.settings.Rounding.Digits
	unit := "1"
	if digits > 0 {
		unit = "0." + strings.Repeat("0", digits-1) + "1"
	}
	return map[string]string{
		"{{value_type}}": valueType, "{{percent_units}}": "1" + strings.Repeat("0", digits), "{{percent_unit}}": unit,
		"{{percent_digits}}": fmt.Sprint(digits), "{{percent_scale}}": fmt.Sprint(max(digits, percentDecimals)),
	}, nil
}

// publishedTypes says how many digits percentages of closed periods have, since a column has to
// hold those and today's.
//
// valueType is for the SQL of early versions, in which the type of published numbers was as narrow
// as the widest of them allowed. The models of today always use the same type and state it
// themselves.
func (b *builder) publishedTypes(ctx context.Context) (percentDecimals int, valueType string, err error) {
	body, err := duck.StatementIn(b.files, "warehouse/closed_percent_decimals")
	if err == nil {
		err = b.q.QueryRowContext(ctx, body).Scan(&percentDecimals)
		return percentDecimals, "", err
	}
	if body, err = duck.StatementIn(b.files, "warehouse/published_decimals"); err != nil {
		return 0, "", err
	}
	decimals := 0
	if err := b.q.QueryRowContext(ctx, body).Scan(&decimals, &percentDecimals); err != nil {
		return 0, "", err
	}
	if decimals == 0 {
		return percentDecimals, "BIGINT", nil
	}
	return percentDecimals, fmt.Sprintf("DECIMAL(18, %d)", decimals), nil
}

// publishAll makes the tables in one transaction, so that they are brought to disk once: outside of one each comment
// is.
func (e *export) publishAll(ctx context.Context) error {
	if err := e.exec(ctx, SnapshotName, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	if err := e.makeTables(ctx); err != nil {
		undo := "ROLLBACK; PRAGMA enable_optimizer"
		return errors.Join(err, e.exec(context.WithoutCancel(ctx), SnapshotName, undo))
	}
	return e.exec(ctx, SnapshotName, "COMMIT")
}

func (e *export) makeTables(ctx context.Context) error {
	if err := e.findParts(ctx); err != nil {
		return err
	}
	for _, m := range e.models {
		if m.rebuild != rebuildPublished {
			continue
		}
		body := e.withoutProvince(m, e.fill.Replace(e.textOf(m)))
		if e.takesOver() && !m.yearly {
			if err := e.rewrite(ctx, m, body); err != nil {
				return err
			}
			continue
		}
		if e.takesOver() {
			if err := e.renew(ctx, m, body); err != nil {
				return err
			}
		}
		statements, err := e.statements(ctx, m, body)
		if err != nil {
			return err
		}
		if statements == "" { // every year is that of the earlier vintage
			continue
		}
		if err := e.exec(ctx, m.name, statements); err != nil {
			return err
		}
	}
	return nil
}

// statements make one table of the vintage. Most are made whole. One that is made year by year keeps the years and
// periods that are the same as in the earlier vintage, and the rows of a period stand together. body is the
// table's model.
func (e *export) statements(ctx context.Context, m model, body string) (string, error) {
	if !m.yearly { // it depends on more than a year
		return e.creation(ctx, m, body)
	}
	var all strings.Builder
	var made []string // what is made of each year that is not the same
	for _, year := range e.sorted() {
		if rows := e.changed(m.name, year); rows != "" {
			made = append(made, rowsOf(body, year, rows))
		}
	}
	switch {
	case e.takesOver():
		for _, year := range slices.Sorted(maps.Keys(e.earlier.Years)) {
			if rows := e.outdated(m.name, year); rows != "" {
				fmt.Fprintf(&all, "DELETE FROM vintage.main.%s WHERE %s;\n", m.name, rows)
			}
		}
	case len(made) == 0:
		return e.creation(ctx, m, rowsOf(body, 0, "false"))
	default: // the first year makes the table
		created, err := e.creation(ctx, m, made[0])
		if err != nil {
			return "", err
		}
		all.WriteString(created)
		made = made[1:]
	}
	for _, rows := range made {
		fmt.Fprintf(&all, "INSERT INTO vintage.main.%s %s;\n", m.name, rows)
	}
	return all.String(), nil
}

// rowsOf selects the rows of a year from a model that fulfil a condition. {{year}} in the model is the year.
func rowsOf(body string, year int, condition string) string {
	return fmt.Sprintf("SELECT * FROM (%s\n) WHERE %s", strings.ReplaceAll(body, "{{year}}", fmt.Sprint(year)), condition)
}

// changed is the condition for the rows of a year that are not those of the earlier vintage; empty when all are.
func (e *export) changed(table string, year int) string {
	return e.differing(table, year, e.years[year], e.earlier.Years[year])
}

// outdated is the condition for the rows of a year of the earlier vintage that are not there any more; empty when all
// are.
func (e *export) outdated(table string, year int) string {
	return e.differing(table, year, e.earlier.Years[year], e.years[year])
}

// differing is the condition for the rows of one side of a year that the other does not have. Where the periods of one
// of the sides are not known it is all of them.
func (e *export) differing(table string, year int, of, other PublishedYear) string {
	if e.same(year) {
		return ""
	}
	if !of.states(table) || !other.states(table) {
		return fmt.Sprintf("year = %d", year)
	}
	var labels []string
	for _, label := range slices.Sorted(maps.Keys(of.Periods)) {
		if of.Periods[label].States[table] != "" && !e.samePeriod(table, year, label) && !e.inParts(table, label) {
			labels = append(labels, duck.Quoted(label))
		}
	}
	if labels == nil {
		return ""
	}
	return fmt.Sprintf("year = %d AND period IN (%s)", year, strings.Join(labels, ", "))
}

// SameAttainment says whether it is known that the attainment tables have the same rows of a period, a quarter or the
// year itself, as those of an earlier vintage.
func (y PublishedYear) SameAttainment(before PublishedYear, label string) bool {
	return sameIn(attainmentTables(), y.Periods[label].States, before.Periods[label].States)
}

// SameFrame says whether the rows of a period in the attainment tables can differ from those of an earlier vintage only
// where what the rows of a unit are made of does, which the table made.part of both says.
func (y PublishedYear) SameFrame(before PublishedYear, label string) bool {
	return sameIn(attainmentTables(), y.Periods[label].Frames, before.Periods[label].Frames)
}

// sameIn says whether the states of some tables are known and the same.
func sameIn(tables []string, after, before map[string]string) bool {
	known := false
	for _, table := range tables {
		if after[table] != before[table] {
			return false
		}
		known = known || after[table] != ""
	}
	return known
}

// attainmentTables are those that a vintage also has as CSV and Parquet.
func attainmentTables() []string { return []string{"attainment_quarterly", "attainment_yearly"} }

// states says whether it is known of which periods a year's table has rows, and of what they are made.
func (y PublishedYear) states(table string) bool {
	for _, p := range y.Periods {
		if p.States[table] != "" {
			return true
		}
	}
	return false
}
