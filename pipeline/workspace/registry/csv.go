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

// readCSV reads a table as Excel saves it ("CSV UTF-8"): with or without BOM, values separated by commas or, under
// Vietnamese regional settings, by semicolons.
func readCSV(file string, data []byte) (sheet, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidUTF8(data); at >= 0 {
		return sheet{}, &RowError{Source: Source{File: file, Row: 1 + bytes.Count(data[:at], []byte("\n"))},
			Expected: "the text is not UTF-8; save the file as \"CSV UTF-8\""}
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	reader.FieldsPerRecord = -1
	table := sheet{file: file}
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
		if !row.blank() {
			table.rows = append(table.rows, row)
		}
	}
}

func csvError(file string, err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return &RowError{Source: Source{File: file, Row: wrong.Line},
			Expected: fmt.Sprintf("the line is no CSV: %v; check its quotation marks", wrong.Err)}
	}
	return fmt.Errorf("%s: %w", file, err)
}

// clean keeps a value in one Unicode form, without the spaces around it.
func clean(value string) string { return vntext.NFC(strings.TrimSpace(value)) }

// separator is the sign that the header line has more often; column names contain neither.
func separator(data []byte) rune {
	header, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

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
