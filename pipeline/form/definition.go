package form

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace/yamlfile"
)

// Definition is one form: what forms/<name>.yaml states, checked and ready to read with. It is never changed after
// LoadDir.
type Definition struct {
	Name   string // of the file, without .yaml
	ID     string
	SHA256 string // of the file
	Body   string
	source *yamlfile.File // to name places in it

	layout    layout
	recognise []string // folded texts, all of which must stand in the head of a sheet
	// recogniseText is the same as the definition states it, for messages.
	recogniseText string
	sheet         *pattern // nil: any sheet
	file          *pattern // nil: any file name
	unit          unitPlace
	periodKind    period.Kind
	periodFrom    []string // of cells, sheet, file: where the period is looked for, in this order
	calendar      period.Calendar
	validFrom     period.Date
	validTo       period.Date

	label   header // the column that holds indicators or unit names; no paths: it has no header, see labelAt
	labelAt labelPlace
	code    header // the column of the units' official codes; no paths: units are found by their names
	number  header // the column of ordinal numbers; no paths: none
	columns []column
	rows    []row // of an indicators_down form
	covers  []string
	total   []string // folded labels of the row that sums the others
	// totalCoversMore says that the rows are only a part of what the total covers.
	totalCoversMore bool
	groups          []*pattern // of the labels of group rows that no letter or roman number marks
	ignore          []*pattern // of the labels of rows that are passed over
	table           bounds
	parameters      *parameterTable
	// ignoreColumns are folded headers of columns that may hold numbers which are not read; "*" is every other column.
	ignoreColumns []string
	rules         []rule
	// indicators and breakdowns are the labels of what rules name.
	indicators, breakdowns map[string]labelText
	series                 []Series
	submitter              obligationText
}

// labelPlace is where the column of names stands that has no header.
type labelPlace struct {
	column int  // 0: none stated
	left   bool // it is the one left of the first column with numbers
}

// bounds are folded labels of rows between which the table stands; "" is open.
type bounds struct{ after, before string }

type layout string

const (
	indicatorsDown layout = "indicators_down" // one unit a workbook, indicators down, measures across
	unitsDown      layout = "units_down"      // many units down, indicators across
)

// header is how a column is found: by the texts of its header cells from the top down; several ways of writing it may
// stand.
type header struct {
	text  string // as the definition states it, for messages
	paths [][]string
}

// column is one column that holds numbers.
type column struct {
	header
	measure   Measure // "" for a percentage, which is checked and never used
	indicator string  // of a units_down form
	breakdown string
	// percentageOf and percentageBy are positions in columns: a percentage states the first divided by the second.
	percentageOf, percentageBy int
	isPercentage               bool
	tolerance                  quantity.Quantity // of a percentage, in percentage points
	optional                   bool
}

// row is one row of an indicators_down form.
type row struct {
	text      string // as the definition states it
	labels    []string
	indicator string
	breakdown string
	under     int                 // position of the row that this one is a part of; -1: none
	measures  map[Measure]Measure // what the columns hold in this row, when it is not what they state; "": nothing
	optional  bool
}

// measureIn is what a column holds in this row; "" when it holds no number here.
func (r *row) measureIn(c *column) Measure {
	if r.measures == nil {
		return c.measure
	}
	return r.measures[c.measure]
}

// obligationText is the part of a definition that says who owes the form until when.
type obligationText struct {
	levels, units []string
	title         map[string]string
	hasDue        bool
	due, grace    int
	priority      int
}

// obligation is what the definition asks of the units.
func (d *Definition) obligation() Obligation {
	s := d.submitter
	return Obligation{
		FormID: d.ID, Title: s.title, Submitters: s.levels, SubmitterUnits: s.units, Covered: d.covers, Kind: d.periodKind,
		Calendar:  d.calendar,
		ValidFrom: d.validFrom, ValidTo: d.validTo, HasDue: s.hasDue, DueDays: s.due, GraceDays: s.grace,
		Priority: s.priority, Series: d.series,
	}
}
