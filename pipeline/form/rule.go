package form

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
)

// rule is one check of a form on the numbers of one unit.
type rule struct {
	// text is the rule as the definition writes it; references are the numbers that it names, from
	// left to right.
	text     string
	severity Severity
	comparison
	references []*reference
}

// rules reads the rules of a definition. One that is wrong is reported and left out.
func (b *builder) rules() {
	for i, text := range b.text.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		c, err := parseComparison(text.Check)
		if err != nil {
			b.wrong(at+".check", "%v", err)
			continue
		}
		r := rule{text: text.Check, severity: Severity(text.Severity), comparison: *c}
		if r.severity != SeverityError && r.severity != SeverityWarning {
			b.wrong(at+".severity", "read %q; expected error or warning", text.Severity)
		}
		// A rule without any number of the workbook is always kept or always broken.
		r.references = append(c.left.references(nil), c.right.references(nil)...)
		if len(r.references) == 0 {
			b.wrong(at+".check", "the rule names no number of the workbook")
			continue
		}
		b.known(at, r.references)
		if r.isAcrossPeriods() {
			b.acrossPeriods(at, &r)
		}
		b.d.rules = append(b.d.rules, r)
	}
}

// known refuses a rule about a number that the definition does not list.
func (b *builder) known(at string, references []*reference) {
	for _, ref := range references {
		if _, known := b.text.Indicators[ref.indicator]; !known {
			b.wrong(at+".check", "%q is not under indicators", ref.indicator)
		}
		if _, known := b.text.Breakdowns[ref.breakdown]; !known && ref.breakdown != total {
			b.wrong(at+".check", "%q is not under breakdowns", ref.breakdown)
		}
	}
}

// isAcrossPeriods says whether a rule compares a workbook with the one of the period before.
func (r *rule) isAcrossPeriods() bool {
	return slices.ContainsFunc(r.references, func(ref *reference) bool { return ref.previous })
}

// acrossPeriods accepts the one rule that compares a workbook with another: cumulative = previous
// cumulative + quarter. Whether a workbook is accepted must not depend on what came before it, so
// that the rule can only warn. It is evaluated in SQL, in the table reconciliation, kind
// cumulative_flow.
func (b *builder) acrossPeriods(at string, r *rule) {
	if !r.isCumulativeFlow() || b.d.periodKind != period.Quarter {
		b.wrong(at+".check", "read %q; the rule over two periods is admitted[ytd] = previous(admitted[ytd]) "+
			"+ admitted[flow], of one number of a quarterly form", r.text)
	}
	if r.severity != SeverityWarning {
		b.wrong(at+".severity", "a rule over two periods can only be a warning: no workbook is rejected for "+
			"what another one says")
	}
}

// isCumulativeFlow says whether the rule is that one, with the two terms of the sum in either
// order.
func (r *rule) isCumulativeFlow() bool {
	y, sum := r.left.reference, r.right
	if y == nil || y.previous || r.operator != "=" || sum.operator != '+' || sum.left.reference == nil ||
		sum.right.reference == nil {
		return false
	}
	// The two terms may stand in either order.
	before, flow := *sum.left.reference, *sum.right.reference
	if flow.previous {
		before, flow = flow, before
	}
	return *y == reference{y.indicator, y.breakdown, YTD, false} &&
		before == reference{y.indicator, y.breakdown, YTD, true} &&
		flow == reference{y.indicator, y.breakdown, Flow, false}
}

// references adds the references of an expression to those found, from left to right.
func (n *node) references(found []*reference) []*reference {
	switch {
	case n.reference != nil:
		return append(found, n.reference)
	case n.operator != 0:
		return n.right.references(n.left.references(found))
	}
	return found
}

// numberKey names one number of a unit.
type numberKey struct {
	indicator, breakdown string
	measure              Measure
}

// check returns a finding for each measure for which the rule does not hold. A rule about a number
// that is not stated says nothing: an empty cell breaks no rule. A rule over two periods gives
// nothing here, because the other workbook is not looked at; the warehouse checks it.
func (r *rule) check(d *Definition, numbers map[numberKey]*Observation) []Finding {
	if r.isAcrossPeriods() {
		return nil
	}
	// "admitted.female <= admitted" is one rule for each measure that both numbers have.
	measures := []Measure{Flow, YTD, Stock, Target}
	if !r.hasOpenMeasure() {
		// A rule whose references all state their measure is looked at once.
		measures = measures[:1]
	}
	var found []Finding
	for _, m := range measures {
		// A measure that the workbook does not state gives no observation, and the rule says
		// nothing.
		lookup := func(ref *reference) *Observation { return numbers[ref.key(m)] }
		left, leftKnown := r.left.value(lookup)
		right, rightKnown := r.right.value(lookup)
		if leftKnown && rightKnown && !holds(r.operator, r.shown(d, left).Cmp(r.shown(d, right))) {
			found = append(found, r.broken(d, m, lookup, left, right))
		}
	}
	return found
}

// shown is a side of the rule at the precision that its indicators declare: what lies beyond it is
// no disagreement. A product has a precision of its own, and is compared as it is; a whole number is shown as it is.
func (r *rule) shown(d *Definition, side *big.Rat) *big.Rat {
	if side.IsInt() || r.left.multiplies() || r.right.multiplies() {
		return side
	}
	digits := 0
	for _, ref := range r.references {
		digits = max(digits, d.decimals(ref.indicator))
	}
	return quantity.RoundRat(side, digits)
}

// multiplies says whether a product stands anywhere in an expression. It takes the nil of a leaf
// too.
func (n *node) multiplies() bool {
	return n != nil && (n.operator == '*' || n.left.multiplies() || n.right.multiplies())
}

// key is the number that a reference means while a measure is in turn.
func (ref *reference) key(turn Measure) numberKey {
	key := numberKey{ref.indicator, ref.breakdown, ref.measure}
	if key.measure == "" {
		key.measure = turn
	}
	return key
}

// broken is the finding: both sides, the rule in words in both languages, and every cell that takes
// part in it.
func (r *rule) broken(d *Definition, turn Measure, lookup func(*reference) *Observation, left, right *big.Rat) Finding {
	// The finding stands at the first number that the rule names; all others are listed.
	at := lookup(r.references[0])
	detail := map[string]string{"left": plainRat(left), "right": plainRat(right), "operator": mathematical(r.operator)}
	for _, language := range []message.Language{message.Vietnamese, message.English} {
		detail["rule_"+string(language)] = r.say(d, turn, language)
	}
	var cells []string
	for _, ref := range r.references {
		if cell := lookup(ref).Cell; !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	detail["cells"] = strings.Join(cells, ", ")
	return Finding{Severity: r.severity, Code: RuleBroken, Sheet: at.Sheet, Cell: at.Cell, Read: at.Raw, Expected: r.text,
		Detail: detail}
}

// hasOpenMeasure says whether some reference stands for each measure in turn.
func (r *rule) hasOpenMeasure() bool {
	for _, ref := range r.references {
		if ref.measure == "" {
			return true
		}
	}
	return false
}

// value computes an expression exactly. "-" counts as 0; an empty cell, "x" and "…" are not known,
// and make the whole unknown.
func (n *node) value(lookup func(*reference) *Observation) (*big.Rat, bool) {
	switch {
	case n.constant != nil:
		return n.constant, true
	case n.reference != nil:
		o := lookup(n.reference)
		if o == nil || o.Mark != vntext.Value && o.Mark != vntext.None {
			return nil, false
		}
		return o.Value.Rat(), true
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

// holds says whether a comparison holds; sign is that of left less right.
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
	// Eight digits are more than any declared precision, and few enough to be read.
	digits, _ := r.FloatPrec()
	return r.FloatString(min(digits, 8))
}
