package layout

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// TH02 is one filled-in form TH-02: a district's report on training in one period, with a row for each commune,
// in groups.
type TH02 struct {
	Unit, Period string
	Groups       []TH02Group
}

// TH02Group is a group row (I, II) with the rows beneath it.
type TH02Group struct {
	Name string
	Rows []TH02Row
}

// TH02Row is one commune: the target of the year, how many people were trained in the quarter and since 1
// January, how many of them are women, and the number of classes in the quarter.
type TH02Row struct {
	Unit                                              string
	Target, Flow, YTD, FemaleFlow, FemaleYTD, Classes int
}

// values are the numbers in the order of the columns.
func (r TH02Row) values() []int {
	return []int{r.Target, r.Flow, r.YTD, r.FemaleFlow, r.FemaleYTD, r.Classes}
}

// File draws the form. The caller closes the file.
func (t TH02) File() (*excelize.File, error) {
	d := newDrawing("TH-02")
	d.put("A1", "ỦY BAN NHÂN DÂN HUYỆN KRÔNG BÔNG", d.bold)
	d.put("A2", "Đơn vị báo cáo: "+t.Unit, d.plain)
	d.put("F1", "Biểu số: TH-02", d.plain)
	d.span("A4", "H4", "KẾT QUẢ TẬP HUẤN", d.bold)
	d.span("A5", "H5", t.Period, d.plain)
	// The head has two rows, with groups of columns over each other.
	for _, h := range [][3]string{
		{"A7", "A8", "STT"}, {"B7", "B8", "Tên đơn vị"}, {"C7", "E7", "Số người được tập huấn"}, {"C8", "C8",
			"Chỉ tiêu năm"}, {"D8", "D8", "Trong quý"},
		{"E8", "E8", "Lũy kế"}, {"F7", "G7", "Trong đó: Nữ"}, {"F8", "F8", "Trong quý"}, {"G8", "G8", "Lũy kế"}, {"H7", "H7",
			"Số lớp"}, {"H8", "H8", "Trong quý"},
	} {
		d.span(h[0], h[1], h[2], d.header)
	}
	// The rows are numbered through all groups; a group's row has a Roman number and no values.
	at, number := 9, 0
	sums := make([]int, 6)
	for i, group := range t.Groups {
		d.put(fmt.Sprintf("A%d", at), []string{"I", "II", "III"}[i], d.header)
		d.put(fmt.Sprintf("B%d", at), group.Name, d.header)
		at++
		for _, row := range group.Rows {
			number++
			d.put(fmt.Sprintf("A%d", at), number, d.cell)
			d.put(fmt.Sprintf("B%d", at), row.Unit, d.cell)
			for j, value := range row.values() {
				sums[j] += value
				d.put(fmt.Sprintf("%c%d", 'C'+j, at), value, d.cell)
			}
			at++
		}
	}
	// The last row states the sum, which tonghop compares and never adds.
	d.put(fmt.Sprintf("B%d", at), "Tổng cộng", d.header)
	for j, value := range sums {
		d.put(fmt.Sprintf("%c%d", 'C'+j, at), value, d.header)
	}
	d.widths(map[string]float64{"A": 6, "B": 30, "C": 12, "D": 12, "E": 12, "F": 12, "G": 12, "H": 12})
	return d.finish()
}
