package trace

import (
	"math/big"

	"tonghop/pipeline/vocabulary/quantity"
)

// exact is the percentage to six digits, cut off.
func exact(actual, target quantity.Quantity) string {
	ratio := new(big.Rat).Quo(actual.Rat(), target.Rat())
	ratio.Mul(ratio, big.NewRat(100, 1))
	scaled := new(big.Int).Quo(new(big.Int).Mul(ratio.Num(), big.NewInt(1_000_000)), ratio.Denom())
	return new(big.Rat).SetFrac(scaled, big.NewInt(1_000_000)).FloatString(6)
}
