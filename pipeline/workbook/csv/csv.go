// Package csv reads .csv and .tsv files, which programs and people write with several delimiters and encodings.
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

// Reader implements workbook.Reader over one table.
type Reader struct {
	name      string
	text      content
	delimiter rune
	stated    bool // by the first line
	limits    workbook.Limits
	style     *workbook.Style
}

// Open finds encoding and delimiter. The only sheet has the file's name without its extension. Errors are
// *workbook.ReadError.
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

// Looks says whether a content reads as a table of texts: what else could have been renamed to .xls.
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
	share, fields := regularity(text, detectDelimiter(text))
	return fields > 1 && share > 0.8
}

// stated reads the line sep=; that Excel writes and understands.
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

// detectDelimiter takes the delimiter that gives the most regular table. The comma comes last: it is the decimal sign
// here.
func detectDelimiter(text content) rune {
	best, bestShare := ',', 0.0
	for _, delimiter := range []rune{'\t', ';', '|', ','} {
		if share, fields := regularity(text, delimiter); fields > 1 && share > bestShare+0.1 {
			best, bestShare = delimiter, share
		}
	}
	return best
}

// sampleRows are enough to see a table's shape.
const sampleRows = 60

// regularity is the share of rows that have the commonest number of fields, and that number.
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

// Sheets lists the one table.
func (r *Reader) Sheets() []workbook.SheetInfo { return []workbook.SheetInfo{{Name: r.name}} }

// Close releases what the reader holds.
func (r *Reader) Close() error {
	r.text = content{}
	return nil
}

// integer is a number that cannot be read two ways. Everything else stays text: what 1.234 means, its column decides.
var integer = regexp.MustCompile(`^(?:0|-?[1-9]\d{0,14})$`)

// ReadSheet implements workbook.Reader. A row is a line of the table, blank ones too: a field with line breaks is one
// row.
func (r *Reader) ReadSheet(_ int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	rows, cells, started, line := newRows(r.text, r.delimiter), int64(0), time.Now(), 0
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

// breaks counts the line breaks inside a record's fields.
func breaks(record []string) int {
	n := 0
	for _, field := range record {
		n += strings.Count(field, "\n")
	}
	return n
}

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

func (r *Reader) parseError(err error) error {
	problem := "the table cannot be read"
	var at *csv.ParseError
	if errors.As(err, &at) {
		problem = fmt.Sprintf("line %d, byte %d", at.Line, at.Column)
	}
	return &workbook.ReadError{Code: workbook.Damaged, Sheet: r.name, Problem: problem, Err: err}
}
