package quantity

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// ErrRange says that a number is beyond ±10^18, which no cell may hold: a larger unit of measure is needed.
var ErrRange = errors.New("number outside ±1,000,000,000,000,000,000")

// ErrSyntax says that a text is not a plain decimal number.
var ErrSyntax = errors.New("not a decimal number")

// ErrDigits says that a number has more than ten decimal digits.
var ErrDigits = errors.New("more than ten decimal digits")

// Parse reads a plain decimal such as "-12.5": an optional minus, digits, an optional point with digits. It
// takes no grouping and no decimal comma; how people write numbers is read by vntext.ParseNumber. Nothing is
// rounded. Errors wrap ErrSyntax, ErrDigits (more than ten decimal digits) or ErrRange (beyond Max).
func Parse(text string) (Quantity, error) {
	q, err := ParseSum(text)
	if err == nil && q.Abs().Cmp(Max()) > 0 {
		return Quantity{}, fmt.Errorf("%q: %w", text, ErrRange)
	}
	return q, err
}

// ParseSum is Parse for what the program has added up itself: a sum may pass Max.
func ParseSum(text string) (Quantity, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || !allDigits(whole) || point && (fraction == "" || !allDigits(fraction)) {
		return Quantity{}, fmt.Errorf("%q: %w", text, ErrSyntax)
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > Scale {
		return Quantity{}, fmt.Errorf("%q: %w", text, ErrDigits)
	}
	q, ok := ofDigits(whole, fraction)
	if !ok {
		return Quantity{}, fmt.Errorf("%q: %w", text, ErrRange)
	}
	if negative {
		q = q.Neg()
	}
	return q, nil
}

// allDigits says whether a text consists of the digits 0 to 9; the empty one does.
func allDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// ofDigits is the number that the digits before and behind the point stand for; ok is false where 128 bits do
// not hold it.
func ofDigits(whole, fraction string) (Quantity, bool) {
	units, _ := strconv.ParseInt(fraction+strings.Repeat("0", Scale-len(fraction)), 10, 64) // ten digits at most
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		return OfParts(n, units), true
	}
	n, ok := new(big.Int).SetString(whole, 10)
	if !ok {
		return Quantity{}, false
	}
	n.Mul(n, big.NewInt(unitsInOne))
	return OfUnits(n.Add(n, big.NewInt(units)))
}

// shownDigits is how many significant digits a spreadsheet keeps and shows of a number.
const shownDigits = 15

// wholeInFloat is the size up to which every whole number has a float64 of its own.
const wholeInFloat = 1 << 53

// FromFloat takes a number as a workbook stores it: the shortest decimal that stands for this float64. Where that has
// more than ten digits behind the point, as the noise of binary arithmetic has (0.1+0.2), the decimal of 15 digits is
// what was meant and what a spreadsheet shows. Where that is still too long, it is rounded half to even at the tenth
// digit, and exact is false. Errors: ErrRange beyond Max, for infinity and what is no number.
func FromFloat(f float64) (q Quantity, exact bool, err error) {
	if math.IsNaN(f) || math.Abs(f) > 1e18 {
		return Quantity{}, false, fmt.Errorf("%v: %w", f, ErrRange)
	}
	if f == math.Trunc(f) && math.Abs(f) <= wholeInFloat {
		return Of(int64(f)), true, nil
	}
	if q, err := Parse(strconv.FormatFloat(f, 'f', -1, 64)); err == nil {
		return q, true, nil
	}
	shown, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', shownDigits, 64))
	if !ok {
		return Quantity{}, false, fmt.Errorf("%v: %w", f, ErrSyntax)
	}
	units, exact := roundHalfEven(shown.Mul(shown, big.NewRat(unitsInOne, 1)))
	q, _ = OfUnits(units)
	return q, exact, nil
}

// Round rounds half to even to the given number of decimal digits, 0 to 10.
func (q Quantity) Round(digits int) Quantity {
	if q.Decimals() <= digits {
		return q
	}
	rounded := RoundRat(q.Rat(), digits)
	units, _ := roundHalfEven(rounded.Mul(rounded, big.NewRat(unitsInOne, 1)))
	q, _ = OfUnits(units)
	return q
}

// RoundRat rounds a fraction half to even to a number of decimal digits.
func RoundRat(r *big.Rat, digits int) *big.Rat {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	n, _ := roundHalfEven(new(big.Rat).Mul(r, unit))
	return new(big.Rat).Quo(new(big.Rat).SetInt(n), unit)
}

// roundHalfEven is the whole number nearest to a fraction, the even one of two that are equally near. exact
// says that the fraction was whole already.
func roundHalfEven(r *big.Rat) (n *big.Int, exact bool) {
	if r.IsInt() {
		return new(big.Int).Set(r.Num()), true
	}
	quotient, remainder := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	switch remainder.Lsh(remainder, 1).Cmp(r.Denom()) {
	case 1:
		quotient.Add(quotient, big.NewInt(1))
	case 0:
		quotient.Add(quotient, big.NewInt(int64(quotient.Bit(0))))
	}
	return quotient, false
}

// Scan takes what a query returns as text (sql.Scanner): a cast in the query keeps every digit of a DECIMAL.
func (q *Quantity) Scan(value any) (err error) {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%T: expected a text to read a quantity from", value)
	}
	*q, err = ParseSum(text)
	return err
}

// Plain takes a number that a query returns as text, "" where it is unknown, without the zeros at its end: a table
// keeps 23.0000000000, a person reads 23.
func Plain(text *string) sql.Scanner { return (*plain)(text) }

// plain is the text that Plain fills.
type plain string

// Scan implements sql.Scanner.
func (p *plain) Scan(value any) error {
	if value == nil || value == "" {
		*p = ""
		return nil
	}
	var q Quantity
	err := q.Scan(value)
	*p = plain(q.String())
	return err
}
