package zipxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"tonghop/pipeline/workbook"
)

// Scanner reads the tokens of one XML part in one pass over a window that is refilled. It builds no tree and
// allocates nothing per token.
//
// It refuses everything behind which a silent loss could hide: tags that do not nest, a part that ends early,
// characters that XML forbids, unknown entities. It also refuses document type declarations, which no workbook
// needs and every entity bomb does.
//
// The window holds legal UTF-8 only.
type Scanner struct {
	// The part in UTF-8; nil until the first read finds out its encoding.
	source  io.Reader
	part    io.Reader // source before decoding
	opening opening   // of the part
	window  []byte
	// Offsets in the window: the next unread byte comes first.
	at     int
	end    int   // the end of what was found legal
	filled int   // the end of what was read; at most an unfinished character lies between the two ends
	before int64 // bytes of the part before the window
	ended  bool

	// The elements that are open, from the root inwards.
	stack []element
	names []byte // the names of the open elements, joined
	// How deep elements may nest, whether the root was seen, and whether the last start tag also closed its
	// element.
	depth      int
	rooted     bool
	selfClosed bool
	space      namespaces

	// Of the last start tag; valid until the next token.
	// The local name, without its prefix.
	Name []byte
	// The element is not of the part's own vocabulary.
	Foreign    bool
	Attributes []attribute

	// Of the last text token.
	text  []byte
	cdata bool
}

// element is an open element. A hidden one is a part of AlternateContent, of which no caller sees the tags.
type element struct {
	// Where the element's name begins in the names of the scanner.
	name   int
	hidden bool
}

// token is what the scanner found next.
type token uint8

const (
	// The window ends before the token does.
	noToken token = iota
	// Something that no caller sees, such as a comment.
	passed
	StartTag
	EndTag
	TextToken
	EndOfPart
)

// The window of a scanner grows up to MaxText bytes. No tag or text of an honest workbook is longer: a cell
// holds 32,767 characters at most.
const (
	firstWindow = 64 << 10
	// No tag or text of an honest workbook is longer: a cell holds 32,767 characters at most.
	MaxText = 1 << 20
)

// Scanners serve any part of any workbook: a window for each part would be the largest allocation of a small workbook.
var scanners = sync.Pool{New: func() any { return &Scanner{window: make([]byte, firstWindow)} }}

// newScanner takes a scanner for a part whose elements nest at most so deep.
func newScanner(part io.Reader, depth int) *Scanner {
	s := scanners.Get().(*Scanner)
	s.part, s.depth = part, depth
	return s
}

// release gives the scanner to the next part, unless its window has grown: a large one would stay in memory for
// ever.
func (s *Scanner) release() {
	if len(s.window) == firstWindow {
		*s = Scanner{window: s.window, stack: s.stack[:0], names: s.names[:0], Attributes: s.Attributes[:0],
			space: s.space.empty()}
		scanners.Put(s)
	}
}

// PlainAhead says whether an element with another inside, both without a prefix, may stand at the next byte.
// Then a caller may compare what is Ahead with a fixed form instead of asking for tokens.
func (s *Scanner) PlainAhead() bool {
	return !s.selfClosed && !s.space.isForeign(s.space.fallback) && len(s.stack)+2 <= s.depth
}

// Ahead is what of the part was read and found legal behind the last token. It may end anywhere, also within a
// tag.
func (s *Scanner) Ahead() []byte { return s.window[s.at:s.end] }

// Advance passes over so many bytes of what is ahead. They must be whole elements, of which the caller has read
// all that it needs.
func (s *Scanner) Advance(bytes int) { s.at += bytes }

// Offset is the place of the next unread byte in the part.
func (s *Scanner) Offset() int64 { return s.before + int64(s.at) }

// Fail is an error at the next unread byte, with its offset in the part.
func (s *Scanner) Fail(format string, args ...any) error {
	problem := fmt.Sprintf("byte %d: %s", s.Offset(), fmt.Sprintf(format, args...))
	return &workbook.ReadError{Code: workbook.Damaged, Problem: problem}
}

// Next returns the next start tag, end tag or text inside the root element, and EndOfPart after it. Comments,
// instructions and the tags of AlternateContent are never seen. An element that closes itself gives a start tag
// and an end tag.
func (s *Scanner) Next() (token, error) {
	for {
		t, err := s.step()
		if err != nil {
			return noToken, err
		}
		switch {
		case t == StartTag && s.space.compatibility(s):
			if err := s.passAlternative(); err != nil {
				return noToken, err
			}
		case t != noToken && t != passed:
			return t, nil
		}
	}
}

// step reads one token, or refills the window where it ends before the token does.
func (s *Scanner) step() (token, error) {
	if s.selfClosed {
		s.selfClosed = false
		return s.pop(), nil
	}
	// A token that the window does not hold whole is read again once there is more.
	t, err := s.token()
	if t != noToken || err != nil {
		return t, err
	}
	switch err := s.more(); {
	case err == nil:
		return noToken, nil
	case errors.Is(err, io.EOF) && s.at == s.end:
		return s.atEnd()
	case errors.Is(err, io.EOF):
		return noToken, s.Fail("the part ends inside a tag or a text: it is cut off")
	default:
		return noToken, err
	}
}

// atEnd makes sure that every element was closed when the part ends.
func (s *Scanner) atEnd() (token, error) {
	switch {
	case len(s.stack) > 0:
		return noToken, s.Fail("the part ends inside <%s>: it is cut off", s.openName())
	case !s.rooted:
		return noToken, s.Fail("the part holds no element")
	}
	return EndOfPart, nil
}

// more reads more characters behind the unread ones, which move to the start of the window. It returns io.EOF
// when there are none.
func (s *Scanner) more() error {
	if s.source == nil {
		source, err := decoded(s.part, &s.opening)
		if err != nil {
			return err
		}
		s.source = source
	}
	if s.ended {
		return io.EOF
	}
	// The unread rest moves to the front, and new characters come behind it.
	if s.at > 0 {
		s.filled = copy(s.window, s.window[s.at:s.filled])
		s.end -= s.at
		s.before += int64(s.at)
		s.at = 0
	}
	// A tag or text is longer than the window, which then grows.
	if s.filled == len(s.window) {
		if len(s.window) >= MaxText {
			return s.Fail("a tag or text of more than %d bytes", MaxText)
		}
		s.window = append(s.window, make([]byte, len(s.window))...)
	}
	for {
		n, err := s.source.Read(s.window[s.filled:])
		s.filled += n
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		s.ended = err != nil
		if n > 0 || s.ended {
			return s.admit()
		}
	}
}

// admit checks the characters that were just read. What is illegal is an error at its place; an unfinished
// character waits for its rest.
func (s *Scanner) admit() error {
	n, err := legalPrefix(s.window[s.end:s.filled])
	s.end += n
	if err != nil {
		s.at = s.end
		return s.Fail("%v", err)
	}
	if s.ended && s.end < s.filled {
		return s.Fail("the part ends inside a character: it is cut off")
	}
	if s.ended && s.at == s.end {
		return io.EOF
	}
	return nil
}

// token reads one token if the window holds all of it, and noToken otherwise.
func (s *Scanner) token() (token, error) {
	rest := s.window[s.at:s.end]
	if len(rest) == 0 {
		return noToken, nil
	}
	if rest[0] != '<' {
		return s.readText(rest)
	}
	if len(rest) < 2 {
		return noToken, nil
	}
	switch rest[1] {
	case '/':
		return s.readEndTag(rest)
	case '!':
		return s.readDeclaration(rest)
	case '?':
		return s.passTo(rest, "?>", 2)
	}
	return s.readStartTag(rest)
}

// readText needs the "<" behind the text, so that a text is always whole. At the end of the part there is none:
// such text stands outside of the root element, where only blanks are allowed.
func (s *Scanner) readText(rest []byte) (token, error) {
	// A text reaches up to the next tag.
	length := bytes.IndexByte(rest, '<')
	if length < 0 {
		if !s.ended {
			return noToken, nil
		}
		length = len(rest)
	}
	s.text, s.cdata = rest[:length], false
	if len(s.stack) == 0 {
		if !blank(s.text) {
			return noToken, s.Fail("text %.20q outside of the root element", s.text)
		}
		s.at += length
		return passed, nil
	}
	s.at += length
	return TextToken, nil
}

// readDeclaration reads what begins with "<!": a comment, a CDATA section, or a document type, which is
// refused.
func (s *Scanner) readDeclaration(rest []byte) (token, error) {
	const longest = len("<![CDATA[")
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.passTo(rest, "-->", len("<!--"))
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		length := bytes.Index(rest, []byte("]]>"))
		if length < 0 {
			return noToken, nil
		}
		if len(s.stack) == 0 {
			return noToken, s.Fail("text outside of the root element")
		}
		s.text, s.cdata = rest[longest:length], true
		s.at += length + len("]]>")
		return TextToken, nil
	case len(rest) < longest && !s.ended:
		return noToken, nil
	}
	return noToken, s.Fail("a document type declaration, which no workbook has: refused")
}

// passTo passes over a comment or an instruction, up to the mark that ends it; from is the length of its
// beginning.
func (s *Scanner) passTo(rest []byte, mark string, from int) (token, error) {
	if len(rest) < from {
		return noToken, nil
	}
	length := bytes.Index(rest[from:], []byte(mark))
	if length < 0 {
		return noToken, nil
	}
	s.at += from + length + len(mark)
	return passed, nil
}

// finish reads on to the end of the part, where size and checksum are compared. Behind the root element only
// blanks and comments may stand.
func (s *Scanner) finish() error {
	for {
		t, err := s.Next()
		if err != nil || t == EndOfPart {
			return err
		}
	}
}

// Element returns the next tag. Text between tags is refused: it is what remains where a tag is lost.
func (s *Scanner) Element() (token, error) {
	for {
		t, err := s.Next()
		if t != TextToken || err != nil {
			return t, err
		}
		if !blank(s.text) {
			return noToken, s.Fail("text %.20q between tags", s.text)
		}
	}
}

// Skip passes over the element just opened, with all that is in it. Its tags are checked for nesting all the
// same.
func (s *Scanner) Skip() error {
	for level := 1; level > 0; {
		t, err := s.Next()
		if err != nil {
			return err
		}
		switch t {
		case StartTag:
			level++
		case EndTag:
			level--
		}
	}
	return nil
}

// Root opens the root element and returns its name without a prefix.
func (s *Scanner) Root() (string, error) {
	t, err := s.Next()
	if err != nil {
		return "", err
	}
	if t != StartTag {
		return "", s.Fail("the part holds no element")
	}
	return string(s.Name), nil
}

// blank says whether a text consists of white space only.
func blank(text []byte) bool {
	for _, c := range text {
		if c > ' ' {
			return false
		}
	}
	return true
}
