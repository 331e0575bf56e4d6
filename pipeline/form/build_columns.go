package form

import (
	"fmt"
	"maps"
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// total is the breakdown of the whole.
const total = "total"

func (b *builder) columns() error {
	if len(b.text.Columns) == 0 {
		return b.file.Errorf("columns", "expected at least one column with numbers")
	}
	for i, text := range b.text.Columns {
		c, err := b.column(fmt.Sprintf("columns[%d]", i), text)
		if err != nil {
			return err
		}
		b.d.columns = append(b.d.columns, c)
	}
	for i := range b.d.columns {
		if err := b.percentage(i); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) column(at string, text columnFile) (column, error) {
	c := column{header: newHeader(text.Header), indicator: text.Indicator, breakdown: breakdownOr(text.Breakdown),
		optional: text.Optional}
	if slices.ContainsFunc(c.paths, func(path []string) bool { return slices.Contains(path, "") }) {
		return c, b.file.Errorf(at+".header", "expected the texts of the header cells from the top down, parted by \" / \"")
	}
	if text.PercentageOf != "" || text.PercentageBy != "" {
		c.isPercentage = true
		if text.Measure != "" || text.Indicator != "" || text.Breakdown != "" {
			return c, b.file.Errorf(at, "a percentage has no measure, indicator or breakdown: it is checked and never used")
		}
		return c, nil
	}
	if text.Tolerance != "" {
		return c, b.file.Errorf(at+".tolerance", "only a percentage has a tolerance")
	}
	var ok bool
	if c.measure, ok = measureOf(text.Measure); !ok {
		return c, b.file.Errorf(at+".measure", "read %q; expected flow, ytd, stock or target", text.Measure)
	}
	if b.d.layout == indicatorsDown {
		if text.Indicator != "" || text.Breakdown != "" {
			return c, b.file.Errorf(at, "in the layout %s the rows say which indicator it is", indicatorsDown)
		}
		return c, nil
	}
	return c, b.checkSeries(at, text.Indicator, c.breakdown)
}

func measureOf(text string) (Measure, bool) {
	m := Measure(text)
	return m, slices.Contains([]Measure{Flow, YTD, Stock, Target}, m)
}

func breakdownOr(text string) string {
	if text == "" {
		return total
	}
	return text
}

// percentage finds the two columns that a percentage relates, by their headers.
func (b *builder) percentage(i int) error {
	c := &b.d.columns[i]
	if !c.isPercentage {
		return nil
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
			return b.file.Errorf(fmt.Sprintf("columns[%d].%s", i, part.key),
				"read %q; expected the header of a column with numbers, as it is written there", part.header)
		}
	}
	return b.tolerance(i)
}

// tolerance is by how much a stated percentage may differ, in percentage points. A percentage is printed with one
// digit after the point, rounded or cut off, unless the definition says otherwise.
func (b *builder) tolerance(i int) error {
	c, text := &b.d.columns[i], b.text.Columns[i].Tolerance
	c.tolerance = quantity.One / 10
	if text == "" {
		return nil
	}
	value, err := quantity.Parse(text)
	if err != nil || value < 0 {
		return b.file.Errorf(fmt.Sprintf("columns[%d].tolerance", i), "read %q; expected percentage points such as 0.1 or 1",
			text)
	}
	c.tolerance = value
	return nil
}

func (b *builder) checkSeries(at, indicator, breakdown string) error {
	if _, known := b.text.Indicators[indicator]; !known {
		return b.file.Errorf(at+".indicator", "%q is not under indicators", indicator)
	}
	if _, known := b.text.Breakdowns[breakdown]; !known && breakdown != total {
		return b.file.Errorf(at+".breakdown", "%q is not under breakdowns", breakdown)
	}
	return nil
}

func (b *builder) rows() error {
	if b.d.layout == unitsDown {
		if len(b.text.Rows) > 0 {
			return b.file.Errorf("rows", "in the layout %s the rows are units", unitsDown)
		}
		return nil
	}
	if len(b.text.Rows) == 0 {
		return b.file.Errorf("rows", "expected the rows that hold indicators")
	}
	whole := -1
	for i, text := range b.text.Rows {
		r, err := b.row(fmt.Sprintf("rows[%d]", i), text)
		if err != nil {
			return err
		}
		if r.under = whole; r.breakdown == total {
			r.under, whole = -1, i
		}
		b.d.rows = append(b.d.rows, r)
	}
	return nil
}

func (b *builder) row(at string, text rowFile) (row, error) {
	r := row{text: text.Label, indicator: text.Indicator, breakdown: breakdownOr(text.Breakdown), optional: text.Optional}
	for _, way := range alternatives(text.Label) {
		r.labels = append(r.labels, labelKey(way))
	}
	if len(r.labels) == 0 {
		return r, b.file.Errorf(at+".label", "expected the text that names the row")
	}
	if err := b.checkSeries(at, r.indicator, r.breakdown); err != nil {
		return r, err
	}
	for _, column := range slices.Sorted(maps.Keys(text.Measures)) {
		holds := text.Measures[column]
		from, fromOK := measureOf(column)
		to, toOK := measureOf(holds)
		if !fromOK || !toOK {
			return r, b.file.Errorf(at+".measures", "read {%s: %s}; expected a column's measure and what it holds in this "+
				"row, such as {ytd: stock}", column, holds)
		}
		if r.measures == nil {
			r.measures = map[Measure]Measure{}
		}
		r.measures[from] = to
	}
	return r, nil
}
