package zipxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// opening is a part whose first bytes were read to find out its encoding, and are read once more.
type opening struct {
	buffer [256]byte // holds a byte order mark and an XML declaration
	first  []byte
	rest   io.Reader
}

// Read implements io.Reader.
func (o *opening) Read(b []byte) (int, error) {
	n := copy(b, o.first)
	o.first = o.first[n:]
	if n == len(b) {
		return n, nil
	}
	more, err := o.rest.Read(b[n:])
	return n + more, err
}

// decoded returns a part's characters in UTF-8, without a byte order mark. All common programs write UTF-8; a
// few converters write UTF-16 or a code page. all serves for it.
func decoded(source io.Reader, all *opening) (io.Reader, error) {
	n, err := io.ReadFull(source, all.buffer[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	head := all.buffer[:n]
	all.first, all.rest = head, source
	if bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}) {
		all.first = head[3:]
		return all, nil
	}
	// Without a mark, a zero byte beside the first "<" tells UTF-16 and the order of its bytes.
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{'<', 0}):
		return &utf16Reader{source: all}, nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), bytes.HasPrefix(head, []byte{0, '<'}):
		return &utf16Reader{source: all, bigEndian: true}, nil
	}
	switch label := strings.ToLower(declaredEncoding(head)); label {
	// Some writers declare UTF-16, the encoding of their strings in memory, and write UTF-8.
	case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16":
		return all, nil
	default:
		encoding, err := htmlindex.Get(label)
		if err != nil {
			return nil, Damaged(fmt.Sprintf("the part declares the encoding %q, which is unknown", label))
		}
		return encoding.NewDecoder().Reader(all), nil
	}
}

// declaredEncoding is the encoding that an XML declaration names, "" where there is none.
func declaredEncoding(head []byte) string {
	if !bytes.HasPrefix(head, []byte("<?xml")) {
		return ""
	}
	// Only the declaration itself is searched, so that the word in a text below it means nothing.
	declaration, _, _ := bytes.Cut(head, []byte("?>"))
	_, rest, found := bytes.Cut(declaration, []byte("encoding"))
	rest = bytes.TrimLeft(rest, " \t\r\n=")
	if !found || len(rest) == 0 {
		return ""
	}
	label, _, _ := bytes.Cut(rest[1:], rest[:1])
	return string(label)
}

// utf16Reader turns UTF-16 into UTF-8. A lenient decoder would put U+FFFD in the place of what is not whole;
// that would change a name in silence, so it is an error here.
type utf16Reader struct {
	source    io.Reader
	bigEndian bool
	started   bool
	raw       []byte // read, not yet decoded
	text      []byte // decoded, not yet returned
	err       error
}

// Read implements io.Reader.
func (u *utf16Reader) Read(b []byte) (int, error) {
	for len(u.text) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.refill()
	}
	n := copy(b, u.text)
	u.text = u.text[n:]
	return n, nil
}

// refill reads the next piece and decodes it. Half a character at its end waits for the next piece; at the end
// of the part it is an error.
func (u *utf16Reader) refill() {
	const chunk = 16 << 10
	// An unfinished character of the piece before stands in front of the new bytes.
	kept := len(u.raw)
	buffer := append(make([]byte, 0, kept+chunk), u.raw...)
	n, err := u.source.Read(buffer[kept : kept+chunk])
	u.raw = buffer[:kept+n]
	u.text = u.text[:0]
	if decodeErr := u.decode(); decodeErr != nil {
		err = decodeErr
	}
	if errors.Is(err, io.EOF) && len(u.raw) > 0 {
		err = Damaged("the part ends inside a UTF-16 character")
	}
	u.err = err
}

// decode takes whole characters from raw to text. A mark U+FEFF at the very beginning is dropped.
func (u *utf16Reader) decode() error {
	for len(u.raw) >= 2 {
		r, size := rune(u.unit(0)), 2
		if utf16.IsSurrogate(r) {
			if len(u.raw) < 4 {
				return nil
			}
			r, size = utf16.DecodeRune(r, rune(u.unit(2))), 4
			if r == utf8.RuneError {
				return Damaged("half of a UTF-16 surrogate pair")
			}
		}
		if r != 0xFEFF || u.started {
			u.text = utf8.AppendRune(u.text, r)
		}
		u.started = true
		u.raw = u.raw[size:]
	}
	return nil
}

// unit is the unit of 16 bits at an offset of raw.
func (u *utf16Reader) unit(at int) uint16 {
	if u.bigEndian {
		return uint16(u.raw[at])<<8 | uint16(u.raw[at+1])
	}
	return uint16(u.raw[at+1])<<8 | uint16(u.raw[at])
}
