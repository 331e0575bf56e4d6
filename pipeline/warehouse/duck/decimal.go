package duck

import (
	"database/sql/driver"
	"math/big"

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
	return string(appendPointed(nil, d.Value, int(d.Scale))), true
}

// appendPointed writes unscaled ÷ 10^scale. A vintage has millions of them: nothing is divided.
func appendPointed(to []byte, unscaled *big.Int, scale int) []byte {
	var room [48]byte // a DECIMAL has 38 digits
	digits := unscaled.Append(room[:0], 10)
	if scale == 0 {
		return append(to, digits...)
	}
	if digits[0] == '-' {
		to, digits = append(to, '-'), digits[1:]
	}
	whole := max(len(digits)-scale, 0)
	if whole == 0 {
		to = append(to, '0')
	}
	point := len(to) + whole
	to = append(append(to, digits[:whole]...), '.')
	for range scale - len(digits) {
		to = append(to, '0')
	}
	to = append(to, digits[whole:]...)
	if scale < exactScale {
		return to
	}
	// Of an exact number the zeros behind the point are left out, and the point behind which nothing is left.
	end := len(to)
	for end > point+1 && to[end-1] == '0' {
		end--
	}
	if end == point+1 {
		end = point
	}
	return to[:end]
}

// Decimal is unscaled ÷ 10^scale as a DECIMAL(width, scale), in the form in which a column of that
// type takes it.
func Decimal(unscaled *big.Int, width, scale uint8) driver.Value {
	return duckdb.Decimal{Width: width, Scale: scale, Value: unscaled}
}
