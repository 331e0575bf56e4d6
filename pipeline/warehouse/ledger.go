// Package warehouse is the only owner of DuckDB handles: it opens and migrates the workspace's database,
// loads what a run read, runs the models of package sql and their checks, and exports vintages.
package warehouse

import (
	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
)

// Loaded is a submission with the reading made of it in this run.
type Loaded struct {
	Submission inbox.Submission
	New        bool  // the ledger does not have the submission yet
	Receipt    int32 // of a form found in a content that the ledger has already; 0: the next number
	Reading    form.Reading
}
