package registry

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
)

func writeXLSX(t *testing.T, name string, rows [][]any) {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := file.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

func TestLoadXLSX(t *testing.T) {
	dir := t.TempDir()
	writeXLSX(t, filepath.Join(dir, "units.xlsx"), [][]any{
		{"unit_id", "code", "name", "level", "parent_unit_id", "valid_from"},
		{"dak-lak", 66, "Tỉnh Đắk Lắk", "province"},
		{},
		{"krong-bong", 653, "Huyện Krông Bông", "district", "dak-lak", time.Date(1981, 9, 19, 0, 0, 0, 0, time.UTC)},
	})
	writeXLSX(t, filepath.Join(dir, "targets.xlsx"), [][]any{
		{"unit_id", "indicator", "horizon", "kind", "value", "decision"},
		{"krong-bong", "admitted", 2021, "absolute", 80.5, "01/QĐ"},
	})
	r, err := Load(dir, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Units) != 2 || r.Units[1].Code != "653" || r.Units[1].ValidFrom.String() != "1981-09-19" {
		t.Errorf("units %+v", r.Units)
	}
	if len(r.Targets) != 1 || r.Targets[0].Value.String() != "80.5" || r.Targets[0].Horizon.String() != "2021" {
		t.Errorf("targets %+v", r.Targets)
	}
}

func TestLoadXLSXNamesTheRow(t *testing.T) {
	dir := t.TempDir()
	writeXLSX(t, filepath.Join(dir, "units.xlsx"), [][]any{{"unit_id", "code", "name", "level", "parent_unit_id"}, {"a",
		"1", "Xã A", "commune"}, {"a", "1", "Xã A", "commune"}})
	_, err := Load(dir, workbook.Limits{})
	if err == nil || !strings.Contains(err.Error(), "registry/units.xlsx, row 3") {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "units.xlsx"), []byte("PK no workbook"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, workbook.Limits{}); err == nil || !strings.Contains(err.Error(), "registry/units.xlsx") {
		t.Errorf("got %v", err)
	}
}
