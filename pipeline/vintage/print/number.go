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

// shown is a cell and how it looks.
type shown struct {
	excelize.Cell
	text   string // as the cell's number format writes it
	bold   bool
	indent float64 // of a name, in pixels
}

func shownText(text string, style int) shown {
	return shown{Cell: excelize.Cell{Value: text, StyleID: style}, text: text}
}

func shownCount(n, style int, bold bool) shown {
	text := message.Number(message.English, strconv.Itoa(n))
	return shown{Cell: excelize.Cell{Value: n, StyleID: style}, text: text, bold: bold}
}

// shownDecimal is an exact decimal in a cell that shows so many digits behind the point, and unknown where there is
// none. A spreadsheet takes the float64 that is nearest, which stands for the same digits up to 15 of them. A number of
// which more would be seen is written as text, with every digit; exact says that it is such a text.
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

// fixedDecimal writes a decimal with so many digits behind the point, as the number format of a cell does: a half goes
// away from zero.
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

// significant is how many digits a decimal has from its first one that is not zero to its last one that is not.
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
