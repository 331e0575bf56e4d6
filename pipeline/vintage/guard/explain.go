package guard

import (
	"context"
	"strings"
)

// explainWords are the options of EXPLAIN: none of them writes anything. A word that is not among
// them ends the options, so that a new option of DuckDB's is refused until somebody has looked at
// it.
var explainWords = []string{
	"analyze", "format", "text", "json", "html", "graphviz", "yaml", "mermaid", "default", "query_tree", "'text'",
	"'json'",
	"'html'", "'graphviz'", "'yaml'", "'mermaid'", "'query_tree'", ",",
}

// checkExplain looks at what stands behind EXPLAIN. EXPLAIN ANALYZE carries it out, whatever it is,
// so that it must be a statement that may be carried out itself. The text is put together again
// from what was looked at. EXPLAIN ANALYZE COPY … TO 'file' would write the file: what stands
// behind EXPLAIN has to pass by itself.
func (c *Checker) checkExplain(
	ctx context.Context, statement string, words []token,
) (checked, reason string, err error) {
	prefix, rest := "EXPLAIN ", words[1:]
	if len(rest) > 0 && rest[0].is(statement, "ANALYZE", "ANALYSE") {
		prefix, rest = "EXPLAIN ANALYZE ", rest[1:]
	}
	if len(rest) == 0 {
		return "", "there is nothing behind EXPLAIN", nil
	}
	subject := statement[rest[0].start:]
	found, err := c.parse(ctx, subject)
	if err != nil {
		return "", "", err
	}
	if options := explainOptions(statement, rest); found.Error && options > 0 && options < len(rest) {
		subject = statement[rest[options].start:]
		prefix += statement[rest[0].start:rest[options-1].end] + " "
		if found, err = c.parse(ctx, subject); err != nil {
			return "", "", err
		}
	}
	if found.onlySelect() {
		return "", "EXPLAIN is carried out over a SELECT only, and over a PIVOT whose columns are named: ON … IN (…)", nil
	}
	return prefix + subject, found.reason(subject), nil
}

// explainOptions is the number of tokens of the options in brackets, such as (FORMAT json); 0 when there are none.
func explainOptions(statement string, words []token) int {
	if !words[0].is(statement, "(") {
		return 0
	}
	for i, word := range words[1:] {
		switch {
		case word.is(statement, ")"):
			return i + 2
		case !word.is(strings.ToLower(statement), explainWords...):
			return 0
		}
	}
	return 0
}
