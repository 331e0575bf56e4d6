package warehouse

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/warehouse/duck"
)

// Reread is a workbook of a closed period, with what this program reads in it today.
type Reread struct {
	Submission inbox.Submission
	Reading    form.Reading
}

// ReadingDifference is one place in a workbook in which the version that closed the period and this
// one read different things. It proves nothing wrong: the sealed numbers stand, and a person looks
// at the cell.
type ReadingDifference struct {
	Path  string `json:"path"` // of the workbook, below the inbox
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
	What  string `json:"what"` // unit, indicator, breakdown and measure; "reading" for what the workbook was taken as
	Was   string `json:"was"`  // then; "" when nothing was read there
	Is    string `json:"is"`   // now
}

// readNow is one thing that this program reads in a workbook: the outcome, or one number.
type readNow struct{ submissionID, path, sheet, cell, what, value string }

// ReadingDifferences compares what is read in workbooks now with the readings of the day, which the
// bundle holds. Make must have been called before. The list is empty, never nil, when nothing
// differs. The workbooks are read one by one as the iterator gives them, and never held all at
// once.
func (e *Evidence) ReadingDifferences(ctx context.Context, workbooks iter.Seq[Reread]) (found []ReadingDifference,
	err error) {
	columns := []duck.Column[readNow]{
		duck.Text("submission_id", func(n *readNow) string { return n.submissionID }),
		duck.Text("path", func(n *readNow) string { return n.path }),
		duck.Text("sheet", func(n *readNow) string { return n.sheet }), duck.Text("cell",
			func(n *readNow) string { return n.cell }),
		duck.Text("what", func(n *readNow) string { return n.what }), duck.Text("value",
			func(n *readNow) string { return n.value }),
	}
	found = []ReadingDifference{}
	err = duck.WithRelation(ctx, e.conn, "read_now", columns, allRead(workbooks), func() error {
		return duck.Each(ctx, e.conn, "warehouse/reading_difference", func(rows *sql.Rows) error {
			var d ReadingDifference
			err := rows.Scan(&d.Path, &d.Sheet, &d.Cell, &d.What, &d.Was, &d.Is)
			found = append(found, d)
			return err
		})
	})
	return found, err
}

// allRead lists everything that is read in workbooks. What it yields is valid until the next one.
func allRead(workbooks iter.Seq[Reread]) iter.Seq[*readNow] {
	return func(yield func(*readNow) bool) {
		for w := range workbooks {
			// The outcome comes first, then each number with its cell.
			n := readNow{submissionID: w.Submission.ID(), path: w.Submission.Path, what: "reading", value: OutcomeOf(w.Reading)}
			if !yield(&n) {
				return
			}
			for i := range w.Reading.Observations {
				o := &w.Reading.Observations[i]
				n.sheet, n.cell, n.value = o.Sheet, o.Cell, o.Mark.String()
				n.what = strings.Join([]string{o.UnitID, o.Indicator, o.Breakdown, string(o.Measure)}, " ")
				if o.Mark == vntext.Value {
					n.value = o.Value.String()
				}
				if !yield(&n) {
					return
				}
			}
		}
	}
}

// OutcomeOf is in words what a workbook is taken as: accepted or rejected, and the form, unit and
// period that it names.
func OutcomeOf(r form.Reading) string {
	label := ""
	if r.HasPeriod {
		label = r.Period.String()
	}
	return Outcome(r.Accepted, r.FormID, r.UnitID, label)
}

// Outcome is OutcomeOf for what is only told of a reading. What the workbook did not tell is left
// out. "accepted kn-01 hoa-phong 2021-Q3" is one, and "rejected" alone is that of a workbook which
// told nothing of itself.
func Outcome(accepted bool, form, unit, period string) string {
	words := []string{"rejected"}
	if accepted {
		words[0] = "accepted"
	}
	for _, word := range []string{form, unit, period} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
