package damage

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

// read writes down all that our reader says of a workbook: two workbooks are equal when these texts are.
func read(name string, data []byte) (text string, err error) {
	return readBy(&reader.Opener{}, name, data)
}

// readBy is read by an Opener that may know parts of the workbook already.
func readBy(opener *reader.Opener, name string, data []byte) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked{p}
		}
	}()
	book, err := opener.OpenBytes(name, data, workbook.Limits{})
	if err != nil {
		return "", err
	}
	defer book.Close()
	var out strings.Builder
	for i, info := range book.Sheets() {
		fmt.Fprintf(&out, "sheet %q, visibility %d\n", info.Name, info.Visibility)
		layout, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			fmt.Fprintf(&out, "%s %d %t %b %q %q %q %q\n", c.Address(), c.Type, c.Formula, c.Number, c.Text, c.Stored(),
				c.Style.NumberFormat, c.Style.Font)
			return nil
		})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%+v\n", *layout)
	}
	return out.String(), nil
}

// panicked is a defect of the reader, whatever the input.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// readExcelize writes down the raw values that excelize reads, to compare it with itself on the damaged workbook.
func readExcelize(data []byte) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked{p}
		}
	}()
	options := excelize.Options{RawCellValue: true, UnzipSizeLimit: 16 << 20, UnzipXMLSizeLimit: 16 << 20}
	book, err := excelize.OpenReader(bytes.NewReader(data), options)
	if err != nil {
		return "", err
	}
	defer book.Close()
	var out strings.Builder
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, options)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%q %q\n", sheet, rows)
	}
	return out.String(), nil
}
