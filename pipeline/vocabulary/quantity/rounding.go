package quantity

import (
	"fmt"
	"math/big"
)

// Mode says what becomes of the digits behind the last one that is shown.
type Mode string

// The modes that a workspace may declare. They look at the size of a number and leave its sign alone.
const (
	HalfUp   Mode = "half_up"   // a half and more goes away from zero: 28.75 becomes 28.8
	HalfEven Mode = "half_even" // a half goes to the even digit: 28.75 becomes 28.8, 28.65 becomes 28.6
	Truncate Mode = "truncate"  // the digits are cut off: 28.79 becomes 28.7
)

// Rounding says how percentages are rounded, once, where they are published.
type Rounding struct {
	Mode   Mode `json:"mode"`
	Digits int  `json:"digits"` // after the decimal point, 0 to Scale
}

// ParseMode reads a mode by its word in tonghop.yaml; any other word is an error.
func ParseMode(word string) (Mode, error) {
	switch mode := Mode(word); mode {
	case HalfUp, HalfEven, Truncate:
		return mode, nil
	}
	return "", fmt.Errorf("read %q; expected %s, %s or %s", word, HalfUp, HalfEven, Truncate)
}

// Percent is actual as a percentage of target, computed in whole numbers and rounded once: 23 of 80 is 28.8 in mode
// half_up with one digit. known is false for a target of zero, of which nothing is a percentage.
func (r Rounding) Percent(actual, target Quantity) (percent Quantity, known bool) {
	if target.IsZero() {
		return Quantity{}, false
	}
	units := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Digits)), nil)
	numerator := new(big.Int).Mul(actual.Units(), units.Mul(units, big.NewInt(100)))
	denominator := target.Units()
	negative := numerator.Sign()*denominator.Sign() < 0
	quotient := r.quotient(numerator.Abs(numerator), denominator.Abs(denominator))
	lastDigit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(Scale-r.Digits)), nil)
	percent, known = OfUnits(quotient.Mul(quotient, lastDigit))
	if negative {
		percent = percent.Neg()
	}
	return percent, known
}

// quotient divides two numbers that are not negative, and rounds to a whole number.
func (r Rounding) quotient(numerator, denominator *big.Int) *big.Int {
	quotient, remainder := new(big.Int).QuoRem(numerator, denominator, new(big.Int))
	twice := remainder.Lsh(remainder, 1).Cmp(denominator) // of the remainder: is it under, at or over a half?
	if r.Mode == HalfUp && twice >= 0 || r.Mode == HalfEven && (twice > 0 || twice == 0 && quotient.Bit(0) == 1) {
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient
}
