package fault_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Every error type of the module, exported or not, has a kind: one that is added without is named here.
func TestEveryErrorTypeHasAKind(t *testing.T) {
	all, without := errorTypes(t, os.DirFS("../../.."))
	if len(all) < 20 {
		t.Fatalf("only %d error types are found: %v", len(all), all)
	}
	for _, name := range without {
		t.Errorf("%s has Error() string and no Kind() fault.Kind: say whether it is misuse, refused or failed", name)
	}
}

// The walk itself notices a type without a kind, with one of another signature, and one that is only in a test.
func TestTypesWithoutAKindAreNoticed(t *testing.T) {
	source := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("package a\n" + text)} }
	_, without := errorTypes(t, fstest.MapFS{
		"a/good.go":   source("func (e *Good) Error() string { return `` }"),
		"a/kind.go":   source("func (e *Good) Kind() fault.Kind { return fault.Misuse }"),
		"a/bad.go":    source("func (e Bad) Error() string { return `` }"),
		"a/other.go":  source("func (e *O) Error() string { return `` }\nfunc (e *O) Kind() string { return `` }"),
		"b/good.go":   source("func (e *Good) Error() string { return `` }"),
		"a/x_test.go": source("func (e *Tested) Error() string { return `` }"),
	})
	if want := []string{"a.Bad", "a.O", "b.Good"}; !slices.Equal(without, want) {
		t.Errorf("noticed %v, want %v", without, want)
	}
}

// errorTypes returns the types of a tree that have the method Error() string, as folder.Type, and those of them that
// have no kind.
func errorTypes(t *testing.T, tree fs.FS) (all, without []string) {
	t.Helper()
	kinds := map[string]bool{}
	err := fs.WalkDir(tree, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		body, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, body, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			owner, method := methodOf(declared)
			switch owner = path.Dir(name) + "." + owner; method {
			case "Error() string":
				all = append(all, owner)
			case "Kind() fault.Kind", "Kind() Kind":
				kinds[owner] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	without = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return kinds[name] })
	return all, without
}

// methodOf names a method without parameters and with one result, and the type that it belongs to.
func methodOf(declared ast.Decl) (owner, method string) {
	f, is := declared.(*ast.FuncDecl)
	if !is || f.Recv == nil || f.Type.Params.NumFields() != 0 || f.Type.Results.NumFields() != 1 {
		return "", ""
	}
	return typeName(f.Recv.List[0].Type), f.Name.Name + "() " + typeName(f.Type.Results.List[0].Type)
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}
