package reader

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// TestExcelizeOnCorpus compares the stored text of every cell with what excelize reads raw. Where it reads a workbook
// that we refuse, TestCorpus says whether it is to be refused; where it refuses one, there is nothing to compare.
func TestExcelizeOnCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "*.xls[xm]"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			ours, err := stored(name, data)
			if err != nil {
				t.Skip("refused: ", err)
			}
			theirs, err := storedByExcelize(data)
			if err != nil {
				t.Skip("excelize refuses: ", err)
			}
			for _, difference := range differences(ours, theirs) {
				t.Error(difference)
			}
		})
	}
}

// excelizeErrs are the places where excelize is not right, and what it makes of them without an error.
func excelizeErrs() []struct {
	reason, ours, theirs string
	file                 testbook.Parts
} {
	main := testbook.MainNamespace
	return []struct {
		reason, ours, theirs string
		file                 testbook.Parts
	}{
		{"the cells of a row behind a later one go to that", "A1=1 A2=2", "A2=2 B2=1",
			testbook.XLSX(`<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>`, nil)},
		{"shared strings at another place are not found", "A1=a", "", testbook.XLSX(`<row><c t="s"><v>0</v></c></row>`,
			testbook.Parts{
				"xl/texts.xml": testbook.SharedStrings("<si><t>a</t></si>"),
				"xl/_rels/workbook.xml.rels": testbook.Relations("worksheet", "worksheets/sheet1.xml", "sharedStrings",
					"texts.xml")})},
		{"the rest of a sheet that is cut", "refused", "A1=1", testbook.XLSX("",
			testbook.Parts{"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + main +
				`"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2`})},
		{"a value that is none is read as a text", "refused", "A1=1,5", testbook.XLSX(`<row><c><v>1,5</v></c></row>`, nil)},
		{"an index without a string is read as an empty cell", "refused", "",
			testbook.XLSX(`<row><c t="s"><v>9</v></c></row>`, nil)},
	}
}

func TestWhereExcelizeErrs(t *testing.T) {
	for _, c := range excelizeErrs() {
		t.Run(c.reason, func(t *testing.T) {
			if got := list(stored("a.xlsx", c.file.Zip())); got != c.ours {
				t.Errorf("read %s, want %s", got, c.ours)
			}
			if got := list(storedByExcelize(c.file.Zip())); got != c.theirs {
				t.Errorf("excelize now reads %s, and not %s: see whether it is still wrong", got, c.theirs)
			}
		})
	}
}

func list(sheets map[string]map[string]string, err error) string {
	if err != nil {
		return "refused"
	}
	var all []string
	for at, text := range sheets["Sheet1"] {
		all = append(all, at+"="+text)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// differences compares readings both ways.
func differences(ours, theirs map[string]map[string]string) []string {
	var found []string
	for sheet, cells := range ours {
		for at, text := range cells {
			if other := theirs[sheet][at]; other != text {
				found = append(found, fmt.Sprintf("%s %s: %.80q, by excelize %.80q", sheet, at, text, other))
			}
		}
		for at, other := range theirs[sheet] {
			if _, same := cells[at]; !same {
				found = append(found, fmt.Sprintf("%s %s: nothing, by excelize %.80q", sheet, at, other))
			}
		}
	}
	return found
}

// stored is the raw text of every cell by sheet and address.
func stored(name string, data []byte) (map[string]map[string]string, error) {
	book, err := OpenBytes(name, data, workbook.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close()
	all := map[string]map[string]string{}
	for i, info := range book.Sheets() {
		cells := map[string]string{}
		all[info.Name] = cells
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			if stored := c.Stored(); stored != "" {
				cells[c.Address()] = stored
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func storedByExcelize(data []byte) (map[string]map[string]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: 256 << 20})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]map[string]string{}
	for _, sheet := range f.GetSheetList() {
		cells := map[string]string{}
		all[sheet] = cells
		rows, err := f.Rows(sheet)
		if err != nil {
			continue // a chart sheet
		}
		for row := 1; rows.Next(); row++ {
			columns, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				return nil, err
			}
			for i, text := range columns {
				if text != "" {
					cells[workbook.Address(row, i+1)] = text
				}
			}
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// TestExcelizeOnGenerated writes workbooks of many kinds of cells, styles, merged ranges and hidden rows with excelize
// and reads them with both.
func TestExcelizeOnGenerated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		for i := range rapid.IntRange(1, 3).Draw(t, "sheets") {
			sheet := fmt.Sprintf("Sheet%d", i+1)
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(0, 40).Draw(t, "cells") {
				if err := fillCell(t, f, sheet); err != nil {
					t.Fatal(err)
				}
			}
			row := rapid.IntRange(1, 30).Draw(t, "hidden")
			if err := f.SetRowVisible(sheet, row, false); err != nil {
				t.Fatal(err)
			}
			if err := f.MergeCell(sheet, "Z1", workbook.Address(row+1, 30)); err != nil {
				t.Fatal(err)
			}
		}
		file, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		ours, err := stored("generated.xlsx", file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := storedByExcelize(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, difference := range differences(ours, theirs) {
			t.Error(difference)
		}
	})
}

func fillCell(t *rapid.T, f *excelize.File, sheet string) error {
	at := workbook.Address(rapid.IntRange(1, 30).Draw(t, "row"), rapid.IntRange(1, 20).Draw(t, "column"))
	var value any
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		value = rapid.IntRange(-1<<40, 1<<40).Draw(t, "whole")
	case 1:
		value = float64(rapid.IntRange(-1<<40, 1<<40).Draw(t, "hundredths")) / 100
	case 2:
		value = rapid.Bool().Draw(t, "bool")
	case 3:
		value = strings.ReplaceAll(rapid.StringOfN(rapid.RuneFrom([]rune("abcĐặệ <>&\"'_x00-\n\té")), 0, 20, -1).Draw(t,
			"text"), "_x", "_y")
	case 4:
		value = rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
	default:
		return f.SetCellFormula(sheet, at, "A1+1")
	}
	if err := f.SetCellValue(sheet, at, value); err != nil {
		return err
	}
	format := rapid.SampledFrom([]string{"General", "0.0", "dd/mm/yyyy", "@", `#,##0;-#,##0;"-"`}).Draw(t, "format")
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	return f.SetCellStyle(sheet, at, at, style)
}
