package zipxml

import (
	"errors"

	"tonghop/pipeline/workbook"
)

// Named makes a *workbook.ReadError of err, and adds the part and sheet to one that does not know them.
func Named(err error, part, sheet string) error {
	if err == nil {
		return nil
	}
	var known *workbook.ReadError
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

func Damaged(problem string) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: problem}
}
