package registry

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/vntext"
)

// readCSV reads a table as Excel saves it under "CSV UTF-8": with or without a byte order mark, and
// with values separated by commas or, under Vietnamese regional settings, by semicolons. Rows may
// differ in length; records reports values beyond the header. The error is a *RowError with the
// line that is not UTF-8 or no CSV.
func readCSV(file string, data []byte, bound int) (sheet, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidUTF8(data); at >= 0 {
		return sheet{}, &RowError{Source: Source{File: file, Row: 1 + bytes.Count(data[:at], []byte("\n"))},
			Expected: "the text is not UTF-8; save the file as \"CSV UTF-8\""}
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true // its texts are kept, its slice is not
	table := sheet{file: file, bound: bound}
	if line := tooWide(data, byte(reader.Comma)); line > 0 {
		return sheet{}, &RowError{Source: Source{File: file, Row: line},
			Expected: fmt.Sprintf("the line has more than %d values; expected the columns of the table", maxColumns)}
	}
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return table, nil
		}
		if err != nil {
			return sheet{}, csvError(file, err)
		}
		line, _ := reader.FieldPos(0)
		row := sheetRow{number: line, cells: make([]cell, len(values))}
		for i, value := range values {
			row.cells[i].text = clean(value)
		}
		if row.blank() {
			continue
		}
		if err := table.add(row); err != nil {
			return sheet{}, err
		}
	}
}

// csvError turns the reader's error into one that names the line and says what to look at. Nearly
// always a quotation mark inside a value was not doubled.
func csvError(file string, err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return &RowError{Source: Source{File: file, Row: wrong.Line},
			Expected: fmt.Sprintf("the line is no CSV: %v; check its quotation marks", wrong.Err)}
	}
	return fmt.Errorf("%s: %w", file, err)
}

// clean brings a value into Unicode NFC and takes the spaces around it away. Vietnamese letters
// have two spellings in Unicode, and which of them a file has depends on the computer on which it
// was typed.
func clean(value string) string { return vntext.NFC(strings.TrimSpace(value)) }

// separator decides between comma and semicolon: it is the one that the header line has more often.
// The values may contain either, but no name of a column does.
func separator(data []byte) rune {
	header, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

// invalidUTF8 is the position of the first byte that is not UTF-8, or -1. Files in an older
// Vietnamese encoding (TCVN3, VNI) would otherwise pass as names that match nothing.
func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}
