package xls

import (
	"maps"
	"slices"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// tables are the fonts and formats that cells refer to by their place among them, and the styles that join makes of
// them. Those that are shared with other workbooks are not changed: see own.
type tables struct {
	fonts   []string
	formats map[int]string // the file's own number formats, by number
	cells   []cellFormat
	styles  []*cellStyle // by the place of the cell format
	shared  bool
}

// cellFormat is an XF record: the numbers of the font and of the number format that a cell has. Cells refer to it by
// its place among all such records.
type cellFormat struct{ font, format uint16 }

// cellStyle is a style with the encoding that its font stands for.
type cellStyle struct {
	*workbook.Style
	encoding vntext.Encoding
}

// general is the style of a cell whose style the file does not explain: General, as Excel shows it.
var general = &cellStyle{Style: workbook.General()}

// maxEntries bounds the tables of fonts and cell formats: their indexes are two bytes wide.
const maxEntries = 1 << 16

// readTable reads a record of the tables and returns the offset of the next record to read. Where all of the tables are
// those of a workbook that was read before, they are taken from there at once.
func (b *Reader) readTable(r record) (next int, err error) {
	at := r.next - len(r.data) - recordHead
	switch {
	case b.tables == nil && b.known != nil && b.biff8:
		if found, size := b.known.find(b.stream[at:]); found != nil {
			b.tables = found
			return at + size, nil
		}
		b.tables, b.run = &tables{}, stretch{at, at}
	case b.tables == nil:
		b.tables = &tables{}
	}
	// What stands in one run of records is known again by the bytes of that run. Tables in several runs are not kept.
	if b.run.to == at {
		b.run.to = r.next
	} else {
		b.run = stretch{}
	}
	switch t := b.own(); r.kind {
	case recXF:
		err = t.readXF(r)
	case recFont:
		err = b.readFont(t, r)
	case recFormat:
		err = b.readFormat(t, r)
	}
	return r.next, err
}

// own are the workbook's tables, to add to them: a copy, where other workbooks have the same ones.
func (b *Reader) own() *tables {
	if t := b.tables; t.shared {
		b.tables = &tables{fonts: slices.Clone(t.fonts), formats: maps.Clone(t.formats), cells: slices.Clone(t.cells)}
	}
	return b.tables
}

// finishTables joins the tables to styles, once all of them are read, and keeps them for other workbooks.
func (b *Reader) finishTables() {
	if b.tables == nil {
		b.tables = &tables{}
	}
	if b.tables.shared {
		return
	}
	b.tables.join()
	if b.run.to > b.run.from {
		b.known.keep(b.stream[b.run.from:b.run.to], b.tables)
	}
}

// readXF reads which font and number format a cell format has ([MS-XLS], XF).
func (t *tables) readXF(r record) error {
	if err := r.need(4); err != nil {
		return err
	}
	if len(t.cells) == maxEntries {
		return damaged("more than %d cell formats", maxEntries)
	}
	t.cells = append(t.cells, cellFormat{font: uint16(u16(r.data)), format: uint16(u16(r.data[2:]))})
	return nil
}

// readFont reads the name of a font; it matters only where it is one of the legacy Vietnamese fonts.
func (b *Reader) readFont(t *tables, r record) error {
	if err := r.need(15); err != nil {
		return err
	}
	if len(t.fonts) == maxEntries {
		return damaged("more than %d fonts", maxEntries)
	}
	name, err := b.textThere(r.data[15:], int(r.data[14]))
	t.fonts = append(t.fonts, name)
	return err
}

// readFormat reads a number format of the file's own. The length of its text is one byte in BIFF5 and two in
// BIFF8.
func (b *Reader) readFormat(t *tables, r record) error {
	// The number of the format, then the length of the code: one byte in BIFF5, two in BIFF8.
	size := 3
	if err := r.need(size); err != nil {
		return err
	}
	n := int(r.data[2])
	if b.biff8 {
		if size = 4; len(r.data) < size {
			return r.need(size)
		}
		n = u16(r.data[2:])
	}
	// A code that is cut is kept as far as it goes: Excel shows such a workbook too.
	code, err := b.textThere(r.data[size:], n)
	if len(code) > workbook.MaxNumberFormat {
		return damaged("a number format of %d bytes", len(code))
	}
	if t.formats == nil {
		t.formats = map[int]string{}
	}
	t.formats[u16(r.data)] = code
	return err
}

// join makes styles of formats and fonts; cell formats that differ in neither share one Style. Font 4 does not exist in
// any file ([MS-XLS], FontIndex): numbers above it are one higher than the place in the list.
func (t *tables) join() {
	// Many formats of cells differ by borders and colours only, and share one Style.
	type key struct{ format, font string }
	known := map[key]*cellStyle{}
	t.styles = make([]*cellStyle, 0, len(t.cells))
	for _, xf := range t.cells {
		format, ok := t.formats[int(xf.format)]
		if !ok {
			format = workbook.BuiltinFormat(int(xf.format))
		}
		font := ""
		if xf.font > 4 {
			xf.font--
		}
		if int(xf.font) < len(t.fonts) {
			font = t.fonts[xf.font]
		}
		style := known[key{format, font}]
		if style == nil {
			style = &cellStyle{workbook.NewStyle(format, font), vntext.EncodingOfFont(font)}
			known[key{format, font}] = style
		}
		t.styles = append(t.styles, style)
	}
}

// style is the Style of a cell by its number.
func (b *Reader) style(i uint16) *cellStyle {
	if styles := b.tables.styles; int(i) < len(styles) {
		return styles[i]
	}
	return general
}
