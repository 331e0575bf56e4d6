package vintage

import (
	"context"
	"encoding/json"
	"math/big"
	"time"

	"tonghop/pipeline/warehouse/duck"
)

// Listener takes the answer to a query as it is read.
type Listener interface {
	// Columns is called once, before any row, with the names of the columns.
	Columns(names []string) error
	// Row is called for each row. A value is nil for NULL, a json.Number with all its digits for what is exact
	// (DECIMAL, HUGEINT), a text for days, times and bytes, and otherwise what the driver gives. The slice is used
	// again for the next row.
	Row(values []any) error
}

// Answer reads a query's answer to its end.
func (t *Tables) Answer(ctx context.Context, query string, listener Listener) error {
	rows, err := t.Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := listener.Columns(names); err != nil {
		return err
	}
	values, targets := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i := range values {
			values[i] = plain(values[i])
		}
		if err := listener.Row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plain is a value of the driver as a Listener is promised it.
func plain(value any) any {
	if digits, ok := duck.DecimalText(value); ok {
		return json.Number(digits)
	}
	switch v := value.(type) {
	case *big.Int:
		return json.Number(v.String())
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format("2006-01-02 15:04:05.999999")
	case []byte:
		return string(v)
	}
	return value
}
