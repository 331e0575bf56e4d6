// Package registry reads what the office itself keeps under registry/: units over time, their aliases,
// and the targets that were assigned to them. Files are CSV or XLSX, as staff edit them.
package registry

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// Unit is one row of registry/units: a unit's attributes from ValidFrom to ValidTo. A unit whose name, code or
// parent changes has several rows with the same ID.
type Unit struct {
	ID       string // stable, e.g. "cu-pui"; never reused
	Code     string // official code at the time; codes are reused over the years
	Name     string
	Level    string // a word of the office: province, district, commune, …
	ParentID string // "" for the root

	ValidFrom period.Date // zero: since always
	ValidTo   period.Date // last day; zero: still valid
	Source    Source
}

// Alias is one reviewed row of registry/aliases: another way in which a unit's name is written.
type Alias struct {
	Name   string
	UnitID string
	Source Source
}

// TargetKind says how Target.Value is meant.
type TargetKind string

const (
	Absolute TargetKind = "absolute"
	// Floor is "at least" (trở lên): attainment is computed as for Absolute; Remaining never falls under 0.
	Floor TargetKind = "floor"
	// Share is a percentage of a stock at the end of the year before the horizon, e.g. 3.25 % of members at the start of
	// the year.
	Share TargetKind = "share"
	// Withdrawn says that from its effective date on the unit has no target any more.
	Withdrawn TargetKind = "withdrawn"
)

// Target is one row of registry/targets. An amendment is a further row with its own decision and effective date.
type Target struct {
	UnitID        string
	Indicator     string
	Breakdown     string        // "total" for the whole
	Horizon       period.Period // a year or a term
	Kind          TargetKind
	Value         quantity.Quantity // a Share's is in per cent; a Withdrawn one has none
	ShareOf       string            // the stock's indicator, for Share
	Decision      string            // number of the decision that assigned it
	SignedDate    period.Date       // zero when not stated
	EffectiveDate period.Date       // zero: the first day of the horizon
	Source        Source
}

// Change is one row of registry/changes: what happened to a unit and by which decision.
type Change struct {
	Date        period.Date
	Kind        string // merge, split, rename, move, found, close
	UnitID      string
	SuccessorID string
	Decision    string
	Source      Source
}

// Source is the place of a row in the registry, for messages.
type Source struct {
	File string
	Row  int
}

// Registry is everything under registry/ at one moment. It is made by Load or New, which check it, and is not changed
// afterwards: any number of goroutines may ask it.
type Registry struct {
	Units   []Unit
	Aliases []Alias
	Targets []Target
	Changes []Change
	// UnitsSHA256 covers what decides how a submission is read (units, aliases); SHA256 covers all.
	UnitsSHA256, SHA256 string
	Files               []string // names under registry/ that were read, sorted

	names  *nameIndex
	byID   map[string][]int // rows of Units, earliest first
	byCode map[string][]int // positions in Units, by official code
}
