package warehouse

import "database/sql/driver"

// unitKeys gives each unit its number, new ones the next free number.
func (tx *Tx) unitKeys(ids []string) error {
	var rows [][]driver.Value
	for _, id := range ids {
		if _, known := tx.units[id]; id == "" || known {
			continue
		}
		key := int32(len(tx.units) + 1)
		tx.units[id] = key
		rows = append(rows, []driver.Value{key, id})
	}
	return tx.appendRows("ledger", "unit_key", rows)
}

// seriesKeys gives each series its number, new ones the next free number.
func (tx *Tx) seriesKeys(names []seriesName) error {
	var rows [][]driver.Value
	for _, name := range names {
		if _, known := tx.series[name]; known {
			continue
		}
		key := int32(len(tx.series) + 1)
		tx.series[name] = key
		rows = append(rows, []driver.Value{key, name.indicator, name.breakdown})
	}
	return tx.appendRows("ledger", "series_key", rows)
}

// unitKey is a unit's number, or NULL for none.
func (tx *Tx) unitKey(id string) driver.Value {
	if id == "" {
		return nil
	}
	return tx.units[id]
}
