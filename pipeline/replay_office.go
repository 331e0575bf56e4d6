package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// define opens the definitions of the day, and appends them to the ledger when they have changed.
// Lines about definitions say which files are in force from there on, by their sums; the texts come
// from the archive.
func (p *replay) define(ctx context.Context) (err error) {
	if p.office == nil {
		if p.office, err = p.officeOfDay(); err != nil {
			return err
		}
	}
	if !p.undefined {
		return nil
	}
	p.undefined = false
	texts, err := p.texts()
	if err != nil {
		return err
	}
	if err := p.tx.RecordDefinitions(ctx, texts, p.office.forms.Obligations()); err != nil {
		return fmt.Errorf("record the definitions: %w", err)
	}
	if len(p.inForce[journal.Registry]) == 0 { // a killed command came no further
		return nil
	}
	if err := p.tx.RecordRegistry(ctx, p.office.registry); err != nil {
		return fmt.Errorf("record the registry: %w", err)
	}
	return nil
}

// texts are the definitions in force, word for word as they were. They go into the ledger as they
// are, also where this program cannot read them.
func (p *replay) texts() (set []warehouse.Definition, err error) {
	for _, f := range p.inForce[journal.Definitions] {
		body, err := p.run.archive.Read(f.SHA256)
		if err != nil && !errors.As(err, new(*inbox.DamagedError)) { // officeOfDay tells which ones are lost
			return nil, fmt.Errorf("%s %s: %w", f.Type, f.Name, err)
		}
		set = append(set, warehouse.Definition{Kind: f.Type, Name: f.Name, SHA256: f.SHA256, Body: string(body)})
	}
	return set, nil
}

// officeOfDay reads the definitions in force from the archive. Where the archive has lost one, or
// this program cannot read what an earlier one could, those of today take their place, which is
// told. The files are laid out in a temporary folder as a workspace, because that is what the
// readers of forms and registry take. Problems are told once for each set of definitions that was
// in force.
func (p *replay) officeOfDay() (*run, error) {
	dir, err := os.MkdirTemp("", "tonghop-definitions-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for _, files := range p.inForce {
		for _, f := range files {
			body, err := p.run.archive.Read(f.SHA256)
			if err != nil && p.run.forms == nil { // there are none of today either
				return nil, fmt.Errorf("%s: %w", placeOf(f), err)
			}
			if err != nil {
				p.made.Problems = append(p.made.Problems, fmt.Sprintf("the archive has lost a definition of a day, and today's "+
					"were taken: %s: %v", placeOf(f), err))
				return p.run, nil
			}
			if err := writeInto(dir, placeOf(f), body); err != nil {
				return nil, err
			}
		}
	}
	office, err := officeIn(dir, p.run)
	if wrong := (*ConfigurationError)(nil); errors.As(err, &wrong) && p.run.forms != nil {
		p.made.Problems = append(p.made.Problems, fmt.Sprintf("the definitions of a day cannot be read by this version, and "+
			"today's were taken: %v", err))
		return p.run, nil
	}
	return office, err
}

// placeOf is where a file of the office stands in a workspace. A file of unknown type is
// tonghop.yaml, which is the only one of its sort.
func placeOf(f journal.File) string {
	switch f.Type {
	case "form":
		return "forms/" + f.Name + ".yaml"
	case "registry":
		return "registry/" + f.Name
	}
	return workspace.ConfigName
}

// officeIn opens a folder that is laid out as a workspace for reading workbooks by its definitions;
// everything else is taken from another run. Its clock stands still at the moment of the other run,
// so that nothing depends on how long a replay takes.
func officeIn(dir string, from *run) (*run, error) {
	space, err := workspace.Open(dir)
	if err != nil {
		return nil, &ConfigurationError{err}
	}
	space.FormsDir, space.RegistryDir = filepath.Join(dir, "forms"), filepath.Join(dir, "registry")
	r, err := prepare(space, Options{Clock: &schedule.StoppedClock{At: from.now}, Program: from.options.Program})
	if err != nil {
		return nil, err
	}
	r.archive, r.open = from.archive, from.open
	return r, nil
}

// archiveFindingOf says which bytes are lost.
func (r *run) archiveFindingOf(err error) form.Finding {
	if damaged := (*inbox.DamagedError)(nil); errors.As(err, &damaged) {
		return r.archiveLost(damaged)
	}
	return form.ArchiveLostFinding("archive", err)
}

// seal seals a period with the rows of its bundle. Where the bundle is lost, the rows are made of the ledger as it was
// then, which is told.
func (p *replay) seal(ctx context.Context, e *journal.Closed) error {
	if p.tx == nil || e.Action != p.tx.NextAction() {
		return nil // its bundle was written again, and the period is sealed already
	}
	closed, err := period.Parse(e.Period)
	if err != nil {
		return err
	}
	table := filepath.Join(p.run.space.Closed, filepath.FromSlash(e.Bundle), vintage.BundleTable)
	if _, err := os.Stat(table); err == nil {
		return p.tx.SealFrom(ctx, closed, e.Action, table)
	}
	p.made.Problems = append(p.made.Problems, fmt.Sprintf("%s is lost: %s stays closed with rows that were made again; "+
		"put the bundle back from a backup, delete warehouse.duckdb and call tonghop rebuild", table, e.Period))
	if err := p.define(ctx); err != nil {
		return err
	}
	settings := p.office.settings()
	settings.Now = p.tx.At()
	if _, err := p.tx.Consolidate(ctx, settings); err != nil {
		return err
	}
	_, err = p.tx.Seal(ctx, settings, closed)
	return err
}
