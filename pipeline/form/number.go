package form

import (
	"errors"
	"strconv"
	"strings"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// observe reads the cell of one number and keeps it as an observation. What is wrong with it
// becomes a finding, and ok is false then. An empty cell is an observation too, with the mark
// "empty": that nothing is stated is known. row and column are those of the sheet, counted from 1;
// o says which number it is, and gets its place, its raw text, its mark and its value here.
// decimals are those that the indicator declares.
func (r *reader) observe(row, column int, o Observation, decimals int) (Observation, bool) {
	o.Sheet, o.Cell = r.grid.name, workbook.Address(row, column)
	c := r.grid.at(row, column)
	if c == nil {
		if r.refuseMerged(row, column) {
			return o, false
		}
		r.observations = append(r.observations, o)
		return o, true
	}
	o.Raw = c.Raw
	// The indicator's decimals decide whether "3.360" is a count or a fraction.
	number, problem := numberIn(c, vntext.NumberType{Decimals: decimals})
	if problem != nil {
		// A number that cannot be read rejects the form: to leave it out would be a guess.
		problem.Severity, problem.Sheet, problem.Cell = SeverityError, o.Sheet, o.Cell
		r.add(*problem)
		return o, false
	}
	o.Mark, o.Value = number.Mark, number.Value
	if c.Other != "" {
		r.warnOfOther(c, number)
	}
	if o.Mark == vntext.Value {
		r.warnOfValue(c, o.Value)
		r.noteDigits(c, o.Indicator, number, decimals)
	}
	r.observations = append(r.observations, o)
	return o, true
}

// warnOfOther warns of a cell that stores two values, unless both are the same number in other digits. What programs
// show counts.
func (r *reader) warnOfOther(c *workbook.Cell, number vntext.Number) {
	if other, err := quantity.Parse(strings.TrimSpace(c.Other)); err == nil && number.Mark == vntext.Value &&
		other == number.Value {
		return
	}
	r.warning(ValueTwice, r.grid.name, c.Address(), text(c), c.Other, nil)
}

// refuseMerged reports a cell that is empty only because it is merged with one that is not. A
// person sees one number over several cells, and nobody knows whose it is. Spreadsheets keep the
// number of merged cells in the first of them and nothing in the others, so that the others would
// be read as not stated.
func (r *reader) refuseMerged(row, column int) bool {
	m := r.grid.merged(row, column)
	shown := text(r.grid.at(m.FromRow, m.FromColumn))
	if shown == "" {
		return false
	}
	r.error(CellsMerged, r.grid.name, workbook.Address(row, column), shown,
		workbook.Address(m.FromRow, m.FromColumn)+":"+workbook.Address(m.ToRow, m.ToColumn), nil)
	return true
}

// warnOfValue warns where a person does not see the number that the file stores, and of counts
// below zero. The stored number counts all the same.
func (r *reader) warnOfValue(c *workbook.Cell, value quantity.Quantity) {
	if c.Type == workbook.Number {
		switch format := c.Style.NumberFormat; {
		// A format can show nothing, a text instead of the number, or a multiple of it.
		case c.Style.Literal && workbook.HidesValue(format, c.Number):
			r.warning(ValueHidden, r.grid.name, c.Address(), c.Raw, "", nil)
		case !value.IsZero() && isScaled(format):
			r.warning(ValueScaled, r.grid.name, c.Address(), c.Raw, "", map[string]string{"format": format})
		}
	}
	if value.Sign() < 0 {
		r.warning(NumberNegative, r.grid.name, c.Address(), text(c), "", nil)
	}
	if part, name := r.grid.hiddenAt(c.Row, c.Column); part != "" {
		r.hide(part, name, c)
	}
}

// numberIn reads a cell of a number column. The finding that it returns has no severity and no
// place yet.
func numberIn(c *workbook.Cell, want vntext.NumberType) (vntext.Number, *Finding) {
	switch c.Type {
	case workbook.Number:
		return storedNumber(c, want)
	case workbook.Text:
		number, err := vntext.ParseNumber(c.Text, want)
		return number, numberProblem(err, c.Text)
	case workbook.Date:
		return vntext.Number{}, &Finding{Code: DateInNumber, Read: c.Text}
	case workbook.Uncomputed:
		return vntext.Number{}, &Finding{Code: FormulaUncomputed, Read: c.Raw}
	case workbook.Error:
		return vntext.Number{}, &Finding{Code: CellError, Read: c.Text}
	}
	return vntext.Number{}, &Finding{Code: string(vntext.NotANumber), Read: shown(c)}
}

// storedNumber takes a numeric cell as the decimal that its float64 stands for. A fraction in a
// column of counts is an error: half a person is a mistake of typing. A file stores 0.1 as the
// nearest double; FromFloat gives the decimal that a person typed, and says whether digits had to
// be rounded away.
func storedNumber(c *workbook.Cell, want vntext.NumberType) (vntext.Number, *Finding) {
	value, exact, err := quantity.FromFloat(c.Number)
	switch {
	case err != nil:
		return vntext.Number{}, &Finding{Code: string(vntext.OutOfRange), Read: c.Raw}
	// A column of counts takes whole numbers only, also when the double is nearly one.
	case want.Decimals == 0 && (!exact || !value.IsWhole()):
		return vntext.Number{}, &Finding{Code: string(vntext.Fraction), Read: c.Raw}
	}
	return vntext.Number{Mark: vntext.Value, Value: value, Rounded: !exact}, nil
}

// numberProblem turns what is wrong with a typed number into a finding. Of a text that could be
// read in two ways it lists the readings.
func numberProblem(err error, read string) *Finding {
	if err == nil {
		return nil
	}
	f := &Finding{Code: string(vntext.NotANumber), Read: read}
	var problem *vntext.NumberError
	if errors.As(err, &problem) {
		f.Code = string(problem.Problem)
		f.Expected = strings.Join(problem.Readings, " / ")
	}
	// The message says how many digits are kept.
	if f.Code == string(vntext.TooLong) {
		f.Expected = strconv.Itoa(quantity.Scale)
	}
	return f
}

// holdsNumber says whether a cell has something that would be taken as a number, in a column of any
// precision.
func holdsNumber(c *workbook.Cell) bool {
	if c == nil {
		return false
	}
	number, problem := numberIn(c, vntext.NumberType{Decimals: quantity.Scale})
	return problem == nil && number.Mark == vntext.Value
}
