package reform

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// A list comes as a workbook: a first sheet that is none, titles above the headers, codes that a spreadsheet made
// numbers of, a new commune that is written once beside its merged cell, headers of two rows.
func TestImportOfAWorkbook(t *testing.T) {
	file := excelize.NewFile()
	defer file.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(file.SetSheetName("Sheet1", "Ghi chú"))
	must(file.SetCellValue("Ghi chú", "A1", "Nguồn: Cục Thống kê"))
	const sheet = "Tổng hợp"
	_, err := file.NewSheet(sheet)
	must(err)
	for row, values := range [][]any{
		{"Đơn vị hành chính từ ngày 01/7/2025", nil, "Đơn vị hành chính trước ngày 01/7/2025"},
		{"Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú"},
		{nil, nil, nil, nil, nil},
		{"HUYỆN KRÔNG BÔNG"},
		{"Xã X", 10, "Xã A", 1, "Nhập toàn bộ"},
		{nil, nil, "Xã B", 2, "Nhập một phần"},
		{"Xã Y", 11, "Xã B", 2, "Nhập một phần"},
		{nil, nil, "Xã C", 3, "Nhập toàn bộ"},
		{nil, nil, "Xã D", 4, "Nhập toàn bộ"},
	} {
		for column, value := range values {
			cell, err := excelize.CoordinatesToCellName(column+1, row+1)
			must(err)
			if value != nil {
				must(file.SetCellValue(sheet, cell, value))
			}
		}
	}
	for _, merge := range [][2]string{{"A1", "B1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "C3"}, {"D2", "D3"}, {"E2", "E3"},
		{"A5", "A6"}, {"B5", "B6"}, {"A7", "A9"}, {"B7", "B9"}} {
		must(file.MergeCell(sheet, merge[0], merge[1]))
	}
	must(file.SetCellValue(sheet, "E3", "")) // the second row of the headers is there
	dir := t.TempDir()
	name := filepath.Join(dir, "list.xlsx")
	must(file.SaveAs(name))
	write(t, dir, "units.csv", provinceUnits)
	list, err := Read(name, "list.xlsx", workbook.Limits{}, Options{})
	must(err)
	must(file.Close())
	r, err := registry.Load(withoutList(t, dir), workbook.Limits{})
	must(err)
	plan := Make(r, list, Options{})
	expectNotes(t, plan, "")
	if got, want := unitsText(plan), "-a -b -c -d +x(00010)<h +y(00011)<h"; got != want {
		t.Errorf("units %s, want %s", got, want)
	}
	if got, want := changesText(plan.changes), "merge a→x; split b→x; split b→y; merge c→y; merge d→y"; got != want {
		t.Errorf("changes %s, want %s", got, want)
	}
}

// withoutList is a folder with the registry of another one alone.
func withoutList(t *testing.T, dir string) string {
	t.Helper()
	registry := t.TempDir()
	write(t, registry, "units.csv", text(t, filepath.Join(dir, "units.csv")))
	return registry
}
