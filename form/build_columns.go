package form

import (
	"fmt"
	"slices"
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
	c := column{header: newHeader(text.Header), indicator: text.Indicator, breakdown: breakdownOr(text.Breakdown), optional: text.Optional}
	if text.Header == "" {
		return c, b.file.Errorf(at+".header", "expected the texts of the header cells from the top down, parted by \" / \"")
	}
	if text.PercentageOf != "" || text.PercentageBy != "" {
		c.isPercentage = true
		if text.Measure != "" {
			return c, b.file.Errorf(at+".measure", "a percentage has no measure: it is checked and never used")
		}
		return c, nil
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
	for key, place := range map[string]*int{text.PercentageOf: &c.percentageOf, text.PercentageBy: &c.percentageBy} {
		*place = slices.IndexFunc(b.d.columns, func(other column) bool { return other.text == key && !other.isPercentage })
		if *place < 0 {
			return b.file.Errorf(fmt.Sprintf("columns[%d]", i), "%q is not the header of a column with numbers; expected percentage_of and percentage_by to name two", key)
		}
	}
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
	for column, holds := range text.Measures {
		from, fromOK := measureOf(column)
		to, toOK := measureOf(holds)
		if !fromOK || !toOK {
			return r, b.file.Errorf(at+".measures", "read {%s: %s}; expected a column's measure and what it holds in this row, such as {ytd: stock}", column, holds)
		}
		if r.measures == nil {
			r.measures = map[Measure]Measure{}
		}
		r.measures[from] = to
	}
	return r, nil
}
