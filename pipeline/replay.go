package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
)

// Replayed is what came of making rows of the ledger from lines of the journal.
type Replayed struct {
	Runs     int `json:"runs"`     // commands whose rows were made
	Readings int `json:"readings"` // workbooks that were read, each as often as it was then
	// Differences are what this program reads otherwise than the one of that day did, as far as the journal tells.
	Differences []ReplayDifference `json:"differences"`
	// Lost are files of the archive whose bytes are not what they were.
	Lost []string `json:"lost"`
	// Problems are what could not be made as it was, and what was done instead.
	Problems []string `json:"problems"`
}

// ReplayDifference is a workbook that this program reads otherwise than the journal says.
type ReplayDifference struct {
	Submission string `json:"submission_id"`
	Path       string `json:"path"` // below the inbox
	Was        string `json:"was"`  // as what it was taken then
	Is         string `json:"is"`   // as what it is taken now; the same words where only numbers or findings differ
}

// replay is the making of rows under way: it goes over the lines in order, and commits what each
// command wrote. A line often cannot be carried out by itself: a reading needs the line that says
// what was received, and the definitions that stand before it. So it keeps what is waiting, and
// makes it when a line comes before which it has to be there.
type replay struct {
	run   *run // whose archive, reader and folders are used
	made  Replayed
	ready *warehouse.Warehouse

	inForce     map[string][]journal.File // the files of each group
	undefined   bool                      // inForce has changed and the ledger does not know it
	office      *run                      // reads by the definitions of the day
	submissions map[string]inbox.Submission
	forgotten   map[string]bool              // contents, by SHA-256
	said        map[string]map[string]string // whose a form is as staff said: by SHA-256 and place, the unit

	tx      *warehouse.Tx
	counts  warehouse.Counts
	with    string // by which everything was read when the last run ended
	pending *journal.Received
	batch   []toRead
	head    journal.Head // up to the line that was gone over last
}

// toRead is a workbook whose reading belongs into the ledger.
type toRead struct {
	submission inbox.Submission
	receipt    int32
	fresh      bool              // the ledger has not got the submission itself
	line       *journal.Read     // nil: the command was killed before it had written it
	forgotten  bool              // nothing of its bytes and texts is kept
	units      map[string]string // whose a form is as staff said, by its place
}

// replay makes the rows of the ledger that the lines after a head speak of. Each command's rows are committed by
// themselves, with the head up to where they go.
func (r *run) replay(
	ctx context.Context, w *warehouse.Warehouse, j *journal.Journal, after journal.Head,
) (made Replayed, err error) {
	p := &replay{run: r, ready: w, inForce: map[string][]journal.File{}, submissions: map[string]inbox.Submission{},
		said: map[string]map[string]string{}}
	p.made = Replayed{Differences: []ReplayDifference{}, Lost: []string{}, Problems: []string{}}
	if p.forgotten, err = j.Forgotten(); err != nil {
		return p.made, err
	}
	defer func() {
		if p.tx != nil {
			err = errors.Join(err, p.tx.Rollback())
		}
	}()
	for line, err := range j.After(after) {
		if published, is := line.Entry.(*journal.Published); is {
			r.noted[published.Vintage] = published.SHA256
		}
		if err == nil && p.tx == nil && line.Entry.Kind() == (&journal.Run{}).Kind() {
			err = p.lookBack(ctx, j, after)
		}
		if err == nil {
			err = p.take(ctx, line)
		}
		if err != nil {
			return p.made, err
		}
	}
	return p.made, p.finish(ctx)
}

// lookBack finds out what was in force and what had been received where a replay begins. A replay
// seldom begins at the first line: most often it takes up the last command of a killed process. The
// lines before it are then gone over once, without making anything of them.
func (p *replay) lookBack(ctx context.Context, j *journal.Journal, until journal.Head) error {
	if until.IsZero() || len(p.submissions) > 0 {
		return nil
	}
	for line, err := range j.After(journal.Head{}) {
		if err != nil {
			return err
		}
		if line.N > until.Lines {
			return ctx.Err()
		}
		switch e := line.Entry.(type) {
		case *journal.Defined:
			p.inForce[e.Group] = e.Files
		case *journal.Received:
			p.submissions[e.ID()] = p.received(e)
		case *journal.Decided:
			p.say(e)
		}
	}
	return ctx.Err()
}

// take makes the rows of one line, or keeps it in mind until they can be made. Readings wait in a
// batch so that all cores can read. Whatever changes how the next workbooks are read, or what
// counts, empties the batch first. Lines about vintages make no rows.
func (p *replay) take(ctx context.Context, line journal.Line) (err error) {
	_, begins := line.Entry.(*journal.Run)
	switch e := line.Entry.(type) {
	case *journal.Run:
		if err = p.finish(ctx); err == nil {
			err = p.begin(ctx, line, e)
		}
	case *journal.Defined:
		if err = p.flush(ctx); err == nil {
			p.inForce[e.Group], p.undefined, p.office = e.Files, true, nil
		}
	case *journal.Received:
		if err = p.settlePending(); err == nil {
			p.pending = e
		}
	case *journal.Read:
		err = p.queue(ctx, e)
	case *journal.Decided:
		if err = p.flush(ctx); err == nil {
			err = p.decide(e)
		}
	case *journal.Closed:
		if err = p.flush(ctx); err == nil {
			err = p.seal(ctx, e)
		}
	}
	if err != nil {
		return fmt.Errorf("line %d of the journal: %w", line.N, err)
	}
	if p.tx != nil || begins {
		p.head = line.Head
	}
	return nil
}

// begin starts the transaction of one command. Time, author and program are those of the line, not
// of today, so that the rows are those that the command wrote.
func (p *replay) begin(ctx context.Context, line journal.Line, e *journal.Run) (err error) {
	p.tx, err = p.ready.Begin(ctx, warehouse.Command{Kind: e.Command, Actor: line.Who, Reason: e.Reason,
		Program: e.Program, At: line.Time})
	if err != nil {
		return err
	}
	p.counts = warehouse.Counts{Found: e.Found, Fresh: e.Fresh, Unchanged: e.Unchanged, Accepted: e.Accepted,
		Rejected: e.Rejected}
	if e.With != "" {
		p.with = e.With
	}
	return p.tx.BeginRun(e.Number)
}

// finish commits what the command wrote whose lines have been gone over. Definitions that the
// command recorded and by which it read nothing are recorded here.
func (p *replay) finish(ctx context.Context) error {
	if p.tx == nil {
		return nil
	}
	if err := p.flush(ctx); err != nil {
		return err
	}
	if err := p.define(ctx); err != nil {
		return err
	}
	if err := p.setReadWith(ctx); err != nil {
		return err
	}
	if err := p.tx.SetJournalHead(ctx, p.head); err != nil {
		return err
	}
	err := p.tx.Commit(ctx, p.counts)
	p.tx = nil
	p.made.Runs++
	return err
}

// setReadWith says by which definitions everything in the ledger has been read. It says none, so that the next run
// reads everything again, when some workbook was not read as it was then.
func (p *replay) setReadWith(ctx context.Context) error {
	other := len(p.made.Differences)+len(p.made.Problems) > 0
	if other {
		p.with = ""
	}
	if p.with == "" && !other && len(p.made.Lost) == 0 {
		return nil
	}
	if _, _, err := p.tx.ReadWith(ctx); err != nil {
		return err
	}
	return p.tx.SetReadWith(ctx, p.with, p.made.Lost)
}

// decide appends a decision of staff. Decisions are numbered in the order of the journal. A gap
// means that lines are missing, which is an error: all later ones would get other numbers, and
// bundles are named by them.
func (p *replay) decide(e *journal.Decided) error {
	if next := p.tx.NextAction(); next != e.Action {
		return fmt.Errorf("it is decision %d, and the ledger has come to %d", e.Action, next-1)
	}
	p.say(e)
	if e.Unit != "" {
		return p.tx.ActOfUnit(e.Subject, e.Unit)
	}
	if e.Decision != "close" {
		return p.tx.ActAs(e.Decision, e.Subject)
	}
	return p.tx.ActIncomplete(e.Subject, e.Incomplete)
}

// say keeps in mind whose a form is, where a decision says so: it is read so from then on.
func (p *replay) say(e *journal.Decided) {
	if e.Unit == "" {
		return
	}
	s := p.submissions[e.Subject]
	places := maps.Clone(p.said[s.SHA256])
	if places == nil {
		places = map[string]string{}
	}
	places[s.Place] = e.Unit
	p.said[s.SHA256] = places
}

// settlePending queues a submission whose reading the killed command did not come to write. One
// that is not kept is received again from the inbox.
func (p *replay) settlePending() error {
	e := p.pending
	p.pending = nil
	if e == nil || !e.Kept {
		return nil
	}
	p.submissions[e.ID()] = p.received(e)
	p.batch = append(p.batch, toRead{submission: p.received(e), receipt: int32(e.Receipt), fresh: true})
	return nil
}

// received is the submission of a line, without its texts where it was forgotten.
func (p *replay) received(e *journal.Received) inbox.Submission {
	if p.forgotten[e.SHA256] {
		return nameless(e.Received())
	}
	return e.Received()
}

// queue notes a reading that is to be made. A line "read" directly behind the line "received" of
// the same submission is its first reading, and makes the submission's own row too.
func (p *replay) queue(ctx context.Context, e *journal.Read) error {
	t := toRead{line: e}
	if p.pending != nil && p.pending.ID() == e.Submission {
		t.submission, t.receipt, t.fresh = p.received(p.pending), int32(p.pending.Receipt), true
		p.submissions[e.Submission], p.pending = t.submission, nil
	} else if err := p.settlePending(); err != nil {
		return err
	}
	if !t.fresh {
		var known bool
		if t.submission, known = p.submissions[e.Submission]; !known {
			return fmt.Errorf("it reads submission %s, which no line before says was received", e.Submission)
		}
	}
	p.batch = append(p.batch, t)
	if len(p.batch) < batchSize {
		return nil
	}
	return p.flush(ctx)
}

// flush makes the readings that are waiting and appends them. They are read on all cores and
// appended in the order of the lines, in portions that memory can take.
func (p *replay) flush(ctx context.Context) error {
	if err := p.settlePending(); err != nil {
		return err
	}
	if len(p.batch) == 0 {
		return nil
	}
	if err := p.define(ctx); err != nil {
		return err
	}
	var jobs []func() reread
	for _, t := range p.batch {
		t.units = p.said[t.submission.SHA256]
		t.forgotten = p.forgotten[t.submission.SHA256]
		jobs = append(jobs, func() reread { return p.office.readFor(t) })
	}
	var loaded []warehouse.Loaded
	with, done, numbers := p.office.readWith(), 0, 0
	load := func() error {
		err := p.tx.Load(ctx, loaded, with)
		clear(loaded) // nothing of what is loaded stays in memory
		loaded, numbers = loaded[:0], 0
		return err
	}
	weight := func(one reread) int { return len(one.reading.Observations) }
	for one := range inOrder(ctx, jobs, runtime.GOMAXPROCS(0), batchSize, weight, waitingNumbers) {
		t := p.batch[done]
		if done++; t.line != nil {
			with = t.line.With
		}
		p.note(t, one)
		loaded = append(loaded, warehouse.Loaded{Submission: t.submission, New: t.fresh, Receipt: t.receipt,
			Reading: one.reading})
		if numbers += weight(one); numbers >= waitingNumbers {
			if err := load(); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.batch = p.batch[:0]
	p.made.Readings += done
	return load()
}

// note keeps what is to be told of a reading: that it is not the one of that day, or that its bytes
// are lost. Where the line is missing, there is nothing to compare with.
func (p *replay) note(t toRead, one reread) {
	switch {
	case one.lost:
		p.made.Lost = append(p.made.Lost, t.submission.SHA256)
	case t.line == nil || one.same:
	default:
		p.made.Differences = append(p.made.Differences, ReplayDifference{
			Submission: t.submission.ID(), Path: t.submission.Path,
			Was: warehouse.Outcome(t.line.Accepted, t.line.Form, t.line.Unit, t.line.Period),
			Is:  warehouse.OutcomeOf(one.reading),
		})
	}
}

// reread is a reading that was made again.
type reread struct {
	reading form.Reading
	same    bool // as the journal says
	lost    bool // the archive does not have the bytes
}

// readFor makes the reading of one line again, from the archived bytes by the definitions of the
// day. Of what was never kept, or was forgotten, the line itself is all there is: it has the
// findings and no numbers. Bytes that the archive has lost give a rejected reading that says so, so
// that no number is made up for them.
func (r *run) readFor(t toRead) reread {
	if !t.submission.Archived {
		told := toldReading(t.line)
		if t.forgotten {
			told.Findings = nil
		}
		return reread{reading: told, same: true}
	}
	var readings []form.Reading
	get := func() ([]byte, error) { return r.archive.Read(t.submission.SHA256) }
	err := r.memory.within(t.submission.Size, get, func(data []byte) {
		file := form.File{Path: t.submission.Path, Name: t.submission.FileName, Units: t.units}
		readings = r.understand(file, data)
	})
	if err != nil {
		lost := toldReading(t.line)
		lost.Accepted, lost.Findings = false, []form.Finding{r.archiveFindingOf(err)}
		return reread{reading: lost, lost: true}
	}
	reading, same := r.likeLine(t, readings)
	if t.line != nil {
		// The line only has findings that the bytes do not tell, about the moment of receipt.
		reading.Findings = append(reading.Findings, t.line.Findings...)
	}
	return reread{reading: reading, same: same}
}

// likeLine finds among the forms of a workbook the one that a line is about: the one that says the same, or else the
// one at the submission's place.
func (r *run) likeLine(t toRead, readings []form.Reading) (reading form.Reading, same bool) {
	known := &warehouse.Received{Submission: t.submission}
	if t.line != nil {
		known.FormID = t.line.Form
		for _, one := range append(readings, r.forms.Unrecognised()) {
			if warehouse.Digest(one) == t.line.Digest {
				return one, true
			}
		}
	}
	if at := readingOf(known, readings, make([]bool, len(readings))); at >= 0 {
		return readings[at], false
	}
	return r.forms.Unrecognised(), false
}

// toldReading is a reading as far as a line of the journal tells it: all but its numbers. The
// numbers are in the bytes alone, and in the ledger; the journal has the digest of the reading, by
// which it is known whether a reading that was made again is the same.
func toldReading(line *journal.Read) form.Reading {
	if line == nil {
		return form.Reading{}
	}
	reading := form.Reading{FormID: line.Form, UnitID: line.Unit, Accepted: line.Accepted, Findings: line.Findings}
	if p, err := period.Parse(line.Period); err == nil {
		reading.Period, reading.HasPeriod = p, true
	}
	return reading
}
