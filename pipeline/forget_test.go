package pipeline

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A submission that is forgotten leaves nothing of its bytes and texts, and everything else as it was: closed numbers,
// the evidence for them, and a journal from which the warehouse can be made again.
func aSubmissionIsForgotten(t *testing.T, o *office) {
	inInbox := slices.DeleteFunc(workbooksOf(t, filepath.Join(o.dir, "inbox")),
		func(name string) bool { return !strings.Contains(name, personalName) })
	row := o.query("SELECT submission_id, sha256 FROM submission " +
		"WHERE file_name LIKE '%" + personalName + "%' AND status = 'current'")
	if len(row) != 1 || len(inInbox) != 1 {
		t.Fatalf("the workbook is not current: %v", row)
	}
	o.must(o.decide("forget", row[0][0]))
	if _, err := os.Lstat(filepath.Join(o.dir, "archive", row[0][1][:2], row[0][1])); !os.IsNotExist(err) {
		t.Errorf("the archive still has the bytes: %v", err)
	}
	o.must(filepath.WalkDir(o.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == inInbox[0] || filepath.Base(path) == "journal.jsonl" {
			return err
		}
		body, err := os.ReadFile(path)
		if err == nil && bytes.Contains(body, []byte(personalName)) {
			t.Errorf("%s still has the name", path)
		}
		return nil
	}))
	v := o.verify()
	if !v.Passed() || len(v.Forgotten) != 1 {
		t.Errorf("forgotten %v\n%s", v.Forgotten, red(v))
	}
	o.expectWhole()
	report := o.run() // the inbox still has it
	if report.New > 0 || report.Published {
		t.Errorf("the next run: %d new, published %v", report.New, report.Published)
	}
	if _, err := os.Lstat(filepath.Join(o.dir, "archive", row[0][1][:2], row[0][1])); !os.IsNotExist(err) {
		t.Errorf("the archive has the bytes again: %v", err)
	}
	if err := o.decide("unretract", row[0][0]); err == nil || !strings.Contains(err.Error(), "it was forgotten") {
		t.Errorf("unretract: %v", err)
	}
	o.must(o.decide("forget", row[0][0])) // as after a call that was killed
	again := o.restored("warehouse.duckdb")
	if made := again.run().Rebuilt; made == nil || len(made.Differences)+len(made.Problems)+len(made.Lost) > 0 {
		t.Errorf("made again: %+v", made)
	}
	o.expectSameLedger(again)
	o.expectComments()
}

// expectComments checks that every vintage says what its columns mean, also after it was rewritten.
func (o *office) expectComments() {
	o.t.Helper()
	vintages, err := filepath.Glob(filepath.Join(o.dir, "published/vintages/2*"))
	o.must(err)
	for _, dir := range vintages {
		rows := o.queryVintage(dir, "SELECT 1 FROM duckdb_columns() "+
			"WHERE table_name = 'submission' AND comment IS NULL")
		if len(rows) > 0 {
			o.t.Errorf("%s: %d columns of submission have no comment", dir, len(rows))
		}
	}
}
