package journal

import (
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
)

// Entry is what one line says beside its time, its author and its place in the chain: one of the
// types below. A line looks like this, without the break:
//
//	{"n":3,"kind":"decided","time":"2021-10-12T02:00:00Z","who":"an@may-chu","parent":"9f2c…",
//	 "action":1,"decision":"retract","subject":"1a2b3c4d5e6f","reason":"gửi nhầm"}
type Entry interface {
	// Kind is the word that stands in the line for this type.
	Kind() string
}

// Run begins what one command wrote: the lines up to the next Run belong to it, and were recorded at its time.
type Run struct {
	Command string `json:"command"` // run, retract, unretract, accept, close, reopen, forget
	Reason  string `json:"reason,omitempty"`
	Program string `json:"program"` // version of tonghop
	Number  int    `json:"run"`     // run_id
	// With names the definitions and the names of units by which everything in the ledger had been read when it ended;
	// empty for a command that reads nothing.
	With string `json:"with,omitempty"`

	// What it saw in the inbox; see warehouse.Counts.
	Found     int `json:"found,omitempty"`
	Fresh     int `json:"fresh,omitempty"`
	Unchanged int `json:"unchanged,omitempty"`
	Accepted  int `json:"accepted,omitempty"`
	Rejected  int `json:"rejected,omitempty"`
}

// Received says that a workbook, or a further form in one, has come. Kept says whether the archive
// has its bytes: only a list of people is not kept. It stands before the lines "read" of its forms,
// since they name it.
type Received struct {
	inbox.Submission
	Receipt int  `json:"receipt"` // its place in the order of receipt
	Kept    bool `json:"kept"`
}

// Received is the submission, with what the line says of its bytes.
func (r *Received) Received() inbox.Submission {
	s := r.Submission
	s.Archived = r.Kept
	return s
}

// Defined says which texts are in force from now on: all of one group, by the SHA-256 under which
// the archive keeps each. It stands before whatever was read by these texts. A group is always
// listed whole: a form that is not in the list is not in force any more.
type Defined struct {
	Group string `json:"group"` // definitions (tonghop.yaml and forms) or registry
	Files []File `json:"files"`
}

// The groups of files that are in force together.
const (
	Definitions = "definitions"
	Registry    = "registry"
)

// File is one text of the office.
type File struct {
	Type   string `json:"type"` // configuration, form, registry
	Name   string `json:"name"` // of a form without extension, as everywhere
	SHA256 string `json:"sha256"`
}

// Read says what a submission was understood as. The numbers are not in it: they are read again from the bytes. Digest
// tells whether that gave the same.
type Read struct {
	Submission string `json:"submission"` // submission_id
	With       string `json:"with"`       // names the definitions and the names of units, as ledger.reading has it
	Form       string `json:"form,omitempty"`
	Unit       string `json:"unit,omitempty"`
	Period     string `json:"period,omitempty"`
	Accepted   bool   `json:"accepted"`
	Digest     string `json:"digest"`
	// Findings are those that the bytes do not tell: all of a workbook that is not kept, and those about the moment of
	// receipt.
	Findings []form.Finding `json:"findings,omitempty"`
}

// Decided is a decision of staff.
type Decided struct {
	Action     int    `json:"action"`   // action_id
	Decision   string `json:"decision"` // retract, unretract, accept, close, reopen, forget
	Subject    string `json:"subject"`  // a submission_id, or a period
	Reason     string `json:"reason"`
	Receipt    int    `json:"receipt,omitempty"`    // the place of an accept in the order of receipt
	Incomplete string `json:"incomplete,omitempty"` // what a closed period lacked
	Unit       string `json:"unit,omitempty"`       // whose an accepted submission is, whatever its own head says
}

// Published says that a vintage is on disk. A vintage that is rewritten, as forget does, is said again.
type Published struct {
	Vintage string    `json:"vintage"`
	AsOf    time.Time `json:"as_of,omitzero"`
	SHA256  string    `json:"sha256"` // of its manifest.json
	// Found is true for a vintage that an earlier version of tonghop had published: it was found there when the journal
	// was begun.
	Found bool `json:"found,omitempty"`
}

// Closed says that the bundle of a closed period is on disk. A bundle that is rewritten is said again.
type Closed struct {
	Period string `json:"period"`
	Action int    `json:"action"` // of the decision that closed the period
	Bundle string `json:"bundle"` // below the folder of bundles, with forward slashes
	SHA256 string `json:"sha256"` // of its bundle.json
}

// Forgotten says that the bytes of a content and the texts that were read in it are not kept any more.
type Forgotten struct {
	SHA256      string   `json:"sha256"`
	Submissions []string `json:"submissions"` // submission_ids of its forms
	Reason      string   `json:"reason"`
}

// Kind is "run".
func (*Run) Kind() string { return "run" }

// Kind is "received".
func (*Received) Kind() string { return "received" }

// Kind is "defined".
func (*Defined) Kind() string { return "defined" }

// Kind is "read".
func (*Read) Kind() string { return "read" }

// Kind is "decided".
func (*Decided) Kind() string { return "decided" }

// Kind is "published".
func (*Published) Kind() string { return "published" }

// Kind is "closed".
func (*Closed) Kind() string { return "closed" }

// Kind is "forgotten".
func (*Forgotten) Kind() string { return "forgotten" }

// newEntry is an empty entry of a kind, nil for a word that is none. Kinds are never given another
// meaning; a program that does not know one refuses the journal instead of passing the line over.
func newEntry(kind string) Entry {
	for _, e := range []Entry{
		&Run{}, &Received{}, &Defined{}, &Read{}, &Decided{}, &Published{}, &Closed{}, &Forgotten{},
	} {
		if e.Kind() == kind {
			return e
		}
	}
	return nil
}
