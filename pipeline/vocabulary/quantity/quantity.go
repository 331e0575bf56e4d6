// Package quantity holds the exact number that every count and amount is kept as: a signed whole number of 10^-10,
// the same as DECIMAL(29, 10) in the warehouse. It takes numbers as texts and as workbooks store them, adds and
// compares them, and writes them with the digits that they have. It never calculates in binary fractions (float64).
package quantity

import (
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Scale is the number of decimal digits that a Quantity keeps.
const Scale = 10

// unitsInOne is how many units a whole has.
const unitsInOne = 10_000_000_000

// Quantity is a number in units of 10^-10: 23 is 230,000,000,000 of them. It is a two's complement of 128 bits, so
// sums of ten billion quantities, each within Max, fit. Equal numbers are equal with ==; the zero value is 0.
type Quantity struct {
	hi int64
	lo uint64
}

// Max is the largest number that a cell may hold, 10^18. Sums may pass it.
func Max() Quantity { return Of(1_000_000_000_000_000_000) }

// Of is a whole number as a Quantity.
func Of(n int64) Quantity {
	hi, lo := bits.Mul64(magnitude(n), unitsInOne)
	q := Quantity{int64(hi), lo}
	if n < 0 {
		return q.Neg()
	}
	return q
}

// magnitude is a number without its sign. The conversion is right for the smallest int64 too, which has no
// positive twin.
func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// OfParts is whole + fraction units of 10^-10; both have the sign of the number.
func OfParts(whole, fraction int64) Quantity {
	units := Quantity{0, uint64(fraction)}
	if fraction < 0 {
		units.hi = -1
	}
	return Of(whole).Plus(units)
}

// Parts is the number as whole and units of 10^-10, both with its sign. What the warehouse appends is in these two
// columns.
func (q Quantity) Parts() (whole, fraction int64) {
	high, low, rest := q.Abs().divide()
	whole, fraction = int64(low), int64(rest)
	if high != 0 {
		panic(fmt.Sprintf("quantity: the whole part of %s does not fit 64 bits", q)) // no cell holds more than Max
	}
	if q.Sign() < 0 {
		return -whole, -fraction
	}
	return whole, fraction
}

// divide is a number that is not negative as its whole part, of 128 bits, and the units beyond it.
func (q Quantity) divide() (high, low, rest uint64) {
	high = uint64(q.hi) / unitsInOne
	low, rest = bits.Div64(uint64(q.hi)%unitsInOne, q.lo, unitsInOne)
	return high, low, rest
}

// Plus is q + r.
func (q Quantity) Plus(r Quantity) Quantity {
	lo, carry := bits.Add64(q.lo, r.lo, 0)
	return Quantity{q.hi + r.hi + int64(carry), lo}
}

// Minus is q − r.
func (q Quantity) Minus(r Quantity) Quantity { return q.Plus(r.Neg()) }

// Neg is −q.
func (q Quantity) Neg() Quantity {
	lo, borrow := bits.Sub64(0, q.lo, 0)
	return Quantity{-q.hi - int64(borrow), lo}
}

// Abs is q without its sign.
func (q Quantity) Abs() Quantity {
	if q.hi < 0 {
		return q.Neg()
	}
	return q
}

// Sign is −1, 0 or 1.
func (q Quantity) Sign() int {
	switch {
	case q.hi < 0:
		return -1
	case q == Quantity{}:
		return 0
	}
	return 1
}

// IsZero says whether q is 0.
func (q Quantity) IsZero() bool { return q == Quantity{} }

// Cmp is −1 where q < r, 0 where they are equal, 1 where q > r.
func (q Quantity) Cmp(r Quantity) int { return q.Minus(r).Sign() }

// IsWhole says whether q is a whole number.
func (q Quantity) IsWhole() bool { return q.Decimals() == 0 }

// Decimals is the number of digits after the point that q needs, 0 to 10.
func (q Quantity) Decimals() int {
	_, _, rest := q.Abs().divide()
	digits := Scale
	for digits > 0 && rest%10 == 0 {
		rest /= 10
		digits--
	}
	return digits
}

// Rat is q as a fraction of whole numbers.
func (q Quantity) Rat() *big.Rat { return new(big.Rat).SetFrac(q.Units(), big.NewInt(unitsInOne)) }

// Units is q in units of 10^-10.
func (q Quantity) Units() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(q.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(q.lo))
}

// OfUnits is a number of units of 10^-10 as a Quantity; ok is false where it passes 128 bits.
func OfUnits(n *big.Int) (q Quantity, ok bool) {
	if n.BitLen() > 127 {
		return Quantity{}, false
	}
	lo := new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0))).Uint64()
	return Quantity{new(big.Int).Rsh(n, 64).Int64(), lo}, true
}

// String is the shortest plain decimal: "23", "28.75", "-0.5".
func (q Quantity) String() string {
	var text strings.Builder
	if q.Sign() < 0 {
		text.WriteByte('-')
	}
	high, low, rest := q.Abs().divide()
	if high == 0 {
		text.WriteString(strconv.FormatUint(low, 10))
	} else {
		whole := new(big.Int).Lsh(new(big.Int).SetUint64(high), 64)
		text.WriteString(whole.Add(whole, new(big.Int).SetUint64(low)).String())
	}
	if rest != 0 {
		digits := strconv.FormatUint(unitsInOne+rest, 10)[1:]
		text.WriteString("." + strings.TrimRight(digits, "0"))
	}
	return text.String()
}

// MarshalJSON is the number with all its digits.
func (q Quantity) MarshalJSON() ([]byte, error) { return []byte(q.String()), nil }
