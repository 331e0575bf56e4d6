package zipxml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Attribute returns the value of an attribute by its whole name, prefix included, with references resolved.
func (s *Scanner) Attribute(name string) (value string, found bool, err error) {
	text, found, err := s.find(name)
	return string(text), found, err
}

// find is Attribute for values that need not outlive the token: it makes no copy.
func (s *Scanner) find(name string) (value []byte, found bool, err error) {
	for _, a := range s.Attributes {
		if string(s.window[a.name:a.nameEnd]) == name {
			value, err = s.unescaped(a)
			return value, true, err
		}
	}
	return nil, false, nil
}

// RelationID returns r:id, by which an element refers to a relationship, whatever prefix the part uses for it.
func (s *Scanner) RelationID() (value string, found bool, err error) {
	for _, a := range s.Attributes {
		if _, local, prefixed := bytes.Cut(s.window[a.name:a.nameEnd], []byte(":")); prefixed && string(local) == "id" {
			value, err = s.attributeText(a)
			return value, true, err
		}
	}
	return "", false, nil
}

// Flag reads an attribute of type xsd:boolean; a missing one is false. Another word than those that programs
// write is an error, since a flag may decide over the calendar of all dates.
func (s *Scanner) Flag(name string) (bool, error) {
	value, found, err := s.find(name)
	if err != nil || !found {
		return false, err
	}
	switch strings.ToLower(string(value)) { // .NET writes True
	case "1", "true", "on":
		return true, nil
	case "0", "false", "off", "":
		return false, nil
	}
	return false, s.Fail("%s=%.20q in <%s>: expected 0 or 1", name, value, s.Name)
}

// Index reads an attribute that points into a table. ok is false, and value 0, for one that is missing or no
// number.
func (s *Scanner) Index(name string) (value int, ok bool) {
	text, _, err := s.find(name)
	if err != nil {
		return 0, false
	}
	return WholeNumber(text)
}

// Number reads an attribute that is a whole number from 0. An empty one counts as missing; any other text is an
// error.
func (s *Scanner) Number(name string) (value int, found bool, err error) {
	text, _, err := s.find(name)
	if err != nil || len(text) == 0 {
		return 0, false, err
	}
	n, ok := WholeNumber(text)
	if !ok {
		return 0, true, s.Fail("%s=%.20q in <%s>: expected a whole number", name, text, s.Name)
	}
	return n, true, nil
}

// attributeText is the value of an attribute as a copy.
func (s *Scanner) attributeText(a attribute) (string, error) {
	text, err := s.unescaped(a)
	return string(text), err
}

// unescaped is the value of an attribute with references resolved, valid until the next token.
func (s *Scanner) unescaped(a attribute) ([]byte, error) {
	raw := s.window[a.value:a.valueEnd]
	if bytes.IndexByte(raw, '&') < 0 {
		return raw, nil
	}
	return s.unescape(nil, raw)
}

// AppendText appends the last text token with references resolved and line ends made \n (XML 1.0, 2.11).
func (s *Scanner) AppendText(out []byte) ([]byte, error) {
	if s.cdata {
		return appendLines(out, s.text), nil
	}
	if bytes.Contains(s.text, []byte("]]>")) {
		return nil, s.Fail("\"]]>\" without its beginning")
	}
	return s.unescape(out, s.text)
}

// unescape resolves references. A "&" that begins none is an error, as XML demands: it is what remains of a cut
// one.
func (s *Scanner) unescape(out, text []byte) ([]byte, error) {
	for {
		// What stands between references is copied in pieces.
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return appendLines(out, text), nil
		}
		out = appendLines(out, text[:i])
		const longest = 12 // &#x0010FFFF;
		end := bytes.IndexByte(text[i:min(i+longest, len(text))], ';')
		if end < 0 {
			return nil, s.Fail("an \"&\" that begins no entity: %.20q", text[i:])
		}
		r, ok := entity(text[i+1 : i+end])
		if !ok {
			return nil, s.Fail("the entity %q is unknown or not allowed", text[i:i+end+1])
		}
		out = utf8.AppendRune(out, r)
		text = text[i+end+1:]
	}
}

// appendLines appends a text with \r\n and \r made \n.
func appendLines(out, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return append(out, text...)
		}
		out = append(append(out, text[:i]...), '\n')
		text = bytes.TrimPrefix(text[i+1:], []byte{'\n'})
	}
}

// entity is the character that a reference stands for: one of the five that XML has itself, or a number. Others
// need a document type declaration, which is refused.
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	// A reference by number is decimal, or hexadecimal behind an x, and must name a character that XML allows.
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	return rune(n), err == nil && n <= utf8.MaxRune && legal(rune(n))
}

// Leaf appends the text of the element just opened, which may hold no other element.
func (s *Scanner) Leaf(text []byte) ([]byte, error) {
	for {
		t, err := s.Next()
		if err != nil {
			return nil, err
		}
		switch t {
		case StartTag:
			return nil, s.Fail("<%.40s> inside a text", s.Name)
		case TextToken:
			if text, err = s.AppendText(text); err != nil {
				return nil, err
			}
		default:
			return text, nil
		}
		if len(text) > MaxText {
			return nil, s.Fail("a text of more than %d bytes", MaxText)
		}
	}
}

// WholeNumber reads one to nine digits, so that the result fits an int everywhere. ok is false for anything
// else.
func WholeNumber(digits []byte) (int, bool) {
	if len(digits) == 0 || len(digits) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		if c -= '0'; c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return n, true
}
