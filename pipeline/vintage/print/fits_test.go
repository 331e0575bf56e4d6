package print_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/xuri/excelize/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ruler measures texts in a font that has the same widths as Times New Roman: the other opinion on what fits.
type ruler struct{ regular, bold, italic *sfnt.Font }

func newRuler(t *testing.T) ruler {
	t.Helper()
	parse := func(body []byte) *sfnt.Font {
		f, err := sfnt.Parse(body)
		must(t, err)
		return f
	}
	return ruler{parse(liberationserifregular.TTF), parse(liberationserifbold.TTF), parse(liberationserifitalic.TTF)}
}

// pixels at 96 to the inch.
func (r ruler) pixels(text string, points float64, bold, italic bool) float64 {
	chosen := r.regular
	switch {
	case bold:
		chosen = r.bold
	case italic:
		chosen = r.italic
	}
	var buffer sfnt.Buffer
	total := fixed.Int26_6(0)
	for _, letter := range text {
		glyph, err := chosen.GlyphIndex(&buffer, letter)
		if err != nil {
			continue
		}
		advance, err := chosen.GlyphAdvance(&buffer, glyph, fixed.I(1000), font.HintingNone)
		if err == nil {
			total += advance
		}
	}
	return float64(total) / 64 / 1000 * points * 96 / 72
}

// printedCell is a cell with the room that it has on the page.
type printedCell struct {
	place, text    string
	number         bool
	style          *excelize.Style
	pixels, points float64 // width inside its lines, height
}

// cells reads every cell of a printed workbook that shows something.
func cells(t *testing.T, book *excelize.File) (all []printedCell) {
	t.Helper()
	for _, sheet := range book.GetSheetList() {
		merged, err := book.GetMergeCells(sheet)
		must(t, err)
		ends := map[string]string{}
		for _, m := range merged {
			ends[m.GetStartAxis()] = m.GetEndAxis()
		}
		rows, err := book.GetRows(sheet)
		must(t, err)
		for y, row := range rows {
			for x, text := range row {
				if text == "" {
					continue
				}
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				must(t, err)
				all = append(all, oneCell(t, book, sheet, at, ends[at], text))
			}
		}
	}
	return all
}

func oneCell(t *testing.T, book *excelize.File, sheet, at, end, text string) printedCell {
	t.Helper()
	if end == "" {
		end = at
	}
	c := printedCell{place: sheet + "!" + at, text: text}
	x, y, err := excelize.CellNameToCoordinates(at)
	must(t, err)
	lastX, lastY, err := excelize.CellNameToCoordinates(end)
	must(t, err)
	for ; x <= lastX; x++ {
		name, err := excelize.ColumnNumberToName(x)
		must(t, err)
		width, err := book.GetColWidth(sheet, name)
		must(t, err)
		c.pixels += 7 * width
	}
	c.pixels -= 5
	for ; y <= lastY; y++ {
		height, err := book.GetRowHeight(sheet, y)
		must(t, err)
		c.points += height
	}
	id, err := book.GetCellStyle(sheet, at)
	must(t, err)
	c.style, err = book.GetStyle(id)
	must(t, err)
	if c.style.Alignment != nil {
		c.pixels -= 10 * float64(c.style.Alignment.Indent)
	}
	kind, err := book.GetCellType(sheet, at)
	must(t, err)
	c.number = kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
	return c
}

// cut names every printed cell in which not everything is seen.
func cut(t *testing.T, book *excelize.File) (problems []string) {
	t.Helper()
	r := newRuler(t)
	for _, c := range cells(t, book) {
		f := c.style.Font
		wide := func(text string) float64 { return r.pixels(text, f.Size, f.Bold, f.Italic) }
		if c.number || !c.style.Alignment.WrapText {
			if wide := wide(c.text); wide > c.pixels {
				problems = append(problems, fmt.Sprintf("%s: %q is %.0f pixels wide in %.0f", c.place, c.text, wide, c.pixels))
			}
			continue
		}
		lines := 0
		for paragraph := range strings.SplitSeq(c.text, "\n") {
			lines++
			used := 0.0
			for word := range strings.FieldsSeq(paragraph) {
				switch {
				case used == 0:
					used = wide(word)
				case used+wide(" "+word) > c.pixels:
					lines, used = lines+1, wide(word)
				default:
					used += wide(" " + word)
				}
				if wide(word) > c.pixels {
					problems = append(problems, fmt.Sprintf("%s: the word %q is broken", c.place, word))
				}
			}
		}
		if needed := float64(lines) * f.Size * 1.15; needed > c.points+0.5 {
			problems = append(problems, fmt.Sprintf("%s: %q takes %d lines in %.1f points", c.place, c.text, lines, c.points))
		}
	}
	return problems
}

// asBefore gives every column of numbers the width that all had whatever they held.
func asBefore(t *testing.T, book *excelize.File, sheet string) {
	t.Helper()
	must(t, book.SetColWidth(sheet, "C", "Z", 9))
}

func wantCut(t *testing.T, problems []string, text string) {
	t.Helper()
	for _, p := range problems {
		if strings.Contains(p, strconv.Quote(text)) {
			return
		}
	}
	t.Errorf("at the width of before, %q is not among what is cut: %q", text, problems)
}
