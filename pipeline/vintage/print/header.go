package print

import "github.com/xuri/excelize/v2"

// headerFace is what headers of columns are written in.
var headerFace = face{headerPoints, true}

// header writes two rows: indicators over their columns. Columns that belong to no indicator, such
// as the ordinal, are merged over both rows. For two indicators, of which the first has targets,
// the header looks like this:
//
//	│   │      │ Số người được kết nạp (người)          │ Thành viên (người) │          │
//	│ # │ Unit │ target │ in period │ since 1 Jan │  % │ at the end         │ expected │
func (w *sheetWriter) header() {
	style := w.styles.header()
	top, below := make([]any, w.width), make([]any, w.width)
	for i := range top {
		top[i], below[i] = excelize.Cell{StyleID: style}, excelize.Cell{StyleID: style}
	}
	put := func(row []any, column int, value string) { row[column-1] = excelize.Cell{Value: value, StyleID: style} }
	topLines, belowLines, tallLines := 1, 1, 1
	tall := func(column int, value string) {
		put(top, column, value)
		tallLines = max(tallLines, headerFace.lines(value, w.pixels(column, column)))
		w.keep(w.stream.MergeCell(cell(column, headerRow), cell(column, headerRow+1)))
	}
	tall(1, w.office.text("column_ordinal", nil))
	tall(2, w.office.text("column_unit", nil))
	for i := range w.book.columns {
		first, last := w.blockColumns(i)
		put(top, first, w.blockHeader(i))
		topLines = max(topLines, headerFace.lines(w.blockHeader(i), w.pixels(first, last)))
		if first < last {
			w.keep(w.stream.MergeCell(cell(first, headerRow), cell(last, headerRow)))
		}
	}
	for i, c := range w.columns {
		if c.block < 0 {
			tall(firstBlock+i, c.header)
			continue
		}
		put(below, firstBlock+i, c.header)
		belowLines = max(belowLines, headerFace.lines(c.header, w.pixels(firstBlock+i, firstBlock+i)))
	}
	w.setHigh(headerRow, topLines, top...)
	// A merged header may be taller than the upper row; what it needs beyond that the lower row has
	// to give.
	w.setHigh(headerRow+1, max(belowLines, tallLines-topLines), below...)
}
