package form

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	bookreader "tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace/registry"
)

// peopleCases reads testdata/people/*.txtar: each file has sheets, or one csv; its comment says what it is. The
// people in them are made up.
func peopleCases(t *testing.T, pattern string, check func(t *testing.T, secrets []string, r Reading)) {
	t.Helper()
	set, err := LoadDir("testdata/read/indicators/forms", period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load("testdata/read/indicators/registry", workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range glob(t, pattern) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var sheets []*drawnSheet
			var secrets []string
			name, data := "tệp.xlsx", []byte(nil)
			for _, f := range archive.Files {
				if f.Name == "csv" {
					name, data = "tệp.csv", f.Data
					continue
				}
				s := drawSheet(t, strings.TrimPrefix(f.Name, "sheet "), string(f.Data))
				sheets = append(sheets, s)
				secrets = append(secrets, secretsOf(s)...)
			}
			if data == nil {
				data = drawBook(t, sheets...)
			}
			check(t, secrets, set.Read(File{Path: name, Name: name}, openBook(t, name, data), units)[0])
		})
	}
}

// secretsOf are the cells of a list that could tell who somebody is.
func secretsOf(s *drawnSheet) []string {
	var all []string
	for _, row := range s.rows {
		for _, cell := range row {
			if len(cell) > 6 {
				all = append(all, strings.Trim(cell, `"`))
			}
		}
	}
	return all
}

func TestListsOfPeopleAreRefused(t *testing.T) {
	peopleCases(t, "testdata/people/list-*.txtar", func(t *testing.T, secrets []string, r Reading) {
		if r.Accepted || len(r.Findings) != 1 || r.Findings[0].Code != PeopleList || len(r.Observations) > 0 {
			t.Fatalf("%+v", r)
		}
		told, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		all := string(told) + fmt.Sprint(r) + Text(message.Vietnamese, r.Findings[0]) + Text(message.English, r.Findings[0])
		for _, secret := range secrets {
			if strings.Contains(all, secret) {
				t.Errorf("%q is told: %s", secret, all)
			}
		}
	})
}

func TestHonestSheetsAreNoListsOfPeople(t *testing.T) {
	peopleCases(t, "testdata/people/honest-*.txtar", func(t *testing.T, _ []string, r Reading) {
		for _, f := range r.Findings {
			if f.Code == PeopleList {
				t.Errorf("%s %s is taken for a list of people", f.Sheet, f.Cell)
			}
		}
	})
}

// Other people's workbooks, of whatever format, have lists of communes, provinces, hospitals, accounts and codes, and
// none of persons; neither have the samples.
func TestCorpusHasNoLists(t *testing.T) {
	units, err := registry.Load("testdata/read/indicators/registry", workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, root := range []string{"../../../shared/corpus", "../../../shared/real", "../../samples"} {
		err := filepath.WalkDir(root, func(file string, entry os.DirEntry, err error) error {
			if os.IsNotExist(err) {
				t.Logf("%s is not part of the checkout", root)
				return nil
			}
			if err != nil || entry.IsDir() || !slices.Contains(workbookKinds, strings.ToLower(filepath.Ext(file))) {
				return err
			}
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			read++
			if f := peopleIn(t, filepath.Base(file), data, units); f != nil {
				t.Errorf("%s: %s %s", file, f.Sheet, f.Cell)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("%d workbooks were looked at: the samples alone have more", read)
	}
	t.Logf("%d workbooks", read)
}

var workbookKinds = []string{".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".csv"}

func peopleIn(t *testing.T, name string, data []byte, units *registry.Registry) *Finding {
	t.Helper()
	book, err := bookreader.OpenBytes(name, data, workbook.Limits{})
	if err != nil {
		return nil // the corpus has files that no reader opens
	}
	defer book.Close()
	grids, err := readGrids(book, newSeenTexts(nil))
	if err != nil {
		return nil
	}
	if f := findPeople(File{Name: name}, grids, units); f != nil {
		return f
	}
	return findPeopleInComments(book, newSeenTexts(nil), units)
}
