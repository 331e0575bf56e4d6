package csv

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"tonghop/pipeline/vocabulary/vntext"
)

// content is a text with its encoding. It is decoded while it is read: the whole of it in UTF-8 would take a
// multiple of its size.
type content struct {
	bytes    []byte            // behind the mark
	encoding encoding.Encoding // nil for UTF-8
}

// read begins to read the text in UTF-8.
func (c content) read() io.Reader {
	if c.encoding == nil {
		return bytes.NewReader(c.bytes)
	}
	return transform.NewReader(bytes.NewReader(c.bytes), c.encoding.NewDecoder())
}

// errCut is the error for a file that was not copied whole.
var errCut = errors.New("the text ends inside a character: it is cut")

// decode finds a text's encoding. A byte order mark decides. Without one, a text that is valid UTF-8 is UTF-8,
// one with zero bytes at every other place is UTF-16, and the rest is in a Windows code page. A text that would
// be UTF-8 but for its last character is cut.
func decode(data []byte) (content, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		if data = data[3:]; !utf8.Valid(data) {
			return content{}, encoding.ErrInvalidUTF8
		}
		return content{bytes: data}, nil
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return utf16Content(data[2:], unicode.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return utf16Content(data[2:], unicode.BigEndian)
	}
	// Without a mark, the zero bytes of Latin letters and digits tell UTF-16 apart, and in which order its
	// bytes stand.
	if big, ok := isUTF16(data); ok {
		if big {
			return utf16Content(data, unicode.BigEndian)
		}
		return utf16Content(data, unicode.LittleEndian)
	}
	switch whole := wholeCharacters(data); {
	case utf8.Valid(data):
		return content{bytes: data}, nil
	case utf8.Valid(whole) && bytes.ContainsFunc(whole, func(r rune) bool { return r >= utf8.RuneSelf }):
		return content{}, errCut
	}
	return content{bytes: data, encoding: windows(data)}, nil
}

// wholeCharacters leaves out a character of UTF-8 that is unfinished at the end.
func wholeCharacters(data []byte) []byte {
	for i := len(data) - 1; i >= 0 && i >= len(data)-utf8.UTFMax; i-- {
		if utf8.RuneStart(data[i]) {
			if !utf8.FullRune(data[i:]) {
				return data[:i]
			}
			break
		}
	}
	return data
}

// utf16Content is a text in UTF-16, which has an even number of bytes.
func utf16Content(data []byte, order unicode.Endianness) (content, error) {
	if len(data)%2 != 0 {
		return content{}, errCut
	}
	return content{bytes: data, encoding: unicode.UTF16(order, unicode.IgnoreBOM)}, nil
}

// windows takes code page 1258, the Vietnamese one, when the text is Vietnamese under it, and 1252 otherwise.
// Under 1252 the letters of legacy encodings such as TCVN3 stay as they are stored, so that vntext.Detector can
// look at the whole sheet later.
func windows(data []byte) encoding.Encoding {
	const piece = 1 << 20 // looked at by pieces of whole lines
	for len(data) > 0 {
		length := min(piece, len(data))
		if end := bytes.LastIndexByte(data[:length], '\n'); length < len(data) && end >= 0 {
			length = end + 1
		}
		text, err := charmap.Windows1258.NewDecoder().Bytes(data[:length])
		if err != nil || !vntext.IsVietnamese(string(text)) {
			return charmap.Windows1252
		}
		data = data[length:]
	}
	return charmap.Windows1258
}

// isUTF16 says by the zero bytes whether a text without a mark is UTF-16, and in which order.
func isUTF16(data []byte) (big, ok bool) {
	head := data[:min(len(data), 4096)&^1]
	even, odd := 0, 0
	for i := 0; i < len(head); i += 2 {
		even += bytes.Count(head[i:i+1], []byte{0})
		odd += bytes.Count(head[i+1:i+2], []byte{0})
	}
	pairs := len(head) / 2
	switch {
	case pairs > 1 && odd > pairs/2 && even == 0:
		return false, true
	case pairs > 1 && even > pairs/2 && odd == 0:
		return true, true
	}
	return false, false
}
