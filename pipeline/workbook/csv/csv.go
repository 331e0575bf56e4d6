// Package csv reads .csv and .tsv files, which programs and people write with several delimiters and encodings.
//
// It takes the bytes of a file and gives one sheet. It finds delimiter and encoding by the content, since the
// format states neither. It never guesses what a number means: only whole numbers without separators become
// numbers, and "1.234" stays a text until the form's column decides.
//
// Begin reading with Open; encoding.go finds the encoding, rows.go reads the rows.
package csv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"tonghop/pipeline/workbook"
)

// Reader implements workbook.Reader over one table. The text stays in memory as it was sent, and is decoded
// again each time it is read.
type Reader struct {
	name      string
	text      content
	delimiter rune
	// Whether the first line states the delimiter; that line is then no row of the table.
	stated bool
	limits workbook.Limits
	style  *workbook.Style
}

// Open finds encoding and delimiter. name is the file's; the only sheet has it without its extension. data must
// stay as it is until Close. Errors are *workbook.ReadError: Damaged where the text cannot be decoded.
func Open(name string, data []byte, limits workbook.Limits) (*Reader, error) {
	text, err := decode(data)
	if err != nil {
		return nil, &workbook.ReadError{Code: workbook.Damaged, Problem: "the text cannot be decoded", Err: err}
	}
	r := &Reader{name: strings.TrimSuffix(name, path.Ext(name)), text: text, limits: limits.WithDefaults(),
		style: workbook.General()}
	if r.delimiter, r.stated = stated(text); !r.stated {
		r.delimiter = detectDelimiter(text)
	}
	return r, nil
}

// Looks says whether a content reads as a table of texts, for files that were renamed to .xls. It is careful:
// only where four of five rows have the same number of fields, and more than one, is it a table.
func Looks(data []byte) bool {
	const enough = 1 << 16
	if len(data) > enough {
		data = wholeCharacters(data[:enough])
	}
	text, err := decode(data)
	if err != nil {
		return false
	}
	all, err := io.ReadAll(text.read())
	if err != nil || bytes.IndexByte(all, 0) >= 0 {
		return false
	}
	// A letter or a list of words has lines too; a table has the same number of fields in most of them.
	share, fields := regularity(text, detectDelimiter(text))
	return fields > 1 && share > 0.8
}

// stated reads the line "sep=;" that Excel writes and understands. It is the only way in which such a file can
// state its delimiter.
func stated(text content) (delimiter rune, ok bool) {
	head := make([]byte, len("sep=;\r\n"))
	n, _ := io.ReadFull(text.read(), head) // a shorter text has no such line, or nothing behind it
	line, _, _ := bytes.Cut(head[:n], []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, false
	}
	return rune(line[4]), true
}

// detectDelimiter takes the delimiter that gives the most regular table. The comma is tried last and must be
// clearly better, because it is the decimal sign in Vietnam: "12,5;13,5" is two fields.
func detectDelimiter(text content) rune {
	best, bestShare := ',', 0.0
	for _, delimiter := range []rune{'\t', ';', '|', ','} {
		if share, fields := regularity(text, delimiter); fields > 1 && share > bestShare+0.1 {
			best, bestShare = delimiter, share
		}
	}
	return best
}

// sampleRows is how many rows are looked at: enough to see a table's shape behind a few lines of heading.
const sampleRows = 60

// regularity is the share of rows that have the commonest number of fields, from 0 to 1, and that number.
func regularity(text content, delimiter rune) (share float64, fields int) {
	rows := newRows(text, delimiter)
	counts, total := map[int]int{}, 0
	for total < sampleRows {
		record, err := rows.next()
		if err != nil {
			break
		}
		total++
		counts[len(record)]++
	}
	// Of two numbers of fields that are equally common the larger one counts: it belongs to the table, the
	// other to its heading.
	most := 0
	for n, count := range counts {
		if count > most || count == most && n > fields {
			most, fields = count, n
		}
	}
	if total == 0 {
		return 0, 0
	}
	return float64(most) / float64(total), fields
}

// Format is "csv".
func (r *Reader) Format() string { return "csv" }

// Sheets lists the one table, under the file's name.
func (r *Reader) Sheets() []workbook.SheetInfo { return []workbook.SheetInfo{{Name: r.name}} }

// Close releases what the reader holds.
func (r *Reader) Close() error {
	r.text = content{}
	return nil
}

// integer is a number that cannot be read two ways: no sign but a minus, no separators, no leading zero (a code
// or a telephone number has one), at most fifteen digits. Everything else stays text.
var integer = regexp.MustCompile(`^(?:0|-?[1-9]\d{0,14})$`)

// ReadSheet implements workbook.Reader. The row of a cell is the line of the table as a spreadsheet program
// would show it: blank lines count, and a field with line breaks is still one row.
func (r *Reader) ReadSheet(_ int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	rows, cells, started, line := newRows(r.text, r.delimiter), int64(0), time.Now(), 0
	// The line that states the delimiter is passed over.
	if r.stated {
		if _, err := rows.next(); err != nil {
			return nil, r.parseError(err)
		}
		line++
	}
	for row := 1; ; row++ {
		record, err := rows.next()
		if errors.Is(err, io.EOF) {
			return &workbook.Layout{}, nil
		}
		if err != nil {
			return nil, r.parseError(err)
		}
		// The parser passes over blank lines in silence; its line numbers tell how many there were.
		at, _ := rows.reader.FieldPos(0)
		row, line = row+max(0, at-line-1), at+breaks(record)
		if err := r.bounds(row, len(record), &cells, started); err != nil {
			return nil, &workbook.ReadError{Code: workbook.PassesLimit, Sheet: r.name, Err: err}
		}
		for column, field := range record {
			if strings.TrimSpace(field) == "" {
				continue
			}
			if err := visit(r.cell(row, column+1, field)); err != nil {
				return nil, err
			}
		}
	}
}

// breaks counts the line breaks inside a record's fields, by which the parser's line numbers run ahead of the
// rows.
func breaks(record []string) int {
	n := 0
	for _, field := range record {
		n += strings.Count(field, "\n")
	}
	return n
}

// cell makes a cell of a field. The parser uses its memory again for the next row, hence the copies.
func (r *Reader) cell(row, column int, field string) *workbook.Cell {
	c := &workbook.Cell{Row: row, Column: column, Type: workbook.Text, Raw: strings.Clone(field), Style: r.style}
	if trimmed := strings.TrimSpace(field); integer.MatchString(trimmed) {
		c.Type = workbook.Number
		c.Number, _ = strconv.ParseFloat(trimmed, 64)
		c.Raw = strings.Clone(trimmed)
		return c
	}
	c.Text = norm.NFC.String(c.Raw)
	return c
}

// bounds compares the row with the limits. Empty fields count as cells here, since a line of a million commas
// costs as much as one of values.
func (r *Reader) bounds(row, columns int, cells *int64, started time.Time) error {
	*cells += int64(columns)
	for _, b := range []struct {
		name       string
		limit, got int64
	}{
		{"rows", int64(r.limits.Rows), int64(row)}, {"columns", int64(r.limits.Columns), int64(columns)}, {"cells",
			r.limits.Cells, *cells},
		{"time", r.limits.Time.Milliseconds(), time.Since(started).Milliseconds()},
	} {
		if b.got > b.limit {
			return &workbook.LimitError{Bound: b.name, Limit: b.limit, Got: b.got}
		}
	}
	return nil
}

// parseError says at which line and byte the text is no table.
func (r *Reader) parseError(err error) error {
	problem := "the table cannot be read"
	var at *csv.ParseError
	if errors.As(err, &at) {
		problem = fmt.Sprintf("line %d, byte %d", at.Line, at.Column)
	}
	return &workbook.ReadError{Code: workbook.Damaged, Sheet: r.name, Problem: problem, Err: err}
}
