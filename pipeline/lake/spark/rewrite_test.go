package spark

import (
	"strings"
	"testing"

	statementFiles "tonghop/sql"
)

// What the rules make of a text, one by one.
func TestRewrite(t *testing.T) {
	values := map[string]string{"year": "2021", "mode": "'half_up'"}
	for _, c := range []struct{ text, want string }{
		{"SELECT 1 -- it's a comment, with [1, 2]", "SELECT 1"},
		{"x AS MATERIALIZED (SELECT 1)", "x AS (SELECT 1)"},
		{"SELECT * EXCLUDE (a, b) FROM t", "SELECT * EXCEPT (a, b) FROM t"},
		{"FROM vintage.main.unit JOIN core.fact AS f ON f.year = getvariable('year')",
			"FROM mart_unit JOIN core_fact AS f ON f.year = 2021"},
		{"arg_max_null(a.value, a.turn)", "max_by(a.value, a.turn)"},
		{"arg_max((a.ytd - coalesce(a.held, 0))::DECIMAL(30, 10), a.month) AS x",
			"max_by((a.ytd - coalesce(a.held, 0))::DECIMAL(30, 10), " +
				"CASE WHEN (a.ytd - coalesce(a.held, 0))::DECIMAL(30, 10) IS NOT NULL THEN a.month END) AS x"},
		{"arg_min(s.label, s.id)", "min_by(s.label, CASE WHEN s.label IS NOT NULL THEN s.id END)"},
		{"[3, 6, 9]", "array(3, 6, 9)"},
		// texts keep what looks like SQL; a backslash and an apostrophe in one are themselves
		{`SELECT 'core.fact [1, 2] -- x', 'it''s', 'a\b'`, `SELECT 'core.fact [1, 2] -- x', 'it\'s', 'a\\b'`},
		{"round(x, getvariable('mode'))", "round(x, 'half_up')"},
	} {
		if got, err := Rewrite(c.text, values); err != nil || got != c.want {
			t.Errorf("%s\nbecame %s (%v)\nwant   %s", c.text, got, err, c.want)
		}
	}
	if _, err := Rewrite("getvariable('nobody')", values); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a variable that nobody set: %v", err)
	}
}

// An expression that would be planned too often is kept, with what it needs, and the rest asks for it under its name.
func TestPlanOf(t *testing.T) {
	large := "a AS (SELECT 1 FROM t1 JOIN t2 ON x = ')' JOIN t3), b AS (SELECT * FROM a JOIN t4)"
	rest := "SELECT b.x, c.y FROM b JOIN b AS c JOIN b AS d"
	p, err := planOf("core_x", "WITH "+large+"\n"+rest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.kept) != 1 || p.kept[0].name != "core_x__b" || !strings.Contains(p.kept[0].body, "a AS (SELECT 1") {
		t.Errorf("kept %+v", p.kept)
	}
	if want := "SELECT b.x, c.y FROM core_x__b AS b JOIN core_x__b AS c JOIN core_x__b AS d"; p.last != want {
		t.Errorf("last %s\nwant %s", p.last, want)
	}
	recursion := "WITH RECURSIVE up AS (SELECT 1 FROM t1 UNION ALL SELECT 2 FROM up) SELECT * FROM up"
	if p, err := planOf("t", recursion, nil); err != nil || len(p.kept) != 0 {
		t.Errorf("a small one is kept: %+v (%v)", p, err)
	}
	for _, broken := range []string{"WITH a AS (SELECT (1)", "WITH a (SELECT 1) SELECT 1"} {
		if _, err := planOf("t", broken, nil); err == nil {
			t.Errorf("%s: no error", broken)
		}
	}
}

// An expression of small tables alone is small, and so is one that a header names: where it is asked for, Spark is told
// to send it to every executor. A name that is none of an expression is an error.
func TestSmallExpressions(t *testing.T) {
	names := smallOf("-- core.x: it\n-- Small: c, d\nWITH a AS (SELECT 1) SELECT 1")
	if len(names) != 2 || names[0] != "c" || names[1] != "d" || smallOf("-- core.x: it\nSELECT 1") != nil {
		t.Fatalf("read %q", names)
	}
	const hint = "(SELECT /*+ BROADCAST(few) */ * FROM %s AS few) AS "
	of := func(name string) string { return strings.ReplaceAll(hint, "%s", name) }
	p, err := planOf("core_x", "WITH a AS (SELECT 1 FROM core_period JOIN staging_series), "+
		"b AS (SELECT 2 FROM a JOIN t), c AS (SELECT 3 FROM b), d AS (SELECT 4 FROM t"+strings.Repeat(" JOIN t", 6)+") "+
		"SELECT x FROM b JOIN c AS y JOIN a USING (z) JOIN d JOIN d AS e", names[:1])
	want := "SELECT x FROM b JOIN " + of("c") + "y JOIN " + of("a") + "a USING (z) JOIN core_x__d AS d JOIN core_x__d AS e"
	within := "b AS (SELECT 2 FROM " + of("a") + "a JOIN t)"
	if err != nil || !strings.HasSuffix(p.last, want) || !strings.Contains(p.last, within) {
		t.Errorf("%s\nwant %s (%v)", p.last, want, err)
	}
	if len(p.kept) != 1 || p.kept[0].small {
		t.Errorf("kept %+v", p.kept)
	}
	for _, wrong := range []string{"c", "up"} {
		recursion := "WITH RECURSIVE up AS (SELECT 1 FROM core_period UNION ALL SELECT 2 FROM up) SELECT * FROM up"
		if _, err := planOf("core_x", recursion, []string{wrong}); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

// Every function file is parted into statements that each create one function.
func TestFunctionTexts(t *testing.T) {
	texts, err := functionTexts(statementFiles.Files)
	if err != nil || len(texts) < 15 {
		t.Fatalf("%d functions (%v)", len(texts), err)
	}
	for _, text := range texts {
		if got := strings.Count(text, "CREATE OR REPLACE TEMPORARY FUNCTION"); got != 1 {
			t.Errorf("%d functions in one statement:\n%s", got, text)
		}
	}
}
