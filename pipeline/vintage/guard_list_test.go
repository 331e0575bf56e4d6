package vintage_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vintage/guard"
	"tonghop/pipeline/warehouse/duck"
)

// ofDuckDB calls scan with two texts of each row that a query of DuckDB's own catalogue gives.
func ofDuckDB(t *testing.T, query string, scan func(a, b string)) {
	t.Helper()
	db, err := duck.Open(t.Context(), "", duck.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var a, b sql.NullString
		if err := rows.Scan(&a, &b); err != nil {
			t.Fatal(err)
		}
		scan(a.String, b.String)
	}
	if err := rows.Err(); err != nil || n == 0 {
		t.Fatalf("%s gives %d rows, %v", query, n, err)
	}
}

// acting are parts of the names of functions that may do more than compute. When a later DuckDB has one more function
// of such a name, somebody has to look at it.
var acting = []string{
	"log", "setting", "env", "sleep", "seed", "nextval", "currval", "serialize_plan", "execute", "secret", "enable_",
	"disable_", "checkpoint", "write", "copy", "import", "export", "attach", "file", "read_", "scan", "glob", "sniff",
}

// harmless have such a part in their names and only compute.
var harmless = map[string]bool{
	"log": true, "log10": true, "log2": true, "parse_duckdb_log_message": true, "parse_filename": true,
	"current_catalog": true,
}

// refusedInExpressions and allowedAsTables are what is refused, and what is allowed, of the functions that DuckDB has.
var (
	refusedInExpressions = []string{
		"combine", "current_setting", "currval", "finalize", "get_block_size", "json_serialize_plan", "nextval",
		"pg_conf_load_time", "pg_postmaster_start_time", "pg_sleep", "setseed", "sleep_ms", "variant_bytes_to_variant",
		"write_log",
	}
	allowedAsTables = []string{
		"duckdb_columns", "duckdb_constraints", "duckdb_dependencies", "duckdb_functions", "duckdb_indexes",
		"duckdb_schemas", "duckdb_sequences", "duckdb_tables", "duckdb_types", "duckdb_views", "generate_series",
		"json_each", "json_tree", "pragma_show", "pragma_table_info", "query_table", "range", "unnest",
	}
)

// refusedByName says whether a function of an expression is refused whatever it is given.
func refusedByName(t *testing.T, c *guard.Checker, name string) bool {
	_, err := c.Statements(t.Context(), `SELECT "`+name+`"()`)
	return err != nil && strings.Contains(err.Error(), "the function "+name+" ")
}

// refusedAmong are those of many functions of expressions that are refused. They are asked about in halves: few are.
func refusedAmong(t *testing.T, c *guard.Checker, names []string) []string {
	if _, err := c.Statements(t.Context(), `SELECT "`+strings.Join(names, `"(), "`)+`"()`); err == nil {
		return nil
	}
	if half := len(names) / 2; half > 0 {
		return append(refusedAmong(t, c, names[:half]), refusedAmong(t, c, names[half:])...)
	}
	if refusedByName(t, c, names[0]) {
		return names
	}
	return nil
}

// allowedFrom says whether a query may read from a table, a view or a table function.
func allowedFrom(t *testing.T, c *guard.Checker, what string) bool {
	_, err := c.Statements(t.Context(), "FROM "+what)
	return err == nil
}

func TestEveryFunctionThatActsIsRefused(t *testing.T) {
	c := newChecker(t)
	var tables, others, allowed []string
	const query = "SELECT DISTINCT function_name, function_type FROM duckdb_functions() ORDER BY 1"
	ofDuckDB(t, query, func(name, kind string) {
		switch kind {
		case "pragma": // CALL and PRAGMA are refused whatever they name
		case "table", "table_macro":
			tables = append(tables, name)
		default:
			others = append(others, name)
		}
	})
	for _, name := range tables {
		if allowedFrom(t, c, `"`+name+`"('a')`) {
			allowed = append(allowed, name)
		}
	}
	refused := slices.Compact(refusedAmong(t, c, others))
	for _, name := range append(slices.Clone(allowed), others...) {
		for _, part := range acting {
			if strings.Contains(name, part) && !harmless[name] && !slices.Contains(refused, name) {
				t.Errorf("the function %s is allowed, and its name has %q in it", name, part)
			}
		}
	}
	if !slices.Equal(refused, refusedInExpressions) {
		t.Errorf("of DuckDB's functions are refused %q, want %q", refused, refusedInExpressions)
	}
	if allowed = slices.Compact(allowed); !slices.Equal(allowed, allowedAsTables) {
		t.Errorf("of DuckDB's functions may be read from %q, want %q", allowed, allowedAsTables)
	}
	if !refusedByName(t, c, "getenv") { // only the shell of DuckDB has it today
		t.Error("getenv is allowed")
	}
}

// Macros and views of DuckDB itself do not lead to what is refused.
func TestNothingLeadsToWhatIsRefused(t *testing.T) {
	c := newChecker(t)
	ofDuckDB(t, `SELECT function_name, macro_definition FROM duckdb_functions()
		WHERE macro_definition IS NOT NULL AND function_type = 'macro'`, func(name, body string) {
		if _, err := c.Statements(t.Context(), "SELECT "+body); err != nil && !refusedByName(t, c, name) {
			t.Errorf("the macro %s is allowed, but %v: %s", name, err, body)
		}
	})
	ofDuckDB(t, "SELECT view_name, sql FROM duckdb_views() WHERE internal", func(name, body string) {
		_, query, is := strings.Cut(body, " AS ")
		if _, err := c.Statements(t.Context(), query); !is || err != nil && allowedFrom(t, c, name) {
			t.Errorf("the view %s is allowed, but %v: %s", name, err, body)
		}
	})
}
