package trace

import (
	"math/big"

	"tonghop/pipeline/vocabulary/quantity"
)

// exact is the attainment in per cent with six digits after the point. Further digits are cut off
// and not rounded, so that a reader sees which way the published percentage was rounded. target
// must not be zero.
func exact(actual, target quantity.Quantity) string {
	ratio := new(big.Rat).Quo(actual.Rat(), target.Rat())
	ratio.Mul(ratio, big.NewRat(100, 1))
	scaled := new(big.Int).Quo(new(big.Int).Mul(ratio.Num(), big.NewInt(1_000_000)), ratio.Denom())
	return new(big.Rat).SetFrac(scaled, big.NewInt(1_000_000)).FloatString(6)
}
