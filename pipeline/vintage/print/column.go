package print

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// column is one of an attainment table's columns behind those of ordinal and unit.
type column struct {
	header string
	block  int // its place among the book's indicators; -1 for a column of none
	pace   int // of an attainment: the share of the year's target that should have been achieved, in per cent
	value  func(l line) shown
	least  float64 // the room that it has whatever its numbers are, in pixels
}

// Bounds of columns, in pixels of text.
const (
	headerLines  = 4 // so many lines a header has at most; its column is widened instead
	narrowColumn = 34
	narrowName   = 110
	widestName   = 290
)

// tableColumns are those of a table of attainment, from left to right: for each indicator its whole
// and then its breakdowns, and at the end how many units were expected and have reported, and a
// remark. A breakdown has one number only, the state of a stock or what was achieved since 1
// January.
func (w *sheetWriter) tableColumns() []column {
	var all []column
	for i, b := range w.book.columns {
		for _, key := range b.wholeColumns(w.quarter > 0) {
			c := column{header: w.office.text(key, nil), block: i, value: w.number(key, b, part{"total", "", b.decimals})}
			if key == "column_attainment" {
				c.pace = b.pace(w.quarter)
			}
			all = append(all, c)
		}
		key := "column_ytd"
		if b.stock {
			key = "column_stock"
		}
		for _, p := range b.parts {
			header := w.office.text("column_part", map[string]string{"label": p.label})
			all = append(all, column{header: header, block: i, value: w.number(key, b, p)})
		}
	}
	tall := func(key string, value func(line) shown) {
		all = append(all, column{header: w.office.text(key, nil), block: -1, value: value})
	}
	counts, center := inBoth(func(bold bool) int { return w.styles.count(bold, 0) }), w.styles.cell("center")
	count := func(n int, bold bool) shown { return shownCount(n, counts.of(bold), bold) }
	tall("column_expected", func(l line) shown { return count(l.expected, l.hasParts) })
	tall("column_reported", func(l line) shown { return count(l.reported, l.hasParts) })
	tall("column_note", func(l line) shown {
		return shownText(w.office.text("status_"+l.status, nil), center)
	})
	for i := range all {
		all[i].least = max(narrowColumn, headerFace.narrowest(all[i].header, headerLines))
	}
	// From one night to the next, a unit's status becomes another one: the column has room for each.
	for _, status := range []string{"complete", "partial", "missing", "ended"} {
		last := &all[len(all)-1]
		last.least = max(last.least, cellFace.pixels(w.office.text("status_"+status, nil))+indentPixels)
	}
	return all
}

// weights are the styles of a column: of units that stand for themselves, and of those that are printed bold.
type weights struct{ plain, bold int }

func inBoth(style func(bold bool) int) weights { return weights{style(false), style(true)} }

func (s weights) of(bold bool) int {
	if bold {
		return s.bold
	}
	return s.plain
}

// number is one number of a unit; "x" says that the unit does not report it, "…" is what the statistical yearbook
// writes where no number is there.
func (w *sheetWriter) number(key string, b block, p part) func(l line) shown {
	counts := inBoth(func(bold bool) int { return w.styles.count(bold, p.decimals) })
	percents := inBoth(w.styles.percent)
	return func(l line) shown {
		n, expected := l.numbers[seriesKey{b.indicator, p.breakdown}]
		style, digits := counts.of(l.hasParts), p.decimals
		decimal, unknown := n.ytd, "…"
		switch {
		case !expected:
			return shown{Cell: excelize.Cell{Value: "x", StyleID: style}, text: "x", bold: l.hasParts}
		case key == "column_target":
			decimal, unknown = n.target, ""
		case key == "column_attainment":
			decimal, unknown, digits, style = n.attainment, "", w.office.Digits, percents.of(l.hasParts)
		case key == "column_flow", key == "column_stock", key == "column_actual":
			decimal = n.actual
		}
		s, exact := w.office.shownDecimal(decimal, digits, style, l.hasParts, unknown)
		w.exact = w.exact || exact
		return s
	}
}

// tableWidths are wide enough for every number, for every word of a header, and for a header in a
// few lines. Names are broken into lines instead. They are measured before anything is written: the
// stream writer takes the widths first and the rows afterwards. Both the text and the font of every
// cell count, since a bold total is wider than the same number beneath it.
func (w *sheetWriter) tableWidths() ([]float64, error) {
	pixels := make([]float64, w.width)
	pixels[0] = face{bodyPoints, false}.pixels(strconv.Itoa(len(w.lines)))
	pixels[0] = max(pixels[0], headerFace.narrowest(w.office.text("column_ordinal", nil), 2))
	pixels[1] = max(narrowName, headerFace.narrowest(w.office.text("column_unit", nil), 2))
	for _, l := range w.lines {
		name := face{bodyPoints, l.hasParts}.pixels(l.name)*moreInLines + indentPixels*float64(l.depth)
		pixels[1] = min(max(pixels[1], name), widestName)
	}
	if err := w.measureNumbers(); err != nil {
		return nil, err
	}
	copy(pixels[firstBlock-1:], w.wide)
	widths := make([]float64, w.width)
	for i := range pixels {
		widths[i] = columnWidth(pixels[i])
	}
	w.widenBlocks(widths)
	return widths, nil
}

// measureNumbers works out the numbers of all lines that are printed, and how wide the widest one of each column is.
// The error is errNarrower where the rows that stay do not tell that.
func (w *sheetWriter) measureNumbers() error {
	w.wide, w.widest = w.renewal.widest(w.lines, w.columns)
	w.shown = make([][]shown, len(w.lines))
	for place, l := range w.lines {
		if w.renewal.keeps(l) {
			continue
		}
		numbers := make([]shown, len(w.columns))
		for i, c := range w.columns {
			s := c.value(l)
			numbers[i] = s
			if wide := (face{bodyPoints, s.bold}).pixels(s.text) + indentPixels; wide > w.wide[i] {
				w.wide[i], w.widest[i] = wide, place
			}
		}
		w.shown[place] = numbers
	}
	for i, before := range w.renewal.sheet.Pixels {
		if w.wide[i] < before {
			return errNarrower
		}
	}
	return nil
}

// widenBlocks gives an indicator's columns together the width that its name needs. The name stands
// in a cell that is merged over them, which a program does not take into account when it fits
// columns.
func (w *sheetWriter) widenBlocks(widths []float64) {
	for i := range w.book.columns {
		first, last := w.blockColumns(i)
		total := 0.0
		for _, width := range widths[first-1 : last] {
			total += width
		}
		missing := columnWidth(headerFace.narrowest(w.blockHeader(i), headerLines)) - total
		for c := first; c <= last && missing > 0; c++ {
			widths[c-1] += missing / float64(last-first+1)
		}
	}
}

// blockColumns are the first and the last sheet column of an indicator.
func (w *sheetWriter) blockColumns(block int) (first, last int) {
	for i, c := range w.columns {
		if c.block == block {
			if first == 0 {
				first = firstBlock + i
			}
			last = firstBlock + i
		}
	}
	return first, last
}

// blockHeader names an indicator, its unit of measure, and on the year's sheet how far it was reported where others
// were reported further.
func (w *sheetWriter) blockHeader(block int) string {
	b := w.book.columns[block]
	header := fmt.Sprintf("%s (%s)", b.label, b.unit)
	if w.quarter > 0 || b.through == 0 || b.through == w.through() {
		return header
	}
	return w.office.text("column_through", map[string]string{"label": header, "quarter": roman(b.through)})
}
