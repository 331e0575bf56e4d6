package warehouse

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/samples/effort"
	statements "tonghop/sql"
)

// night is a run that finds nothing new. It says whether the tables were made again: one of them is emptied before, of
// which none that looks at the day is made.
func (s *story) night(also ...func(*Tx) error) (made bool) {
	s.t.Helper()
	_, err := s.w.db.ExecContext(s.t.Context(), "DELETE FROM staging.unit_order")
	s.must(err)
	s.run(nil, also...)
	rows := 0
	s.must(s.w.db.QueryRowContext(s.t.Context(), "SELECT count(*) FROM staging.unit_order").Scan(&rows))
	return rows > 0
}

// of lets a subtest go on with the story; what is returned hands it back.
func (s *story) of(t *testing.T) (back func()) {
	whole := s.t
	s.t = t
	return func() { s.t = whole }
}

// Tables are made again when something differs of which they are made, and otherwise not. One story goes through all
// of it, and before each change it finds that nothing differs.
func TestTablesAreMadeAgainWhenSomethingDiffers(t *testing.T) {
	effort.Story(t)
	s := newStory(t)
	s.found(district(2))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100)})
	days := func(n int) func(*story) {
		return func(s *story) { s.now = s.now.Add(time.Duration(n) * 24 * time.Hour) }
	}
	execute := func(statement string) func(*story) {
		return func(s *story) {
			_, err := s.w.db.ExecContext(s.t.Context(), statement)
			s.must(err)
		}
	}
	run := "INSERT INTO ledger.run SELECT * REPLACE (9 AS run_id) FROM ledger.run LIMIT 1"
	for _, test := range []struct {
		name   string
		change func(*story)
		made   bool
	}{
		{"nothing", func(*story) {}, false},
		{"the day", days(3), false},
		{"the day, and a period ended", days(90), true},
		{"the settings", func(s *story) { s.settings.CutoffDay = 25 }, true},
		{"the boundaries", func(s *story) { s.settings.Boundaries = s.now.AddDate(0, 1, 0) }, true},
		{"the rounding", func(s *story) { s.settings.Rounding.Mode = quantity.Truncate }, true},
		{"everything is to be made", func(s *story) { s.settings.Full = true }, true},
		{"a run", execute(run), true},
		{"a year that others have made", execute("UPDATE ledger.built_year SET state = 'other SQL'"), true},
		{"a ledger of an early version", execute("DROP TABLE staging.made_from"), true},
		{"a function", func(s *story) {
			s.w.files = otherSQL(s.t, functionFolder+"/more.sql", "CREATE OR REPLACE TEMP MACRO more(x) AS x;")
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			defer s.of(t)()
			s.settings.Full = false
			if s.night() {
				t.Fatal("an unchanged night made the tables again")
			}
			test.change(s)
			if made := s.night(); made != test.made {
				t.Errorf("the tables were made again: %v, expected %v", made, test.made)
			}
		})
	}
}

// unchangedNightWritesNothing goes on with the story of TestWhatANightMakes, of which one is a submission that counts.
// A night that finds nothing new leaves the file as it is, byte for byte, and nothing beside it. What a transaction
// writes besides is a change, and a decision one that makes the tables again.
func (s *story) unchangedNightWritesNothing(one Loaded) {
	s.t.Helper()
	t := s.t
	files := []inbox.Known{{File: inbox.File{Path: "a.xlsx", Size: 7, ModTime: s.now}, SHA256: "1"}}
	inboxIs := func(files []inbox.Known, readWith string) func(*Tx) error {
		return func(tx *Tx) error {
			if _, err := tx.KnownFiles(t.Context()); err != nil {
				return err
			}
			if _, _, err := tx.ReadWith(t.Context()); err != nil {
				return err
			}
			if err := tx.SetKnownFiles(t.Context(), files); err != nil {
				return err
			}
			return tx.SetReadWith(t.Context(), readWith, nil)
		}
	}
	s.run(nil, inboxIs(files, "1"))
	content := func() [32]byte {
		if _, err := os.Stat(s.w.path + ".wal"); err == nil {
			t.Error("there is a log beside the ledger")
		}
		body, err := os.ReadFile(s.w.path)
		s.must(err)
		return sha256.Sum256(body)
	}
	before := content()
	s.now = s.now.Add(24 * time.Hour)
	s.run(nil, inboxIs(files, "1"))
	if content() != before {
		t.Error("a night that found nothing new wrote into the ledger")
	}
	later := []inbox.Known{{File: inbox.File{Path: "a.xlsx", Size: 7, ModTime: s.now.Add(time.Hour)}, SHA256: "1"}}
	for name, do := range map[string]func(*Tx) error{
		"a file that is gone":    inboxIs(nil, "1"),
		"a file of another time": inboxIs(later, "1"),
		"other definitions":      inboxIs(nil, "2"),
	} {
		before := content()
		if s.run(nil, do); content() == before {
			t.Errorf("%s was not written down", name)
		}
	}
	if !s.night(func(tx *Tx) error { return tx.Act(one.Submission.ID()) }) {
		t.Error("a decision changed no table")
	}
}

// Only models look at the day: a function that did would change tables that unchanged does not ask.
func TestFunctionsDoNotLookAtTheDay(t *testing.T) {
	names, err := fs.Glob(statements.Files, path.Join(functionFolder, "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(statements.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(body); strings.Contains(text, todayVariable) || strings.Contains(text, "current_") {
			t.Errorf("%s looks at the day", name)
		}
	}
	models, err := loadModels(statements.Files)
	if err != nil {
		t.Fatal(err)
	}
	looking := 0
	for _, m := range models {
		if m.readsToday() {
			looking++
			if m.rebuild != rebuildWhole {
				t.Errorf("%s looks at the day and is not made as a whole", m.name)
			}
		}
	}
	if looking == 0 {
		t.Error("no model looks at the day; then nothing finds that a period has ended")
	}
}

// A digest tells rows apart that differ in any column: also two that exchange one value, the last one included.
func TestDigestOfRows(t *testing.T) {
	s := newStory(t)
	digest := func(rows string) (sum string) {
		s.must(s.w.db.QueryRow("SELECT " + digestOfRows + " FROM (VALUES " + rows + ") AS t (a, b, c)").Scan(&sum))
		return sum
	}
	same := digest("(1, 'x', 7), (2, 'y', 8)")
	if digest("(2, 'y', 8), (1, 'x', 7)") != same {
		t.Error("the order of rows counts")
	}
	for _, other := range []string{
		"(2, 'x', 7), (1, 'y', 8)", "(1, 'y', 7), (2, 'x', 8)", "(1, 'x', 8), (2, 'y', 7)", "(1, 'x', 7)",
		"(1, 'x', 7), (2, 'y', 8), (2, 'y', 8)", "(1, 'x', 7), (2, 'y', NULL)",
	} {
		if digest(other) == same {
			t.Errorf("%s has the digest of other rows", other)
		}
	}
}
