package form

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
)

// Measure says what a number holds.
type Measure string

const (
	// Flow adds up over time, Stock does not; YTD is the sum of the flows of a year so far.
	Flow   Measure = "flow"   // in the period
	YTD    Measure = "ytd"    // cumulative since 1 January
	Stock  Measure = "stock"  // at the period's end
	Target Measure = "target" // assigned for the period's year
)

// Observation is one number, or the mark that stands in its place, read from one cell.
type Observation struct {
	// UnitID, Indicator, Breakdown and Measure say which number it is; unit and period of the
	// workbook stand in its Reading.
	UnitID    string // the workbook's unit, or the row's unit in a form with many units
	Indicator string
	Breakdown string // "total" for the whole
	Measure   Measure
	Mark      vntext.Mark
	Value     quantity.Quantity // 0 unless Mark is value
	// Where the number stands, so that every published number can be traced to its cell.
	Sheet string
	Cell  string // A1
	Raw   string // as the file stores it
}

// Severity of a finding: an error rejects the workbook, a warning does not.
type Severity string

const (
	// Only these two exist: whatever is uncertain enough to reject is an error.
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one problem found in a submission. It keeps codes; Text words it by the message
// catalogue, in either language.
type Finding struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`               // stable, e.g. "number_ambiguous"
	Sheet    string   `json:"sheet,omitempty"`    // "" when the finding is about the file
	Cell     string   `json:"cell,omitempty"`     // A1, "" when about the sheet or the file
	Read     string   `json:"read,omitempty"`     // what was read
	Expected string   `json:"expected,omitempty"` // what was expected
	// Detail fills further places of the catalogue's text, e.g. the rule or the column's name.
	Detail map[string]string `json:"detail,omitempty"`
}

// Reading is what one form in a workbook was understood as.
type Reading struct {
	FormID string // "" when no form was recognised
	// Place is where the form stands in the workbook: its sheet, and behind "!" the row in which it begins when it stands
	// beneath another one. It is "" when no form was recognised, and the same whatever definition reads the form.
	Place     string
	UnitID    string // "" when no unit was recognised
	Period    period.Period
	HasPeriod bool
	// Findings of a rejected form are kept, for its sender; its numbers are not.
	Observations []Observation // empty when rejected
	Findings     []Finding
	Accepted     bool
}
