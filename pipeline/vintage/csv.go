package vintage

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/warehouse/duck"
)

// CSV is a Listener that writes the rows of an answer as encoding/csv does, NULL as an empty field.
// The header stands above the rows of each statement, and an empty line between the answers of two.
// It writes into a buffer of its own and not through encoding/csv, which would need each number as
// a text of its own; a test holds both against each other. Texts that a spreadsheet program would
// compute get an apostrophe in front, unless AsTyped says otherwise: the answer to a query may
// quote what a stranger typed into a workbook.
type CSV struct {
	// AsTyped leaves texts as they are, also those that a spreadsheet program would compute.
	AsTyped bool

	to      io.Writer
	buffer  []byte
	kinds   []string // DuckDB's names of the columns' types
	answers int
	meter   *meter // nil: nothing is counted
}

// NewCSV makes a Listener that writes to a writer, and the last of it only when it is flushed.
func NewCSV(to io.Writer, asTyped bool) *CSV { return &CSV{AsTyped: asTyped, to: to} }

// Columns implements Listener.
func (c *CSV) Columns(names []string) error {
	if c.answers++; c.answers > 1 {
		c.buffer = append(c.buffer, '\n')
	}
	for i, name := range names {
		c.text(i, name)
	}
	return c.end()
}

// Row implements Listener. The error is a *BoundError where a bound is reached, or that of writing.
func (c *CSV) Row(values []any) error {
	before := len(c.buffer)
	for i, value := range values {
		c.value(i, value)
	}
	return c.row(before)
}

// row ends a row that begins at an offset of the buffer, and counts it. One that passes a bound is not written.
func (c *CSV) row(before int) error {
	if c.meter != nil {
		if err := c.meter.add(len(c.buffer) - before); err != nil {
			c.buffer = c.buffer[:before]
			return err
		}
	}
	return c.end()
}

// end ends a line.
func (c *CSV) end() error {
	if c.buffer = append(c.buffer, '\n'); len(c.buffer) < fullBlock {
		return nil
	}
	return c.Flush()
}

// Flush writes what is waiting.
func (c *CSV) Flush() error {
	if len(c.buffer) == 0 {
		return nil
	}
	_, err := c.to.Write(c.buffer)
	c.buffer = c.buffer[:0]
	return err
}

// value appends a value as a Listener gets it.
func (c *CSV) value(column int, value any) {
	switch v := value.(type) {
	case string:
		c.text(column, v)
	case nil:
		c.field(column, "")
	case json.Number:
		c.field(column, string(v))
	case json.RawMessage:
		c.field(column, string(v))
	case int64:
		c.part(column)
		c.buffer = strconv.AppendInt(c.buffer, v, 10)
	default:
		c.field(column, fmt.Sprint(v))
	}
}

// typed takes what rawRow needs to know of the columns.
func (c *CSV) typed(kinds []string) { c.kinds = kinds }

// rawRow is Row for values as the driver has them: those of which most tables consist are written as they are.
func (c *CSV) rawRow(values []driver.Value) (err error) {
	before := len(c.buffer)
	for i, value := range values {
		switch v := value.(type) {
		case string:
			c.text(i, v)
		case int64:
			c.part(i)
			c.buffer = strconv.AppendInt(c.buffer, v, 10)
		case int32:
			c.part(i)
			c.buffer = strconv.AppendInt(c.buffer, int64(v), 10)
		case nil:
			c.part(i)
		default:
			c.part(i)
			var isDecimal bool
			if c.buffer, isDecimal = duck.AppendDecimal(c.buffer, value); isDecimal {
				continue
			}
			c.buffer = c.buffer[:len(c.buffer)-min(i, 1)] // without the comma, which value writes too
			made, err := plain(value, c.kinds[i])
			if err != nil {
				return err
			}
			c.value(i, made)
		}
	}
	return c.row(before)
}

// text appends a text, harmless where texts are not left as they are.
func (c *CSV) text(column int, text string) {
	if !c.AsTyped {
		text = vntext.Harmless(text)
	}
	c.field(column, text)
}

// part puts a comma before every field but the first.
func (c *CSV) part(column int) {
	if column > 0 {
		c.buffer = append(c.buffer, ',')
	}
}

// field appends a field, in quotes where encoding/csv would put it in quotes.
func (c *CSV) field(column int, text string) {
	c.part(column)
	if !needsQuotes(text) {
		c.buffer = append(c.buffer, text...)
		return
	}
	c.buffer = append(c.buffer, '"')
	for i := strings.IndexByte(text, '"'); i >= 0; i = strings.IndexByte(text, '"') {
		c.buffer = append(append(c.buffer, text[:i+1]...), '"')
		text = text[i+1:]
	}
	c.buffer = append(append(c.buffer, text...), '"')
}

// needsQuotes is the rule of encoding/csv.
func needsQuotes(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ',' && (c == ',' || c == '"' || c == '\n' || c == '\r') {
			return true
		}
	}
	if text == "" || text[0]-'0' < 10 || text[0]|0x20-'a' < 26 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsSpace(first) || text == `\.` // the end of the data for PostgreSQL
}

// textSender sends the text of an answer in blocks.
type textSender struct{ *sender }

// Write implements io.Writer: what a CSV writer has gathered goes out as one block.
func (s textSender) Write(text []byte) (int, error) {
	return len(text), s.block(blockText, text)
}
