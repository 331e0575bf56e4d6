package xlsx

import (
	"bytes"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// plainCell is a cell in the form in which nearly all are written, <c r="B7" s="2" t="s"><v>12</v></c>, perhaps with
// <f>…</f> before the value, or without content: <c r="B7" s="2"/>.
type plainCell struct {
	column, style int
	kind          byte
	formula       bool
	// The name of the last attribute; attributes come in the order of their names.
	last byte
	// The value, which lies in the scanner's window; nil for a cell without content.
	value []byte
	// How many bytes the whole cell takes, from <c to its end.
	length int
}

// readPlain reads a plain cell straight from the scanner's window, several times as fast as tag by tag. It
// never refuses anything. Where a cell is not plain, is wrong, or is not yet whole in the window, readPlain
// reads nothing and leaves the cell to readCell, which knows all forms and gives all errors. So the two ways
// cannot disagree on what is allowed.
func (r *sheetReading) readPlain(s *zipxml.Scanner) (done bool, err error) {
	if !r.placed || !s.PlainAhead() {
		return false, nil
	}
	// Everything is checked before anything is passed over, so that the other way can still read the cell from
	// its start.
	p := &r.plain
	if !p.parse(s.Ahead(), r.row) || p.column > r.book.limits.Columns || !r.book.hasStyle(p.style) ||
		!r.columns.add(p.column) {
		return false, nil
	}
	s.Advance(p.length)
	r.column = p.column
	if p.value == nil {
		// A cell without content only takes its place in the row.
		return true, nil
	}
	c := &r.cell
	c.kind, c.style, c.formula, c.stored = p.kind, p.style, p.formula, true
	if err = r.deliver(s, p.value); err != nil && r.out.visitError == nil {
		err = inCell(err, r.row, r.column)
	}
	return true, err
}

// plainString reads a shared string in the form in which nearly all are written, <si><t>text</t></si>, straight from
// the window. The text is valid until the next token. It reads nothing where anything is not plain.
func plainString(s *zipxml.Scanner) (text []byte, ok bool) {
	// The fixed characters around the text are compared as bytes, which costs nothing beside reading tags.
	rest := s.Ahead()
	whole := len(rest)
	const before, preserving, after = "<si><t", ` xml:space="preserve"`, "</t></si>"
	if !s.PlainAhead() || !bytes.HasPrefix(rest, []byte(before)) {
		return nil, false
	}
	rest = bytes.TrimPrefix(rest[len(before):], []byte(preserving))
	if len(rest) == 0 || rest[0] != '>' {
		return nil, false
	}
	rest = rest[1:]
	length := plainText(rest)
	if !bytes.HasPrefix(rest[length:], []byte(after)) {
		return nil, false
	}
	s.Advance(whole - len(rest) + length + len(after))
	return unescapeX(rest[:length]), true
}

// plainText is the length of the text at the start of rest that can be taken as it stands. It ends before a
// tag, before a reference such as &amp;, and before a carriage return, which XML turns into a line feed.
func plainText(rest []byte) int {
	for i, c := range rest {
		if c == '<' || c == '&' || c == '>' || c == '\r' {
			return i
		}
	}
	return len(rest)
}

// parse reads the cell at the start of text, which must stand in the given row. ok is false for whatever is not
// plain; what p holds then means nothing.
func (p *plainCell) parse(text []byte, row int) (ok bool) {
	*p = plainCell{}
	const shortest = len(`<c r="A1"/>`)
	if len(text) < shortest || string(text[:3]) != "<c " {
		return false
	}
	i := 3
	for {
		if i, ok = p.attribute(text, i, row); !ok {
			return false
		}
		switch text[i] {
		case ' ':
			i++
		case '>':
			return p.column > 0 && p.content(text, i+1)
		default:
			const end = "/>"
			p.length = i + len(end)
			return p.column > 0 && bytes.HasPrefix(text[i:], []byte(end))
		}
	}
}

// attribute reads r="B7", s="2" or t="s" and returns the offset behind it. The attributes have to come in this
// order, in which nearly all programs write them. The order also makes sure that none stands there twice.
func (p *plainCell) attribute(text []byte, i, row int) (next int, ok bool) {
	// Asking for the longest attribute once spares a test of the length at each letter.
	const longest = len(`r="XXXX1234567" `) + 1
	if i+longest > len(text) || text[i] <= p.last || text[i+1] != '=' || text[i+2] != '"' {
		return i, false
	}
	name, number := text[i], 0
	switch i += 3; name {
	case 'r':
		for ; text[i]-'A' < 26 && p.column <= workbook.MaxColumn; i++ {
			p.column = p.column*26 + int(text[i]-'A') + 1
		}
		number, i = digits(text, i)
		ok = number == row && p.column > 0 && p.column <= workbook.MaxColumn
	case 's':
		from := i
		p.style, i = digits(text, i)
		ok = i > from
	case 't':
		p.kind, ok = kindOf(text[i : i+1])
		i++
	}
	p.last = name
	return i + 1, ok && text[i] == '"'
}

// digits reads a number of at most seven digits, as many as the largest row has. next is the offset of what
// follows.
func digits(text []byte, i int) (number, next int) {
	for end := min(i+7, len(text)); i < end && text[i]-'0' < 10; i++ {
		number = number*10 + int(text[i]-'0')
	}
	return number, i
}

// plainFormula is the length of the formula at the start of text, in the forms that Excel and LibreOffice write most; 0
// for none.
func plainFormula(text []byte) int {
	const own, computed, shared, end = "<f>", `<f aca="false">`, `<f t="shared" si="`, "</f>"
	switch {
	case bytes.HasPrefix(text, []byte(own)), bytes.HasPrefix(text, []byte(computed)):
		length := bytes.Index(text, []byte(end))
		if length < 0 || bytes.IndexByte(text[1:length], '<') >= 0 {
			return 0
		}
		return length + len(end)
	case bytes.HasPrefix(text, []byte(shared)):
		const closed = `"/>`
		if _, length := digits(text, len(shared)); bytes.HasPrefix(text[length:], []byte(closed)) {
			return length + len(closed)
		}
	}
	return 0
}

// content reads what follows the cell's tag: perhaps a formula, then the value, then </v></c>. Anything else is
// not plain. An empty value is left to readCell too, since it may mean an empty cell or a formula without a
// result.
func (p *plainCell) content(text []byte, i int) (ok bool) {
	length := plainFormula(text[i:])
	p.formula = length > 0
	i += length
	const before, after = "<v>", "</v></c>"
	if !bytes.HasPrefix(text[i:], []byte(before)) {
		return false
	}
	i += len(before)
	from := i
	i += plainText(text[i:])
	p.value = text[from:i]
	p.length = i + len(after)
	return i > from && bytes.HasPrefix(text[i:], []byte(after))
}
