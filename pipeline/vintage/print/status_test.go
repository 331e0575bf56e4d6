package print

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/message"
)

// ourStatus is a district of which one unit was late, one was rejected with more errors than a row can show, one
// corrected in vain.
func ourStatus() *completeness.Status {
	entry := func(unit, status string) completeness.Entry {
		return completeness.Entry{
			UnitID: unit, UnitName: strings.ToUpper(unit), ParentName: "H", Form: "kn-01", Period: "2021-Q1",
			DueDate: "2021-04-10", Status: status,
		}
	}
	late, rejected, corrected := entry("a", "late"), entry("b", "rejected"), entry("c", "on_time")
	late.DaysLate, rejected.DaysLate = 3, 12
	rejected.File, corrected.File, corrected.Note = "2021/b.xlsx", "2021/c.xlsx", "correction_rejected"
	for range shownFindings + 2 {
		rejected.Findings = append(rejected.Findings, completeness.Finding{MessageVI: "sai", MessageEN: "wrong"})
	}
	return &completeness.Status{
		Today: "2021-04-22", Labels: []string{"2021-Q1"},
		Forms: []completeness.Form{{Form: "kn-01", TitleVI: "Kết nạp", TitleEN: "Admissions"}},
		Rollup: []completeness.Row{
			{
				UnitID: "h", UnitName: "H", Form: "kn-01", Period: "2021-Q1", DueDate: "2021-04-10", HasParts: true,
				Expected: 3, OnTime: 1, Late: 1, Rejected: 1, SubmittedPct: "66.7",
			},
			{UnitID: "a", UnitName: "A", Form: "kn-01", Period: "2021-Q1", Depth: 1, Expected: 1, Late: 1},
		},
		Units: []completeness.Entry{late, rejected, corrected}, Chase: []completeness.Entry{rejected, corrected},
	}
}

func TestWriteStatus(t *testing.T) {
	for language, want := range map[message.Language][]string{
		message.Vietnamese: {
			"Tình hình nộp!A9 KN-01 · Kết nạp · Quý I năm 2021 · hạn nộp 10/04/2021", "Tình hình nộp!I10 66.7",
			"Tình hình nộp!J10 Chưa đủ", "Tình hình nộp!J11 Nộp muộn (3 ngày)", "Đôn đốc!G9 12", "Đôn đốc!H9 Bị trả lại",
			"Đôn đốc!H10 Bản sửa bị trả lại", "Đôn đốc!G10 ",
		},
		message.English: {"Submissions!A9 KN-01 · Admissions · Quarter I of 2021 · due 10/04/2021"},
	} {
		path := filepath.Join(t.TempDir(), "status.xlsx")
		if err := WriteStatus(path, Office{Language: language, Name: "Huyện", Digits: 1}, ourStatus()); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for _, w := range want {
			place, text, _ := strings.Cut(w, " ")
			for !strings.Contains(place, "!") { // a sheet's name may have spaces
				more, rest, _ := strings.Cut(text, " ")
				place, text = place+" "+more, rest
			}
			sheet, at, _ := strings.Cut(place, "!")
			if language == message.English {
				sheet = book.GetSheetName(0)
			}
			if got, err := book.GetCellValue(sheet, at); err != nil || strings.TrimSpace(got) != text {
				t.Errorf("%s shows %q, %v; want %q", place, got, err, text)
			}
		}
	}
}

// Of a workbook with many errors a row shows as many as fit, and says how many more there are.
func TestToDo(t *testing.T) {
	b := &book{office: Office{Language: message.Vietnamese}}
	s := ourStatus()
	lines := strings.Split(b.toDo(s.Chase[0]), "\n")
	if len(lines) != shownFindings+2 || !strings.Contains(lines[0], "“b.xlsx”") || lines[1] != "- sai" ||
		lines[len(lines)-1] != "… và 2 lỗi khác." {
		t.Errorf("the unit is told %q", lines)
	}
	long := s.Chase[0]
	for i := range long.Findings {
		long.Findings[i].MessageVI = strings.Repeat("chỉ tiêu này sai ", 30)
	}
	if told := b.toDo(long); cellFace.lines(told, room(toDoWidth)) > mostLines || !strings.HasSuffix(told, "lỗi khác.") {
		t.Errorf("the unit is told more than a row shows: %q", told)
	}
	for want, e := range map[string]completeness.Entry{
		"Nộp báo cáo.": {Status: "missing"},
		"Báo cáo đã nộp được rút lại; đề nghị nộp lại.": {Status: "missing", Note: "retracted"},
		"Tệp “d.xlsx” đã được dùng nhưng chưa ghi kết quả của một số đơn vị; đề nghị điền đủ và gửi lại:\n- Xã A": {
			Status: "on_time", Note: "units_unreported", File: "2021-Q3/d.xlsx",
			Findings: []completeness.Finding{{MessageVI: "Xã A"}},
		},
	} {
		if got := b.toDo(e); got != want {
			t.Errorf("%+v is told %q, want %q", e, got, want)
		}
	}
	if got := b.toDo(s.Chase[1]); !strings.HasPrefix(got, "Bản sửa “c.xlsx” bị trả lại") {
		t.Errorf("a corrected one is told %q", got)
	}
}

// A workbook that cannot be written leaves nothing behind, and the one that is there stays.
func TestWriteStatusFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nowhere", "status.xlsx")
	if err := WriteStatus(path, Office{}, ourStatus()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("written into a folder that there is not: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Error("the folder was made")
	}
}

func TestPeriodLabel(t *testing.T) {
	for label, want := range map[string]string{
		"2021-Q3": "Quý III năm 2021", "2021-H1": "6 tháng đầu năm 2021", "2021-M9": "9 tháng đầu năm 2021",
		"2021": "Năm 2021", "2021-2025": "2021-2025", "never": "never",
	} {
		if got := (Office{Language: message.Vietnamese}).periodLabel(label); got != want {
			t.Errorf("%s is printed as %q, want %q", label, got, want)
		}
	}
}

func TestDayText(t *testing.T) {
	for iso, want := range map[string]string{"2021-04-10": "10/04/2021", "": "", "soon": "soon"} {
		if got := dayText(iso); got != want {
			t.Errorf("%q is printed as %q, want %q", iso, got, want)
		}
	}
}
