package form

import (
	"fmt"
	"maps"
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// total is the breakdown that stands for the whole of an indicator.
const total = "total"

// columns reads the columns. Percentages come in a second pass, since they name other columns.
func (b *builder) columns() {
	if len(b.text.Columns) == 0 {
		b.wrong("columns", "expected at least one column with numbers")
	}
	for i, text := range b.text.Columns {
		b.d.columns = append(b.d.columns, b.column(fmt.Sprintf("columns[%d]", i), text))
	}
	for i := range b.d.columns {
		b.percentage(i)
	}
}

// column reads one column. In a form with a row for each unit it says which indicator it is;
// otherwise the rows say it.
func (b *builder) column(at string, text columnFile) column {
	c := column{header: newHeader(text.Header), indicator: text.Indicator, breakdown: breakdownOr(text.Breakdown),
		optional: text.Optional}
	if slices.ContainsFunc(c.paths, func(path []string) bool { return slices.Contains(path, "") }) {
		b.wrong(at+".header", "expected the texts of the header cells from the top down, parted by \" / \"")
	}
	// A percentage relates two other columns and holds no number of its own.
	if text.PercentageOf != "" || text.PercentageBy != "" {
		c.isPercentage = true
		if text.Measure != "" || text.Indicator != "" || text.Breakdown != "" {
			b.wrong(at, "a percentage has no measure, indicator or breakdown: it is checked and never used")
		}
		return c
	}
	if text.Tolerance != "" {
		b.wrong(at+".tolerance", "only a percentage has a tolerance")
	}
	var ok bool
	if c.measure, ok = measureOf(text.Measure); !ok {
		b.wrong(at+".measure", "read %q; expected flow, ytd, stock or target", text.Measure)
	}
	switch {
	// Who names the indicator depends on the layout: here the column does.
	case b.d.layout == unitsDown:
		b.checkSeries(at, text.Indicator, c.breakdown)
	case b.d.layout == indicatorsDown && (text.Indicator != "" || text.Breakdown != ""):
		b.wrong(at, "in the layout %s the rows say which indicator it is", indicatorsDown)
	}
	return c
}

// measureOf is the measure that a text names.
func measureOf(text string) (Measure, bool) {
	m := Measure(text)
	return m, slices.Contains([]Measure{Flow, YTD, Stock, Target}, m)
}

// breakdownOr is the breakdown that a definition states, or the whole where it states none.
func breakdownOr(text string) string {
	if text == "" {
		return total
	}
	return text
}

// percentage finds the two columns that a percentage relates, by their headers as the definition
// writes them.
func (b *builder) percentage(i int) {
	c := &b.d.columns[i]
	if !c.isPercentage {
		return
	}
	text := b.text.Columns[i]
	for _, part := range []struct {
		key, header string
		place       *int
	}{{"percentage_of", text.PercentageOf, &c.percentageOf}, {"percentage_by", text.PercentageBy, &c.percentageBy}} {
		*part.place = slices.IndexFunc(b.d.columns, func(other column) bool {
			return other.text == part.header && !other.isPercentage
		})
		if *part.place < 0 {
			b.wrong(fmt.Sprintf("columns[%d].%s", i, part.key),
				"read %q; expected the header of a column with numbers, as it is written there", part.header)
		}
	}
	b.tolerance(i)
}

// tolerance is by how much a stated percentage may differ from the computed one, in percentage
// points. Percentages are printed with one digit after the point, rounded or cut off, so that a
// tenth is allowed unless the definition says otherwise.
func (b *builder) tolerance(i int) {
	c, text := &b.d.columns[i], b.text.Columns[i].Tolerance
	// OfParts takes units of 10^-10.
	c.tolerance = quantity.OfParts(0, 1_000_000_000) // a tenth of a percentage point
	if text == "" {
		return
	}
	value, err := quantity.Parse(text)
	if err != nil || value.Sign() < 0 {
		b.wrong(fmt.Sprintf("columns[%d].tolerance", i), "read %q; expected percentage points such as 0.1 or 1",
			text)
	}
	c.tolerance = value
}

// checkSeries refuses an indicator or a breakdown that the definition does not list with its
// labels.
func (b *builder) checkSeries(at, indicator, breakdown string) {
	if _, known := b.text.Indicators[indicator]; !known {
		b.wrong(at+".indicator", "%q is not under indicators", indicator)
	}
	if _, known := b.text.Breakdowns[breakdown]; !known && breakdown != total {
		b.wrong(at+".breakdown", "%q is not under breakdowns", breakdown)
	}
}

// rows reads the rows of a form with one unit. A row with a breakdown is a part of the last row
// above it that is a whole.
func (b *builder) rows() {
	switch {
	case b.d.layout == unitsDown && len(b.text.Rows) > 0:
		b.wrong("rows", "in the layout %s the rows are units", unitsDown)
	case b.d.layout == indicatorsDown && len(b.text.Rows) == 0:
		b.wrong("rows", "expected the rows that hold indicators")
	case b.d.layout != indicatorsDown:
		return
	}
	// Parts follow their whole, as on paper; a part above any whole belongs to none.
	whole := -1
	for i, text := range b.text.Rows {
		r := b.row(fmt.Sprintf("rows[%d]", i), text)
		if r.under = whole; r.breakdown == total {
			r.under, whole = -1, i
		}
		b.d.rows = append(b.d.rows, r)
	}
}

// row reads one row: by which labels it is known, which number it is, and what its columns hold
// where that is not what they usually hold.
func (b *builder) row(at string, text rowFile) row {
	r := row{text: text.Label, indicator: text.Indicator, breakdown: breakdownOr(text.Breakdown), optional: text.Optional}
	for _, way := range alternatives(text.Label) {
		r.labels = append(r.labels, labelKey(way))
	}
	if len(r.labels) == 0 {
		b.wrong(at+".label", "expected the text that names the row")
	}
	b.checkSeries(at, r.indicator, r.breakdown)
	// Rows may hold another measure than their columns say: under "lũy kế" a stock stands.
	for _, column := range slices.Sorted(maps.Keys(text.Measures)) {
		holds := text.Measures[column]
		from, fromOK := measureOf(column)
		to, toOK := measureOf(holds)
		if !fromOK || !toOK {
			b.wrong(at+".measures", "read {%s: %s}; expected a column's measure and what it holds in this row, such as "+
				"{ytd: stock}", column, holds)
		}
		if r.measures == nil {
			r.measures = map[Measure]Measure{}
		}
		r.measures[from] = to
	}
	return r
}
