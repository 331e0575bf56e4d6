package form

import (
	"fmt"
	"slices"
	"strings"
)

// distinct refuses a definition under which one number would be read twice, or two could be taken for each other.
func (b *builder) distinct() error {
	for _, check := range []func() error{b.distinctHeaders, b.distinctLabels, b.distinctNumbers, b.rulesApply} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) distinctHeaders() error {
	seen := map[string]int{}
	for i, c := range b.d.columns {
		for _, path := range c.paths {
			key := strings.Join(path, " / ")
			if before, twice := seen[key]; twice && before != i {
				return b.file.Errorf(fmt.Sprintf("columns[%d].header", i),
					"columns[%d] has the same header %q; expected one by which the column is known", before, key)
			}
			seen[key] = i
		}
	}
	return nil
}

func (b *builder) distinctLabels() error {
	type place struct {
		under int
		label string
	}
	seen := map[place]int{}
	for i, r := range b.d.rows {
		for _, label := range r.labels {
			at := place{r.under, label}
			if before, twice := seen[at]; twice && before != i {
				return b.file.Errorf(fmt.Sprintf("rows[%d].label", i),
					"rows[%d] has the same label %q; expected one by which the row is known", before, label)
			}
			seen[at] = i
		}
	}
	return nil
}

// distinctNumbers finds the cell of each series and measure: there must be one.
func (b *builder) distinctNumbers() error {
	seen := map[numberKey]string{}
	add := func(at, indicator, breakdown string, m Measure) error {
		key := numberKey{indicator, breakdown, m}
		if before, twice := seen[key]; twice && m != "" {
			return b.file.Errorf(at, "it brings %s, and so does %s; expected each number once", seriesName(key), before)
		}
		seen[key] = at
		return nil
	}
	for i := range b.d.rows {
		at := fmt.Sprintf("rows[%d]", i)
		if err := b.measuresExist(at, &b.d.rows[i]); err != nil {
			return err
		}
		for j := range b.d.columns {
			r := &b.d.rows[i]
			if err := add(at, r.indicator, r.breakdown, r.measureIn(&b.d.columns[j])); err != nil {
				return err
			}
		}
	}
	for i, c := range b.d.columns {
		if b.d.layout == unitsDown {
			if err := add(fmt.Sprintf("columns[%d]", i), c.indicator, c.breakdown, c.measure); err != nil {
				return err
			}
		}
	}
	return nil
}

// measuresExist refuses a row that says what columns hold which the form does not have.
func (b *builder) measuresExist(at string, r *row) error {
	for _, from := range []Measure{Flow, YTD, Stock, Target} {
		exists := slices.ContainsFunc(b.d.columns, func(c column) bool { return c.measure == from })
		if _, stated := r.measures[from]; stated && !exists {
			return b.file.Errorf(at+".measures", "no column holds %s", from)
		}
	}
	return nil
}

func seriesName(key numberKey) string {
	name := key.indicator
	if key.breakdown != total {
		name += "." + key.breakdown
	}
	return name + "[" + string(key.measure) + "]"
}

// rulesApply refuses a rule that could never be broken, since the form brings no such numbers.
func (b *builder) rulesApply() error {
	for i := range b.d.rules {
		r := &b.d.rules[i]
		at := fmt.Sprintf("rules[%d].check", i)
		open := []Measure{Flow, YTD, Stock, Target}
		for _, ref := range r.references {
			measures := b.measuresOf(ref)
			if ref.measure != "" && !slices.Contains(measures, ref.measure) {
				return b.file.Errorf(at, "the form brings no %s", seriesName(numberKey{ref.indicator, ref.breakdown, ref.measure}))
			}
			if ref.measure == "" {
				open = slices.DeleteFunc(open, func(m Measure) bool { return !slices.Contains(measures, m) })
			}
		}
		if len(open) == 0 {
			return b.file.Errorf(at, "there is no measure that all its numbers have; expected [flow], [ytd], [stock] or "+
				"[target] behind them")
		}
	}
	return nil
}

func (b *builder) measuresOf(ref *reference) []Measure {
	for _, s := range b.d.series {
		if s.Indicator == ref.indicator && s.Breakdown == ref.breakdown {
			return s.Measures
		}
	}
	return nil
}
