package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse/duck"
)

// Forget retracts the forms of a content and says that its bytes and texts are not kept any more.
// reason is kept with each decision. The texts themselves go when the ledger is made again from the
// journal, which then skips them. A submission that counts is retracted first, so that its numbers
// leave the tables by a decision of its own, which history shows; to forget alone says only that
// the texts are gone.
func (tx *Tx) Forget(sha256, reason string, forms []Decided) error {
	said := &journal.Forgotten{SHA256: sha256, Reason: reason}
	for _, form := range forms {
		said.Submissions = append(said.Submissions, form.ID())
		if form.Accepted && !form.Retracted {
			if err := tx.ActAs("retract", form.ID()); err != nil {
				return err
			}
		}
		if err := tx.ActAs("forget", form.ID()); err != nil {
			return err
		}
	}
	tx.said(said)
	return nil
}

// textColumns are those of the ledger's tables, as a bundle has them, in which texts of a workbook stand.
var textColumns = map[string][]string{
	"submission":  {"path", "file_name", "place"},
	"observation": {"sheet", "raw"},
	"finding":     {"sheet", "read", "expected", "detail", "message_vi", "message_en"},
}

// ForgetInBundle empties, in the ledger of a bundle, the texts that were read in submissions.
// Numbers and cells stay, so that the bundle's rows can be made again. The files are written anew,
// so that nothing of the texts is left in them. The new file is written beside the old one and
// takes its place when it is whole. A bundle without a ledger is left as it is.
func ForgetInBundle(ctx context.Context, dir string, submissions []string) error {
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return err
	}
	defer closeAll()
	parquet := func(table string) string { return filepath.Join(dir, ledgerFolder, table+".parquet") }
	for table, columns := range textColumns {
		if _, err := os.Stat(parquet(table)); err != nil {
			continue // a bundle of an early version has no ledger
		}
		which := "submission_id IN (" + quotedList(submissions) + ")"
		if table != "submission" {
			which = fmt.Sprintf("reading_id IN (SELECT reading_id FROM read_parquet(%s) WHERE %s)",
				duck.Quoted(parquet("reading")), which)
		}
		var replaced []string
		for _, column := range columns {
			replaced = append(replaced, fmt.Sprintf("CASE WHEN %s THEN '' ELSE %s END AS %s", which, column, column))
		}
		write := fmt.Sprintf("CREATE TABLE %[1]s AS SELECT * REPLACE (%[2]s) FROM read_parquet(%[3]s); "+
			"COPY %[1]s TO %[4]s (FORMAT parquet, COMPRESSION zstd)", table, strings.Join(replaced, ", "),
			duck.Quoted(parquet(table)), duck.Quoted(parquet(table)+".new"))
		if _, err := conn.ExecContext(ctx, write); err != nil {
			return fmt.Errorf("forget in %s: %w", parquet(table), err)
		}
		if err := errors.Join(os.Remove(parquet(table)), os.Rename(parquet(table)+".new", parquet(table))); err != nil {
			return err
		}
	}
	return nil
}

// ForgetInSnapshot empties, in the tables of a vintage, the texts that were read in submissions;
// the file is written anew, so that nothing of them is left in it. held says whether the vintage
// had any of them at all. An update alone would leave the old texts in blocks of the file that are
// free and not yet written over. Rows of the table revision are found by the path of the workbook,
// since they do not name submissions.
func ForgetInSnapshot(ctx context.Context, file string, submissions []string) (held bool, err error) {
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return false, err
	}
	defer closeAll()
	if _, err := conn.ExecContext(ctx, "ATTACH "+duck.Quoted(file)+" AS work"); err != nil {
		return false, err
	}
	which := "submission_id IN (" + quotedList(submissions) + ")"
	var rows int
	if err := conn.QueryRowContext(ctx,
		"SELECT count(*) FROM work.main.submission WHERE "+which).Scan(&rows); err != nil ||
		rows == 0 {
		return false, err
	}
	statements := []string{fmt.Sprintf("UPDATE work.main.revision SET path = '', sheet = '' "+
		"WHERE path IN (SELECT path FROM work.main.submission WHERE %s)", which)}
	err = duck.Each(ctx, conn, "warehouse/forgotten_column", func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		statements = append(statements, fmt.Sprintf("UPDATE work.main.%s SET %s = '' WHERE %s", table, column, which))
		return err
	})
	if err != nil {
		return true, err
	}
	anew := file + ".new"
	statements = append(statements, fmt.Sprintf("ATTACH %s AS made (%s)", duck.Quoted(anew), WrittenVintage),
		"COPY FROM DATABASE work TO made", "CHECKPOINT made", "DETACH made", "DETACH work")
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return true, fmt.Errorf("forget in %s: %w", file, err)
		}
	}
	return true, errors.Join(os.Remove(file), os.Rename(anew, file))
}

// quotedList writes texts as a list of SQL, each as a literal, so that a quotation mark in one does
// no harm. The statements here name tables and files and cannot take parameters for them.
func quotedList(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, duck.Quoted(text))
	}
	return strings.Join(quoted, ", ")
}
