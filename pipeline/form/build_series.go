package form

import (
	"fmt"
	"maps"
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// catalogue checks the codes and labels of indicators and breakdowns. Names are gone through in
// sorted order, so that messages are the same in every run.
func (b *builder) catalogue() {
	b.d.indicators, b.d.breakdowns = map[string]labelText{}, b.text.Breakdowns
	for _, name := range slices.Sorted(maps.Keys(b.text.Indicators)) {
		text := b.text.Indicators[name]
		b.d.indicators[name] = labelText{text.VI, text.EN}
		if !code.MatchString(name) {
			b.wrong("indicators", "read %q; expected a code of small letters, digits, - and _, such as admitted",
				name)
		}
		if text.VI == "" || text.EN == "" || text.Unit.VI == "" || text.Unit.EN == "" {
			b.wrong("indicators."+name, "expected {vi: …, en: …, unit: {vi: …, en: …}}")
		}
		// More decimals than a Quantity carries could not be kept.
		if text.Decimals < 0 || text.Decimals > quantity.Scale {
			b.wrong("indicators."+name+".decimals", "read %d; expected 0 to %d digits", text.Decimals,
				quantity.Scale)
		}
		b.rollUp(name, &text)
		b.historyOf(name)
	}
	for _, name := range slices.Sorted(maps.Keys(b.text.Breakdowns)) {
		text := b.text.Breakdowns[name]
		if !code.MatchString(name) {
			b.wrong("breakdowns", "read %q; expected a code of small letters, digits, - and _, such as female",
				name)
		}
		if text.VI == "" || text.EN == "" || name == total {
			b.wrong("breakdowns."+name, "expected {vi: …, en: …}, and another code than %s", total)
		}
	}
}

// listSeries gathers the series that the rows or columns bring, in the order in which the form has
// them; printed tables follow it.
func (b *builder) listSeries() {
	for i := range b.d.rows {
		r := &b.d.rows[i]
		for j := range b.d.columns {
			b.addSeries(r.indicator, r.breakdown, r.measureIn(&b.d.columns[j]))
		}
	}
	if b.d.layout == unitsDown {
		for i := range b.d.columns {
			b.addSeries(b.d.columns[i].indicator, b.d.columns[i].breakdown, b.d.columns[i].measure)
		}
	}
	b.checkMeasures()
}

// addSeries adds a measure to its series, which is made when it is new. No measure means that the
// cell holds no number.
func (b *builder) addSeries(indicator, breakdown string, m Measure) {
	if m == "" {
		return
	}
	i := slices.IndexFunc(b.d.series, func(s Series) bool { return s.Indicator == indicator && s.Breakdown == breakdown })
	if i < 0 {
		i = len(b.d.series)
		b.d.series = append(b.d.series, b.newSeries(indicator, breakdown))
	}
	if s := &b.d.series[i]; !slices.Contains(s.Measures, m) {
		s.Measures = append(s.Measures, m)
	}
}

// newSeries is a series with its labels. A breakdown has a label of its own; the unit of measure is
// its indicator's.
func (b *builder) newSeries(indicator, breakdown string) Series {
	text := b.text.Indicators[indicator]
	// "Số người được kết nạp" for the whole, "Nữ" for a part of it.
	label := map[string]string{"vi": text.VI, "en": text.EN}
	if part, ok := b.text.Breakdowns[breakdown]; ok {
		label = map[string]string{"vi": part.VI, "en": part.EN}
	}
	return Series{
		Indicator: indicator, Breakdown: breakdown, Label: label,
		UnitLabel: map[string]string{"vi": text.Unit.VI, "en": text.Unit.EN},
		Decimals:  text.Decimals, Order: len(b.d.series) + 1, History: b.historyOf(indicator),
	}
}

// checkMeasures refuses a series that is both a stock and a flow: a stock takes the last period and
// a flow is summed.
func (b *builder) checkMeasures() {
	for _, s := range b.d.series {
		if slices.Contains(s.Measures, Stock) && (slices.Contains(s.Measures, Flow) || slices.Contains(s.Measures, YTD)) {
			b.wrong("indicators."+s.Indicator, "%s is both a stock and a flow in this form; expected one of them%s",
				s.Indicator, breakdownHint(s))
		}
	}
}

// breakdownHint names the breakdown in a message, where it is not the whole.
func breakdownHint(s Series) string {
	if s.Breakdown == total {
		return ""
	}
	return fmt.Sprintf(" for breakdown %s", s.Breakdown)
}

// decimals is the number of digits after the decimal point that an indicator declares; 0 for one
// that is not known.
func (d *Definition) decimals(indicator string) int {
	for _, s := range d.series {
		if s.Indicator == indicator {
			return s.Decimals
		}
	}
	return 0
}
