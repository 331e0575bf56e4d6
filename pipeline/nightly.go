// Package pipeline is the nightly run, readable from top to bottom: discover → read → check → load → consolidate →
// publish.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/registry"
)

// Options say how a run differs from the nightly one.
type Options struct {
	Clock   schedule.Clock
	Actor   Actor
	Program string    // version of tonghop
	DryRun  bool      // read and check, write nothing
	Full    bool      // ignore what is known of files, read and build everything again
	AsOf    time.Time // tables as they would have been then; zero: now
	// Boundaries is the day whose units the tables in current boundaries show; zero: the day of the run. Such tables
	// are made beside the published ones, as of now where AsOf is zero.
	Boundaries time.Time
	Threads    int  // with which DuckDB consolidates; 0: one for each core. The tables are the same with any number
	Unprinted  bool // publish the tables only, without the workbooks to print
	Progress   func(done, total int)
	Passed     func(Moment) // called at each point of the order in which things are brought to disk; for tests
}

// run is one nightly run under way. It is made anew for every call. The workers that read workbooks
// at the same time write none of its fields: what they find comes back as an outcome, and one
// goroutine settles it.
type run struct {
	space    *workspace.Workspace
	options  Options
	now      time.Time
	previous time.Time       // when the ledger was last changed
	closed   map[string]bool // periods that are closed
	forms    *form.Set
	registry *registry.Registry
	archive  inbox.Archive
	journal  *journal.Journal  // nil where nothing is written
	noted    map[string]string // SHA-256 of manifests, by vintage, as far as the end of the journal notes them
	open     opener
	memory   *memoryBudget // of the workbooks that are read at the same time
	resent   []resent      // files of this run whose bytes were received before

	// Of a nation: by which engine its tables are made, of what, which published tables are made otherwise than by a
	// model, and what of.
	nation      *vintage.Nation
	madeFrom    string
	otherwise   map[string]string
	otherwiseOf string

	report *Report
	aside  []byte                           // see untouched
	watch  func(step string) (ended func()) // told of the steps of a publication, and of each statement; for benchmarks
}

// step tells a benchmark that a step begins; what it returns tells that it has ended.
func (r *run) step(name string) (ended func()) {
	if r.watch == nil {
		return func() {}
	}
	return r.watch(name)
}

// opener is reader.OpenBytes, but where another reader is measured beside it.
type opener func(name string, data []byte, limits workbook.Limits) (workbook.Reader, error)

// Run reads what has arrived, consolidates and publishes. One bad workbook never stops the others:
// it is in the report. Errors: *schedule.HeldError when somebody else is working in the workspace,
// *ConfigurationError, and what the file system and the warehouse return; on an error the ledger
// and the published tables are as they were. With options.DryRun nothing is written and no lock is
// taken. With options.AsOf or options.Boundaries a vintage is made beside the current one and
// nothing of the inbox is read.
func Run(ctx context.Context, space *workspace.Workspace, options Options) (*Report, error) {
	r, err := prepare(space, options)
	if err != nil {
		return nil, err
	}
	if options.DryRun {
		return r.report, r.dry(ctx)
	}
	lock, err := takeLock(space, options, "tonghop run")
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	if !r.options.AsOf.IsZero() {
		return r.report, r.publishAsOf(ctx)
	}
	return r.report, r.nightly(ctx)
}

// prepare reads what the office itself keeps: configuration, forms, registry. What is wrong there
// is the office's to mend. It takes no lock and opens no ledger, so that a mistake in a form is
// told also while somebody else's run is under way. Errors: *KindError for a nation,
// *ConfigurationError with everything that is wrong at once.
func prepare(space *workspace.Workspace, options Options) (*run, error) {
	if space.Kind == workspace.Nation {
		return nil, &KindError{space.Dir, space.Kind, workspace.Province}
	}
	own, err := readOffice(space)
	if err != nil {
		return nil, err
	}
	now := options.Clock.Now()
	if !options.Boundaries.IsZero() && options.AsOf.IsZero() {
		options.AsOf = now
	}
	report := newReport(now, options)
	report.Office = append(report.Office, bounded(own.findings)...)
	return &run{
		space: space, options: options, now: now, forms: own.forms, registry: own.registry,
		archive: inbox.Archive{Root: space.Archive}, open: reader.NewOpener().OpenBytes, report: report,
		memory: newMemoryBudget(), aside: make([]byte, untouched), noted: map[string]string{},
	}, nil
}

// nightly is the run itself. Everything up to the commit is one transaction of the warehouse. Its
// order is: remove what killed commands left unfinished in the archive; bring the ledger up to the
// journal; in one transaction record the definitions, read what is new, make the tables; then
// publish. Publication comes after the commit, because a vintage is made of what is committed: a
// run that is killed in between is made good by the next one, which sees that the current vintage
// is not that of the ledger's state.
func (r *run) nightly(ctx context.Context) (err error) {
	if err := r.archive.Tidy(); err != nil {
		return err
	}
	ledger, err := r.openLedger(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := keepPrivate(r.space); err != nil {
		return err
	}
	// Definitions go first: readings refer to them, and their texts have to stand in the journal
	// before the lines that say what was read by them.
	err = r.within(ctx, ledger, func(tx *warehouse.Tx, work *worklist) error {
		if err := r.record(ctx, tx); err != nil {
			return err
		}
		if err := r.readAndLoad(ctx, work, r.loadInto(ctx, tx)); err != nil {
			return err
		}
		return r.consolidate(ctx, tx, work)
	})
	if err != nil {
		return err
	}
	if err := r.publish(ctx, ledger); err != nil {
		return err
	}
	return keepPrivate(r.space)
}

// keepPrivate sees to it that nobody reads what was submitted but who may: files of earlier
// versions and restored copies are open to everybody. Where tonghop.yaml lets the group read, it
// may read what was written since, too. It is called twice in a run, before anything is read and
// after everything is written.
func keepPrivate(space *workspace.Workspace) error {
	protect := durable.MakePrivate
	if space.GroupReads {
		protect = durable.ShareWithGroup
	}
	for _, name := range []string{space.Archive, space.Closed, space.Warehouse, space.Journal} {
		if err := protect(name); err != nil {
			return fmt.Errorf("what was submitted stays private: %w", err)
		}
	}
	return nil
}

// within discovers what there is to do and does it in one transaction, which is forgotten unless it
// is committed. do commits; where it does not, as in a dry run, nothing of the transaction remains.
func (r *run) within(ctx context.Context, ledger *warehouse.Warehouse, do func(*warehouse.Tx, *worklist) error) error {
	tx, err := ledger.Begin(ctx, r.command("run", ""))
	if err != nil {
		return err
	}
	defer tx.Rollback()
	work, err := r.discover(ctx, tx)
	if err != nil {
		return err
	}
	return do(tx, work)
}

// dry reads and checks what a run would, against a ledger that is thrown away or left as it is. It
// stops before consolidating: the report has the findings, and no figures.
func (r *run) dry(ctx context.Context) (err error) {
	ledger, err := r.showLedger(ctx)
	if nothing := (*warehouse.NothingRecordedError)(nil); errors.As(err, &nothing) {
		ledger, err = warehouse.OpenMemory(ctx, r.space.Warehouse)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	return r.within(ctx, ledger, func(_ *warehouse.Tx, work *worklist) error {
		return r.readAndLoad(ctx, work, func([]warehouse.Loaded) error { return nil })
	})
}

// record appends the office's own definitions to the ledger when they have changed, and keeps their
// texts in the archive, from which they are taken when the ledger is made again. A definition that
// is as it was appends nothing, so that an ordinary night adds no line of this sort.
func (r *run) record(ctx context.Context, tx *warehouse.Tx) error {
	if err := tx.RecordDefinitions(ctx, r.definitions(), r.forms.Obligations()); err != nil {
		return fmt.Errorf("record the definitions: %w", err)
	}
	if err := tx.RecordRegistry(ctx, r.registry); err != nil {
		return fmt.Errorf("record the registry: %w", err)
	}
	if !tx.Defines() {
		return nil
	}
	return r.keepDefinitions()
}

// definitions are the texts that decide how workbooks are read and tables made.
func (r *run) definitions() []warehouse.Definition {
	set := []warehouse.Definition{{Kind: "configuration", Name: workspace.ConfigName, SHA256: r.space.SHA256,
		Body: r.space.Text}}
	for _, d := range r.forms.Definitions() {
		set = append(set, warehouse.Definition{Kind: "form", Name: d.Name, SHA256: d.SHA256, Body: d.Body})
	}
	return set
}

// keepDefinitions puts tonghop.yaml, the forms and the files of the registry into the archive. They
// are kept by the sum of their bytes, as workbooks are, so that a text which is as before costs
// nothing.
func (r *run) keepDefinitions() error {
	for _, d := range r.definitions() {
		if _, err := r.keep(d.SHA256, []byte(d.Body)); err != nil {
			return err
		}
	}
	for _, name := range r.registry.Files {
		body := r.registry.Contents[name]
		if _, err := r.keep(inbox.Sum(body), body); err != nil {
			return err
		}
	}
	return nil
}

// consolidate rebuilds the tables that changed, and brings everything to disk. Which files need not
// be opened again is noted in the same transaction as what was read in them, so that a run that
// fails forgets both.
func (r *run) consolidate(ctx context.Context, tx *warehouse.Tx, work *worklist) error {
	if err := tx.SetKnownFiles(ctx, work.known()); err != nil {
		return err
	}
	if err := tx.SetReadWith(ctx, work.readWith, work.setAside); err != nil {
		return err
	}
	years, err := tx.Consolidate(ctx, r.settings())
	if err != nil {
		return err
	}
	r.report.Years = append(r.report.Years, years...)
	return r.commit(ctx, tx, r.report.counts())
}

// settings are what tables depend on beside the ledger and the SQL. They come from tonghop.yaml but
// for the moment and what the caller asked for; the warehouse keeps a fingerprint of them, so that
// a changed one makes the tables anew.
func (r *run) settings() warehouse.Settings {
	return warehouse.Settings{
		Rounding: r.space.Rounding, CutoffDay: r.space.Calendar.LastDay,
		TimeZone: r.space.Location.String(), DeclaredKinds: r.space.VintageKinds, Full: r.options.Full, AsOf: r.options.AsOf,
		Now: r.now, CSVAsTyped: r.space.CSVAsTyped, Boundaries: r.options.Boundaries, Watch: r.watch,
		Nation: r.space.Kind == workspace.Nation, Published: r.otherwise,
	}
}
