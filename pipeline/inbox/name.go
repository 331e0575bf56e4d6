package inbox

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"tonghop/pipeline/vocabulary/vntext"
)

// A name in a file system is bytes, while everything that is written of it, the ledger above all, is UTF-8. A path
// whose bytes are UTF-8 is kept as it is. In any other, a byte that is no UTF-8 is written \xe1, and so is each
// backslash (\x5c), so that the bytes can be had again. A path that is UTF-8 and has \x in it is written in the same
// way: no two paths of a file system are written alike.
const escape = `\x`

// pathOf writes the bytes of a path as UTF-8.
func pathOf(bytes string) string {
	if utf8.ValidString(bytes) && !strings.Contains(bytes, escape) {
		return bytes
	}
	var text strings.Builder
	for i := 0; i < len(bytes); {
		r, size := utf8.DecodeRuneInString(bytes[i:])
		if r == utf8.RuneError && size == 1 || r == '\\' {
			fmt.Fprintf(&text, escape+"%02x", bytes[i])
		} else {
			text.WriteString(bytes[i : i+size])
		}
		i += size
	}
	return text.String()
}

// bytesOf are the bytes of a path as the file system has them.
func bytesOf(written string) string {
	if !strings.Contains(written, escape) {
		return written
	}
	var bytes strings.Builder
	for i := 0; i < len(written); i++ {
		if strings.HasPrefix(written[i:], escape) && i+4 <= len(written) {
			if b, err := strconv.ParseUint(written[i+2:i+4], 16, 8); err == nil {
				bytes.WriteByte(byte(b))
				i += 3
				continue
			}
		}
		bytes.WriteByte(written[i])
	}
	return bytes.String()
}

// Readable is a path as a person reads it: each name whose bytes are no UTF-8 decoded from the encoding in which it is
// Vietnamese (archives made under old Windows keep names in such), and left escaped where it is Vietnamese in none. It
// is for eyes and for finding units and periods in names; a file is found again by its path.
func Readable(written string) string {
	if !strings.Contains(written, escape) {
		return written
	}
	names := strings.Split(bytesOf(written), "/")
	for i, name := range names {
		names[i] = readableName(name)
	}
	return strings.Join(names, "/")
}

// Shown is a path for a report: readable, and behind it as it is written where that is something else.
func Shown(written string) string {
	if readable := Readable(written); readable != written {
		return readable + " (" + written + ")"
	}
	return written
}

// readableName decodes one name. Windows-1258 is tried first, the code page of Vietnamese Windows,
// and then the two old encodings of fonts, TCVN3 and VNI, which were stored as Windows-1252.
func readableName(bytes string) string {
	if utf8.ValidString(bytes) {
		return bytes
	}
	if text, err := charmap.Windows1258.NewDecoder().String(bytes); err == nil && isName(text) {
		return vntext.NFC(text)
	}
	text, err := charmap.Windows1252.NewDecoder().String(bytes)
	if err == nil && !strings.ContainsRune(text, utf8.RuneError) {
		for _, encoding := range []vntext.Encoding{vntext.TCVN3, vntext.VNI} {
			if decoded := encoding.Decode(text); isName(decoded) {
				return decoded
			}
		}
	}
	return pathOf(bytes)
}

// isName says whether a decoded name is one that somebody can have typed.
func isName(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || r < ' ' || r >= 0x7f && r < 0xa0 || r == '/' {
			return false
		}
	}
	return vntext.IsVietnamese(text) && !strings.ContainsFunc(vntext.NFC(text), unlikely) && !strangeVowels(text)
}

// unlikely are letters of other languages that old code pages have too.
func unlikely(r rune) bool {
	return strings.ContainsRune("ÄÅÆÇËÏÑÖØÜßäåæçëïñöøüÿ", r)
}

// vowels are those that stand together in a Vietnamese syllable, without tones. They tell "quý" of one code page from
// "quư" of another.
const vowels = " a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi ua uă uâ ue uê ui uô uơ " +
	"uy ưa " +
	"ươ ưi ưu yê iêu yêu oai oao oay oeo uai uao uay uây uêu uôi uya uyê uyu ươi ươu "

// vowelRun is vowels without tones that stand together in a word.
var vowelRun = regexp.MustCompile(`[aăâeêioôơuưy]+`)

// strangeVowels says that vowels stand together in a word as no Vietnamese syllable has them: the
// wrong code page was tried.
func strangeVowels(text string) bool {
	letters := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, word := range strings.FieldsFunc(vntext.NFC(strings.ToLower(text)), letters) {
		if !strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
			continue // nothing of it was decoded
		}
		for _, run := range vowelRun.FindAllString(withoutTones(word), -1) {
			if !strings.Contains(vowels, " "+run+" ") {
				return true
			}
		}
	}
	return false
}

// withoutTones takes off the five tone marks and keeps those that make another letter: "ế" becomes
// "ê".
func withoutTones(word string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			return -1
		}
		return r
	}, norm.NFD.String(word)))
}

// Name is the file's own name as a person reads it, in Unicode NFC: some systems store it decomposed.
func (f File) Name() string { return norm.NFC.String(path.Base(Readable(f.Path))) }

// Written is a path of any bytes as UTF-8, and Bytes are those bytes again; see escape.
func Written(bytes string) string { return pathOf(bytes) }

// Bytes are the bytes of a path that Written wrote.
func Bytes(written string) string { return bytesOf(written) }
