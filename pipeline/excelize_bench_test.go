//go:build linux

package pipeline

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
)

// excelizeBook reads a workbook through excelize, to measure what a run would cost with it. It knows what the generated
// workbooks hold: texts, numbers, merged ranges.
type excelizeBook struct {
	file   *excelize.File
	styles map[int]*workbook.Style
}

func openExcelize(_ string, data []byte, _ workbook.Limits) (workbook.Reader, error) {
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	return &excelizeBook{file, map[int]*workbook.Style{}}, nil
}

func (b *excelizeBook) Format() string { return "xlsx" }

func (b *excelizeBook) Sheets() (infos []workbook.SheetInfo) {
	for _, name := range b.file.GetSheetList() {
		infos = append(infos, workbook.SheetInfo{Name: name})
	}
	return infos
}

func (b *excelizeBook) Close() error { return b.file.Close() }

func (b *excelizeBook) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	sheet := b.file.GetSheetName(i)
	rows, err := b.file.GetRows(sheet)
	if err != nil {
		return nil, err
	}
	for r, row := range rows {
		for c, text := range row {
			if text == "" {
				continue
			}
			cell, err := b.cell(sheet, r+1, c+1, text)
			if err != nil {
				return nil, err
			}
			if err := visit(cell); err != nil {
				return nil, err
			}
		}
	}
	return b.layout(sheet)
}

func (b *excelizeBook) cell(sheet string, row, column int, text string) (*workbook.Cell, error) {
	at := workbook.Address(row, column)
	kind, err := b.file.GetCellType(sheet, at)
	if err != nil {
		return nil, err
	}
	number, err := b.file.GetCellStyle(sheet, at)
	if err != nil {
		return nil, err
	}
	cell := &workbook.Cell{Row: row, Column: column, Raw: text}
	if cell.Style, err = b.style(number); err != nil {
		return nil, err
	}
	switch kind {
	case excelize.CellTypeUnset, excelize.CellTypeNumber:
		cell.Type = workbook.Number
		cell.Number, err = strconv.ParseFloat(text, 64)
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString, excelize.CellTypeFormula:
		cell.Type, cell.Text = workbook.Text, text
	default:
		err = fmt.Errorf("cell %s has type %v, which no generated workbook holds", at, kind)
	}
	return cell, err
}

func (b *excelizeBook) style(number int) (*workbook.Style, error) {
	if known := b.styles[number]; known != nil {
		return known, nil
	}
	style, err := b.file.GetStyle(number)
	if err != nil {
		return nil, err
	}
	format, font := workbook.BuiltinFormat(style.NumFmt), ""
	if style.CustomNumFmt != nil {
		format = *style.CustomNumFmt
	}
	if style.Font != nil {
		font = style.Font.Family
	}
	b.styles[number] = workbook.NewStyle(format, font)
	return b.styles[number], nil
}

func (b *excelizeBook) layout(sheet string) (*workbook.Layout, error) {
	merges, err := b.file.GetMergeCells(sheet)
	if err != nil {
		return nil, err
	}
	layout := &workbook.Layout{}
	for _, m := range merges {
		merged, err := workbook.ParseRange(m[0])
		if err != nil {
			return nil, err
		}
		layout.Merges = append(layout.Merges, merged)
	}
	return layout, nil
}
