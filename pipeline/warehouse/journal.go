package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/registry"
)

// JournalHead is how far the journal is taken in; the zero head where the ledger was written before there were
// journals, or is empty.
func (w *Warehouse) JournalHead(ctx context.Context) (journal.Head, error) {
	return journalHead(ctx, w.db)
}

// journalHead reads the head on any connection, also within a transaction.
func journalHead(ctx context.Context, q duck.Querier) (head journal.Head, err error) {
	err = duck.Each(ctx, q, "warehouse/journal_head", func(rows *sql.Rows) error {
		return rows.Scan(&head.Lines, &head.SHA256, &head.Bytes)
	})
	return head, err
}

// HeadIn is the JournalHead of the ledger in a file, which is opened for reading only and for no longer than this
// takes. It looks at nothing else of the ledger, and so costs less than Show. The errors are those of Show.
func HeadIn(ctx context.Context, path string) (head journal.Head, err error) {
	if _, err := os.Stat(path); err != nil {
		return head, &NothingRecordedError{}
	}
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return head, err
	}
	defer closeAll()
	if err := duck.Attach(ctx, conn, path, "kept"); err != nil {
		return head, err
	}
	there := false
	err = duck.Each(ctx, conn, "warehouse/kept_head", func(rows *sql.Rows) error { return rows.Scan(&there) })
	if err != nil || !there {
		return head, err
	}
	if _, err := conn.ExecContext(ctx, "USE kept"); err != nil {
		return head, err
	}
	return journalHead(ctx, conn)
}

// SetJournalHead says that the ledger has what the journal says, up to this head. It is called in
// the transaction that takes the lines in. So a ledger never says that it has more of the journal
// than it has; after a power cut, lines behind the head are taken in again.
func (tx *Tx) SetJournalHead(ctx context.Context, head journal.Head) error {
	if err := duck.Execute(ctx, tx.conn, "warehouse/forget_journal_head"); err != nil {
		return err
	}
	return tx.appendRows("journal_head", []duck.Row{
		{"lines": int32(head.Lines), "sha256": head.SHA256, "bytes": head.Bytes},
	})
}

// SetJournalHead is that of a transaction, for a ledger whose journal was written from it.
func (w *Warehouse) SetJournalHead(ctx context.Context, head journal.Head) error {
	tx, err := w.Begin(ctx, Command{})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.SetJournalHead(ctx, head); err != nil {
		return err
	}
	return tx.Commit(ctx, Counts{})
}

// HasRuns says whether anything was ever recorded.
func (w *Warehouse) HasRuns(ctx context.Context) (bool, error) {
	var first sql.NullTime
	err := duck.Each(ctx, w.db, "warehouse/first_run", func(rows *sql.Rows) error { return rows.Scan(&first) })
	return first.Valid, err
}

// At is the moment at which everything in the transaction is recorded, and Who records it.
func (tx *Tx) At() time.Time { return tx.command.At }

// Who is whoever the command of the transaction comes from.
func (tx *Tx) Who() string { return tx.command.Actor }

// said notes what the journal has to say of something that the transaction appends.
func (tx *Tx) said(entry journal.Entry) {
	tx.changed = true
	tx.entries = append(tx.entries, entry)
}

// Defines says whether the transaction brings other definitions or another registry into force.
func (tx *Tx) Defines() bool {
	return slices.ContainsFunc(tx.entries, func(e journal.Entry) bool { _, is := e.(*journal.Defined); return is })
}

// Entries are what the journal has to say of the transaction, in order; none when it changes
// nothing. They are on disk before Commit is called. The order is that of a log written ahead: the
// journal first, then the ledger. A crash between the two leaves lines in the journal that the
// ledger lacks, and the next command takes them in.
func (tx *Tx) Entries(counts Counts) []journal.Entry {
	if !tx.changed {
		return nil
	}
	c := tx.command
	run := &journal.Run{
		Command: c.Kind, Reason: c.Reason, Program: c.Program, Number: int(tx.runID()), With: tx.with, Found: counts.Found,
		Fresh: counts.Fresh, Unchanged: counts.Unchanged, Accepted: counts.Accepted, Rejected: counts.Rejected,
	}
	return append([]journal.Entry{run}, tx.entries...)
}

// Bundled notes that the bundle of a period that the transaction closes is on disk.
func (tx *Tx) Bundled(closed journal.Closed) { tx.said(&closed) }

// saidLoaded notes a submission, when it is new, and its reading.
func (tx *Tx) saidLoaded(l *Loaded, readWith string) {
	if l.New {
		s := l.Submission
		s.ReceivedAt, s.FileTime = journal.Moment(s.ReceivedAt), journal.Moment(s.FileTime)
		s.Part = max(s.Part, 1)
		tx.said(&journal.Received{Submission: s, Receipt: int(l.Receipt), Kept: s.Archived})
	}
	r := &l.Reading
	read := &journal.Read{
		Submission: l.Submission.ID(), With: readWith, Form: r.FormID, Unit: r.UnitID, Accepted: r.Accepted,
		Digest: Digest(*r), Findings: untold(l.Submission, r.Findings),
	}
	if r.HasPeriod {
		read.Period = r.Period.String()
	}
	tx.said(read)
}

// untold are the findings that a later reading of the bytes does not tell again. Without bytes no
// finding can be told again, and so all of them are kept in the journal; with bytes only those
// about the moment of receipt.
func untold(s inbox.Submission, findings []form.Finding) (left []form.Finding) {
	for _, f := range findings {
		if !s.Archived || f.OfRun() {
			left = append(left, f)
		}
	}
	return left
}

// saidDefinitions notes the texts that are in force from now on.
func (tx *Tx) saidDefinitions(set []Definition) {
	defined := &journal.Defined{Group: journal.Definitions}
	for _, d := range set {
		defined.Files = append(defined.Files, journal.File{Type: d.Kind, Name: d.Name, SHA256: d.SHA256})
	}
	tx.said(defined)
}

// saidRegistry notes the files of the registry that is in force from now on.
func (tx *Tx) saidRegistry(r *registry.Registry) {
	defined := &journal.Defined{Group: journal.Registry}
	for _, name := range r.Files {
		defined.Files = append(defined.Files, journal.File{Type: "registry", Name: name, SHA256: inbox.Sum(r.Contents[name])})
	}
	tx.said(defined)
}

// SealFrom seals a period with the rows that its bundle has, for the decision of that number,
// unless it is sealed already. sealed is the bundle's CSV file. It is for a ledger that is made
// again from the journal: the rows that a period was closed with are taken from its bundle, and not
// computed anew by a program that may compute otherwise today. Columns of the bundle that the
// ledger's table does not have are left out.
func (tx *Tx) SealFrom(ctx context.Context, p period.Period, action int, sealed string) error {
	table, err := TableOf(p)
	if err != nil {
		return err
	}
	into := "sealed_" + strings.TrimPrefix(table, "attainment_")
	const read = "main.sealed_before"
	// An empty text in quotes is one, and not NULL: the published table tells them apart.
	if _, err := tx.conn.ExecContext(ctx, fmt.Sprintf("CREATE TABLE %s AS SELECT * FROM read_csv(%s, all_varchar = true, "+
		"header = true, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false)", read,
		duck.Quoted(sealed))); err != nil {
		return fmt.Errorf("read the sealed rows in %s: %w", sealed, err)
	}
	types := map[string]string{}
	has, err := described(ctx, tx.conn, read, map[string]string{})
	if err != nil {
		return err
	}
	if _, err := described(ctx, tx.conn, "ledger."+into, types); err != nil {
		return err
	}
	var names, values []string
	for _, name := range has {
		if kind, there := types[name]; there {
			names = append(names, name)
			values = append(values, fmt.Sprintf("%s::%s", name, kind))
		}
	}
	tx.changed = true
	_, err = tx.conn.ExecContext(ctx, fmt.Sprintf("INSERT INTO ledger.%s (action_id, %s) SELECT %d, %s FROM %s; "+
		"DROP TABLE %s", into, strings.Join(names, ", "), action, strings.Join(values, ", "), read, read))
	if err != nil {
		return fmt.Errorf("seal %s with the rows of %s: %w", p, sealed, err)
	}
	return nil
}
