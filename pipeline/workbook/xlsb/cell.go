package xlsb

import (
	"errors"
	"math"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// readCell reads the record of one cell and delivers the cell if it is not empty. Errors name the cell.
func (r *sheetReading) readCell(next record) error {
	// Place and style come first; the value follows at an offset that depends on the kind.
	at, err := r.place(next)
	if err == nil {
		var isCell bool
		if isCell, err = r.setValue(next, at); isCell && err == nil {
			err = r.deliver()
		}
	}
	if err != nil && r.visitError == nil {
		return inCell(err, r.row, r.column)
	}
	return err
}

// inCell adds the address to an error that has none.
func inCell(err error, row, column int) error {
	err = zipxml.Named(err, "", "")
	if known := (*workbook.ReadError)(nil); errors.As(err, &known) && known.Cell == "" && row > 0 && column > 0 {
		known.Cell = workbook.Address(row, column)
	}
	return err
}

// place reads column and style, and returns the offset at which the value begins. A short record has no column:
// it stands in the column behind the cell before. Cells must come in the order of their columns; another order
// means that records are lost or stand twice.
func (r *sheetReading) place(next record) (at int, err error) {
	const styleLength = 4 // of which the last byte is no part of the number
	// Without a stated column the cell stands behind the one before it.
	column := r.column + 1
	if next.kind < recShortBlank || next.kind > recShortShared {
		fields, err := next.field(0, 4)
		if err != nil {
			return 0, err
		}
		column, at = u32(fields)+1, 4
	}
	style, err := next.field(at, styleLength)
	switch {
	case err != nil:
		return 0, err
	case r.row == 0:
		return 0, damaged("a cell before the first row")
	case column > workbook.MaxColumn:
		return 0, damaged("column %d: expected 1 to %d", column, workbook.MaxColumn)
	case column <= r.column:
		return 0, damaged("the cell in column %d stands behind the column %d", column, r.column)
	}
	r.column = column
	// The number of the style has 24 bits. A file that explains no styles may use any number: there everything
	// is General.
	number := int(style[0]) | int(style[1])<<8 | int(style[2])<<16
	if number >= len(r.book.styles) && len(r.book.styles) > 1 {
		return 0, damaged("the cell format %d; the workbook has %d", number, len(r.book.styles))
	}
	// The style is known, so that the value can be read with it.
	r.out = workbook.Cell{Row: r.row, Column: column, Style: r.book.styles[min(number, len(r.book.styles)-1)]}
	return at + styleLength, zipxml.Bound("columns", int64(r.book.budget.Limits().Columns), int64(column))
}

// setValue reads the value, whose form follows from the kind of the record, and says whether the cell holds
// any.
func (r *sheetReading) setValue(next record, at int) (isCell bool, err error) {
	// The kinds of cells with a formula follow each other ([MS-XLSB], BrtFmlaString to BrtFmlaError).
	r.out.Formula = next.kind >= recFormulaText && next.kind <= recFormulaError
	switch next.kind {
	case recBlank, recShortBlank:
		return false, nil
	case recRK, recShortRK:
		data, err := next.field(at, 4)
		if err != nil {
			return false, err
		}
		r.setNumber(biff.RK(data))
	case recReal, recShortReal, recFormulaNumber:
		number, err := next.number(at)
		if err != nil {
			return false, err
		}
		r.setNumber(number)
	case recBool, recShortBool, recFormulaBool, recError, recShortError, recFormulaError:
		code, err := next.field(at, 1)
		if err != nil {
			return false, err
		}
		// Both are one byte; the kind of the record tells which is meant.
		if next.kind == recError || next.kind == recShortError || next.kind == recFormulaError {
			r.out.Type, r.out.Text = workbook.Error, biff.ErrorText(code[0])
			r.out.Raw = r.out.Text
			break
		}
		return true, r.setBool(code[0])
	default:
		return r.setText(next, at)
	}
	return true, nil
}

// setBool takes the one byte of a truth value. Another byte than 0 or 1 is no value that a program writes.
func (r *sheetReading) setBool(code byte) error {
	if code > 1 {
		return damaged("the stored value %d of a boolean; expected 0 or 1", code)
	}
	r.out.Type, r.out.Number = workbook.Bool, float64(code)
	r.out.Raw = biff.BoolText(code == 1)
	return nil
}

// setNumber takes a number, and makes a date of it where the number format shows one. What is no finite number
// is the error value that Excel shows for it.
func (r *sheetReading) setNumber(number float64) {
	// What is no finite number would pass through sums and spoil them: it becomes an error value here.
	c := &r.out
	if math.IsNaN(number) || math.IsInf(number, 0) {
		c.Type, c.Text = workbook.Error, biff.ErrorText(biff.NotANumber)
		c.Raw = c.Text
		return
	}
	c.Type, c.Number = workbook.Number, number
	if c.Style.IsDate {
		if text, ok := c.Style.DateText(number, r.book.date1904); ok {
			c.Type, c.Text = workbook.Date, text
		}
	}
}

// setText reads a text that stands in the cell, or by its index in the list of shared strings. The text of a
// legacy font is decoded; Raw keeps it as stored.
func (r *sheetReading) setText(next record, at int) (isCell bool, err error) {
	var text string
	switch next.kind {
	case recShared, recShortShared:
		data, err := next.field(at, 4)
		if err != nil {
			return false, err
		}
		// An index beyond the list means that the list or the cell is damaged.
		index := u32(data)
		if index >= len(r.book.strings) {
			return false, damaged("the shared string %d; the workbook has %d", index, len(r.book.strings))
		}
		text = r.book.strings[index]
	case recRichText:
		const flags = 1
		text, _, err = next.text(at + flags)
	default:
		text, _, err = next.text(at)
	}
	if err != nil || text == "" {
		return false, err // a text of no characters is an empty cell
	}
	c := &r.out
	c.Type, c.Raw, c.Text = workbook.Text, text, vntext.EncodingOfFont(c.Style.Font).Decode(text)
	return true, nil
}

// deliver counts the cell and calls the visitor, whose error is kept apart to be returned as it is.
func (r *sheetReading) deliver() error {
	if err := r.book.budget.AddCell(); err != nil {
		return err
	}
	if err := r.visit(&r.out); err != nil {
		r.visitError = err
		return err
	}
	return nil
}
