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

// Question narrows a status down. A field that is empty leaves that open.
// Form is the code of a form, Level a word of the office such as commune; neither has to exist.
type Question struct {
	Period string // a label; otherwise the periods that end last
	Form   string
	Unit   string // unit_id: it and everything beneath it
	Level  string
	Today  period.Date // in the workspace's time zone; zero: how late what is missing is stays unsaid
}

// Status is who submitted what, for one period or for several that end together (2021-Q2 and
// 2021-H1). It is also the answer of the command as JSON, so that names and meanings of the fields
// are a contract.
type Status struct {
	// Vintage is the identifier of the vintage that was asked; whoever opened it fills it in.
	Vintage  string          `json:"vintage"`
	Today    string          `json:"today"` // ISO 8601, as every day here
	Periods  []period.Period `json:"-"`
	Labels   []string        `json:"periods"`
	Forms    []Form          `json:"forms"`
	Rollup   []Row           `json:"rollup"`
	Units    []Entry         `json:"units"`
	Chase    []Entry         `json:"chase"`    // those of Units that are to be chased, with what rejected their workbooks
	Warned   []Entry         `json:"warned"`   // those whose workbook counts and does not agree with other reports
	Asked    []Asked         `json:"asked"`    // what the office is asked about units that follow others or ended
	Unplaced int             `json:"unplaced"` // rejected workbooks whose form, unit or period could not be read
}

// Title is what a form is called in a language, or its code where it has no title.
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

// Asked is one question to the office that no workbook answers: succession_unreported (a unit ended, and nobody
// reported its last days) or target_missing (a unit that follows others has no target of its own).
type Asked struct {
	Kind      string `json:"kind"`
	UnitID    string `json:"unit_id"`
	UnitName  string `json:"unit_name"`
	Period    string `json:"period"`
	Indicator string `json:"indicator"`
	Breakdown string `json:"breakdown"`
}

// Form is a form's code and its title in both languages.
type Form struct {
	Form    string `json:"form"`
	TitleVI string `json:"title_vi"`
	TitleEN string `json:"title_en"`
}

// Row counts the units that were to submit one form for one period: the unit itself, where the form
// is expected of it, and all those beneath it. Expected = OnTime + Late + Rejected + Missing + Held.
type Row struct {
	UnitID    string `json:"unit_id"`
	UnitName  string `json:"unit_name"`
	UnitLevel string `json:"unit_level"`
	Form      string `json:"form"`
	Period    string `json:"period"`
	DueDate   string `json:"due_date"` // "" without one
	Depth     int    `json:"depth"`    // in the tree of units, 0 for a root
	HasParts  bool   `json:"has_parts"`
	Expected  int    `json:"expected"`
	OnTime    int    `json:"on_time"`
	Late      int    `json:"late"`
	Rejected  int    `json:"rejected"`
	Missing   int    `json:"missing"`
	// SubmittedPct is (OnTime + Late) ÷ Expected in per cent, rounded once, in SQL.
	SubmittedPct string `json:"submitted_pct"` // an exact decimal
	Held         int    `json:"held"`          // received, and not counted before somebody decides
}

// Status of a row is complete, partial or missing, with the meaning that the words have in the
// tables of attainment: a rejected workbook counts as not submitted.
func (r Row) Status() string {
	switch submitted := r.OnTime + r.Late; submitted {
	case 0:
		return "missing"
	case r.Expected:
		return "complete"
	}
	return "partial"
}

// Entry is what one unit did about one form for one period. Days are ISO 8601 texts, "" where there
// is none.
type Entry struct {
	UnitID       string    `json:"unit_id"`
	UnitName     string    `json:"unit_name"`
	UnitLevel    string    `json:"unit_level"`
	ParentUnitID string    `json:"parent_unit_id"`
	ParentName   string    `json:"parent_name"`
	Form         string    `json:"form"`
	Period       string    `json:"period"`
	DueDate      string    `json:"due_date"`
	LastDate     string    `json:"last_date"` // the last day that is on time
	ReceivedAt   time.Time `json:"received_at,omitzero"`
	// Note is a code that qualifies Status, such as correction_rejected: what was accepted stands, but the workbook that
	// should correct it was rejected; units_unreported: it states nothing of some units.
	Status   string `json:"status"` // on_time, late, rejected, held, missing
	Note     string `json:"note,omitempty"`
	DaysLate int    `json:"days_late"`          // from the due date until it came, or until today
	Deadline string `json:"deadline,omitempty"` // of what is still expected: open, grace, passed
	// SubmissionID is the accepted submission, RejectedSubmissionID the one that was rejected last,
	// HeldSubmissionID the one that is held.
	SubmissionID         string    `json:"submission_id,omitempty"`
	RejectedSubmissionID string    `json:"rejected_submission_id,omitempty"`
	HeldSubmissionID     string    `json:"held_submission_id,omitempty"`
	File                 string    `json:"file,omitempty"` // of the workbook to do something about, below the inbox
	Findings             []Finding `json:"findings,omitempty"`
}

// ToChase says whether something is still open: a workbook, a correction of the one rejected last, the numbers of units
// that a workbook with many units leaves out, or the office's own decision about one that is held.
func (e Entry) ToChase() bool {
	return e.Status == "missing" || e.Status == "rejected" || e.Note == "correction_rejected" ||
		e.Note == unitsUnreported || e.HeldSubmissionID != ""
}

// unitsUnreported is the note of a workbook that counts and states nothing of some of its units.
const unitsUnreported = "units_unreported"

// State is what the unit did, in one word for people: the status, unless a later workbook needs something done.
func (e Entry) State() string {
	switch e.Note {
	case "correction_rejected", "correction_held", unitsUnreported:
		return e.Note
	}
	return e.Status
}

// Finding is an error that rejected a workbook, why it is held, which units it leaves out, or what in it does not agree
// with other reports, as the published table of findings has it. Cell is in A1 form, Read is what the cell holds,
// Expected what it should hold.
type Finding struct {
	Code      string `json:"code"`
	Sheet     string `json:"sheet,omitempty"`
	Cell      string `json:"cell,omitempty"`
	Read      string `json:"read,omitempty"`
	Expected  string `json:"expected,omitempty"`
	MessageVI string `json:"message_vi"`
	MessageEN string `json:"message_en"`
	about     string
}

// What a finding is about that keeps no workbook from counting.
const (
	leftOut   = "left_out"  // units of which the workbook states nothing
	disagrees = "disagrees" // something that other reports say otherwise
)

// Text is what the sender reads, in the language that is asked for: the place, what was read, what
// was expected and what to do.
func (f Finding) Text(language message.Language) string {
	if language == message.English {
		return f.MessageEN
	}
	return f.MessageVI
}

// NothingError says that nothing is expected of what was asked for: Subject is what that was,
// Problem why, and what else to ask.
type NothingError struct{ Subject, Problem string }

func (e *NothingError) Error() string { return e.Subject + ": " + e.Problem }

// Kind is misuse: there is nothing of what was asked for.
func (e *NothingError) Kind() fault.Kind { return fault.Misuse }

// choose takes the periods that were asked for out of those for which anything is expected: the one
// of the label or, without one, all those that end last, since a quarter and a half-year are due
// together.
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
	p, err := period.Named(label)
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

// labels writes periods as texts, the earliest first.
func labels(periods []period.Period) []string {
	var all []string
	for _, p := range slices.SortedFunc(slices.Values(periods), period.Period.Compare) {
		all = append(all, p.String())
	}
	return all
}
