package duck

import (
	"database/sql/driver"
	"math/big"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// exactScale is the number of decimals that exact numbers are kept with.
const exactScale = 10

// DecimalText writes a DECIMAL that a query returned. A percentage has all the digits of its scale: 30.0 is not 30. An
// exact number, which is kept with ten decimals or more, has those that it needs. ok is false for any other value.
func DecimalText(value any) (text string, ok bool) {
	d, ok := value.(duckdb.Decimal)
	if !ok || d.Value == nil {
		return "", false
	}
	scale := int(d.Scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	text = new(big.Rat).SetFrac(d.Value, unit).FloatString(scale)
	if scale >= exactScale {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text, true
}

// Decimal is unscaled ÷ 10^scale as a DECIMAL(width, scale): what a column of that type takes.
func Decimal(unscaled *big.Int, width, scale uint8) driver.Value {
	return duckdb.Decimal{Width: width, Scale: scale, Value: unscaled}
}
