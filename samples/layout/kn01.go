// Package layout draws the workbooks of the samples' forms, as offices fill them in: with a head in two
// columns, merged cells, rows of "trong đó", notes and a place for the signature.
//
// It takes what an organization reports and gives a workbook. It computes nothing and corrects nothing, since
// samples need wrong workbooks too.
package layout

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// KN01 is one filled-in form KN-01: a unit's report on admissions in one period. Above is the authority above
// the unit, as the head of an official paper names it.
type KN01 struct {
	Above, Unit, Period string // "HUYỆN KRÔNG BÔNG", "Xã Cư Pui", "Quý III năm 2021"
	Code                string // the unit's official code; "" writes none
	Rows                []KN01Row
}

// KN01Row is one indicator's row: its label, the target of the year, what was achieved in the quarter and since
// 1 January, and the percentage that the unit states itself. Values may be numbers or texts, as in life; nil
// leaves a cell empty.
type KN01Row struct {
	Label                     string
	Target, Flow, YTD, Stated any
}

// kn01Sheet is the name of the sheet.
const kn01Sheet = "Biểu KN-01"

// File draws the form. The caller closes the file.
func (k KN01) File() (*excelize.File, error) {
	d := newDrawing(kn01Sheet)
	d.put("A1", k.Above, d.bold)
	d.put("A2", "Đơn vị báo cáo: "+k.Unit, d.plain)
	if k.Code != "" {
		d.put("A3", "Mã đơn vị: "+k.Code, d.plain)
	}
	d.put("F1", "Biểu số: KN-01", d.plain)
	d.span("A4", "G4", "BÁO CÁO KẾT QUẢ CÔNG TÁC KẾT NẠP", d.bold)
	d.span("A5", "G5", k.Period, d.plain)
	d.put("G6", "Đơn vị tính: người", d.italic)
	// The head has two rows: "Kết quả thực hiện" stands over two columns, every other head over two rows. The
	// row beneath them numbers the columns, and tonghop must not take it for data.
	for _, h := range [][3]string{
		{"A7", "A8", "STT"}, {"B7", "B8", "Chỉ tiêu"}, {"C7", "C8", "Chỉ tiêu giao năm"}, {"D7", "E7", "Kết quả thực hiện"},
		{"D8", "D8", "Trong quý"}, {"E8", "E8", "Lũy kế từ đầu năm"}, {"F7", "F8", "Tỷ lệ đạt (%)"}, {"G7", "G8", "Ghi chú"},
	} {
		d.span(h[0], h[1], h[2], d.header)
	}
	for i, letter := range []string{"A", "B", "1", "2", "3", "4=3/1", "C"} {
		d.put(fmt.Sprintf("%c9", 'A'+i), letter, d.header)
	}
	// Rows of "trong đó" get no number of their own.
	number := 0
	for i, row := range k.Rows {
		at := 10 + i
		if len(row.Label) > 0 && row.Label[0] != '-' && row.Label[0] != 'T' {
			number++
			d.put(fmt.Sprintf("A%d", at), number, d.cell)
		}
		d.put(fmt.Sprintf("B%d", at), row.Label, d.cell)
		for j, value := range []any{row.Target, row.Flow, row.YTD, row.Stated} {
			d.put(fmt.Sprintf("%c%d", 'C'+j, at), value, d.cell)
		}
	}
	// Beneath the table stands what a form ends with: a note and a place for the signature. It holds no data.
	foot := 10 + len(k.Rows) + 1
	d.put(fmt.Sprintf("A%d", foot), "Ghi chú: số liệu tính đến ngày cuối quý; không ghi danh sách cá nhân.", d.italic)
	d.put(fmt.Sprintf("E%d", foot+2), "THỦ TRƯỞNG ĐƠN VỊ", d.bold)
	d.put(fmt.Sprintf("E%d", foot+3), "(Ký, đóng dấu)", d.italic)
	d.widths(map[string]float64{"A": 6, "B": 34, "C": 12, "D": 12, "E": 14, "F": 12, "G": 16})
	return d.finish()
}
