package warehouse

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/workspace/registry"
)

// Definition is one text that decides how workbooks are read or tables are made: tonghop.yaml or a form.
type Definition struct{ Kind, Name, SHA256, Body string }

// RecordDefinitions appends the whole set when any text differs from the set in force, with the obligations that it states.
func (tx *Tx) RecordDefinitions(ctx context.Context, set []Definition, obligations []form.Obligation) error {
	slices.SortFunc(set, func(a, b Definition) int { return strings.Compare(a.Kind+"/"+a.Name, b.Kind+"/"+b.Name) })
	inForce, err := tx.DefinitionsInForce(ctx)
	if err != nil {
		return err
	}
	same := func(a, b Definition) bool { return a.Kind == b.Kind && a.Name == b.Name && a.SHA256 == b.SHA256 }
	if slices.EqualFunc(set, inForce, same) {
		return nil
	}
	tx.changed = true
	tx.last.definitionSet++
	var rows [][]driver.Value
	for _, d := range set {
		rows = append(rows, []driver.Value{tx.last.definitionSet, d.Kind, d.Name, d.SHA256, d.Body, tx.command.At.UTC(), tx.runID()})
	}
	if err := tx.appendRows("ledger", "definition", rows); err != nil {
		return err
	}
	return tx.recordObligations(obligations)
}

func (tx *Tx) recordObligations(obligations []form.Obligation) error {
	var rows, series [][]driver.Value
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
	if err := tx.appendRows("ledger", "obligation", rows); err != nil {
		return err
	}
	return tx.appendRows("ledger", "obligation_series", series)
}

func (tx *Tx) obligationRow(number int32, o form.Obligation) []driver.Value {
	return []driver.Value{
		tx.last.definitionSet, number, o.FormID, o.Title["vi"], o.Title["en"],
		list(o.Submitters), list(o.SubmitterUnits), list(o.Covered), o.Kind.String(), dateValue(o.ValidFrom), dateValue(o.ValidTo),
		o.HasDue, int32(o.DueDays), int32(o.GraceDays), int32(o.Priority), tx.command.At.UTC(), int32(o.Calendar.LastDay),
	}
}

func (tx *Tx) obligationSeriesRow(number int32, s form.Series) ([]driver.Value, error) {
	name := seriesName{s.Indicator, s.Breakdown}
	if err := tx.seriesKeys([]seriesName{name}); err != nil {
		return nil, err
	}
	var measures []string
	for _, m := range s.Measures {
		measures = append(measures, string(m))
	}
	return []driver.Value{
		tx.last.definitionSet, number, tx.series[name], list(measures), s.Label["vi"], s.Label["en"], s.UnitLabel["vi"], s.UnitLabel["en"],
		int32(s.Decimals), int32(s.Order),
	}, nil
}

// list is texts as a DuckDB list, never NULL.
func list(texts []string) driver.Value {
	if texts == nil {
		return []string{}
	}
	return texts
}

// RecordRegistry appends the registry as a whole when it differs from the one in force.
func (tx *Tx) RecordRegistry(ctx context.Context, r *registry.Registry) error {
	inForce, err := tx.RegistryInForce(ctx)
	if err != nil {
		return err
	}
	if inForce == r.SHA256 {
		return nil
	}
	tx.changed = true
	tx.last.registry++
	version := []driver.Value{tx.last.registry, r.SHA256, r.UnitsSHA256, tx.command.At.UTC(), tx.runID()}
	if err := tx.appendRows("ledger", "registry_version", [][]driver.Value{version}); err != nil {
		return err
	}
	if err := tx.recordUnits(r); err != nil {
		return err
	}
	return tx.recordTargets(r)
}

func (tx *Tx) recordUnits(r *registry.Registry) error {
	var ids []string
	for _, u := range r.Units {
		ids = append(ids, u.ID)
	}
	if err := tx.unitKeys(ids); err != nil {
		return err
	}
	var units, aliases, changes [][]driver.Value
	for i, u := range r.Units {
		units = append(units, []driver.Value{
			tx.last.registry, int32(i + 1), tx.units[u.ID], u.Code, u.Name, u.Level, tx.unitKey(u.ParentID), dateValue(u.ValidFrom), dateValue(u.ValidTo),
		})
	}
	for _, a := range r.Aliases {
		aliases = append(aliases, []driver.Value{tx.last.registry, a.Name, tx.units[a.UnitID]})
	}
	for _, c := range r.Changes {
		changes = append(changes, []driver.Value{tx.last.registry, dateValue(c.Date), c.Kind, tx.units[c.UnitID], tx.unitKey(c.SuccessorID), c.Decision})
	}
	if err := tx.appendRows("ledger", "unit_row", units); err != nil {
		return err
	}
	if err := tx.appendRows("ledger", "alias_row", aliases); err != nil {
		return err
	}
	return tx.appendRows("ledger", "change_row", changes)
}

func (tx *Tx) recordTargets(r *registry.Registry) error {
	var names []seriesName
	for _, t := range r.Targets {
		names = append(names, seriesName{t.Indicator, t.Breakdown})
		if t.ShareOf != "" {
			names = append(names, seriesName{t.ShareOf, "total"})
		}
	}
	if err := tx.seriesKeys(names); err != nil {
		return err
	}
	var rows [][]driver.Value
	for i, t := range r.Targets {
		var shareOf driver.Value
		if t.ShareOf != "" {
			shareOf = tx.series[seriesName{t.ShareOf, "total"}]
		}
		rows = append(rows, []driver.Value{
			tx.last.registry, int32(i + 1), tx.units[t.UnitID], tx.series[seriesName{t.Indicator, t.Breakdown}], int32(t.Horizon.Year), int32(t.Horizon.LastYear()),
			string(t.Kind), Decimal(t.Value), shareOf, t.Decision, dateValue(t.SignedDate), dateValue(t.EffectiveDate),
		})
	}
	return tx.appendRows("ledger", "target_row", rows)
}
