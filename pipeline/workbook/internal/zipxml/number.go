package zipxml

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
)

// isNoNumber knows the words that programs write where a computation gave no finite number.
func isNoNumber(value []byte) bool {
	switch strings.ToLower(strings.TrimLeft(string(value), "+-")) {
	case "nan", "inf", "infinity":
		return true
	}
	return false
}

// ParseNumber reads what a workbook stores: a decimal number with a point, perhaps with an exponent. ok is
// false for any other text. What a program wrote for no finite number is infinite or NaN with ok true, so that
// the caller can make the error value of it that Excel shows.
func ParseNumber(value []byte) (float64, bool) {
	if f, ok := parseShort(value); ok {
		return f, true
	}
	for _, c := range value {
		if c > '9' && c != 'e' && c != 'E' {
			return math.NaN(), isNoNumber(value) // strconv also reads hexadecimal numbers and underscores
		}
	}
	// A number too large for a float64 is an infinity here, as Excel cannot hold it either.
	f, err := strconv.ParseFloat(string(value), 64)
	return f, err == nil || errors.Is(err, strconv.ErrRange)
}

// parseShort reads most numbers of a report without strconv: up to
// fifteen digits, perhaps with a decimal point. Digits and power of ten are exact as floating point numbers, so
// that their quotient is the float64 nearest to the number (W. Clinger, "How to read floating point numbers
// accurately", 1990; D. Gay, "Correctly rounded binary-decimal and decimal-binary conversions", 1990).
func parseShort(value []byte) (float64, bool) {
	digits, negative := bytes.CutPrefix(value, []byte("-"))
	if len(digits) == 0 || len(digits) > 15 {
		return 0, false
	}
	// whole holds all digits without the point, and scale the power of ten by which they have to be divided.
	whole, scale, count := int64(0), 0.0, 0
	for _, c := range digits {
		switch {
		case c-'0' < 10:
			whole = whole*10 + int64(c-'0')
			scale *= 10
			count++
		case c == '.' && scale == 0:
			scale = 1
		default:
			return 0, false
		}
	}
	f := float64(whole)
	if scale > 1 {
		f /= scale
	}
	if negative {
		f = -f
	}
	return f, count > 0
}
