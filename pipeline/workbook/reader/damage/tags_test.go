package damage

import (
	"bytes"
	"regexp"
	"strings"
)

// tag is one tag of an undamaged XML part.
type tag struct {
	from, to int
	name     string
	kind     tagKind
	pair     int // number of its other half; its own for an empty element
}

type tagKind uint8

const (
	startTag tagKind = iota
	endTag
	emptyTag // <c/>
)

var tagPattern = regexp.MustCompile(`</?([A-Za-z_][^\s/>]*)("[^"]*"|'[^']*'|[^"'>])*>`)

// tagsOf finds the tags of a part in UTF-8 that has no comments or CDATA with tags in them.
func tagsOf(xml []byte) []tag {
	var tags []tag
	var open []int
	for _, at := range tagPattern.FindAllSubmatchIndex(xml, -1) {
		t := tag{from: at[0], to: at[1], name: string(xml[at[2]:at[3]]), pair: len(tags)}
		switch {
		case xml[t.from+1] == '/':
			t.kind = endTag
			if len(open) == 0 {
				return nil
			}
			t.pair = open[len(open)-1]
			tags[t.pair].pair = len(tags)
			open = open[:len(open)-1]
		case xml[t.to-2] == '/':
			t.kind = emptyTag
		default:
			open = append(open, len(tags))
		}
		tags = append(tags, t)
	}
	return tags
}

// element is the text of a whole element.
type element struct{ from, to int }

// elements lists the elements with one of the given local names, in the order of their start tags; all of them without
// a name.
func elements(xml []byte, names ...string) []element {
	var found []element
	tags := tagsOf(xml)
	for _, t := range tags {
		if t.kind == endTag || len(names) > 0 && !oneOf(t.name, names) {
			continue
		}
		found = append(found, element{t.from, tags[t.pair].to})
	}
	return found
}

func oneOf(name string, names []string) bool {
	local := name[strings.IndexByte(name, ':')+1:]
	for _, n := range names {
		if n == local {
			return true
		}
	}
	return false
}

// splice replaces xml[from:to].
func splice(xml []byte, from, to int, with []byte) []byte {
	return bytes.Join([][]byte{xml[:from], with, xml[to:]}, nil)
}

// exchange swaps two pieces of which a stands before b.
func exchange(xml []byte, a, b element) []byte {
	return bytes.Join([][]byte{xml[:a.from], xml[b.from:b.to], xml[a.to:b.from], xml[a.from:a.to], xml[b.to:]}, nil)
}
