package form

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// codes lists every code that a finding can have: the constants of this package, those of numbers and those of
// workbooks. They are read from the source, so that a new constant cannot be left out.
func codes(t *testing.T) []string {
	t.Helper()
	all := stringConstants(t, "finding.go")
	all = append(all, stringConstants(t, "../vocabulary/vntext/number.go")...)
	all = append(all, stringConstants(t, "../workbook/error.go")...)
	if len(all) < 50 {
		t.Fatalf("only %d codes were found in the source: %s", len(all), all)
	}
	return all
}

// stringConstants are the values of the constants of a source file that are written as texts.
func stringConstants(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(tree, func(n ast.Node) bool {
		constant, ok := n.(*ast.ValueSpec)
		if !ok || strings.HasPrefix(constant.Names[0].Name, "Severity") {
			return true
		}
		for _, expression := range constant.Values {
			if text, ok := expression.(*ast.BasicLit); ok && text.Kind == token.STRING {
				value, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, value)
			}
		}
		return true
	})
	return values
}
