package trace

import (
	"math/big"
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// wholeShare is a whole number in the parts in which a share is stated.
const wholeShare = 1_000_000_000_000_000

// origin is what a unit achieved as its totals count it, quarter by quarter.
type origin struct {
	unit               string
	actual, ytd, stock [5]total // by quarter
}

// take works out what of a part counts in the row, and says whether it counts there at all. Places
// are those of the number that have to do with this row, and the way is that to the first of them.
func (c *current) take(part *Part) bool {
	derived := derive(part.cells)
	o := c.originOf(part.UnitID, derived)
	part.derived = derived[c.quarter]
	part.Succession = c.follow[part.UnitID][c.quarter]
	part.Terms, part.YTDTerms = part.derived.published(c.Stock, c.yearly)
	flow, flowIn := c.flowOf(o)
	ytd, ytdIn := c.cumulativeOf(o)
	stock, stockIn := c.stockOf(o)
	switch {
	case c.Stock:
		part.Actual = stock.String()
	case c.yearly:
		part.Actual = ytd.String()
	default:
		part.Actual, part.ActualYTD = flow.String(), ytd.String()
	}
	if !flowIn && !ytdIn && !stockIn {
		return false
	}
	for _, p := range c.places[part.UnitID] {
		if c.beneath[p.UnitID] || p.Hides == c.UnitID {
			part.Places = append(part.Places, p)
			if part.Way == nil {
				part.Way = c.way(part.UnitID, p.UnitID)
			}
		}
	}
	return true
}

// originOf takes out of a unit's numbers what its predecessors have in theirs.
func (c *current) originOf(unit string, derived [5]Derived) *origin {
	o := &origin{unit: unit}
	for q := 1; q <= c.quarter; q++ {
		flow, ytd := shown(derived[q].Flow), shown(derived[q].YTD)
		if s := c.follow[unit][q]; s != nil {
			if len(derived[q].Flow) != 1 {
				flow = s.actual
			}
			flow, ytd = without(flow, s.actual, s.Counted), without(ytd, s.actualYTD, s.CountedYTD)
		}
		o.actual[q].addText(flow)
		o.ytd[q].addText(ytd)
		o.stock[q].addText(shown(derived[q].Stock))
	}
	return o
}

// flowOf is what the row counts of a quarter's flow: of a share the difference of its cumulatives.
// The difference is taken after rounding: shares of a quarter, each rounded by itself, would not
// add up to the share of the year. in says whether anything of the unit counts in the row, which it
// does even where the number is not known.
func (c *current) flowOf(o *origin) (sum total, in bool) {
	for _, p := range c.placesOf(o.unit, c.days[c.quarter]) {
		if !c.beneath[p.UnitID] {
			continue
		}
		in = true
		switch flow := o.actual[c.quarter]; {
		case !flow.known:
		case !p.Shared:
			sum.add(flow.value)
		default:
			sum.add(c.sharedAt(o, p.UnitID, c.quarter).Minus(c.sharedBefore(o, p.UnitID)))
		}
	}
	return sum, in
}

// sharedBefore is the share of a place in the last cumulative that was known before the row's quarter.
func (c *current) sharedBefore(o *origin, place string) (none quantity.Quantity) {
	for q := c.quarter - 1; q >= 1; q-- {
		if o.ytd[q].known {
			return c.sharedAt(o, place, q)
		}
	}
	return none
}

// sharedAt is what a place has by its weights of the cumulative at the end of a quarter.
func (c *current) sharedAt(o *origin, place string, quarter int) (sum quantity.Quantity) {
	for _, piece := range c.portions(o, quarter) {
		for _, p := range c.placesOf(o.unit, piece.day) {
			if p.Shared && p.UnitID == place {
				sum = sum.Plus(c.share(piece.value, p))
			}
		}
	}
	return sum
}

// stockOf is what the row counts of the stock at the end of its quarter. A stock is not parted by
// days, since it is of one day only.
func (c *current) stockOf(o *origin) (sum total, in bool) {
	for _, p := range c.placesOf(o.unit, c.days[c.quarter]) {
		if c.beneath[p.UnitID] {
			in = true
			if stock := o.stock[c.quarter]; stock.known {
				sum.add(c.share(stock.value, p))
			}
		}
	}
	return sum, in
}

// cumulativeOf is what the row counts of the cumulative, each portion where it counts by the day of its achievement.
func (c *current) cumulativeOf(o *origin) (sum total, in bool) {
	for _, piece := range c.portions(o, c.quarter) {
		for _, p := range c.placesOf(o.unit, piece.day) {
			if c.beneath[p.UnitID] {
				in = true
				sum.add(c.share(piece.value, p))
			}
		}
	}
	return sum, in
}

// portion is a part of a cumulative, and a day of the span of time in which it was achieved.
type portion struct {
	day   string
	value quantity.Quantity
}

// portions parts the cumulative at the end of a quarter by the days of the year from which on the
// unit's numbers count elsewhere. A unit that passed into another one on 1 July, and of which
// workbooks state cumulatives of 40, 60 and 90 at the ends of the first three quarters, has two
// portions at the end of the third: 60, which count at its place of before, and 30, which count at
// its place since. Each portion ends with the last cumulative that is known in its span.
func (c *current) portions(o *origin, quarter int) (pieces []portion) {
	if !o.ytd[quarter].known {
		return nil
	}
	days := c.cuts(o.unit)
	if len(days) == 0 {
		return []portion{{c.days[quarter], o.ytd[quarter].value}}
	}
	var before quantity.Quantity
	for i, from := range append([]string{""}, days...) {
		if from > c.days[quarter] {
			break
		}
		last, found := 0, false // the last quarter within the span that is known
		for q := 1; q <= quarter; q++ {
			if o.ytd[q].known && c.days[q] >= from && (i == len(days) || c.days[q] < days[i]) {
				last, found = q, true
			}
		}
		if found {
			pieces = append(pieces, portion{max(from, c.days[0]), o.ytd[last].value.Minus(before)})
			before = o.ytd[last].value
		}
	}
	return pieces
}

// cuts are the days within the year from which on the numbers of a unit count elsewhere.
func (c *current) cuts(unit string) (days []string) {
	for _, p := range c.places[unit] {
		if p.From > c.days[0] && p.From <= c.days[4] {
			days = append(days, p.From)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// share is the part of a number that counts at a place: what lies below its upper bound without
// what lies below its lower one, so that all parts add up to the number. Two parts of 7 with the
// bounds 0 to 50 % and 50 to 100 % are 4 and 3, and not twice 4.
func (c *current) share(number quantity.Quantity, p Place) quantity.Quantity {
	if !p.Shared {
		return number
	}
	return allotted(number, p.High, c.decimals).Minus(allotted(number, p.Low, c.decimals))
}

// allotted is what of a number lies below a bound, rounded half away from zero to an indicator's
// digits. A Quantity has units of 10^-10 and a bound those of 10^-15, hence 10^-25.
func allotted(number quantity.Quantity, bound int64, decimals int) quantity.Quantity {
	exact := new(big.Int).Mul(number.Abs().Units(), big.NewInt(bound)) // in 10^-25
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(25-decimals)), nil)
	half := new(big.Int).Rsh(step, 1)
	whole := new(big.Int).Div(exact.Add(exact, half), step)
	whole.Mul(whole, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(10-decimals)), nil))
	result, _ := quantity.OfUnits(whole) // not more than the number
	if number.Sign() < 0 {
		return result.Neg()
	}
	return result
}

// add adds a number that is known, and makes the total known with it.
func (t *total) add(value quantity.Quantity) { t.value, t.known = t.value.Plus(value), true }

// textValue is the number of an exact text, for sorting and for shares.
func textValue(text string) quantity.Quantity {
	value, _ := quantity.ParseSum(text) // an unknown one counts as nothing
	return value
}

// deriveCurrent sums the parts, counts the reports, and compares all of it with what is published.
// What could not be placed any lower than the row's unit belongs to the cumulative only, because
// that is how the tables carry it.
func (c *current) deriveCurrent() {
	if c.Published.Status == "not_comparable" { // it has an unknown part of another unit's number
		c.Agrees = c.Published.Actual == "" && c.Published.ActualYTD == ""
		return
	}
	var actual, ytd total
	reported, contributing := 0, 0
	for i := range c.Parts {
		part := &c.Parts[i]
		actual.addText(part.Actual)
		ytd.addText(part.ActualYTD)
		counts := part.derived.Reported
		if c.yearly {
			counts = part.derived.ReportedYTD
		}
		if counts && !part.closed {
			times := c.counted(part.UnitID)
			reported += times
			if c.contributes(part) {
				contributing += times
			}
		}
	}
	if c.yearly {
		actual.addText(c.Unplaced)
	} else if !c.Stock {
		ytd.addText(c.Unplaced)
	}
	c.Derived = Figures{Actual: actual.String(), ActualYTD: ytd.String(), Reported: reported, Contributing: contributing}
	numerator := ytd
	if c.yearly {
		numerator = actual
	}
	c.derivePercent(numerator)
	c.Agrees = same(c.Derived.Actual, c.Published.Actual) && same(c.Derived.ActualYTD, c.Published.ActualYTD) &&
		same(c.Derived.AttainmentPct, c.Published.AttainmentPct) && reported == c.Published.Reported &&
		contributing == c.Published.Contributing && c.deriveTarget()
}

// counted says how often a unit's report counts in the row: with each of its parts in a unit's own row, once above.
func (c *current) counted(unit string) (times int) {
	for _, p := range c.placesOf(unit, c.days[c.quarter]) {
		switch {
		case p.UnitID == c.UnitID && p.Own:
			times++
		case c.beneath[p.UnitID] && p.Low == 0:
			times = 1
		}
	}
	return times
}
