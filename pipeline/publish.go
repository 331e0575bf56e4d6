package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/print"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// publish makes a vintage when the tables differ from those of the current one: also when an
// earlier run was killed between its commit and its publication. The state of a ledger is a
// fingerprint of everything that decides about the published bytes: the rows, the SQL, the
// settings, the program. So a run that changed nothing publishes nothing, and one that finds the
// current vintage damaged publishes the same tables again. The order is: the vintage whole and on
// disk, its line in the journal, the pointer, the plain names, and only then the removal of old
// vintages, so that at every moment a reader finds a whole vintage.
func (r *run) publish(ctx context.Context, ledger *warehouse.Warehouse) error {
	state, err := ledger.State(ctx, r.settings(), r.options.Program+r.space.SHA256+r.unprinted()+r.madeFrom)
	if err != nil {
		return err
	}
	current, exists, err := vintage.CurrentSound(r.space.Published, r.thorough(), r.noted)
	if unsound := (*vintage.UnsoundError)(nil); errors.As(err, &unsound) {
		r.report.Healed = unsound.Problem
		current, err = r.pointToLast(state)
		exists = current.Dir != ""
	}
	if err != nil {
		return err
	}
	if !exists || current.Manifest.State != state {
		if current, err = r.write(ctx, ledger, current, state); err != nil {
			return err
		}
		if err := vintage.Point(r.space.Published, current, r.journal.Head()); err != nil {
			return err
		}
		r.passed(PointerMoved)
		r.report.Published = true
	}
	if r.report.Lagging, err = vintage.Link(r.space.Published, current); err != nil {
		return err
	}
	if r.report.Published {
		if r.report.Pruned, err = prune(r.space, r.journal, r.now, false); err != nil {
			return err
		}
	}
	if err := r.tell(ctx, ledger, current); err != nil {
		return err
	}
	return r.writeLake(ctx, ledger, current)
}

// pointToLast takes the newest vintage that is as it was published for the current one, which is
// not: it becomes the current one when it has the same tables, and otherwise the one that a new
// vintage is compared with. The error is that of the journal or of moving the pointer. Where no
// vintage is sound, the folder is empty, and a new one is made without anything to compare it with.
func (r *run) pointToLast(state string) (vintage.Folder, error) {
	noted := map[string]string{}
	for line, err := range r.journal.Published() {
		if err != nil {
			return vintage.Folder{}, err
		}
		noted[line.Vintage] = line.SHA256
	}
	last, any := vintage.LastSound(r.space.Published, noted)
	if !any || last.Manifest.State != state {
		return last, nil
	}
	return last, vintage.Point(r.space.Published, last, r.journal.Head())
}

// thorough says whether this run reads all of what is published to see whether it is as it was: on
// Sundays, and when it is told to build everything again. On other days it looks at sizes and times
// of the files and at the sum of the manifest alone.
func (r *run) thorough() bool {
	return r.options.Full || r.now.In(r.space.Location).Weekday() == time.Sunday
}

// write makes a vintage's files, finishes it, and notes it in the journal. Its revisions are those
// against the vintage before. The steps are those that a benchmark measures. What fails leaves a
// draft behind, which no reader sees and which the next vintage.Begin clears away.
func (r *run) write(
	ctx context.Context, ledger *warehouse.Warehouse, before vintage.Folder, state string,
) (made vintage.Folder, err error) {
	if err := r.dropUnpublished(); err != nil {
		return made, err
	}
	draft, err := vintage.Begin(r.space.Published, r.now)
	if err != nil {
		return made, err
	}
	m := vintage.Manifest{CreatedAt: r.now, AsOf: r.options.AsOf, Program: r.options.Program, State: state,
		Nation: r.nation}
	if r.journal != nil {
		m.Journal = r.journal.Head()
	}
	ended := r.step("publish: export")
	earlier := r.earlier(before)
	if m.Years, err = ledger.ExportAfter(ctx, draft.Dir, r.settings(), r.exportedWith(), earlier); err != nil {
		return made, fmt.Errorf("export: %w", err)
	}
	ended()
	ended = r.step("publish: revisions")
	if err := r.revise(ctx, ledger, draft, before, differing(earlier.Years, m.Years)); err != nil {
		return made, err
	}
	ended()
	ended = r.step("publish: workbooks")
	if err := r.writeWorkbooks(ctx, ledger, draft, &m, before); err != nil {
		return made, err
	}
	ended()
	ended = r.step("publish: sums and disk")
	if made, err = draft.Keep(m); err != nil {
		return made, err
	}
	ended()
	r.passed(VintageOnDisk)
	return made, r.notePublished(made)
}

// exportedWith is what else decides about published rows: the program, and what tables are made of
// that are not made by their models. Years of which this and their rows are as before are taken
// over from the vintage before.
func (r *run) exportedWith() string {
	return r.options.Program + r.otherwiseOf
}

// notePublished says in the journal that a vintage is on disk, and what its manifest is.
func (r *run) notePublished(f vintage.Folder) error {
	if r.journal == nil { // of an earlier version's ledger: the next run writes one, and finds the vintage
		return nil
	}
	sum, err := f.ManifestSum()
	if err != nil {
		return err
	}
	line := &journal.Published{Vintage: f.ID, AsOf: f.Manifest.AsOf, SHA256: sum}
	if _, err := r.journal.Append(r.now, r.command("", "").Actor, line); err != nil {
		return err
	}
	r.passed(VintageRecorded)
	return nil
}

// dropUnpublished removes vintages that a killed command finished and did not come to note in the
// journal: nobody was ever shown them. They are known by their manifest, which notes a journal, and
// by the journal, which does not note them. Vintages of the time before there were journals note
// none, and stay.
func (r *run) dropUnpublished() error {
	if r.journal == nil {
		return nil
	}
	var unnoted []vintage.Folder
	for _, f := range vintage.All(r.space.Published) {
		if !f.Manifest.Journal.IsZero() {
			unnoted = append(unnoted, f)
		}
	}
	for line, err := range r.journal.Published() {
		if err != nil {
			return err
		}
		unnoted = slices.DeleteFunc(unnoted, func(f vintage.Folder) bool { return f.ID == line.Vintage })
	}
	for _, f := range unnoted {
		if err := f.Remove(); err != nil {
			return err
		}
	}
	return nil
}

// revise fills the table revision of a vintage being written: what differs from the one before, and
// why. where says where anything can differ. A vintage that is compared with none has an empty
// table.
func (r *run) revise(
	ctx context.Context, ledger *warehouse.Warehouse, draft *vintage.Draft, before vintage.Folder, where trace.Scope,
) (err error) {
	if before.Dir == "" {
		return nil
	}
	c, err := vintage.OpenRevision(ctx, before, draft, ledger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := trace.Record(ctx, c, where); err != nil {
		return fmt.Errorf("compare with vintage %s: %w", before.ID, err)
	}
	return nil
}

// earlier is what a new vintage takes over from the one before: years that are the same. One whose
// files were damaged gives nothing, and with --full none does. Copying them saves most of a night's
// work; that the rows are the same is what the digests in the manifest say.
func (r *run) earlier(before vintage.Folder) warehouse.Earlier {
	taken := []string{warehouse.SnapshotName, "attainment_quarterly.csv", "attainment_quarterly.parquet",
		"attainment_yearly.csv", "attainment_yearly.parquet"}
	if r.options.Full || before.Dir == "" || !before.Unchanged(taken...) {
		return warehouse.Earlier{}
	}
	return warehouse.Earlier{Dir: before.Dir, Years: before.Manifest.Years}
}

// differing is where two vintages can differ, by what their manifests say of years and periods. A
// vintage before that does not say it, as one of an early version, may differ everywhere: then
// nothing is narrowed down.
func differing(before, after map[int]warehouse.PublishedYear) trace.Scope {
	if before == nil {
		return trace.Scope{}
	}
	where := trace.Scope{Years: []int{}, Same: map[string]bool{}, ByUnit: map[string]bool{}}
	for year, y := range after {
		if before[year].State == y.State {
			continue
		}
		where.Years = append(where.Years, year)
		for label := range y.Periods {
			where.Same[label] = y.SameAttainment(before[year], label)
			where.ByUnit[label] = y.SameFrame(before[year], label)
		}
	}
	slices.Sort(where.Years)
	return where
}

// writeWorkbooks prints the vintage, and says in its manifest what was printed and how final the periods are.
func (r *run) writeWorkbooks(
	ctx context.Context, ledger *warehouse.Warehouse, draft *vintage.Draft, m *vintage.Manifest, before vintage.Folder,
) (err error) {
	tables, err := vintage.OpenDraft(ctx, draft, ledger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	if m.Kinds, err = tables.Kinds(ctx); err != nil {
		return err
	}
	if r.options.Unprinted {
		return nil
	}
	if r.options.Full {
		before = vintage.Folder{}
	}
	return print.WriteWorkbooks(ctx, tables, officeOf(r.space), m, before)
}

// unprinted tells the state of a vintage that has no workbooks to print from that of one that has them, so that the
// next run that prints makes a vintage of its own.
func (r *run) unprinted() string {
	if r.options.Unprinted {
		return " unprinted"
	}
	return ""
}

// officeOf is who publishes a workspace's tables, and how it prints them.
func officeOf(space *workspace.Workspace) print.Office {
	return print.Office{
		Language: space.Language, Name: space.Office.Name, Above: space.Office.Above, Place: space.Office.Place,
		Signer: space.Office.Signer, Digits: space.Rounding.Digits,
	}
}

// tell completes the report from the vintage that holds the tables. Everything that depends on
// other submissions is read from there and not from the run's own readings: what is held, what
// contradicts, what stands rejected.
func (r *run) tell(ctx context.Context, ledger *warehouse.Warehouse, f vintage.Folder) (err error) {
	r.report.Vintage, r.report.Folder, r.report.Kinds = f.ID, f.Dir, f.Manifest.Kinds
	tables, err := f.OpenBeside(ctx, ledger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	if err := r.report.addStanding(ctx, tables); err != nil {
		return err
	}
	if err := r.addComparisons(ctx, tables); err != nil {
		return err
	}
	if err := r.addResent(ctx, tables); err != nil {
		return err
	}
	return r.report.addTop(ctx, tables)
}

// publishAsOf makes a vintage of the tables as they would have been then, by the configuration of
// then. The current vintage stays the current one. The tables are made in memory; the warehouse on
// disk is opened for reading alone, so that nothing of it can be changed. The vintage has no state,
// so that no later run takes it for the current tables.
func (r *run) publishAsOf(ctx context.Context) (err error) {
	ledger, err := r.showLedger(ctx)
	if err != nil {
		return withoutLedger(r.space, err)
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := r.cutTorn(); err != nil {
		return err
	}
	err = ledger.MakeAsOf(ctx, r.options.AsOf, func(configuration string) (warehouse.Settings, error) {
		space, err := r.space.As(configuration)
		if err != nil {
			return warehouse.Settings{}, err
		}
		r.space = space
		return r.settings(), nil
	})
	if err != nil {
		return err
	}
	kept, err := r.write(ctx, ledger, vintage.Folder{}, "")
	if err != nil {
		return err
	}
	return r.tell(ctx, ledger, kept)
}
