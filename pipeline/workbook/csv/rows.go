package csv

import (
	"encoding/csv"
	"fmt"
	"io"
)

// maxRow is the length in bytes of the longest row. A quotation mark that nobody closes would otherwise swallow
// the rest of the file.
const maxRow = 1 << 20

// rows reads one row after the other. It stands between the text and the parser, and counts what the parser
// takes.
type rows struct {
	text    io.Reader
	reader  *csv.Reader
	read    int64 // bytes of the text
	allowed int64 // to be read for the row under way
}

// newRows begins to read a table. Rows may have different numbers of fields, as tables with headings have.
func newRows(text content, delimiter rune) *rows {
	r := &rows{text: text.read()}
	r.reader = csv.NewReader(r)
	r.reader.Comma, r.reader.FieldsPerRecord, r.reader.ReuseRecord = delimiter, -1, true
	return r
}

// next returns the next row, valid until the one after it.
func (r *rows) next() ([]string, error) {
	r.allowed = r.reader.InputOffset() + maxRow
	return r.reader.Read()
}

// Read implements io.Reader for the parser. It gives no more of the text than one row may take.
func (r *rows) Read(b []byte) (int, error) {
	if r.read > r.allowed {
		return 0, fmt.Errorf("a row of more than %d bytes: a quotation mark is not closed, or the text is no table", maxRow)
	}
	n, err := r.text.Read(b)
	r.read += int64(n)
	return n, err
}
