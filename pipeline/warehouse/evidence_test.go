package warehouse

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/samples/effort"
	statements "tonghop/sql"
)

// keep closes the first quarter of a story into a folder, with the SQL of the story.
func (s *story) keep(files fs.FS) (dir string, m Making) {
	s.t.Helper()
	dir = s.t.TempDir()
	s.run(nil, func(tx *Tx) error {
		var err error
		if _, err = tx.Consolidate(context.Background(), s.settings); err != nil {
			return err
		}
		if m, err = tx.Keep(context.Background(), s.settings, period.OfQuarter(2021, 1), dir); err != nil {
			return err
		}
		return tx.CopyTable(context.Background(), s.settings, period.OfQuarter(2021, 1), filepath.Join(dir, "table.csv"))
	})
	s.must(os.CopyFS(filepath.Join(dir, "sql"), files))
	return dir, m
}

func made(t *testing.T, dir string, m Making) (*Evidence, []string) {
	t.Helper()
	e, err := OpenEvidence(t.Context(), dir, filepath.Join(dir, "table.csv"), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	problems, err := e.Make(t.Context(), dir, m)
	if err != nil {
		t.Fatal(err)
	}
	return e, problems
}

// A period that was closed with other functions than the running program's is made again with those of its day.
func TestEvidenceUsesTheFunctionsOfTheBundle(t *testing.T) {
	body, err := fs.ReadFile(statements.Files, functionFolder+"/number.sql")
	if err != nil {
		t.Fatal(err)
	}
	files := otherSQL(t, functionFolder+"/number.sql", strings.Replace(string(body), "* 100 * units", "* 200 * units", 1))
	s := storyWith(t, Options{Threads: 1, SQL: files})
	s.found(district(2))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 1, "", 3, 3, 50)})
	dir, m := s.keep(files)
	table, err := os.ReadFile(filepath.Join(dir, "table.csv"))
	if err != nil || !strings.Contains(string(table), ",12.5,") {
		t.Fatalf("5 of 80, twice: %v\n%s", err, table)
	}
	if _, problems := made(t, dir, m); problems != nil {
		t.Error(problems)
	}
	s.must(os.WriteFile(filepath.Join(dir, "sql", functionFolder, "number.sql"), body, 0o644))
	if _, problems := made(t, dir, m); len(problems) == 0 || !strings.Contains(strings.Join(problems, "\n"), ",6.3,") {
		t.Errorf("with this program's functions: %v", problems)
	}
	evidenceIsShutIn(t, dir, m)
}

// evidenceIsShutIn makes sure that a statement of a forged bundle reaches no file.
func evidenceIsShutIn(t *testing.T, dir string, m Making) {
	t.Helper()
	e, err := OpenEvidence(t.Context(), dir, filepath.Join(dir, "table.csv"), m)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	target := filepath.Join(t.TempDir(), "written.csv")
	for _, forged := range []Step{
		{SQL: "COPY (SELECT 1) TO '" + target + "'"},
		{SQL: "SET enable_external_access = true"},
		{SQL: "SELECT * FROM read_text('" + filepath.Join(dir, "table.csv") + "')"},
		{SQL: "{{file}}", File: "../table.csv"},
	} {
		if _, err := e.Make(t.Context(), dir, Making{Steps: []Step{forged}}); err == nil {
			t.Errorf("%s was carried out", forged.SQL)
		}
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("a file was written")
	}
}

// What another version reads in the workbooks is listed: a number more, less or other, and a workbook taken as
// something else.
func TestReadingDifferences(t *testing.T) {
	effort.Story(t)
	s := newStory(t)
	s.found(district(2))
	first, second := workbook("u00", 1, "", 2, 2, 100), workbook("u01", 1, "", 3, 3, 50)
	s.run([]Loaded{first, second})
	dir, m := s.keep(statements.Files)
	e, problems := made(t, dir, m)
	if problems != nil {
		t.Fatal(problems)
	}
	expect := func(name string, want []ReadingDifference, loaded ...Loaded) {
		t.Helper()
		found, err := e.ReadingDifferences(t.Context(), func(yield func(Reread) bool) {
			for _, l := range loaded {
				if !yield(Reread{l.Submission, l.Reading}) {
					return
				}
			}
		})
		if err != nil || !slices.Equal(found, want) {
			t.Errorf("%s: got %v %v, expected %v", name, found, err, want)
		}
	}
	expect("the same", nil, first, second)
	expect("one that could not be read", nil, first)

	other := first
	other.Reading.Accepted = false
	other.Reading.Observations = slices.Clone(first.Reading.Observations)
	half := &other.Reading.Observations[0].Value
	*half = half.Plus(quantity.OfParts(0, 5_000_000_000))
	other.Reading.Observations[1].Mark = vntext.None
	other.Reading.Observations[2].Cell = "E15"
	const path = "u00-q1.xlsx"
	expect("other things", []ReadingDifference{
		{path, "", "", "reading", "accepted kn-01 u00 2021-Q1", "rejected kn-01 u00 2021-Q1"},
		{path, "S", "D10", "u00 admitted total flow", "2", "2.5"},
		{path, "S", "E10", "u00 admitted total ytd", "2", "none"},
		{path, "S", "E14", "u00 members total stock", "100", ""},
		{path, "S", "E15", "u00 members total stock", "", "100"},
	}, other, second)
}

// Rows are compared as texts, numbers without the zeros at their ends; columns that were not sealed do not count.
func TestDifferences(t *testing.T) {
	sealed := "unit_code,actual,status\n1.10,28.80,complete\n1.1,3,\n1.1,3,\n"
	for name, test := range map[string]struct{ rows, want string }{
		"the same": {"('1.1', 3, NULL), ('1.10', 28.8, 'complete'), ('1.1', 3, '')", ""},
		"a number": {"('1.10', 28.81, 'complete'), ('1.1', 3, ''), ('1.1', 3, '')",
			"sealed 1.10,28.8,complete; now 1.10,28.81,complete"},
		"a code that is no number": {"('1.1', 28.8, 'complete'), ('1.1', 3, ''), ('1.1', 3, '')",
			"now 1.1,28.8,complete; sealed 1.10,28.8,complete"},
		"a row less of two equal": {"('1.10', 28.8, 'complete'), ('1.1', 3, '')", "sealed 1.1,3,"},
		"a row more, equal to one": {"('1.10', 28.8, 'complete'), ('1.1', 3, ''), ('1.1', 3, ''), ('1.1', 3, '')",
			"now 1.1,3,"},
		"nothing instead of a text": {"('1.10', 28.8, NULL), ('1.1', 3, ''), ('1.1', 3, '')",
			"now 1.10,28.8,; sealed 1.10,28.8,complete"},
	} {
		t.Run(name, func(t *testing.T) {
			conn, closeAll, err := openScratch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer closeAll()
			file := filepath.Join(t.TempDir(), "table.csv")
			if err := os.WriteFile(file, []byte(sealed), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := readSealed(t.Context(), conn, file, "sealed"); err != nil {
				t.Fatal(err)
			}
			create := "CREATE TABLE other AS SELECT unit_code, actual::DECIMAL(18, 4) AS actual, status, 'x' AS later FROM " +
				"(VALUES " +
				test.rows + ") AS v (unit_code, actual, status)"
			if _, err := conn.ExecContext(t.Context(), create); err != nil {
				t.Fatal(err)
			}
			problems, err := differences(t.Context(), conn, "sealed", "other")
			if got := strings.Join(problems, "; "); err != nil || got != test.want {
				t.Errorf("got %q %v, expected %q", got, err, test.want)
			}
			if _, err := conn.ExecContext(t.Context(), "ALTER TABLE other DROP COLUMN status"); err != nil {
				t.Fatal(err)
			}
			if problems, err := differences(t.Context(), conn, "sealed", "other"); err != nil || len(problems) != 1 {
				t.Errorf("a column less: %v %v", problems, err)
			}
		})
	}
}
