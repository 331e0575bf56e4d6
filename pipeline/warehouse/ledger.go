// Package warehouse is the only owner of DuckDB handles: it opens and migrates the workspace's database,
// loads what a run read, runs the models of package sql and their checks, and exports vintages.
package warehouse

import (
	"time"

	"tonghop/pipeline/form"
)

// Submission is one workbook content as received.
type Submission struct {
	SHA256     string // lower-case hex; the first 12 digits are its submission_id
	Path       string // below the inbox, with forward slashes
	FileName   string
	Size       int64     // bytes
	ReceivedAt time.Time // UTC
	Archived   bool      // its bytes are kept; false for a list of people
}

// Loaded is a submission with the reading made of it in this run.
type Loaded struct {
	Submission Submission
	New        bool // the ledger does not have the submission yet
	Reading    form.Reading
}

// KnownFile is what the inbox knew of a file after the last run.
type KnownFile struct {
	Path    string // below the inbox
	Size    int64
	ModTime time.Time
	SHA256  string
}
