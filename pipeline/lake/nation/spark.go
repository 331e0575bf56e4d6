package nation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/lake/spark/job"
	"tonghop/pipeline/warehouse"
	statements "tonghop/sql"
)

// Spark is the engine on a cluster, reached through a program of its own. It implements
// pipeline.Elsewhere. The client for Spark Connect is as large as half of this program, so that it
// stands in the program tonghop-spark, which is found beside this one and told by a job what to do.
type Spark struct {
	Server  string
	Folder  string // where the tables are written, under the name by which the cluster sees it
	Options map[string]string
	State   string       // a folder of this computer that remembers what is done
	Memory  string       // beside which a database in memory may put what exceeds it
	Told    func(string) // which table is being made
}

// Make has the tables made on the cluster, and returns the folder in which they stand. Errors are those of job.Carry.
func (e *Spark) Make(ctx context.Context, from *Sources, settings warehouse.Settings) (folder string, err error) {
	program, err := job.Find()
	if err != nil {
		return "", err
	}
	todo, err := e.job(ctx, from, settings)
	if err != nil {
		return "", err
	}
	made, err := job.Carry(ctx, program, todo, e.Told)
	return made.Marts, err
}

// job says what is made of what. The models and the functions come from a database in memory, in
// which the same migrations and models have run over no rows: so their order, inputs and types are
// DuckDB's own, and not a second list to be kept.
func (e *Spark) job(ctx context.Context, from *Sources, settings warehouse.Settings) (todo job.Job, err error) {
	memory, err := warehouse.OpenMemory(ctx, e.Memory)
	if err != nil {
		return todo, err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	// The digits of percentages are asked of the closed periods, of which a nation has none of its own.
	if _, err := memory.MakeByYear(ctx, settings, warehouse.ByYear{Instead: Elsewhere()}); err != nil {
		return todo, err
	}
	plan, err := memory.Portable(ctx, settings)
	if err != nil {
		return todo, err
	}
	todo = job.Job{Server: e.Server, Options: e.Options, Folder: e.Folder, State: e.State,
		Variables: job.Variables(plan.Variables)}
	for _, m := range plan.Models {
		todo.Models = append(todo.Models, job.Model{Name: m.Name, Inputs: m.Inputs, Rebuild: job.Rebuild(m.Rebuild),
			Stepped: job.Stepped(m.Stepped), Types: m.Types, Body: m.Body})
	}
	conn, leave, err := memory.Beside(ctx)
	if err != nil {
		return todo, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	p := &planned{conn: conn, from: from, job: &todo}
	return todo, p.relations(ctx)
}

// planned is a job whose inputs are being named.
type planned struct {
	conn *sql.Conn
	from *Sources
	job  *job.Job
}

// relations names the files of the lakes, and how the relations of the ledger are made of them.
// Files of sql/lake make the ledger's relations of the lakes' tables, the same ones that Gather
// uses on DuckDB. Closed rows are inputs without any file: a nation closes nothing itself.
func (p *planned) relations(ctx context.Context) error {
	g := &gathering{conn: p.conn, from: p.from}
	if err := g.script(ctx, "nation/prepare"); err != nil {
		return err
	}
	for _, table := range slices.Concat(wholeTables, yearTables) {
		if err := p.table(ctx, g, table); err != nil {
			return err
		}
	}
	p.prepare("lake.province", p.from.under())
	for _, name := range []string{"unit_key", "series_key", "obligation_key", "reading_key", "registry_version",
		"unit_row", "change_row", "target_row", "obligation", "obligation_series", "definition", "run", "action",
		"submission", "reading", "observation", "finding"} {
		body, err := fs.ReadFile(statements.Files, "lake/"+name+".sql")
		if err != nil {
			return err
		}
		p.prepare("ledger."+name, string(body), inputsOf(string(body))...)
	}
	for _, name := range []string{"sealed_quarterly", "sealed_yearly"} {
		columns, err := p.columns(ctx, "ledger."+name)
		if err != nil {
			return err
		}
		p.job.Inputs = append(p.job.Inputs, job.Input{Name: "ledger." + name, Columns: columns})
	}
	return nil
}

// inputsOf are the tables that the header of a SELECT says it reads.
func inputsOf(body string) []string {
	_, rest, _ := strings.Cut(body, "\n-- Inputs: ")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Split(line, ", ")
}

// prepare adds a relation that is made before the models and read by them.
func (p *planned) prepare(name, body string, inputs ...string) {
	p.job.Prepared = append(p.job.Prepared, job.Model{Name: name, Inputs: inputs, Rebuild: job.Whole, Body: body})
}

// table names the files of a table of the lakes, whose columns g shows. Spark reads partitions of one folder only, so
// that each folder is an input of its own, and the table is all of them together.
func (p *planned) table(ctx context.Context, g *gathering, table string) error {
	folders := map[string][]string{}
	for _, file := range p.from.files(ledgerGroup, table) {
		base := filepath.Dir(file)
		for strings.Contains(filepath.Base(base), "=") {
			base = filepath.Dir(base)
		}
		relative, err := filepath.Rel(base, file)
		if err != nil {
			return err
		}
		base = filepath.ToSlash(base)
		folders[base] = append(folders[base], filepath.ToSlash(relative))
	}
	var parts, inputs []string
	for i, base := range slices.Sorted(maps.Keys(folders)) {
		if err := g.show(ctx, table, []string{path.Join(base, folders[base][0])}); err != nil {
			return err
		}
		columns, err := p.columns(ctx, "lake."+table)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("lake.%s_%d", table, i+1)
		p.job.Inputs = append(p.job.Inputs, job.Input{Name: name, Columns: columns, Base: base, Files: folders[base]})
		inputs = append(inputs, name)
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		parts = append(parts, fmt.Sprintf("SELECT %s FROM %s", strings.Join(names, ", "), name))
	}
	p.prepare("lake."+table, strings.Join(parts, "\nUNION ALL\n"), inputs...)
	return nil
}

// columns are those of a relation, with their types as both engines write them.
func (p *planned) columns(ctx context.Context, relation string) (columns []job.Column, err error) {
	rows, err := p.conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+relation+")")
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", relation, err)
	}
	defer rows.Close()
	for rows.Next() {
		var c job.Column
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return nil, err
		}
		// An enum is a text to Spark, and DECIMAL(29,10) is written DECIMAL(29, 10).
		if strings.HasPrefix(c.Type, "ENUM") {
			c.Type = "VARCHAR"
		}
		c.Type = strings.ReplaceAll(c.Type, ",", ", ")
		columns = append(columns, c)
	}
	return columns, rows.Err()
}
