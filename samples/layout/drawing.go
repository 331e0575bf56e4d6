package layout

import (
	"errors"

	"github.com/xuri/excelize/v2"
)

// drawing is a sheet under way. The first error ends it: the steps behind it do nothing that counts, and finish
// returns it, so that drawing a form reads as a list of cells.
type drawing struct {
	file                              *excelize.File
	sheet                             string
	plain, bold, italic, header, cell int
	err                               error
}

// newDrawing begins a workbook of one sheet, with the five looks that the forms use: plain, bold and italic
// text, heads of columns, and cells with a border.
func newDrawing(sheet string) *drawing {
	d := &drawing{file: excelize.NewFile(), sheet: sheet}
	d.keep(d.file.SetSheetName("Sheet1", sheet))
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		// without a color, excelize writes one that openpyxl refuses
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "000000"})
	}
	center := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, s := range []struct {
		place *int
		style *excelize.Style
	}{
		{&d.plain, &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 12}}},
		{&d.bold, &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 13, Bold: true}}},
		{&d.italic, &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 11, Italic: true}}},
		{&d.header, &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 12, Bold: true}, Border: border,
			Alignment: center}},
		{&d.cell, &excelize.Style{Font: &excelize.Font{Family: "Times New Roman", Size: 12}, Border: border}},
	} {
		id, err := d.file.NewStyle(s.style)
		d.keep(err)
		*s.place = id
	}
	return d
}

// keep remembers the first error.
func (d *drawing) keep(err error) {
	if d.err == nil {
		d.err = err
	}
}

// put writes a value into a cell; nil leaves the cell empty but gives it the look.
func (d *drawing) put(at string, value any, style int) {
	if value != nil {
		d.keep(d.file.SetCellValue(d.sheet, at, value))
	}
	d.keep(d.file.SetCellStyle(d.sheet, at, at, style))
}

// span writes a value over a merged range, as heads of columns need it.
func (d *drawing) span(from, to string, value any, style int) {
	d.put(from, value, style)
	if from != to {
		d.keep(d.file.MergeCell(d.sheet, from, to))
		d.keep(d.file.SetCellStyle(d.sheet, from, to, style))
	}
}

// widths sets the widths of columns, in characters, by their letters.
func (d *drawing) widths(columns map[string]float64) {
	for column, width := range columns {
		d.keep(d.file.SetColWidth(d.sheet, column, column, width))
	}
}

// finish returns the workbook, or the first error.
func (d *drawing) finish() (*excelize.File, error) {
	if d.err != nil {
		return nil, errors.Join(d.err, d.file.Close())
	}
	return d.file, nil
}
