// Package registry reads what the office itself keeps under registry/: the units over time, other
// ways in which their names are written, the targets that were assigned to them, and what became of
// units that ended.
//
// It takes the folder with the tables units, aliases, targets and changes, as CSV or Excel files
// that staff edit. It gives a Registry, which finds units by name, by code and by their place in
// the tree on a given day; or an error that names every wrong row by file, line and column. Doubts
// lists what can be used but should be looked at.
//
// It never writes these files, and it never guesses which unit is meant: a name matches exactly,
// apart from case, spaces and Unicode forms, or by an alias that the office has reviewed. Begin
// reading with Registry below, then Load and FindUnit.
package registry

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// Unit is one row of registry/units: the attributes of a unit from ValidFrom to ValidTo, both
// included. A unit whose name, code, level or parent changes has several rows with the same ID.
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
	// Absolute is a number to reach, in the indicator's unit of measure.
	Absolute TargetKind = "absolute"
	// Floor is "at least" (trở lên): attainment is computed as for Absolute; Remaining never falls under 0.
	Floor TargetKind = "floor"
	// Share is a percentage of a stock at the end of the year before the horizon, e.g. 3.25 % of members at the start of
	// the year.
	Share TargetKind = "share"
	// Withdrawn says that from its effective date on the unit has no target any more.
	Withdrawn TargetKind = "withdrawn"
)

// Target is one row of registry/targets: what a unit is to achieve in an indicator over a horizon.
// An amendment is a further row with its own decision and effective date; the original row stays.
type Target struct {
	// UnitID and Indicator say whose target it is and of what; Value is in the indicator's unit of
	// measure.
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

// Source is the place of a row in the registry, for messages: File is "registry/" and the file's
// name, Row the line of the file or the row of the sheet, counted from 1. Row 0 means the whole
// file.
type Source struct {
	File string
	Row  int
}

// Registry is everything under registry/ at one moment. It is made by Load or New, which check it, and is not changed
// afterwards: any number of goroutines may ask it.
type Registry struct {
	// The rows, in the order of their files.
	Units   []Unit
	Aliases []Alias
	Targets []Target
	Changes []Change
	// UnitsSHA256 covers what decides how a submission is read (units, aliases); SHA256 covers all.
	UnitsSHA256, SHA256 string
	Files               []string          // names under registry/ that were read, sorted
	Contents            map[string][]byte // of each of the files, as it was read

	levels []Level // of registry/levels

	// What lookups need, made by New.
	names  *nameIndex
	byID   map[string][]int // rows of Units, earliest first
	byCode map[string][]int // positions in Units, by official code
	// The units that follow a unit by registry/changes, and those that it follows.
	successors, predecessors map[string][]string
}

// GroupLevel is the level of rows that are no units: the area of a former district, a cluster of
// communes. They gather units and roll up, and nobody reports for one.
const GroupLevel = "group"

// IsGroup says whether the row is no unit but gathers units.
func (u *Unit) IsGroup() bool { return u.Level == GroupLevel }
