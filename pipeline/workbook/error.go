package workbook

import (
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// Code says why a workbook is refused. Codes are stable: the message catalogue and the findings of past periods
// are keyed by them, so a code is added, but never renamed or given another meaning.
type Code string

const (
	Damaged      Code = "workbook_damaged"        // the file is cut, or its parts contradict each other
	Encrypted    Code = "workbook_encrypted"      // a password is needed
	NotAWorkbook Code = "workbook_not_a_workbook" // the content is something else
	Unsupported  Code = "workbook_unsupported"    // a spreadsheet of a kind that is not read
	PassesLimit  Code = "workbook_limit"          // reading it would cost more than the bounds allow
	Packed       Code = "workbook_packed"         // an archive of workbooks, none of which is meant more than the others
	NoSheets     Code = "workbook_no_sheets"
	EmptyFile    Code = "workbook_empty_file"
)

// ReadError is the error of every reader: what is wrong and where. Readers return it as *ReadError, wrapped or
// not (errors.As finds it). Where a bound of Limits was passed, Code is PassesLimit and Err is a *LimitError.
type ReadError struct {
	Code  Code
	Part  string // the part or stream inside the file, "" when the file itself is meant
	Sheet string
	Cell  string // A1, "" when no cell is meant
	// Problem says what was read and what was expected, in English, for the office's own staff. What the sender sees
	// comes from the message catalogue.
	Problem string
	Holds   []string // the names of the workbooks that an archive holds, some of many
	Err     error
}

func (e *ReadError) Error() string {
	var at []string
	for _, place := range []struct{ word, value string }{{"part", e.Part}, {"sheet", e.Sheet}, {"cell", e.Cell}} {
		if place.value != "" {
			at = append(at, fmt.Sprintf("%s %s", place.word, place.value))
		}
	}
	text := e.Problem
	if e.Err != nil {
		if text != "" {
			text += ": "
		}
		text += e.Err.Error()
	}
	if len(at) == 0 {
		return text
	}
	return strings.Join(at, ", ") + ": " + text
}

// Kind is refused: the workbook is not read.
func (e *ReadError) Kind() fault.Kind { return fault.Refused }

func (e *ReadError) Unwrap() error { return e.Err }
