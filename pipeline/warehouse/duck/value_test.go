package duck

import (
	"encoding/json"
	"testing"
)

func TestNested(t *testing.T) {
	conn := inMemory(t)
	for query, want := range map[string]string{
		"[1.50, NULL]":                                       `[1.50,null]`,
		"{'a': 1, 'b': [DATE '2021-10-12']}":                 `{"a":1,"b":["2021-10-12 00:00:00"]}`,
		"MAP {1.5: 'x'}":                                     `{"1.5":"x"}`,
		"INTERVAL 3 HOURS":                                   `"0 months 0 days 3h0m0s"`,
		"['nan'::DOUBLE, 1.5::DOUBLE]":                       `["NaN",1.5]`,
		"[170141183460469231731687303715884105727::HUGEINT]": `[170141183460469231731687303715884105727]`,
		"union_value(k := 1)":                                `1`,
		"'0110'::BIT":                                        `"0110"`,
	} {
		var value any
		if err := conn.QueryRowContext(t.Context(), "SELECT "+query).Scan(&value); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(Nested(value)); err != nil || string(got) != want {
			t.Errorf("%s is %s, %v; want %s", query, got, err, want)
		}
	}
}

func TestUUIDText(t *testing.T) {
	const want = "eeccb8c5-9943-b2bb-bb5e-222f4e14b687"
	var value []byte
	if err := inMemory(t).QueryRowContext(t.Context(), "SELECT UUID '"+want+"'").Scan(&value); err != nil {
		t.Fatal(err)
	}
	if got, is := UUIDText(value, "UUID"); got != want || !is {
		t.Errorf("%s, %v", got, is)
	}
	if _, is := UUIDText(value, "BLOB"); is {
		t.Error("bytes are taken for a UUID")
	}
}

func TestOutOfMemory(t *testing.T) {
	conn := inMemory(t)
	if _, err := conn.ExecContext(t.Context(), "SET memory_limit = '20MB'"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "SET max_temp_directory_size = '0KiB'"); err != nil {
		t.Fatal(err)
	}
	_, err := conn.ExecContext(t.Context(), "CREATE TEMP TABLE big AS SELECT i, hash(i) AS h FROM range(50000000) t(i)")
	if !OutOfMemory(err) {
		t.Errorf("too much is %v", err)
	}
	if _, err := conn.ExecContext(t.Context(), "FROM nowhere"); err == nil || OutOfMemory(err) {
		t.Errorf("a missing table is %v", err)
	}
}
