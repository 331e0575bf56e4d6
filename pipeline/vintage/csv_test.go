package vintage

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/vocabulary/vntext"
)

// written is what encoding/csv makes of a row, of which texts are made harmless.
func written(t *rapid.T, values []any, asTyped bool) string {
	var out strings.Builder
	fields := make([]string, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case nil:
		case string:
			if fields[i] = v; !asTyped {
				fields[i] = vntext.Harmless(v)
			}
		case json.RawMessage:
			fields[i] = string(v)
		default:
			fields[i] = fmt.Sprint(v)
		}
	}
	to := csv.NewWriter(&out)
	if err := to.Write(fields); err != nil {
		t.Fatal(err)
	}
	to.Flush()
	return out.String()
}

// Rows are written as encoding/csv writes them, whatever stands in them.
func TestCSVIsThatOfTheLibrary(t *testing.T) {
	odd := rapid.RuneFrom([]rune(",\"\n\r ;=+-@\t\\.x1\u00a0\u3000"))
	texts := rapid.OneOf(rapid.String(), rapid.StringOfN(odd, 0, 4, -1))
	value := rapid.OneOf(
		rapid.Just(any(nil)), rapid.Map(texts, func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Map(rapid.Uint64(), func(n uint64) any { return n }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(texts, func(s string) any { return json.Number(s) }),
		rapid.Map(texts, func(s string) any { return json.RawMessage(s) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		asTyped := rapid.Bool().Draw(t, "as typed")
		var out strings.Builder
		to := NewCSV(&out, asTyped)
		want := ""
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			row := rapid.SliceOfN(value, 1, 4).Draw(t, "row")
			want += written(t, row, asTyped)
			if err := to.Row(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := to.Flush(); err != nil || out.String() != want {
			t.Fatalf("written %q, want %q (%v)", out.String(), want, err)
		}
	})
}

// Values that are written as the driver has them read as those that a Listener gets, of every type.
func TestCSVOfEveryType(t *testing.T) {
	tables, err := newFolder(t).Open(t.Context())
	must(t, err)
	defer tables.Close()
	const query = `SELECT a, b.* FROM (VALUES (1), (NULL), (3)) AS a(a),
		(SELECT true, 1::TINYINT, -2::SMALLINT, 3::INTEGER, -4::BIGINT, 5::HUGEINT, 6::UTINYINT, 7::UBIGINT, 0.1::FLOAT,
			0.1::DOUBLE, 1.50::DECIMAL(4, 2), 1.5::DECIMAL(29, 10), -30::DECIMAL(38, 10), 'a,"b"', '=1', 'ab'::BLOB,
			DATE '2021-10-12', TIME '01:02:03', TIMESTAMP '2021-10-12 01:02:03',
			TIMESTAMPTZ '2021-10-12 01:02:03+00', INTERVAL 3 DAY,
			[1, 2],
			{'a': 1, 'b': 'x'}, MAP {'k': 1}, '{"a": 1}'::JSON, gen_random_uuid() IS NULL,
			'x'::ENUM ('x', 'y'), '101'::BIT,
			'00000000-0000-0000-0000-000000000001'::UUID, NULL) AS b; SELECT 'second' AS "=x" WHERE false`
	var heard, raw strings.Builder
	listener := struct{ Listener }{NewCSV(&heard, false)}
	must(t, tables.Answer(t.Context(), query, listener))
	must(t, listener.Listener.(*CSV).Flush())
	direct := NewCSV(&raw, false)
	must(t, tables.Answer(t.Context(), query, direct))
	must(t, direct.Flush())
	if heard.String() != raw.String() || strings.Count(raw.String(), "\n") != 6 || !strings.Contains(raw.String(), "'=x") {
		t.Errorf("written %s\nwant    %s", raw.String(), heard.String())
	}
}

// Of a row that passes a bound nothing is written, and of those before it everything.
func TestCSVIsCounted(t *testing.T) {
	var out strings.Builder
	to := NewCSV(&out, false)
	to.meter = &meter{bounds: Bounds{Rows: 2, Bytes: 5}}
	for _, text := range []string{"ab", "abcd"} {
		err := to.Row([]any{text})
		if refused := err != nil; refused != (text == "abcd") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if must(t, to.Flush()); out.String() != "ab\n" {
		t.Errorf("written %q", out.String())
	}
}
