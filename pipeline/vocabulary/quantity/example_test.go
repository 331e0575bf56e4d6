package quantity_test

import (
	"errors"
	"fmt"

	"tonghop/pipeline/vocabulary/quantity"
)

// Nothing is rounded: what a Quantity cannot hold is an error.
func ExampleParse() {
	q, err := quantity.Parse("28.75")
	fmt.Println(q, q.Decimals(), err)
	_, err = quantity.Parse("0.12345678901")
	fmt.Println(errors.Is(err, quantity.ErrDigits))
	_, err = quantity.Parse("1000000000000000001")
	fmt.Println(errors.Is(err, quantity.ErrRange))
	// Output:
	// 28.75 2 <nil>
	// true
	// true
}

// A cell stores the sum of 0.1 and 0.2 as 0.30000000000000004. A spreadsheet shows 0.3, and that is what was meant.
func ExampleFromFloat() {
	tenth, fifth := 0.1, 0.2
	q, exact, err := quantity.FromFloat(tenth + fifth)
	fmt.Println(q, exact, err)
	third, exact, err := quantity.FromFloat(1.0 / 3)
	fmt.Println(third, exact, err)
	// Output:
	// 0.3 true <nil>
	// 0.3333333333 false <nil>
}

// 23 of a target of 80 are 28.75 percent, which each mode rounds in its own way. Of a target of zero nothing is a
// percentage.
func ExampleRounding_Percent() {
	for _, mode := range []quantity.Mode{quantity.HalfUp, quantity.Truncate} {
		percent, known := quantity.Rounding{Mode: mode, Digits: 1}.Percent(quantity.Of(23), quantity.Of(80))
		fmt.Println(mode, percent, known)
	}
	_, known := quantity.Rounding{Mode: quantity.HalfUp, Digits: 1}.Percent(quantity.Of(23), quantity.Of(0))
	fmt.Println(known)
	// Output:
	// half_up 28.8 true
	// truncate 28.7 true
	// false
}
