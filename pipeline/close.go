package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	statements "tonghop/sql"
)

// close seals the published rows of a quarter or a year, and keeps everything from which they can
// be made again. Errors: *SubjectError for a period that has no tables, is closed already or has no
// rows yet, *OrderError, *IncompleteError, *KeyError, and those of the file system and the
// warehouse.
func (r *run) close(ctx context.Context, tx *warehouse.Tx, d Decision, decided *Decided) error {
	p, err := closable(d.Subject)
	if err != nil {
		return err
	}
	closed, err := tx.ClosedPeriods(ctx)
	if err != nil {
		return err
	}
	if closed[p.String()] {
		return &SubjectError{p.String(), "it is closed already; tonghop reopen opens it again"}
	}
	// The tables may stem from an earlier program or rounding: what is sealed is what this program makes today.
	if _, err := tx.Consolidate(ctx, r.settings()); err != nil {
		return err
	}
	rows, err := tx.Seal(ctx, r.settings(), p)
	if err != nil {
		return err
	}
	// Nothing of this is kept when the period may not be closed after all: the transaction is forgotten then.
	if rows == 0 {
		return &SubjectError{p.String(), "it has no published rows yet: a period is closed when its tables are made"}
	}
	if err := afterEarlier(ctx, tx, p); err != nil {
		return err
	}
	decided.Subject = p.String()
	if decided.Incomplete, err = r.incomplete(ctx, tx, p, d.Incomplete); err != nil {
		return err
	}
	// The bundle is on disk before the journal names it, and the journal before the ledger: a killed command leaves a
	// folder that nobody refers to, and never a closed period without its evidence.
	if decided.Bundle, err = r.bundle(ctx, tx, p, d.Reason, decided.Incomplete); err != nil {
		return err
	}
	line, err := r.closedLine(decided.Bundle, p, tx.NextAction())
	if err != nil {
		return err
	}
	tx.Bundled(line)
	return tx.ActIncomplete(p.String(), strings.Join(decided.Incomplete, "; "))
}

// closedLine is what the journal says of a bundle that is on disk. It names the folder below
// closed/ with slashes, so that a journal written on Windows is read elsewhere too, and the sum of
// bundle.json, which in turn has the sums of all other files.
func (r *run) closedLine(dir string, p period.Period, action int) (journal.Closed, error) {
	sum, err := vintage.BundleSum(dir)
	if err != nil {
		return journal.Closed{}, err
	}
	below, err := filepath.Rel(r.space.Closed, dir)
	if err != nil {
		return journal.Closed{}, err
	}
	return journal.Closed{Period: p.String(), Action: action, Bundle: filepath.ToSlash(below), SHA256: sum}, nil
}

// reopen lets later workbooks count in a closed quarter or year again. Its bundle stays: what was once closed can
// always be looked at, and a second closing gets a bundle of its own.
func (r *run) reopen(ctx context.Context, tx *warehouse.Tx, d Decision, decided *Decided) error {
	p, err := closable(d.Subject)
	if err != nil {
		return err
	}
	closed, err := tx.ClosedPeriods(ctx)
	if err != nil {
		return err
	}
	if !closed[p.String()] {
		return &SubjectError{p.String(), "it is not closed"}
	}
	decided.Subject = p.String()
	return tx.Act(p.String())
}

// closable reads the label of a quarter or a year: the periods that have published tables.
// Half-years and nine months have no tables of their own: they are cumulatives at the end of a
// quarter.
func closable(label string) (period.Period, error) {
	p, err := period.Named(label)
	if err != nil || p.Kind != period.Quarter && p.Kind != period.Year {
		return period.Period{}, &SubjectError{label, "expected a quarter such as 2021-Q3 or a year such as 2021"}
	}
	return p, nil
}

// bundle writes what the rows of a period were made of. It is on disk before the ledger says that
// the period is closed. vintage.FinishBundle notes the sum of each file, signs where the office has
// a key, and moves the draft to its place. The workbooks themselves are not copied: the bundle
// names them by their sums, and the archive has them.
func (r *run) bundle(
	ctx context.Context, tx *warehouse.Tx, p period.Period, reason string, incomplete []string,
) (dir string, err error) {
	command := r.command("close", reason)
	b := vintage.Bundle{
		Period: p.String(), ActionID: tx.NextAction(), ClosedAt: command.At, Actor: command.Actor, Reason: reason,
		Incomplete: incomplete, Program: command.Program, Journal: r.journal.Head(),
	}
	// All that counts in the year is needed, and not only what was sent for the period: cumulatives run from January.
	if b.Submissions, err = tx.Inputs(ctx, p.LastYear()); err != nil {
		return "", err
	}
	dir = vintage.NextBundleDir(r.space.Closed, b.Period, b.ActionID)
	draft, err := vintage.BeginBundle(dir)
	if err != nil {
		return "", err
	}
	if err := r.writeDefinitions(draft); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	if b.Making, err = tx.Keep(ctx, r.settings(), p, draft); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	// The sealed rows as CSV are what verify compares with, and what a person can read without this program.
	if err := tx.CopyTable(ctx, r.settings(), p, filepath.Join(draft, vintage.BundleTable)); err != nil {
		return "", err
	}
	sign, err := signer(r.space)
	if err != nil {
		return "", err
	}
	return dir, vintage.FinishBundle(draft, dir, b, sign)
}

// writeDefinitions copies the configuration, forms, registry and SQL, laid out as a workspace.
func (r *run) writeDefinitions(dir string) error {
	if err := writeInto(dir, workspace.ConfigName, []byte(r.space.Text)); err != nil {
		return err
	}
	for _, d := range r.forms.Definitions() {
		if err := writeInto(dir, "forms/"+d.Name+".yaml", []byte(d.Body)); err != nil {
			return err
		}
	}
	for _, name := range r.registry.Files {
		if err := writeInto(dir, "registry/"+name, r.registry.Contents[name]); err != nil {
			return err
		}
	}
	return fs.WalkDir(statements.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".sql") {
			return err
		}
		body, err := fs.ReadFile(statements.Files, name)
		if err != nil {
			return err
		}
		return writeInto(dir, "sql/"+name, body)
	})
}

// writeInto writes one file below a folder by its name with slashes, for tonghop's own account
// alone. It does not sync: whoever finishes a bundle does that for all of it.
func writeInto(dir, name string, body []byte) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := durable.MakeFolder(filepath.Dir(path), durable.PrivateFolder); err != nil {
		return err
	}
	return os.WriteFile(path, body, durable.PrivateFile)
}
