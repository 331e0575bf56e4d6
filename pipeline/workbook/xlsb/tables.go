package xlsb

import (
	"encoding/binary"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// readTables reads the two parts that all sheets refer to, styles and shared strings, before the first sheet.
func (b *Reader) readTables() error {
	if b.tablesRead {
		return nil
	}
	// One style is always there: cells of a file without styles have it.
	b.styles = []*workbook.Style{workbook.General()}
	if name := b.styled.Target; name != "" {
		table := styleTable{book: b, formats: map[int]string{}}
		if err := b.readPart(name, table.read); err != nil {
			return zipxml.Named(err, name, "")
		}
		if err := table.join(); err != nil {
			return zipxml.Named(err, name, "")
		}
	}
	if name := b.shared.Target; b.archive.Has(name) {
		if err := b.readStrings(name); err != nil {
			return zipxml.Named(err, name, "")
		}
	}
	b.tablesRead = true
	return nil
}

// readStrings reads the shared strings, to which cells refer by index. How many are announced is not trusted,
// as in the other formats. But the list must have its end: where that is missing, the part is cut.
func (b *Reader) readStrings(name string) error {
	// Without its end record the list may have lost strings, and an index would mean another one than it did.
	whole := false
	err := b.readPart(name, func(r record) error {
		switch {
		case r.kind == recEndShared:
			whole = true
		case r.kind == recSharedItem && whole:
			return damaged("a shared string behind the end of their list")
		case r.kind == recSharedItem:
			const flags = 1
			text, _, err := r.text(flags)
			if err != nil {
				return err
			}
			b.strings = append(b.strings, text)
			const overhead = 32 // of one string in a list that grows
			return b.budget.Hold(len(text) + overhead)
		}
		return nil
	})
	if err == nil && !whole {
		return damaged("the list of shared strings has no end: the part is cut")
	}
	return err
}

// styleTable collects what of the styles decides how a value is understood: number formats and the names of
// fonts.
type styleTable struct {
	book *Reader
	// The number formats of the file's own, by the numbers to which entries refer.
	formats map[int]string
	// The names of the fonts and the entries, both in the order of the file, by which they are numbered.
	fonts   []string
	entries []styleEntry
	// The list of the formats of cells is open. The records of named styles look the same, and cells do not
	// refer to them.
	inCells bool
	// The end of the styles was read.
	whole bool
}

// styleEntry is a format of cells, by the numbers of its number format and its font.
type styleEntry struct{ format, font int }

// maxStyles is more than the 65,490 cell formats that Excel allows.
const maxStyles = 1 << 16

// read takes the next record of the part.
func (t *styleTable) read(r record) error {
	switch r.kind {
	case recFormat:
		return t.readFormat(r)
	case recFont:
		return t.readFont(r)
	// Only the formats between these two marks are those of cells.
	case recBeginXFs:
		t.inCells = true
	case recEndXFs:
		t.inCells = false
	case recXF:
		return t.readStyle(r)
	case recEndStyles:
		t.whole = true
	}
	return nil
}

// readFormat reads a number format of the file's own ([MS-XLSB], BrtFmt): its number and its code.
func (t *styleTable) readFormat(r record) error {
	const atCode = 2
	id, err := r.field(0, atCode)
	if err != nil {
		return err
	}
	number := int(binary.LittleEndian.Uint16(id))
	code, _, err := r.text(atCode)
	if err != nil {
		return err
	}
	if len(code) > workbook.MaxNumberFormat {
		return damaged("a number format of %d bytes", len(code))
	}
	t.formats[number] = code
	const overhead = 128
	return t.book.budget.Hold(len(code) + overhead)
}

// readFont reads the name of a font ([MS-XLSB], BrtFont). It matters only where it is a legacy Vietnamese font.
func (t *styleTable) readFont(r record) error {
	const atName = 21
	name, _, err := r.text(atName)
	if err != nil {
		return err
	}
	t.fonts = append(t.fonts, name)
	const overhead = 48
	return t.book.budget.Hold(len(name) + overhead)
}

// readStyle reads which number format and font a cell format has ([MS-XLSB], BrtXF).
func (t *styleTable) readStyle(r record) error {
	if !t.inCells {
		return nil
	}
	const atFormat, length = 2, 4
	data, err := r.field(atFormat, length)
	if err != nil {
		return err
	}
	if len(t.entries) >= maxStyles {
		return damaged("more than %d cell formats", maxStyles)
	}
	t.entries = append(t.entries, styleEntry{int(binary.LittleEndian.Uint16(data)),
		int(binary.LittleEndian.Uint16(data[2:]))})
	const overhead = 32
	return t.book.budget.Hold(overhead)
}

// join makes the styles from entries, formats and fonts. Entries that differ by borders or colours only share
// one Style. Where a font is missing, the list is damaged: a legacy font could hide behind the number.
func (t *styleTable) join() error {
	if !t.whole {
		return damaged("the styles have no end: the part is cut")
	}
	// Without formats of cells nothing is known of styles, and General stays.
	if len(t.entries) == 0 {
		return nil
	}
	type key struct{ format, font string }
	// Many formats of cells differ by borders and colours only, and share one Style.
	known := map[key]*workbook.Style{}
	t.book.styles = make([]*workbook.Style, len(t.entries))
	for i, entry := range t.entries {
		// A code of the file's own goes before a built-in one of the same number.
		k := key{format: workbook.BuiltinFormat(entry.format)}
		if code, ok := t.formats[entry.format]; ok {
			k.format = code
		}
		switch {
		case entry.font < len(t.fonts):
			k.font = t.fonts[entry.font]
		case len(t.fonts) > 0:
			return damaged("the cell format %d has the font %d; there are %d", i, entry.font, len(t.fonts))
		}
		if known[k] == nil {
			known[k] = workbook.NewStyle(k.format, k.font)
		}
		t.book.styles[i] = known[k]
	}
	return nil
}
