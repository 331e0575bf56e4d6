package pipeline

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// Decision is what staff decide about the ledger, and why. The ledger keeps every decision; none undoes another by
// erasing it.
type Decision struct {
	Kind    string // retract, unretract, accept, forget, close or reopen
	Subject string // a submission, by the start of its SHA-256 (six digits or more); or a period
	Reason  string

	Unit       string // accept the submission as that of this unit, by identifier, code or name; "": as it says itself
	Incomplete bool   // close the period even where reports lack or numbers contradict each other
}

// Decided is what came of a decision.
type Decided struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"` // submission_id or period
	File    string `json:"file,omitempty"`
	Bundle  string `json:"bundle,omitempty"` // of a closed period
	// Left are files of the inbox that still have a forgotten content: whoever forgot it deletes them.
	Left []string `json:"left,omitempty"`

	Incomplete []string `json:"incomplete,omitempty"` // what a closed period lacks

	Vintage string `json:"vintage"`
	Folder  string `json:"folder"`
	Top     []Top  `json:"top"`
}

// ErrNoReason is returned when a decision has no reason: the audit must say why.
var ErrNoReason = fault.New(fault.Misuse, "a reason is needed: --reason \"…\"")

// Decide records a decision, consolidates and publishes. Errors: ErrNoReason, *SubjectError,
// *OrderError and *IncompleteError of a period that is to be closed, and those of Run. It reads
// nothing of the inbox: what has arrived meanwhile waits for the next run. A killed decision either
// stands in the journal, and the next command takes it up, or has left nothing that counts.
func Decide(ctx context.Context, space *workspace.Workspace, options Options, d Decision) (decided *Decided,
	err error) {
	if strings.TrimSpace(d.Reason) == "" {
		return nil, ErrNoReason
	}
	r, err := prepare(space, options)
	if err != nil {
		return nil, err
	}
	lock, err := takeLock(space, options, "tonghop "+d.Kind)
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	decided = &Decided{Kind: d.Kind}
	if d.Kind == "forget" {
		err := r.forget(ctx, d, decided)
		decided.Vintage, decided.Folder, decided.Top = r.report.Vintage, r.report.Folder, r.report.Top
		return decided, err
	}
	ledger, err := r.openExisting(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := r.decide(ctx, ledger, d, decided); err != nil {
		return nil, err
	}
	if err := r.publish(ctx, ledger); err != nil {
		return nil, err
	}
	if err := keepPrivate(space); err != nil {
		return nil, err
	}
	decided.Vintage, decided.Folder, decided.Top = r.report.Vintage, r.report.Folder, r.report.Top
	return decided, nil
}

// decide writes one decision and what follows from it, as one transaction. The consolidation
// belongs to it: where the tables cannot be made, the decision is not kept either.
func (r *run) decide(ctx context.Context, ledger *warehouse.Warehouse, d Decision, decided *Decided) error {
	tx, err := ledger.Begin(ctx, r.command(d.Kind, d.Reason))
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := r.inForce(ctx, tx); err != nil {
		return err
	}
	switch d.Kind {
	case "retract", "unretract", "accept":
		err = r.decideSubmission(ctx, tx, d, decided)
	case "close":
		err = r.close(ctx, tx, d, decided)
	case "reopen":
		err = r.reopen(ctx, tx, d, decided)
	default:
		err = fmt.Errorf("decision %q: expected retract, unretract, accept, close or reopen", d.Kind)
	}
	if err != nil {
		return err
	}
	if r.report.Years, err = tx.Consolidate(ctx, r.settings()); err != nil {
		return err
	}
	return r.commit(ctx, tx, warehouse.Counts{})
}

// inForce says whether the ledger knows the configuration, forms and registry as they stand on
// disk: a decision must not bring in other changes on the side. Otherwise a retraction by day would
// bring in a half-written form, and nobody would look for the reason of changed numbers there.
func (r *run) inForce(ctx context.Context, tx *warehouse.Tx) error {
	recorded, err := tx.DefinitionsInForce(ctx)
	if err != nil {
		return err
	}
	registry, err := tx.RegistryInForce(ctx)
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, d := range recorded {
		known[d.Kind+" "+d.Name] = d.SHA256
	}
	set := r.definitions()
	same := len(set) == len(known) && registry == r.registry.SHA256
	for _, d := range set {
		same = same && known[d.Kind+" "+d.Name] == d.SHA256
	}
	if !same {
		return &ConfigurationError{errors.New("tonghop.yaml, forms or registry were changed since the last run: call " +
			"tonghop run first, so that this decision changes nothing else")}
	}
	return nil
}

// SubjectError says that a decision is not possible for its subject.
type SubjectError struct{ Subject, Problem string }

func (e *SubjectError) Error() string { return e.Subject + ": " + e.Problem }

// Kind is misuse: there is no such subject, or the decision makes no sense for it.
func (e *SubjectError) Kind() fault.Kind { return fault.Misuse }

// leastPrefix is how many digits of a SHA-256 name a submission at least.
const leastPrefix = 6

// submissionName is the start of a SHA-256, and the number of the form in the workbook where there are several.
var submissionName = regexp.MustCompile(fmt.Sprintf(`^[0-9a-f]{%d,64}(\.\d+)?$`, leastPrefix))

// decideSubmission appends a decision about one submission, when it makes sense for the state that
// this is in.
func (r *run) decideSubmission(ctx context.Context, tx *warehouse.Tx, d Decision, decided *Decided) error {
	s, err := findSubmission(ctx, tx, d.Subject)
	if err != nil {
		return err
	}
	if d.Kind == "accept" && d.Unit != "" {
		return r.acceptOfUnit(ctx, tx, s, d.Unit, decided)
	}
	problem := undecidable(s, d.Kind)
	if problem == "" && d.Kind == "accept" {
		problem, err = r.unacceptable(ctx, tx, s)
	}
	if err != nil {
		return err
	}
	if problem != "" {
		return &SubjectError{s.ID(), problem}
	}
	decided.Subject, decided.File = s.ID(), inbox.ShownPath(s.Path)
	return tx.Act(s.ID())
}

// undecidable says why a decision makes no sense for a submission; empty when it does. It looks at
// what was decided of the submission and whether it was accepted when it was read; what it counts
// as beside others is asked by unacceptable.
func undecidable(s warehouse.Decided, kind string) string {
	switch {
	case s.Forgotten:
		return "it was forgotten: its bytes are not kept any more"
	case kind == "retract" && s.Retracted:
		return "it is retracted already"
	case kind == "unretract" && !s.Retracted:
		return "it is not retracted"
	case kind == "retract" && !s.Accepted:
		return s.Path + " was rejected: its numbers count nowhere and there is nothing to retract"
	case kind == "accept" && s.Retracted:
		return "it is retracted: tonghop unretract takes it in again first"
	case kind == "accept" && !s.Accepted:
		return s.Path + " was rejected: its numbers cannot count before it is corrected and sent again"
	}
	return ""
}

// unacceptable says why there is nothing to accept; empty for a submission that is held, and for one whose place a
// later one took: accepted, it counts as if it had come again. What it counts as follows from all the others of its
// form, unit and period, so that the models are asked.
func (r *run) unacceptable(ctx context.Context, tx *warehouse.Tx, s warehouse.Decided) (string, error) {
	if _, err := tx.Consolidate(ctx, r.settings()); err != nil {
		return "", err
	}
	standing, err := tx.Standing(ctx, s.ID())
	switch {
	case err != nil:
		return "", err
	case standing == "current":
		return s.Path + " counts already: there is nothing to accept", nil
	case standing == "too_large":
		return s.Path + " is held because no sum can take its numbers, whatever is decided: correct it, or let the form " +
			"ask for thousands or millions", nil
	}
	return "", nil
}

// findSubmission finds the one submission that a person means by the first digits of its
// identifier. Staff copy it from a report or a table, so that six digits and capital letters are
// enough, as long as no other submission begins the same.
func findSubmission(ctx context.Context, tx *warehouse.Tx, name string) (warehouse.Decided, error) {
	if !submissionName.MatchString(strings.ToLower(name)) {
		return warehouse.Decided{}, &SubjectError{name,
			fmt.Sprintf("expected a submission_id, or the first %d digits or more of it: tonghop sql \"SELECT submission_id, "+
				"path, status FROM submission\"", leastPrefix)}
	}
	found, err := tx.Decided(ctx, name)
	switch {
	case err != nil:
		return warehouse.Decided{}, err
	case len(found) == 0:
		return warehouse.Decided{}, &SubjectError{name,
			"there is no such submission; tonghop sql \"SELECT submission_id, path, status FROM submission\" lists them"}
	case len(found) > 1:
		var ids []string
		for _, s := range found {
			ids = append(ids, s.ID())
		}
		return warehouse.Decided{}, &SubjectError{name, fmt.Sprintf(
			"%d submissions begin with these digits; say which one: %s", len(found), strings.Join(ids, ", "))}
	}
	return found[0], nil
}
