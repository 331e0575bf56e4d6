// Package quantity holds the exact number that every count and value is kept as: a signed whole
// number of ten-thousandths, the same as DECIMAL(18,4) in the warehouse. No float64 arithmetic.
package quantity

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Quantity counts ten-thousandths: 23 is Quantity(230000).
type Quantity int64

const (
	// Scale is the number of decimal digits that a Quantity keeps.
	Scale = 4
	// One is the quantity 1.
	One Quantity = 10_000
	// Max is the largest quantity, 99,999,999,999,999.9999: what DECIMAL(18,4) holds.
	Max Quantity = 999_999_999_999_999_999
)

// ErrRange says that a number is larger than a Quantity can hold; a larger unit of measure is needed.
var ErrRange = errors.New("number outside ±99,999,999,999,999.9999")

// ErrSyntax says that a text is not a plain decimal number.
var ErrSyntax = errors.New("not a decimal number")

// ErrDigits says that a number has more than four decimal digits.
var ErrDigits = errors.New("more than four decimal digits")

// Parse reads a plain decimal such as "-12.5": an optional minus, digits, an optional point with digits. Nothing is
// rounded.
func Parse(text string) (Quantity, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || !allDigits(whole) || point && (fraction == "" || !allDigits(fraction)) {
		return 0, fmt.Errorf("%q: %w", text, ErrSyntax)
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > Scale {
		return 0, fmt.Errorf("%q: %w", text, ErrDigits)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", Scale-len(fraction)), 10, 64)
	if err != nil || Quantity(n) > Max {
		return 0, fmt.Errorf("%q: %w", text, ErrRange)
	}
	if negative {
		n = -n
	}
	return Quantity(n), nil
}

func allDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// FromFloat takes a number as a workbook stores it. A spreadsheet keeps and shows 15 significant digits, so the decimal
// of 15 digits is what was meant: 0.1+0.2 is 0.3. exact is false when that decimal has more than four digits after the
// point and had to be rounded (half to even).
func FromFloat(f float64) (q Quantity, exact bool, err error) {
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1e14 {
		return 0, false, fmt.Errorf("%v: %w", f, ErrRange)
	}
	if f == math.Trunc(f) {
		return Quantity(int64(f)) * One, true, nil
	}
	text := strconv.FormatFloat(f, 'g', 15, 64)
	decimal, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, false, fmt.Errorf("%q: %w", text, ErrSyntax)
	}
	decimal.Mul(decimal, big.NewRat(int64(One), 1))
	n, exact := roundHalfEven(decimal)
	return Quantity(n), exact, nil
}

func roundHalfEven(r *big.Rat) (n int64, exact bool) {
	if r.IsInt() {
		return r.Num().Int64(), true
	}
	quotient, remainder := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	switch remainder.Lsh(remainder, 1).Cmp(r.Denom()) {
	case 1:
		quotient.Add(quotient, big.NewInt(1))
	case 0:
		quotient.Add(quotient, big.NewInt(int64(quotient.Bit(0))))
	}
	return quotient.Int64(), false
}

// String is the shortest plain decimal: "23", "28.75", "-0.5".
func (q Quantity) String() string {
	sign, n := "", int64(q)
	if n < 0 {
		sign, n = "-", -n
	}
	text := sign + strconv.FormatInt(n/int64(One), 10)
	if fraction := n % int64(One); fraction != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%0*d", Scale, fraction), "0")
	}
	return text
}

// MarshalJSON is the number with all its digits.
func (q Quantity) MarshalJSON() ([]byte, error) { return []byte(q.String()), nil }

// IsWhole says whether q is a whole number.
func (q Quantity) IsWhole() bool { return q%One == 0 }

// Decimals is the number of digits after the point that q needs, 0 to 4.
func (q Quantity) Decimals() int {
	digits := Scale
	for n := int64(q); digits > 0 && n%10 == 0; n /= 10 {
		digits--
	}
	return digits
}

// Add returns q + r, or ErrRange.
func (q Quantity) Add(r Quantity) (Quantity, error) {
	sum := q + r // both are under 10^18, so the int64 cannot overflow
	if sum > Max || sum < -Max {
		return 0, ErrRange
	}
	return sum, nil
}

// Sub returns q - r, or ErrRange.
func (q Quantity) Sub(r Quantity) (Quantity, error) { return q.Add(-r) }

// Round rounds half to even to the given number of decimal digits, 0 to 4.
func (q Quantity) Round(digits int) Quantity {
	unit := int64(1)
	for range Scale - digits {
		unit *= 10
	}
	n, _ := roundHalfEven(big.NewRat(int64(q), unit))
	return Quantity(n * unit)
}
