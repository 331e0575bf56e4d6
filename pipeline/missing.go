package pipeline

import (
	"errors"
	"fmt"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// MissingLedgerError says that tables are published and the ledger behind them is not there. To
// begin a new ledger here would publish empty tables over good ones.
type MissingLedgerError struct{ Path string }

func (e *MissingLedgerError) Error() string {
	return fmt.Sprintf("%s is not there, though tables are published, and neither is journal.jsonl: put both back from "+
		"the last backup; from the journal alone tonghop run makes the other again", e.Path)
}

// Kind is refused: what was asked for is right, and the file has to be put back first.
func (e *MissingLedgerError) Kind() fault.Kind { return fault.Refused }

// withoutLedger says of a verb that found no ledger what every other verb says of the same workspace: that nothing is
// published yet, or else that the ledger is missing. Any other error stays as it is.
func withoutLedger(space *workspace.Workspace, err error) error {
	var nothing *warehouse.NothingRecordedError
	if !errors.As(err, &nothing) || !nothing.First.IsZero() {
		return err
	}
	if _, err := vintage.Find(space.Published, vintage.CurrentName); err != nil {
		return err
	}
	return &MissingLedgerError{space.Warehouse}
}
