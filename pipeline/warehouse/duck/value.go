package duck

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// OutOfMemory says whether DuckDB stopped a statement because it needed more memory than it may take.
func OutOfMemory(err error) bool {
	var reported *duckdb.Error
	return errors.As(err, &reported) && reported.Type == duckdb.ErrorTypeOutOfMemory
}

// UUIDText writes a UUID, which the driver gives as bytes; is says whether a type of that name is one.
func UUIDText(bytes []byte, kind string) (text string, is bool) {
	var id duckdb.UUID
	if kind != "UUID" || len(bytes) != len(id) {
		return "", false
	}
	copy(id[:], bytes)
	return id.String(), true
}

// Nested makes of a list, struct, map, union, interval or bit string that a query returned what JSON can hold: lists,
// objects, texts, and numbers with all their digits.
func Nested(value any) any {
	if digits, ok := DecimalText(value); ok {
		return json.Number(digits)
	}
	switch v := value.(type) {
	case nil, bool, string:
		return v
	case *big.Int:
		return json.Number(v.String())
	case time.Time:
		return v.Format("2006-01-02 15:04:05.999999")
	case []byte:
		return string(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
		return v
	case duckdb.Interval:
		return fmt.Sprintf("%d months %d days %v", v.Months, v.Days, time.Duration(v.Micros)*time.Microsecond)
	case duckdb.Union:
		return Nested(v.Value)
	case duckdb.OrderedMap:
		return object(v.Keys(), v.Values())
	}
	return reflected(value)
}

// reflected goes through lists and maps of whatever type.
func reflected(value any) any {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = Nested(v.Index(i).Interface())
		}
		return list
	case reflect.Map:
		var keys, values []any
		for _, key := range v.MapKeys() {
			keys, values = append(keys, key.Interface()), append(values, v.MapIndex(key).Interface())
		}
		return object(keys, values)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32,
		reflect.Uint64:
		return value
	}
	return fmt.Sprint(value)
}

// object is a map or struct as JSON has it: its keys are texts, whatever type they had.
func object(keys, values []any) any {
	fields := make(map[string]any, len(keys))
	for i, key := range keys {
		fields[fmt.Sprint(Nested(key))] = Nested(values[i])
	}
	return fields
}
