package warehouse

import (
	"database/sql/driver"

	"tonghop/pipeline/warehouse/duck"
)

// unitKeys gives each unit its number in the ledger; a unit that has none gets the next free one.
// Numbers make the table of observations small, and they never leave the warehouse: what is
// published names units by their identifiers. A number once given stays that of its unit for as
// long as the ledger exists, also when the unit is in no registry any more.
func (tx *Tx) unitKeys(ids []string) error {
	var rows []duck.Row
	for _, id := range ids {
		// A root's parent and an unknown unit have no identifier.
		if _, known := tx.units[id]; id == "" || known {
			continue
		}
		// Numbers have no gaps, since they are never given back.
		key := int32(len(tx.units) + 1)
		tx.units[id] = key
		rows = append(rows, duck.Row{"unit_key": key, "unit_id": id})
	}
	return tx.appendRows("unit_key", rows)
}

// seriesKeys gives each series (indicator and breakdown) its number in the ledger, as unitKeys does
// for units.
func (tx *Tx) seriesKeys(names []seriesName) error {
	var rows []duck.Row
	for _, name := range names {
		if _, known := tx.series[name]; known {
			continue
		}
		key := int32(len(tx.series) + 1)
		tx.series[name] = key
		rows = append(rows, duck.Row{"series_key": key, "indicator": name.indicator, "breakdown": name.breakdown})
	}
	return tx.appendRows("series_key", rows)
}

// unitKey is a unit's number, or NULL for no unit. The unit must have been numbered by unitKeys.
func (tx *Tx) unitKey(id string) driver.Value {
	if id == "" {
		return nil
	}
	return tx.units[id]
}
