package form

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

// Codes of findings. They are stable: staff filter by them. Each is a key of the message catalogue,
// "finding." before it.
const (
	// Which form it is: no definition fits, several do, or the one that fits is not valid for the
	// period.
	FormUnknown   = "form_unknown"
	FormAmbiguous = "form_ambiguous"
	FormNotValid  = "form_not_valid" // the form is known, but not for this period
	// Which period it is for. Contradicts is a warning, since a folder may be the wrong one; the
	// others reject.
	PeriodMissing     = "period_missing"
	PeriodUnreadable  = "period_unreadable"
	PeriodContradicts = "period_contradicts"
	// Whose it is. NotExpected is a unit that does not submit this form, NotBelow one that stands
	// beneath another unit than the workbook's, Twice one with two rows.
	UnitMissing     = "unit_missing"
	UnitUnknown     = "unit_unknown"
	UnitAmbiguous   = "unit_ambiguous"
	UnitContradicts = "unit_contradicts"
	// UnitCodeContradicts is a name beside a code that is another unit's.
	UnitCodeContradicts = "unit_code_contradicts"
	UnitNotExpected     = "unit_not_expected"
	UnitNotBelow        = "unit_not_below"
	UnitTwice           = "unit_twice"
	// Where the numbers stand: a column or row of the form is not there, is there twice, or two
	// columns of the form would read one column of the sheet.
	ColumnMissing = "column_missing"
	ColumnTwice   = "column_twice"
	ColumnShared  = "column_shared"
	RowMissing    = "row_missing"
	RowTwice      = "row_twice"
	// Numbers that the form has no place for. They may be what somebody wanted to report, so that
	// each is named as a warning.
	RowUnknown     = "row_unknown"
	ColumnUnknown  = "column_unknown"
	NumbersOutside = "numbers_outside"
	// What is not stated: units without a row, units with an empty row, a workbook without any
	// number.
	UnitsNotListed = "units_not_listed"
	UnitsBlank     = "units_blank"
	NothingStated  = "nothing_stated"
	// A hidden sheet that states other numbers than the visible one, which is read.
	HiddenSheet = "hidden_sheet"
	// A single cell that cannot be read as a number, or whose number calls for a look. Codes of
	// vntext join them: number_ambiguous, number_too_long and the like.
	CellsMerged       = "cells_merged"
	NumberNegative    = "number_negative"
	NumberDigits      = "number_digits"
	ValueNotExpected  = "value_not_expected"
	FormulaUncomputed = "formula_uncomputed"
	CellError         = "cell_error"
	DateInNumber      = "date_in_number_column"
	// A cell that shows a person another number than the one that it stores, or none.
	ValueHidden = "value_hidden"
	ValueScaled = "value_scaled"
	// A cell in which the file stores two values that differ.
	ValueTwice = "value_twice"
	HiddenData = "hidden_data"
	// Numbers of the workbook that contradict each other.
	TotalDiffers      = "total_differs"
	PercentageDiffers = "percentage_differs"
	RuleBroken        = "rule_broken"
	// A list of people. Nothing of it is kept or quoted.
	PeopleList = "people_list"
	// What the warehouse finds beside other submissions; see ComparisonCodes.
	HeldContradicts = "held_contradicts"
	HeldSameTime    = "held_same_time"
	HeldTooLarge    = "held_too_large"
	// A cumulative that is not what had been reported before and the period's own number; a number many times the
	// unit's last one, or that many times less; see History.
	CumulativeDiffers = "cumulative_differs"
	UnlikeHistory     = "unlike_history"
	// A cumulative that is less than the one before; a total that a unit states of those beneath it, and that is not
	// their sum; a target that is not the registry's; a number that another form states otherwise.
	CumulativeFalls      = "cumulative_falls"
	TotalUnlikeUnits     = "total_unlike_units"
	TargetUnlikeRegistry = "target_unlike_registry"
	StatedTwice          = "stated_twice"
	// A cumulative of a unit that follows others: it is not known whether it holds their numbers, or it does not agree
	// with what is declared of that.
	SuccessionAsked   = "succession_asked"
	SuccessionDiffers = "succession_differs"
	// What the run adds about the moment of receipt; see OfRun.
	SupersededInRun = "superseded_in_run"
	PeriodClosed    = "period_closed"
	// The archive has lost or damaged the workbook's bytes, so that it cannot be read again. What was read in it before
	// stands. See ArchiveFinding.
	ArchiveDamaged = "archive_damaged"
	// The same of a workbook that counts for nothing: the warehouse was made again without its bytes, or it had been
	// rejected. See ArchiveLostFinding.
	ArchiveLost = "archive_lost"
	// What the run says of a file whose bytes were received before and do not count. It is kept nowhere.
	ResentSuperseded = "resent_superseded"
	ResentRetracted  = "resent_retracted"
	ResentRejected   = "resent_rejected"
	// The file could not be read, for a reason that has no code of its own.
	ReaderFailed = "reader_failed"
)

// OfRun says whether a finding is about the moment at which a workbook came, and not about what
// stands in it. Reading the workbook again does not bring it again.
func (f Finding) OfRun() bool { return slices.Contains(RunCodes(), f.Code) }

// RunCodes are the codes of findings about the moment at which a workbook came.
func RunCodes() []string { return []string{SupersededInRun, PeriodClosed} }

// ComparisonCodes are the codes of findings that depend on other submissions. The warehouse makes them, as views over
// the ledger, and no reading gives them.
func ComparisonCodes() []string {
	return []string{
		HeldContradicts, HeldSameTime, HeldTooLarge, SupersededInRun, CumulativeDiffers, CumulativeFalls, UnlikeHistory,
		TotalUnlikeUnits, TargetUnlikeRegistry, StatedTwice, SuccessionAsked, SuccessionDiffers,
	}
}

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

// ArchiveLostFinding is ArchiveFinding for a workbook of which nothing counts.
func ArchiveLostFinding(name string, err error) Finding {
	f := ArchiveFinding(name, err)
	f.Severity, f.Code = SeverityError, ArchiveLost
	return f
}

// ArchiveFinding says that the bytes of a workbook, kept as name, are lost or damaged, which err describes.
func ArchiveFinding(name string, err error) Finding {
	return Finding{
		Severity: SeverityWarning, Code: ArchiveDamaged, Read: name, Detail: map[string]string{"problem": err.Error()},
	}
}
