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

	"tonghop/workbook"
)

// Reader implements workbook.Reader over one table.
type Reader struct {
	name      string
	text      string
	delimiter rune
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
	r := &Reader{name: strings.TrimSuffix(name, path.Ext(name)), limits: limits.WithDefaults(), style: workbook.General()}
	if rest, delimiter, ok := stated(text); ok {
		r.text, r.delimiter = rest, delimiter
		return r, nil
	}
	r.text, r.delimiter = text, detectDelimiter(text)
	return r, nil
}

// Looks says whether a content reads as a table of texts: what else could have been renamed to .xls.
func Looks(data []byte) bool {
	text, err := decode(data[:min(len(data), 1<<16)])
	if err != nil || strings.ContainsRune(text, 0) {
		return false
	}
	share, fields := regularity(text, detectDelimiter(text))
	return fields > 1 && share > 0.8
}

// stated reads the line sep=; that Excel writes and understands.
func stated(text string) (rest string, delimiter rune, ok bool) {
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.TrimRight(line, "\r")
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") {
		return rest, rune(line[4]), true
	}
	return "", 0, false
}

// detectDelimiter takes the delimiter that gives the most regular table. The comma comes last: it is the decimal sign here.
func detectDelimiter(text string) rune {
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
func regularity(text string, delimiter rune) (share float64, fields int) {
	rows := newReader(text, delimiter)
	counts, total := map[int]int{}, 0
	for total < sampleRows {
		record, err := rows.Read()
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

func newReader(text string, delimiter rune) *csv.Reader {
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comma, rows.FieldsPerRecord, rows.ReuseRecord = delimiter, -1, true
	return rows
}

// Format is "csv".
func (r *Reader) Format() string { return "csv" }

// Sheets lists the one table.
func (r *Reader) Sheets() []workbook.SheetInfo { return []workbook.SheetInfo{{Name: r.name}} }

// Close releases what the reader holds.
func (r *Reader) Close() error {
	r.text = ""
	return nil
}

// integer is a number that cannot be read two ways. Everything else stays text: what 1.234 means, its column decides.
var integer = regexp.MustCompile(`^(?:0|-?[1-9]\d{0,14})$`)

// ReadSheet implements workbook.Reader. A row is a line of the table, blank ones too: a field with line breaks is one row.
func (r *Reader) ReadSheet(_ int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	rows, cells, started := newReader(r.text, r.delimiter), int64(0), time.Now()
	for row, line := 1, 0; ; row++ {
		record, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return &workbook.Layout{}, nil
		}
		if err != nil {
			return nil, r.parseError(err)
		}
		at, _ := rows.FieldPos(0)
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
		{"rows", int64(r.limits.Rows), int64(row)}, {"columns", int64(r.limits.Columns), int64(columns)}, {"cells", r.limits.Cells, *cells},
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

// isUTF16 says by the zero bytes whether a text without a mark is UTF-16, and in which order.
func isUTF16(data []byte) (big, ok bool) {
	head := data[:min(len(data), 4096)&^1]
	even, odd := 0, 0
	for i := 0; i < len(head); i += 2 {
		even += bytes.Count(head[i:i+1], []byte{0})
		odd += bytes.Count(head[i+1:i+2], []byte{0})
	}
	pairs := len(head) / 2
	switch {
	case pairs > 1 && odd > pairs/2 && even == 0:
		return false, true
	case pairs > 1 && even > pairs/2 && odd == 0:
		return true, true
	}
	return false, false
}
