package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/warehouse"
)

// acceptOfUnit lets a submission count as that of a unit that its own head does not name, or names
// otherwise: a sender who typed a neighbour's name, or a unit that ended within a quarter in which
// another one began under its name. Its workbook is read again so, now and whenever it is read
// again later. It may have been rejected for its unit alone. The decision and the new reading are
// written in the transaction of the caller. Errors: *SubjectError where the submission is
// retracted, its bytes are not kept, the text names no single unit, or the workbook is rejected as
// that unit's too, and those of archive and warehouse.
func (r *run) acceptOfUnit(
	ctx context.Context, tx *warehouse.Tx, s warehouse.Decided, text string, decided *Decided,
) error {
	refuse := func(format string, args ...any) error { return &SubjectError{s.ID(), fmt.Sprintf(format, args...)} }
	if s.Retracted {
		return refuse("it is retracted: tonghop unretract takes it in again first")
	}
	id, err := r.unitOf(text)
	if err != nil {
		return refuse("%v", err)
	}
	received, err := tx.Received(ctx)
	if err != nil {
		return err
	}
	parts := received[s.SHA256]
	if !isArchived(parts) {
		return refuse("its bytes are not kept, so that it cannot be read again")
	}
	// A workbook may have several forms, each a submission of its own: only the one that was named
	// gets another unit.
	this := &parts[slices.IndexFunc(parts, func(p warehouse.Received) bool { return p.ID() == s.ID() })]
	if this.UnitID == id && this.Accepted {
		return refuse("it is that of %s already", id)
	}
	this.SaidUnit = id
	data, err := r.archive.Read(s.SHA256)
	if err != nil {
		return err
	}
	reading := r.atPlace(this.Submission, r.understand(fileOf(parts), data))
	if !reading.Accepted {
		return refuse("as that of %s it is rejected: %s", id, firstError(reading))
	}
	decided.Subject, decided.File = s.ID(), inbox.ShownPath(s.Path)
	if err := tx.ActOfUnit(s.ID(), id); err != nil {
		return err
	}
	return tx.Load(ctx, []warehouse.Loaded{{Submission: this.Submission, Reading: reading}}, r.readWith())
}

// unitOf is the identifier of the unit that a person means, at whatever time it bears the code or
// name. The error says that there is none, or which ones there are. The text may be an identifier,
// an official code or a name. A person who types a name that two units bear is never guessed for.
func (r *run) unitOf(text string) (string, error) {
	found, err := r.registry.Histories(text)
	if err != nil {
		return "", err
	}
	if len(found) == 1 {
		return found[0].Rows[0].ID, nil
	}
	var ids []string
	for _, h := range found {
		ids = append(ids, h.Rows[0].ID)
	}
	return "", fmt.Errorf("%q is the name of several units: name one of them by its identifier: %s", text,
		strings.Join(ids, ", "))
}

// firstError is the text of what rejects a workbook. A rejected reading has one at least; the first
// is the one that a person mends first.
func firstError(reading form.Reading) string {
	for _, f := range reading.Findings {
		if f.Severity == form.SeverityError {
			return form.Text(message.English, f)
		}
	}
	return ""
}
