package damage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"
)

// partMutations change the text of a part and compress it again, so that every checksum is right: what a defective
// program writes. Changes that make another valid workbook (a digit, a whole cell less) are none of them: no reader can
// notice those.
func partMutations() []mutation {
	return []mutation{
		{"part cut", refused, change(true, cutPart)},
		{"part empty", refused, change(true, func(*rand.Rand, []byte) []byte { return []byte{} })},
		{"part twice in itself", refused, change(true, func(_ *rand.Rand, xml []byte) []byte {
			return bytes.Repeat(xml,
				2)
		})},
		{"one tag lost", refused, change(true, loseTag)},
		{"one tag twice", refused, change(true, repeatTag)},
		{"two tags swapped", refused, change(true, swapTags)},
		{"element without its tags", either, change(false, unwrap)},
		{"text lost somewhere", either, change(false, loseAcrossTags)},
		{"control character", refused, change(true, insert("\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\xef\xbf\xbe",
			"\xef\xbf\xbf"))},
		{"bytes that are not UTF-8", refused, change(true, insert("\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
			"\xc3", "\xe1\xbb"))},
		{"character cut", refused, change(true, cutCharacter)},
		{"bad entity", either, change(false, insertInText("&nbsp;", "&#0;", "&#x1F;", "&#xFFFF;", "&#xD800;", "&", "&;",
			"&amp", "&#x110000;", "&#99999999999;"))},
		{"markup inside a text", either, change(false, insertInText("<", "<b>", "]]>", "<!DOCTYPE x>", "<![CDATA[", "<!--",
			"<?x"))},
		{"document type declaration", refused, change(true, insertAtRoot(`<!DOCTYPE x [<!ENTITY a "1">]>`,
			`<!DOCTYPE x SYSTEM "x.dtd">`))},
		{"tag with an attribute twice", refused, change(true, repeatAttribute)},
		{"attribute without quotes", refused, change(true, unquote)},
		{"UTF-16 cut", refused, change(true, func(r *rand.Rand, xml []byte) []byte {
			return toUTF16(cutPart(r, xml), binary.LittleEndian, true)
		})},
		{"UTF-16 of odd length", refused, change(true, func(r *rand.Rand, xml []byte) []byte {
			wide := toUTF16(xml, binary.LittleEndian, true)
			at := 2 + r.IntN(len(wide)-2)
			return splice(wide, at, at+1, nil)
		})},

		{"UTF-16, little endian", same, change(false, func(_ *rand.Rand, xml []byte) []byte {
			return toUTF16(xml,
				binary.LittleEndian, true)
		})},
		{"UTF-16, big endian", same, change(false, func(_ *rand.Rand, xml []byte) []byte {
			return toUTF16(xml,
				binary.BigEndian, true)
		})},
		{"UTF-16 without a mark", same, change(false, func(r *rand.Rand, xml []byte) []byte {
			return toUTF16(xml, []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian}[r.IntN(2)], false)
		})},
		{"UTF-8 with a mark", same, change(false, func(_ *rand.Rand,
			xml []byte) []byte {
			return append([]byte("\xef\xbb\xbf"), xml...)
		})},
		{"blanks and comments between tags", same, change(false, loosen)},
		{"empty elements with two tags", same, change(false, func(_ *rand.Rand, xml []byte) []byte {
			return regexp.MustCompile(`<([\w:]+)((?:\s[^<>]*)?)/>`).ReplaceAll(xml, []byte("<$1$2></$1>"))
		})},
		{"attributes in single quotes", same, change(false, func(_ *rand.Rand, xml []byte) []byte {
			return regexp.MustCompile(`(=)"([^"'<]*)"`).ReplaceAll(xml, []byte("$1'$2'"))
		})},
		{"characters as references", same, change(false, toReferences)},
		{"texts as CDATA", same, change(false, func(_ *rand.Rand, xml []byte) []byte {
			return regexp.MustCompile(`>([^<>&\]\r\n]*\S[^<>&\]\r\n]*)</`).ReplaceAll(xml, []byte("><![CDATA[$1]]></"))
		})},
	}
}

// change compresses one part again after a change of its text. With essential it is a part that every reading needs.
func change(essential bool, how func(*rand.Rand, []byte) []byte) func(*rand.Rand, *sample) []byte {
	return func(r *rand.Rand, s *sample) []byte {
		i, ok := s.pick(r, essential)
		if !ok || !isPlainXML(s.parts[i].content) {
			return nil
		}
		return s.with(i, how(r, s.parts[i].content))
	}
}

// with is the workbook with another text in part i, nil when the change could not be made.
func (s *sample) with(i int, content []byte) []byte {
	if content == nil || bytes.Equal(content, s.parts[i].content) {
		return nil
	}
	c := s.packed.clone()
	c.entries[i] = packPart(part{s.parts[i].name, content}, deflated)
	return c.bytes()
}

func isPlainXML(content []byte) bool {
	return utf8.Valid(content) && !bytes.HasPrefix(content, []byte("\xef\xbb\xbf")) && bytes.HasPrefix(content,
		[]byte("<")) &&
		!bytes.Contains(content, []byte("<!")) && len(tagsOf(content)) > 0
}

// cutPart cuts before the end of the root element: what follows it may be lost without harm.
func cutPart(r *rand.Rand, xml []byte) []byte {
	return xml[:r.IntN(bytes.LastIndexByte(xml, '>'))]
}

// anyTag picks a tag; halves only: one of two that belong together.
func anyTag(r *rand.Rand, xml []byte, halves bool) (tag, bool) {
	var found []tag
	for i, t := range tagsOf(xml) {
		if !halves || t.pair != i {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return tag{}, false
	}
	return found[r.IntN(len(found))], true
}

func loseTag(r *rand.Rand, xml []byte) []byte {
	t, ok := anyTag(r, xml, true)
	if !ok {
		return nil
	}
	return splice(xml, t.from, t.to, nil)
}

func repeatTag(r *rand.Rand, xml []byte) []byte {
	t, ok := anyTag(r, xml, true)
	if !ok {
		return nil
	}
	return splice(xml, t.to, t.to, xml[t.from:t.to])
}

func swapTags(r *rand.Rand, xml []byte) []byte {
	a, ok := anyTag(r, xml, true)
	b, _ := anyTag(r, xml, true)
	if a.from > b.from {
		a, b = b, a
	}
	if !ok || a.from == b.from || a.name == b.name && a.kind == b.kind || a.to == b.from && a.kind == endTag &&
		b.kind == startTag {
		return nil
	}
	if swapped := exchange(xml, element{a.from, a.to}, element{b.from, b.to}); tagsOf(swapped) == nil || !nests(swapped) {
		return swapped
	}
	return nil
}

// nests says whether the tags of a changed part still close each other.
func nests(xml []byte) bool {
	tags := tagsOf(xml)
	for i, t := range tags {
		if t.kind != emptyTag && (t.pair == i || tags[t.pair].name != t.name) {
			return false
		}
	}
	return len(tags) > 0
}

// unwrap removes the two tags of an element and leaves its content where it was. Without a content, that would be a
// valid workbook with one element less.
func unwrap(r *rand.Rand, xml []byte) []byte {
	tags := tagsOf(xml)
	i := r.IntN(len(tags))
	first, last := tags[min(i, tags[i].pair)], tags[max(i, tags[i].pair)]
	if first.to >= last.from {
		return nil
	}
	return splice(splice(xml, last.from, last.to, nil), first.from, first.to, nil)
}

// loseAcrossTags loses some bytes of which at least one half of a pair of tags is a part.
func loseAcrossTags(r *rand.Rand, xml []byte) []byte {
	from := r.IntN(len(xml))
	out := splice(xml, from, min(from+1+r.IntN(200), len(xml)), nil)
	if nests(out) {
		return nil // perhaps a valid workbook with another content
	}
	return out
}

func insert(what ...string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		at := boundary(xml, r.IntN(len(xml)))
		return splice(xml, at, at, []byte(what[r.IntN(len(what))]))
	}
}

func boundary(text []byte, at int) int {
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// textPattern finds the text of an element that holds nothing else.
var textPattern = regexp.MustCompile(`>([^<>]+)</`)

func insertInText(what ...string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		places := textPattern.FindAllSubmatchIndex(xml, -1)
		if len(places) == 0 {
			return nil
		}
		place := places[r.IntN(len(places))]
		at := boundary(xml, place[2]+r.IntN(place[3]-place[2]+1))
		if bytes.LastIndexByte(xml[place[2]:at], '&') > bytes.LastIndexByte(xml[place[2]:at], ';') {
			return nil // inside an entity
		}
		return splice(xml, at, at, []byte(what[r.IntN(len(what))]))
	}
}

func insertAtRoot(what ...string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		at := tagsOf(xml)[0].from
		return splice(xml, at, at, []byte(what[r.IntN(len(what))]))
	}
}

func cutCharacter(r *rand.Rand, xml []byte) []byte {
	var places []int
	for i, c := range xml {
		if c >= utf8.RuneSelf {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	at := places[r.IntN(len(places))]
	out := splice(xml, at, at+1, nil)
	if utf8.Valid(out) {
		return nil
	}
	return out
}

var attributePattern = regexp.MustCompile(` [\w:]+="[^"]*"`)

func repeatAttribute(r *rand.Rand, xml []byte) []byte {
	places := attributePattern.FindAllIndex(xml, -1)
	if len(places) == 0 {
		return nil
	}
	place := places[r.IntN(len(places))]
	if place[0] < tagsOf(xml)[0].from {
		return nil // of the XML declaration, which nobody needs
	}
	return splice(xml, place[1], place[1], xml[place[0]:place[1]])
}

func unquote(r *rand.Rand, xml []byte) []byte {
	t, _ := anyTag(r, xml, false)
	quote := bytes.LastIndexByte(xml[t.from:t.to], '"')
	if quote < 0 {
		return nil
	}
	return splice(xml, t.from+quote, t.from+quote+1, nil)
}

func toUTF16(xml []byte, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, unit := range utf16.Encode([]rune(string(xml))) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// loosen puts blanks and comments where only tags stand.
func loosen(r *rand.Rand, xml []byte) []byte {
	var out []byte
	tags := tagsOf(xml)
	last := 0
	for i, t := range tags[1:] {
		before := tags[i]
		if before.to != t.from || before.pair == i+1 {
			continue
		}
		out = append(out, xml[last:t.from]...)
		out = append(out, []string{"", "\n", " \t\r\n ", "<!-- <c r=\"A1\"> -->", "<?x y?>"}[r.IntN(5)]...)
		last = t.from
	}
	return append(out, xml[last:]...)
}

func toReferences(r *rand.Rand, xml []byte) []byte {
	return textPattern.ReplaceAllFunc(xml, func(text []byte) []byte {
		if bytes.ContainsAny(text, "&\r\n") || r.IntN(2) == 0 {
			return text
		}
		var out []byte
		for _, c := range string(text[1 : len(text)-2]) {
			out = fmt.Appendf(out, []string{"&#%d;", "&#x%X;"}[r.IntN(2)], c)
		}
		return append(append([]byte(">"), out...), "</"...)
	})
}
