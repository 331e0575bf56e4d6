package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"

	"tonghop/pipeline/warehouse/duck"
)

// csvOf is what a query answers, all of whose columns are texts, as CSV with a header. A query
// without any row gives no bytes at all, not even a header: the names of the columns are known with
// the first row only.
func csvOf(ctx context.Context, q duck.Querier, name string, args ...any) ([]byte, error) {
	var body bytes.Buffer
	writer := csv.NewWriter(&body)
	var values []string
	var into []any
	err := duck.Each(ctx, q, name, func(rows *sql.Rows) error {
		if into == nil {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values, into = make([]string, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := writer.Write(columns); err != nil {
				return err
			}
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		return writer.Write(values)
	}, args...)
	writer.Flush()
	return body.Bytes(), errors.Join(err, writer.Error())
}
