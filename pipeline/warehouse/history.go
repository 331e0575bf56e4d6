package warehouse

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse/duck"
)

// Recorded is what one command wrote to the ledger, as the journal says it.
type Recorded struct {
	At      time.Time
	Who     string
	Entries []journal.Entry
}

// History is the whole ledger as a journal would have told it, had there been one: what each command wrote, in order.
type History struct {
	Runs []Recorded
	// Texts are the definitions that were ever in force, by SHA-256, and the registry's tables as far as rows tell them.
	Texts map[string][]byte
}

// history is a History while it is being read.
type history struct {
	*Warehouse
	History
	at       map[int]int // position in Runs, by run_id
	findings map[int][]form.Finding
}

// RegistryFiles gives the files of the registry whose sum is given, when they are at hand: the names and contents.
type RegistryFiles func(sha256 string) (names []string, contents map[string][]byte, found bool)

// History reads the ledger of an earlier version, from which a journal is begun. Where files does
// not have a state of the registry, its tables are written anew from the ledger's rows. The order
// of the steps is the order within a run: what is in force comes before what was read with it, and
// decisions come last. Findings are gathered before the readings to which they belong.
func (w *Warehouse) History(ctx context.Context, files RegistryFiles) (History, error) {
	h := &history{Warehouse: w, at: map[int]int{}, findings: map[int][]form.Finding{}}
	h.Texts = map[string][]byte{}
	for _, step := range []func(context.Context) error{
		h.runs, h.definitions, func(ctx context.Context) error { return h.registries(ctx, files) },
		h.readFindings, h.readings, h.actions, h.with,
	} {
		if err := step(ctx); err != nil {
			return History{}, err
		}
	}
	return h.History, nil
}

// runs notes each run with its own entry, behind which the entries of what it wrote are added.
func (h *history) runs(ctx context.Context) error {
	return duck.Each(ctx, h.db, "warehouse/history_run", func(rows *sql.Rows) error {
		var r Recorded
		var run journal.Run
		err := rows.Scan(&run.Number, &run.Command, &r.Who, &run.Reason, &run.Program, &r.At, &run.Found, &run.Fresh,
			&run.Unchanged, &run.Accepted, &run.Rejected)
		r.Entries = []journal.Entry{&run}
		h.at[run.Number] = len(h.Runs)
		h.Runs = append(h.Runs, r)
		return err
	})
}

// with notes at the end by which definitions everything has been read.
func (h *history) with(ctx context.Context) error {
	if len(h.Runs) == 0 {
		return nil
	}
	last := h.Runs[len(h.Runs)-1].Entries[0].(*journal.Run)
	return duck.Each(ctx, h.db, "warehouse/read_with", func(rows *sql.Rows) error {
		err := rows.Scan(&last.With)
		last.With, _, _ = strings.Cut(last.With, readExcept)
		return err
	})
}

// add notes an entry of a run.
func (h *history) add(run int, entry journal.Entry) error {
	at, known := h.at[run]
	if !known {
		return fmt.Errorf("a row of the ledger belongs to run %d, which the ledger does not have", run)
	}
	h.Runs[at].Entries = append(h.Runs[at].Entries, entry)
	return nil
}

// definitions notes each set of definitions with the run that recorded it: a run records one at most.
func (h *history) definitions(ctx context.Context) error {
	sets, last := map[int]*journal.Defined{}, 0
	return duck.Each(ctx, h.db, "warehouse/history_definition", func(rows *sql.Rows) error {
		var run int
		var f journal.File
		var body string
		if err := rows.Scan(&run, &f.Type, &f.Name, &f.SHA256, &body); err != nil {
			return err
		}
		h.Texts[f.SHA256] = []byte(body)
		if sets[run] == nil {
			sets[run], last = &journal.Defined{Group: journal.Definitions}, run
			if err := h.add(run, sets[run]); err != nil {
				return err
			}
		}
		sets[last].Files = append(sets[last].Files, f)
		return nil
	})
}

// registries notes each state of the registry with the run that recorded it, as the files that the
// office had then or, where those are not at hand, as tables written from the ledger's rows. Such a
// table need not be the office's file byte for byte, since rows do not tell its notes.
func (h *history) registries(ctx context.Context, files RegistryFiles) error {
	type version struct {
		run, id int
		sha256  string
	}
	var versions []version
	err := duck.Each(ctx, h.db, "warehouse/history_registry", func(rows *sql.Rows) error {
		var v version
		err := rows.Scan(&v.run, &v.id, &v.sha256)
		versions = append(versions, v)
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range versions {
		names, contents, found := files(v.sha256)
		if !found {
			if names, contents, err = h.registryTables(ctx, v.id); err != nil {
				return err
			}
		}
		defined := &journal.Defined{Group: journal.Registry}
		for _, name := range names {
			sum := inbox.Sum(contents[name])
			h.Texts[sum] = contents[name]
			defined.Files = append(defined.Files, journal.File{Type: "registry", Name: name, SHA256: sum})
		}
		if err := h.add(v.run, defined); err != nil {
			return err
		}
	}
	return nil
}

// registryTables writes the tables of one state of the registry as the office would, as CSV.
func (h *history) registryTables(ctx context.Context, id int) (names []string, contents map[string][]byte, err error) {
	contents = map[string][]byte{}
	for _, table := range []struct{ file, query string }{
		{"aliases.csv", "warehouse/history_aliases"}, {"changes.csv", "warehouse/history_changes"},
		{"targets.csv", "warehouse/history_targets"}, {"units.csv", "warehouse/history_units"},
	} {
		body, err := csvOf(ctx, h.db, table.query, id)
		if err != nil {
			return nil, nil, err
		}
		if len(body) > 0 { // the office need not have every table
			names, contents[table.file] = append(names, table.file), body
		}
	}
	return names, contents, nil
}

// readFindings reads those that the bytes do not tell again, by reading.
func (h *history) readFindings(ctx context.Context) error {
	codes := strings.Join(form.RunCodes(), ",")
	return duck.Each(ctx, h.db, "warehouse/history_finding", func(rows *sql.Rows) error {
		var reading int
		var f form.Finding
		var detail string
		if err := rows.Scan(&reading, &f.Severity, &f.Code, &f.Sheet, &f.Cell, &f.Read, &f.Expected, &detail); err != nil {
			return err
		}
		h.findings[reading] = append(h.findings[reading], f)
		return json.Unmarshal([]byte(detail), &h.findings[reading][len(h.findings[reading])-1].Detail)
	}, codes)
}

// readings notes every reading, and before its first reading each submission.
func (h *history) readings(ctx context.Context) error {
	received := map[string]*journal.Received{}
	runs := map[string]int{}
	err := duck.Each(ctx, h.db, "warehouse/history_submission", func(rows *sql.Rows) error {
		var run int
		var r journal.Received
		var fileTime sql.NullTime
		err := rows.Scan(&run, &r.SHA256, &r.Part, &r.Place, &r.Path, &r.FileName, &r.Size, &r.ReceivedAt, &fileTime,
			&r.Receipt, &r.Kept)
		r.FileTime = fileTime.Time
		received[r.ID()], runs[r.ID()] = &r, run
		return err
	})
	if err != nil {
		return err
	}
	return duck.Each(ctx, h.db, "warehouse/history_reading", func(rows *sql.Rows) error {
		var run, reading int
		var r journal.Read
		if err := rows.Scan(&run, &reading, &r.Submission, &r.With, &r.Form, &r.Unit, &r.Period, &r.Accepted,
			&r.Digest); err != nil {
			return err
		}
		r.Findings = h.findings[reading]
		if s := received[r.Submission]; s != nil && runs[r.Submission] == run {
			received[r.Submission] = nil
			if err := h.add(run, s); err != nil {
				return err
			}
		}
		return h.add(run, &r)
	})
}

// actions notes each decision of staff with the run that took it.
func (h *history) actions(ctx context.Context) error {
	return duck.Each(ctx, h.db, "warehouse/history_action", func(rows *sql.Rows) error {
		var run int
		var d journal.Decided
		if err := rows.Scan(&run, &d.Action, &d.Decision, &d.Subject, &d.Reason, &d.Receipt, &d.Incomplete,
			&d.Unit); err != nil {
			return err
		}
		return h.add(run, &d)
	})
}
