package warehouse

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse/duck"
)

// Received is a submission of the ledger with what it was last understood as. A field of the
// reading is empty when the workbook did not say which form, unit or period it is for.
type Received struct {
	inbox.Submission
	Receipt int32 // its place in the order of receipt
	// Digest is what Digest says of the last reading; the same digest again need not be appended.
	Digest   string
	FormID   string
	UnitID   string
	Period   string
	Accepted bool
	SaidUnit string // whose it is, where staff said so; "" where the workbook says it

	Forgotten bool // its bytes and texts are not kept any more, and not taken in again
}

// Received lists every submission of the ledger by the SHA-256 of its content. There is one for
// each form in the content, in the order of their parts. Rejected, superseded and retracted
// submissions are among them: whoever sends the same bytes again is to be told what became of them.
func (tx *Tx) Received(ctx context.Context) (map[string][]Received, error) {
	all := map[string][]Received{}
	err := duck.Each(ctx, tx.conn, "warehouse/received", func(rows *sql.Rows) error {
		var r Received
		var fileTime sql.NullTime
		err := rows.Scan(&r.SHA256, &r.Part, &r.Place, &r.Path, &r.FileName, &r.Size, &r.ReceivedAt, &fileTime, &r.Receipt,
			&r.Archived,
			&r.Digest, &r.FormID, &r.UnitID, &r.Period, &r.Accepted, &r.SaidUnit,
			&r.Forgotten)
		r.FileTime = fileTime.Time
		all[r.SHA256] = append(all[r.SHA256], r)
		return err
	})
	return all, err
}

// KnownFiles is what the inbox knew of each file after the last run, by path: size, time and
// content. A file of which size and time are the same is not opened again.
func (tx *Tx) KnownFiles(ctx context.Context) (map[string]inbox.Known, error) {
	known := map[string]inbox.Known{}
	err := duck.Each(ctx, tx.conn, "warehouse/known_file", func(rows *sql.Rows) error {
		var f inbox.Known
		err := rows.Scan(&f.Path, &f.Size, &f.ModTime, &f.SHA256)
		known[f.Path] = f
		return err
	})
	tx.known = known
	return known, err
}

// SetKnownFiles replaces what is known of the inbox. It does not count as a change of the ledger,
// since it decides no number: when it is lost, the next run reads the files again and finds the
// same. Where it is what KnownFiles has found, nothing is written.
func (tx *Tx) SetKnownFiles(ctx context.Context, files []inbox.Known) error {
	if tx.known != nil && len(files) == len(tx.known) && !slices.ContainsFunc(files, tx.isOther) {
		return nil
	}
	if err := duck.Execute(ctx, tx.conn, "warehouse/forget_files"); err != nil {
		return err
	}
	// Files that are gone are forgotten with all others, and so not known any more.
	rows := make([]duck.Row, len(files))
	for i, f := range files {
		rows[i] = duck.Row{"path": f.Path, "size": f.Size, "modified_at": f.ModTime.UTC(), "sha256": f.SHA256}
	}
	return tx.appendRows("inbox_file", rows)
}

// isOther says whether a file is not as KnownFiles has found it.
func (tx *Tx) isOther(f inbox.Known) bool {
	known, there := tx.known[f.Path]
	return !there || known.Size != f.Size || known.SHA256 != f.SHA256 || !known.ModTime.Equal(f.ModTime)
}

// readExcept parts, in ledger.read_with, the name of the definitions from the contents that were not read with them.
const readExcept = " except "

// ReadWith names the definitions and unit names with which every submission was last read, "" at
// first. When they differ from those of today, all submissions are read again. except lists by SHA-256
// the contents that could not be read, because the archive had lost their bytes: they are tried again.
func (tx *Tx) ReadWith(ctx context.Context) (name string, except []string, err error) {
	err = duck.Each(ctx, tx.conn, "warehouse/read_with", func(rows *sql.Rows) error { return rows.Scan(&name) })
	tx.readWith = name
	name, sums, _ := strings.Cut(name, readExcept)
	return name, strings.Fields(sums), err
}

// SetReadWith says that every submission has now been read with these definitions, but those listed. Where ReadWith has
// found the same, nothing is written.
func (tx *Tx) SetReadWith(ctx context.Context, name string, except []string) error {
	tx.with = name
	if len(except) > 0 {
		name += readExcept + strings.Join(except, " ")
	}
	if name == tx.readWith {
		return nil
	}
	if err := duck.Execute(ctx, tx.conn, "warehouse/forget_read_with"); err != nil {
		return err
	}
	return tx.appendRows("read_with", []duck.Row{{"read_with": name}})
}
