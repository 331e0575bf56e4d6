package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/journal"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// TestHistory tells one history of a small province, and tries on copies of its stages whatever needs a workspace in
// which commands have worked: a publication costs far more than a copy of what it made.
func TestHistory(t *testing.T) {
	t.Parallel()
	published := smallOffice(t)
	published.run()
	closed := published.linked(t)
	if effort.Stories() { // by default chronicles change the registry, and a retraction is killed
		closed.must(closed.decide("retract", closed.anySubmission("current")))
		closed.must(os.WriteFile(filepath.Join(closed.dir, "registry/aliases.csv"),
			[]byte("name,unit_id\nTên khác,xa-00001\n"), 0o644))
		closed.run()
	}
	closed.must(closed.decide("close", "2021-Q1"))
	for _, c := range []struct {
		name  string
		stage *office
		copy  func(*office, testing.TB) *office // copied where a finished file is changed in its place
		test  func(*testing.T, *office)
		story bool // told when every story is
	}{
		{"a forged manifest is healed", published, (*office).linked, aForgedManifestIsHealed, false},
		{"the tail is shown in memory", published, (*office).linked, theTailIsShownInMemory, true},
		{"killed between steps", published, (*office).linked, killedBetweenSteps, false},
		{"closings are signed", published, (*office).linked, closingsAreSigned, true},
		{"the warehouse is made again", closed, (*office).linked, theWarehouseIsMadeAgain, false},
		{"a journal is begun", closed, (*office).copied, aJournalIsBegun, true},
		{"a closed period is verified from its bundle alone", closed, (*office).linked, verifiedFromTheBundleAlone, false},
		{"every file of a bundle is summed", closed, (*office).copied, everyFileOfABundleIsSummed, true},
		{"a bundle is never overwritten", closed, (*office).copied, aBundleIsNeverOverwritten, true},
		{"forgeries turn verify red", closed, (*office).linked, forgeriesTurnVerifyRed, false},
		{"every flipped byte is noticed", closed, (*office).copied, everyFlippedByteIsNoticed, false},
		{"a submission is forgotten", closed, (*office).copied, aSubmissionIsForgotten, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.story {
				effort.Story(t)
			}
			t.Parallel()
			c.test(t, c.copy(c.stage, t))
		})
	}
}

// firstBundle is the folder of the bundle with which the history closes its first quarter.
func (o *office) firstBundle() string {
	o.t.Helper()
	found, err := filepath.Glob(filepath.Join(o.dir, "closed/2021-Q1/*"))
	o.must(err)
	if len(found) != 1 {
		o.t.Fatalf("bundles %v, want one", found)
	}
	return found[0]
}

// personalName is in the name of a workbook of the history, and in no other place.
const personalName = "tam-nguyen-van"

// smallOffice is a province of few workbooks. The name of one of them is that of a person, and one file is none.
func smallOffice(t *testing.T) *office {
	t.Helper()
	source := t.TempDir()
	if _, err := province.Generate(source, province.Options{Units: 2, Years: 1, Indicators: 2, Seed: 5,
		Perfect: true}); err != nil {
		t.Fatal(err)
	}
	o := openOffice(t, source, true)
	books := workbooksOf(t, filepath.Join(o.dir, "inbox"))
	sent := books[slices.IndexFunc(books, func(name string) bool { return strings.Contains(name, "Q1") })]
	o.must(os.Rename(sent, strings.TrimSuffix(sent, ".xlsx")+" "+personalName+".xlsx"))
	o.receive(filepath.Join(o.dir, "registry/units.csv"), "danh mục.xlsx")
	return o
}

// anySubmission is one of the last quarter, which no closing of the first one concerns.
func (o *office) anySubmission(status string) string {
	o.t.Helper()
	found := o.query("SELECT submission_id FROM submission WHERE period = '2021-Q4' AND status = '" + status +
		"' ORDER BY 1")
	if len(found) == 0 {
		o.t.Fatalf("no submission is %s", status)
	}
	return found[0][0]
}

// entries are the kinds of the journal's lines, in their order.
func entries(o *office) (kinds []string) {
	o.t.Helper()
	j, err := journal.Open(filepath.Join(o.dir, "journal.jsonl"), journal.Head{}, "a test")
	o.must(err)
	for line, err := range j.After(journal.Head{}) {
		o.must(err)
		kinds = append(kinds, line.Entry.Kind())
	}
	return kinds
}
