package zipxml

import "bytes"

// Register gives numbers, from 0 in their order, to the namespaces of a vocabulary that consists of several, as
// that of OpenDocument. It is called before the first token. Where a vocabulary has one namespace only, Foreign
// says enough.
func (s *Scanner) Register(namespaces ...string) {
	for _, uri := range namespaces {
		s.space.number([]byte(uri))
	}
}

// Space is the number of the last start tag's namespace, or a number that none of the registered ones has.
func (s *Scanner) Space() int { return s.space.current - firstOther }

// Of returns the value of an attribute of a registered namespace, whatever prefix the part uses for it. The
// value is valid until the next token.
func (s *Scanner) Of(space int, name string) (value []byte, found bool, err error) {
	for i := range s.Attributes {
		// An attribute without a prefix is in no namespace (Namespaces in XML 1.0, 6.2), so that it is never
		// meant here.
		full, _ := s.Pair(i)
		prefix, local, prefixed := bytes.Cut(full, []byte(":"))
		if !prefixed || string(local) != name {
			continue
		}
		if id, ok := s.space.lookup(prefix); ok && id-firstOther == space {
			value, err = s.unescaped(s.Attributes[i])
			return value, true, err
		}
	}
	return nil, false, nil
}
