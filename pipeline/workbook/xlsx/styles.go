package xlsx

import (
	"fmt"
	"math"
	"slices"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// maxStyles is more than the 65,490 cell formats that Excel allows.
const maxStyles = 1 << 16

// readTables reads the two parts that all sheets refer to, styles and shared strings, before the first sheet. A
// workbook may have neither: then every cell has the style General, and a reference to a shared string is an
// error where it stands.
func (b *Reader) readTables() error {
	if b.tablesRead {
		return nil
	}
	// One style is always there: cells that state none, and files without styles, have it.
	b.styles = []*workbook.Style{workbook.General()}
	if name := b.styled.Target; name != "" {
		styles, err := zipxml.ReadOnce(b.archive, name, "styles", func(s *zipxml.Scanner) ([]*workbook.Style, error) {
			table := styleTable{book: b, formats: map[int]string{}}
			if err := table.read(s); err != nil {
				return nil, err
			}
			return table.join()
		})
		if err != nil {
			return err
		}
		if len(styles) > 0 {
			b.styles, b.stylesKnown = styles, true
		}
	}
	if name := b.shared.Target; b.archive.Has(name) {
		if err := b.archive.ReadPart(name, b.readStrings); err != nil {
			return err
		}
	}
	b.tablesRead = true
	return nil
}

// styleTable collects what of styles.xml decides how a value is understood: number formats and the names of
// fonts. Colours and borders are passed over.
type styleTable struct {
	book *Reader
	// The number formats of the file's own, by the numbers to which entries refer.
	formats map[int]string
	// The names of the fonts, and the entries of <cellXfs>, both in the order of the file.
	fonts   []string
	entries []styleEntry
}

// styleEntry is one <xf> of the list <cellXfs>, to which a cell's attribute s refers by index. It refers in
// turn to a format and to a font, and their lists may stand behind it in the file. Hence the two steps, read
// and join.
type styleEntry struct{ format, font int }

// read is given to the archive with a scanner over styles.xml.
func (t *styleTable) read(s *zipxml.Scanner) error {
	root, err := s.Root()
	if err != nil {
		return err
	}
	if root != "styleSheet" {
		return s.Fail("<%.40s> where <styleSheet> was expected", root)
	}
	return s.Each(func() error {
		if s.Foreign {
			return nil
		}
		switch string(s.Name) {
		case "numFmts":
			return t.list(s, "numFmt", t.readFormat)
		case "fonts":
			return t.list(s, "font", t.readFont)
		case "cellXfs":
			return t.list(s, "xf", t.readStyle)
		}
		return s.Stray()
	})
}

// list reads the children of a list. How many it announces is not trusted: many writers get it wrong. A child
// of another name is refused, since the place in the list is the number by which cells refer to it.
func (t *styleTable) list(s *zipxml.Scanner, name string, read func(*zipxml.Scanner) error) error {
	return s.Each(func() error {
		if s.Foreign {
			return nil
		}
		if string(s.Name) != name {
			return s.Fail("<%.40s> where <%s> was expected", s.Name, name) // what follows would have another number
		}
		return read(s)
	})
}

// readFormat reads a number format of the file's own. It is kept by its number, which may also replace a
// built-in one.
func (t *styleTable) readFormat(s *zipxml.Scanner) error {
	code, _, err := s.Attribute("formatCode")
	if err != nil {
		return err
	}
	if len(code) > workbook.MaxNumberFormat {
		return s.Fail("a number format of %d bytes", len(code))
	}
	if id, ok := s.Index("numFmtId"); ok {
		t.formats[id] = code
	}
	const overhead = 128
	return t.book.budget.Hold(len(code) + overhead)
}

// readFont reads the name of a font. A font without a name is kept as "", so that those behind it keep their
// numbers.
func (t *styleTable) readFont(s *zipxml.Scanner) error {
	name := ""
	err := s.Each(func() error {
		if s.Foreign || string(s.Name) != "name" {
			return nil
		}
		value, _, err := s.Attribute("val")
		name = value
		return err
	})
	t.fonts = append(t.fonts, name)
	if err != nil {
		return err
	}
	const overhead = 48
	return t.book.budget.Hold(len(name) + overhead)
}

// readStyle reads the numbers of format and font. A missing or unreadable number is 0: General and the first
// font.
func (t *styleTable) readStyle(s *zipxml.Scanner) error {
	format, _ := s.Index("numFmtId")
	font, _ := s.Index("fontId")
	if len(t.entries) >= maxStyles {
		return s.Fail("more than %d cell formats", maxStyles)
	}
	t.entries = append(t.entries, styleEntry{format, font})
	const overhead = 32
	return t.book.budget.Hold(overhead)
}

// join makes the styles from entries, formats and fonts. Entries that differ by borders or colours only share
// one Style, so that a workbook with thousands of entries costs few.
func (t *styleTable) join() ([]*workbook.Style, error) {
	if len(t.entries) == 0 {
		return nil, nil
	}
	// Styles are made once for each pair of format and font.
	known, first := map[styleKey]*workbook.Style{}, t.firstFont()
	styles := make([]*workbook.Style, len(t.entries))
	for i, entry := range t.entries {
		// A code of the file's own goes before a built-in one of the same number.
		key := styleKey{format: workbook.BuiltinFormat(entry.format)}
		if code, ok := t.formats[entry.format]; ok {
			key.format = code
		}
		switch {
		case entry.font-first < len(t.fonts):
			key.font = t.fonts[entry.font-first]
		case len(t.fonts) > 0:
			return nil, zipxml.Damaged(fmt.Sprintf("the cell format %d has the font %d; there are %d", i, entry.font,
				len(t.fonts)))
		}
		if known[key] == nil {
			known[key] = workbook.NewStyle(key.format, key.font)
		}
		styles[i] = known[key]
	}
	return styles, nil
}

// firstFont is the number of the first font. The standard counts from 0, but some programs number fonts from 1,
// which shows when the highest number equals the count. With a legacy Vietnamese font in the list, a wrong font
// would decode texts wrongly: there nothing is guessed, and the number that does not fit is an error.
func (t *styleTable) firstFont() int {
	first, last := math.MaxInt, 0
	for _, entry := range t.entries {
		first, last = min(first, entry.font), max(last, entry.font)
	}
	isLegacy := func(font string) bool { return vntext.EncodingOfFont(font) != vntext.Unicode }
	if first == 1 && last == len(t.fonts) && !slices.ContainsFunc(t.fonts, isLegacy) {
		return 1
	}
	return 0
}

// styleKey is what makes two entries one Style.
type styleKey struct{ format, font string }

// hasStyle is false for a style number that the file does not explain. A file that explains none may number styles as
// it likes: nothing is known of them, and nothing is lost.
func (b *Reader) hasStyle(number int) bool {
	return number < len(b.styles) || number < maxStyles && !b.stylesKnown
}

// style is the Style by its number; hasStyle has agreed to it before.
func (b *Reader) style(number uint16) *workbook.Style {
	if int(number) < len(b.styles) {
		return b.styles[number]
	}
	return b.styles[0]
}
