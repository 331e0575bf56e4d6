// Package quantity holds the exact number that every count and value is kept as: a signed whole
// number of ten-thousandths, the same as DECIMAL(18,4) in the warehouse. No float64 arithmetic.
package quantity

// Quantity counts ten-thousandths: 23 is Quantity(230000).
type Quantity int64

// Scale is the number of decimal digits that a Quantity keeps.
const Scale = 4
