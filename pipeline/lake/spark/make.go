// Package spark consolidates a lake on a Spark cluster, through Spark Connect, with the same models as DuckDB. The
// program that it stands in (cmd/tonghop-spark) has no DuckDB: what the models are, in which order they are made and
// which files they read is told to it in a job, and what it hands back is a folder of Parquet for each published table.
package spark

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"tonghop/pipeline/lake/spark/job"
	statementFiles "tonghop/sql"
)

// tryName begins the name of the folder of a run.
const tryName = "try-"

// atOnce is how many tables are made at the same time.
const atOnce = 2

// maker carries out a job. Everything that is made goes into one folder, whose name is the job's
// digest.
type maker struct {
	job  job.Job
	root string // the folder of this job's tables: another job's are never mixed with them
	try  string // within root, a folder of this run alone: what Spark writes is taken from there when it is whole
	in   *session
	done *done
	tell func(string)
	// places bounds how many tables are made at the same time; shared guards what is counted and told.
	places chan struct{}
	shared sync.Mutex
	job.Result
}

// Make carries out a job: every model once, and those by year for each year in turn. tell is told which table is being
// made. Errors: *AddressError, *PathError (misuse), *VersionError (refused), *NoServerError, *LostError, *StageError;
// after the last two the same job is taken up where it ended.
func Make(ctx context.Context, todo job.Job, tell func(string)) (job.Result, error) {
	texts, err := functionTexts(statementFiles.Files)
	if err != nil {
		return job.Result{}, err
	}
	digest, err := todo.Digest(texts)
	if err != nil {
		return job.Result{}, err
	}
	m := &maker{job: todo, root: strings.TrimSuffix(todo.Folder, "/") + "/" + digest, tell: tell,
		places: make(chan struct{}, atOnce)}
	m.try = m.root + "/" + tryName + rand.Text()
	m.Result = job.Result{Marts: m.root + "/marts", Root: m.root}
	if err := plain(m.root); err != nil {
		return job.Result{}, err
	}
	if m.done, err = openDone(todo.State, digest); err != nil {
		return job.Result{}, err
	}
	defer func() { _ = m.done.file.Close() }() // every line was synced
	m.done.keep(func(p part) bool { _, err := os.Stat(m.folder(p)); return err == nil })
	if m.done.whole { // the program that asked for it ended before it had published the tables
		m.Years, m.Kept = m.done.years, len(m.done.parts)
		return m.Result, nil
	}
	if m.in, err = open(ctx, todo.Server, todo.Options); err != nil {
		return job.Result{}, err
	}
	if err := m.make(ctx); err != nil {
		return m.Result, err
	}
	if err := m.done.finish(m.Years); err != nil {
		return m.Result, err
	}
	return m.Result, m.tidy(digest)
}

// tidy removes what runs of the job needed only for themselves, and the tables of earlier jobs that are known in the
// same place: their lakes, settings or models were others. It is called when all of this one's tables are there.
// Only folders of jobs that have a memory here go: what somebody else keeps in the same place stays.
func (m *maker) tidy(digest string) error {
	tries, err := filepath.Glob(m.root + "/" + tryName + "*")
	if err != nil {
		return err
	}
	for _, try := range tries {
		if err := os.RemoveAll(try); err != nil {
			return err
		}
	}
	others, err := filepath.Glob(filepath.Join(m.job.State, "*.done"))
	if err != nil {
		return err
	}
	for _, known := range others {
		other := strings.TrimSuffix(filepath.Base(known), ".done")
		if other == digest {
			continue
		}
		if err := os.RemoveAll(strings.TrimSuffix(m.job.Folder, "/") + "/" + other); err != nil {
			return err
		}
		if err := os.Remove(known); err != nil {
			return err
		}
	}
	return nil
}

// make carries out everything in its order. The functions come first, then views of the lakes'
// files, then the ledger's relations, and then the models in the three kinds in which DuckDB makes
// them too: whole, year by year, published.
func (m *maker) make(ctx context.Context) error {
	if err := m.in.createFunctions(ctx, values(m.job.Variables, 0, 0)); err != nil {
		return err
	}
	for _, input := range m.job.Inputs {
		if err := m.view(ctx, input); err != nil {
			return err
		}
	}
	for _, model := range m.job.Prepared {
		if err := m.table(ctx, model, 0, 0); err != nil {
			return err
		}
	}
	if err := m.all(ctx, job.Whole, 0); err != nil {
		return err
	}
	years, err := m.years(ctx)
	if err != nil {
		return err
	}
	for _, year := range years {
		if err := m.all(ctx, job.ByYear, year); err != nil {
			return err
		}
	}
	return m.all(ctx, job.Published, 0)
}

// all makes the models of one kind, each as soon as those are made that it reads: a small table
// does not fill a cluster, and most of its time goes into planning. Each model has a goroutine that
// waits for its inputs; places bounds how many of them work.
func (m *maker) all(ctx context.Context, kind job.Rebuild, year int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	made := map[string]chan struct{}{}
	for _, model := range m.job.Models {
		if model.Rebuild == kind {
			made[model.Name] = make(chan struct{})
		}
	}
	var running sync.WaitGroup
	for _, model := range m.job.Models {
		if model.Rebuild != kind {
			continue
		}
		running.Go(func() {
			for _, input := range model.Inputs {
				if other, is := made[input]; is && input != model.Name {
					select {
					case <-other:
					case <-ctx.Done():
						return
					}
				}
			}
			if err := m.one(ctx, model, year); err != nil {
				stop(err) // the first error is the cause, and those that follow from it are not told
				return
			}
			close(made[model.Name])
		})
	}
	running.Wait()
	return context.Cause(ctx)
}

// one makes a model, in its steps or at once, when one of the few places is free.
func (m *maker) one(ctx context.Context, model job.Model, year int) error {
	select {
	case m.places <- struct{}{}:
		defer func() { <-m.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if model.Stepped != job.AtOnce {
		return m.stepwise(ctx, model, year)
	}
	return m.table(ctx, model, year, 0)
}

// years lists the years that have periods. Where there are none, the tables by year are made of a year that nobody has
// data of, so that they are there, empty.
func (m *maker) years(ctx context.Context) (years []int, err error) {
	m.Years, err = m.numbers(ctx, "core.period", 0, "SELECT DISTINCT CAST(year AS INT) FROM core_period ORDER BY 1")
	if err != nil || len(m.Years) > 0 {
		return m.Years, err
	}
	return []int{1}, nil
}

// numbers is the column of whole numbers that a query of a table returns.
func (m *maker) numbers(ctx context.Context, table string, year int, query string) (all []int, err error) {
	rows, err := m.in.rows(ctx, query)
	if err != nil {
		return nil, m.failed(table, year, err)
	}
	for _, row := range rows {
		value, err := whole(row[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
		all = append(all, value)
	}
	return all, nil
}

// whole is a whole number in a result.
func whole(value any) (int, error) {
	switch value := value.(type) {
	case int32:
		return int(value), nil
	case int64:
		return int(value), nil
	}
	return 0, fmt.Errorf("read %T %v from Spark, expected a whole number", value, value)
}

// steps is the query for the values of the variable step with which a year of a model is made. The
// names of tables are those of the session's views, with an underscore in place of the dot.
func steps(stepped job.Stepped, year int) string {
	if stepped == job.MonthByMonth {
		return fmt.Sprintf("SELECT CAST(month AS INT) FROM core_period WHERE year = %d ORDER BY 1", year)
	}
	return fmt.Sprintf("SELECT DISTINCT CAST(step AS INT) FROM core_succession_step WHERE year = %d ORDER BY 1", year)
}

// stepwise makes a model that reads its own rows of earlier steps.
func (m *maker) stepwise(ctx context.Context, model job.Model, year int) error {
	if err := m.empty(ctx, model); err != nil {
		return err
	}
	values, err := m.numbers(ctx, model.Name, year, steps(model.Stepped, year))
	if err != nil {
		return err
	}
	for _, step := range values {
		if err := m.table(ctx, model, year, step); err != nil {
			return err
		}
	}
	return nil
}

// empty creates the view of a stepwise model that has no rows yet. Without it the first step could
// not be planned, since its own statement reads the view. Where a part is there already, the view
// over the files takes the rows of earlier steps from them.
func (m *maker) empty(ctx context.Context, model job.Model) error {
	if m.hasRows(model.Name) {
		return nil
	}
	var columns []string
	for _, column := range typed(model.Types) {
		columns = append(columns, fmt.Sprintf("CAST(NULL AS %s) AS `%s`", column.Type, column.Name))
	}
	statement := fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT %s WHERE false", viewName(model.Name),
		strings.Join(columns, ", "))
	if err := m.in.execute(ctx, statement); err != nil {
		return m.failed(model.Name, 0, err)
	}
	return nil
}

// hasRows says whether a part of a table is finished.
func (m *maker) hasRows(table string) bool {
	m.shared.Lock()
	defer m.shared.Unlock()
	for p := range m.done.parts {
		if p.Table == table {
			return true
		}
	}
	return false
}

// begun says whether a part was finished by an earlier run, and tells of it when it is to be made
// now. Kept and Made in the result count them.
func (m *maker) begun(p part) (before bool) {
	m.shared.Lock()
	defer m.shared.Unlock()
	if m.done.parts[p] {
		m.Kept++
		return true
	}
	m.tell(p.String())
	return false
}

// finished remembers a part that Spark has committed.
func (m *maker) finished(p part) error {
	m.shared.Lock()
	defer m.shared.Unlock()
	m.Made++
	return m.done.add(p)
}

// table makes a table, or one year or one step of it, and shows the session what there is of it
// now. The part is remembered after Spark has committed it and before anything reads it.
func (m *maker) table(ctx context.Context, model job.Model, year, step int) error {
	p := part{model.Name, year, step}
	if m.begun(p) {
		return m.show(ctx, model)
	}
	query, err := Rewrite(model.Body, values(m.job.Variables, year, step))
	if err != nil {
		return fmt.Errorf("%s: %w", model.Name, err)
	}
	steps, err := planOf(viewName(model.Name), query)
	if err != nil {
		return fmt.Errorf("%s: %w", model.Name, err)
	}
	if err := m.carryOut(ctx, p, steps); err != nil {
		return err
	}
	if err := m.finished(p); err != nil {
		return err
	}
	return m.show(ctx, model)
}

// carryOut carries out the steps of a plan. What is kept for a later step is written as files, like a table: a view
// over files is planned as one scan, while a table that Spark is told to cache is planned with all that it is made of,
// again in each step that reads it.
func (m *maker) carryOut(ctx context.Context, p part, steps plan) error {
	for _, e := range steps.kept {
		folder := m.keptFolder(p, e.name)
		if err := m.write(ctx, folder, e.body); err != nil {
			return m.failed(p.Table, p.Year, err)
		}
		if err := m.look(ctx, e.name, folder); err != nil {
			return m.failed(p.Table, p.Year, err)
		}
	}
	if err := m.write(ctx, m.triedFolder(p), steps.last); err != nil {
		return m.failed(p.Table, p.Year, err)
	}
	return m.take(p)
}

// write writes the rows of a query into a folder.
func (m *maker) write(ctx context.Context, folder, query string) error {
	return m.in.execute(ctx, fmt.Sprintf("INSERT OVERWRITE DIRECTORY %s USING parquet %s", quoted(folder), query))
}

// take puts a part that Spark has written whole into its place. A statement goes on for a while on the server when the
// program that gave it is gone: it writes where nobody looks, and never into the files of a run that came after.
func (m *maker) take(p part) error {
	err := os.RemoveAll(m.folder(p))
	if err == nil {
		err = os.MkdirAll(path.Dir(m.folder(p)), 0o755)
	}
	if err == nil {
		err = os.Rename(m.triedFolder(p), m.folder(p))
	}
	if err != nil {
		return &NotSeenError{m.job.Folder, err}
	}
	return nil
}

// look creates a view over the files that are in a folder now: Spark lists them when a view is created.
func (m *maker) look(ctx context.Context, view, folder string) error {
	return m.in.execute(ctx, fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW %s USING parquet OPTIONS (path %s)", view,
		quoted(folder)))
}

// show creates the view of a table over the files that it has now.
func (m *maker) show(ctx context.Context, model job.Model) error {
	if err := m.look(ctx, viewName(model.Name), m.tableFolder(model.Name)); err != nil {
		return m.failed(model.Name, 0, err)
	}
	return nil
}

// failed says of an error whether the session is lost or the statement could not be carried out.
// After a lost session the same job can be taken up; a statement that cannot be carried out will
// most likely fail again until somebody has done what the error says.
func (m *maker) failed(table string, year int, err error) error {
	if lost(err) {
		return &LostError{m.job.Server, table, err}
	}
	return &StageError{table, year, err}
}

// String names a part as people are told of it.
func (p part) String() string {
	switch {
	case p.Step > 0:
		return fmt.Sprintf("%s, %d, step %d", p.Table, p.Year, p.Step)
	case p.Year > 0:
		return fmt.Sprintf("%s, %d", p.Table, p.Year)
	}
	return p.Table
}
