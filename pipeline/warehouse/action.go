package warehouse

import "tonghop/pipeline/warehouse/duck"

// Act appends a decision of staff: retract or unretract a submission, close or reopen a period.
func (tx *Tx) Act(subject string) error {
	tx.changed = true
	tx.last.action++
	c := tx.command
	return tx.appendRows("action", []duck.Row{{
		"action_id": tx.last.action, "kind": c.Kind, "subject": subject, "reason": c.Reason, "actor": c.Actor,
		"recorded_at": c.At.UTC(), "run_id": tx.runID(),
	}})
}
