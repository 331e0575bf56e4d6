package pipeline

import (
	"archive/zip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// printed opens the workbook that an office prints.
func (o *office) printed() *excelize.File {
	o.t.Helper()
	book, err := excelize.OpenFile(filepath.Join(o.dir, "published", "attainment-2021.xlsx"))
	o.must(err)
	o.t.Cleanup(func() { book.Close() })
	return book
}

func (o *office) expectCells(book *excelize.File, sheet string, want map[string]string) {
	o.t.Helper()
	for at, value := range want {
		got, err := book.GetCellValue(sheet, at)
		o.must(err)
		if got != value {
			o.t.Errorf("%s %s shows %q, want %q", sheet, at, got, value)
		}
	}
}

func (o *office) expectPrintedWorkbook() {
	o.t.Helper()
	book := o.printed()
	if got, want := book.GetSheetList(), []string{"Quý I", "Quý II", "Quý III", "Năm 2021", "Biểu đồ",
		"Chưa nộp"}; !slices.Equal(got, want) {
		o.t.Errorf("the sheets are %q, want %q", got, want)
	}
	o.expectCells(book, "Quý III", map[string]string{
		"A2": "HUYỆN KRÔNG BÔNG", "A4": "KẾT QUẢ THỰC HIỆN CHỈ TIÊU ĐƯỢC GIAO", "A6": "Đơn vị tính: người, lớp",
		"B7": "Đơn vị", "C7": "Số người được kết nạp (người)",
		"C8": "Chỉ tiêu năm", "F8": "Tỷ lệ đạt (%)", "B9": "Huyện Krông Bông", "C9": "80", "D9": "73", "E9": "96",
		"F9": "120.0", "J9": "3,360", "B20": "Xã Cư Pui", "F20": "114.3",
	})
	panes, err := book.GetPanes("Quý III")
	o.must(err)
	if !panes.Freeze || panes.XSplit != 2 || panes.YSplit != 8 {
		o.t.Errorf("the panes are %+v", panes)
	}
	page, err := book.GetPageLayout("Quý III")
	o.must(err)
	if *page.Size != 9 || *page.Orientation != "landscape" || *page.FitToWidth != 1 {
		o.t.Errorf("the page is size %d, %s", *page.Size, *page.Orientation)
	}
	formats, err := book.GetConditionalFormats("Quý III")
	o.must(err)
	if len(formats) != 2 { // the two indicators that have targets
		o.t.Errorf("%d columns are coloured", len(formats))
	}
	merged, err := book.GetMergeCells("Quý III")
	o.must(err)
	if !slices.ContainsFunc(merged, func(m excelize.MergeCell) bool {
		return m.GetStartAxis() == "C7" &&
			m.GetEndAxis() == "I7"
	}) {
		o.t.Error("the header over the first indicator is not merged")
	}
	o.expectCells(book, "Chưa nộp", map[string]string{"B9": "Phòng Tư pháp"})
	o.expectChart()
	o.expectFormats(book, map[string]string{"C9": "#,##0", "D9": "#,##0", "F9": "#,##0.0", "J9": "#,##0"})
}

// expectChart looks for the drawing, which excelize does not read back.
func (o *office) expectChart() {
	o.t.Helper()
	archive, err := zip.OpenReader(filepath.Join(o.dir, "published", "attainment-2021.xlsx"))
	o.must(err)
	defer archive.Close()
	if !slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "xl/charts/chart1.xml" }) {
		o.t.Error("there is no chart")
	}
	sheet, err := archive.Open("xl/worksheets/sheet5.xml")
	o.must(err)
	defer sheet.Close()
	var body strings.Builder
	buffer := make([]byte, 1<<16)
	for n := 1; n > 0; {
		n, _ = sheet.Read(buffer)
		body.Write(buffer[:n])
	}
	if !strings.Contains(body.String(), "<drawing ") {
		o.t.Error("the chart stands on no sheet")
	}
}

// numberFormats are the formats that excelize knows by their number only.
var numberFormats = map[int]string{0: "General", 3: "#,##0", 4: "#,##0.00"}

// A format such as "#,##0.##" shows a whole number as "80." in Excel: each column has as many decimals as its numbers.
func (o *office) expectFormats(book *excelize.File, want map[string]string) {
	o.t.Helper()
	for at, format := range want {
		id, err := book.GetCellStyle("Quý III", at)
		o.must(err)
		style, err := book.GetStyle(id)
		o.must(err)
		got := numberFormats[style.NumFmt]
		if style.CustomNumFmt != nil {
			got = *style.CustomNumFmt
		}
		if got != format {
			o.t.Errorf("%s has the number format %q, want %q", at, got, format)
		}
	}
}

func (o *office) expectPrintedInEnglish() {
	o.t.Helper()
	o.expectCells(o.printed(), "Quarter III", map[string]string{"B7": "Unit", "C7": "People admitted (people)",
		"B9": "Huyện Krông Bông"})
}
