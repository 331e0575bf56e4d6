package pipeline

import (
	"errors"
	"strings"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
)

// checks looks across the workbooks of one run. The inbox may hold the same bytes under several
// names; only the first of them is received, so that a copy in another folder does not count twice.
type checks struct {
	seen   map[string]bool // contents
	mended map[string]bool // contents that the archive has again
}

// newChecks has seen nothing; one is made for each run.
func newChecks(work *worklist) *checks {
	return &checks{seen: make(map[string]bool, len(work.fresh)), mended: map[string]bool{}}
}

// settle decides what becomes of one workbook: what the ledger has to learn of its forms, nothing
// when it knows all. It is called by one goroutine and in the order of the worklist, although the
// workbooks are read by many: which of two is the later one must not depend on which worker was
// faster.
func (r *run) settle(work *worklist, c *checks, o outcome) ([]warehouse.Loaded, error) {
	if o.again != nil {
		return r.settleAgain(work, o)
	}
	if o.err != nil {
		r.report.skip(o.file.Path, reasonToSkip(o.err), o.err.Error())
		return nil, nil
	}
	// A file whose name is not told is not noted as known, since the note would have the name; it
	// is read again every night.
	if !o.concealed {
		work.read = append(work.read, inbox.Known{File: *o.file, SHA256: o.sha256})
	}
	twice := c.seen[o.sha256]
	c.seen[o.sha256] = true
	if o.mended && !c.mended[o.sha256] { // two workers may have put the same bytes back at one moment
		c.mended[o.sha256] = true
		r.report.Mended++
	}
	if o.known || twice {
		r.report.Duplicate++
		if o.known && work.arrived[o.file.Path] {
			r.resent = append(r.resent, resent{*o.file, o.sha256})
		}
		return nil, nil
	}
	loaded := r.newlySaid(work.received[o.sha256], o.readings, r.submission(o))
	if o.concealed && len(loaded) == 0 {
		r.report.Unchanged++
	}
	for i := range loaded {
		l := &loaded[i]
		l.Reading = r.late(l.Reading)
		r.report.add(o.file.Path, *l)
	}
	return loaded, nil
}

// settleAgain keeps a second reading only when it says something new. Bytes that the archive has
// lost are looked for once more when the inbox has been read; see readDamaged. Any other error of
// the archive ends the run: it is one of the disk, and not of the workbook.
func (r *run) settleAgain(work *worklist, o outcome) ([]warehouse.Loaded, error) {
	var damaged *inbox.DamagedError
	if errors.As(o.err, &damaged) {
		work.damaged = append(work.damaged, o.again)
		return nil, nil
	}
	if o.err != nil {
		return nil, o.err
	}
	r.report.ReadAgain++
	loaded := r.newlySaid(o.again, o.readings, o.again[0].Submission)
	for i := range loaded {
		r.report.add(o.again[0].Path, loaded[i])
	}
	return loaded, nil
}

// submission describes the content of a file of the inbox that the ledger has not got. Part and
// Place are filled in for each form of the workbook by newlySaid.
func (r *run) submission(o outcome) inbox.Submission {
	return inbox.Submission{
		SHA256: o.sha256, Path: o.file.Path, FileName: o.file.Name(), Size: o.file.Size,
		ReceivedAt: r.receivedAt(o.file.ModTime), FileTime: o.file.ModTime, Archived: o.kept,
	}
}

// receivedAt is the file's own time as far as it can be true: not before the run that did not see
// it, not after this one. Senders' clocks go wrong and copies keep old times: a file that says 1980
// was received at the time of the previous run, and one that says next year at that of this one.
// Deadlines are judged by this time.
func (r *run) receivedAt(modified time.Time) time.Time {
	switch {
	case modified.Before(r.previous):
		return r.previous
	case modified.After(r.now):
		return r.now
	}
	return modified
}

// late warns of numbers for closed periods: they are kept, and change no closed table. Closed
// periods are looked for from the reading's own to the end of its year, since a cumulative changes
// every later quarter and the year.
func (r *run) late(reading form.Reading) form.Reading {
	if !reading.Accepted {
		return reading
	}
	var closed []string
	year := reading.Period.LastYear()
	for quarter := reading.Period.LastQuarter(); quarter <= 4; quarter++ {
		if p := period.OfQuarter(year, quarter); r.closed[p.String()] {
			closed = append(closed, p.String())
		}
	}
	if p := period.OfYear(year); r.closed[p.String()] {
		closed = append(closed, p.String())
	}
	if len(closed) > 0 {
		reading.Findings = append(reading.Findings, form.Finding{
			Severity: form.SeverityWarning, Code: form.PeriodClosed, Expected: strings.Join(closed, ", "),
		})
	}
	return reading
}
