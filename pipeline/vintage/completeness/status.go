package completeness

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// Question narrows a status down; what is empty is not asked.
type Question struct {
	Period string // a label; otherwise the periods that end last
	Form   string
	Unit   string // unit_id: it and everything beneath it
	Level  string
	Today  period.Date // in the workspace's time zone; zero: how late what is missing is stays unsaid
}

// Status is who submitted what for one or more periods that end together.
type Status struct {
	Vintage  string          `json:"vintage"`
	Today    string          `json:"today"` // ISO 8601, as every day here
	Periods  []period.Period `json:"-"`
	Labels   []string        `json:"periods"`
	Forms    []Form          `json:"forms"`
	Rollup   []Row           `json:"rollup"`
	Units    []Entry         `json:"units"`
	Chase    []Entry         `json:"chase"`    // those of Units that are to be chased, with what rejected their workbooks
	Unplaced int             `json:"unplaced"` // rejected workbooks whose form, unit or period could not be read
}

// Title is what a form is called.
func (s *Status) Title(form string, language message.Language) string {
	for _, f := range s.Forms {
		switch {
		case f.Form == form && language == message.English:
			return f.TitleEN
		case f.Form == form:
			return f.TitleVI
		}
	}
	return form
}

// Form is a form's title in both languages.
type Form struct {
	Form    string `json:"form"`
	TitleVI string `json:"title_vi"`
	TitleEN string `json:"title_en"`
}

// Row counts the units that submitted one form for one period: the unit itself and those beneath it.
type Row struct {
	UnitID       string `json:"unit_id"`
	UnitName     string `json:"unit_name"`
	UnitLevel    string `json:"unit_level"`
	Form         string `json:"form"`
	Period       string `json:"period"`
	DueDate      string `json:"due_date"` // "" without one
	Depth        int    `json:"depth"`    // in the tree of units, 0 for a root
	HasParts     bool   `json:"has_parts"`
	Expected     int    `json:"expected"`
	OnTime       int    `json:"on_time"`
	Late         int    `json:"late"`
	Rejected     int    `json:"rejected"`
	Missing      int    `json:"missing"`
	SubmittedPct string `json:"submitted_pct"` // an exact decimal
}

// Status of a row: complete, partial or missing, as in the tables of attainment.
func (r Row) Status() string {
	switch submitted := r.OnTime + r.Late; submitted {
	case 0:
		return "missing"
	case r.Expected:
		return "complete"
	}
	return "partial"
}

// Entry is what one unit did about one form for one period.
type Entry struct {
	UnitID               string    `json:"unit_id"`
	UnitName             string    `json:"unit_name"`
	UnitLevel            string    `json:"unit_level"`
	ParentUnitID         string    `json:"parent_unit_id"`
	ParentName           string    `json:"parent_name"`
	Form                 string    `json:"form"`
	Period               string    `json:"period"`
	DueDate              string    `json:"due_date"`
	LastDate             string    `json:"last_date"` // the last day that is on time
	ReceivedAt           time.Time `json:"received_at,omitzero"`
	Status               string    `json:"status"` // on_time, late, rejected, missing
	Note                 string    `json:"note,omitempty"`
	DaysLate             int       `json:"days_late"`          // from the due date until it came, or until today
	Deadline             string    `json:"deadline,omitempty"` // of what is still expected: open, grace, passed
	SubmissionID         string    `json:"submission_id,omitempty"`
	RejectedSubmissionID string    `json:"rejected_submission_id,omitempty"`
	File                 string    `json:"file,omitempty"` // of the rejected workbook, below the inbox
	Findings             []Finding `json:"findings,omitempty"`
}

// ToChase says whether something is still expected of the unit: a workbook, or a correction of the one rejected last.
func (e Entry) ToChase() bool {
	return e.Status == "missing" || e.Status == "rejected" || e.Note == "correction_rejected"
}

// Finding is an error that rejected a workbook.
type Finding struct {
	Code      string `json:"code"`
	Sheet     string `json:"sheet,omitempty"`
	Cell      string `json:"cell,omitempty"`
	Read      string `json:"read,omitempty"`
	Expected  string `json:"expected,omitempty"`
	MessageVI string `json:"message_vi"`
	MessageEN string `json:"message_en"`
}

// Text is what the sender reads: the place, what was read, what was expected and what to do.
func (f Finding) Text(language message.Language) string {
	if language == message.English {
		return f.MessageEN
	}
	return f.MessageVI
}

// NothingError says that nothing is expected of what was asked for.
type NothingError struct{ Subject, Problem string }

func (e *NothingError) Error() string { return e.Subject + ": " + e.Problem }

// Kind is misuse: there is nothing of what was asked for.
func (e *NothingError) Kind() fault.Kind { return fault.Misuse }

// choose takes the periods asked for out of those for which anything is expected: one by its label, or all that end
// last.
func choose(expected []period.Period, label string) ([]period.Period, error) {
	if len(expected) == 0 {
		return nil, &NothingError{"status",
			"nothing is expected yet: a form is expected of a unit once a period has ended for which both are valid"}
	}
	if label == "" {
		last := slices.MaxFunc(expected, period.Period.Compare)
		return slices.DeleteFunc(slices.Clone(expected), func(p period.Period) bool {
			return p.LastYear() != last.LastYear() || p.LastQuarter() != last.LastQuarter()
		}), nil
	}
	p, err := period.Parse(label)
	if err != nil {
		return nil, &NothingError{label, err.Error()}
	}
	if !slices.Contains(expected, p) {
		return nil, &NothingError{label,
			fmt.Sprintf("the current tables expect nothing for it; they do for %s. A period is expected from the first "+
				"tonghop run after its end, or as soon as a workbook arrives for it",
				strings.Join(labels(expected), ", "))}
	}
	return []period.Period{p}, nil
}

func labels(periods []period.Period) []string {
	var all []string
	for _, p := range slices.SortedFunc(slices.Values(periods), period.Period.Compare) {
		all = append(all, p.String())
	}
	return all
}
