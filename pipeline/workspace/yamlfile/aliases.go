package yamlfile

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// expansion counts the values of a document with every alias (*a) in the place of what its anchor
// (&a) stands for: a few lines that name each other twice would come to billions. For example, with
//
//	a: &a [1, 1, 1]
//	b: [*a, *a]
//
// b counts as two times the values of a, and not as two.
type expansion struct {
	name    string
	anchors map[string]int // values of each anchor that is read to its end
}

// of is the number of values of a node. The error is an *Error at the alias that passes the bound, or that stands for
// nothing that is complete, itself included.
func (x *expansion) of(node ast.Node) (values int, err error) {
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if values, err = x.with(values, pair.Value, err); err != nil {
				return 0, err
			}
		}
	case *ast.MappingValueNode:
		values, err = x.of(n.Value)
	case *ast.SequenceNode:
		for _, value := range n.Values {
			if values, err = x.with(values, value, err); err != nil {
				return 0, err
			}
		}
	case *ast.TagNode:
		values, err = x.of(n.Value)
	case *ast.AnchorNode:
		if values, err = x.of(n.Value); err == nil {
			x.anchors[n.Name.String()] = values
		}
	case *ast.AliasNode:
		return x.alias(n)
	}
	return values + 1, err
}

// with adds the values of one more node.
func (x *expansion) with(values int, node ast.Node, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	more, err := x.of(node)
	if err != nil {
		return 0, err
	}
	if values += more; values > maxValues {
		return 0, x.wrong(node, fmt.Sprintf("with aliases (*) in their places the file has more than %d values; "+
			"write out what is meant", maxValues))
	}
	return values, nil
}

// alias is how many values the anchor of an alias has. An alias within its own anchor finds it not
// yet known, and is refused in the same way, since it would never end.
func (x *expansion) alias(n *ast.AliasNode) (int, error) {
	values, known := x.anchors[n.Value.String()]
	if !known {
		return 0, x.wrong(n, fmt.Sprintf("the alias *%s stands for nothing above it; expected an anchor &%[1]s", n.Value))
	}
	return values, nil
}

// wrong is an error at the place of a node.
func (x *expansion) wrong(node ast.Node, problem string) error {
	e := &Error{File: x.name, Problem: problem}
	e.place(node)
	return e
}
