package form

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/workbook"
)

// Every finding that forms give has a case in which it is given.
func TestEveryCodeHasACase(t *testing.T) {
	var all strings.Builder
	for _, file := range glob(t, "testdata/read/*/*.txtar") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(body), "-- want --")
		all.WriteString(want)
	}
	elsewhere := map[string]bool{
		PeopleList: true, PeriodClosed: true, ReaderFailed: true, ArchiveDamaged: true, ArchiveLost: true, ValueTwice: true,
		ResentSuperseded: true, ResentRetracted: true, ResentRejected: true,
	}
	for _, code := range ComparisonCodes() {
		elsewhere[code] = true
	}
	for _, code := range codes(t) {
		given := strings.Contains(all.String(), "error "+code+"\n") || strings.Contains(all.String(), "warning "+code+"\n")
		if !given && !elsewhere[code] && !strings.HasPrefix(code, "workbook_") {
			t.Errorf("no case gives %s", code)
		}
	}
}

func TestEveryCodeHasATextInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range codes(t) {
		for _, language := range []message.Language{message.Vietnamese, message.English} {
			if message.Text(language, "finding."+code, nil) == "finding."+code {
				t.Errorf("%s has no text in %s", code, language)
			}
		}
		if seen[code] {
			t.Errorf("%s is listed twice", code)
		}
		seen[code] = true
	}
}

// What stops a workbook from being read at all becomes one finding that says so.
func TestRefused(t *testing.T) {
	limit := &workbook.LimitError{Bound: "cells", Limit: 10, Got: 11}
	cases := []struct {
		err        error
		code, text string
	}{
		{&workbook.ReadError{Code: workbook.Encrypted, Problem: "a password"}, "workbook_encrypted",
			"The file is protected by a password and cannot be read. Remove the password and send it again."},
		{fmt.Errorf("reading: %w", &workbook.ReadError{Code: workbook.Damaged, Sheet: "S", Cell: "B2", Problem: "cut"}),
			"workbook_damaged",
			"sheet “S”, cell B2: The file is damaged or was not copied whole. Open it, save it and send the new one " +
				"(technical detail: reading: sheet S, cell B2: cut)."},
		{&workbook.ReadError{Code: workbook.PassesLimit, Sheet: "S", Err: limit}, "workbook_limit",
			"sheet “S”: The file passes the bound cells: 11, at most 10 is allowed. Delete spare rows, columns and sheets " +
				"and send it again."},
		{&workbook.ReadError{Code: workbook.Packed, Problem: "…", Holds: []string{"a.xlsx", "b.xls"}}, "workbook_packed",
			"This archive holds workbooks: a.xlsx, b.xls. Unpack it and send each workbook on its own."},
		{limit, "workbook_limit", "The file passes the bound cells: 11, at most 10 is allowed. Delete spare rows, columns " +
			"and sheets and send it again."},
		{errors.New("index out of range"), "reader_failed",
			"The file cannot be read. Open it in a spreadsheet program, save it as .xlsx and send it again (technical " +
				"detail: index out of range)."},
	}
	for _, c := range cases {
		r := Refused(c.err)
		if r.Accepted || len(r.Findings) != 1 || r.Findings[0].Code != c.code || r.Findings[0].Severity != SeverityError {
			t.Errorf("%v: %+v", c.err, r)
			continue
		}
		if got := Text(message.English, r.Findings[0]); got != c.text {
			t.Errorf("%v\n got %s\nwant %s", c.err, got, c.text)
		}
	}
}

// What is larger than a form may be is no form; TestGridBounds tries each bound.
func TestFormCellsAreBounded(t *testing.T) {
	r := (&Set{}).Read(File{}, &heavy{Reader: anyFormat{}, cells: 1, merges: maxGridRanges + 1}, nil)[0]
	if len(r.Findings) != 1 || r.Findings[0].Code != string(workbook.PassesLimit) ||
		!strings.Contains(Text(message.English, r.Findings[0]), "form_ranges") {
		t.Errorf("%+v", r.Findings)
	}
}

// anyFormat is a workbook that can be asked for its format, and closed.
type anyFormat struct{ workbook.Reader }

func (anyFormat) Format() string { return "xlsx" }
func (anyFormat) Close() error   { return nil }

// A workbook that is wrong throughout gives as many findings as a person can read, and is rejected all the same.
func TestFindingsAreBounded(t *testing.T) {
	r := &reader{}
	for range 2 * maxFindings {
		r.warning(RowUnknown, "S", "A1", strings.Repeat("ă", 500), "", nil)
	}
	r.error(RowMissing, "S", "", "", "x", nil)
	r.error(RowMissing, "S", "", "", "y", nil)
	if len(r.findings) != maxFindings+1 || !r.hasErrors() {
		t.Errorf("%d findings", len(r.findings))
	}
	reading := Reading{Findings: r.findings}
	conceal(&reading, nil)
	if n := len([]rune(reading.Findings[0].Read)); n != shownRunes+1 {
		t.Errorf("a finding quotes %d characters", n)
	}
}
