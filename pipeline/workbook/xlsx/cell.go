package xlsx

import (
	"bytes"
	"errors"
	"math"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// cellReading is what the tags of one cell have said so far. One is used for all cells of a sheet, so that a
// cell costs no allocation.
type cellReading struct {
	// The kind of the cell, by its attribute t, and the number of its style, by its attribute s.
	kind    byte
	style   int
	formula bool
	// Whether <v> or <is> was there, and which of the two.
	stored bool
	inline bool // <is> was there
	valued bool // <v> was there
	// The characters of <v>, or the text of <is>; the memory is used again from cell to cell.
	value []byte
	rich  richText
	// The characters of a <v> that stands beside an <is>.
	other []byte
}

// The values of the attribute t (ECMA-376 Part 1, 18.18.11, ST_CellType).
const (
	kindNumber byte = iota
	kindShared
	kindText // the result of a formula
	kindInline
	kindBool
	kindError
	kindISODate
)

// kindOf is the kind that the attribute t names; ok is false for a word that the standard does not have.
func kindOf(t []byte) (byte, bool) {
	switch string(t) {
	case "n":
		return kindNumber, true
	case "s":
		return kindShared, true
	case "str":
		return kindText, true
	case "inlineStr":
		return kindInline, true
	case "b":
		return kindBool, true
	case "e":
		return kindError, true
	case "d":
		return kindISODate, true
	}
	return 0, false
}

// readCell reads the cell whose tag was just opened, and delivers it if it is not empty. Errors name the cell.
func (r *sheetReading) readCell(s *zipxml.Scanner) error {
	// Tag, content, delivery: the first step that fails ends it, and the error gets the cell's address.
	err := r.readCellTag(s)
	if err == nil {
		err = r.readCellContent(s)
	}
	if err == nil && len(r.cell.other) > 0 {
		err = r.noteOther()
	}
	if err == nil && (r.cell.stored || r.cell.formula) {
		err = r.deliver(s, r.cell.value)
	}
	if err != nil && r.out.visitError == nil {
		return inCell(err, r.row, r.column)
	}
	return err
}

// noteOther keeps what a second value of the cell says, where it is not written like the first.
func (r *sheetReading) noteOther() error {
	if bytes.Equal(trim(r.cell.other), trim(r.cell.value)) {
		return nil
	}
	if r.out.others == nil {
		r.out.others = map[int64]string{}
	}
	other := string(r.cell.other)
	r.out.others[(&record{row: int32(r.row), column: uint16(r.column)}).order()] = other
	const overhead = 64
	return r.book.budget.Hold(len(other) + overhead)
}

// inCell adds the address to an error that has none.
func inCell(err error, row, column int) error {
	err = zipxml.Named(err, "", "")
	var known *workbook.ReadError
	if errors.As(err, &known) && known.Cell == "" && column > 0 {
		known.Cell = workbook.Address(row, column)
	}
	return err
}

// readCellTag reads the attributes of <c>: address, style and type. Each may be missing: a cell without an
// address follows the one before it, and one without a type is a number.
func (r *sheetReading) readCellTag(s *zipxml.Scanner) error {
	c := &r.cell
	// All that an attribute may state begins as its default, since the cell before used the same fields.
	c.kind, c.style, c.formula, c.stored, c.value = kindNumber, 0, false, false, c.value[:0]
	c.inline, c.valued, c.other = false, false, c.other[:0]
	placed := false
	// The three attributes of interest have names of one letter.
	for i := range s.Attributes {
		name, value := s.Pair(i)
		if len(name) != 1 || len(value) == 0 {
			continue // some writers leave empty what they do not know
		}
		ok := true
		switch name[0] {
		case 'r':
			if err := r.place(s, value); err != nil {
				return err
			}
			placed = true
		case 's':
			c.style, ok = zipxml.WholeNumber(value)
			ok = ok && r.book.hasStyle(c.style)
		case 't':
			c.kind, ok = kindOf(value)
		}
		if !ok {
			return s.Fail("%s=%.20q in a cell's tag is unknown", name, value)
		}
	}
	if !placed {
		r.column++
	}
	if err := zipxml.Bound("columns", int64(r.book.limits.Columns), int64(r.column)); err != nil {
		return err
	}
	// Two cells of one address within a row are refused here, even empty ones: one of them was meant for
	// another place.
	if !r.columns.add(r.column) {
		return s.Fail("the cell %s stands twice in its row: one of the two belongs elsewhere", workbook.Address(r.row,
			r.column))
	}
	return nil
}

// place reads the cell's address, which must be in its row; a row without a number has that of its cells.
func (r *sheetReading) place(s *zipxml.Scanner, ref []byte) error {
	// Letters first, then digits; both letter cases are written.
	column, i := 0, 0
	for ; i < len(ref) && i < 3; i++ {
		letter := ref[i]&^0x20 - 'A'
		if letter > 25 {
			break
		}
		column = column*26 + int(letter) + 1
	}
	row, ok := zipxml.WholeNumber(ref[i:])
	if !ok || i == 0 || column > workbook.MaxColumn || row < 1 || row > workbook.MaxRow {
		return s.Fail("the cell address %.20q is none", ref)
	}
	// The first cell that states an address also tells the row, where the row's own tag does not.
	if !r.placed {
		r.row, r.placed = row, true
	}
	// A cell of another row stands here only in a damaged part.
	if row != r.row {
		return s.Fail("the cell %s stands in row %d", ref, r.row)
	}
	r.column = column
	return nil
}

// readCellContent reads what stands between <c> and </c>. The text of a formula is passed over: only its stored
// result counts, since tonghop computes nothing that the sender's program did not.
func (r *sheetReading) readCellContent(s *zipxml.Scanner) error {
	c := &r.cell
	for {
		t, err := s.Element()
		if err != nil {
			return err
		}
		if t == zipxml.EndTag {
			return nil
		}
		switch {
		case s.Foreign:
			err = s.Skip()
		case string(s.Name) == "v":
			err = r.readValue(s)
		case string(s.Name) == "f":
			c.formula = true
			err = s.Skip()
		case string(s.Name) == "is":
			err = r.readInline(s)
		default:
			err = s.Pass()
		}
		if err != nil {
			return err
		}
	}
}

// readValue reads <v>. Some programs write one beside the <is> of a text, such as "1.0" beside the text "1.": the text
// is what the cell's type announces, and what Excel shows.
func (r *sheetReading) readValue(s *zipxml.Scanner) (err error) {
	c := &r.cell
	if c.valued || c.inline && c.kind != kindInline {
		return s.Fail("a second value in one cell")
	}
	c.valued, c.stored = true, true
	if c.inline {
		c.other, err = s.Leaf(c.other)
		return err
	}
	c.value, err = s.Leaf(c.value)
	return err
}

// readInline reads <is>, a text that stands in the cell itself instead of in the table of shared strings.
func (r *sheetReading) readInline(s *zipxml.Scanner) error {
	c := &r.cell
	if c.inline || c.valued && c.kind != kindInline {
		return s.Fail("a second value in one cell")
	}
	if c.kind == kindNumber { // the type is missing: a <v> behind it would be a contradiction
		c.kind, c.valued = kindInline, true
	}
	if c.inline, c.stored = true, true; len(c.value) > 0 {
		c.other = append(c.other, c.value...)
	}
	text, err := c.rich.read(s)
	c.value = append(c.value[:0], text...)
	return err
}

// deliver makes a record of the cell that was just read, and its text.
func (r *sheetReading) deliver(s *zipxml.Scanner, text []byte) error {
	c := &r.cell
	at := record{row: int32(r.row), column: uint16(r.column), style: uint16(c.style), formula: c.formula}
	// Numbers and indexes may stand between blanks; a text keeps its own.
	value := trim(text)
	if len(value) == 0 && c.kind != kindInline && c.kind != kindText {
		if !c.formula {
			return nil // an empty <v/> is an empty cell
		}
		at.kind = workbook.Uncomputed
		return r.out.add(at)
	}
	// From here on there is something to deliver. What the stored characters mean depends on the kind of the
	// cell.
	ok := true
	switch c.kind {
	case kindNumber:
		ok = r.setNumber(&at, value)
	case kindShared:
		at.kind = workbook.Text
		var index int
		if index, ok = zipxml.WholeNumber(value); ok {
			texts := r.book.strings.texts
			if index >= len(texts) {
				return s.Fail("the shared string %d; the workbook has %d", index, len(texts))
			}
			// A shared text is referred to by its index, not copied; an empty one makes the cell an empty cell.
			if at.shared, at.text.at = true, uint32(index); texts[index] == "" {
				return nil
			}
		}
	case kindText, kindInline:
		return r.deliverText(at, text)
	case kindBool:
		at.kind = workbook.Bool
		at.number, ok = parseBool(value)
		at.text = r.out.texts.keep(value)
	case kindError:
		at.kind = workbook.Error
		at.text = r.out.texts.keep(value)
	case kindISODate:
		r.setDate(&at, value)
	}
	if !ok {
		return s.Fail("the stored value %.40q is not one of its cell's type", value)
	}
	return r.out.add(at)
}

// notANumber is the error value that Excel shows where a program stored no finite number.
const notANumber = "#NUM!"

// setNumber reads a number as the double that Excel would have. Its own digits are kept beside it, since they
// say how the number was written. What is no finite number becomes an error value, marked by NaN until it is
// delivered.
func (r *sheetReading) setNumber(at *record, value []byte) (ok bool) {
	at.kind, at.text = workbook.Number, r.out.texts.keep(value)
	at.number, ok = zipxml.ParseNumber(value)
	if math.IsNaN(at.number) || math.IsInf(at.number, 0) {
		at.kind, at.number = workbook.Error, math.NaN()
	}
	return ok
}

// setDate reads a cell that stores its date in ISO 8601. Some writers store a number in such a cell: that is
// read as a number. What is neither, or lies before the workbook's calendar begins, is taken as the text that
// it is.
func (r *sheetReading) setDate(at *record, value []byte) {
	at.kind, at.text = workbook.Date, r.out.texts.keep(value)
	var ok bool
	if at.number, _, ok = workbook.ParseISODate(string(value), r.book.dates.Date1904); !ok && !r.setNumber(at, value) {
		at.kind = workbook.Text
	}
}

// deliverText delivers a text that stands in the cell, or that a formula gave. A formula of the text kind
// without any stored value was never computed; one with an empty value gave the empty text and is an empty
// cell.
func (r *sheetReading) deliverText(at record, text []byte) error {
	c := &r.cell
	at.kind = workbook.Text
	if c.kind == kindText {
		text = unescapeX(text)
	}
	switch {
	case len(text) > 0:
		at.text = r.out.texts.keep(text)
	case c.formula && !c.stored:
		at.kind = workbook.Uncomputed
	default:
		return nil // a text of no characters
	}
	return r.out.add(at)
}

// trim drops the blanks of XML at both ends.
func trim(text []byte) []byte {
	if n := len(text); n == 0 || text[0] > ' ' && text[n-1] > ' ' {
		return text
	}
	return bytes.Trim(text, " \t\r\n")
}

// parseBool reads a truth value as XML Schema writes it, in either letter case, since some writers use TRUE.
func parseBool(value []byte) (float64, bool) {
	switch strings.ToLower(string(value)) {
	case "1", "true":
		return 1, true
	case "0", "false":
		return 0, true
	}
	return 0, false
}
