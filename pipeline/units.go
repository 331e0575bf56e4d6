package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/registry/reform"
)

// Unit is a unit of the registry as the commands show it. Days are ISO 8601, empty where the validity has no end.
type Unit struct {
	UnitID    string `json:"unit_id"`
	Code      string `json:"unit_code"`
	Name      string `json:"unit_name"`
	Level     string `json:"unit_level"`
	ParentID  string `json:"parent_unit_id"`
	ValidFrom string `json:"valid_from"`
	ValidTo   string `json:"valid_to"`
	Depth     int    `json:"depth"` // in the tree of the day; 0 for a root
}

// shownUnit is a row of the registry as texts. depth is that in a tree, and 0 where no tree is
// shown.
func shownUnit(u registry.Unit, depth int) Unit {
	return Unit{u.ID, u.Code, u.Name, u.Level, u.ParentID, u.ValidFrom.String(), u.ValidTo.String(), depth}
}

// UnitChange is a row of registry/changes as the commands show it.
type UnitChange struct {
	Date        string `json:"date"`
	Kind        string `json:"kind"`
	UnitID      string `json:"unit_id"`
	SuccessorID string `json:"successor_unit_id,omitempty"`
	Decision    string `json:"decision,omitempty"`
	Allocation  string `json:"allocation,omitempty"`
	Counts      string `json:"counts,omitempty"`
}

// UnitHistory is what the registry says of one unit over time.
type UnitHistory struct {
	UnitID  string       `json:"unit_id"`
	Rows    []Unit       `json:"rows"`    // the earliest first
	Changes []UnitChange `json:"changes"` // its own, and those of units that it follows, by day
}

// UnitDifference is one thing that differs of a unit between two days.
type UnitDifference struct {
	What   string   `json:"what"` // ends, begins, name, code, level, parent
	UnitID string   `json:"unit_id"`
	Code   string   `json:"unit_code"`
	Before string   `json:"before"`
	After  string   `json:"after"`
	Others []string `json:"others,omitempty"` // what an ended unit became, or what a new one comes of
}

// Units lists the units of a day in the order of the tree, by the registry as it stands on disk; the zero day is that
// of the clock. Errors: *ConfigurationError when the registry is wrong.
func Units(space *workspace.Workspace, options Options, at period.Date) ([]Unit, error) {
	r, err := loadRegistry(space)
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = period.DateOf(options.Clock.Now().In(space.Location))
	}
	all := []Unit{}
	for _, u := range r.Tree(at) {
		all = append(all, shownUnit(u.Unit, u.Depth))
	}
	return all, nil
}

// HistoryOf tells what became of the units that a text names at any time, by identifier, code or name. A code or name
// that was given again names several. Errors: *registry.UnknownUnitError, *ConfigurationError.
func HistoryOf(space *workspace.Workspace, text string) ([]UnitHistory, error) {
	r, err := loadRegistry(space)
	if err != nil {
		return nil, err
	}
	found, err := r.Histories(text)
	if err != nil {
		return nil, err
	}
	all := []UnitHistory{}
	for _, h := range found {
		history := UnitHistory{UnitID: h.Rows[0].ID, Changes: []UnitChange{}}
		for _, u := range h.Rows {
			history.Rows = append(history.Rows, shownUnit(u, 0))
		}
		for _, c := range h.Changes {
			change := UnitChange{Date: c.Date.String(), Kind: string(c.Kind), UnitID: c.UnitID, SuccessorID: c.SuccessorID,
				Decision: c.Decision, Counts: string(c.Counts)}
			if c.Allocated {
				change.Allocation = c.Allocation.String()
			}
			history.Changes = append(history.Changes, change)
		}
		all = append(all, history)
	}
	return all, nil
}

// DiffUnits lists what differs between the units of two days: what ended first, then what began,
// then what changed. The order of the two days matters: before is the one that is compared with.
// Errors: *ConfigurationError when the registry is wrong.
func DiffUnits(space *workspace.Workspace, before, after period.Date) ([]UnitDifference, error) {
	r, err := loadRegistry(space)
	if err != nil {
		return nil, err
	}
	all := []UnitDifference{}
	for _, d := range r.Diff(before, after) {
		all = append(all, UnitDifference{What: string(d.Aspect), UnitID: d.Unit.ID, Code: d.Unit.Code, Before: d.Before,
			After: d.After, Others: d.Others})
	}
	return all, nil
}

// Import is what came of taking over a list of old and new units.
type Import struct {
	File      string         `json:"file"`
	Rows      int            `json:"rows"`
	Outside   int            `json:"outside"` // rows about units that the registry does not have
	Already   int            `json:"already"` // rows that the registry had already
	AreaOnly  int            `json:"area_only"`
	OldUnits  int            `json:"old_units"`
	NewUnits  int            `json:"new_units"`
	Unchanged int            `json:"unchanged"`
	Dates     []string       `json:"dates"`
	Changes   map[string]int `json:"changes"`         // added, by kind
	Forms     []string       `json:"forms,omitempty"` // that say now what the new units' cumulatives hold
	Problems  []ImportNote   `json:"problems"`
	Written   bool           `json:"written"`
}

// ImportNote is what does not add up: with an error nothing is written, a warning is to be looked at.
type ImportNote struct {
	Severity string `json:"severity"`
	Text     string `json:"text"`
}

// ErrNotImported is returned with the report when a list has errors, so that nothing was written.
var ErrNotImported = fault.New(fault.Misuse, "nothing was written: correct what is named above, in the list or the "+
	"registry, and call again")

// Reform is a list of old and new units to take over. Forms is what the new units' cumulatives hold in every form that
// does not say it itself, to be written into these forms; how.Counts says the same of the changes alone.
type Reform struct {
	File  string
	How   reform.Options
	Forms registry.Counts
}

// ImportUnits takes over a list of old and new units into registry/units.csv and
// registry/changes.csv, or only tells what it would do. It returns what does not add up with
// ErrNotImported where that has errors. Other errors: that the file is no such list,
// *ConfigurationError, and *schedule.HeldError. With options.DryRun no lock is taken and nothing is
// written. The registry is written before the forms: were the forms not to follow, nothing says
// what the new units' cumulatives hold, and the office is asked (succession_asked).
func ImportUnits(
	space *workspace.Workspace, options Options, what Reform,
) (imported *Import, err error) {
	file, how := what.File, what.How
	if !options.DryRun {
		lock, err := takeLock(space, options, "tonghop units import")
		if err != nil {
			return nil, err
		}
		defer lock.Release()
	}
	r, err := loadRegistry(space)
	if err != nil {
		return nil, err
	}
	if how.Parent != "" && !r.Has(how.Parent) {
		return nil, fault.New(fault.Misuse, "--parent %s: there is no such unit in registry/units%s", how.Parent,
			r.NearID(how.Parent))
	}
	list, err := reform.Read(file, filepath.Base(file), space.Limits, how)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Misuse, err)
	}
	if err != nil {
		return nil, err
	}
	plan := reform.Make(r, list, how)
	imported = importOf(plan, filepath.Base(file))
	if plan.Failed() {
		return imported, ErrNotImported
	}
	texts, err := formsWith(space, what.Forms)
	if err != nil {
		return imported, err
	}
	imported.Forms = slices.Sorted(maps.Keys(texts))
	if options.DryRun {
		return imported, nil
	}
	if err := plan.Write(space.RegistryDir); err != nil {
		return imported, err
	}
	imported.Written = true
	for _, name := range imported.Forms {
		if err := durable.Write(filepath.Join(space.FormsDir, name), []byte(texts[name]), 0o644); err != nil {
			return imported, err
		}
	}
	return imported, nil
}

// formsWith are the texts of the forms that do not say what a successor's cumulative holds, by
// their files' names, with a line that says it. Without anything to say there are none. Each text
// is read as a definition before anything is written, so that no form is ever left broken by an
// import.
func formsWith(space *workspace.Workspace, counts registry.Counts) (map[string]string, error) {
	if counts == registry.Unstated {
		return nil, nil
	}
	set, err := form.LoadDir(space.FormsDir, space.Calendar)
	if err != nil {
		return nil, &ConfigurationError{err}
	}
	texts := map[string]string{}
	for _, d := range set.Definitions() {
		if d.StatesCounts() {
			continue
		}
		if texts[d.Name+".yaml"], err = d.WithCounts(counts); err != nil {
			return nil, &ConfigurationError{err}
		}
	}
	return texts, nil
}

// importOf is a plan as the commands show it.
func importOf(plan *reform.Plan, file string) *Import {
	all := &Import{File: file, Rows: plan.Rows, Outside: plan.Outside, Already: plan.Already, AreaOnly: plan.AreaOnly,
		OldUnits: plan.OldUnits, NewUnits: plan.NewUnits, Unchanged: plan.Unchanged, Dates: []string{},
		Changes: map[string]int{}, Problems: []ImportNote{}}
	for _, date := range plan.Dates {
		all.Dates = append(all.Dates, date.String())
	}
	for kind, count := range plan.Changes() {
		all.Changes[string(kind)] = count
	}
	for _, p := range plan.Problems {
		severity := "warning"
		if p.IsError {
			severity = "error"
		}
		all.Problems = append(all.Problems, ImportNote{severity, p.String()})
	}
	return all
}

// loadRegistry reads the registry alone; what is wrong in it is the office's to mend.
func loadRegistry(space *workspace.Workspace) (*registry.Registry, error) {
	r, err := registry.Load(space.RegistryDir, space.Limits)
	if err != nil {
		return nil, &ConfigurationError{fmt.Errorf("registry: %w", err)}
	}
	return r, nil
}
