package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace"
)

// Verification is what came of making a closed period's tables again.
type Verification struct {
	Period string  `json:"period"`
	Bundle string  `json:"bundle"`
	Checks []Check `json:"checks"`

	// Forgotten are submissions whose bytes and texts were taken out of the bundle by decision: ok but for them.
	Forgotten []string `json:"forgotten,omitempty"`

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

// add notes a check, which passed when there are no problems.
func (v *Verification) add(name string, problems []string) {
	v.Checks = append(v.Checks, Check{Name: name, Passed: len(problems) == 0, Problems: problems})
}

// Verify answers two questions about a closed period. Evidence: does the journal hold, is every
// file that a reader may open the one that was published, are the period's tables, made again from
// its bundle's own ledger by its bundle's own SQL, those that it was closed with, are these
// published now, and does the warehouse say what journal and archive say? A difference is a check
// that did not pass. Reading: what does this program read otherwise in the archived workbooks than
// the one of that day did? That is listed. Verify writes nothing into the workspace and needs no
// lock. The checks go from what everything else rests on to what rests on it: the journal, the
// published files, the bundle's files, its rows made again, the published rows, the warehouse.
// Errors: *SubjectError for what is no quarter or year or is not closed,
// *vintage.NothingPublishedError, *vintage.DamagedError; what is wrong with the evidence is no
// error but a check that did not pass.
func Verify(ctx context.Context, space *workspace.Workspace, label string, options VerifyOptions) (*Verification,
	error) {
	if space.Kind == workspace.Nation {
		return verifyNation(ctx, space, label)
	}
	p, err := closable(label)
	if err != nil {
		return nil, err
	}
	if _, err := vintage.Find(space.Published, vintage.CurrentName); errors.As(err, new(*vintage.NothingPublishedError)) {
		return nil, err
	}
	v := &Verification{Period: label}
	a := v.journal(ctx, space)
	v.publishedFiles(space, a)
	tables, unreadable := vintage.OpenCurrent(ctx, space.Published)
	if unreadable == nil {
		defer tables.Close()
	}
	if errors.As(unreadable, new(*vintage.DamagedError)) { // only a person can decide about it
		return nil, unreadable
	}
	if v.Bundle, err = a.bundleOf(ctx, space, tables, label); err != nil {
		return nil, err
	}
	if v.Bundle == "" {
		if unreadable != nil {
			return nil, unreadable
		}
		return nil, &SubjectError{label, "it is not closed; tonghop close makes the bundle that verify checks"}
	}
	if whole := v.byBundle(ctx, space, a, options); whole {
		v.publishedTables(ctx, tables, unreadable, p)
	}
	v.warehouse(ctx, todaysRun(space, options.Program), a)
	return v, nil
}

// byBundle checks the bundle of the period: its files, the workbooks that it names, and the tables
// that it makes. whole says whether it could be read at all.
func (v *Verification) byBundle(ctx context.Context, space *workspace.Workspace, a *account, options VerifyOptions) (
	whole bool,
) {
	bundle, whole := v.filesOfBundle(space, a, options)
	if !whole {
		return false
	}
	archive := inbox.Archive{Root: space.Archive}
	v.Forgotten = bundle.Forgotten
	v.add("archived workbooks", a.damagedWorkbooks(archive, bundle.Submissions))
	if bundle.Format == 0 {
		v.add("tables made again", orProblem(remake(ctx, v.Bundle, archive, bundle)))
	} else {
		v.evidence(ctx, archive, bundle, options.Program)
	}
	return true
}

// todaysRun is a run that only reads. Where the office's own files of today cannot be used, it goes
// without them. Without them definitions that the archive has lost cannot be replaced by those of
// today, and the check of the warehouse says so.
func todaysRun(space *workspace.Workspace, program string) *run {
	options := Options{Clock: &schedule.StoppedClock{At: time.Now()}, Program: program}
	r, err := prepare(space, options)
	if err != nil {
		r = &run{space: space, options: options, archive: inbox.Archive{Root: space.Archive},
			open:   reader.NewOpener().OpenBytes,
			memory: newMemoryBudget(), noted: map[string]string{}}
	}
	return r
}

// VerifyOptions say by what verify checks.
type VerifyOptions struct {
	Program   string // version of tonghop
	PublicKey string // file with the key by which the signature of a bundle is checked; "": the one of tonghop.yaml
}

// bundleOf is the folder of the bundle of a closed period, "" when the period is open. Where the
// journal does not tell, or is damaged, the published tables do. The journal comes first, since the
// tables could be forged together with the bundle.
func (a *account) bundleOf(
	ctx context.Context, space *workspace.Workspace, tables *vintage.Tables, label string,
) (string, error) {
	action := a.closing[label]
	if action == 0 && tables != nil {
		var err error
		if action, err = tables.ClosedBy(ctx, label); err != nil {
			return "", err
		}
	}
	if action == 0 {
		return "", nil
	}
	if closed := a.closed[action]; closed != nil {
		return filepath.Join(space.Closed, filepath.FromSlash(closed.Bundle)), nil
	}
	return vintage.BundleDir(space.Closed, label, action), nil
}

// filesOfBundle checks the bundle's files, and that it is the one of which the journal speaks. whole says whether it
// can be read at all.
func (v *Verification) filesOfBundle(space *workspace.Workspace, a *account, options VerifyOptions) (
	bundle vintage.Bundle, whole bool,
) {
	const remedy = "; put the bundle back from a backup"
	bundle, damaged, err := vintage.OpenBundle(v.Bundle)
	if err != nil {
		v.add("bundle", []string{err.Error() + remedy})
		return bundle, false
	}
	slices.Sort(damaged)
	for i := range damaged {
		damaged[i] += remedy
	}
	sum, err := vintage.BundleSum(v.Bundle)
	if noted := a.closed[bundle.ActionID]; err == nil && noted != nil && noted.SHA256 != "" && noted.SHA256 != sum {
		damaged = append(damaged, fmt.Sprintf("bundle.json is not the one with which the period was closed: its SHA-256 is "+
			"%.12s…, the journal has %.12s…%s", sum, noted.SHA256, remedy))
	}
	v.add("files of the bundle", orProblem(damaged, err))
	v.signature(space, options)
	return bundle, true
}

// publishedTables compares the rows that a period was closed with and those that are published. The
// rows of the sealed CSV file are compared, and not those of the ledger, so that the check does not
// rest on the warehouse.
func (v *Verification) publishedTables(
	ctx context.Context, tables *vintage.Tables, unreadable error, p period.Period,
) {
	const check = "published tables"
	if unreadable != nil {
		v.add(check, []string{unreadable.Error()})
		return
	}
	sealed := filepath.Join(v.Bundle, vintage.BundleTable)
	problems, err := warehouse.DifferFromPublished(ctx, sealed, tables.TablesFile(), p)
	for i := range problems {
		problems[i] += "; \"tonghop run --full\" publishes the sealed rows again"
	}
	v.add(check, orProblem(problems, err))
}

// orProblem is a list of problems, to which the error belongs that kept the others from being found.
func orProblem(problems []string, err error) []string {
	if err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}

// damagedWorkbooks names the workbooks of a bundle whose bytes the archive does not have. Those that were forgotten are
// not missed.
func (a *account) damagedWorkbooks(archive inbox.Archive, submissions []inbox.Submission) (problems []string) {
	for _, s := range submissions {
		if _, err := archive.Read(s.SHA256); err != nil && !a.forgotten[s.ID()] {
			problems = append(problems, fmt.Sprintf("%s: %v", s.Path, err))
		}
	}
	return problems
}

// bundled opens a bundle as a workspace: its configuration, forms and registry, at the moment of
// the closing. Only the archive is that of today's workspace, since a bundle names its workbooks by
// their sums and has not their bytes.
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

// loadBundled reads the workbooks of a bundle, in order of receipt, and loads them. The order is
// what decides which of two workbooks is the later one; a bundle lists them in it.
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
