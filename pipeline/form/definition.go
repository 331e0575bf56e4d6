package form

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/yamlfile"
)

// Definition is one form: what forms/<name>.yaml states, checked and ready to read workbooks with.
// It is never changed after Parse or LoadDir, so any number of goroutines may read with it.
type Definition struct {
	Name string // of the file, without .yaml
	// ID is the code of the form, which several definitions may share: a form that changed has one
	// for each stretch of time.
	ID     string
	SHA256 string // of the file
	Body   string
	source *yamlfile.File // to name places in it

	layout    layout
	recognise []string // folded texts, all of which must stand in the head of a sheet
	marksAt   []int    // their places among the marks of the set
	// recogniseText is the same as the definition states it, for messages.
	recogniseText string
	sheet         *pattern // nil: any sheet
	file          *pattern // nil: any file name
	// Where a workbook names its unit and its period.
	unit       unitPlace
	periodKind period.Kind
	periodFrom []string // of cells, sheet, file: where the period is looked for, in this order
	calendar   period.Calendar
	// The definition reads workbooks whose period overlaps these days; a zero day is an open end.
	validFrom period.Date
	validTo   period.Date

	label   header // the column that holds indicators or unit names; no paths: it has no header, see labelAt
	labelAt labelPlace
	code    header // the column of the units' official codes; no paths: units are found by their names
	number  header // the column of ordinal numbers; no paths: none
	columns []column
	rows    []row // of an indicators_down form
	// covers are the levels of the units that rows stand for, in a units_down form.
	covers []string
	total  []string // folded labels of the row that sums the others
	// totalCoversMore says that the rows are only a part of what the total covers, so that it must
	// not equal their sum.
	totalCoversMore bool
	groups          []*pattern // of the labels of group rows that no letter or roman number marks
	ignore          []*pattern // of the labels of rows that are passed over
	table           bounds
	parameters      *parameterTable
	// ignoreColumns are folded headers of columns that may hold numbers which are not read; "*" is every other column.
	ignoreColumns []string
	rules         []rule
	// indicators and breakdowns are the labels of what rules name, for messages.
	indicators, breakdowns map[string]labelText
	// series is everything that the form brings, in the order of its rows or columns.
	series []Series
	// submitter says who owes the form, and until when.
	submitter obligationText
}

// labelPlace is where the column of names stands in a form that has no header over it.
type labelPlace struct {
	column int  // 0: none stated
	left   bool // it is the one left of the first column with numbers
}

// bounds are folded labels of the rows between which the table stands; "" is an open end.
type bounds struct{ after, before string }

// layout is how a form is arranged, as the definition states it.
type layout string

const (
	indicatorsDown layout = "indicators_down" // one unit a workbook, indicators down, measures across
	unitsDown      layout = "units_down"      // many units down, indicators across
)

// header is how a column is found: by the texts of its header cells from the top down. It has a
// path for each way in which offices write it.
type header struct {
	text  string // as the definition states it, for messages
	paths [][]string
}

// column is one column that holds numbers.
type column struct {
	header
	measure Measure // "" for a percentage, which is checked and never used
	// A units_down form has its indicators in columns, an indicators_down form in rows.
	indicator string // of a units_down form
	breakdown string
	// percentageOf and percentageBy are positions in columns: a percentage states the first divided
	// by the second. It is checked against the two and never used.
	percentageOf, percentageBy int
	isPercentage               bool
	tolerance                  quantity.Quantity // of a percentage, in percentage points
	// optional says that a workbook may lack the column.
	optional bool
}

// row is one row of an indicators_down form: one indicator or a part of one.
type row struct {
	text string // as the definition states it
	// labels are the folded ways of writing its label.
	labels    []string
	indicator string
	breakdown string
	under     int                 // position of the row that this one is a part of; -1: none
	measures  map[Measure]Measure // what the columns hold in this row, when it is not what they state; "": nothing
	optional  bool
}

// measureIn is what a column holds in this row; "" when it holds no number here, as where a stock
// has no flow.
func (r *row) measureIn(c *column) Measure {
	if r.measures == nil {
		return c.measure
	}
	return r.measures[c.measure]
}

// obligationText is the part of a definition that says who owes the form until when. due and grace
// are in days.
type obligationText struct {
	levels, units []string
	title         map[string]string
	hasDue        bool
	due, grace    int
	priority      int
	// What the form says of units that follow others, and of those that end within a period.
	counts registry.Counts
	final  bool
}

// obligation is what the definition asks of the units.
// The warehouse knows obligations, and nothing of layouts and headers.
func (d *Definition) obligation() Obligation {
	s := d.submitter
	return Obligation{
		FormID: d.ID, Title: s.title, Submitters: s.levels, SubmitterUnits: s.units, Covered: d.covers, Kind: d.periodKind,
		Calendar:  d.calendar,
		ValidFrom: d.validFrom, ValidTo: d.validTo, HasDue: s.hasDue, DueDays: s.due, GraceDays: s.grace,
		Priority: s.priority, Series: d.series, Counts: s.counts, Final: s.final,
	}
}
