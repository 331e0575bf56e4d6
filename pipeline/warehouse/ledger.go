// Package warehouse keeps the ledger and makes tables of it, on the embedded DuckDB.
//
// It takes what a run has read (submissions with their readings), the definitions, the registry and
// the decisions of staff, and appends them to the ledger in one transaction. It gives the
// consolidated tables, made by the SQL of package sql and tested by its checks; the files of a
// vintage; and the bundle of a closed period, with the means to prove it later.
//
// It never changes or deletes a row of the ledger, it opens no workbook, and it knows no model by
// its name: what is made when, and of what, stands in the headers of the SQL files. Only package
// duck beneath it talks to the driver.
//
// Begin reading with Open and Tx, which write; go on with Consolidate and year.go, which build;
// then ExportAfter, and Keep for bundles.
package warehouse

import (
	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
)

// Loaded is a submission together with the reading that this run made of it.
type Loaded struct {
	Submission inbox.Submission
	New        bool  // the ledger does not have the submission yet
	Receipt    int32 // of a form found in a content that the ledger has already; 0: the next number
	Reading    form.Reading
}
