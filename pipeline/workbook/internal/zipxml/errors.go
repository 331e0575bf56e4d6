package zipxml

import (
	"errors"

	"tonghop/pipeline/workbook"
)

// Named makes a *workbook.ReadError of err, and adds part and sheet to one that does not know them yet. So the
// code that finds a problem need not know where it is, and every layer above adds what it knows. A passed bound
// gets the code PassesLimit, anything else Damaged. No error stays none.
func Named(err error, part, sheet string) error {
	if err == nil {
		return nil
	}
	var known *workbook.ReadError
	// An error that knows its part or sheet keeps them: it was closer to the place.
	if errors.As(err, &known) {
		if known.Part == "" {
			known.Part = part
		}
		if known.Sheet == "" {
			known.Sheet = sheet
		}
		return known
	}
	code := workbook.Damaged
	if limit := (*workbook.LimitError)(nil); errors.As(err, &limit) {
		code = workbook.PassesLimit
	}
	return &workbook.ReadError{Code: code, Part: part, Sheet: sheet, Err: err}
}

// Damaged is the error for a part that is cut, was changed or contradicts itself; Named adds the place.
func Damaged(problem string) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: problem}
}
