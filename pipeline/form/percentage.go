package form

import (
	"math/big"
	"strings"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// checkPercentages compares the percentages that a row states with those that its numbers give, and
// warns where they disagree: one of the numbers may be mistyped. Stated percentages are never used.
// values has a place for each column of the definition, nil where nothing was read.
func (r *reader) checkPercentages(row int, values []*Observation) {
	for i := range r.definition.columns {
		c := &r.definition.columns[i]
		at := r.header.columns[i]
		if !c.isPercentage || at == 0 {
			continue
		}
		cell := r.grid.at(row, at)
		stated, ok := statedPercentage(cell)
		part, whole := values[c.percentageOf], values[c.percentageBy]
		// Nothing can be said where a number is missing or the denominator is 0.
		if !ok || part == nil || whole == nil || whole.Value.IsZero() || whole.Mark != vntext.Value ||
			part.Mark == vntext.Empty {
			continue
		}
		// Exact fractions: no rounding may decide whether the two agree.
		exact := new(big.Rat).Quo(part.Value.Rat(), whole.Value.Rat())
		exact.Mul(exact, big.NewRat(100, 1))
		if !agrees(stated, exact, c.tolerance) {
			r.warning(PercentageDiffers, r.grid.name, cell.Address(), shownPercentage(cell, stated), exact.FloatString(2), nil)
		}
	}
}

// statedPercentage reads "28,8", "28,8%" and the numeric 28.8, in per cent. A cell with a percent
// format holds a fraction.
func statedPercentage(c *workbook.Cell) (*big.Rat, bool) {
	if c == nil {
		return nil, false
	}
	if c.Type == workbook.Number {
		value, ok := new(big.Rat).SetString(c.Raw)
		if ok && isPercentFormat(c.Style.NumberFormat) {
			value.Mul(value, big.NewRat(100, 1))
		}
		return value, ok
	}
	if c.Type != workbook.Text {
		return nil, false
	}
	number, err := vntext.ParseNumber(c.Text, vntext.NumberType{Decimals: 2, Percent: true})
	if err != nil || number.Mark != vntext.Value {
		return nil, false
	}
	return number.Value.Rat(), true
}

// shownPercentage is what a person reads of a percentage, for the finding.
func shownPercentage(c *workbook.Cell, stated *big.Rat) string {
	if c.Type == workbook.Number && isPercentFormat(c.Style.NumberFormat) {
		return plainRat(stated) + "%"
	}
	return text(c)
}

// isPercentFormat says whether a number format shows a hundred times the stored number.
func isPercentFormat(format string) bool { return strings.Contains(bareFormat(format), "%") }

// isScaled says whether a format shows another number than the one that is stored: a hundred times
// it (0%), or its thousandth (#,##0, with a comma behind the last digit). Such a number counts as
// it is stored, which is a hundredth or a thousand times what the sender saw; hence the warning.
func isScaled(format string) bool {
	if !strings.ContainsAny(format, "%,") {
		return false
	}
	bare := bareFormat(format)
	for i := range len(bare) {
		next := bare[min(i+1, len(bare)-1)]
		if bare[i] == '%' || i > 0 && bare[i] == ',' && isDigitPlace(bare[i-1]) && !isDigitPlace(next) {
			return true
		}
	}
	return false
}

// isDigitPlace says whether a sign of a number format stands for a digit.
func isDigitPlace(c byte) bool { return c == '0' || c == '#' || c == '?' }

// bareFormat is a number format with a space in the place of its literal texts, widths and colours (ECMA-376 Part 1,
// 18.8.31).
func bareFormat(format string) string {
	var bare strings.Builder
	for i := 0; i < len(format); i++ {
		end := 0
		switch format[i] {
		// Each of these begins something that is shown as it is, or not shown at all.
		case '"':
			end = strings.IndexByte(format[i+1:], '"') + 1
		case '[':
			end = strings.IndexByte(format[i:], ']')
		case '\\', '_', '*':
			end = 1
		default:
			bare.WriteByte(format[i])
			continue
		}
		bare.WriteByte(' ')
		i += max(end, 0)
	}
	return bare.String()
}

// agrees says whether two percentages are the same but for the digits that are not printed.
func agrees(stated, exact *big.Rat, tolerance quantity.Quantity) bool {
	difference := new(big.Rat).Sub(stated, exact)
	return difference.Abs(difference).Cmp(tolerance.Rat()) <= 0
}
