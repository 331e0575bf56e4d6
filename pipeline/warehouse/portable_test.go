package warehouse

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	statements "tonghop/sql"
)

// construct is something that DuckDB reads in a model and Spark does not, or reads otherwise.
type construct struct {
	name    string
	found   *regexp.Regexp
	instead string
}

// unportable are the constructs that no model and no check may have. What depends on the types of columns cannot be
// seen in a text, such as a fraction cast to an integer: where one is rounded, a function of sql/functions does it.
var unportable = []construct{
	{"FILTER without WHERE", regexp.MustCompile(`(?i)\bFILTER\s*\(`), "FILTER (WHERE c)"},
	{"EXISTS over FROM alone", regexp.MustCompile(`(?i)\bEXISTS\s*\(\s*FROM\b`), "EXISTS (SELECT 1 FROM x)"},
	{"* REPLACE", regexp.MustCompile(`(?i)\*\s*REPLACE\b`), "columns by name"},
	{"a range of a list", regexp.MustCompile(`\[[^\[\],]*:[^\[\],]*\]`), "a function"},
	{"unnest", regexp.MustCompile(`(?i)\bunnest\s*\(`), "VALUES, a recursive CTE, or a join on array_contains"},
	{"a series of numbers", regexp.MustCompile(`(?i)\b(range|generate_series)\s*\(`), "VALUES or a recursive CTE"},
	{"a function of lists", regexp.MustCompile(`(?i)\b(list|list_\w+|len|array_to_string)\s*\(`),
		"array_contains, array_size, array_sort(array_distinct(array_agg(x))), array_join"},
	{"a lambda", regexp.MustCompile(`(?i)\blambda\b|->`), "array_contains"},
	{"string_agg", regexp.MustCompile(`(?i)\bstring_agg\s*\(`), "array_join(array_sort(array_agg(x)), ', ')"},
	{"a cast to an enum", regexp.MustCompile(`(?i)(::|\bCAST\s*\([^()]*\bAS\s+)(measure|mark|severity|period_kind)\b`),
		"a text, with a check of what it may be"},
	{"VARCHAR", regexp.MustCompile(`(?i)\bVARCHAR\b`), "STRING"},
	{"max_by", regexp.MustCompile(`(?i)\b(max|min)_by\s*\(`), "arg_max or arg_max_null, one for each column"},
	{"a field of a row", regexp.MustCompile(`(?i)\b\w+\.\w+\.\w+`), "one aggregate for each column"},
	{"AT TIME ZONE", regexp.MustCompile(`(?i)\bAT\s+TIME\s+ZONE\b`), "local_date"},
	{"date - date", regexp.MustCompile(`(?i)\b\w+(_date|_day|_on)\s*-\s*(\w+\.)?\w+(_date|_day|_on)\b`), "days_between"},
	{"a quotient", regexp.MustCompile(`/`), "a function of sql/functions: a published number is exact"},
	{"HUGEINT", regexp.MustCompile(`(?i)\bHUGEINT\b`), "a function of sql/functions"},
	{"DOUBLE", regexp.MustCompile(`(?i)\b(DOUBLE|FLOAT|REAL)\b`), "DECIMAL: a published number is exact"},
	{"BY NAME", regexp.MustCompile(`(?i)\bUNION\s+(ALL\s+)?BY\s+NAME\b`), "columns in one order"},
}

var (
	comment     = regexp.MustCompile(`--[^\n]*`)
	textLiteral = regexp.MustCompile(`'[^']*'`)
	vintageName = regexp.MustCompile(`\bvintage\.main\.`)
	filterWhere = regexp.MustCompile(`(?i)\bFILTER\s*\(\s*WHERE\b`)
	qualify     = regexp.MustCompile(`(?i)\bQUALIFY\b`)
	join        = regexp.MustCompile(`(?i)\bJOIN\b`)
	outerJoin   = regexp.MustCompile(`(?i)\b(?:LEFT|FULL)\s+JOIN\s+[\w.]+\s+AS\s+(\w+)`)
	orderBy     = regexp.MustCompile(`(?i)\bORDER\s+BY\b`)
	// an aggregate over a window that counts some rows only
	windowFilter = regexp.MustCompile(`(?i)\bFILTER\s*\(\s*WHERE(?:[^()]|\([^()]*\))*\)\s*OVER\b`)
	commonTable  = regexp.MustCompile(`\b(\w+)\s+AS\s*\(`)
	unionAll     = regexp.MustCompile(`(?i)\bUNION\s+ALL\b`)
	plainUnion   = regexp.MustCompile(`(?i)\bUNION\b`)
	plainColumn  = regexp.MustCompile(`^(?:(\w+)\.)?(\w+)$`)
)

// nullable are the columns of ledger and models that may be NULL and by which something could be sorted.
var nullable = []string{
	"signed_date", "due_date", "last_date", "received_at", "parent_key", "parent_unit_id", "submission_id", "value",
	"flow", "ytd",
	"stock", "target",
}

// problemsOf names what Spark does not read in a model's text, each with what to write instead.
func problemsOf(body string) (problems []string) {
	text := comment.ReplaceAllString(body, "")
	if strings.Contains(text, "AS MATERIALIZED") && !strings.Contains(body, "-- Materialized: ") {
		problems = append(problems,
			"AS MATERIALIZED: leave it out, or say in the header why it is needed: -- Materialized: why")
	}
	if at := windowFilter.FindString(text); at != "" {
		problems = append(problems,
			fmt.Sprintf("FILTER of a window: read %q, expected count(CASE WHEN c THEN 1 END) OVER", at))
	}
	for _, plain := range []struct {
		found *regexp.Regexp
		by    string
	}{{textLiteral, "''"}, {vintageName, ""}, {filterWhere, "("}} {
		text = plain.found.ReplaceAllString(text, plain.by)
	}
	for _, c := range unportable {
		if at := c.found.FindString(text); at != "" {
			problems = append(problems, fmt.Sprintf("%s: read %q, expected %s", c.name, at, c.instead))
		}
	}
	problems = append(problems, qualified(text)...)
	problems = append(problems, united(text)...)
	return append(problems, unsaid(text)...)
}

// united names an expression that asks for itself and leaves out rows that it had before: Spark has UNION ALL there.
func united(text string) (problems []string) {
	for _, at := range commonTable.FindAllStringSubmatchIndex(text, -1) {
		name, body := text[at[2]:at[3]], orderOf(text[at[1]:])
		again := regexp.MustCompile(`(?i)\b(FROM|JOIN)\s+` + name + `\b`)
		if again.MatchString(body) && plainUnion.MatchString(unionAll.ReplaceAllString(body, "")) {
			problems = append(problems, fmt.Sprintf("UNION in a recursion: %s, expected UNION ALL and a condition that ends it",
				name))
		}
	}
	return problems
}

// qualified names a QUALIFY of a SELECT that joins tables.
func qualified(text string) (problems []string) {
	for _, at := range qualify.FindAllStringIndex(text, -1) {
		if join.MatchString(text[strings.LastIndex(text[:at[0]], "SELECT"):at[0]]) {
			problems = append(problems, "QUALIFY over joined tables: expected a CTE that joins, and QUALIFY over its columns")
		}
	}
	return problems
}

// unsaid names the columns in ORDER BY that may be NULL and do not say whether NULL comes first or last: those of an
// outer join, under its alias or as a CTE hands them on, and those that are known to be nullable.
func unsaid(text string) (problems []string) {
	var outer []string
	for _, found := range outerJoin.FindAllStringSubmatch(text, -1) {
		outer = append(outer, found[1])
	}
	for _, at := range orderBy.FindAllStringIndex(text, -1) {
		for item := range strings.SplitSeq(orderOf(text[at[1]:]), ",") {
			item = strings.TrimSuffix(strings.TrimSpace(item), " DESC")
			column := plainColumn.FindStringSubmatch(item)
			if column == nil {
				continue
			}
			handedOn := func(alias string) bool {
				return alias == column[1] || column[1] == "" && strings.Contains(text, alias+"."+column[2])
			}
			if slices.ContainsFunc(outer, handedOn) || slices.Contains(nullable, column[2]) {
				problems = append(problems, fmt.Sprintf("ORDER BY %s may be NULL: expected NULLS FIRST or NULLS LAST", item))
			}
		}
	}
	return problems
}

// orderOf is what follows ORDER BY, up to the parenthesis that closes it or the text's end.
func orderOf(text string) string {
	depth := 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return text[:i]
			}
		}
	}
	return text
}

// The models and checks are one text for DuckDB and Spark, and so is what makes their inputs of a lake.
func TestModelsArePortable(t *testing.T) {
	for _, folder := range []string{"models", "checks", "lake"} {
		err := fs.WalkDir(statements.Files, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := fs.ReadFile(statements.Files, name)
			for _, problem := range problemsOf(string(body)) {
				t.Errorf("sql/%s: %s", name, problem)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Each construct that Spark does not read is found, and what stands for it is not.
func TestUnportableIsFound(t *testing.T) {
	tried := map[string]bool{}
	for _, test := range []struct{ bad, problem, good string }{
		{"SELECT count(*) FILTER (a > 0) FROM x", "FILTER without WHERE", "SELECT count(*) FILTER (WHERE a > 0) FROM x"},
		{"SELECT 1 WHERE EXISTS (FROM x)", "EXISTS over FROM alone", "SELECT 1 WHERE EXISTS (SELECT 1 FROM x)"},
		{"SELECT * REPLACE (a AS b) FROM x", "* REPLACE", "SELECT * EXCLUDE (b), a AS b FROM x"},
		{"WITH y AS MATERIALIZED (SELECT 1) SELECT * FROM y", "AS MATERIALIZED",
			"-- Materialized: it is read twice\nWITH y AS MATERIALIZED (SELECT 1) SELECT * FROM y"},
		{"SELECT period[1:4] FROM x", "a range of a list", "SELECT quarters[1] FROM x"},
		{"SELECT unnest([1, 2]) AS quarter", "unnest", "SELECT quarter FROM (VALUES (1), (2)) AS q (quarter)"},
		{"SELECT * FROM range(4)", "a series of numbers", "SELECT * FROM (VALUES (0), (1)) AS r (n)"},
		{"SELECT list_contains(a, 1) FROM x", "a function of lists", "SELECT array_contains(a, 1) FROM x"},
		{"SELECT len(a) FROM x", "a function of lists", "SELECT array_size(a) FROM x"},
		{"SELECT list(DISTINCT a ORDER BY a) FROM x", "a function of lists",
			"SELECT array_sort(array_distinct(array_agg(a))) FROM x"},
		{"SELECT array_filter(a, lambda m: m > 1) FROM x", "a lambda", "SELECT array_contains(a, 2) FROM x"},
		{"SELECT array_filter(a, m -> m > 1) FROM x", "a lambda", "SELECT array_contains(a, 2) FROM x"},
		{"SELECT string_agg(a, ', ' ORDER BY a) FROM x", "string_agg",
			"SELECT array_join(array_sort(array_agg(a)), ', ') FROM x"},
		{"SELECT CASE WHEN a THEN 'ytd'::measure ELSE b END FROM x", "a cast to an enum",
			"SELECT CASE WHEN a THEN 'ytd' ELSE b::STRING END AS measure, c FROM x"},
		{"SELECT CAST(a AS period_kind) FROM x", "a cast to an enum", "SELECT a AS mark, b FROM x"},
		{"SELECT a::VARCHAR FROM x", "VARCHAR", "SELECT a::STRING FROM x"},
		{"SELECT max_by(a, b) FROM x", "max_by", "SELECT arg_max_null(a, b) FROM x"},
		{"SELECT a.latest.name FROM a", "a field of a row", "SELECT a.name FROM vintage.main.a AS a"},
		{"SELECT a AT TIME ZONE 'UTC' FROM x", "AT TIME ZONE", "SELECT local_date(a, 'UTC') FROM x"},
		{"SELECT j.received_on - j.due_date FROM j", "date - date",
			"SELECT days_between(j.due_date, j.received_on), due_date - 1 FROM j"},
		{"SELECT a // b FROM x", "a quotient", "SELECT percent_units(a, b, 'half_up', 10) FROM x -- a / b"},
		{"SELECT a::HUGEINT FROM x", "HUGEINT", "SELECT a::BIGINT FROM x"},
		{"SELECT a::DOUBLE FROM x", "DOUBLE", "SELECT a::DECIMAL(18, 4) FROM x"},
		{"FROM x UNION ALL BY NAME FROM y", "BY NAME", "FROM x UNION ALL FROM y"},
		{"SELECT a FROM x JOIN y USING (b) QUALIFY row_number() OVER (ORDER BY c) = 1", "QUALIFY over joined tables",
			"WITH z AS (SELECT * FROM x JOIN y USING (b)) SELECT a FROM z QUALIFY row_number() OVER (ORDER BY c) = 1"},
		{"SELECT count(*) FILTER (WHERE a > 0) OVER (PARTITION BY b) FROM x", "FILTER of a window",
			"SELECT count(CASE WHEN a > 0 THEN 1 END) OVER (PARTITION BY b), count(*) FILTER (WHERE a > 0) AS c FROM x"},
		{"WITH RECURSIVE u AS (SELECT a FROM x UNION SELECT y.a FROM u JOIN y USING (b)) SELECT a FROM u",
			"UNION in a recursion",
			"WITH RECURSIVE z AS (SELECT a FROM x UNION SELECT a FROM y), u AS (SELECT a FROM z UNION ALL SELECT y.a FROM u " +
				"JOIN y USING (b) WHERE y.a < 20) SELECT a FROM u"},
		{"SELECT row_number() OVER (ORDER BY a, signed_date) FROM x", "ORDER BY signed_date may be NULL",
			"SELECT row_number() OVER (ORDER BY a, signed_date NULLS FIRST) FROM x"},
		{"SELECT a FROM x LEFT JOIN y AS o USING (b) ORDER BY o.place DESC", "ORDER BY o.place may be NULL",
			"SELECT a FROM x JOIN y AS o USING (b) ORDER BY o.place DESC"},
	} {
		tried[test.problem] = true
		if got := problemsOf(test.bad); !slices.ContainsFunc(got, func(p string) bool {
			return strings.HasPrefix(p,
				test.problem)
		}) {
			t.Errorf("%s: found %q, expected %s", test.bad, got, test.problem)
		}
		if got := problemsOf(test.good); len(got) > 0 {
			t.Errorf("%s: found %q, expected nothing", test.good, got)
		}
	}
	for _, c := range unportable {
		if !tried[c.name] {
			t.Errorf("%s: there is no case of it", c.name)
		}
	}
}
