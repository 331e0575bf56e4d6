package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace"
)

// publishedFiles checks every file that a reader may open: those of the current vintage under both
// names, those of every older one, their manifests, and the pointer. Older vintages are looked at
// as well: tonghop diff reads them, and so may anybody.
func (v *Verification) publishedFiles(space *workspace.Workspace, a *account) {
	var problems []string
	current, exists, err := vintage.Current(space.Published)
	if err != nil {
		problems = append(problems, err.Error())
	}
	ids, err := vintage.IDs(space.Published)
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, id := range ids {
		remedy := "; put the folder back from a backup, or remove it, if nobody needs it any more"
		if id == current.ID {
			remedy = "; \"tonghop run --full\" publishes the tables again"
		}
		for _, problem := range a.differences(space.Published, id) {
			problems = append(problems, problem+remedy)
		}
	}
	if exists {
		for _, problem := range vintage.PlainDifferences(space.Published, current) {
			problems = append(problems, problem+"; \"tonghop run\" puts it right, once nobody holds the file open")
		}
	}
	v.add("published files", problems)
}

// differences names what is wrong with one vintage. A vintage whose files agree with its manifest
// may still be forged together with it; that is why the manifest's own sum stands in the journal.
func (a *account) differences(published, id string) (problems []string) {
	f, err := vintage.Find(published, id)
	if err != nil {
		return []string{fmt.Sprintf("vintage %s cannot be opened: %v", id, err)}
	}
	sum, err := f.ManifestSum()
	switch noted := a.published[id]; {
	case err != nil:
		problems = append(problems, err.Error())
	case !a.exists:
	case noted == nil:
		problems = append(problems, f.Dir+" is no vintage that the journal says was published")
	case noted.SHA256 != sum:
		problems = append(problems, fmt.Sprintf("%s was changed: its SHA-256 is %.12s…, the journal has %.12s…",
			filepath.Join(f.Dir, "manifest.json"), sum, noted.SHA256))
	}
	if f.Manifest.ID != id {
		problems = append(problems, fmt.Sprintf("the manifest in %s says that it is that of %q", f.Dir, f.Manifest.ID))
	}
	return append(problems, f.Differences()...)
}

// warehouse makes the ledger again from journal and archive, in a temporary folder, and compares it
// with the warehouse. What this version reads otherwise is told elsewhere and is not compared.
// Where there is no warehouse there is nothing to compare: the next run makes it.
func (v *Verification) warehouse(ctx context.Context, r *run, a *account) {
	const check = "warehouse"
	if !a.exists || !slices.ContainsFunc(v.Checks, func(c Check) bool { return c.Name == "journal" && c.Passed }) {
		return // what it would be compared with does not hold
	}
	head, err := warehouse.HeadIn(ctx, r.space.Warehouse)
	if err != nil {
		var nothing *warehouse.NothingRecordedError
		var busy *duck.BusyError
		if !errors.As(err, &nothing) && !errors.As(err, &busy) {
			v.add(check, []string{fmt.Sprintf("%v; \"tonghop rebuild\" makes it again", err)})
		}
		return
	}
	if head.IsZero() { // it was written before there were journals
		v.add(check, nil)
		return
	}
	found, err := r.compareWithJournal(ctx, head)
	var problems []string
	for _, d := range found {
		problems = append(problems, fmt.Sprintf("ledger.%s, %s: %s; \"tonghop rebuild\" makes the warehouse again from the "+
			"journal", d.Table, map[string]string{"old": "only in the warehouse", "made": "only by the journal"}[d.Side], d.Row))
	}
	v.add(check, orProblem(problems, err))
}
