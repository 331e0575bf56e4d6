package spark

import (
	"fmt"
	"regexp"
	"strings"
)

// rule is one of the places where Spark writes a text otherwise than DuckDB. What is not among them has to be written
// so that both read it: a test of package warehouse forbids the rest in the models.
type rule struct {
	found   *regexp.Regexp
	instead string
}

// rules are carried out one after the other.
var rules = []rule{
	// Comments are for people, and an apostrophe or a bracket in one is no SQL.
	{regexp.MustCompile(`(?m)--[^\n]*$`), ""},
	// Spark decides itself what it keeps.
	{regexp.MustCompile(`\bAS MATERIALIZED \(`), "AS ("},
	{regexp.MustCompile(`\* EXCLUDE \(`), "* EXCEPT ("},
	// Tables are views of the session, which stand in no schema: other sessions of the server do not see them.
	{regexp.MustCompile(`\bvintage\.main\.(\w)`), "mart_$1"},
	{regexp.MustCompile(`\b(lake|ledger|staging|core)\.(\w)`), "${1}_$2"},
	{regexp.MustCompile(`\barg_(max|min)_null\(`), "${1}_by("},
	{regexp.MustCompile(`\[(\d+(?:, \d+)*)\]`), "array($1)"},
}

// quotedText is a text of the SQL, or a comment, which may have an apostrophe in it.
var quotedText = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*`)

// variable is a value that the models ask for by its name.
var variable = regexp.MustCompile(`\bgetvariable\('(\w+)'\)`)

// Rewrite turns the text of a model or of a function, as it stands in package sql, into Spark's
// SQL. values are the variables, each as an expression of Spark's. It returns an error when the
// text asks for a variable that is not among them. For example arg_max(x, day) FROM core.fact WHERE
// year = getvariable('year') becomes max_by(x, CASE WHEN x IS NOT NULL THEN day END) FROM core_fact
// WHERE year = 2021.
func Rewrite(text string, values map[string]string) (string, error) {
	// Texts in quotes are laid aside, so that no rule finds anything in them, except the names of variables.
	var aside []string
	text = variable.ReplaceAllString(text, "getvariable($1)")
	text = quotedText.ReplaceAllStringFunc(text, func(quoted string) string {
		if strings.HasPrefix(quoted, "--") {
			return ""
		}
		aside = append(aside, quoted)
		return fmt.Sprintf("\x00%d\x00", len(aside)-1)
	})
	for _, r := range rules {
		text = r.found.ReplaceAllString(text, r.instead)
	}
	text = withoutNulls(text)
	var missing error
	text = named.ReplaceAllStringFunc(text, func(found string) string {
		name := named.FindStringSubmatch(found)[1]
		value, known := values[name]
		if !known {
			missing = fmt.Errorf("the text asks for the variable %s, which nobody set", name)
		}
		return value
	})
	text = laidAside.ReplaceAllStringFunc(text, func(place string) string {
		n := 0
		for _, digit := range strings.Trim(place, "\x00") {
			n = n*10 + int(digit-'0')
		}
		return literal(aside[n])
	})
	return strings.TrimSpace(text), missing
}

// extreme is the beginning of a call of arg_max or arg_min.
var extreme = regexp.MustCompile(`\barg_(max|min)\(`)

// withoutNulls writes arg_max and arg_min as Spark's max_by and min_by. DuckDB's leave out rows whose value is NULL,
// Spark's do not: for those rows they are given no rank. The value may have parentheses and commas of its own.
func withoutNulls(text string) string {
	for {
		call := extreme.FindStringSubmatchIndex(text)
		if call == nil {
			return text
		}
		end := closing(text, call[1])
		if end < 0 {
			return text // Spark says that a parenthesis is not closed, and where
		}
		inner := text[call[1]:end]
		comma := lastComma(inner)
		if comma < 0 {
			return text // Spark says that it knows no such function
		}
		value, rank := strings.TrimSpace(inner[:comma]), strings.TrimSpace(inner[comma+1:])
		text = text[:call[0]] + fmt.Sprintf("%s_by(%s, CASE WHEN %s IS NOT NULL THEN %s END)",
			text[call[2]:call[3]], value, value, rank) + text[end+1:]
	}
}

// lastComma is where the last comma stands that is within no parenthesis; -1: nowhere. It parts the
// value of a call from its rank, of which only the value may have commas outside of parentheses.
func lastComma(text string) int {
	at, depth := -1, 0
	for i, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			at = i
		}
	}
	return at
}

// literal is a text in quotes as Spark writes it: a backslash in it stands for itself, and so does a doubled
// apostrophe.
func literal(quoted string) string {
	inner := strings.ReplaceAll(quoted[1:len(quoted)-1], `\`, `\\`)
	return "'" + strings.ReplaceAll(inner, "''", `\'`) + "'"
}

var (
	named     = regexp.MustCompile(`\bgetvariable\((\w+)\)`)
	laidAside = regexp.MustCompile("\x00[0-9]+\x00")
)

// statements parts a file of functions into its statements, each of which ends with a semicolon at
// the end of a line. A semicolon elsewhere, as in a text, parts nothing.
func statements(text string) (all []string) {
	for part := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(part) != "" {
			all = append(all, part)
		}
	}
	return all
}
