package vintage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"tonghop/pipeline/vintage/guard"
	"tonghop/pipeline/warehouse/duck"
)

// Listener takes the answer to a query as it is read.
type Listener interface {
	// Columns is called before the rows of each statement, with the names of its columns.
	Columns(names []string) error
	// Row is called for each row. A value is nil for NULL, a json.Number with all its digits for what is exact
	// (DECIMAL, HUGEINT), a text for days, times, bytes and identifiers, a json.RawMessage for lists, structs and maps,
	// and otherwise a bool, an int64, a uint64 or a float64. The slice is used again for the next row.
	Row(values []any) error
}

// Answer carries out a query, statement by statement, and reads its answers to their end. Errors:
// *guard.RefusedError when it may not be carried out, nothing of it; what DuckDB says of it; and
// what the listener returns. All statements are looked at before the first one is carried out, so
// that a query is answered as a whole or refused as a whole.
func (t *Tables) Answer(ctx context.Context, query string, listener Listener) (err error) {
	checker, err := guard.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, checker.Close()) }()
	statements, err := checker.Statements(ctx, query)
	if err != nil {
		return err
	}
	for i, statement := range statements {
		if err := t.answer(ctx, statement, listener); err != nil {
			if len(statements) > 1 {
				err = fmt.Errorf("statement %d of %d: %w", i+1, len(statements), err)
			}
			return err
		}
	}
	return nil
}

// rawListener takes rows as the driver has them, which costs less. The CSV that a query gives is
// written in this way: making a value for the Listener of every number would cost more than the
// query.
type rawListener interface {
	typed(kinds []string)
	rawRow(values []driver.Value) error
}

// answer carries out one statement that may be carried out.
func (t *Tables) answer(ctx context.Context, statement string, listener Listener) error {
	db, ok := t.q.(*sql.DB)
	if !ok {
		return fmt.Errorf("a query of a person is not answered beside the ledger")
	}
	var names, kinds []string
	var values []any
	raw, isRaw := listener.(rawListener)
	columns := func(of, typed []string) error {
		names, kinds, values = of, typed, make([]any, len(of))
		if isRaw {
			raw.typed(kinds)
		}
		return listener.Columns(names)
	}
	if isRaw {
		return duck.EachRow(ctx, db, statement, columns, raw.rawRow)
	}
	return duck.EachRow(ctx, db, statement, columns, func(row []driver.Value) (err error) {
		for i, value := range row {
			if values[i], err = plain(value, kinds[i]); err != nil {
				return fmt.Errorf("column %s: %w", names[i], err)
			}
		}
		return listener.Row(values)
	})
}

// plain is a value of the driver as a Listener is promised it. kind is DuckDB's name of its type. A
// number that is exact in DuckDB never goes through a float64. A 32-bit fraction is widened by its
// shortest decimal, so that 0.1 does not come out as 0.10000000149011612.
func plain(value any, kind string) (any, error) {
	if digits, ok := duck.DecimalText(value); ok {
		return json.Number(digits), nil
	}
	switch v := value.(type) {
	case nil, bool, string, int64, uint64, float64:
		return v, nil
	case int8:
		return int64(v), nil
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case uint8:
		return uint64(v), nil
	case uint16:
		return uint64(v), nil
	case uint32:
		return uint64(v), nil
	case float32:
		return strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64)
	case *big.Int:
		return json.Number(v.String()), nil
	case time.Time:
		return moment(v, kind), nil
	case []byte:
		if text, is := duck.UUIDText(v, kind); is {
			return text, nil
		}
		return bytesText(v), nil
	}
	nested, err := json.Marshal(duck.Nested(value))
	if text := ""; err == nil && json.Unmarshal(nested, &text) == nil {
		return text, nil
	}
	return json.RawMessage(nested), err
}

// moment writes a day, or a time of the day, or both; midnight of a day is the day. A TIMESTAMP
// that happens to be midnight is written as the day too, since nothing tells them apart here.
func moment(at time.Time, kind string) string {
	switch {
	case strings.HasPrefix(kind, "TIME") && !strings.HasPrefix(kind, "TIMESTAMP"):
		return at.Format("15:04:05.999999")
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.Format(time.DateOnly)
	}
	return at.Format("2006-01-02 15:04:05.999999")
}

// bytesText writes bytes as DuckDB does: what is no visible ASCII as \x00. A backslash is written
// so too, so that the text can be read back.
func bytesText(bytes []byte) string {
	var b strings.Builder
	for _, c := range bytes {
		if c < ' ' || c > '~' || c == '\\' {
			fmt.Fprintf(&b, `\x%02X`, c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
