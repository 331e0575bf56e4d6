package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// Verification is what came of making a closed period's tables again.
type Verification struct {
	Period string  `json:"period"`
	Bundle string  `json:"bundle"`
	Checks []Check `json:"checks"`

	// Reading is what this program reads otherwise. It is nil for bundles without a ledger, whose tables are made of what
	// it reads.
	Reading *Reading `json:"reading,omitempty"`
}

// Check is one thing that was compared.
type Check struct {
	Name     string   `json:"name"`
	Passed   bool     `json:"passed"`
	Problems []string `json:"problems,omitempty"`
}

// Passed says whether every check did.
func (v *Verification) Passed() bool {
	return !slices.ContainsFunc(v.Checks, func(c Check) bool { return !c.Passed })
}

func (v *Verification) add(name string, problems []string) {
	v.Checks = append(v.Checks, Check{Name: name, Passed: len(problems) == 0, Problems: problems})
}

// Verify answers two questions about a closed period. Evidence: are its tables, made again from its bundle's own ledger
// by its bundle's own SQL, those that it was closed with, and are these published now? A difference is a check that did
// not pass. Reading: what does this program, whose version is given, read otherwise in the archived workbooks than the
// one of that day did? That is listed. Verify writes nothing and needs no lock.
func Verify(ctx context.Context, space *workspace.Workspace, label, program string) (*Verification, error) {
	p, err := closable(label)
	if err != nil {
		return nil, err
	}
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer tables.Close()
	action, err := tables.ClosedBy(ctx, label)
	if err != nil {
		return nil, err
	}
	if action == 0 {
		return nil, &SubjectError{label, "it is not closed; tonghop close makes the bundle that verify checks"}
	}
	v := &Verification{Period: label, Bundle: vintage.BundleDir(space.Closed, label, action)}
	bundle, damaged, err := vintage.OpenBundle(v.Bundle)
	if err != nil {
		v.add("bundle", []string{err.Error()})
		return v, nil
	}
	slices.Sort(damaged)
	v.add("files of the bundle", damaged)
	archive := inbox.Archive{Root: space.Archive}
	v.add("archived workbooks", damagedWorkbooks(archive, bundle.Submissions))
	if bundle.Format == 0 {
		v.add("tables made again", orProblem(remake(ctx, v.Bundle, archive, bundle)))
	} else {
		v.evidence(ctx, archive, bundle, program)
	}
	v.add("published tables", orProblem(
		warehouse.DifferFromPublished(ctx, filepath.Join(v.Bundle, vintage.BundleTable), tables.TablesFile(), p)))
	return v, nil
}

// orProblem is a list of problems, to which the error belongs that kept the others from being found.
func orProblem(problems []string, err error) []string {
	if err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}

func damagedWorkbooks(archive inbox.Archive, submissions []inbox.Submission) (problems []string) {
	for _, s := range submissions {
		if _, err := archive.Read(s.SHA256); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", s.Path, err))
		}
	}
	return problems
}

// bundled opens a bundle as a workspace: its configuration, forms and registry, at the moment of the closing.
func bundled(dir string, archive inbox.Archive, bundle vintage.Bundle) (*run, error) {
	space, err := workspace.Open(dir)
	if err != nil {
		return nil, err
	}
	space.FormsDir, space.RegistryDir = filepath.Join(dir, "forms"), filepath.Join(dir, "registry")
	r, err := prepare(space, Options{Clock: &schedule.StoppedClock{At: bundle.ClosedAt}, Program: bundle.Program})
	if err != nil {
		return nil, err
	}
	r.archive = archive
	return r, nil
}

// remake is for a bundle without a ledger of its own: it reads the archived workbooks, consolidates them with the
// bundle's definitions, functions and models in a warehouse in memory, and names the rows that differ from the sealed
// ones.
func remake(ctx context.Context, dir string, archive inbox.Archive, bundle vintage.Bundle) (problems []string,
	err error) {
	r, err := bundled(dir, archive, bundle)
	if err != nil {
		return nil, err
	}
	p, err := closable(bundle.Period)
	if err != nil {
		return nil, err
	}
	memory, err := warehouse.Open(ctx, "", warehouse.Options{SQL: os.DirFS(filepath.Join(dir, "sql"))})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	tx, err := memory.Begin(ctx, r.options.command("run", "", r.now))
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if err := r.record(ctx, tx); err != nil {
		return nil, err
	}
	if err := r.loadBundled(ctx, tx, bundle.Submissions); err != nil {
		return nil, err
	}
	if _, err := tx.Consolidate(ctx, r.settings()); err != nil {
		return nil, err
	}
	return tx.DifferFromSealed(ctx, r.settings(), p, filepath.Join(dir, vintage.BundleTable))
}

// loadBundled reads the workbooks of a bundle, in order of receipt, and loads them.
func (r *run) loadBundled(ctx context.Context, tx *warehouse.Tx, submissions []inbox.Submission) error {
	var loaded []warehouse.Loaded
	for _, s := range submissions {
		s.Archived = true // only such ones are bundled
		data, err := r.archive.Read(s.SHA256)
		if err != nil {
			return err
		}
		reading := r.atPlace(s, r.understand(form.File{Path: s.Path, Name: s.FileName}, data))
		loaded = append(loaded, warehouse.Loaded{Submission: s, New: true, Reading: reading})
	}
	return tx.Load(ctx, loaded, "bundle")
}
