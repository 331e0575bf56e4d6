package vintage

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

// kept is a listener that keeps what it hears.
type kept struct {
	names []string
	rows  [][]any
	fail  error // of every row
}

func (k *kept) Columns(names []string) error {
	k.names = names
	return nil
}

func (k *kept) Row(values []any) error {
	k.rows = append(k.rows, append([]any(nil), values...))
	return k.fail
}

// An answer keeps every digit of an exact number, and what is a day stays a day.
func TestAnswer(t *testing.T) {
	tables, err := newFolder(t).Open(t.Context())
	must(t, err)
	defer tables.Close()
	var heard kept
	must(t, tables.Answer(t.Context(), `SELECT 30.0::DECIMAL(18, 4) AS exact, 170141183460469231731687303715884105727::HUGEINT AS huge,
		DATE '2021-10-12' AS day, TIMESTAMP '2021-10-12 02:00:00.5' AS moment, 'ab'::BLOB AS bytes, NULL AS nothing, true AS yes`, &heard))
	if want := []string{"exact", "huge", "day", "moment", "bytes", "nothing", "yes"}; !reflect.DeepEqual(heard.names,
		want) {
		t.Errorf("the columns are %q", heard.names)
	}
	want := []any{
		json.Number("30.0000"), json.Number("170141183460469231731687303715884105727"), "2021-10-12",
		"2021-10-12 02:00:00.5", "ab", nil, true,
	}
	if len(heard.rows) != 1 || !reflect.DeepEqual(heard.rows[0], want) {
		t.Errorf("the answer is %#v, want %#v", heard.rows, want)
	}
}

func TestAnswerFails(t *testing.T) {
	tables, err := newFolder(t).Open(t.Context())
	must(t, err)
	defer tables.Close()
	if err := tables.Answer(t.Context(), "FROM nowhere", &kept{}); err == nil {
		t.Error("a table that there is not was read")
	}
	full := kept{fail: errors.New("disk full")}
	if err := tables.Answer(t.Context(), "FROM range(3)", &full); !errors.Is(err, full.fail) || len(full.rows) != 1 {
		t.Errorf("after a row that could not be written, %d were, %v", len(full.rows), err)
	}
}
