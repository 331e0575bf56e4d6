package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
)

// SumError says that a sum passes what a table can hold, and which numbers of this run are the likely cause: one of
// them is mistyped more often than right.
type SumError struct {
	Largest []string // file, sheet, cell and number, the largest first
	Err     error
}

func (e *SumError) Error() string {
	text := fmt.Sprintf("a sum passes %v, the largest number that a table can hold; nothing was published, and the "+
		"ledger is as it was.", "10^20")
	if len(e.Largest) > 0 {
		text += " The largest numbers read in this run are\n  " + strings.Join(e.Largest, "\n  ") + "\n"
	}
	return text + "Correct such a workbook or take it out of the inbox, and run again; where the numbers are right, " +
		"let the form ask for thousands or millions."
}

// Kind is refused: nothing was published, and a workbook has to be corrected first.
func (e *SumError) Kind() fault.Kind { return fault.Refused }

func (e *SumError) Unwrap() error { return e.Err }

// largeNumber is a number that may have a part in such a sum: a table has fewer than 100,000 numbers to add.
type largeNumber struct {
	path string
	from form.Observation
}

// noteLarge keeps the largest numbers of this run.
func (r *run) noteLarge(path string, reading form.Reading) {
	const kept = 3
	least := quantity.Of(1_000_000_000_000_000)
	if !reading.Accepted {
		return
	}
	for i := range reading.Observations {
		if o := &reading.Observations[i]; o.Value.Abs().Cmp(least) >= 0 {
			r.largest = append(r.largest, largeNumber{path, *o})
		}
	}
	slices.SortStableFunc(r.largest, func(a, b largeNumber) int { return b.from.Value.Abs().Cmp(a.from.Value.Abs()) })
	r.largest = r.largest[:min(kept, len(r.largest))]
}

// explainSum names the numbers behind a sum that is too large.
func (r *run) explainSum(err error) error {
	if !errors.Is(err, warehouse.ErrSumTooLarge) {
		return err
	}
	e := &SumError{Err: err}
	for _, n := range r.largest {
		e.Largest = append(e.Largest, fmt.Sprintf("%s, sheet %q, cell %s: %v", n.path, n.from.Sheet, n.from.Cell,
			n.from.Value))
	}
	return e
}
