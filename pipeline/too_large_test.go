package pipeline

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/form"
	"tonghop/samples/effort"
)

// Numbers whose sum no table may be able to hold keep their own workbooks waiting, with each cell named, and nobody
// else's; corrected, they count, and so do numbers as large that stand alone.
func TestSumsThatNoTableHolds(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	o := openOffice(t, krongBong, false)
	training := func(quarter, as string, value float64) {
		name := quarter + "/TH-02 Huyện Krông Bông.xlsx"
		file, err := excelize.OpenFile(filepath.Join(krongBong, "inbox", name))
		o.must(err)
		for row := 10; row <= 24; row++ {
			if row == 11 {
				continue // the name of a group
			}
			for _, column := range []string{"D", "E"} {
				o.must(file.SetCellValue("TH-02", fmt.Sprint(column, row), value))
			}
		}
		o.must(file.SaveAs(filepath.Join(o.dir, "inbox", as)))
		o.must(file.Close())
	}
	const largest = 1_000_000_000_000_000_000
	for _, quarter := range []string{"2021-Q1", "2021-Q2", "2021-Q3"} {
		training(quarter, quarter+".xlsx", largest)
	}
	admitted := "2021-Q1/KN-01 Xã Cư Pui.xlsx"
	o.receive(filepath.Join(krongBong, "inbox", admitted), "cu-pui.xlsx")
	report := o.run()
	if report.Held != 3 || report.Accepted != 1 || len(report.Waiting) == 0 {
		t.Fatalf("%d held, %d accepted: %+v", report.Held, report.Accepted, report.Findings)
	}
	cells := map[string]bool{}
	for _, w := range report.Waiting {
		for _, f := range w.Findings {
			if f.Code != form.HeldTooLarge || f.Read != "1000000000000000000" {
				t.Errorf("%s: %+v", w.Path, f)
			}
			cells[w.Path+" "+f.Cell] = true
		}
	}
	if len(cells) != 3*14*2 || !cells["2021-Q2.xlsx E24"] {
		t.Errorf("%d cells are named: %v", len(cells), cells)
	}
	const trained, ofCuPui = "krong-bong 2021-Q3 trained total", "cu-pui 2021-Q1 admitted total"
	o.expect(o.table("attainment_quarterly"), ofCuPui, "status=complete")
	// No decision lets them count.
	if err := o.decide("accept", report.Waiting[0].Submission); err == nil || !strings.Contains(err.Error(), "no sum") {
		t.Errorf("accepted: %v", err)
	}
	training("2021-Q1", "2021-Q1 sửa.xlsx", 50_000)
	if report := o.run(); report.Held != 0 || len(report.Waiting) != 0 {
		t.Errorf("after the correction %d wait: %+v", len(report.Waiting), report.Findings)
	}
	o.expect(o.table("attainment_quarterly"), trained, "actual_ytd=14000000000000000000 status=complete")
}
