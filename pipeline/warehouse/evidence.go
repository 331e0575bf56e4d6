package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// Making is how the rows of a closed period are made of the files of its bundle. It is written down
// when the period is closed, as SQL and names of files. So no later version of tonghop has to
// understand the models, or the settings, of an earlier one: it carries out the steps. A bundle of
// 2021-Q3 thus begins with steps such as
//
//	{"sql": "{{file}}", "file": "sql/schema/0000_migration.sql"}
//
// and ends with the one that makes the table made of the published rows of the quarter.
type Making struct {
	Tables []string          `json:"tables"` // of the ledger; the rows of each are in ledger/<table>.parquet
	Steps  []Step            `json:"steps"`  // in order; the last one makes the table made
	Fill   map[string]string `json:"fill"`   // what stands for each {{name}} in the text of a file
}

// Step is one statement. "{{file}}" in it stands for the text of the file of the bundle that File
// names.
type Step struct {
	SQL  string `json:"sql"`
	File string `json:"file,omitempty"`
}

// Names of a bundle's folders, of the schema into which its ledger is read, and of the table that
// its steps make.
const (
	ledgerFolder = "ledger"
	sqlFolder    = "sql"
	keptSchema   = "kept"
	madeTable    = "made"
)

// Keep writes into the folder of a bundle the rows of the ledger that the tables of a period are
// made of, and returns how they are made of them. The models must have been consolidated in this
// transaction. The steps are, in order: the schema, the functions, the ledger's rows, the settings,
// the models, and the period's rows of the published table. Nothing outside of the folder is needed
// to prove the rows later, not even the program that closed the period.
func (tx *Tx) Keep(ctx context.Context, settings Settings, p period.Period, dir string) (Making, error) {
	var m Making
	var err error
	if m.Tables, err = tx.keepLedger(ctx, p.LastYear(), filepath.Join(dir, ledgerFolder)); err != nil {
		return m, err
	}
	b, err := newBuilder(ctx, tx.conn, tx.files, settings)
	if err != nil {
		return m, err
	}
	if m.Fill, err = b.fillings(ctx); err != nil {
		return m, err
	}
	for _, folder := range []string{"schema", functionFolder} {
		if err := m.carryOut(tx.files, folder); err != nil {
			return m, err
		}
	}
	for _, table := range m.Tables {
		m.step("", "INSERT INTO ledger.%s BY NAME SELECT * FROM %s.%s", table, keptSchema, table)
	}
	// Which years there are, the models have just found out in this transaction.
	states, err := b.yearStates(ctx, tx.last)
	if err != nil {
		return m, err
	}
	table, err := TableOf(p)
	if err != nil {
		return m, err
	}
	if err := m.build(ctx, b, neededBy(b.models, table), states, p); err != nil {
		return m, err
	}
	m.step("models/marts/"+table+".sql", "CREATE TABLE %s AS SELECT * FROM ({{file}}) WHERE period = %s", madeTable,
		duck.Quoted(p.String()))
	return m, nil
}

// keepLedger writes each table of the ledger as Parquet, cut down to what the year's tables read.
// Which rows those are says the query warehouse/bundle_table. It returns the names of the tables.
func (tx *Tx) keepLedger(ctx context.Context, year int, dir string) (tables []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	conditions := map[string]string{}
	err = duck.Each(ctx, tx.conn, "warehouse/bundle_table", func(rows *sql.Rows) error {
		var table, condition string
		err := rows.Scan(&table, &condition)
		tables, conditions[table] = append(tables, table), condition
		return err
	}, year)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		// Parquet keeps the types exactly, and any later version of DuckDB reads it.
		write := fmt.Sprintf("COPY (SELECT * FROM ledger.%s WHERE %s) TO %s (FORMAT parquet, COMPRESSION zstd)",
			table, conditions[table], duck.Quoted(filepath.Join(dir, table+".parquet")))
		if _, err := tx.conn.ExecContext(ctx, write); err != nil {
			return nil, fmt.Errorf("keep ledger.%s: %w", table, err)
		}
	}
	return tables, nil
}

// step adds a statement. file is below the folder sql of the bundle, or "" when the statement needs
// none.
func (m *Making) step(file, format string, args ...any) {
	if file != "" {
		file = sqlFolder + "/" + file
	}
	m.Steps = append(m.Steps, Step{SQL: fmt.Sprintf(format, args...), File: file})
}

// carryOut adds every file of a folder of SQL as it stands, in the order of the names.
func (m *Making) carryOut(files fs.FS, folder string) error {
	names, err := fs.Glob(files, folder+"/*.sql")
	for _, name := range names {
		m.step(name, "{{file}}")
	}
	return err
}

// neededBy are the models that a table is made of, in the order in which they stand: its inputs, and theirs.
func neededBy(models []model, table string) (needed []model) {
	read := map[string]bool{table: true}
	for _, m := range slices.Backward(models) { // each stands after its inputs
		if read[m.name] {
			needed = append(needed, m)
			for _, input := range m.inputs {
				read[input] = true
			}
		}
	}
	slices.Reverse(needed)
	return needed
}

// build adds the models: the small ones whole, the large ones for the year of the period and for
// the year before, whose last stocks a target may be a share of.
func (m *Making) build(ctx context.Context, b *builder, models []model, states []yearState, p period.Period) error {
	for _, assignment := range b.variables() {
		m.step("", "SET VARIABLE %s", assignment)
	}
	for _, model := range models {
		// The same order as in a run: small tables, empty large ones, then the rows of each year.
		if model.rebuild == rebuildWhole {
			m.step(model.file(), "CREATE TABLE %s AS {{file}}", model.name)
		}
	}
	for _, model := range models {
		if model.rebuild == rebuildByYear {
			m.step(model.file(), "CREATE %s", model.emptyTable())
		}
	}
	for _, state := range states {
		if state.year != p.LastYear() && state.year != p.LastYear()-1 {
			continue
		}
		m.step("", "SET VARIABLE year = %d", state.year)
		for _, model := range models {
			if model.rebuild == rebuildByYear {
				if err := m.fill(ctx, b, model, state.year); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fill adds the rows of one year of a model, at once or step by step. Which steps a stepped model
// took is written down as it was on the day, because a bundle only carries out statements and asks
// nothing.
func (m *Making) fill(ctx context.Context, b *builder, model model, year int) error {
	if model.stepped == atOnce {
		m.step(model.file(), "INSERT INTO %s {{file}}", model.name)
		return nil
	}
	steps, err := b.steps(ctx, model, wholeYear(year))
	for _, step := range steps {
		for _, assignment := range step.variables() {
			m.step("", "SET VARIABLE %s", assignment)
		}
		m.step(model.file(), "INSERT INTO %s {{file}}", model.name)
	}
	return err
}

// file is where a model's text stands in a folder laid out as package sql.
func (m model) file() string {
	folder, name, found := strings.Cut(m.name, ".")
	if !found {
		folder, name = "marts", m.name
	}
	return "models/" + folder + "/" + name + ".sql"
}

// Evidence is the bundle of a closed period opened in memory: its ledger of the day, and the rows
// made of it. Close it after use.
type Evidence struct {
	conn     *sql.Conn
	closeAll func()
}

// OpenEvidence opens the bundle in dir: it reads the ledger of the day and the rows that the period
// was closed with, from the CSV file sealed, into a database in memory. Nothing of the running
// program or its warehouse is used. Make then makes the rows again.
func OpenEvidence(ctx context.Context, dir, sealed string, m Making) (*Evidence, error) {
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return nil, err
	}
	e := &Evidence{conn, closeAll}
	if err := e.load(ctx, dir, sealed, m.Tables); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Close closes the database in memory; nothing of it is kept.
func (e *Evidence) Close() { e.closeAll() }

// load reads the files and then shuts the database in: no statement of a bundle, which may have
// been tampered with, reaches another file.
func (e *Evidence) load(ctx context.Context, dir, sealed string, tables []string) error {
	if _, err := e.conn.ExecContext(ctx, "CREATE SCHEMA "+keptSchema); err != nil {
		return err
	}
	for _, table := range tables {
		file := filepath.Join(dir, ledgerFolder, table+".parquet")
		read := fmt.Sprintf(`CREATE TABLE %s."%s" AS SELECT * FROM read_parquet(%s)`, keptSchema, strings.ReplaceAll(table,
			`"`, `""`), duck.Quoted(file))
		if _, err := e.conn.ExecContext(ctx, read); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if err := readSealed(ctx, e.conn, sealed, keptSchema+".sealed_rows"); err != nil {
		return err
	}
	_, err := e.conn.ExecContext(ctx, "SET enable_external_access = false; SET lock_configuration = true")
	return err
}

// Make carries out the steps of a bundle and names the rows in which what they make differs from
// the sealed ones. An empty result means that the bundle proves its own table. A step that cannot
// be carried out is an error, which names its file. The names in Fill are replaced in the files
// only, and not in the statements around them, which were written with their values.
func (e *Evidence) Make(ctx context.Context, dir string, m Making) (problems []string, err error) {
	var fill []string
	for name, text := range m.Fill {
		fill = append(fill, name, text)
	}
	replace := strings.NewReplacer(fill...)
	for _, step := range m.Steps {
		text := step.SQL
		if step.File != "" {
			// A bundle is a folder that somebody handed over; a name in it must not lead out of it.
			if !filepath.IsLocal(filepath.FromSlash(step.File)) {
				return nil, fmt.Errorf("bundle.json names the file %q, which is not in the bundle", step.File)
			}
			body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(step.File)))
			if err != nil {
				return nil, err
			}
			text = strings.ReplaceAll(text, "{{file}}", replace.Replace(string(body)))
		}
		if _, err := e.conn.ExecContext(ctx, text); err != nil {
			return nil, fmt.Errorf("%s: %w", stepName(step), err)
		}
	}
	return differences(ctx, e.conn, keptSchema+".sealed_rows", "main."+madeTable)
}

// stepName is what a step is called in an error: its file, or its text when it has none.
func stepName(s Step) string {
	if s.File != "" {
		return s.File
	}
	return s.SQL
}
