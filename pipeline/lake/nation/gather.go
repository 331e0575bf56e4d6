package nation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	statements "tonghop/sql"
)

// Gathered is what a ledger was brought to.
type Gathered struct {
	Registry int32    // another one whenever units, targets or changes are others
	Parts    []string // what was read: the years of provinces, such as dak-lak 2021
	Closed   []Closed // by province and period
}

// Closed is a period that a province has closed. Digest is equal for equal rows, so that a period
// that a province reopened and closed anew is another one.
type Closed struct{ Province, Period, Digest string }

// Options say how much is gathered.
type Options struct {
	// Observations are left out where the tables are made of what the provinces published.
	Observations bool
	Read         func(year, provinces int) // told of each year that is being read; nil: nobody is
}

// gathering is one Gather under way.
type gathering struct {
	conn    *sql.Conn
	from    *Sources
	options Options
	by      string // names the SQL by which it gathers
	done    Gathered
}

// Gather brings a ledger to the states of the provinces. What is there as it should be is not read
// again; each year of provinces comes in one transaction, so that what a killed run had read stays.
// What has no year comes first, since readings and observations refer to units and series by the
// numbers that it gives them. Errors: *UnknownUnitError, and those of the warehouse and of files
// that cannot be read.
func Gather(ctx context.Context, ledger *warehouse.Warehouse, from *Sources, o Options) (_ Gathered, err error) {
	if o.Observations {
		if err := ledger.Expect(ctx, from.observations()); err != nil {
			return Gathered{}, err
		}
	}
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return Gathered{}, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	g := &gathering{conn: conn, from: from, options: o, by: gatheringSQL()}
	if err := g.script(ctx, "nation/prepare"); err != nil {
		return g.done, err
	}
	if err := g.published(ctx); err != nil {
		return g.done, err
	}
	if err := g.whole(ctx); err != nil {
		return g.done, fmt.Errorf("gather the lakes: %w", err)
	}
	if err := g.parts(ctx); err != nil {
		return g.done, fmt.Errorf("gather the lakes: %w", err)
	}
	return g.done, nil
}

// script carries out the statements of a query.
func (g *gathering) script(ctx context.Context, name string) error {
	body, err := duck.Statement(name)
	if err != nil {
		return err
	}
	if err := duck.Script(ctx, g.conn, body); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// show makes files of a lake readable as the relation lake.<table>, with province and year from
// their paths. Views are replaced for each year, so that DuckDB only opens the files that are being
// gathered.
func (g *gathering) show(ctx context.Context, table string, files []string) error {
	quoted := make([]string, len(files))
	for i, file := range files {
		quoted[i] = duck.Quoted(file)
	}
	view := fmt.Sprintf("CREATE OR REPLACE VIEW lake.%s AS SELECT * FROM read_parquet([%s], hive_partitioning = true, "+
		"hive_types = {'province': VARCHAR, 'year': INTEGER})", table, strings.Join(quoted, ", "))
	if !strings.HasPrefix(filepath.Base(filepath.Dir(files[0])), "year=") {
		view = strings.Replace(view, ", 'year': INTEGER", "", 1)
	}
	if err := duck.Script(ctx, g.conn, view); err != nil {
		return fmt.Errorf("lake.%s: %w", table, err)
	}
	return nil
}

// published shows what the provinces published, and as which vintage. It is shown and not gathered:
// these tables stay in the files of the lakes.
func (g *gathering) published(ctx context.Context) error {
	var states []string
	for _, p := range g.from.Provinces {
		states = append(states, fmt.Sprintf("(%s, %s)", duck.Quoted(p.Province), duck.Quoted(p.Vintage)))
	}
	if err := duck.Script(ctx, g.conn, fmt.Sprintf("CREATE OR REPLACE TABLE lake.state AS SELECT province, vintage "+
		"FROM (VALUES %s) AS s (province, vintage)", strings.Join(states, ", "))); err != nil {
		return err
	}
	for _, table := range publishedTables {
		if files := g.from.files(martsGroup, table); len(files) > 0 {
			if err := g.show(ctx, table, files); err != nil {
				return err
			}
		}
	}
	if len(g.from.files(martsGroup, publishedTables[0])) == 0 {
		return nil // no province has published anything
	}
	return duck.Each(ctx, g.conn, "nation/closed", func(rows *sql.Rows) error {
		var c Closed
		err := rows.Scan(&c.Province, &c.Period, &c.Digest)
		g.done.Closed = append(g.done.Closed, c)
		return err
	})
}

// whole gathers what has no year, if any of it is other than before. It is small, and gathered as a
// whole whenever anything in it is other than before.
func (g *gathering) whole(ctx context.Context) error {
	digest, err := g.from.digestOf(wholeTables)
	if err != nil {
		return err
	}
	has, err := g.hasWhole(ctx)
	if err != nil || has == digest {
		return err
	}
	// Rows of the same key go in a transaction of their own: DuckDB would take the new ones for second ones.
	if err := duck.InTransaction(ctx, g.conn, func() error { return g.script(ctx, "nation/forget_whole") }); err != nil {
		return err
	}
	if err := duck.InTransaction(ctx, g.conn, func() error { return g.readWhole(ctx, digest) }); err != nil {
		return err
	}
	_, err = g.hasWhole(ctx)
	return err
}

// hasWhole reads what was gathered that has no year, and its number. Both are their zero values
// before the first time.
func (g *gathering) hasWhole(ctx context.Context) (digest string, err error) {
	err = duck.Each(ctx, g.conn, "nation/whole",
		func(rows *sql.Rows) error { return rows.Scan(&digest, &g.done.Registry) })
	return digest, err
}

// readWhole reads everything that has no year: units and series first, which get their numbers
// here, then the rows that use these numbers. The digest is written last, in the same transaction.
func (g *gathering) readWhole(ctx context.Context, digest string) error {
	for _, table := range wholeTables {
		if err := g.show(ctx, table, g.from.files(ledgerGroup, table)); err != nil {
			return err
		}
	}
	if err := g.provinces(ctx); err != nil {
		return err
	}
	for _, key := range []struct{ file, as, query string }{
		{"unit_key", "lake.new_unit", "nation/new_unit"}, {"series_key", "lake.new_series", "nation/new_series"},
		{"obligation_key", "ledger.obligation_key", ""},
	} {
		if err := g.make(ctx, key.file, "CREATE OR REPLACE TABLE "+key.as+" AS %s"); err != nil {
			return err
		}
		if key.query != "" {
			if err := g.script(ctx, key.query); err != nil {
				return err
			}
		}
	}
	if err := g.knowsUnits(ctx); err != nil {
		return err
	}
	for _, table := range []string{"registry_version", "unit_row", "change_row", "target_row", "obligation",
		"obligation_series", "definition", "run", "action"} {
		if err := g.make(ctx, table, "INSERT INTO ledger."+table+" BY NAME %s"); err != nil {
			return err
		}
	}
	registries, err := g.from.digestOf(registryTables)
	if err != nil {
		return err
	}
	return duck.Execute(ctx, g.conn, "nation/keep_whole", digest, registries)
}

// UnknownUnitError says that tonghop.yaml lets units pass into others that no lake has.
type UnknownUnitError struct{ Units []string }

func (e *UnknownUnitError) Error() string {
	return fmt.Sprintf("tonghop.yaml: nation.successions names the units %s, which no lake has; expected units with "+
		"their province before them, such as dak-lak/cu-pui: tonghop sql \"FROM unit\" lists them", strings.Join(e.Units, ", "))
}

// Kind is misuse: the office corrects its own file.
func (e *UnknownUnitError) Kind() fault.Kind { return fault.Misuse }

// knowsUnits sees to it that every unit is known that the nation says passes into another.
func (g *gathering) knowsUnits(ctx context.Context) error {
	unknown := &UnknownUnitError{}
	err := duck.Each(ctx, g.conn, "nation/unknown_change", func(rows *sql.Rows) error {
		id := ""
		err := rows.Scan(&id)
		unknown.Units = append(unknown.Units, id)
		return err
	})
	if err == nil && len(unknown.Units) > 0 {
		return unknown
	}
	return err
}

// provinces makes the relation lake.province.
func (g *gathering) provinces(ctx context.Context) error {
	return duck.Script(ctx, g.conn, "CREATE OR REPLACE TABLE lake.province AS "+g.from.under())
}

// make carries out a statement with the text of sql/lake/<name>.sql in it. These files are read by
// Spark, too: what a ledger is made of stands there once for both engines.
func (g *gathering) make(ctx context.Context, name, statement string) error {
	body, err := fs.ReadFile(statements.Files, "lake/"+name+".sql")
	if err != nil {
		return err
	}
	if err := duck.Script(ctx, g.conn, fmt.Sprintf(statement, string(body))); err != nil {
		return fmt.Errorf("sql/lake/%s.sql: %w", name, err)
	}
	return nil
}

// part is a year of a province. It is the least that is gathered: when a province sends one
// workbook more, one year of it is read again.
type part struct {
	province string
	year     int
}

// parts gathers the years of provinces that are other than before, and drops those that are gone.
// Each year is a transaction of its own: after a run that was killed, only the years are read that
// it had not come to.
func (g *gathering) parts(ctx context.Context) error {
	tables := yearTables
	if !g.options.Observations {
		tables = slices.DeleteFunc(slices.Clone(tables), func(t string) bool { return t == observationTable })
	}
	has := map[part]string{}
	err := duck.Each(ctx, g.conn, "nation/part", func(rows *sql.Rows) error {
		var p part
		var digest string
		err := rows.Scan(&p.province, &p.year, &digest)
		has[p] = digest
		return err
	})
	if err != nil {
		return err
	}
	years := g.from.years()
	for p := range has {
		if !slices.Contains(years, p.year) {
			years = append(years, p.year)
		}
	}
	slices.Sort(years)
	for _, year := range years {
		if err := g.year(ctx, year, tables, has); err != nil {
			return fmt.Errorf("year %d: %w", year, err)
		}
	}
	return nil
}

// year gathers a year of the provinces of which it is other than before. A year that a province has
// no more is dropped like one of a province that is gone.
func (g *gathering) year(ctx context.Context, year int, tables []string, has map[part]string) error {
	var changed []Province
	gone := map[string]bool{}
	for _, p := range g.from.Provinces {
		before, digest := has[part{p.Province, year}], p.partDigest(year, tables, g.by)
		delete(has, part{p.Province, year})
		if before == digest {
			continue
		}
		if gone[p.Province] = true; digest != "" {
			changed = append(changed, p)
		}
	}
	for p := range has { // of provinces that the nation has no more
		if p.year == year {
			gone[p.province] = true
		}
	}
	if len(gone) == 0 {
		return nil
	}
	if g.options.Read != nil {
		g.options.Read(year, len(gone))
	}
	return duck.InTransaction(ctx, g.conn, func() error { return g.readYear(ctx, year, gone, changed, tables) })
}

// readYear takes out what the ledger has of the year of some provinces, and puts in what their
// lakes have now. gone are the provinces whose rows go; changed are those of them that have rows
// still.
func (g *gathering) readYear(
	ctx context.Context, year int, gone map[string]bool, changed []Province, tables []string,
) error {
	var rows []string
	for province := range gone {
		rows = append(rows, "("+duck.Quoted(province)+")")
	}
	if err := duck.Script(ctx, g.conn, fmt.Sprintf("SET VARIABLE lake_year = %d; CREATE OR REPLACE TABLE lake.gone AS "+
		"SELECT province FROM (VALUES %s) AS g (province);", year, strings.Join(rows, ", "))); err != nil {
		return err
	}
	if err := g.script(ctx, "nation/forget_part"); err != nil || len(changed) == 0 {
		return err
	}
	for _, table := range tables {
		var files []string
		for _, p := range changed {
			for _, f := range p.OfYear(ledgerGroup+table, year) {
				files = append(files, p.Local(f))
			}
		}
		if err := g.show(ctx, table, files); err != nil {
			return err
		}
	}
	if err := g.make(ctx, "reading_key", "CREATE OR REPLACE TABLE lake.new_reading AS %s"); err != nil {
		return err
	}
	if err := g.script(ctx, "nation/new_reading"); err != nil {
		return err
	}
	for _, table := range tables {
		if err := g.make(ctx, table, "INSERT INTO ledger."+table+" BY NAME %s"); err != nil {
			return err
		}
	}
	for _, p := range changed {
		digest := p.partDigest(year, tables, g.by)
		if err := duck.Execute(ctx, g.conn, "nation/keep_part", p.Province, year, digest); err != nil {
			return err
		}
		g.done.Parts = append(g.done.Parts, fmt.Sprintf("%s %d", p.Province, year))
	}
	return nil
}
