package yamlfile

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"
)

// fraction finds a number with a fraction where the struct wants a whole one: the library would cut
// it off in silence. It returns the first such node, nil where there is none. digits: 1.5 is an
// error and not 1.
func fraction(node ast.Node, t reflect.Type) ast.Node {
	switch t.Kind() {
	case reflect.Pointer:
		return fraction(node, t.Elem())
	case reflect.Int, reflect.Int64:
		if node.Type() == ast.FloatType {
			return node
		}
	case reflect.Slice:
		if list, ok := node.(*ast.SequenceNode); ok {
			for _, item := range list.Values {
				if found := fraction(item, t.Elem()); found != nil {
					return found
				}
			}
		}
	case reflect.Map, reflect.Struct:
		return fractionInMapping(node, t)
	}
	return nil
}

// fractionInMapping looks at the values of known keys; unknown ones are told elsewhere.
func fractionInMapping(node ast.Node, t reflect.Type) ast.Node {
	for _, pair := range pairsOf(node) {
		want := valueType(t, pair.Key.String())
		if want == nil {
			continue
		}
		if found := fraction(pair.Value, want); found != nil {
			return found
		}
	}
	return nil
}

// pairsOf are the keys and values of a mapping. The library may also give a single pair as a node
// by itself.
func pairsOf(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// valueType is what a map or struct holds under a key. It is nil where a struct has no such key.
// Keys of a map are free, and all have values of one type.
func valueType(t reflect.Type, key string) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") == key {
			return t.Field(i).Type
		}
	}
	return nil
}
