package form

import "tonghop/pipeline/vocabulary/message"

// say writes a rule as a person reads it: with the labels of the numbers, for the measure that is in turn.
func (r *rule) say(d *Definition, turn Measure, language message.Language) string {
	return r.left.say(d, turn, language) + " " + mathematical(r.operator) + " " + r.right.say(d, turn, language)
}

// say writes an expression. Parentheses are set only where the order of operations needs them.
func (n *node) say(d *Definition, turn Measure, language message.Language) string {
	switch {
	case n.constant != nil:
		return numberText(plainRat(n.constant), language)
	case n.reference != nil:
		return d.sayNumber(n.reference.key(turn), language)
	}
	left, right := n.left.say(d, turn, language), n.right.say(d, turn, language)
	if n.operator == '*' {
		return bracketed(n.left, left) + " × " + bracketed(n.right, right)
	}
	if n.operator == '-' {
		right = bracketed(n.right, right)
	}
	return left + " " + string(n.operator) + " " + right
}

// bracketed keeps a sum together.
func bracketed(n *node, said string) string {
	if n.operator == '+' || n.operator == '-' {
		return "(" + said + ")"
	}
	return said
}

// sayNumber is a number's label with its breakdown and what it holds: "Số người được kết nạp, Nữ (trong kỳ)".
func (d *Definition) sayNumber(key numberKey, language message.Language) string {
	said := d.indicators[key.indicator].in(language)
	if key.breakdown != total {
		said += ", " + d.breakdowns[key.breakdown].in(language)
	}
	return said + " (" + message.Text(language, "measure."+string(key.measure), nil) + ")"
}
