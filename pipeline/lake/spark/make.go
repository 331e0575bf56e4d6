// Package spark consolidates a lake on a Spark cluster, through Spark Connect, with the same models as DuckDB. The
// program that it stands in (cmd/tonghop-spark) has no DuckDB: what the models are, in which order they are made and
// which files they read is told to it in a job, and what it hands back is a folder of Parquet for each published table.
package spark

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
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
	job       job.Job
	root      root
	try       string // within root, a folder of this run alone: what Spark writes is taken from there when it is whole
	in        *session
	done      *done
	tell      func(string)
	functions wording   // of the functions that any model may call
	earlier   []earlier // jobs before, whose parts are taken over where they are of one origin
	// watch is told of each query before Spark is told to write its rows; nil: nobody looks. name is that of the
	// expression that is kept for later steps, and empty of the part itself.
	watch func(ctx context.Context, p part, name, query string) error
	// places bounds how many tables are made at the same time; shared guards what is counted and told.
	places chan struct{}
	shared sync.Mutex
	shown  map[string]bool // the tables whose files the session knows
	job.Result
}

// Make carries out a job: every model once, and those by year for each year in turn. tell is told which table is being
// made. Errors: *AddressError, *PathError (misuse), *VersionError (refused), *NoServerError, *LostError, *StageError;
// after the last two the same job is taken up where it ended.
func Make(ctx context.Context, todo job.Job, tell func(string)) (job.Result, error) {
	return (&maker{job: todo, tell: tell}).carry(ctx)
}

// carry carries out the job of a maker that has nothing else yet.
func (m *maker) carry(ctx context.Context) (job.Result, error) {
	texts, err := functionTexts(statementFiles.Files)
	if err != nil {
		return job.Result{}, err
	}
	digest, err := m.job.Digest(texts)
	if err != nil {
		return job.Result{}, err
	}
	if m.functions, err = wordingOf(m.job.Variables, strings.Join(texts, "\n"), yearStep{}); err != nil {
		return job.Result{}, err
	}
	m.root, m.places, m.shown = m.rootOf(digest), make(chan struct{}, atOnce), map[string]bool{}
	m.try = string(m.root) + "/" + tryName + rand.Text()
	m.Result = job.Result{Marts: string(m.root) + "/marts", Root: string(m.root)}
	if err := plain(string(m.root)); err != nil {
		return job.Result{}, err
	}
	if m.done, err = openDone(m.job.State, digest); err != nil {
		return job.Result{}, err
	}
	defer func() { _ = m.done.file.Close() }() // every line was synced
	m.done.keep(func(p part) bool { return there(m.root.part(p)) })
	if m.done.whole { // the program that asked for it ended before it had published the tables
		m.Years, m.Kept = m.done.years, len(m.done.parts)
		return m.Result, nil
	}
	if m.earlier, err = m.earlierJobs(digest); err != nil {
		return job.Result{}, err
	}
	if m.in, err = open(ctx, m.job.Server, m.job.Options); err != nil {
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
	tries, err := filepath.Glob(string(m.root) + "/" + tryName + "*")
	if err != nil {
		return err
	}
	for _, try := range tries {
		if err := os.RemoveAll(try); err != nil {
			return err
		}
	}
	others, err := m.known(digest)
	if err != nil {
		return err
	}
	for _, other := range others {
		if err := os.RemoveAll(string(m.rootOf(other))); err != nil {
			return err
		}
		if err := os.Remove(doneFile(m.job.State, other)); err != nil {
			return err
		}
	}
	return nil
}

// known are the digests of jobs that have a memory in the same place, without one of them.
func (m *maker) known(without string) (digests []string, err error) {
	files, err := filepath.Glob(doneFile(m.job.State, "*"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if digest := strings.TrimSuffix(filepath.Base(file), doneEnding); digest != without {
			digests = append(digests, digest)
		}
	}
	return digests, nil
}

// make carries out everything in its order. The functions come first, then views of the lakes'
// files, then the ledger's relations, and then the models in the three kinds in which DuckDB makes
// them too: whole, year by year, published.
func (m *maker) make(ctx context.Context) error {
	if err := m.in.createFunctions(ctx, values(m.job.Variables, yearStep{})); err != nil {
		return err
	}
	for _, input := range m.job.Inputs {
		if err := m.view(ctx, input); err != nil {
			return err
		}
	}
	for _, model := range m.job.Prepared {
		if err := m.table(ctx, model, yearStep{}); err != nil {
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
	return m.table(ctx, model, yearStep{year: year})
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
	of := yearStep{year: year}
	for _, step := range values {
		of.before, of.step = of.step, step
		if err := m.table(ctx, model, of); err != nil {
			return err
		}
	}
	return nil
}

// empty creates the view of a stepwise model that has no rows yet. Without it the first step could
// not be planned, since its own statement reads the view. Where a part is there already, the view
// over the files takes the rows of earlier steps from them.
func (m *maker) empty(ctx context.Context, model job.Model) error {
	if m.isShown(model.Name) {
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

// isShown says whether the session knows the files of a table.
func (m *maker) isShown(table string) bool {
	m.shared.Lock()
	defer m.shared.Unlock()
	return m.shown[table]
}

// finished remembers a part that Spark has committed. Made in the result counts them.
func (m *maker) finished(p part, o origin) error {
	m.shared.Lock()
	defer m.shared.Unlock()
	m.Made++
	return m.done.add(p, o)
}

// table makes a table, or one year or one step of it, and shows the session what there is of it
// now. The part is remembered after Spark has committed it and before anything reads it.
func (m *maker) table(ctx context.Context, model job.Model, of yearStep) error {
	p := part{model.Name, of.year, of.step}
	query, err := wordingOf(m.job.Variables, model.Body, of)
	if err != nil {
		return fmt.Errorf("%s: %w", model.Name, err)
	}
	o, err := m.originOf(p, query, model.Types)
	if err != nil {
		return err
	}
	stands, err := m.stands(p, o)
	if err == nil && !stands {
		err = m.makePart(ctx, p, o, query.text, smallOf(model.Body))
	}
	if err != nil {
		return err
	}
	return m.show(ctx, model)
}

// makePart makes a part by a query, of which some expressions are small, and remembers it.
func (m *maker) makePart(ctx context.Context, p part, o origin, query string, few []string) error {
	steps, err := planOf(viewName(p.Table), query, few)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Table, err)
	}
	if err := m.carryOut(ctx, p, steps); err != nil {
		return err
	}
	if o, err = m.sameRows(ctx, p, o); err != nil {
		return err
	}
	return m.finished(p, o)
}

// carryOut carries out the steps of a plan. What is kept for a later step is written as files, like a table: a view
// over files is planned as one scan, while a table that Spark is told to cache is planned with all that it is made of,
// again in each step that reads it.
func (m *maker) carryOut(ctx context.Context, p part, steps plan) error {
	for _, e := range steps.kept {
		folder := m.keptFolder(p, e.name)
		if err := m.write(ctx, p, folder, e); err != nil {
			return m.failed(p.Table, p.Year, err)
		}
		if err := m.lookAt(ctx, e.name, folder, e.small); err != nil {
			return m.failed(p.Table, p.Year, err)
		}
	}
	if err := m.write(ctx, p, m.triedFolder(p), common{body: steps.last}); err != nil {
		return m.failed(p.Table, p.Year, err)
	}
	// A statement goes on for a while on the server when the program that gave it is gone: it writes where nobody looks,
	// and never into the files of a run that came after.
	return m.place(p, m.triedFolder(p))
}

// write writes the rows of a step into a folder.
func (m *maker) write(ctx context.Context, p part, folder string, step common) error {
	if m.watch != nil {
		if err := m.watch(ctx, p, step.name, step.body); err != nil {
			return err
		}
	}
	return m.in.execute(ctx, fmt.Sprintf("INSERT OVERWRITE DIRECTORY %s USING parquet %s", quoted(folder), step.body))
}

// look creates a view over the files that are in a folder now: Spark lists them when a view is created.
func (m *maker) look(ctx context.Context, view, folder string) error {
	return m.in.execute(ctx, fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW %s USING parquet OPTIONS (path %s)", view,
		quoted(folder)))
}

// lookAt creates a view like look; that of a small table says that it is to be sent to every executor.
func (m *maker) lookAt(ctx context.Context, view, folder string, small bool) error {
	if !small {
		return m.look(ctx, view, folder)
	}
	files := view + "__files"
	if err := m.look(ctx, files, folder); err != nil {
		return err
	}
	sent := "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT /*+ BROADCAST(f) */ * FROM %s AS f"
	return m.in.execute(ctx, fmt.Sprintf(sent, view, files))
}

// show creates the view of a table over the files that it has now.
func (m *maker) show(ctx context.Context, model job.Model) error {
	if err := m.lookAt(ctx, viewName(model.Name), m.root.table(model.Name), small[model.Name]); err != nil {
		return m.failed(model.Name, 0, err)
	}
	m.shared.Lock()
	defer m.shared.Unlock()
	m.shown[model.Name] = true
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
