package form

import (
	"errors"
	"fmt"
	"strings"

	"tonghop/pipeline/workbook"
)

// Codes of findings. They are stable: staff filter by them. Each is a key of the message catalogue,
// "finding." before it.
const (
	FormUnknown       = "form_unknown"
	FormAmbiguous     = "form_ambiguous"
	FormNotValid      = "form_not_valid" // the form is known, but not for this period
	PeriodMissing     = "period_missing"
	PeriodUnreadable  = "period_unreadable"
	PeriodContradicts = "period_contradicts"
	UnitMissing       = "unit_missing"
	UnitUnknown       = "unit_unknown"
	UnitAmbiguous     = "unit_ambiguous"
	UnitContradicts   = "unit_contradicts"
	UnitNotExpected   = "unit_not_expected"
	UnitNotBelow      = "unit_not_below"
	UnitTwice         = "unit_twice"
	ColumnMissing     = "column_missing"
	ColumnTwice       = "column_twice"
	ColumnShared      = "column_shared"
	RowMissing        = "row_missing"
	RowTwice          = "row_twice"
	RowUnknown        = "row_unknown"
	ColumnUnknown     = "column_unknown"
	NumbersOutside    = "numbers_outside"
	UnitsNotListed    = "units_not_listed"
	UnitsBlank        = "units_blank"
	NothingStated     = "nothing_stated"
	HiddenSheet       = "hidden_sheet"
	CellsMerged       = "cells_merged"
	NumberNegative    = "number_negative"
	NumberDigits      = "number_digits"
	ValueNotExpected  = "value_not_expected"
	FormulaUncomputed = "formula_uncomputed"
	CellError         = "cell_error"
	DateInNumber      = "date_in_number_column"
	ValueHidden       = "value_hidden"
	ValueScaled       = "value_scaled"
	HiddenData        = "hidden_data"
	TotalDiffers      = "total_differs"
	PercentageDiffers = "percentage_differs"
	RuleBroken        = "rule_broken"
	PeopleList        = "people_list"
	SupersededInRun   = "superseded_in_run"
	PeriodClosed      = "period_closed"
	ReaderFailed      = "reader_failed"
)

// OfRun says whether a finding is about the moment at which a workbook came, and not about what
// stands in it. Reading the workbook again does not bring it again.
func (f Finding) OfRun() bool { return f.Code == SupersededInRun || f.Code == PeriodClosed }

// Refused is the reading of a workbook that cannot be opened or read at all: one finding says why.
func Refused(err error) Reading {
	reading := Reading{Findings: []Finding{refusal(err)}}
	conceal(&reading, nil)
	return reading
}

// refusal turns an error of package workbook into a finding with its code and place.
func refusal(err error) Finding {
	f := Finding{Severity: SeverityError, Code: ReaderFailed, Read: err.Error()}
	var read *workbook.ReadError
	if errors.As(err, &read) {
		f.Code, f.Sheet, f.Cell = string(read.Code), read.Sheet, read.Cell
		if len(read.Holds) > 0 {
			f.Read = strings.Join(read.Holds, ", ")
		}
	}
	var limit *workbook.LimitError
	if errors.As(err, &limit) {
		f.Code, f.Expected = string(workbook.PassesLimit), fmt.Sprint(limit.Limit)
		f.Detail = map[string]string{"bound": limit.Bound, "got": fmt.Sprint(limit.Got)}
	}
	return f
}
