package print

import (
	"math"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Columns are measured in pixels of 96 to the inch, since what a text needs depends on its letters.
// A spreadsheet counts a column's width in digits of the workbook's own font, of which each is
// seven pixels wide. A file has to bring its widths and heights along: a spreadsheet program fits
// neither when it opens a file that another program wrote.
const (
	digitPixels  = 7.0
	cellPadding  = 5.0  // between a text and both lines of its cell
	slack        = 4.0  // programs round the width of a letter to whole pixels, each in its way
	indentPixels = 12.0 // of one level
	// moreInLines is how much wider a paragraph is taken than its letters are: where a program breaks a line one word
	// earlier, the last line must still be seen.
	moreInLines = 1.03
)

// The widths of the characters from space to tilde in thousandths of the font's size, of Times New
// Roman and of every font that replaces it. They are the advance widths of the font's metrics, so
// that no font file is needed where the program runs. Vietnamese letters are as wide as the letter
// beneath their marks.
var (
	regularWidths = [...]uint16{
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
		500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
		722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
		444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
		200, 480, 541,
	}
	boldWidths = [...]uint16{
		250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
		500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944,
		722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556,
		444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394,
		220, 394, 520,
	}
)

// face is a size of the font, plain or bold.
type face struct {
	points float64
	bold   bool
}

// pixels is how wide a text of one line is. A point is 1/72 of an inch, a pixel 1/96.
func (f face) pixels(text string) float64 {
	thousandths := 0
	for _, r := range text {
		thousandths += f.thousandths(r)
	}
	return float64(thousandths) / 1000 * f.points * 96 / 72
}

// thousandths is the width of one character in thousandths of the font's size. A character of
// another script is taken for as wide as the font is high: a column that is too wide does less harm
// than a number shown as ####.
func (f face) thousandths(r rune) int {
	widths := &regularWidths
	if f.bold {
		widths = &boldWidths
	}
	if r < 128 {
		return int(widths[min(max(r, ' '), '~')-' '])
	}
	switch r {
	case 'Đ':
		return f.thousandths('D')
	case 'đ':
		return f.thousandths('d')
	case '“', '”':
		if f.bold {
			return 500
		}
		return 444
	case '–':
		return 500
	case '·':
		return 333
	}
	letter, marks := []rune(norm.NFD.String(string(r))), 0
	for _, mark := range letter[1:] {
		if mark == '\u031b' { // the horn of ơ and ư stands beside the letter
			marks = 60
		}
	}
	if letter[0] >= 128 { // of another script, or "…"
		return 1000
	}
	return f.thousandths(letter[0]) + marks
}

// lines is how many lines a text takes that is broken between words, and within a word that is
// wider than a line. Each line break in the text begins a paragraph. An empty text takes one line.
func (f face) lines(text string, pixels float64) int {
	total := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		total += f.paragraphLines(paragraph, pixels/moreInLines)
	}
	return total
}

// paragraphLines fills line after line with words, as spreadsheet programs do. A word that is wider
// than a line is broken inside, and what is left of it begins the next line.
func (f face) paragraphLines(paragraph string, pixels float64) int {
	count, used, space := 1, 0.0, f.pixels(" ")
	for word := range strings.FieldsSeq(paragraph) {
		wide := f.pixels(word)
		if used > 0 && used+space+wide <= pixels {
			used += space + wide
			continue
		}
		if used > 0 {
			count++
		}
		whole := max(0, math.Ceil(wide/pixels)-1)
		count += int(whole)
		used = wide - whole*pixels
	}
	return count
}

// narrowest is the least width in which a text takes no more lines than asked for, with no word
// broken. It begins with the widest word and widens by a digit at a time until the lines are few
// enough.
func (f face) narrowest(text string, lines int) float64 {
	pixels, lines := 0.0, max(lines, 1+strings.Count(text, "\n"))
	for word := range strings.FieldsSeq(text) {
		pixels = max(pixels, f.pixels(word)*moreInLines)
	}
	for f.lines(text, pixels) > lines {
		pixels += digitPixels
	}
	return math.Ceil(pixels)
}

// columnWidth is the width, in digits, of a column whose cells have room for that many pixels of
// text. It is rounded up to a quarter of a digit, so that the same text gives the same width
// everywhere.
func columnWidth(pixels float64) float64 {
	return math.Ceil((pixels+cellPadding+slack)/digitPixels*4) / 4
}

// room is how many pixels of text a column of that width has room for.
func room(width float64) float64 { return width*digitPixels - cellPadding }
