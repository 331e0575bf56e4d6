package form

import (
	"fmt"
	"math/big"

	"tonghop/quantity"
	"tonghop/vntext"
)

// rule is one check of a form on the numbers of one unit.
type rule struct {
	text     string
	severity Severity
	comparison
	references []*reference
}

func (b *builder) rules() error {
	for i, text := range b.text.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		c, err := parseComparison(text.Check)
		if err != nil {
			return b.file.Errorf(at+".check", "%v", err)
		}
		r := rule{text: text.Check, severity: Severity(text.Severity), comparison: *c}
		if r.severity != SeverityError && r.severity != SeverityWarning {
			return b.file.Errorf(at+".severity", "read %q; expected error or warning", text.Severity)
		}
		r.references = append(c.left.references(nil), c.right.references(nil)...)
		if len(r.references) == 0 {
			return b.file.Errorf(at+".check", "the rule names no number of the workbook")
		}
		for _, ref := range r.references {
			if _, known := b.text.Indicators[ref.indicator]; !known {
				return b.file.Errorf(at+".check", "%q is not under indicators", ref.indicator)
			}
			if _, known := b.text.Breakdowns[ref.breakdown]; !known && ref.breakdown != total {
				return b.file.Errorf(at+".check", "%q is not under breakdowns", ref.breakdown)
			}
		}
		b.d.rules = append(b.d.rules, r)
	}
	return nil
}

func (n *node) references(found []*reference) []*reference {
	switch {
	case n.reference != nil:
		return append(found, n.reference)
	case n.operator != 0:
		return n.right.references(n.left.references(found))
	}
	return found
}

// numberKey names a number of one unit.
type numberKey struct {
	indicator, breakdown string
	measure              Measure
}

// check returns a finding for each measure for which the rule does not hold. A rule on a number that is not stated says nothing.
func (r *rule) check(numbers map[numberKey]*Observation) []Finding {
	measures := []Measure{Flow, YTD, Stock, Target}
	if !r.hasOpenMeasure() {
		measures = measures[:1]
	}
	var found []Finding
	for _, m := range measures {
		lookup := func(ref *reference) *Observation {
			key := numberKey{ref.indicator, ref.breakdown, ref.measure}
			if key.measure == "" {
				key.measure = m
			}
			return numbers[key]
		}
		left, leftKnown := r.left.value(lookup)
		right, rightKnown := r.right.value(lookup)
		if leftKnown && rightKnown && !holds(r.operator, left.Cmp(right)) {
			at := lookup(r.references[0])
			found = append(found, Finding{
				Severity: r.severity, Code: RuleBroken, Sheet: at.Sheet, Cell: at.Cell, Read: at.Raw, Expected: r.text,
				Detail: map[string]string{"left": plainRat(left), "right": plainRat(right), "operator": mathematical(r.operator)},
			})
		}
	}
	return found
}

func (r *rule) hasOpenMeasure() bool {
	for _, ref := range r.references {
		if ref.measure == "" {
			return true
		}
	}
	return false
}

// value is exact. "-" counts as 0; an empty cell, "x" and "…" are not known.
func (n *node) value(lookup func(*reference) *Observation) (*big.Rat, bool) {
	switch {
	case n.constant != nil:
		return n.constant, true
	case n.reference != nil:
		o := lookup(n.reference)
		if o == nil || o.Mark != vntext.Value && o.Mark != vntext.None {
			return nil, false
		}
		return big.NewRat(int64(o.Value), int64(quantity.One)), true
	}
	left, leftKnown := n.left.value(lookup)
	right, rightKnown := n.right.value(lookup)
	if !leftKnown || !rightKnown {
		return nil, false
	}
	switch n.operator {
	case '+':
		return new(big.Rat).Add(left, right), true
	case '-':
		return new(big.Rat).Sub(left, right), true
	}
	return new(big.Rat).Mul(left, right), true
}

func holds(operator string, sign int) bool {
	switch operator {
	case "<=":
		return sign <= 0
	case "<":
		return sign < 0
	case ">=":
		return sign >= 0
	case ">":
		return sign > 0
	case "=":
		return sign == 0
	}
	return sign != 0
}

// mathematical is the operator as it is printed.
func mathematical(operator string) string {
	switch operator {
	case "<=":
		return "≤"
	case ">=":
		return "≥"
	case "!=":
		return "≠"
	}
	return operator
}

// plainRat writes a value as a decimal, as many digits as it takes up to eight.
func plainRat(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	digits, _ := r.FloatPrec()
	return r.FloatString(min(digits, 8))
}
