package yamlfile

import (
	"bytes"
	"fmt"
)

// Bounds on what staff write. The parser's time grows with the square of the number of values and of the depth: a file
// that passes them would keep a run, and the machine's memory, for hours.
const (
	// MaxBytes bounds the size of a file.
	MaxBytes = 1 << 19
	// maxValues bounds lines and parts of lists in brackets together. The largest definition of a real form has some 300.
	maxValues = 6_000
	// maxDepth bounds how deep brackets, and dashes on one line, stand in each other.
	maxDepth = 64
	// maxIndent bounds the spaces before a line.
	maxIndent = 256
)

// bounded refuses a file that passes a bound, with the place at which it does. It reads the bytes
// once. It comes before the parser, whose time is what is bounded, and so has to do without it: it
// counts brackets, commas, lines and indentation, and errs on the side of refusing.
func bounded(name string, data []byte) error {
	if len(data) > MaxBytes {
		return &Error{File: name, Problem: fmt.Sprintf("the file has %d bytes; expected at most %d", len(data), MaxBytes)}
	}
	values, depth := 0, 0
	for n, line := range bytes.Split(data, []byte("\n")) {
		wrong := func(column int, format string, args ...any) error {
			return &Error{File: name, Line: n + 1, Column: column + 1, Problem: fmt.Sprintf(format, args...)}
		}
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if indent > maxIndent {
			return wrong(indent, "the line is indented by %d spaces; expected at most %d", indent, maxIndent)
		}
		if dashes := dashesOf(line[indent:]); dashes > maxDepth {
			return wrong(indent, "%d lists stand in each other; expected at most %d", dashes, maxDepth)
		}
		l := flowLine{line: line, depth: depth, deepest: depth}
		l.read()
		depth = l.depth
		if l.deepest > maxDepth {
			return wrong(l.tooDeepAt, "brackets stand in each other more than %d deep", maxDepth)
		}
		if values += 1 + l.commas; values > maxValues {
			return wrong(0, "the file has more than %d lines and values; part the form, or delete what is not needed", maxValues)
		}
	}
	return nil
}

// dashesOf counts the dashes of lists that begin on one line: "- - a". The parser takes each of
// them for a list within the one before.
func dashesOf(line []byte) int {
	count := 0
	for len(line) > 1 && line[0] == '-' && line[1] == ' ' {
		count++
		line = bytes.TrimLeft(line[1:], " ")
	}
	return count
}

// flowLine counts the brackets and commas of a line. Those within quotes and within a text that has
// begun are texts. A quote does not go on to the next line here: counting a little too much is no
// harm.
type flowLine struct {
	line              []byte
	depth, deepest    int
	tooDeepAt, commas int
	quote             byte
	before            byte // the last character that is no space; 0 at the start of the line
}

// read goes over the line once. A bracket or a quote only begins something at the start of a value:
// behind a colon, a dash, a comma or another bracket. In "Nữ [người]" and "it's" nothing begins.
// Behind " #" the rest is a comment.
func (l *flowLine) read() {
	for i := 0; i < len(l.line); i++ {
		c := l.line[i]
		begins := bytes.IndexByte([]byte("\x00:-,[{?"), l.before) >= 0
		switch {
		case l.quote != 0:
			if c == '\\' && l.quote == '"' {
				i++
			} else if c == l.quote {
				l.quote = 0
			}
		case (c == '"' || c == '\'') && begins:
			l.quote = c
		case c == '#' && (i == 0 || l.line[i-1] == ' '):
			return
		case (c == '[' || c == '{') && begins:
			if l.depth++; l.depth > l.deepest {
				l.deepest = l.depth
			}
			if l.depth == maxDepth+1 {
				l.tooDeepAt = i
			}
		case (c == ']' || c == '}') && l.depth > 0:
			l.depth--
		case c == ',' && l.depth > 0:
			l.commas++
		}
		if c != ' ' && c != '\t' && c != '\r' {
			l.before = c
		}
	}
}
