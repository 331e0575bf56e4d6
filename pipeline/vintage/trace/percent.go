package trace

import (
	"math/big"

	"tonghop/pipeline/vocabulary/quantity"
)

// Rounding of published percentages: half_up, half_even or truncate, to so many digits.
type Rounding struct {
	Mode   string `json:"mode"`
	Digits int    `json:"digits"`
}

// Percent is actual as a percentage of target, rounded once; known is false for a target of zero.
func (r Rounding) Percent(actual, target quantity.Quantity) (percent quantity.Quantity, known bool) {
	if target == 0 {
		return 0, false
	}
	units := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Digits)), nil)
	numerator := new(big.Int).Mul(big.NewInt(int64(actual)), units.Mul(units, big.NewInt(100)))
	denominator := big.NewInt(int64(target))
	negative := numerator.Sign()*denominator.Sign() < 0
	quotient, remainder := new(big.Int).QuoRem(numerator.Abs(numerator), denominator.Abs(denominator), new(big.Int))
	twice := remainder.Lsh(remainder, 1).Cmp(denominator)
	if r.Mode == "half_up" && twice >= 0 || r.Mode == "half_even" && (twice > 0 || twice == 0 && quotient.Bit(0) == 1) {
		quotient.Add(quotient, big.NewInt(1))
	}
	percent = quantity.Quantity(quotient.Int64())
	for range quantity.Scale - r.Digits {
		percent *= 10
	}
	if negative {
		percent = -percent
	}
	return percent, true
}

// exact is the percentage to six digits, cut off.
func exact(actual, target quantity.Quantity) string {
	ratio := new(big.Rat).Mul(big.NewRat(int64(actual), int64(target)), big.NewRat(100, 1))
	scaled := new(big.Int).Quo(new(big.Int).Mul(ratio.Num(), big.NewInt(1_000_000)), ratio.Denom())
	return new(big.Rat).SetFrac(scaled, big.NewInt(1_000_000)).FloatString(6)
}
