package guard

import (
	"database/sql"
	"strings"
	"testing"
)

// each calls scan with two texts of each row.
func each(t *testing.T, c *Checker, query string, scan func(a, b string)) {
	t.Helper()
	rows, err := c.db.QueryContext(t.Context(), query)
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

func TestEveryFunctionThatActsIsRefused(t *testing.T) {
	c, known := newChecker(t), map[string]bool{}
	each(t, c, "SELECT DISTINCT function_name, function_type FROM duckdb_functions()", func(name, kind string) {
		known[name] = true
		if kind == "pragma" || harmless[name] {
			return // CALL and PRAGMA are refused whatever they name
		}
		for _, part := range acting {
			_, refused := refusedFunctions[name]
			if kind == "table" || kind == "table_macro" {
				refused = !tableFunctions[name]
			}
			if strings.Contains(name, part) && !refused {
				t.Errorf("the %s function %s is allowed, and its name has %q in it", kind, name, part)
			}
		}
	})
	for name := range tableFunctions {
		if !known[name] {
			t.Errorf("there is no function %s to read from", name)
		}
	}
	for name := range refusedFunctions {
		if !known[name] && name != "getenv" { // only the shell of DuckDB has it today
			t.Errorf("there is no function %s to refuse", name)
		}
	}
}

// Macros and views of DuckDB itself do not lead to what is refused.
func TestNothingLeadsToWhatIsRefused(t *testing.T) {
	c := newChecker(t)
	each(t, c, `SELECT function_name, macro_definition FROM duckdb_functions()
		WHERE macro_definition IS NOT NULL AND function_type = 'macro'`, func(name, body string) {
		_, refused := refusedFunctions[name]
		if _, err := c.Statements(t.Context(), "SELECT "+body); err != nil && !refused {
			t.Errorf("the macro %s is allowed, but %v: %s", name, err, body)
		}
	})
	each(t, c, "SELECT view_name, sql FROM duckdb_views() WHERE internal", func(name, body string) {
		_, refused := refusedViews[name]
		_, query, is := strings.Cut(body, " AS ")
		if _, err := c.Statements(t.Context(), query); !is || err != nil && !refused {
			t.Errorf("the view %s is allowed, but %v: %s", name, err, body)
		}
	})
}
