package print

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vocabulary/message"
)

// exactDigits is how many digits of a number a spreadsheet keeps and shows; it makes zeros of those behind them.
const exactDigits = 15

// shown is a cell and how it looks. The text is never written where the cell has a number; it is
// what columns are measured by.
type shown struct {
	excelize.Cell
	text   string // as the cell's number format writes it
	bold   bool
	indent float64 // of a name, in pixels
}

// shownText is a cell with a text.
func shownText(text string, style int) shown {
	return shown{Cell: excelize.Cell{Value: text, StyleID: style}, text: text}
}

// shownCount is a cell with a count of units or workbooks. Its text has the English separator
// between thousands, as number formats are written; a separator is as wide in either language.
func shownCount(n, style int, bold bool) shown {
	text := message.Number(message.English, strconv.Itoa(n))
	return shown{Cell: excelize.Cell{Value: n, StyleID: style}, text: text, bold: bold}
}

// shownDecimal is an exact decimal in a cell that shows so many digits behind the point, and
// unknown where there is none. A spreadsheet takes the float64 that is nearest, which stands for
// the same digits up to 15 of them. A number of which more would be seen is written as text, with
// every digit; exact says that it is such a text. For example, with digits 1, "28.75" is a cell
// with the number 28.75 that shows 28.8, and "12345678901234567" is one with a text in which no
// digit is lost. The cell always holds the whole published number; only what is shown is rounded.
func (o Office) shownDecimal(decimal string, digits, style int, bold bool, unknown string) (s shown, exact bool) {
	value, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		return shown{Cell: excelize.Cell{Value: unknown, StyleID: style}, text: unknown, bold: bold}, false
	}
	fixed := fixedDecimal(decimal, digits)
	if significant(fixed) > exactDigits {
		text := message.Number(o.Language, fixed)
		return shown{Cell: excelize.Cell{Value: text, StyleID: style}, text: text, bold: bold}, true
	}
	text := message.Number(message.English, fixed)
	return shown{Cell: excelize.Cell{Value: value, StyleID: style}, text: text, bold: bold}, false
}

// fixedDecimal writes a decimal with so many digits behind the point, as the number format of a
// cell does: a half goes away from zero. "28.75" with one digit is "28.8", "-0.5" with none is
// "-1", and "7" with two is "7.00".
func fixedDecimal(decimal string, digits int) string {
	whole, fraction, _ := strings.Cut(decimal, ".")
	if len(fraction) > digits {
		if r, ok := new(big.Rat).SetString(decimal); ok {
			return r.FloatString(digits)
		}
	}
	if digits == 0 {
		return whole
	}
	return whole + "." + fraction + strings.Repeat("0", digits-len(fraction))
}

// significant is how many digits a decimal has from its first one that is not zero to its last one
// that is not. "0.0120" has two, "1200" has two and "120.5" has four.
func significant(decimal string) int {
	first, last, point := -1, -1, -1
	for i, c := range []byte(decimal) {
		switch {
		case c == '.':
			point = i
		case c >= '1' && c <= '9':
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return 0
	}
	if first < point && point < last {
		return last - first // the point stands between them
	}
	return last - first + 1
}
