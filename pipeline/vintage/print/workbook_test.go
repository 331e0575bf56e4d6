package print_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/internal/testvintage"
	"tonghop/samples/effort"
)

// workbook opens the printed year of the current vintage.
func workbook(t *testing.T, f vintage.Folder) *excelize.File {
	t.Helper()
	book, err := excelize.OpenFile(filepath.Join(f.Dir, "attainment-2021.xlsx"))
	must(t, err)
	t.Cleanup(func() { book.Close() })
	return book
}

func current(t *testing.T, d *testvintage.District) vintage.Folder {
	t.Helper()
	f, err := vintage.Find(d.Space.Published, vintage.CurrentName)
	must(t, err)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// row is the printed row of a unit.
func row(t *testing.T, book *excelize.File, sheet, unit string) []string {
	t.Helper()
	rows, err := book.GetRows(sheet)
	must(t, err)
	for _, r := range rows {
		if len(r) > 1 && r[1] == unit {
			return r
		}
	}
	t.Fatalf("sheet %s has no row of %s", sheet, unit)
	return nil
}

// expectNumbers compares printed numbers with the published ones: "…" where none is known, "x" where the unit does not
// report it.
func expectNumbers(t *testing.T, book *excelize.File) {
	t.Helper()
	want := []string{"Quý I", "Quý II", "Năm 2021", "Biểu đồ", "Chưa nộp"}
	if got := book.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("the sheets are %q, want %q", got, want)
	}
	for _, c := range []struct{ sheet, unit, want string }{
		{"Quý II", "Huyện Krông Bông", "80 3 5 6.3 2 1 0 355 141 882 … 231 26.2 112 … 21"},
		{"Quý II", "Xã Cư Pui", "7 2 3 42.9 1 1 0 189 75 70 … 20 28.6 10 … 1"},
		{"Quý II", "Xã Hòa Phong", "5 1 2 40.0 1 0 0 166 66 60 … 15 25.0 7 … 2"},
		{"Quý I", "Xã Cư Pui", " … …  … … … … … 70 20 20 28.6 10 1 1"}, // its target for 2021 was assigned later
	} {
		if got := strings.Join(row(t, book, c.sheet, c.unit)[2:], " "); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s, %s: %q, want %q", c.sheet, c.unit, got, c.want)
		}
	}
	agency := row(t, book, "Quý II", "Phòng Tư pháp")
	if got := strings.Join(agency[11:18], " "); got != "x x x x x x x" {
		t.Errorf("an agency trains nobody, its columns show %q", got)
	}
}

// expectMissing looks at the list at the end: it names who has not submitted in the year, and what is wrong with a
// rejected workbook.
func expectMissing(t *testing.T, book *excelize.File) {
	t.Helper()
	rows, err := book.GetRows("Chưa nộp")
	must(t, err)
	listed, corrections := 0, 0
	for _, r := range rows[8:] {
		if len(r) < 8 || r[0] == "" {
			continue
		}
		listed++
		if r[1] == "Phòng Tư pháp" && strings.Contains(r[len(r)-1], "ô D11") {
			corrections++
		}
	}
	if listed != 69 || corrections != 1 {
		t.Errorf("%d units are listed, %d of them with the cell to correct; want 69 and 1", listed, corrections)
	}
}

// What is published is printed. A year that would be printed the same is copied; what the print shows is printed again:
// another name of the office, too.
func TestPrinted(t *testing.T) {
	district := testvintage.New(t, nil)
	district.Prints = true
	district.Run()
	first := current(t, district)
	expectNumbers(t, workbook(t, first))
	expectMissing(t, workbook(t, first))
	district.Send("2021-Q2/KN-01 Phòng Tư pháp.xlsx")
	district.Space.Office.Name = "Văn phòng"
	district.Run()
	second := current(t, district)
	if slices.Equal(printedBytes(t, first), printedBytes(t, second)) {
		t.Error("a workbook was copied though a number and the office's name had changed")
	}
	if head, err := workbook(t, second).GetCellValue("Quý II", "A2"); err != nil || head != "VĂN PHÒNG" {
		t.Errorf("the letterhead says %q, %v", head, err)
	}
	t.Run("sheets are taken over", func(t *testing.T) { sheetsAreTakenOver(t, first, second) })
	t.Run("rows are renewed", func(t *testing.T) { rowsAreRenewed(t, first, second) })
	t.Run("with two digits", func(t *testing.T) { anotherRounding(t, district, second) })
}

// anotherRounding is a story, since it publishes once more. By default the number and the office's name above say that
// other rows and another look are printed again, and a rounding is nothing else.
func anotherRounding(t *testing.T, district *testvintage.District, second vintage.Folder) {
	effort.Story(t)
	district.Space.Rounding.Digits = 2 // makes a new vintage: its numbers are shown otherwise
	district.Run()
	third := current(t, district)
	if second.ID == third.ID || second.Manifest.Printed[2021] == third.Manifest.Printed[2021] {
		t.Fatalf("%s was printed as %v, %s as %v", second.ID, second.Manifest.Printed, third.ID, third.Manifest.Printed)
	}
	if got := row(t, workbook(t, third), "Quý II", "Xã Cư Pui")[5]; got != "42.86" {
		t.Errorf("with two digits, %q is printed", got)
	}
}
