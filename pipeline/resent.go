package pipeline

import (
	"context"
	"database/sql"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
)

// resent is a file that came with this run and whose bytes had been received before. Receiving them again changes
// nothing, so that whoever sends an earlier version once more, because it is right after all, has to be told.
type resent struct {
	file   inbox.File
	sha256 string
}

// known is a submission as the vintage has it, with the one that counts for its form, unit and period.
type known struct {
	workbook   Workbook
	status     string
	receivedAt time.Time
	counts     string // submission_id; "" where none counts
	countsPath string
	countsFrom time.Time // when that one was received
}

// addResent reports the files of this run that hold what was received before and does not count.
func (r *run) addResent(ctx context.Context, tables *vintage.Tables) error {
	for _, again := range r.resent {
		err := tables.Each(ctx, "vintage/received_before", func(rows *sql.Rows) error {
			var k known
			w := &k.workbook
			var from sql.NullTime
			err := rows.Scan(&w.Submission, &w.Path, &w.Form, &w.Unit, &w.Period, &k.status, &k.receivedAt,
				&k.counts, &k.countsPath, &from)
			k.countsFrom = from.Time
			if err == nil && again.isNews(k) {
				r.report.tellResent(again, k)
			}
			return err
		}, again.sha256)
		if err != nil {
			return err
		}
	}
	return nil
}

// isNews says whether the sender may believe that the file counts now: it does not, and it is another file than the one
// that was received then, or one that was saved after what counts had come.
func (a resent) isNews(k known) bool {
	later := k.receivedAt
	if k.status == "superseded" {
		later = k.countsFrom
	}
	return k.status != "current" && k.status != "held" && (a.file.Path != k.workbook.Path || a.file.ModTime.After(later))
}

// tellResent adds a submission that came again and does not count, with what to do. The code of the
// finding has the state that the submission is in (resent_superseded, resent_retracted …), because
// what to do differs: accept it, take it in again, or correct it.
func (r *Report) tellResent(again resent, k known) {
	w := k.workbook
	f := form.Finding{
		Severity: form.SeverityWarning, Code: "resent_" + k.status,
		Read: inbox.ShownPath(again.file.Path), Expected: inbox.ShownPath(k.countsPath),
		Detail: map[string]string{"submission": w.Submission, "counts": k.counts, "path": inbox.ShownPath(w.Path)},
	}
	r.count(f)
	w.Path, w.Shown, w.Findings = again.file.Path, inbox.ShownPath(again.file.Path), []form.Finding{f}
	r.Resent = append(r.Resent, w)
}
