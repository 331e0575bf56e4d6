package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// account is what the journal says of everything that verify looks at.
type account struct {
	exists    bool
	heads     []journal.Head // of each line
	published map[string]*journal.Published
	closed    map[int]*journal.Closed // by the decision that closed the period
	closing   map[string]int          // by period, the decision that closed it last; 0: it was reopened
	forgotten map[string]bool         // submissions whose bytes and texts are not kept any more
}

// readAccount goes over the whole journal. Its error says what is wrong with the chain; what stands
// before that is in the account. Of two lines about one thing the later one stands in the account.
func readAccount(space *workspace.Workspace) (*account, error) {
	a := &account{
		published: map[string]*journal.Published{}, closed: map[int]*journal.Closed{}, closing: map[string]int{},
		forgotten: map[string]bool{},
	}
	if a.exists = journal.Exists(space.Journal); !a.exists {
		return a, nil
	}
	for line, err := range journal.All(space.Journal) {
		if err != nil {
			return a, err
		}
		a.heads = append(a.heads, line.Head)
		switch e := line.Entry.(type) {
		case *journal.Published:
			a.published[e.Vintage] = e
		case *journal.Closed:
			a.closed[e.Action] = e
		case *journal.Decided:
			switch e.Decision {
			case "close":
				a.closing[e.Subject] = e.Action
			case "reopen":
				a.closing[e.Subject] = 0
			}
		case *journal.Forgotten:
			for _, id := range e.Submissions {
				a.forgotten[id] = true
			}
		}
	}
	return a, nil
}

// lacks says what a head that somebody noted tells against the journal; empty when it is in it. A
// head is how many lines there were and the sum of the last one, which hangs on all lines before
// it: a journal that was shortened or rewritten anywhere before that line does not have it.
func (a *account) lacks(head journal.Head, by string) string {
	switch {
	case head.IsZero():
		return ""
	case !a.exists:
		return fmt.Sprintf("journal.jsonl is missing, and %s was made with %d lines of it: put it back from a backup", by,
			head.Lines)
	case head.Lines > len(a.heads):
		return fmt.Sprintf("%s was made with %d lines of the journal, which has %d that hold: put journal.jsonl back from a "+
			"backup", by, head.Lines, len(a.heads))
	case a.heads[head.Lines-1] != head:
		return fmt.Sprintf("%s was made with another journal: its line %d had the SHA-256 %.12s…; put journal.jsonl back "+
			"from a backup, or %s if it is the one that was changed", by, head.Lines, head.SHA256, by)
	}
	return ""
}

// journal checks every line of the journal, and that everything which notes how far it had come
// notes this one. The chain by itself shows a changed line in its middle. That lines were cut off
// at its end shows only by those who noted a longer one: the pointer, vintages, bundles and the
// warehouse. It returns what the journal says, as far as it holds.
func (v *Verification) journal(ctx context.Context, space *workspace.Workspace) *account {
	a, err := readAccount(space)
	var problems []string
	if err != nil {
		problems = append(problems, err.Error())
	}
	noted := map[string]journal.Head{"published/current.json": vintage.PointedHead(space.Published)}
	for _, f := range vintage.All(space.Published) {
		noted["vintage "+f.ID] = f.Manifest.Journal
	}
	for _, b := range vintage.BundleHeads(space.Closed) {
		noted["bundle "+b.Name] = b.Head
	}
	// It is not told while somebody works in the workspace.
	if head, err := warehouse.HeadIn(ctx, space.Warehouse); err == nil {
		noted[filepath.Base(space.Warehouse)] = head
	}
	for by, head := range noted {
		if problem := a.lacks(head, by); problem != "" {
			problems = append(problems, problem)
		}
	}
	slices.Sort(problems)
	if a.exists || len(problems) > 0 {
		v.add("journal", problems)
	}
	return a
}
