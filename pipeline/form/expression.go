package form

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A rule is a comparison of two sums, such as "admitted.female <= admitted" or "admitted[ytd] >= admitted[flow]":
//
//	rule      = sum ("<=" | "<" | ">=" | ">" | "=" | "!=") sum
//	sum       = product { ("+" | "-") product }
//	product   = factor { "*" factor }
//	factor    = number | reference | "previous" "(" reference ")" | "(" sum ")"
//	reference = indicator [ "." breakdown ] [ "[" measure "]" ]
//
// A reference without a measure stands for each measure in turn; previous is what the same unit reported for the
// period before.

// reference names a number of the workbook, or with previous the same unit's number of the period
// before.
type reference struct {
	indicator, breakdown string
	measure              Measure // "": each in turn
	previous             bool
}

// node is a part of an expression: a constant, a reference or an operation on two nodes. Exactly
// one of the three is set.
type node struct {
	operator    byte // '+', '-', '*'; 0 for a leaf
	left, right *node
	constant    *big.Rat
	reference   *reference
}

// comparison is a whole rule: two sums and the operator between them.
type comparison struct {
	operator    string
	left, right *node
}

// Bounds of a rule: how deep parentheses may be nested, and its length in bytes. A definition is a
// file that somebody else may have written, and must not exhaust the stack.
const (
	maxDepth = 20
	maxRule  = 1000
)

// expressionParser reads a rule from left to right by recursive descent; rest is what it has not
// read yet.
type expressionParser struct {
	rest  string
	depth int
}

// parseComparison reads a rule. Its error says what was expected, and where. It knows nothing of
// the definition: whether the indicators exist is asked by builder.known. Of
//
//	admitted[ytd] >= admitted[flow] + 2 * admitted.female[flow]
//
// it gives the operator ">=", a leaf on the left, and on the right a node "+" with a leaf and a
// node "*" beneath it.
func parseComparison(text string) (*comparison, error) {
	if len(text) > maxRule {
		return nil, fmt.Errorf("the rule has %d characters; expected at most %d", len(text), maxRule)
	}
	p := &expressionParser{rest: text}
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	c := &comparison{left: left}
	// Longer operators come first: "<" also begins "<=".
	for _, operator := range []string{"<=", ">=", "!=", "<", ">", "="} {
		if p.take(operator) {
			c.operator = operator
			break
		}
	}
	if c.operator == "" {
		return nil, p.expected("<=, <, >=, >, = or !=")
	}
	if c.right, err = p.sum(); err != nil {
		return nil, err
	}
	if p.space(); p.rest != "" {
		return nil, p.expected("the end of the rule")
	}
	return c, nil
}

// space passes over spaces.
func (p *expressionParser) space() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// take passes over a text, if the rest begins with it.
func (p *expressionParser) take(text string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, text)
	if ok {
		p.rest = rest
	}
	return ok
}

// expected is an error that quotes the next 30 bytes of the rule at most, cut between letters.
func (p *expressionParser) expected(what string) error {
	if p.rest == "" {
		return fmt.Errorf("the rule ends too early; expected %s", what)
	}
	shown := p.rest
	for len(shown) > 30 {
		_, size := utf8.DecodeLastRuneInString(shown)
		shown = shown[:len(shown)-size]
	}
	return fmt.Errorf("at %q: expected %s", shown, what)
}

// sum reads a sum of products.
func (p *expressionParser) sum() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("more than %d nested parentheses", maxDepth)
	}
	defer func() { p.depth-- }()
	return p.chain("+-", func() (*node, error) { return p.chain("*", p.factor) })
}

// chain reads operands parted by operators of one rank, from left to right: of a - b - c the first difference is taken
// first.
func (p *expressionParser) chain(operators string, operand func() (*node, error)) (*node, error) {
	left, err := operand()
	for err == nil {
		p.space()
		if p.rest == "" || !strings.Contains(operators, p.rest[:1]) {
			return left, nil
		}
		operator := p.rest[0]
		p.rest = p.rest[1:]
		var right *node
		right, err = operand()
		left = &node{operator: operator, left: left, right: right}
	}
	return nil, err
}

// factor reads a number, a reference, or a sum in parentheses.
func (p *expressionParser) factor() (*node, error) {
	if p.take("(") {
		inner, err := p.sum()
		if err == nil && !p.take(")") {
			err = p.expected(")")
		}
		return inner, err
	}
	if digits := p.word(func(r rune) bool { return r >= '0' && r <= '9' || r == '.' }); digits != "" {
		constant, ok := new(big.Rat).SetString(digits)
		if !ok {
			return nil, fmt.Errorf("%q is not a number", digits)
		}
		return &node{constant: constant}, nil
	}
	return p.reference()
}

// previousWord begins a reference to the period before.
const previousWord = "previous"

// previous reads the reference that stands in parentheses behind the word previous.
func (p *expressionParser) previous() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("more than %d nested parentheses", maxDepth)
	}
	defer func() { p.depth-- }()
	inner, err := p.reference()
	if err != nil {
		return nil, err
	}
	if !p.take(")") {
		return nil, p.expected(")")
	}
	// Two periods before is a number that the form does not compare with.
	if inner.reference.previous {
		return nil, fmt.Errorf("previous stands in previous; only the period before can be named")
	}
	inner.reference.previous = true
	return inner, nil
}

// word reads letters of one kind; it is empty when the rest begins with none.
func (p *expressionParser) word(in func(rune) bool) string {
	p.space()
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !in(r) })
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

// isCodeRune says which signs a rule may have in the codes of indicators, breakdowns and measures.
// A dash is none of them, although a code may have one: in a rule it is a minus, and an indicator
// with a dash in its code cannot stand in a rule.
func isCodeRune(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' }

// reference reads an indicator with its breakdown and measure. An indicator may be called
// "previous"; only a parenthesis makes the word another thing.
func (p *expressionParser) reference() (*node, error) {
	r := &reference{breakdown: total}
	if r.indicator = p.word(isCodeRune); r.indicator == "" {
		return nil, p.expected("a number, an indicator or (")
	}
	// The breakdown and the measure stand inside of the parentheses.
	if r.indicator == previousWord && p.take("(") {
		return p.previous()
	}
	if strings.HasPrefix(p.rest, ".") {
		p.rest = p.rest[1:]
		if r.breakdown = p.word(isCodeRune); r.breakdown == "" {
			return nil, p.expected("the code of a breakdown")
		}
	}
	if p.take("[") {
		var ok bool
		if r.measure, ok = measureOf(p.word(isCodeRune)); !ok || !p.take("]") {
			return nil, p.expected("[flow], [ytd], [stock] or [target]")
		}
	}
	return &node{reference: r}, nil
}
