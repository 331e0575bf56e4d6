package pipeline

import (
	"slices"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse"
)

// newlySaid pairs the forms of a workbook with the submissions that the ledger has of the same
// content, and keeps what the ledger does not say yet. A form keeps the submission_id that it was
// given first, also when other forms of its workbook are read later, under definitions that did not
// exist then. s describes the content. A submission whose form is not found any more, because its
// definition was removed, is read as not recognised: what it had said counts no longer, and its
// identifier stays. A reading with the digest of the last one is not repeated.
func (r *run) newlySaid(known []warehouse.Received, readings []form.Reading, s inbox.Submission) []warehouse.Loaded {
	var loaded []warehouse.Loaded
	say := func(before *warehouse.Received, reading form.Reading) {
		if before.Digest != warehouse.Digest(reading) {
			loaded = append(loaded, warehouse.Loaded{Submission: before.Submission, Reading: reading})
		}
	}
	matched, last := make([]bool, len(readings)), 0
	for i := range known {
		last = max(last, known[i].Part)
		if at := readingOf(&known[i], readings, matched); at >= 0 {
			matched[at] = true
			say(&known[i], readings[at])
		} else {
			say(&known[i], r.forms.Unrecognised())
		}
	}
	for i, reading := range readings {
		if matched[i] {
			continue
		}
		last++
		s.Part, s.Place = last, reading.Place
		l := warehouse.Loaded{Submission: s, New: true, Reading: reading}
		if len(known) > 0 { // the content was received when its first form was
			l.Receipt, l.Submission.ReceivedAt = known[0].Receipt, known[0].ReceivedAt
			l.Submission.FileTime = known[0].FileTime
		}
		loaded = append(loaded, l)
	}
	return loaded
}

// readingOf finds the reading of the form that a submission stands for: by its place in the workbook, or the one that
// speaks of the workbook as a whole. Where the ledger has no place, since no form was found or an earlier version wrote
// the row, it is found by its form, and otherwise is the first that is left.
func readingOf(known *warehouse.Received, readings []form.Reading, matched []bool) int {
	free := func(fits func(form.Reading) bool) int {
		for i := range readings {
			if !matched[i] && fits(readings[i]) {
				return i
			}
		}
		return -1
	}
	if at := free(func(r form.Reading) bool { return r.Place == known.Place }); at >= 0 {
		return at
	}
	if known.Place != "" {
		return free(func(r form.Reading) bool { return r.Place == "" })
	}
	if at := free(func(r form.Reading) bool { return r.FormID == known.FormID }); at >= 0 {
		return at
	}
	return slices.Index(matched, false)
}

// atPlace is the reading of the form that a bundle names. Where the workbook has no such form by
// these definitions, it is the reading of a workbook that no form recognises.
func (r *run) atPlace(s inbox.Submission, readings []form.Reading) form.Reading {
	known := &warehouse.Received{Submission: s}
	if at := readingOf(known, readings, make([]bool, len(readings))); at >= 0 {
		return readings[at]
	}
	return r.forms.Unrecognised()
}
