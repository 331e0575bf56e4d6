package warehouse

import (
	"database/sql/driver"
	"time"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
)

// appendRows adds rows to a table of the ledger, within the transaction.
func (tx *Tx) appendRows(table string, rows []duck.Row) error {
	return duck.Append(tx.conn, duck.Table{Schema: "ledger", Name: table}, rows)
}

// dateValue is a day as the driver takes it; the zero day, which stands for "not stated" or "open",
// is NULL.
func dateValue(d period.Date) driver.Value {
	if d.IsZero() {
		return nil
	}
	// Midnight in UTC is that day in DuckDB, whatever the time zone of the machine.
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// orNull is text, or NULL when there is none.
func orNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}

// Decimal is an exact number as DECIMAL(30, 10). A column of DECIMAL(29, 10) takes it too, as every
// single number fits that type; the wider one is for sums.
func Decimal(q quantity.Quantity) driver.Value {
	return duck.Decimal(q.Units(), 30, quantity.Scale)
}
