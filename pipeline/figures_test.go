package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workspace"
	"tonghop/samples/effort"
)

// How final the figures are stands on every printed sheet, in the report, and in the manifest.
func TestFiguresSayHowFinalTheyAre(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	o := openOffice(t, krongBong, false).prints()
	for _, quarter := range []string{"2021-Q1", "2021-Q2"} {
		name := quarter + "/TH-02 Huyện Krông Bông.xlsx"
		o.receive(filepath.Join(krongBong, "inbox", name), name)
	}
	o.withoutAgencies()
	o.replaceIn("forms/kn-01.yaml", "levels: [commune, agency]", "units: [cu-pui]")
	o.receive(filepath.Join(krongBong, "inbox/2021-Q2/KN-01 Xã Cư Pui.xlsx"), "cu-pui.xlsx")
	o.replaceIn("tonghop.yaml", "language: vi", "language: vi\nvintage_kinds: {2021-Q1: provisional}")
	report := o.run()
	for label, kind := range map[string]string{"2021-Q1": "provisional", "2021-Q2": "provisional", "2021": "preliminary"} {
		if report.Kinds[label] != kind {
			t.Errorf("the report says that %s is %q, want %q", label, report.Kinds[label], kind)
		}
	}
	o.expectPeriodLines(map[string]string{"Quý I": "Quý I năm 2021 (số sơ bộ)",
		"Quý II":   "Quý II năm 2021 (số sơ bộ)",
		"Năm 2021": "Năm 2021, số liệu đến hết quý II (số ước)"})
	o.must(o.decide("close", "2021-Q1"))
	o.expectPeriodLines(map[string]string{"Quý I": "Quý I năm 2021 (số chính thức)",
		"Quý II": "Quý II năm 2021 (số sơ bộ)"})
	lacking := "Khóa sổ khi còn thiếu: Chưa nộp 1 báo cáo: Xã Cư Pui (kn-01, 2021-Q1)."
	o.expectNote("Quý I", lacking, true)
	o.expectNote("Quý II", "Khóa sổ khi còn thiếu", false)
	declared := "language: en\nvintage_kinds: {2021-Q1: provisional, 2021-Q2: preliminary}"
	o.replaceIn("tonghop.yaml", "language: vi\nvintage_kinds: {2021-Q1: provisional}", declared)
	o.run()
	o.expectPeriodLines(map[string]string{"Quarter I": "Quarter I of 2021 (final figures)",
		"Quarter II": "Quarter II of 2021 (preliminary figures)",
		"Year 2021":  "Year 2021, figures to the end of quarter II (preliminary figures)"})
	if current := o.current(); current.Manifest.Kinds["2021-Q1"] != "final" {
		t.Errorf("the manifest says %v", current.Manifest.Kinds)
	}
	if effort.Long() {
		o.must(o.decide("close", "2021-Q2"))
		o.expectPeriodLines(map[string]string{"Quarter II": "Quarter II of 2021 (final figures)"})
		o.expectNote("Quarter I", "Closed although incomplete", true)
		o.expectNote("Quarter II", "Closed although incomplete", false)
		o.must(o.decide("reopen", "2021-Q1"))
		o.expectNote("Quarter I", "Closed although incomplete", false)
	}
	o.replaceIn("tonghop.yaml", "2021-Q1: provisional", "2021-Q1: final")
	if _, err := workspace.Open(o.dir); err == nil {
		t.Error("an open quarter was declared final")
	}
}

// withoutAgencies leaves the communes in the registry, which are fewer rows to print.
func (o *office) withoutAgencies() {
	o.t.Helper()
	name := filepath.Join(o.dir, "registry/units.csv")
	body, err := os.ReadFile(name)
	o.must(err)
	var kept strings.Builder
	for line := range strings.Lines(string(body)) {
		if !strings.Contains(line, ",agency,") {
			kept.WriteString(line)
		}
	}
	o.must(os.WriteFile(name, []byte(kept.String()), 0o644))
	o.must(os.Remove(filepath.Join(o.dir, "registry/aliases.csv"))) // which names an agency
}

// expectPeriodLines reads the line beneath the title of each sheet.
func (o *office) expectPeriodLines(want map[string]string) {
	o.t.Helper()
	book, err := excelize.OpenFile(filepath.Join(o.dir, "published", "attainment-2021.xlsx"))
	o.must(err)
	defer book.Close()
	for sheet, line := range want {
		got, err := book.GetCellValue(sheet, "A5")
		o.must(err)
		if got != line {
			o.t.Errorf("sheet %s is headed %q, want %q", sheet, got, line)
		}
	}
}

// expectNote says whether a printed sheet has a note that contains a text.
func (o *office) expectNote(sheet, text string, want bool) {
	o.t.Helper()
	book, err := excelize.OpenFile(filepath.Join(o.dir, "published", "attainment-2021.xlsx"))
	o.must(err)
	defer book.Close()
	rows, err := book.GetRows(sheet)
	o.must(err)
	got := slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 0 && strings.Contains(row[0], text) })
	if got != want {
		o.t.Errorf("sheet %s says %q: %v, want %v", sheet, text, got, want)
	}
}
