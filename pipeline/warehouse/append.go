package warehouse

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// appendRows adds rows to a table in the order of its columns, within the transaction.
func (tx *Tx) appendRows(schema, table string, rows [][]driver.Value) error {
	return appendTo(tx.conn, "", schema, table, rows)
}

// appendTo adds rows to a table in the order of its columns; no catalog or schema is the one that the connection looks into first.
func appendTo(conn *sql.Conn, catalog, schema, table string, rows [][]driver.Value) error {
	if len(rows) == 0 {
		return nil
	}
	err := withAppender(conn, catalog, schema, table, func(appender *duckdb.Appender) error {
		for _, row := range rows {
			if err := appender.AppendRow(row...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("append to %s: %w", strings.TrimPrefix(schema+"."+table, "."), err)
	}
	return nil
}

func withAppender(conn *sql.Conn, catalog, schema, table string, fill func(*duckdb.Appender) error) error {
	return conn.Raw(func(driverConn any) error {
		appender, err := duckdb.NewAppender(driverConn.(driver.Conn), catalog, schema, table)
		if err != nil {
			return err
		}
		if err := fill(appender); err != nil {
			return errors.Join(err, appender.Clear(), appender.Close())
		}
		return appender.Close()
	})
}

// dateValue is a day as the driver takes it; the zero day is NULL.
func dateValue(d period.Date) driver.Value {
	if d.IsZero() {
		return nil
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// orNull is text, or NULL when there is none.
func orNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}

// DecimalText writes a DECIMAL that a query returned with all the digits of its scale: 30.0 is not 30. ok is false for any
// other value.
func DecimalText(value any) (text string, ok bool) {
	d, ok := value.(duckdb.Decimal)
	if !ok || d.Value == nil {
		return "", false
	}
	scale := int(d.Scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(d.Value, unit).FloatString(scale), true
}

// Decimal is an exact number as DECIMAL(18, 4).
func Decimal(q quantity.Quantity) driver.Value {
	return duckdb.Decimal{Width: 18, Scale: 4, Value: big.NewInt(int64(q))}
}
