package warehouse

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/samples/effort"
	statements "tonghop/sql"
)

// testCases runs the case file of each model, and those beside it such as core.fact-more.txt, of a folder, and fails
// for one that has none.
func (s *bench) testCases(folder string, models []model, examine func(t *testing.T, c *modelCase, rows [][]string)) {
	known := map[string]bool{}
	for _, m := range models {
		path := filepath.Join("testdata", folder, m.name)
		more, err := filepath.Glob(path + "-*.txt")
		s.must(err)
		for _, name := range append(more, path+".txt") {
			known[filepath.Base(name)] = true
		}
		s.t.Run(m.name, func(t *testing.T) {
			if _, err := os.Stat(path + ".txt"); err != nil {
				t.Fatalf("there is no case of it: write warehouse/%s.txt", filepath.ToSlash(path))
			}
			for _, path := range append(more, path+".txt") {
				s.testFile(t, readCases(t, path), m, examine)
			}
		})
	}
	files, err := os.ReadDir(filepath.Join("testdata", folder))
	s.must(err)
	for _, file := range files {
		if !known[file.Name()] {
			s.t.Errorf("testdata/%s/%s: there is no such model or check", folder, file.Name())
		}
	}
}

// few is which of the cases of a further file of a model are tried where not all stories are told: each seventh, so
// that of three modes of rounding by five numbers of digits each mode is tried with another number.
const few = 7

func (s *bench) testFile(t *testing.T, f *caseFile, m model, examine func(t *testing.T, c *modelCase,
	rows [][]string)) {
	if len(f.cases) == 0 {
		t.Fatalf("%s has no case", f.path)
	}
	got := map[*modelCase][][]string{}
	whole := s.t
	for i, c := range f.cases {
		if strings.Contains(filepath.Base(f.path), "-") && i%few != 0 && os.Getenv("UPDATE") == "" && !effort.Stories() {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			defer func() { s.t = whole }()
			got[c] = s.run(c, m)
			want, have := aligned(append([][]string{c.expect.columns}, c.expect.rows...)),
				aligned(append([][]string{c.expect.columns}, got[c]...))
			if os.Getenv("UPDATE") == "" && !slices.Equal(want, have) {
				t.Errorf("%s: expected\n%s\ngot\n%s", f.path, strings.Join(want, "\n"), strings.Join(have, "\n"))
			}
			examine(t, c, got[c])
		})
	}
	if os.Getenv("UPDATE") != "" && !t.Failed() {
		f.rewrite(t, got)
	}
}

// TestBench makes all tables once, and tries on them whatever is tried in transactions that are rolled back.
func TestBench(t *testing.T) {
	s := newBench(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *bench)
	}{
		{"models say what they are", modelsSayWhatTheyAre}, {"models", modelsGiveTheirRows},
		{"checks", checksFindWhatIsWrong},
		{"successions", successions}, {"laws of successions", lawsOfSuccessions},
		{"laws of touching", lawsOfTouching},
		{"touching needs what it leads to", touchingNeedsWhatItLeadsTo},
		{"recursions lose no rows", recursionsLoseNoRows}, // the last, since its rows stay
	} {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			c.test(t, s)
		})
	}
}

// Each model gives the rows that its cases say.
func modelsGiveTheirRows(_ *testing.T, s *bench) {
	defer s.asWritten()()
	s.testCases("models", s.models, func(*testing.T, *modelCase, [][]string) {})
}

// Each check returns rows for a case in which something is wrong, and none for one in which nothing is.
func checksFindWhatIsWrong(t *testing.T, s *bench) {
	checks, err := loadFolder(statements.Files, "checks", "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.asWritten()()
	failing, passing := map[string]bool{}, map[string]bool{}
	s.testCases("checks", checks, func(t *testing.T, _ *modelCase, rows [][]string) {
		name := strings.Split(t.Name(), "/")[2]
		failing[name], passing[name] = failing[name] || len(rows) > 0, passing[name] || len(rows) == 0
	})
	for _, c := range checks {
		if !failing[c.name] || !passing[c.name] {
			t.Errorf("%s: expected a case in which it returns rows, and one in which it returns none", c.name)
		}
	}
}

// Every file of sql says what it is, and each model has a case; a published table explains all its columns in both
// languages.
func modelsSayWhatTheyAre(t *testing.T, s *bench) {
	err := fs.WalkDir(statements.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(statements.Files, name)
		if err == nil && !strings.HasPrefix(string(body), "-- ") {
			t.Errorf("sql/%s: expected a header that says what it is", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.models {
		if m.rebuild == rebuildPublished {
			s.expectComments(m)
		}
	}
}

func (s *bench) expectComments(m model) {
	var explained []string
	for _, c := range m.columns {
		explained = append(explained, c.name)
		if c.vi == "" || c.en == "" {
			s.t.Errorf("%s.%s: expected an explanation in both languages", m.name, c.name)
		}
	}
	if m.comment[0] == "" || m.comment[1] == "" {
		s.t.Errorf("%s: expected an explanation in both languages", m.name)
	}
	columns := slices.Sorted(maps.Keys(s.types["mart."+m.name]))
	slices.Sort(explained)
	if !slices.Equal(columns, explained) {
		s.t.Errorf("%s: the header explains %v, the table has %v", m.name, explained, columns)
	}
}
