package yamlfile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// unknownKeys finds every key that the struct does not have, at any depth, with the key that was
// probably meant. at is the path of the node. The library's strict mode would stop at the first
// one; here all of them are told at once. t is the type into which the node is decoded.
func unknownKeys(name, at string, node ast.Node, t reflect.Type) []*Error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if list, ok := node.(*ast.SequenceNode); ok && t.Kind() == reflect.Slice {
		var bad []*Error
		for i, item := range list.Values {
			bad = append(bad, unknownKeys(name, fmt.Sprintf("%s[%d]", at, i), item, t.Elem())...)
		}
		return bad
	}
	if t.Kind() != reflect.Struct && t.Kind() != reflect.Map {
		return nil
	}
	var bad []*Error
	for _, pair := range pairsOf(node) {
		key := pair.Key.String()
		if want := valueType(t, key); want != nil {
			bad = append(bad, unknownKeys(name, below(at, key), pair.Value, want)...)
			continue
		}
		e := &Error{File: name, Problem: fmt.Sprintf("unknown key %q", key)}
		if meant := nearestKey(t, key); meant != "" {
			e.Problem += fmt.Sprintf("; did you mean %s?", meant)
			e.meant = below(at, meant)
		}
		e.place(pair.Key)
		bad = append(bad, e)
	}
	return bad
}

// below is the path of a key beneath another: calendar.last_day.
func below(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// nearestKey is the key of a struct that differs by the fewest letters, at most a third of them; ""
// when none does. "rouding" finds rounding; a word that shares nothing with any key finds none,
// since a wrong suggestion is worse than none.
func nearestKey(t reflect.Type, key string) string {
	best, least := "", len(key)/3+1
	for i := range t.NumField() {
		known := t.Field(i).Tag.Get("yaml")
		if d := distance(strings.ToLower(key), known); d < least || d == least && best == "" {
			best, least = known, d
		}
	}
	return best
}

// distance is how many letters must be put in, left out or changed to make one word of another
// (Levenshtein). "lien" becomes "line" with 2. Keys are ASCII, so that bytes are letters; row holds
// one row of the usual table.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// WithoutEchoes leaves out of a joined error what only says that a value is missing whose key was
// mistyped: the unknown key is told already. With "colums:" typed for "columns:" staff would
// otherwise be told twice: that colums is unknown, and that columns has to be stated.
func (f *File) WithoutEchoes(err error) error {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // the errors that were joined, not one of them
	if !ok || len(f.meant) == 0 {
		return err
	}
	var kept []error
	for _, e := range joined.Unwrap() {
		var placed *Error
		if !errors.As(e, &placed) || !f.isMeant(placed.Key) {
			kept = append(kept, e)
		}
	}
	return errors.Join(kept...)
}

// isMeant says whether a path is that of a key that was probably meant, is beneath it, or is above
// it. Paths are compared key by key, so that columns is not beneath column.
func (f *File) isMeant(path string) bool {
	for _, meant := range f.meant {
		rest, within := strings.CutPrefix(path, meant)
		if within && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
		if path != "" && strings.HasPrefix(meant, path+".") {
			return true
		}
	}
	return false
}
