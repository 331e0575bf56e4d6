package form

import "tonghop/pipeline/vocabulary/quantity"

// usualHistory is taken where the definition says nothing: ten times the last number, and twenty away from it.
func usualHistory() History { return History{quantity.Of(10), quantity.Of(20)} }

// largestFactor bounds how many times the last number may be: beyond it nothing would ever be said.
const largestFactor = 100_000

// historyOf is what the definition says of an indicator, of the form, or what is usual.
func (b *builder) historyOf(indicator string) History {
	ofForm := b.history("history", b.text.History, usualHistory())
	return b.history("indicators."+indicator+".history", b.text.Indicators[indicator].History, ofForm)
}

// history is what the definition says at a path, on top of what holds where it says nothing there.
func (b *builder) history(at string, text *historyFile, usual History) History {
	if text == nil {
		return usual
	}
	if text.Factor == "" && text.Least == "" {
		b.wrong(at, "expected {factor: 10, least: 20}, or one of the two")
	}
	h := usual
	if text.Factor != "" {
		factor, err := quantity.Parse(text.Factor)
		if err != nil || factor.Cmp(quantity.Of(1)) <= 0 || factor.Cmp(quantity.Of(largestFactor)) > 0 ||
			factor.Decimals() > 2 {
			b.wrong(at+".factor", "read %q; expected how many times the last number is too many: more than 1, "+
				"at most %d, with two decimals at most", text.Factor, largestFactor)
		}
		h.Factor = factor
	}
	if text.Least != "" {
		least, err := quantity.Parse(text.Least)
		if err != nil || least.Sign() < 0 {
			b.wrong(at+".least", "read %q; expected a difference below which nothing is said, such as 20", text.Least)
		}
		h.Least = least
	}
	return h
}
