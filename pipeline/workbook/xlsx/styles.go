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

// readTables reads the parts that all sheets refer to, before the first sheet.
func (b *Reader) readTables() error {
	if b.tablesRead {
		return nil
	}
	b.styles = []*workbook.Style{workbook.General()}
	if name := b.styled.Target; name != "" {
		table := styleTable{book: b, formats: map[int]string{}}
		if err := b.archive.ReadPart(name, table.read); err != nil {
			return err
		}
		if err := table.join(); err != nil {
			return zipxml.Named(err, name, "")
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

// styleTable is what of styles.xml decides how a value is understood.
type styleTable struct {
	book    *Reader
	formats map[int]string // number formats of the file's own
	fonts   []string
	entries []styleEntry
}

// styleEntry is an <xf>. The lists that it refers to may stand behind it.
type styleEntry struct{ format, font int }

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

// list reads the children of a list. How many it announces is not trusted: many writers get it wrong.
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

// join makes the styles; cells differ by borders more often than by format and font.
func (t *styleTable) join() error {
	if len(t.entries) == 0 {
		return nil
	}
	known, first := map[styleKey]*workbook.Style{}, t.firstFont()
	t.book.styles, t.book.stylesKnown = make([]*workbook.Style, len(t.entries)), true
	for i, entry := range t.entries {
		key := styleKey{format: workbook.BuiltinFormat(entry.format)}
		if code, ok := t.formats[entry.format]; ok {
			key.format = code
		}
		switch {
		case entry.font-first < len(t.fonts):
			key.font = t.fonts[entry.font-first]
		case len(t.fonts) > 0:
			return zipxml.Damaged(fmt.Sprintf("the cell format %d has the font %d; there are %d", i, entry.font, len(t.fonts)))
		}
		if known[key] == nil {
			known[key] = workbook.NewStyle(key.format, key.font)
		}
		t.book.styles[i] = known[key]
	}
	return nil
}

// firstFont is the number of the first font: 0, but some programs number them from 1. Where a font decides how texts
// are decoded, that is not guessed.
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

type styleKey struct{ format, font string }

// hasStyle is false for a style number that the file does not explain. A file that explains none may number styles as
// it likes: nothing is known of them, and nothing is lost.
func (b *Reader) hasStyle(number int) bool {
	return number < len(b.styles) || number < maxStyles && !b.stylesKnown
}

func (b *Reader) style(number uint16) *workbook.Style {
	if int(number) < len(b.styles) {
		return b.styles[number]
	}
	return b.styles[0]
}
