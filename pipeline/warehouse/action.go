package warehouse

import (
	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse/duck"
)

// Act appends a decision of staff to the ledger: to retract, unretract or accept a submission, or to
// close or reopen a period. subject is the submission_id or the period's label; who, when and why
// come from the transaction's Command. A decision is never changed: a later one about the same
// subject replaces it in every view. One to accept takes a place in the order of receipt: what comes
// later displaces the submission as it would any other.
func (tx *Tx) Act(subject string) error { return tx.act(tx.command.Kind, subject, "", "") }

// ActIncomplete is Act for closing a period that lacks something; incomplete says what, in one text, and is empty where
// nothing lacks.
func (tx *Tx) ActIncomplete(subject, incomplete string) error {
	return tx.act(tx.command.Kind, subject, incomplete, "")
}

// ActOfUnit is Act for accepting a submission as that of a unit, whatever its own head says. From then on Received
// tells whose it is, so that it is read so whenever it is read again.
func (tx *Tx) ActOfUnit(subject, unitID string) error { return tx.act("accept", subject, "", unitID) }

// ActAs is Act for a command that takes decisions of several kinds.
func (tx *Tx) ActAs(kind, subject string) error { return tx.act(kind, subject, "", "") }

// act appends the row of a decision, gives it its number, and notes for the journal what the row
// says. The two are written together here, so that no decision can be in the ledger and not in the
// journal.
func (tx *Tx) act(kind, subject, incomplete, unitID string) error {
	tx.last.action++
	c := tx.command
	decided := journal.Decided{Action: int(tx.last.action), Decision: kind, Subject: subject, Reason: c.Reason,
		Incomplete: incomplete, Unit: unitID}
	var receipt any
	if kind == "accept" {
		tx.last.receipt++
		receipt, decided.Receipt = tx.last.receipt, int(tx.last.receipt)
	}
	tx.said(&decided)
	return tx.appendRows("action", []duck.Row{{
		"action_id": tx.last.action, "kind": kind, "subject": subject, "reason": c.Reason, "actor": c.Actor,
		"recorded_at": c.At.UTC(), "run_id": tx.runID(), "receipt": receipt,
		"incomplete": orNull(incomplete), "unit_id": orNull(unitID),
	}})
}
