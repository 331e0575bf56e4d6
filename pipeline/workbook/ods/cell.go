package ods

import (
	"bytes"
	"errors"
	"math"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// cellReading is what the tag of one cell says. One element may stand for a run of equal cells, and may be the
// corner of a merged range.
type cellReading struct {
	style string
	kind  string // office:value-type, "" where it is not stated
	// The value of the attribute that belongs to the kind, such as office:date-value of a date; stated if it
	// was there.
	value  []byte
	stated bool // it was there
	// LibreOffice's own mark for an error value, in a vocabulary of its own beside the standard one.
	isError bool
	// The cell has a formula. Its text is of no interest: only the stored result counts.
	formula bool
	// How many neighbouring cells the element stands for, and over how many columns and rows the cell reaches;
	// 1 for one.
	columns int
	wide    int
	high    int
}

// readCell reads a cell, or a run of cells that say the same, and delivers what is not empty. With keep, the
// row is repeated, and the cell is remembered for the rows that follow. Errors name the first cell of a run.
func (r *sheetReading) readCell(keep bool) error {
	column := r.column
	err := r.readCellTag()
	if err == nil {
		// A run may reach beyond the sheet where it is only emptiness, as LibreOffice writes it at the end of a
		// row.
		r.column = min(r.column+r.cell.columns, workbook.MaxColumn+1)
		err = r.readContent()
	}
	if err == nil {
		err = r.finishCell(column, keep)
	}
	if err != nil && r.visitError == nil {
		return inCell(err, r.row, column)
	}
	return err
}

// inCell adds the address to an error that has none.
// The innermost place wins: an error that has an address already keeps it.
// The innermost place wins: an address that an error has already stays.
func inCell(err error, row, column int) error {
	err = zipxml.Named(err, "", "")
	if known := (*workbook.ReadError)(nil); errors.As(err, &known) && known.Cell == "" {
		known.Cell = workbook.Address(row, column)
	}
	return err
}

// readCellTag reads the attributes of the cell. Which attribute holds the value depends on office:value-type, as
// OpenDocument 1.3, part 3, says: office:value for numbers, office:date-value for dates, and so on.
func (r *sheetReading) readCellTag() (err error) {
	c := &r.cell
	*c = cellReading{value: c.value[:0]}
	for _, count := range []struct {
		name string
		n    *int
	}{
		{"number-columns-repeated", &c.columns}, {"number-columns-spanned", &c.wide}, {"number-rows-spanned", &c.high},
	} {
		if *count.n, err = r.repeated(count.name); err != nil {
			return err
		}
	}
	style, _, err := r.Of(spaceTable, "style-name")
	if err != nil {
		return err
	}
	c.style = string(style)
	if _, c.formula, err = r.Of(spaceTable, "formula"); err != nil {
		return err
	}
	mark, _, err := r.Of(spaceExtension, "value-type")
	if err != nil {
		return err
	}
	c.isError = string(mark) == "error"
	kind, _, err := r.Of(spaceOffice, "value-type")
	if err != nil {
		return err
	}
	c.kind = string(kind)
	// A cell has one attribute for its value, and its type says which. An unknown type is refused: its value
	// would be lost.
	attribute, known := map[string]string{
		"": "", "void": "", "float": "value", "percentage": "value", "currency": "value", "date": "date-value",
		"time":    "time-value",
		"boolean": "boolean-value", "string": "string-value",
	}[c.kind]
	if !known {
		return r.Fail("the type %.20q of a cell is unknown", c.kind)
	}
	if attribute == "" {
		return nil
	}
	value, stated, err := r.Of(spaceOffice, attribute)
	c.value, c.stated = append(c.value, value...), stated
	return err
}

// readContent reads the paragraphs of a cell, which show the value as the author saw it. Notes, drawings and
// forms that hang on the cell are not its content.
func (r *sheetReading) readContent() error {
	r.text.reset()
	return r.Each(func() error {
		switch {
		case is(r.Scanner, spaceText, "p"), is(r.Scanner, spaceText, "h"):
			return r.text.paragraph(r.Scanner)
		case is(r.Scanner, spaceText, "list"), is(r.Scanner, spaceTable, "table"):
			return r.Fail("<%s> inside a cell, which no spreadsheet program writes", r.Name)
		}
		return stray(r.Scanner)
	})
}

// finishCell makes a cell of what was read. An empty cell is not delivered, but its merged range is noted:
// headings often stand in the corner of one.
func (r *sheetReading) finishCell(column int, keep bool) error {
	c := &r.cell
	spans := c.wide > 1 || c.high > 1
	if spans {
		if err := r.addMerge(column, c.wide, c.high); err != nil {
			return err
		}
	}
	style, err := r.styleAt(column)
	if err != nil {
		return err
	}
	// What was read becomes a cell, if it is not empty.
	r.out = workbook.Cell{Row: r.row, Column: column, Formula: c.formula, Style: style}
	isCell, err := r.setValue(&r.out)
	if err != nil {
		return err
	}
	// A repeated row is delivered once for every row that it stands for: its cells are remembered until the row
	// ends.
	if keep && (isCell || spans) {
		if err := r.keep(keptCell{cell: r.out, columns: c.columns, wide: c.wide, high: c.high, isCell: isCell,
			spans: spans}); err != nil {
			return err
		}
	}
	if !isCell {
		return nil
	}
	return r.deliver(&r.out, c.columns)
}

// styleAt is the style of the cell under way: its own, else that of its row, else that of its column.
func (r *sheetReading) styleAt(column int) (*workbook.Style, error) {
	name := r.cell.style
	if name == "" {
		name = r.rowStyle
	}
	for _, run := range r.columns {
		if name != "" {
			break
		}
		if column <= run.to {
			name = run.style
			break
		}
	}
	style, problem := r.book.styles.cell(name)
	if problem != "" {
		return nil, r.Fail("%s", problem)
	}
	return style, nil
}

// setValue decides what the cell holds, from its type, its attribute and its text, and says whether it holds
// anything. Error values come first: the format has no type for them, so that they stand as a number or text
// beside the error's name.
func (r *sheetReading) setValue(c *workbook.Cell) (isCell bool, err error) {
	// An error value is known by LibreOffice's mark, or by a text that only an error has. A plain text cell in
	// which somebody typed "#N/A" by hand stays a text.
	text := r.text.String()
	if r.cell.isError || isErrorText(text) && r.cell.kind != "string" || isErrorText(text) && r.cell.formula {
		c.Type, c.Text, c.Raw = workbook.Error, text, text
		if text == "" {
			c.Text, c.Raw = unknownError, unknownError
		}
		return true, nil
	}
	// Everything else goes by the type that the cell states.
	value := bytes.TrimSpace(r.cell.value)
	switch r.cell.kind {
	case "string", "", "void":
		return r.setText(c, text), nil
	case "boolean":
		return true, r.setBool(c, value)
	case "date":
		return true, r.setDate(c, value)
	case "time":
		return true, r.setTime(c, value)
	}
	return true, r.setNumber(c, value)
}

// unknownError stands for an error value of which the file does not say which one it is.
const unknownError = "#VALUE!"

// isErrorText knows the error values as spreadsheet programs show them, LibreOffice's own "Err:502" included.
func isErrorText(text string) bool {
	switch text {
	case "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A":
		return true
	}
	number, isOwn := strings.CutPrefix(text, "Err:") // LibreOffice's own
	return isOwn && len(number) == 3 && strings.Trim(number, "0123456789") == ""
}

// setText takes the text of the attribute where one is stated, else that of the paragraphs. A formula without
// type and text was never computed.
func (r *sheetReading) setText(c *workbook.Cell, text string) (isCell bool) {
	if r.cell.stated {
		text = string(r.cell.value)
	}
	switch {
	case text != "":
		c.Type, c.Raw, c.Text = workbook.Text, text, vntext.EncodingOfFont(c.Style.Font).Decode(text)
	case r.cell.formula && r.cell.kind != "string":
		c.Type = workbook.Uncomputed
	default:
		return false // a text of no characters is an empty cell
	}
	return true
}

// setBool reads a truth value; the format knows "true" and "false" only.
func (r *sheetReading) setBool(c *workbook.Cell, value []byte) error {
	c.Type, c.Raw = workbook.Bool, string(value)
	switch c.Raw {
	case "true":
		c.Number = 1
	case "false":
	default:
		return r.noValue(value)
	}
	return nil
}

// noValue is the error for a value that is missing or is none of its type. The text that the cell shows is
// never taken instead: it is rounded, and written in the language of the author.
func (r *sheetReading) noValue(value []byte) error {
	if !r.cell.stated {
		return r.Fail("a cell of the type %s without its value", r.cell.kind)
	}
	return r.Fail("the stored value %.40q is not one of its cell's type %s", value, r.cell.kind)
}

// setNumber reads a number, and makes a date of it where the number format shows one.
func (r *sheetReading) setNumber(c *workbook.Cell, value []byte) (err error) {
	// The attribute has the number with all its digits. What the cell shows beside it is rounded, and in the
	// author's language.
	number, ok := zipxml.ParseNumber(value)
	if !ok || !r.cell.stated || len(value) == 0 {
		return r.noValue(value)
	}
	c.Type, c.Raw, c.Number = workbook.Number, string(value), number
	if math.IsNaN(number) || math.IsInf(number, 0) {
		const notANumber = "#NUM!"
		c.Type, c.Text, c.Number = workbook.Error, notANumber, 0
		return nil
	}
	if c.Style.IsDate {
		if text, ok := c.Style.DateText(number, r.book.date1904); ok {
			c.Type, c.Text = workbook.Date, text
		}
	}
	return nil
}

// setDate reads a date in ISO 8601. What is no date of the calendar of workbooks, such as one before 1900, is
// taken as the text that it is.
func (r *sheetReading) setDate(c *workbook.Cell, value []byte) error {
	if len(value) == 0 {
		return r.noValue(value)
	}
	serial, text, ok := workbook.ParseISODate(string(value), r.book.date1904)
	c.Type, c.Raw, c.Text, c.Number = workbook.Date, string(value), text, serial
	if !ok {
		c.Type, c.Text, c.Number = workbook.Text, c.Raw, 0
	}
	return nil
}

// setTime reads a length of time, such as PT14H30M00S. It is a time of day, or hours and minutes that were
// counted: the number format decides which, and where that does not show a time, less than a day is a time of
// day. Number is in days, as Excel stores times.
func (r *sheetReading) setTime(c *workbook.Cell, value []byte) error {
	days, ok := parseDuration(string(value))
	if !ok {
		return r.noValue(value)
	}
	c.Type, c.Raw, c.Number = workbook.Number, string(value), days
	style := c.Style
	if !style.IsDate { // the format does not say how a time looks
		style = workbook.NewStyle("h:mm:ss", "")
		if days >= 1 {
			style = workbook.NewStyle("[h]:mm:ss", "")
		}
	}
	text, ok := style.DateText(days, r.book.date1904)
	if ok {
		c.Type, c.Text = workbook.Date, text
	}
	return nil
}

// deliver hands over a cell and those to its right that say the same, each as a cell of its own. The bounds are
// checked before, so that a run of a million columns ends at once.
func (r *sheetReading) deliver(c *workbook.Cell, columns int) error {
	// Both bounds, that of the limits and the size of a sheet, hold for the last cell of the run.
	limits := r.book.budget.Limits()
	if err := zipxml.Bound("rows", int64(min(limits.Rows, workbook.MaxRow)), int64(c.Row)); err != nil {
		return err
	}
	last := c.Column + columns - 1
	if err := zipxml.Bound("columns", int64(min(limits.Columns, workbook.MaxColumn)), int64(last)); err != nil {
		return err
	}
	for ; c.Column <= last; c.Column++ {
		if err := r.book.budget.AddCell(); err != nil {
			return err
		}
		// The visitor gets a copy: what it might write there must not reach the next cell of the run.
		shown := *c
		if err := r.visit(&shown); err != nil {
			r.visitError = err
			return err
		}
	}
	return nil
}
