package pipeline

import (
	"context"
	"fmt"
	"path/filepath"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
)

// Reading is what two versions of tonghop read differently in the workbooks of a closed period. It changes no closed
// number.
type Reading struct {
	Then        string                        `json:"then"`        // version of tonghop that closed the period
	Now         string                        `json:"now"`         // version that reads the workbooks again
	Differences []warehouse.ReadingDifference `json:"differences"` // none: both read the same
	Problem     string                        `json:"problem,omitempty"`
}

// evidence makes the tables again from the bundle alone, and then reads its workbooks. The first is
// a check that can fail. The second is not: a program that has learnt to read something better than
// the one of that day must not turn every closed period red.
func (v *Verification) evidence(ctx context.Context, archive inbox.Archive, bundle vintage.Bundle, program string) {
	const check = "tables made again"
	e, err := warehouse.OpenEvidence(ctx, v.Bundle, filepath.Join(v.Bundle, vintage.BundleTable), bundle.Making)
	if err != nil {
		v.add(check, []string{err.Error()})
		return
	}
	defer e.Close()
	problems, err := e.Make(ctx, v.Bundle, bundle.Making)
	v.add(check, orProblem(problems, err))
	v.Reading = &Reading{Then: bundle.Program, Now: program, Differences: []warehouse.ReadingDifference{}}
	if err != nil {
		v.Reading.Problem = "the bundle's own ledger could not be made, so that there is nothing to compare with"
		return
	}
	if v.Reading.Differences, err = v.readAgain(ctx, e, archive, bundle); err != nil {
		v.Reading.Problem = fmt.Sprintf("this program cannot read the workbooks with the definitions of that day: %v", err)
	}
}

// readAgain reads the archived workbooks with the definitions of the day. Those that are damaged
// are left out: they are named by another check. Workbooks are read one after the other and handed
// on at once, so that a whole year of them does not stand in memory.
func (v *Verification) readAgain(
	ctx context.Context, e *warehouse.Evidence, archive inbox.Archive, bundle vintage.Bundle,
) ([]warehouse.ReadingDifference, error) {
	r, err := bundled(v.Bundle, archive, bundle)
	if err != nil {
		return nil, err
	}
	return e.ReadingDifferences(ctx, func(yield func(warehouse.Reread) bool) {
		for _, s := range bundle.Submissions {
			data, err := r.archive.Read(s.SHA256)
			if err != nil {
				continue
			}
			reading := r.atPlace(s, r.understand(form.File{Path: s.Path, Name: s.FileName}, data))
			if !yield(warehouse.Reread{Submission: s, Reading: reading}) {
				return
			}
		}
	})
}
