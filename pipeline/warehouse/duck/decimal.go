package duck

import (
	"database/sql/driver"
	"math/big"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// exactScale is the number of decimals with which exact numbers are kept, the scale of
// quantity.Quantity. A DECIMAL of fewer decimals is a percentage.
const exactScale = 10

// DecimalText writes a DECIMAL that a query returned. A percentage keeps all the digits of its
// scale, because 30.0 says that it was rounded to one digit and 30 does not. An exact number, kept
// with ten decimals or more, is written with the digits that it needs. ok is false for a value of
// any other type, and for NULL.
func DecimalText(value any) (text string, ok bool) {
	d, ok := value.(duckdb.Decimal)
	if !ok || d.Value == nil {
		return "", false
	}
	scale := int(d.Scale)
	text = pointed(d.Value, scale)
	if scale >= exactScale {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text, true
}

// pointed writes unscaled ÷ 10^scale with all digits of its scale. A vintage has millions of them: nothing is divided.
func pointed(unscaled *big.Int, scale int) string {
	var room [48]byte // a DECIMAL has 38 digits
	digits := unscaled.Append(room[:0], 10)
	if scale == 0 {
		return string(digits)
	}
	text := make([]byte, 0, len(room)+2)
	if digits[0] == '-' {
		text, digits = append(text, '-'), digits[1:]
	}
	whole := max(len(digits)-scale, 0)
	if whole == 0 {
		text = append(text, '0')
	}
	text = append(append(text, digits[:whole]...), '.')
	for range scale - len(digits) {
		text = append(text, '0')
	}
	return string(append(text, digits[whole:]...))
}

// Decimal is unscaled ÷ 10^scale as a DECIMAL(width, scale), in the form in which a column of that
// type takes it.
func Decimal(unscaled *big.Int, width, scale uint8) driver.Value {
	return duckdb.Decimal{Width: width, Scale: scale, Value: unscaled}
}
