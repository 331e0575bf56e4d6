package xlsx

import (
	"bytes"
	"fmt"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// show reads a workbook and prints its cells, such as "A1 n 12; B1= s |text|": "=" marks a formula.
func show(data []byte) (string, error) {
	book, err := Open(bytes.NewReader(data), int64(len(data)), workbook.Limits{})
	if err != nil {
		return "", err
	}
	return testbook.Show(book, showCell)
}

func showCell(c *workbook.Cell) string {
	at := c.Address()
	if c.Formula {
		at += "="
	}
	switch c.Type {
	case workbook.Number:
		return fmt.Sprint(at, " n ", c.Number)
	case workbook.Text:
		if c.Other != "" {
			return at + " s |" + c.Text + "| beside " + c.Other
		}
		return at + " s |" + c.Text + "|"
	case workbook.Bool:
		return fmt.Sprint(at, " b ", c.Number == 1)
	case workbook.Error:
		return at + " e " + c.Text
	case workbook.Date:
		return at + " d " + c.Text
	}
	return at + " ?" + c.Raw
}

// check reads a file and expects its cells, or a refusal that says why.
func check(t *testing.T, data []byte, cells, refusal string) {
	t.Helper()
	got, err := show(data)
	testbook.Expect(t, got, err, cells, refusal)
}

// one is a whole workbook; parts beside its own are given as pairs of name and content.
func one(rows string, parts ...string) testbook.Parts {
	other := testbook.Parts{}
	for i := 0; i+1 < len(parts); i += 2 {
		other[parts[i]] = parts[i+1]
	}
	return testbook.XLSX(rows, other)
}

const (
	sheetPart    = "xl/worksheets/sheet1.xml"
	stringsPart  = "xl/sharedStrings.xml"
	stylesPart   = "xl/styles.xml"
	workbookPart = "xl/workbook.xml"
	relationPart = "xl/_rels/workbook.xml.rels"
)
