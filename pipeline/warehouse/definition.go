package warehouse

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/registry"
)

// Definition is one text that decides how workbooks are read or how tables are made: tonghop.yaml
// or a form. Kind is "configuration" or "form"; the text itself is kept, so that a past state can be
// made again.
type Definition struct{ Kind, Name, SHA256, Body string }

// RecordDefinitions appends the whole set of definitions when any text differs from the set in
// force, together with the obligations that the forms state. Nothing happens when the set is the
// same. The set is appended whole, because a form that was taken out is known only by its absence
// from the last set.
func (tx *Tx) RecordDefinitions(ctx context.Context, set []Definition, obligations []form.Obligation) error {
	slices.SortFunc(set, func(a, b Definition) int { return strings.Compare(a.Kind+"/"+a.Name, b.Kind+"/"+b.Name) })
	// Both lists are sorted by kind and name, so that they can be compared pair by pair.
	inForce, err := tx.DefinitionsInForce(ctx)
	if err != nil {
		return err
	}
	same := func(a, b Definition) bool { return a.Kind == b.Kind && a.Name == b.Name && a.SHA256 == b.SHA256 }
	if slices.EqualFunc(set, inForce, same) {
		return nil
	}
	tx.saidDefinitions(set)
	tx.last.definitionSet++
	var rows []duck.Row
	for _, d := range set {
		rows = append(rows, duck.Row{
			"set_id": tx.last.definitionSet, "kind": d.Kind, "name": d.Name, "sha256": d.SHA256, "body": d.Body,
			"recorded_at": tx.command.At.UTC(), "run_id": tx.runID(),
		})
	}
	if err := tx.appendRows("definition", rows); err != nil {
		return err
	}
	return tx.recordObligations(obligations)
}

// recordObligations keeps what the forms ask of whom as rows, since SQL cannot read a form's YAML.
func (tx *Tx) recordObligations(obligations []form.Obligation) error {
	var rows, series []duck.Row
	for i, o := range obligations {
		rows = append(rows, tx.obligationRow(int32(i+1), o))
		for _, s := range o.Series {
			row, err := tx.obligationSeriesRow(int32(i+1), s)
			if err != nil {
				return err
			}
			series = append(series, row)
		}
	}
	if err := tx.appendRows("obligation", rows); err != nil {
		return err
	}
	return tx.appendRows("obligation_series", series)
}

// obligationRow is one obligation: who submits a form, for which kind of period, and by when.
// number ties its series to it.
func (tx *Tx) obligationRow(number int32, o form.Obligation) duck.Row {
	return duck.Row{
		"set_id": tx.last.definitionSet, "obligation_id": number, "form_id": o.FormID,
		// Lists are lists in the table too, since SQL can look into them.
		"title_vi": o.Title["vi"], "title_en": o.Title["en"],
		"submitters": list(o.Submitters), "submitter_units": list(o.SubmitterUnits), "covered": list(o.Covered),
		"kind": o.Kind.String(), "valid_from": dateValue(o.ValidFrom), "valid_to": dateValue(o.ValidTo),
		"has_due": o.HasDue, "due_days": int32(o.DueDays), "grace_days": int32(o.GraceDays),
		"priority": int32(o.Priority), "recorded_at": tx.command.At.UTC(), "cutoff_day": int32(o.Calendar.LastDay),
		"counts": string(o.Counts), "final": o.Final,
	}
}

// obligationSeriesRow is one series that an obligation asks for, with its labels and its order in
// printed tables.
func (tx *Tx) obligationSeriesRow(number int32, s form.Series) (duck.Row, error) {
	// A form may name a series that no workbook has reported yet.
	name := seriesName{s.Indicator, s.Breakdown}
	if err := tx.seriesKeys([]seriesName{name}); err != nil {
		return nil, err
	}
	var measures []string
	for _, m := range s.Measures {
		measures = append(measures, string(m))
	}
	row := duck.Row{
		"set_id": tx.last.definitionSet, "obligation_id": number, "series_key": tx.series[name], "measures": list(measures),
		"label_vi": s.Label["vi"], "label_en": s.Label["en"],
		"unit_label_vi": s.UnitLabel["vi"], "unit_label_en": s.UnitLabel["en"],
		"decimals": int32(s.Decimals), "ordinal": int32(s.Order),
	}
	if s.History != (form.History{}) {
		row["history_factor"], row["history_least"] = Decimal(s.History.Factor), Decimal(s.History.Least)
	}
	return row, nil
}

// list is texts as a DuckDB list. It is never NULL, because an empty list and an unknown one are
// different things.
func list(texts []string) driver.Value {
	if texts == nil {
		return []string{}
	}
	return texts
}

// RecordRegistry appends the registry as a whole when it differs from the one in force. To append
// only what changed would make every past state a puzzle of versions, and the tables are small.
// Units come before targets, since targets name units by the numbers that they are given there.
func (tx *Tx) RecordRegistry(ctx context.Context, r *registry.Registry) error {
	// The sum says whether anything differs that decides a number; notes and the order do not.
	inForce, err := tx.RegistryInForce(ctx)
	if err != nil {
		return err
	}
	if inForce == r.SHA256 {
		return nil
	}
	tx.saidRegistry(r)
	tx.last.registry++
	version := duck.Row{
		"registry_id": tx.last.registry, "sha256": r.SHA256, "units_sha256": r.UnitsSHA256,
		"recorded_at": tx.command.At.UTC(), "run_id": tx.runID(),
	}
	if err := tx.appendRows("registry_version", []duck.Row{version}); err != nil {
		return err
	}
	if err := tx.recordUnits(r); err != nil {
		return err
	}
	return tx.recordTargets(r)
}

// recordUnits appends units, aliases and changes. Units are named by their number; see unitKeys.
func (tx *Tx) recordUnits(r *registry.Registry) error {
	var ids []string
	for _, u := range r.Units {
		ids = append(ids, u.ID)
	}
	if err := tx.unitKeys(ids); err != nil {
		return err
	}
	var units, aliases, changes []duck.Row
	for i, u := range r.Units {
		units = append(units, duck.Row{
			// ordinal keeps the order of the office's own table, which printed tables follow.
			"registry_id": tx.last.registry, "ordinal": int32(i + 1), "unit_key": tx.units[u.ID], "code": u.Code, "name": u.Name,
			"level": u.Level, "parent_key": tx.unitKey(u.ParentID),
			"valid_from": dateValue(u.ValidFrom), "valid_to": dateValue(u.ValidTo),
		})
	}
	for _, a := range r.Aliases {
		aliases = append(aliases, duck.Row{"registry_id": tx.last.registry, "name": a.Name, "unit_key": tx.units[a.UnitID]})
	}
	for i, c := range r.Changes {
		var allocation driver.Value
		if c.Allocated {
			allocation = Decimal(c.Allocation)
		}
		changes = append(changes, duck.Row{
			"registry_id": tx.last.registry, "ordinal": int32(i + 1), "changed_on": dateValue(c.Date), "kind": string(c.Kind),
			"unit_key": tx.units[c.UnitID], "successor_key": tx.unitKey(c.SuccessorID), "decision": c.Decision,
			"counts": string(c.Counts), "allocation": allocation,
		})
	}
	if err := tx.appendRows("unit_row", units); err != nil {
		return err
	}
	if err := tx.appendRows("alias_row", aliases); err != nil {
		return err
	}
	return tx.appendRows("change_row", changes)
}

// recordTargets appends the targets. A share names the whole of its stock, never a breakdown of it.
func (tx *Tx) recordTargets(r *registry.Registry) error {
	var names []seriesName
	for _, t := range r.Targets {
		names = append(names, seriesName{t.Indicator, t.Breakdown})
		if t.ShareOf != "" {
			// The stock of a share may be reported by no form yet.
			names = append(names, seriesName{t.ShareOf, "total"})
		}
	}
	if err := tx.seriesKeys(names); err != nil {
		return err
	}
	var rows []duck.Row
	for i, t := range r.Targets {
		var shareOf driver.Value
		if t.ShareOf != "" {
			shareOf = tx.series[seriesName{t.ShareOf, "total"}]
		}
		rows = append(rows, duck.Row{
			"registry_id": tx.last.registry, "ordinal": int32(i + 1), "unit_key": tx.units[t.UnitID],
			"series_key": tx.series[seriesName{t.Indicator, t.Breakdown}],
			"first_year": int32(t.Horizon.Year), "last_year": int32(t.Horizon.LastYear()),
			"kind": string(t.Kind), "value": Decimal(t.Value), "share_of": shareOf, "decision": t.Decision,
			"signed_date": dateValue(t.SignedDate), "effective_date": dateValue(t.EffectiveDate),
		})
	}
	return tx.appendRows("target_row", rows)
}
