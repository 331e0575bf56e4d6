package duck

import (
	"database/sql/driver"
	"math/big"

	"github.com/duckdb/duckdb-go/v2"
)

// DecimalText writes a DECIMAL that a query returned with all the digits of its scale: 30.0 is not 30. ok is false for any
// other value.
func DecimalText(value any) (text string, ok bool) {
	d, ok := value.(duckdb.Decimal)
	if !ok || d.Value == nil {
		return "", false
	}
	scale := int(d.Scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(d.Value, unit).FloatString(scale), true
}

// Decimal is unscaled ÷ 10^scale as a DECIMAL(width, scale): what a column of that type takes.
func Decimal(unscaled *big.Int, width, scale uint8) driver.Value {
	return duckdb.Decimal{Width: width, Scale: scale, Value: unscaled}
}
