package guard

import (
	"regexp"
	"strings"
)

// token is one word, number, quoted text or sign of a text in SQL. Spaces and comments are none.
type token struct {
	start, end int // bytes of the text
	depth      int // how many brackets are open around it; an opening one is outside of itself, and so is its closing one
}

// is says whether a token is a word, in whatever case.
func (t token) is(text string, words ...string) bool {
	for _, word := range words {
		if strings.EqualFold(text[t.start:t.end], word) {
			return true
		}
	}
	return false
}

// How DuckDB's scanner tells tokens apart; every character beyond ASCII is a letter to it.
var (
	space       = regexp.MustCompile(`^(?:[ \t\n\r\f\v]|--[^\n\r]*)+`)
	wordForm    = regexp.MustCompile(`^[A-Za-z_\x80-\x{10ffff}][A-Za-z0-9_$\x80-\x{10ffff}]*`)
	numberForm  = regexp.MustCompile(`^[0-9][0-9_.]*`)
	dollarQuote = regexp.MustCompile(`^\$(?:[A-Za-z_\x80-\x{10ffff}][A-Za-z0-9_\x80-\x{10ffff}]*)?\$`)
)

// tokens tells the tokens of a text apart. It never fails: an odd character is a token of its own,
// and what is not closed goes on to the end, since the parser has the last word about a text
// anyway.
func tokens(text string) (all []token) {
	depth := 0
	for at := 0; at < len(text); {
		rest := text[at:]
		if length := blank(rest); length > 0 {
			at += length
			continue
		}
		length := tokenLength(rest)
		switch rest[0] {
		case ')', ']', '}':
			depth--
		}
		all = append(all, token{at, at + length, depth})
		switch rest[0] {
		case '(', '[', '{':
			depth++
		}
		at += length
	}
	return all
}

// blank is the number of bytes of spaces and comments that a text begins with.
func blank(text string) int {
	if found := space.FindString(text); found != "" {
		return len(found)
	}
	if !strings.HasPrefix(text, "/*") {
		return 0
	}
	for open, at := 1, 2; at < len(text); at++ { // comments nest
		switch {
		case strings.HasPrefix(text[at:], "/*"):
			open++
			at++
		case strings.HasPrefix(text[at:], "*/"):
			at++
			if open--; open == 0 {
				return at + 1
			}
		}
	}
	return len(text)
}

// tokenLength is the number of bytes of the token that a text begins with. One that is not closed goes on to the end.
func tokenLength(text string) int {
	if tag := dollarQuote.FindString(text); tag != "" {
		return through(text, len(tag), tag)
	}
	if number := numberForm.FindString(text); number != "" {
		return len(number)
	}
	word := wordForm.FindString(text)
	if strings.EqualFold(word, "e") && strings.HasPrefix(text[1:], "'") {
		return escapedLength(text)
	}
	switch {
	case word != "":
		return len(word)
	case text[0] == '\'' || text[0] == '"': // a doubled quote inside makes two tokens, which does no harm here
		return through(text, 1, text[:1])
	}
	return 1
}

// through is the number of bytes up to the end of the first closing mark from a place on.
func through(text string, from int, closing string) int {
	if at := strings.Index(text[from:], closing); at >= 0 {
		return from + at + len(closing)
	}
	return len(text)
}

// escapedLength is the length of a text such as E'it\'s', in which a backslash takes its meaning from a quote.
func escapedLength(text string) int {
	for at := 2; at < len(text); at++ {
		switch {
		case text[at] == '\\', strings.HasPrefix(text[at:], "''"):
			at++
		case text[at] == '\'':
			return at + 1
		}
	}
	return len(text)
}

// split parts a text at the semicolons between statements. Empty statements are left out. A
// semicolon within quotes or a comment ends nothing: "SELECT ';' -- ;" is one statement.
func split(text string) (statements []string) {
	from, empty := 0, true
	for _, t := range tokens(text) {
		if text[t.start:t.end] != ";" {
			empty = false
			continue
		}
		if !empty {
			statements = append(statements, text[from:t.start])
		}
		from, empty = t.end, true
	}
	if !empty {
		statements = append(statements, text[from:])
	}
	return statements
}
