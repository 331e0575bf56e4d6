package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/print"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable"
)

// forget takes out of the workspace the bytes of a content and the texts that were read in it, and
// leaves its sums: it is for a list of people that got in. Its forms are retracted, a line of the
// journal says what was forgotten and why, and the warehouse is made again without its texts. A
// command that was killed on the way is called again. Errors: those of Decide. The order is such
// that a killed one can be called again: what was decided is in the journal first, then the bytes
// go, then everything that was made of them is made again without, the ledger, the vintages, the
// bundles. Nothing of the inbox is deleted, because the inbox is the office's.
func (r *run) forget(ctx context.Context, d Decision, decided *Decided) error {
	ledger, err := r.openExisting(ctx)
	if err != nil {
		return err
	}
	content, forms, err := r.noteForgotten(ctx, ledger, d, decided)
	if err := errors.Join(err, ledger.Close()); err != nil {
		return err
	}
	if err := durable.RemoveAll(r.archive.Path(content)); err != nil {
		return err
	}
	if ledger, err = r.withoutTexts(ctx); err != nil {
		return err
	}
	err = r.consolidateAgain(ctx, ledger)
	if err == nil {
		err = r.publish(ctx, ledger)
	}
	if err := errors.Join(err, ledger.Close()); err != nil {
		return err
	}
	if err := r.rewriteVintages(ctx, forms); err != nil {
		return err
	}
	if err := r.rewriteBundles(ctx, forms); err != nil {
		return err
	}
	decided.Left, err = r.stillInInbox(ctx, content)
	return err
}

// noteForgotten says in ledger and journal that a content is forgotten, unless it is so already. It
// returns the SHA-256 of the content and the identifiers of all its forms, and gives the same the
// second time.
func (r *run) noteForgotten(
	ctx context.Context, ledger *warehouse.Warehouse, d Decision, decided *Decided,
) (content string, forms []string, err error) {
	tx, err := ledger.Begin(ctx, r.command(d.Kind, d.Reason))
	if err != nil {
		return "", nil, err
	}
	defer tx.Rollback()
	if err := r.inForce(ctx, tx); err != nil {
		return "", nil, err
	}
	s, err := findSubmission(ctx, tx, d.Subject)
	if err != nil {
		return "", nil, err
	}
	all, err := tx.Decided(ctx, s.SHA256)
	if err != nil {
		return "", nil, err
	}
	for _, form := range all {
		forms = append(forms, form.ID())
	}
	decided.Subject, decided.File = s.ID(), inbox.ShownPath(s.Path)
	if s.Forgotten {
		return s.SHA256, forms, nil
	}
	if err := tx.Forget(s.SHA256, d.Reason, all); err != nil {
		return "", nil, err
	}
	if _, err := tx.Consolidate(ctx, r.settings()); err != nil {
		return "", nil, err
	}
	return s.SHA256, forms, r.commit(ctx, tx, warehouse.Counts{})
}

// withoutTexts makes the warehouse again, and removes the old one and those that were put aside
// before: the texts stand in them, also where no row shows them any more. The journal itself is not
// rewritten, since its lines hang on each other by their sums; when rows are made of it, a
// forgotten content is taken without its name and findings.
func (r *run) withoutTexts(ctx context.Context) (*warehouse.Warehouse, error) {
	ledger, err := r.makeAgain(ctx, "something was forgotten")
	if err != nil {
		return nil, err
	}
	old, err := filepath.Glob(r.space.Warehouse + ".before-*")
	for _, name := range old {
		err = errors.Join(err, durable.RemoveAll(name))
	}
	if err == nil {
		err = r.catchUp(ctx, ledger)
	}
	if err != nil {
		return nil, errors.Join(err, ledger.Close())
	}
	r.report.Rebuilt = nil // it is what was asked for
	return ledger, nil
}

// rewriteVintages takes the texts of submissions out of every vintage, and notes each that is
// rewritten in the journal. A vintage is otherwise never changed. The new manifest has another sum,
// so that the journal gets a line for each: verify holds it against the last line about a vintage.
func (r *run) rewriteVintages(ctx context.Context, submissions []string) error {
	for _, f := range vintage.All(r.space.Published) {
		made, rewritten, err := f.Rewrite(r.space.Published, submissions,
			func(d *vintage.Draft, m *vintage.Manifest) (bool, error) {
				held, err := warehouse.ForgetInSnapshot(ctx, filepath.Join(d.Dir, warehouse.SnapshotName), submissions)
				if err != nil || !held || len(m.Printed) == 0 {
					return held, err
				}
				return true, r.printAgain(ctx, d, m)
			})
		if err != nil {
			return err
		}
		if rewritten {
			if err := r.notePublished(made); err != nil {
				return err
			}
		}
	}
	// Where the plain names are copies and not links, they still hold the texts.
	current, exists, err := vintage.Current(r.space.Published)
	if err != nil || !exists {
		return err
	}
	r.report.Lagging, err = vintage.Link(r.space.Published, current)
	return err
}

// printAgain writes the workbooks of a rewritten vintage, whose notes may quote what was forgotten.
// They are printed whole, and nothing is taken over from an earlier vintage, which may quote the
// same.
func (r *run) printAgain(ctx context.Context, d *vintage.Draft, m *vintage.Manifest) (err error) {
	tables, err := vintage.Folder{ID: d.ID, Dir: d.Dir}.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	for year := range m.Printed {
		if err := durable.RemoveAll(filepath.Join(d.Dir, fmt.Sprintf("attainment-%04d.xlsx", year))); err != nil {
			return err
		}
	}
	return print.WriteWorkbooks(ctx, tables, officeOf(r.space), m, vintage.Folder{})
}

// rewriteBundles takes the texts of submissions out of every bundle that has one of them, and notes
// that in the journal. Sums and rows of the closed period stay; only names and texts go, and the
// signature is made anew where there is a key.
func (r *run) rewriteBundles(ctx context.Context, submissions []string) error {
	sign, err := signer(r.space)
	if err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(r.space.Closed, "*", "*", "bundle.json"))
	if err != nil {
		return err
	}
	for _, name := range found {
		dir := filepath.Dir(name)
		b, _, err := vintage.OpenBundle(dir)
		if err != nil {
			return err
		}
		has := func(s inbox.Submission) bool { return slices.Contains(submissions, s.ID()) }
		if !slices.ContainsFunc(b.Submissions, has) {
			continue
		}
		err = vintage.RewriteBundle(dir, submissions, func(draft string, b *vintage.Bundle) error {
			for i := range b.Submissions {
				if has(b.Submissions[i]) {
					b.Submissions[i] = nameless(b.Submissions[i])
				}
			}
			return warehouse.ForgetInBundle(ctx, draft, submissions)
		}, sign)
		if err != nil {
			return err
		}
		if err := r.noteBundle(dir, b); err != nil {
			return err
		}
	}
	return nil
}

// noteBundle says in the journal that a bundle was written again. The line names the same decision
// as the first line about the bundle; verify holds the bundle against the last one.
func (r *run) noteBundle(dir string, b vintage.Bundle) error {
	p, err := period.Parse(b.Period)
	if err != nil {
		return err
	}
	line, err := r.closedLine(dir, p, b.ActionID)
	if err != nil {
		return err
	}
	_, err = r.journal.Append(r.now, r.command("", "").Actor, &line)
	return err
}

// nameless is a submission without the texts that came with it. Its folder stays, its name becomes
// that by which a concealed file is told, and its bytes are said not to be kept.
func nameless(s inbox.Submission) inbox.Submission {
	f := concealed(inbox.File{Path: s.Path}, s.SHA256)
	s.Path, s.FileName, s.Place, s.Archived = f.Path, path.Base(f.Path), "", false
	return s
}

// stillInInbox are the files of the inbox that have a content: the office's to delete. Every file
// is read, because the same bytes may lie there under any name. A file that cannot be read is
// passed over.
func (r *run) stillInInbox(ctx context.Context, content string) (left []string, err error) {
	files, _, err := inbox.Scan(ctx, r.space.Inbox)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := inbox.Read(r.space.Inbox, f, r.space.Limits.WithDefaults().FileBytes)
		if err == nil && inbox.Sum(data) == content {
			left = append(left, filepath.Join(r.space.Inbox, filepath.FromSlash(f.Path)))
		}
	}
	return left, nil
}
