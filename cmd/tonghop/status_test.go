package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/schedule"

	"tonghop/samples/effort"

	"github.com/xuri/excelize/v2"
)

// The workbook that status writes, opened as the one to whom it is sent would.
func TestStatusWorkbook(t *testing.T) {
	effort.Story(t)
	dir := sampleCopy(t)
	edit(t, filepath.Join(dir, "forms/kn-01.yaml"), "period: {kind: quarter}",
		"period: {kind: quarter}\ndue: {days: 10, grace: 2}")
	call(t, "run", dir)
	languages := map[string][3][][]string{
		"vi": {
			{{"TỈNH ĐẮK LẮK"}, {"HUYỆN KRÔNG BÔNG"}, nil, {"TÌNH HÌNH NỘP BÁO CÁO"}, {"Quý I năm 2021"},
				{"Tính đến ngày 12/10/2021"}, nil,
				{"TT", "Đơn vị", "Phải nộp", "Đúng hạn", "Nộp muộn", "Bị trả lại", "Chờ quyết định", "Chưa nộp", "Tỷ lệ nộp (%)",
					"Ghi chú"},
				{"KN-01 · Kết quả công tác kết nạp · Quý I năm 2021 · hạn nộp 10/04/2021"},
				{"", "Huyện Krông Bông", "35", "0", "34", "1", "0", "0", "97.1", "Chưa đủ"},
				{"1", "Thị trấn Krông Kmar", "1", "0", "1", "0", "0", "0", "", "Nộp muộn (185 ngày)"}},
			{{"TỈNH ĐẮK LẮK"}, {"HUYỆN KRÔNG BÔNG"}, nil, {"DANH SÁCH ĐƠN VỊ CẦN ĐÔN ĐỐC NỘP BÁO CÁO"}, {"Quý I năm 2021"},
				{"Tính đến ngày 12/10/2021"}, nil,
				{"TT", "Đơn vị", "Đơn vị cấp trên", "Biểu mẫu", "Kỳ báo cáo", "Hạn nộp", "Quá hạn (ngày)", "Tình trạng",
					"Đề nghị thực hiện, lỗi cần sửa"},
				{"1", "Phòng Tư pháp", "Huyện Krông Bông", "kn-01", "Quý I năm 2021", "10/04/2021", "185", "Bị trả lại",
					"Tệp “KN-01 Phòng Tư pháp.xlsx” bị trả lại; đề nghị sửa các lỗi sau rồi nộp lại:\n- trang tính “Biểu KN-01”, ô D11: …"}},
			{nil, nil, nil, {"SỐ LIỆU CHƯA KHỚP VỚI CÁC BÁO CÁO KHÁC"}, {"Quý I năm 2021"}, nil, nil,
				{"TT", "Đơn vị", "Đơn vị cấp trên", "Biểu mẫu", "Kỳ báo cáo", "Số liệu chưa khớp"},
				{"Không có số liệu nào mâu thuẫn với báo cáo khác."}},
		},
		"en": {
			{nil, nil, nil, {"WHO HAS SUBMITTED"}, {"Quarter I of 2021"}, {"As of 12/10/2021"}, nil, nil,
				{"KN-01 · Admissions · Quarter I of 2021 · due 10/04/2021"}},
			{nil, nil, nil, {"UNITS TO BE REMINDED OF THEIR REPORTS"}, nil, nil, nil, nil, {"1", "Phòng Tư pháp",
				"Huyện Krông Bông", "kn-01", "Quarter I of 2021", "10/04/2021", "185", "Rejected"}},
			{nil, nil, nil, {"NUMBERS THAT DO NOT AGREE WITH OTHER REPORTS"}},
		},
	}
	for language, sheets := range languages {
		edit(t, filepath.Join(dir, "tonghop.yaml"), "language: vi", "language: "+language)
		name := filepath.Join(t.TempDir(), language+".xlsx")
		call(t, "status", "--period", "2021-Q1", "--xlsx", name, "-C", dir)
		edit(t, filepath.Join(dir, "tonghop.yaml"), "language: "+language, "language: vi")
		checkWorkbook(t, name, sheets)
	}
}

// checkWorkbook compares rows of the sheets from the top down, as far as they are given; nil is any row, "…" any
// further text.
func checkWorkbook(t *testing.T, name string, sheets [3][][]string) {
	t.Helper()
	file, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	names := file.GetSheetList()
	if len(names) != len(sheets) {
		t.Fatalf("%s has the sheets %v", name, names)
	}
	for i, sheet := range names {
		rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, want := range sheets[i] {
			for c, text := range want {
				if c >= len(rows[r]) && text == "" {
					continue
				}
				begin, open := strings.CutSuffix(text, "…")
				if c >= len(rows[r]) || rows[r][c] != text && !(open && strings.HasPrefix(rows[r][c], begin)) {
					t.Errorf("%s, row %d: %q, want %q", sheet, r+1, rows[r], want)
					break
				}
			}
		}
		layout, err := file.GetPageLayout(sheet)
		if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
			t.Errorf("%s: page layout %+v, %v; want A4 across, one page wide", sheet, layout, err)
		}
		if panes, err := file.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 8 || panes.XSplit != 2 {
			t.Errorf("%s: panes %+v, %v; want the header frozen", sheet, panes, err)
		}
	}
}

// call runs a command in this process on 12 October 2021.
func call(t *testing.T, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	clock := &schedule.StoppedClock{At: time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC)}
	if status := run(context.Background(), environment{
		args: args, stdout: &out, stderr: &problems, clock: clock, threads: 1, unprinted: true,
	}); status != statusDone {
		t.Fatalf("%s: exit status %d: %s", strings.Join(args, " "), status, problems.String())
	}
	return out.String()
}

func edit(t *testing.T, name, before, after string) {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(body, []byte(before)) {
		t.Fatalf("%s does not contain %q", name, before)
	}
	if err := os.WriteFile(name, bytes.Replace(body, []byte(before), []byte(after), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}
