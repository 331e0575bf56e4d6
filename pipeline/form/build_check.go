package form

import (
	"fmt"
	"slices"
	"strings"
)

// distinct refuses a definition under which one number would be read twice, or two could be taken
// for each other.
func (b *builder) distinct() {
	b.distinctHeaders()
	b.distinctLabels()
	b.distinctNumbers()
	b.rulesApply()
}

// distinctHeaders refuses two columns that the same header texts would find.
func (b *builder) distinctHeaders() {
	seen := map[string]int{}
	for i, c := range b.d.columns {
		for _, path := range c.paths {
			key := strings.Join(path, " / ")
			// One column may state a header twice, as two ways of writing it.
			if before, twice := seen[key]; twice && before != i {
				b.wrong(fmt.Sprintf("columns[%d].header", i),
					"columns[%d] has the same header %q; expected one by which the column is known", before, key)
			}
			seen[key] = i
		}
	}
}

// distinctLabels refuses two rows with one label, unless they are parts of different rows: "Nữ" may
// stand under each indicator.
func (b *builder) distinctLabels() {
	type place struct {
		under int
		label string
	}
	seen := map[place]int{}
	for i, r := range b.d.rows {
		for _, label := range r.labels {
			at := place{r.under, label}
			if before, twice := seen[at]; twice && before != i {
				b.wrong(fmt.Sprintf("rows[%d].label", i),
					"rows[%d] has the same label %q; expected one by which the row is known", before, label)
			}
			seen[at] = i
		}
	}
}

// distinctNumbers refuses a definition that has two cells for the same series and measure: one of
// them would win by accident.
func (b *builder) distinctNumbers() {
	seen := map[numberKey]string{}
	// seen keeps where each number was brought first, so that the message can name both places.
	add := func(at, indicator, breakdown string, m Measure) {
		key := numberKey{indicator, breakdown, m}
		if before, twice := seen[key]; twice && m != "" {
			b.wrong(at, "it brings %s, and so does %s; expected each number once", seriesName(key), before)
			return
		}
		seen[key] = at
	}
	for i := range b.d.rows {
		at := fmt.Sprintf("rows[%d]", i)
		b.measuresExist(at, &b.d.rows[i])
		for j := range b.d.columns {
			r := &b.d.rows[i]
			add(at, r.indicator, r.breakdown, r.measureIn(&b.d.columns[j]))
		}
	}
	for i, c := range b.d.columns {
		if b.d.layout == unitsDown {
			add(fmt.Sprintf("columns[%d]", i), c.indicator, c.breakdown, c.measure)
		}
	}
}

// measuresExist refuses a row that gives another meaning to a column which the form does not have.
func (b *builder) measuresExist(at string, r *row) {
	for _, from := range []Measure{Flow, YTD, Stock, Target} {
		exists := slices.ContainsFunc(b.d.columns, func(c column) bool { return c.measure == from })
		if _, stated := r.measures[from]; stated && !exists {
			b.wrong(at+".measures", "no column holds %s", from)
		}
	}
}

// seriesName is how a message writes a number: "admitted.female[ytd]", as rules write it.
func seriesName(key numberKey) string {
	name := key.indicator
	if key.breakdown != total {
		name += "." + key.breakdown
	}
	return name + "[" + string(key.measure) + "]"
}

// rulesApply refuses a rule that could never be broken, since the form brings no such numbers, or
// no measure that all of them have. Such a rule would look like a check and be none.
func (b *builder) rulesApply() {
	for i := range b.d.rules {
		r := &b.d.rules[i]
		at := fmt.Sprintf("rules[%d].check", i)
		// The rule is looked at for each measure that all its open references have.
		open := []Measure{Flow, YTD, Stock, Target}
		for _, ref := range r.references {
			measures := b.measuresOf(ref)
			if ref.measure != "" && !slices.Contains(measures, ref.measure) {
				b.wrong(at, "the form brings no %s", seriesName(numberKey{ref.indicator, ref.breakdown, ref.measure}))
			}
			if ref.measure == "" {
				open = slices.DeleteFunc(open, func(m Measure) bool { return !slices.Contains(measures, m) })
			}
		}
		if len(open) == 0 {
			b.wrong(at, "there is no measure that all its numbers have; expected [flow], [ytd], [stock] or "+
				"[target] behind them")
		}
	}
}

// measuresOf lists the measures that the form brings of a series; none when it does not bring the
// series.
func (b *builder) measuresOf(ref *reference) []Measure {
	for _, s := range b.d.series {
		if s.Indicator == ref.indicator && s.Breakdown == ref.breakdown {
			return s.Measures
		}
	}
	return nil
}
