package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// publish makes a vintage when the tables differ from those of the current one: also when an earlier run was killed between
// its commit and its publication.
func (r *run) publish(ctx context.Context, ledger *warehouse.Warehouse) error {
	state, err := ledger.State(ctx, r.settings(), r.options.Program+r.space.SHA256)
	if err != nil {
		return err
	}
	current, exists, err := publish.Current(r.space.Published)
	if err != nil {
		return err
	}
	if exists && current.Manifest.State == state {
		if err := publish.Link(r.space.Published, current); err != nil {
			return err
		}
		return r.tell(ctx, current)
	}
	pointer, err := r.write(ctx, ledger, current, state, (*publish.Draft).Publish)
	if err != nil {
		return err
	}
	r.report.Published = true
	return r.tell(ctx, pointer)
}

// write makes a vintage's files and finishes it. Its revisions are those against the vintage before.
func (r *run) write(ctx context.Context, ledger *warehouse.Warehouse, before publish.Pointer, state string, finish func(*publish.Draft, publish.Manifest) (publish.Pointer, error)) (publish.Pointer, error) {
	draft, err := publish.Begin(r.space.Published, publish.NewID(r.space.Published, r.now))
	if err != nil {
		return publish.Pointer{}, err
	}
	m := publish.Manifest{ID: draft.ID, CreatedAt: r.now, AsOf: r.options.AsOf, Program: r.options.Program, State: state}
	earlier := r.earlier(before)
	if m.Years, err = ledger.ExportAfter(ctx, draft.Dir, r.settings(), r.options.Program, earlier); err != nil {
		return publish.Pointer{}, fmt.Errorf("export: %w", err)
	}
	if err := r.revise(ctx, draft.Dir, before, differing(earlier.Years, m.Years)); err != nil {
		return publish.Pointer{}, err
	}
	if err := r.writeWorkbooks(ctx, draft.Dir, &m, before); err != nil {
		return publish.Pointer{}, err
	}
	return finish(draft, m)
}

// earlier is what a new vintage takes over from the one before: years that are the same. One whose files were damaged gives nothing,
// and with --full none does.
func (r *run) earlier(before publish.Pointer) warehouse.Earlier {
	if r.options.Full || before.Dir == "" || !before.Unchanged(snapshot, "attainment_quarterly.csv", "attainment_yearly.csv") {
		return warehouse.Earlier{}
	}
	return warehouse.Earlier{Dir: before.Dir, Years: before.Manifest.Years}
}

// differing are the years that are not the same in two vintages; nil when that is not known of any.
func differing(before, after map[int]warehouse.PublishedYear) []int {
	if before == nil {
		return nil
	}
	years := []int{}
	for year, y := range after {
		if before[year].State != y.State {
			years = append(years, year)
		}
	}
	slices.Sort(years)
	return years
}

// writeWorkbooks prints the vintage, and says in its manifest what was printed and how final the periods are.
func (r *run) writeWorkbooks(ctx context.Context, dir string, m *publish.Manifest, before publish.Pointer) (err error) {
	vintage, err := warehouse.OpenVintage(ctx, filepath.Join(dir, snapshot))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, vintage.Close()) }()
	if m.Kinds, err = vintage.Kinds(ctx); err != nil {
		return err
	}
	if r.options.Full {
		before = publish.Pointer{}
	}
	m.Printed, err = publish.WriteWorkbooks(ctx, dir, vintage, printOf(r.space), *m, before)
	return err
}

// printOf is how a workspace prints its tables.
func printOf(space *workspace.Workspace) publish.Print {
	return publish.Print{
		Language: space.Language, Office: space.Office.Name, Above: space.Office.Above, Place: space.Office.Place,
		Signer: space.Office.Signer, Digits: space.Rounding.Digits,
	}
}

// tell completes the report from the vintage that holds the tables.
func (r *run) tell(ctx context.Context, p publish.Pointer) (err error) {
	r.report.Vintage, r.report.Folder, r.report.Kinds = p.ID, p.Dir, p.Manifest.Kinds
	vintage, err := warehouse.OpenVintage(ctx, filepath.Join(p.Dir, snapshot))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, vintage.Close()) }()
	return r.report.addTop(ctx, vintage)
}

// publishAsOf makes a vintage of the tables as they would have been then, by the configuration of then. The current vintage stays the current one.
func (r *run) publishAsOf(ctx context.Context) (err error) {
	ledger, err := warehouse.OpenAsOf(ctx, r.space.Warehouse, r.options.AsOf, func(configuration string) (warehouse.Settings, error) {
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
	defer func() { err = errors.Join(err, ledger.Close()) }()
	pointer, err := r.write(ctx, ledger, publish.Pointer{}, "", (*publish.Draft).Keep)
	if err != nil {
		return err
	}
	return r.tell(ctx, pointer)
}
