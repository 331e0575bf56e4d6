package warehouse

import "database/sql/driver"

// Act appends a decision of staff: retract or unretract a submission, close or reopen a period.
func (tx *Tx) Act(subject string) error {
	tx.changed = true
	tx.last.action++
	c := tx.command
	return tx.appendRows("ledger", "action", [][]driver.Value{{tx.last.action, c.Kind, subject, c.Reason, c.Actor, c.At.UTC(), tx.runID()}})
}
