package form

import (
	"errors"
	"strconv"
	"strings"

	"tonghop/quantity"
	"tonghop/vntext"
	"tonghop/workbook"
)

// observe reads the cell of one number and keeps it as an observation; what is wrong with it becomes a finding.
func (r *reader) observe(row, column int, o Observation, decimals int) (Observation, bool) {
	o.Sheet, o.Cell = r.grid.name, workbook.Address(row, column)
	c := r.grid.at(row, column)
	if c == nil {
		r.observations = append(r.observations, o)
		return o, true
	}
	o.Raw = c.Raw
	number, problem := numberIn(c, vntext.NumberType{Decimals: decimals})
	if problem != nil {
		problem.Severity, problem.Sheet, problem.Cell = SeverityError, o.Sheet, o.Cell
		r.add(*problem)
		return o, false
	}
	o.Mark, o.Value = number.Mark, number.Value
	if o.Mark == vntext.Value {
		r.warnOfHidden(c)
	}
	r.observations = append(r.observations, o)
	return o, true
}

func (r *reader) warnOfHidden(c *workbook.Cell) {
	if c.Style.Literal && c.Type == workbook.Number {
		r.warning(ValueHidden, r.grid.name, c.Address(), c.Raw, "", nil)
	}
	if what := r.grid.hiddenAt(c.Row, c.Column); what != "" {
		r.warning(HiddenData, r.grid.name, c.Address(), what, "", nil)
	}
}

// numberIn reads a cell of a number column. The finding has no place yet.
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
	return vntext.Number{}, &Finding{Code: string(vntext.NotANumber), Read: strings.ToUpper(strconv.FormatBool(c.Number != 0))}
}

// storedNumber takes a numeric cell exactly: by its digits where they fit, else by the 15 that a spreadsheet shows.
func storedNumber(c *workbook.Cell, want vntext.NumberType) (vntext.Number, *Finding) {
	value, err := quantity.Parse(c.Raw)
	if err != nil {
		var exact bool
		value, exact, err = quantity.FromFloat(c.Number)
		if err == nil && !exact && want.Decimals == 0 {
			return vntext.Number{}, &Finding{Code: string(vntext.Fraction), Read: c.Raw}
		}
	}
	switch {
	case err != nil:
		return vntext.Number{}, &Finding{Code: string(vntext.OutOfRange), Read: c.Raw}
	case want.Decimals == 0 && !value.IsWhole():
		return vntext.Number{}, &Finding{Code: string(vntext.Fraction), Read: c.Raw}
	}
	return vntext.Number{Mark: vntext.Value, Value: value}, nil
}

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
	if f.Code == string(vntext.TooLong) {
		f.Expected = strconv.Itoa(quantity.Scale)
	}
	return f
}

// holdsNumber says whether a cell has something that would be taken as a number.
func holdsNumber(c *workbook.Cell) bool {
	if c == nil {
		return false
	}
	number, problem := numberIn(c, vntext.NumberType{Decimals: quantity.Scale})
	return problem == nil && number.Mark == vntext.Value
}
