package form

import "tonghop/pipeline/vocabulary/period"

// Obligation is what a form definition asks of the units: who submits it, for which periods, until when, and which
// series it brings. The warehouse derives expected units and completeness from it.
type Obligation struct {
	FormID string
	Title  map[string]string // by language: "vi", "en"
	// Submitters are the unit levels that submit the form, e.g. commune, agency. Empty with SubmitterUnits set:
	// only these units.
	Submitters     []string
	SubmitterUnits []string
	// Covered are the levels of the units that the rows of a many-unit form stand for; empty: the submitter reports for
	// itself.
	Covered   []string
	Kind      period.Kind     // the periods it is submitted for: Quarter, Half, Nine or Year
	Calendar  period.Calendar // on whose days its periods end
	ValidFrom period.Date     // the definition reads periods that end on or after this day; zero: always
	ValidTo   period.Date     // … and that start on or before this day; zero: always
	HasDue    bool            // false: no due date, nothing is late
	DueDays   int             // due this many days after the period's last day
	GraceDays int             // received within so many days after the due date is still on time
	Priority  int             // when two forms bring one series for one unit and period, the higher wins
	Series    []Series
}

// Series is one indicator × breakdown that a form brings.
type Series struct {
	Indicator string
	Breakdown string
	Measures  []Measure
	Label     map[string]string // by language
	UnitLabel map[string]string // unit of measure by language: "người"
	Decimals  int               // digits after the decimal point that the office publishes; 0 for counts
	// Order is the row's place in the printed table.
	Order int
}
