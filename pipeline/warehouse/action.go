package warehouse

import "tonghop/pipeline/warehouse/duck"

// Act appends a decision of staff to the ledger: to retract or unretract a submission, or to close
// or reopen a period. subject is the submission_id or the period's label; who, when and why come
// from the transaction's Command. A decision is never changed: a later one about the same subject
// replaces it in every view.
func (tx *Tx) Act(subject string) error {
	tx.changed = true
	tx.last.action++
	c := tx.command
	return tx.appendRows("action", []duck.Row{{
		"action_id": tx.last.action, "kind": c.Kind, "subject": subject, "reason": c.Reason, "actor": c.Actor,
		"recorded_at": c.At.UTC(), "run_id": tx.runID(),
	}})
}
