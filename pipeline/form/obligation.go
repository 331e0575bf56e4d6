package form

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace/registry"
)

// Obligation is what a form definition asks of the units: who submits it, for which periods, until when, and which
// series it brings. The warehouse derives expected units and completeness from it.
type Obligation struct {
	FormID string
	Title  map[string]string // by language: "vi", "en"
	// Submitters are the levels of the units that submit the form, such as commune or agency;
	// SubmitterUnits are further units by their identifiers. Submitters may be empty when
	// SubmitterUnits is not.
	Submitters     []string
	SubmitterUnits []string
	// Covered are the levels of the units that the rows of a form with many units stand for. It is
	// empty where the submitter reports for itself.
	Covered   []string
	Kind      period.Kind     // the periods it is submitted for: Quarter, Half, Nine or Year
	Calendar  period.Calendar // on whose days its periods end
	ValidFrom period.Date     // the definition reads periods that end on or after this day; zero: always
	ValidTo   period.Date     // … and that start on or before this day; zero: always
	HasDue    bool            // false: no due date, nothing is late
	DueDays   int             // due this many days after the period's last day
	GraceDays int             // received within so many days after the due date is still on time
	Priority  int             // when two forms bring one series for one unit and period, the higher wins
	// Counts is what a successor's cumulative in this form holds of its predecessors, where the registry does not say;
	// Unstated leaves it to the workbooks. Final asks a unit that ended within a period for that period once more.
	Counts registry.Counts
	Final  bool
	Series []Series
}

// Series is one indicator and breakdown that a form brings.
type Series struct {
	// Breakdown is "total" for the whole; Measures are those that the form has a cell for.
	Indicator string
	Breakdown string
	Measures  []Measure
	Label     map[string]string // by language
	UnitLabel map[string]string // unit of measure by language: "người"
	Decimals  int               // digits after the decimal point that the office publishes; 0 for counts
	History   History
	// Order is the place of the series in printed tables, counted from 1.
	Order int
}

// History says from when on a number is unlike the unit's own last one: more than Factor times it, or less than it
// divided by Factor, and at least Least away from it. Factor has two decimals at most. The zero History is what is
// usual: ten times, and twenty.
type History struct{ Factor, Least quantity.Quantity }
