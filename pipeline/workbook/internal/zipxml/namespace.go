package zipxml

import "bytes"

// CompatibilityNamespace is that of AlternateContent, in which a program writes the same thing for newer and
// for older readers (ECMA-376 Part 3).
const CompatibilityNamespace = "http://schemas.openxmlformats.org/markup-compatibility/2006"

// The namespaces of transitional and of strict workbooks (ECMA-376 Parts 1 and 4), which differ in nothing else that
// matters here.
const (
	transitionalNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strictNamespace       = "http://purl.oclc.org/ooxml/spreadsheetml/main"
)

// The namespaces get numbers, since comparing numbers for each tag is cheaper than comparing texts.
const (
	// Names without a prefix where no default namespace is declared.
	noNamespace = iota
	// The vocabulary of workbooks, transitional or strict.
	spreadsheet
	compatibility // compatibilityNamespace
	firstOther
)

// namespaces knows which prefix stands for which namespace at the place under way.
//
// A part's own vocabulary is the namespace of its root element, whatever its name. Names in no namespace, and
// in that of workbooks, belong to it too: some writers lose the namespace half way through a part, and no row
// may be lost with it.
type namespaces struct {
	bindings []binding
	// The namespaces with numbers from firstOther, joined, each ended by U+0000, which no XML holds.
	uris []byte
	// The namespace of the root element is the part's own vocabulary.
	main     int
	current  int // of the last start tag
	fallback int // namespace of names without a prefix
}

// binding is a prefix that an element declares, in force until the element ends.
type binding struct {
	prefix string
	id     int
	// The default namespace that this one replaced, to be restored when its element ends.
	before int
	// How many elements are around the one that declares.
	level int
}

// empty is a namespaces without any declaration. It keeps the memory of the lists for the next part.
func (n *namespaces) empty() namespaces {
	return namespaces{bindings: n.bindings[:0], uris: n.uris[:0]}
}

// declare notes xmlns="…" (rest is "") or xmlns:p="…" (rest is ":p").
func (n *namespaces) declare(s *Scanner, rest []byte, a attribute) error {
	if len(rest) > 0 && rest[0] != ':' {
		return nil // an attribute that only begins with xmlns
	}
	uri, err := s.unescaped(a)
	if err != nil {
		return err
	}
	// A hostile part could declare megabytes.
	if len(uri) > maxName {
		return s.Fail("a namespace of %d bytes", len(uri))
	}
	id, ok := n.number(uri)
	if !ok {
		return s.Fail("more than a thousand namespaces")
	}
	b := binding{id: id, before: n.fallback, level: len(s.stack)}
	if len(rest) > 0 {
		b.prefix = string(rest[1:])
	} else {
		n.fallback = id
	}
	n.bindings = append(n.bindings, b)
	return nil
}

// number is the number of a namespace, a new one where it was not seen before. ok is false for a part with too
// many: they would make every lookup slow.
func (n *namespaces) number(uri []byte) (int, bool) {
	const most = 1000
	switch string(uri) {
	case "":
		return noNamespace, true
	case transitionalNamespace, strictNamespace:
		return spreadsheet, true
	case CompatibilityNamespace:
		return compatibility, true
	}
	// A part declares few namespaces, so that looking through them is cheaper than a map.
	id, rest := firstOther, n.uris
	for len(rest) > 0 {
		known, others, _ := bytes.Cut(rest, []byte{0})
		if bytes.Equal(known, uri) {
			return id, true
		}
		rest = others
		id++
	}
	n.uris = append(append(n.uris, uri...), 0)
	return id, id < firstOther+most
}

// lookup is the namespace of a prefix, by the innermost declaration. ok is false for one that nobody declared.
func (n *namespaces) lookup(prefix []byte) (int, bool) {
	if len(prefix) == 0 {
		return n.fallback, true
	}
	// The innermost declaration stands last, and hides those around it.
	for i := len(n.bindings) - 1; i >= 0; i-- {
		if n.bindings[i].prefix == string(prefix) {
			return n.bindings[i].id, true
		}
	}
	return 0, false
}

// leave forgets what the element at the given level declared, when that element ends.
func (n *namespaces) leave(level int) {
	for len(n.bindings) > 0 && n.bindings[len(n.bindings)-1].level >= level {
		last := n.bindings[len(n.bindings)-1]
		n.bindings = n.bindings[:len(n.bindings)-1]
		if last.prefix == "" {
			n.fallback = last.before
		}
	}
}

// isForeign says whether a namespace is not the part's own vocabulary.
func (n *namespaces) isForeign(id int) bool {
	return id != n.main && id != noNamespace && id != spreadsheet
}

// compatibility says whether the last start tag is one of AlternateContent.
func (n *namespaces) compatibility(s *Scanner) bool {
	return n.current == compatibility && s.Foreign
}

// passAlternative makes AlternateContent invisible to readers: the content of its Fallback stands in its place.
// A Choice is for programs that know a newer vocabulary, and is passed over. Without this, cells inside such a
// block would be lost, or would come twice.
func (s *Scanner) passAlternative() error {
	if string(s.Name) == "Choice" {
		return s.Skip()
	}
	s.stack[len(s.stack)-1].hidden = true
	return nil
}
