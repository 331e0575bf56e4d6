// Package yamlfile decodes the YAML that staff write, strictly: an unknown key, a key that stands twice and a value of
// the wrong kind are errors with file, line and column.
package yamlfile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"tonghop/pipeline/vocabulary/fault"
)

// Error says what is wrong in a YAML file and where.
type Error struct {
	File         string
	Line, Column int // 1-based; 0 when the whole file is meant
	Key          string
	Problem      string

	meant string // the path that was probably meant by an unknown key
}

func (e *Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	if e.Key != "" {
		place += ": " + e.Key
	}
	return place + ": " + e.Problem
}

// Kind is misuse: the office corrects its own file.
func (e *Error) Kind() fault.Kind { return fault.Misuse }

// File is a parsed document that can say where a key stands.
type File struct {
	name  string
	tree  *ast.File
	meant []string // paths whose keys were mistyped
}

// Decode reads data into the struct that value points to. Its error joins an *Error for each thing
// that is wrong. The file is nil when nothing could be decoded; otherwise the values of the known
// keys are there, and can be checked too. The steps stand in the order in which each protects the
// next one: encoding, bounds on what the parser gets, parsing, one document only, bounds on
// aliases, unknown keys, decoding, fractions. name is how messages call the file.
func Decode(name string, data []byte, value any) (*File, error) {
	data, err := Text(name, data)
	if err != nil {
		return nil, err
	}
	if err := bounded(name, data); err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, at(name, err)
	}
	if len(tree.Docs) > 1 && tree.Docs[1].Body != nil {
		e := &Error{File: name, Problem: "a second document begins here, behind ---; expected one"}
		e.place(tree.Docs[1].Body)
		return nil, e
	}
	if len(tree.Docs) > 0 && tree.Docs[0].Body != nil {
		if _, err := (&expansion{name, map[string]int{}}).of(tree.Docs[0].Body); err != nil {
			return nil, err
		}
	}
	file := &File{name: name, tree: tree}
	bad := file.unknownKeys(value)
	// Strict also refuses a key that stands twice. Where keys are unknown it would only repeat the
	// first of them, and keep the others from being decoded.
	options := []yaml.DecodeOption{yaml.Strict()}
	if bad != nil {
		options = nil
	}
	if err := yaml.UnmarshalWithOptions(data, value, options...); err != nil {
		return nil, errors.Join(bad, at(name, err))
	}
	if len(tree.Docs) > 0 && tree.Docs[0].Body != nil {
		if node := fraction(tree.Docs[0].Body, reflect.TypeOf(value)); node != nil {
			e := &Error{File: name, Problem: fmt.Sprintf("read %q; expected %s", node.String(), wanted(reflect.Int))}
			e.place(node)
			return nil, errors.Join(bad, e)
		}
	}
	return file, bad
}

// unknownKeys is nil when the struct that value points to has every key of the file.
func (f *File) unknownKeys(value any) error {
	if len(f.tree.Docs) == 0 || f.tree.Docs[0].Body == nil {
		return nil
	}
	var bad []error
	for _, e := range unknownKeys(f.name, "", f.tree.Docs[0].Body, reflect.TypeOf(value)) {
		bad = append(bad, e)
		if e.meant != "" {
			f.meant = append(f.meant, e.meant)
		}
	}
	return errors.Join(bad...)
}

// at takes the place out of the library's error. An error without a place is one about the whole
// file.
func at(name string, err error) error {
	var placed yaml.Error
	if !errors.As(err, &placed) || placed.GetToken() == nil {
		return &Error{File: name, Problem: err.Error()}
	}
	position := placed.GetToken().Position
	return &Error{File: name, Line: position.Line, Column: position.Column, Problem: problem(placed)}
}

// problem says in staff's words what the library says in a programmer's. What it does not know is
// told as the library says it.
func problem(err yaml.Error) string {
	var unknown *yaml.UnknownFieldError
	var kind *yaml.TypeError
	switch {
	case errors.As(err, &unknown):
		return strings.Replace(err.GetMessage(), "unknown field", "unknown key", 1)
	case errors.As(err, &kind):
		return fmt.Sprintf("read %q; expected %s", kind.Token.Value, wanted(kind.DstType.Kind()))
	}
	return err.GetMessage()
}

// wanted says in staff's words what kind of value belongs there.
func wanted(kind reflect.Kind) string {
	switch kind {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list, such as [a, b]"
	case reflect.Map, reflect.Struct:
		return "keys with values, such as {key: value}"
	}
	return "a text"
}

// Errorf is an error about the value at a path such as "columns[1].header"; where the key is
// missing it names the place of the nearest key above it that is there, or of the document. So
// whoever checks values needs to know nothing of lines: the path is enough, and it is told with the
// place.
func (f *File) Errorf(path, format string, args ...any) error {
	e := &Error{File: f.name, Key: path, Problem: fmt.Sprintf(format, args...)}
	for at := path; at != ""; at = above(at) {
		query, err := yaml.PathString("$." + at)
		if err != nil {
			continue
		}
		node, err := query.FilterFile(f.tree)
		if err != nil || node == nil {
			continue
		}
		e.place(node)
		return e
	}
	if len(f.tree.Docs) > 0 && f.tree.Docs[0].Body != nil {
		e.Line, e.Column = 1, 1
	}
	return e
}

// place notes where a node stands.
func (e *Error) place(node ast.Node) {
	position := node.GetToken().Position
	e.Line, e.Column = position.Line, position.Column
}

// above drops the last key or index of a path. "columns[1].header" gives "columns[1]", and that
// "columns"; "" ends it.
func above(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}
