package xlsx

import (
	"bytes"

	"tonghop/workbook"
)

// plainCell is a cell in the form in which nearly all are written, <c r="B7" s="2" t="s"><v>12</v></c>, perhaps with <f>…</f>
// before the value, or without content: <c r="B7" s="2"/>.
type plainCell struct {
	column, style int
	kind          byte
	formula       bool
	last          byte   // name of the last attribute
	value         []byte // in the window; nil without content
	length        int    // of the whole text
}

// readPlain reads a plain cell straight from the window, several times as fast as tag by tag. Where anything is not plain,
// is wrong, or is not yet in the window, it reads nothing and leaves the cell to readCell, which knows all forms and errors.
func (r *sheetReading) readPlain(s *scanner) (done bool, err error) {
	if s.selfClosed || !r.placed || s.space.isForeign(s.space.fallback) || len(s.stack)+2 > s.depth {
		return false, nil
	}
	p, ok := parsePlain(s.window[s.at:s.end], r.row)
	if !ok || p.column > r.book.limits.Columns || !r.book.hasStyle(p.style) || !r.columns.add(p.column) {
		return false, nil
	}
	s.at += p.length
	r.column = p.column
	if p.value == nil {
		return true, nil
	}
	c := &r.cell
	c.kind, c.style, c.formula, c.stored = p.kind, p.style, p.formula, true
	if err = r.deliver(s, p.value); err != nil && r.out.visitError == nil {
		err = inCell(err, r.row, r.column)
	}
	return true, err
}

// parsePlain reads the cell at the start of text, which must stand in the given row.
func parsePlain(text []byte, row int) (p plainCell, ok bool) {
	const shortest = len(`<c r="A1"/>`)
	if len(text) < shortest || string(text[:3]) != "<c " {
		return p, false
	}
	i := 3
	for {
		if i, ok = p.attribute(text, i, row); !ok {
			return p, false
		}
		switch text[i] {
		case ' ':
			i++
		case '>':
			return p.content(text, i+1)
		default:
			const end = "/>"
			p.length = i + len(end)
			return p, p.column > 0 && bytes.HasPrefix(text[i:], []byte(end))
		}
	}
}

// attribute reads r="B7", s="2" or t="s" and returns where something follows it. They have to come in this order, in which all
// write them, so that none can stand there twice.
func (p *plainCell) attribute(text []byte, i, row int) (next int, ok bool) {
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

// digits reads a number of at most seven digits.
func digits(text []byte, i int) (number, next int) {
	for end := i + 7; i < end && text[i]-'0' < 10; i++ {
		number = number*10 + int(text[i]-'0')
	}
	return number, i
}

// content reads the value and what closes the cell.
func (p *plainCell) content(text []byte, i int) (plainCell, bool) {
	if bytes.HasPrefix(text[i:], []byte("<f>")) {
		end := bytes.Index(text[i:], []byte("</f>"))
		if end < 0 || bytes.IndexByte(text[i+1:i+end], '<') >= 0 {
			return *p, false
		}
		p.formula = true
		i += end + len("</f>")
	}
	const before, after = "<v>", "</v></c>"
	if !bytes.HasPrefix(text[i:], []byte(before)) {
		return *p, false
	}
	i += len(before)
	from := i
	for i < len(text) && text[i] != '<' && text[i] != '&' && text[i] != '>' && text[i] != '\r' {
		i++
	}
	p.value = text[from:i]
	p.length = i + len(after)
	return *p, p.column > 0 && i > from && bytes.HasPrefix(text[i:], []byte(after))
}
