package ods

import (
	"fmt"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// styles is what decides how a value is understood: number formats, fonts and which sheets are hidden. It is
// gathered from styles.xml, which holds the named styles, and content.xml, which holds those made by hand.
type styles struct {
	budget *zipxml.Budget
	cells  map[string]cellStyle
	// The number formats by name; styles refer to them.
	codes map[string]dataStyle
	// The families behind the names of font faces, such as .VnTime.
	fonts map[string]string
	// The styles of tables that hide their sheet.
	hidden map[string]bool
	// The styles that were joined already, by name: each is made once.
	made map[string]*workbook.Style
}

// cellStyle is a style of the family table-cell: the names of its parent, its number format and its font. What
// is "" here the parent says.
type cellStyle struct {
	parent, data, font string
}

// defaultStyle stands for the style of cells that name none.
const defaultStyle = "Default"

// readStyles reads styles.xml, which some programs leave out. It runs before content.xml, whose styles have
// these as parents.
func (b *Reader) readStyles() error {
	b.styles = &styles{
		budget: b.budget, cells: map[string]cellStyle{}, codes: map[string]dataStyle{}, fonts: map[string]string{},
		hidden: map[string]bool{}, made: map[string]*workbook.Style{},
	}
	if !b.archive.Has(stylesPart) {
		return nil
	}
	return b.archive.ReadPart(stylesPart, func(s *zipxml.Scanner) error {
		s.Register(vocabulary()...)
		if _, err := s.Root(); err != nil {
			return err
		}
		// Font faces and all lists of styles are read alike: named, automatic and master ones.
		return s.Each(func() error {
			if s.Space() == spaceOffice && (string(s.Name) == "font-face-decls" || strings.HasSuffix(string(s.Name), "styles")) {
				return b.styles.read(s)
			}
			return nil
		})
	})
}

// read reads a list of styles or of fonts.
func (t *styles) read(s *zipxml.Scanner) error {
	return s.Each(func() error {
		switch s.Space() {
		case spaceStyle:
			switch string(s.Name) {
			case "font-face":
				return t.readFont(s)
			case "style", "default-style":
				return t.readStyle(s, string(s.Name) == "default-style")
			}
		case spaceNumber:
			return t.readCode(s)
		}
		return nil
	})
}

// texts reads attributes whose values are kept, and counts their memory. A missing attribute is "".
func (t *styles) texts(s *zipxml.Scanner, space int, names ...string) ([]string, error) {
	const overhead = 64
	texts := make([]string, len(names))
	for i, name := range names {
		value, _, err := s.Of(space, name)
		if err != nil {
			return nil, err
		}
		texts[i] = string(value)
		if err := t.budget.Hold(len(value) + overhead); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// readFont reads which family of fonts a name stands for.
func (t *styles) readFont(s *zipxml.Scanner) error {
	name, err := t.texts(s, spaceStyle, "name")
	if err != nil {
		return err
	}
	family, err := t.texts(s, spaceSVG, "font-family")
	if err != nil {
		return err
	}
	t.fonts[name[0]] = unquoted(family[0])
	return nil
}

// unquoted is the first font of a list that is written as in CSS: 'Times New Roman', serif.
func unquoted(family string) string {
	first, _, _ := strings.Cut(family, ",")
	return strings.Trim(strings.TrimSpace(first), `'"`)
}

// readStyle reads a style of tables or of cells; others, such as those of rows, decide no value.
func (t *styles) readStyle(s *zipxml.Scanner, byDefault bool) error {
	// The family tells what a style is for; only tables and cells matter here.
	is, err := t.texts(s, spaceStyle, "name", "family", "parent-style-name", "data-style-name")
	if err != nil {
		return err
	}
	switch is[1] {
	case "table":
		return t.readTableStyle(s, is[0])
	case "table-cell":
	default:
		return nil
	}
	// The font of a style stands inside it, in the properties of its text.
	style := cellStyle{parent: is[2], data: is[3]}
	name := is[0]
	// The default style of a family has no name: it is kept under "".
	if byDefault {
		name = ""
	}
	err = s.Each(func() error {
		if s.Space() != spaceStyle || string(s.Name) != "text-properties" {
			return nil
		}
		named, err := t.texts(s, spaceStyle, "font-name")
		if err != nil {
			return err
		}
		family, err := t.texts(s, spaceFormat, "font-family")
		if style.font = unquoted(family[0]); named[0] != "" {
			style.font = named[0] // of font-face-decls, which may stand behind
		}
		return err
	})
	t.cells[name] = style
	return err
}

// readTableStyle notes a style that hides its sheet. The format has no other place for that.
func (t *styles) readTableStyle(s *zipxml.Scanner, name string) error {
	return s.Each(func() error {
		if s.Space() != spaceStyle || string(s.Name) != "table-properties" {
			return nil
		}
		shown, _, err := s.Of(spaceTable, "display")
		if string(shown) == "false" {
			t.hidden[name] = true
		}
		return err
	})
}

// cell is the style of a cell by its name, "" for a cell that names none. problem is not "" for a name that the
// file does not explain: what that style said of the number, such as that it is a date, is lost. A file that
// explains no style at all may name them as it likes.
func (t *styles) cell(name string) (style *workbook.Style, problem string) {
	// A cell that names no style has the default one.
	if name == "" {
		name = defaultStyle
	}
	if made := t.made[name]; made != nil {
		return made, ""
	}
	// A cell that names no style has the style "Default", which a file need not explain.
	known, ok := t.cells[name]
	if !ok && name != defaultStyle && len(t.cells)+len(t.codes) > 0 {
		return nil, fmt.Sprintf("the style %.40q of a cell is not in the file", name)
	}
	if style, problem = t.join(known); problem == "" {
		t.made[name] = style
	}
	return style, problem
}

// join follows the parents of a style for what it leaves open. The chain ends with the default style, which has
// no name.
func (t *styles) join(style cellStyle) (joined *workbook.Style, problem string) {
	// Parents could refer to each other in a circle, in a damaged file or in a hostile one.
	const mostParents = 100 // a chain that is longer goes in a circle
	// What the style says itself goes first, then its parents from the nearest on, then the default style.
	data, font := style.data, style.font
	for range mostParents {
		if style.parent == "" {
			break
		}
		style = t.cells[style.parent]
		data, font = orElse(data, style.data), orElse(font, style.font)
	}
	last := t.cells[""]
	data, font = orElse(data, last.data), orElse(font, last.font)
	// A style names a font face; what counts is the family that the face stands for, such as .VnTime.
	if family, ok := t.fonts[font]; ok {
		font = family
	}
	if _, ok := t.codes[data]; !ok && data != "" && len(t.codes) > 0 {
		return nil, fmt.Sprintf("the number format %.40q of a cell's style is not in the file", data)
	}
	return workbook.NewStyle(t.code(data), font), ""
}

// orElse is the text, or the other one where it is empty.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
