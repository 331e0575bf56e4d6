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

// PublishedYear is what a vintage's manifest says of one year, so that the next vintage can take
// the year over.
type PublishedYear struct {
	State string              `json:"state"` // equal for years of equal rows
	Parts map[string]FilePart `json:"parts"` // by file: where the year's rows stand in it
}

// FilePart is a part of a file: where it begins and how long it is, both in bytes.
type FilePart struct {
	Offset int64 `json:"offset"`
	Size   int64 `json:"size"`
}

// Earlier is a vintage from which a later one takes over the years that are the same in both. Its
// files have to be as they were published, which the caller has checked. The zero value takes over
// nothing.
type Earlier struct {
	Dir   string
	Years map[int]PublishedYear
}

// exportVersion is part of every year's state. It is raised when the same rows are written
// differently, so that no year in the old writing is taken over.
const exportVersion = "2"

// ExportAfter writes the published tables of what was last consolidated into the folder dir:
// tonghop.duckdb with all of them, and the two attainment tables as CSV and Parquet. Identical
// inputs give byte-identical CSV and Parquet.
//
// Years that are the same in an earlier vintage are taken over from there, and the files come out
// as if everything had been made anew. with names what else decides about the rows, as in State.
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
	years, err := b.publishedYears(ctx, with)
	if err != nil {
		return nil, err
	}
	e := &export{builder: b, dir: dir, fill: fill, earlier: earlier, years: years, small: !w.compressed}
	return years, e.write(ctx)
}

// publishedYears lists the years of which the tables have rows, each with the state that its rows
// come from.
func (b *builder) publishedYears(ctx context.Context, with string) (map[int]PublishedYear, error) {
	years := map[int]PublishedYear{}
	s := b.settings
	if s.CSVAsTyped {
		with += " texts as typed"
	}
	err := b.each(ctx, "warehouse/published_year", func(rows *sql.Rows) error {
		var year int
		var state string
		if err := rows.Scan(&year, &state); err != nil {
			return err
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %d %s", exportVersion, state, s.Rounding.Mode, s.Rounding.Digits,
			with))
		years[year] = PublishedYear{State: hex.EncodeToString(sum[:8]), Parts: map[string]FilePart{}}
		return nil
	})
	return years, err
}

// export is a vintage while it is being written.
type export struct {
	*builder
	dir     string
	fill    *strings.Replacer
	earlier Earlier
	years   map[int]PublishedYear
	small   bool // it is not compressed
}

// write begins with a copy of the earlier database when any year of it can be kept, attaches it
// under the name vintage, makes the tables in it, and writes the CSV and Parquet files from them at
// the end.
func (e *export) write(ctx context.Context) (err error) {
	snapshot, blocks := filepath.Join(e.dir, SnapshotName), ""
	// Copying a file is faster than writing the rows of a year that did not change.
	if slices.ContainsFunc(e.sorted(), e.same) {
		err := durable.CopyLater(filepath.Join(e.earlier.Dir, SnapshotName), snapshot, durable.PrivateFile)
		if err != nil {
			return err
		}
	} else if e.small {
		blocks = fmt.Sprintf(" (BLOCK_SIZE %d)", smallBlockSize)
	}
	if err := e.exec(ctx, snapshot, fmt.Sprintf("ATTACH %s AS vintage%s", duck.Quoted(snapshot), blocks)); err != nil {
		return err
	}
	defer func() {
		if detached := e.exec(ctx, snapshot, "DETACH vintage"); detached != nil {
			err = errors.Join(err, detached)
		}
	}()
	if err := e.publishAll(ctx); err != nil {
		return err
	}
	// The file has to be complete without a log beside it, because DuckDB would replay that log for
	// every reader.
	if err := e.exec(ctx, snapshot, "CHECKPOINT vintage"); err != nil {
		return err
	}
	for _, table := range []string{"attainment_quarterly", "attainment_yearly"} {
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
	for _, m := range e.models {
		if m.rebuild != rebuildPublished {
			continue
		}
		statements := e.statements(m)
		if statements == "" { // every year is that of the earlier vintage
			continue
		}
		if err := e.exec(ctx, m.name, statements); err != nil {
			return errors.Join(err, e.exec(context.WithoutCancel(ctx), m.name, "ROLLBACK; PRAGMA enable_optimizer"))
		}
	}
	return e.exec(ctx, SnapshotName, "COMMIT")
}

// statements make one table of the vintage. Most are made whole. One that is made year by year keeps the years that are
// the same as in the earlier vintage, and the rows of a year stand together.
func (e *export) statements(m model) string {
	body := e.withoutProvince(m, e.fill.Replace(e.textOf(m)))
	var years []int // those to make
	for _, year := range e.sorted() {
		if !e.same(year) {
			years = append(years, year)
		}
	}
	var all strings.Builder
	switch {
	case !m.yearly: // it depends on more than a year
		return creation(m, body)
	case slices.ContainsFunc(e.sorted(), e.same):
		e.dropYears(&all, m)
	case len(years) == 0:
		return creation(m, ofYear(body, 0)+"\nWITH NO DATA")
	default: // the first year makes the table
		all.WriteString(creation(m, ofYear(body, years[0])))
		years = years[1:]
	}
	for _, year := range years {
		fmt.Fprintf(&all, "INSERT INTO vintage.main.%s %s;\n", m.name, ofYear(body, year))
	}
	return all.String()
}

// ofYear selects the rows of a year from a model. {{year}} in it is the year.
func ofYear(body string, year int) string {
	body = strings.ReplaceAll(body, "{{year}}", fmt.Sprint(year))
	return fmt.Sprintf("SELECT * FROM (%s\n) WHERE year = %d", body, year)
}

// creation are the statements that make a table of the vintage with its comments, in both languages, so that whoever
// opens the file with another program sees what each column means. There is nothing to plan in a comment: without the
// optimizer the three hundred of a vintage take two thirds of the time.
func creation(m model, as string) string {
	var all strings.Builder
	fmt.Fprintf(&all, "CREATE OR REPLACE TABLE vintage.main.%s AS %s\n;\n", m.name, as)
	fmt.Fprintf(&all, "PRAGMA disable_optimizer;\nCOMMENT ON TABLE vintage.main.%s IS %s;\n", m.name,
		duck.Quoted(m.comment[0]+" | "+m.comment[1]))
	for _, c := range m.columns {
		fmt.Fprintf(&all, "COMMENT ON COLUMN vintage.main.%s.%s IS %s;\n", m.name, c.name, duck.Quoted(c.vi+" | "+c.en))
	}
	all.WriteString("PRAGMA enable_optimizer;\n")
	return all.String()
}

// dropYears deletes the years of the earlier vintage that are no longer the same, and those that
// are gone.
func (e *export) dropYears(all *strings.Builder, m model) {
	for _, year := range slices.Sorted(maps.Keys(e.earlier.Years)) {
		if !e.same(year) {
			fmt.Fprintf(all, "DELETE FROM vintage.main.%s WHERE year = %d;\n", m.name, year)
		}
	}
}
