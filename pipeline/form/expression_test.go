package form

import (
	"math/big"
	"testing"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
)

func TestRulesAreComputedExactly(t *testing.T) {
	numbers := map[string]quantity.Quantity{"a": quantity.Of(3), "b": quantity.Of(2), "tenth": quantity.OfParts(0,
		1_000_000_000)}
	lookup := func(ref *reference) *Observation {
		if value, ok := numbers[ref.indicator]; ok {
			return &Observation{Mark: vntext.Value, Value: value}
		}
		return nil
	}
	for text, want := range map[string]string{
		"a + b * 2 = 7":               "7",
		"(a + b) * 2 = 10":            "10",
		"a - b - 1 = 0":               "0",
		"a - (b - 1) = 2":             "2",
		"2 * a * b = 12":              "12",
		"tenth + tenth + tenth = 0.3": "0.3",
		"tenth * tenth = 0.01":        "0.01",
		"((((a)))) != 4":              "3",
	} {
		c, err := parseComparison(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		left, known := c.left.value(lookup)
		right, _ := c.right.value(lookup)
		if !known || plainRat(left) != want || !holds(c.operator, left.Cmp(right)) {
			t.Errorf("%s: the left side is %v", text, left)
		}
	}
	c, err := parseComparison("a + c = 1")
	if err != nil {
		t.Fatal(err)
	}
	if value, known := c.left.value(lookup); known {
		t.Errorf("a sum with an unknown number is %v", value)
	}
}

func TestComparisons(t *testing.T) {
	for operator, want := range map[string][3]bool{
		"<": {true, false, false}, "<=": {true, true, false}, "=": {false, true, false},
		">=": {false, true, true}, ">": {false, false, true}, "!=": {true, false, true},
	} {
		for i := range 3 {
			if got := holds(operator, i-1); got != want[i] {
				t.Errorf("%s with sign %d: %v", operator, i-1, got)
			}
		}
	}
}

// A rule that parses says itself again, and every number in it is known to be one.
func FuzzParseComparison(f *testing.F) {
	for _, rule := range []string{
		"admitted.female <= admitted", "admitted[ytd] >= admitted[flow]", "a + b * 2 - (c - 1.5) != 0",
		"admitted[ytd] = previous(admitted[ytd]) + admitted[flow]",
		"previous(previous(a)) = 1", "((((((((((((((((((((((a)))) = 1", "a. <= b", "a[x] = 1", "1.2.3 = a", "a <",
		"a = b = c", "0 * a = 0", "", " ", "\xff = 1", "previous = previous", ".000000000000000000001 = 0",
	} {
		f.Add(rule)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		c, err := parseComparison(rule)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a text")
			}
			return
		}
		text := c.left.code() + c.operator + c.right.code()
		again, err := parseComparison(text)
		if err != nil {
			t.Fatalf("%q is %q, which is refused: %v", rule, text, err)
		}
		if back := again.left.code() + again.operator + again.right.code(); back != text {
			t.Errorf("%q is %q, and that is %q", rule, text, back)
		}
		one := func(*reference) *Observation { return &Observation{Mark: vntext.Value, Value: quantity.Of(1)} }
		if a, known := c.left.value(one); !known || a.Cmp(mustValue(t, again.left, one)) != 0 {
			t.Errorf("%q and %q have different values", rule, text)
		}
	})
}

func mustValue(t *testing.T, n *node, lookup func(*reference) *Observation) *big.Rat {
	t.Helper()
	value, known := n.value(lookup)
	if !known {
		t.Fatal("a number is not known")
	}
	return value
}

// code writes a node as a rule.
func (n *node) code() string {
	switch {
	case n.constant != nil:
		digits, _ := n.constant.FloatPrec() // a decimal number is exact
		return n.constant.FloatString(digits)
	case n.reference != nil:
		name := n.reference.indicator
		if n.reference.breakdown != total {
			name += "." + n.reference.breakdown
		}
		if n.reference.measure != "" {
			name += "[" + string(n.reference.measure) + "]"
		}
		if n.reference.previous {
			return "previous(" + name + ")"
		}
		return name
	}
	left, right := n.left.code(), n.right.code()
	if n.operator == '*' {
		left, right = bracketed(n.left, left), bracketed(n.right, right)
	}
	if n.operator == '-' {
		right = bracketed(n.right, right)
	}
	return left + string(n.operator) + right
}
