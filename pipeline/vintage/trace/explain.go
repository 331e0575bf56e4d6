package trace

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// Key names the row of one published number, by the identifiers that the tables have.
type Key struct {
	UnitID    string `json:"unit_id"`
	Period    string `json:"period"`
	Indicator string `json:"indicator"`
	Breakdown string `json:"breakdown"` // "total" for the whole
}

// Explanation is the derivation of one published row, down to the cells. It is also the answer of
// tonghop explain as JSON, so that the names of its fields are a contract. Numbers are texts,
// exact, "" when unknown.
type Explanation struct {
	Key
	UnitName  string            `json:"unit_name"`
	Label     map[string]string `json:"label"` // by language
	Stock     bool              `json:"is_stock"`
	Published Published         `json:"published"`
	Derived   Figures           `json:"derived"` // from the cells below
	// the reporting units that are summed; the unit itself when none is beneath it
	Parts    []Part            `json:"parts"`
	Target   []Assignment      `json:"target"` // every assignment of the year's target, in the order of their effect
	Rounding quantity.Rounding `json:"rounding"`
	// Aside is what of a total's cumulative was achieved by units that stand elsewhere now, "" for none.
	Aside  string     `json:"aside_ytd,omitempty"`
	Closed bool       `json:"closed"`         // the published row is the one with which the period was closed
	Agrees bool       `json:"agrees"`         // the cells give the published numbers
	Term   *TermYears `json:"term,omitempty"` // of a term's row: its years, in the place of Parts

	// Current says that the row is of the tables in current boundaries. Unplaced is what of its cumulative cannot be
	// placed any lower, "" for none. Targets are the targets that its target is the sum of.
	Current  bool         `json:"current_boundaries,omitempty"`
	Unplaced string       `json:"unplaced_ytd,omitempty"`
	Targets  []TargetPart `json:"target_parts,omitempty"`

	year, quarter int
	lastQuarter   int    // of the year that has tables
	hidden        bool   // the cumulative is not known, since the parts of a split are not
	horizon       string // of the target: the year or the term
	federated     bool   // the parts are provinces, whose units are not counted here
}

// Published are the numbers of the row as they are published.
type Published struct {
	Actual         string `json:"actual"`
	ActualYTD      string `json:"actual_ytd"`
	Target         string `json:"target"`
	TargetOriginal string `json:"target_original"`
	AttainmentPct  string `json:"attainment_pct"`
	Expected       int    `json:"expected_units"`
	Reported       int    `json:"reported_units"`
	Contributing   int    `json:"contributing_units"`
	ContributingY  int    `json:"contributing_units_ytd"`
	Status         string `json:"status"`
}

// Figures are the same numbers as the cells give them.
type Figures struct {
	Actual        string `json:"actual"`
	ActualYTD     string `json:"actual_ytd"`
	AttainmentPct string `json:"attainment_pct"`
	Exact         string `json:"attainment_exact"` // numerator × 100 ÷ denominator to six digits, cut off
	Reported      int    `json:"reported_units"`
	Contributing  int    `json:"contributing_units"`
}

// Part is one reporting unit's share in a number, with the cells that it is made of.
type Part struct {
	UnitID    string `json:"unit_id"`
	UnitName  string `json:"unit_name"`
	Actual    string `json:"actual"`
	ActualYTD string `json:"actual_ytd"`
	Terms     Sum    `json:"actual_terms"`
	YTDTerms  Sum    `json:"actual_ytd_terms"`

	// Succession is of a unit that follows others, or was founded or ended in the year; nil for every other.
	Succession *Succession `json:"succession,omitempty"`

	// Places say at which units of current boundaries the number counts, for a part that counts elsewhere than at itself;
	// Way says by which changes it came there.
	Places []Place  `json:"places,omitempty"`
	Way    []Change `json:"way,omitempty"`

	cells   []*Cell
	derived Derived
	closed  bool // nothing is expected of the unit any more
}

// Assignment is one assignment of a target, by the registry or by a workbook. Days are ISO 8601
// texts, "" when not stated; numbers are exact texts.
type Assignment struct {
	Kind          string `json:"kind"`
	Value         string `json:"value"`
	Source        string `json:"source"` // registry or workbook
	Decision      string `json:"decision"`
	SignedDate    string `json:"signed_date"`
	EffectiveDate string `json:"effective_date"`
	EffectiveTo   string `json:"effective_to"` // "": until the horizon's end
	Used          bool   `json:"used"`         // false: the registry goes before the workbook that states it
	Share         string `json:"share"`        // per cent; "" when it is no share
	ShareOf       string `json:"share_of"`     // the stock that it is a share of
	Base          string `json:"share_base"`   // that stock at the end of the year before; "" when it is not known
	BasePeriod    string `json:"share_base_period"`
	BaseComplete  bool   `json:"share_base_complete"`
	Path          string `json:"path"` // of the workbook that states it, "" for the registry
	Sheet         string `json:"sheet"`
	Ref           string `json:"cell"`
	Raw           string `json:"raw"`
}

// NotPublishedError says that a vintage has no row of this key.
type NotPublishedError struct{ Key Key }

func (e *NotPublishedError) Error() string {
	k := e.Key
	return fmt.Sprintf("there is no published row for unit %s, period %s, indicator %s, breakdown %s; tonghop sql "+
		"\"SELECT DISTINCT unit_id, unit_name FROM unit\", \"FROM series\" and \"FROM quarter\" list what there is",
		k.UnitID, k.Period, k.Indicator, k.Breakdown)
}

// Kind is misuse: there is nothing of what was asked for.
func (e *NotPublishedError) Kind() fault.Kind { return fault.Misuse }

// Explain derives a published row from its cells and compares. That they disagree is no error:
// Agrees says it. Errors: a *NotPublishedError, or one of kind misuse for a text that is no period.
// The tables are only read.
func Explain(ctx context.Context, tables *vintage.Tables, key Key) (*Explanation, error) {
	p, err := period.Named(key.Period)
	if err != nil {
		return nil, fault.Wrap(fault.Misuse, err)
	}
	key.Period = p.String()
	if p.Kind == period.Term {
		return explainTerm(ctx, tables, key)
	}
	e := &Explanation{Key: key, horizon: fmt.Sprintf("%04d", p.Year)}
	if err := e.readRow(ctx, tables); err != nil {
		return nil, err
	}
	if err := e.readParts(ctx, tables, e.UnitID); err != nil {
		return nil, err
	}
	if err := e.readSuccessions(ctx, tables); err != nil {
		return nil, err
	}
	if err := e.readSettings(ctx, tables); err != nil {
		return nil, err
	}
	// A closed period shows the rows with which it was closed, whatever the cells say since.
	action, err := tables.ClosedBy(ctx, key.Period)
	if err != nil {
		return nil, err
	}
	e.Closed = action != 0
	if n := tables.Manifest.Nation; n != nil && len(n.Closed[key.Period]) > 0 {
		e.Closed = true
	}
	e.federated = tables.Manifest.Nation != nil && tables.Manifest.Nation.Engine == vintage.FederatedEngine
	e.deriveParts(p.Kind != period.Quarter)
	e.deriveTotal(p.Kind != period.Quarter)
	return e, nil
}

// readRow reads the published row that is to be explained.
func (e *Explanation) readRow(ctx context.Context, tables *vintage.Tables) error {
	// The key is unique in the tables, so there is one row or none.
	found := false
	var vi, en string
	p := &e.Published
	err := tables.Each(ctx, "trace/explain/row", func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&e.UnitName, &vi, &en, &e.Stock, &e.year, &e.quarter, &e.lastQuarter, quantity.Plain(&p.Actual),
			quantity.Plain(&p.ActualYTD), quantity.Plain(&p.Target), quantity.Plain(&p.TargetOriginal), &p.AttainmentPct,
			&p.Expected, &p.Reported, &p.Contributing, &p.ContributingY, &p.Status)
	}, e.UnitID, e.Period, e.Indicator, e.Breakdown)
	if err == nil && !found {
		return &NotPublishedError{e.Key}
	}
	// The labels are those that the form had when the vintage was made.
	e.Label = map[string]string{"vi": vi, "en": en}
	return err
}

// readParts reads the cells of every reporting unit beneath a unit, or of all of them where it is
// "". A unit without any cell is a part too, of which nothing is known; its row has an empty
// period. So the explanation also shows who has not reported.
func (e *Explanation) readParts(ctx context.Context, tables *vintage.Tables, unit string) error {
	return tables.Each(ctx, "trace/explain/part", func(rows *sql.Rows) error {
		var id, name string
		var expected int
		c := &Cell{}
		if err := rows.Scan(&id, &name, &expected, &c.Form, &c.Period, &c.Measure, &c.Mark, &c.Value, &c.SubmissionID,
			&c.Path, &c.Sheet, &c.Ref, &c.Raw, &c.precedence); err != nil {
			return err
		}
		// The rows of one unit follow each other, so a new unit begins a new part.
		if len(e.Parts) == 0 || e.Parts[len(e.Parts)-1].UnitID != id {
			// Of a unit that ended in the course of the year nothing is expected any more at its end.
			ended := expected == 0 || e.quarter < e.lastQuarter && e.Published.Expected == 0
			e.Parts = append(e.Parts, Part{UnitID: id, UnitName: name, closed: ended})
		}
		if c.Period == "" {
			return nil
		}
		c.UnitID = id
		part := &e.Parts[len(e.Parts)-1]
		part.cells = append(part.cells, c)
		return c.place()
	}, unit, e.periodOfTree(), e.Indicator, e.Breakdown, e.quarterLabel())
}

// quarterLabel is the quarter at whose end the row stands: of a year's row its last one.
func (e *Explanation) quarterLabel() string { return fmt.Sprintf("%04d-Q%d", e.year, e.quarter) }

// periodOfTree is the period whose rows say what stands beneath what. The year's row of a unit that ended in its course
// is of the units that stood beneath it then.
func (e *Explanation) periodOfTree() string {
	if e.quarter < e.lastQuarter {
		return e.quarterLabel()
	}
	return e.Period
}

// place works out in which quarter a cell's period ends, and whether it is a cumulative.
func (c *Cell) place() error {
	p, err := period.Parse(c.Period)
	c.quarter, c.cumulative = p.LastQuarter(), p.Cumulative()
	return err
}

// readSettings reads the rounding and the assignments of the target with which this vintage was
// made; those of today may be others.
func (e *Explanation) readSettings(ctx context.Context, tables *vintage.Tables) error {
	settings := map[string]string{}
	err := tables.Each(ctx, "vintage/setting", func(rows *sql.Rows) error {
		var name, value string
		err := rows.Scan(&name, &value)
		settings[name] = value
		return err
	})
	if err != nil {
		return err
	}
	// The vintage keeps its own settings, so that an old one is explained as it was made.
	digits, err := strconv.Atoi(settings["rounding_digits"])
	if err != nil {
		return err
	}
	e.Rounding = quantity.Rounding{Mode: quantity.Mode(settings["rounding_mode"]), Digits: digits}
	return tables.Each(ctx, "trace/explain/target", func(rows *sql.Rows) error {
		var a Assignment
		err := rows.Scan(&a.Kind, quantity.Plain(&a.Value), &a.Source, &a.Decision, &a.SignedDate, &a.EffectiveDate,
			&a.EffectiveTo, &a.Used,
			quantity.Plain(&a.Share), &a.ShareOf, quantity.Plain(&a.Base), &a.BasePeriod, &a.BaseComplete, &a.Path, &a.Sheet,
			&a.Ref, &a.Raw)
		e.Target = append(e.Target, a)
		return err
	}, e.UnitID, e.horizon, e.Indicator, e.Breakdown)
}

// deriveParts works out each part's share and puts the largest first.
func (e *Explanation) deriveParts(yearly bool) {
	for i := range e.Parts {
		part := &e.Parts[i]
		part.derived = derive(part.cells)[e.quarter]
		part.Terms, part.YTDTerms = part.derived.published(e.Stock, yearly)
		part.Actual, part.ActualYTD = shown(part.Terms), shown(part.YTDTerms)
		if part.Succession != nil {
			part.follow(part.UnitID == e.UnitID, yearly)
		}
	}
	slices.SortStableFunc(e.Parts, func(a, b Part) int {
		return b.Terms.Value().Cmp(a.Terms.Value())
	})
}

// published are the sums behind actual and actual_ytd of a row: of a stock the last one and no
// cumulative, of a year the cumulative, of a quarter both.
func (d Derived) published(stock, yearly bool) (actual, ytd Sum) {
	switch {
	case stock:
		return d.Stock, nil
	case yearly:
		return d.YTD, nil
	}
	return d.Flow, d.YTD
}

// shown is a sum as a text, "" when it is unknown.
func shown(s Sum) string {
	if !s.Known() {
		return ""
	}
	return s.Value().String()
}

// deriveTotal sums the parts, counts the units as the tables do, and compares all of it with what
// is published.
func (e *Explanation) deriveTotal(yearly bool) {
	var actual, ytd total
	reported, contributing := 0, 0
	for i := range e.Parts {
		part := &e.Parts[i]
		actual.addText(part.Actual)
		ytd.addText(part.ActualYTD)
		counts := part.derived.Reported
		if yearly {
			counts = part.derived.ReportedYTD
		}
		// A unit that has ended keeps its number and is not counted as reporting.
		if counts && !part.closed {
			reported++
			if e.contributes(part) {
				contributing++
			}
		}
	}
	e.addAside(&actual, &ytd, yearly)
	e.Derived = Figures{Actual: actual.String(), ActualYTD: ytd.String(), Reported: reported, Contributing: contributing}
	// A quarter's attainment is of the cumulative; a year's row has the cumulative as its actual.
	numerator := ytd
	if yearly {
		numerator = actual
	}
	e.derivePercent(numerator)
	// Nothing is left out: one disagreement and the derivation does not explain the row.
	e.Agrees = same(e.Derived.Actual, e.Published.Actual) && same(e.Derived.ActualYTD, e.Published.ActualYTD) &&
		same(e.Derived.AttainmentPct, e.Published.AttainmentPct) &&
		(e.federated || reported == e.Published.Reported && contributing == e.Published.Contributing)
}

// derivePercent computes the attainment of the published target. Without a target, or of an unknown
// number, there is none. The target is the published one and not derived here: its assignments are
// listed beside it.
func (e *Explanation) derivePercent(numerator total) {
	target, err := quantity.ParseSum(e.Published.Target)
	if err != nil || !numerator.known {
		return
	}
	if percent, known := e.Rounding.Percent(numerator.value, target); known {
		e.Derived.AttainmentPct = percent.String()
		e.Derived.Exact = exact(numerator.value, target)
	}
}

// total is a sum of numbers some of which are unknown. It is known as soon as one of them is.
type total struct {
	value quantity.Quantity
	known bool
}

// addText adds a number that is a text; "" is an unknown one.
func (t *total) addText(text string) {
	if value, err := quantity.ParseSum(text); err == nil && text != "" {
		t.value, t.known = t.value.Plus(value), true
	}
}

// String is the exact number, "" where it is unknown.
func (t total) String() string {
	if !t.known {
		return ""
	}
	return t.value.String()
}

// same compares two numbers that are texts by their values: 120.0 is 120. An unknown one is the
// same as an unknown one only.
func same(a, b string) bool {
	x, errX := quantity.ParseSum(a)
	y, errY := quantity.ParseSum(b)
	if errX != nil || errY != nil {
		return a == b
	}
	return x == y
}
