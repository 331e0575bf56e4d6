package form

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	bookreader "tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace/registry"
)

// findingsOf reads every workbook below a folder with a sample's forms and units, and lists what is found.
func findingsOf(t *testing.T, sample, inbox string) (found string, observations int) {
	t.Helper()
	set, err := LoadDir(filepath.Join(sample, "forms"), period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load(filepath.Join(sample, "registry"), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = fs.WalkDir(os.DirFS(inbox), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasPrefix(filepath.Ext(path), ".xls") {
			return err
		}
		data, err := os.ReadFile(filepath.Join(inbox, path))
		if err != nil {
			return err
		}
		r := set.Read(File{Path: path, Name: entry.Name()}, openBook(t, entry.Name(), data), units)[0]
		observations += len(r.Observations)
		for _, f := range r.Findings {
			fmt.Fprintf(&out, "%s: %s %s %s\n", path, f.Severity, f.Code, f.Cell)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), observations
}

// The workbooks of the samples are honest but for the three findings that they are there to show.
func TestSampleFindings(t *testing.T) {
	got, observations := findingsOf(t, "../../samples/krong-bong-2021", "../../samples/krong-bong-2021/inbox")
	want := `2021-Q1/KN-01 Phòng Tư pháp.xlsx: error rule_broken D11
2021-Q1/KN-01 Phòng Tư pháp.xlsx: error rule_broken E11
2021-Q3/KN-01 Xã Hòa Phong.xlsx: warning percentage_differs F10
`
	if diff := cmp.Diff(want, got); diff != "" || observations != 1414 {
		t.Errorf("%d observations (-want +got):\n%s", observations, diff)
	}
}

func TestBudgetFindings(t *testing.T) {
	const inbox = "../../../shared/real/budget-2008"
	if _, err := os.Stat(inbox); err != nil {
		t.Skip("the published workbooks are not part of the checkout")
	}
	got, observations := findingsOf(t, "../../samples/budget-2008", inbox)
	want := `Final_2008.xls: warning total_differs C11
Final_2008.xls: warning total_differs C28
Final_2008.xls: warning total_differs C46
Final_2008.xls: warning total_differs C55
Final_2008.xls: warning total_differs C68
Final_2008.xls: warning total_differs C10
`
	// 64 provinces and the total of the plan, 63 and the total of the account. The plan's total stands in a cell merged
	// over three rows, and was once read for each.
	if diff := cmp.Diff(want, got); diff != "" || observations != 129 {
		t.Errorf("%d observations (-want +got):\n%s", observations, diff)
	}
}

// BenchmarkRead reads the sample's workbooks of one quarter: opening and understanding them.
func BenchmarkRead(b *testing.B) {
	set, err := LoadDir("../../samples/krong-bong-2021/forms", period.CalendarQuarters())
	if err != nil {
		b.Fatal(err)
	}
	units, err := registry.Load("../../samples/krong-bong-2021/registry", workbook.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob("../../samples/krong-bong-2021/inbox/2021-Q3/*.xlsx")
	if err != nil || len(files) == 0 {
		b.Fatal(files, err)
	}
	var bodies [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	for b.Loop() {
		for i, body := range bodies {
			book, err := bookreader.OpenBytes(files[i], body, workbook.Limits{})
			if err != nil {
				b.Fatal(err)
			}
			set.Read(File{Path: "2021-Q3/" + filepath.Base(files[i]), Name: filepath.Base(files[i])}, book, units)
			book.Close()
		}
	}
}
