package zipxml

import (
	"bytes"
	"unicode/utf8"
)

// Bounds of a tag. No tag of an honest workbook has more attributes, or longer names.
const (
	maxAttributes = 1000
	maxName       = 1000 // bytes
)

// attribute gives the places of an attribute's name and value in the scanner's window, as offsets.
type attribute struct{ name, nameEnd, value, valueEnd int }

// Pair is the name and the value of attribute i of the last start tag, both as they are written: references
// such as &amp; are not resolved. They are valid until the next token.
func (s *Scanner) Pair(i int) (name, value []byte) {
	a := &s.Attributes[i]
	return s.window[a.name:a.nameEnd], s.window[a.value:a.valueEnd]
}

// readStartTag needs the whole tag in the window; otherwise it reads nothing, and is called again with more.
func (s *Scanner) readStartTag(rest []byte) (token, error) {
	// The name comes first, then attributes with blanks before each, then what ends the tag.
	i := nameLength(rest[1:]) + 1
	if i == len(rest) {
		return noToken, nil
	}
	name := rest[1:i]
	if len(name) == 0 || !nameStart(name[0]) || len(name) > maxName {
		return noToken, s.Fail("%.20q, where a tag was expected", rest)
	}
	s.Attributes = s.Attributes[:0]
	for {
		blanks := i
		for i < len(rest) && rest[i] <= ' ' {
			i++
		}
		if i+1 >= len(rest) {
			return noToken, nil
		}
		switch {
		case rest[i] == '>':
			s.at += i + 1
			return StartTag, s.push(name)
		case rest[i] == '/' && rest[i+1] == '>':
			s.at += i + 2
			s.selfClosed = true
			return StartTag, s.push(name)
		case blanks == i:
			return noToken, s.Fail("a malformed tag %.40q", rest[:i+1])
		}
		length, err := s.readAttribute(rest, i)
		if length == 0 || err != nil {
			return noToken, err
		}
		i = length
	}
}

// readAttribute reads the attribute at rest[i:] and returns where it ends, or 0 if the window ends before it.
// An attribute that stands twice in a tag is refused: nothing tells which of the two is meant.
func (s *Scanner) readAttribute(rest []byte, i int) (int, error) {
	// Name, equals sign and quoted value; XML allows blanks around the sign.
	a := attribute{name: s.at + i}
	i += nameLength(rest[i:])
	a.nameEnd = s.at + i
	for i < len(rest) && rest[i] <= ' ' {
		i++
	}
	equals := i
	for i++; i < len(rest) && rest[i] <= ' '; i++ {
	}
	if i >= len(rest) {
		return 0, nil
	}
	quote := rest[i]
	if a.name == a.nameEnd || a.nameEnd-a.name > maxName || rest[equals] != '=' || quote != '"' && quote != '\'' {
		return 0, s.Fail("a malformed attribute in the tag %.40q", rest[:i+1])
	}
	i++
	a.value = s.at + i
	for ; i < len(rest) && rest[i] != quote; i++ {
		if rest[i] == '<' {
			return 0, s.Fail("\"<\" inside the tag %.40q", rest[:i+1])
		}
	}
	if i == len(rest) {
		return 0, nil
	}
	a.valueEnd = s.at + i
	// Tags have few attributes, so that comparing each with each is cheaper than a map.
	for _, other := range s.Attributes {
		if other.nameEnd-other.name == a.nameEnd-a.name &&
			string(s.window[other.name:other.nameEnd]) == string(s.window[a.name:a.nameEnd]) {
			return 0, s.Fail("the attribute %s stands twice in a tag", s.window[a.name:a.nameEnd])
		}
	}
	if s.Attributes = append(s.Attributes, a); len(s.Attributes) > maxAttributes {
		return 0, s.Fail("more than %d attributes in one tag", maxAttributes)
	}
	return i + 1, nil
}

// readEndTag reads an end tag, which must close the element that was opened last.
func (s *Scanner) readEndTag(rest []byte) (token, error) {
	end := bytes.IndexByte(rest, '>')
	if end < 0 {
		return noToken, nil
	}
	// XML allows blanks behind the name.
	name := rest[2:end]
	for len(name) > 0 && name[len(name)-1] <= ' ' {
		name = name[:len(name)-1]
	}
	if len(s.stack) == 0 {
		return noToken, s.Fail("</%.40s> closes nothing", name)
	}
	if !bytes.Equal(name, s.openName()) {
		return noToken, s.Fail("</%.40s> where </%.40s> was expected", name, s.openName())
	}
	s.at += end + 1
	return s.pop(), nil
}

// openName is the name of the innermost open element, with its prefix.
func (s *Scanner) openName() []byte { return s.names[s.stack[len(s.stack)-1].name:] }

// push opens an element whose tag was read: it notes the namespaces that its attributes declare, and resolves
// its name.
func (s *Scanner) push(name []byte) error {
	if len(s.stack) == 0 && s.rooted {
		return s.Fail("a second root element <%.40s>", name)
	}
	if err := Bound("depth", int64(s.depth), int64(len(s.stack)+1)); err != nil {
		return err
	}
	// Names of open elements are joined in one piece of memory; each element remembers where its own begins.
	opened := element{name: len(s.names)}
	s.names = append(s.names, name...)
	for _, a := range s.Attributes {
		if s.window[a.name] != 'x' {
			continue
		}
		if label := s.window[a.name:a.nameEnd]; bytes.HasPrefix(label, []byte("xmlns")) {
			if err := s.space.declare(s, label[len("xmlns"):], a); err != nil {
				return err
			}
		}
	}
	s.stack = append(s.stack, opened)
	return s.resolve(name)
}

// resolve splits the name of an element and finds its namespace. That of the root becomes the part's own.
func (s *Scanner) resolve(name []byte) error {
	// Without a colon the prefix is empty, and the default namespace counts.
	colon := bytes.IndexByte(name, ':')
	prefix := name[:max(colon, 0)]
	s.Name = name[colon+1:]
	id, ok := s.space.lookup(prefix)
	if !ok {
		return s.Fail("the namespace prefix of <%.40s> is not declared", name)
	}
	if !s.rooted {
		s.rooted = true
		s.space.main = id
	}
	s.space.current = id
	s.Foreign = s.space.isForeign(id)
	return nil
}

// pop closes the innermost element. The end of a hidden one is passed over, as its beginning was.
func (s *Scanner) pop() token {
	top := len(s.stack) - 1
	closed := s.stack[top]
	s.space.leave(top)
	s.names = s.names[:closed.name]
	s.stack = s.stack[:top]
	if closed.hidden {
		return passed
	}
	return EndTag
}

// nameLength is the length of the name at the start of b.
func nameLength(b []byte) int {
	for i, c := range b {
		if c <= '>' && endsName>>c&1 == 1 {
			return i
		}
	}
	return len(b)
}

// endsName has a bit for each character that ends a name, by its code: blanks and " & ' / < = >.
const endsName uint64 = 1<<(' '+1) - 1 | 1<<'"' | 1<<'&' | 1<<'\'' | 1<<'/' | 1<<'<' | 1<<'=' | 1<<'>'

// nameStart says whether a name may begin with the byte. It is a little wider than XML, where it costs nothing.
func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}
