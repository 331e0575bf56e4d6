package damage

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
)

// structureMutations know what the parts mean: rows, cells, strings, styles, and what refers to what.
func structureMutations() []mutation {
	return []mutation{
		{"rows in another order", same, in("worksheet", reorder("sheetData", "row"))},
		{"cells in another order", same, in("worksheet", reorder("row", "c"))},
		{"sheet's parts in another order", same, in("worksheet", reorderChildren)},
		{"styles' lists in another order", same, in("styleSheet", reorderChildren)},
		{"relationships in another order", same, in("Relationships", reorder("Relationships", "Relationship"))},
		{"content types in another order", same, in("Types", reorder("Types", "Override"))},
		{"dimension wrong", same, in("worksheet", replace(`(<dimension ref=")[^"]*`, "${1}A1", "${1}A1:XFD1048576",
			"${1}nonsense"))},
		{"spans wrong", same, in("worksheet", replace(`( spans=")[^"]*`, "${1}1:1", "${1}9:9"))},
		{"counts of strings wrong", same, in("sst", replace(`(<sst [^>]*?) count="\d*" uniqueCount="\d*"`, "$1",
			`$1 count="1" uniqueCount="99"`, `$1 count="0" uniqueCount="0"`))},
		{"shared strings moved with their relationship", same, moveStrings(true)},

		{"shared strings moved", refused, moveStrings(false)},
		{"shared strings cut behind one of them", refused, in("sst", cutStrings)},
		{"cell at the address of another", either, in("worksheet", collide)},
		{"cell at an address of another row", refused, in("worksheet", readdress(func(r *rand.Rand,
			row int) int {
			return row + nonZero(r, 3)
		}))},
		{"cell address that is none", refused, in("worksheet", replaceOne(`(<c r=")[A-Z]+\d+`, "${1}A", "${1}1", "${1}A0",
			"${1}XFE1", "${1}A1048577", "${1}1A", "${1}AAAA1", "${1}A-1"))},
		{"row number changed", refused, in("worksheet", replaceOne(`(<row r=")\d+("[^>/]*><c r)`, "${1}77$2", "${1}0$2",
			"${1}9999999$2", "${1}x$2"))},
		{"two rows made one", refused, in("worksheet", replaceOne(`</row><row[^>/]*>(<c r)`, "$1"))},
		{"two cells made one", refused, in("worksheet", replaceOne(`(<v>[^<]*</v>)</c><c[^>/]*>(<v>)`, "$1$2"))},
		{"row twice", either, in("worksheet", repeatElement("row"))},
		{"cell twice", either, in("worksheet", repeatElement("c"))},
		{"value twice", refused, in("worksheet", repeatElement("v"))},
		{"rows twice", either, in("worksheet", repeatElement("sheetData"))},
		{"style that does not exist", refused, in("worksheet", replaceOne(`(<c [^>]*?s=")\d+`, "${1}99", "${1}-1", "${1}x",
			"${1}99999999999999999999"))},
		{"shared string that does not exist", refused, in("worksheet", replaceOne(`(t="s"><v>)\d+`, "${1}9999", "${1}-1",
			"${1}1.5", "${1}a", "${1}99999999999999999999"))},
		{"cell type that does not exist", refused, in("worksheet", replaceOne(`(<c [^>]*?t=")\w+`, "${1}x", "${1}S",
			"${1}number"))},
		{"number that is none", refused, in("worksheet", replaceOne(`(<c r="\w+"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>)[^<]*`,
			"${1}1 2", "${1}1,5", "${1}0x10", "${1}--1", "${1}1.2.3", "${1}1_0", "${1}1e"))},
		{"boolean that is none", refused, in("worksheet", replaceOne(`(t="b"><v>)[^<]*`, "${1}2", "${1}yes", "${1}-1"))},
		{"font that does not exist", refused, in("styleSheet", replaceOne(`(<xf numFmtId="\d+" fontId=")\d+([^>]* xfId)`,
			"${1}77$2"))},
		{"sheet twice in the list", refused, in("workbook", repeatElement("sheet"))},
		{"sheet lost from the list", refused, in("workbook", loseElement("sheet"))},
		{"sheet without its relationship", refused, in("workbook", replaceOne(`(<sheet [^>]*)(r:id=")[^"]*"`, "${1}",
			`${1}${2}rId99"`))},
		{"relationship lost", either, in("Relationships", loseElement("Relationship"))},
		{"relationship twice", either, in("Relationships", repeatElement("Relationship"))},
		{"target of a relationship wrong", either, in("Relationships", replaceOne(`(Target=")[^"]*`, "${1}",
			"${1}nowhere.xml", "${1}../x"))},
		{"content type lost", either, in("Types", loseElement("Override", "Default"))},
	}
}

// in changes a part with the given root element.
func in(root string, how func(*rand.Rand, []byte) []byte) func(*rand.Rand, *sample) []byte {
	return func(r *rand.Rand, s *sample) []byte {
		var found []int
		for i, p := range s.parts {
			if kindOf(p) == root && isPlainXML(p.content) {
				found = append(found, i)
			}
		}
		if len(found) == 0 {
			return nil
		}
		i := found[r.IntN(len(found))]
		return s.with(i, how(r, s.parts[i].content))
	}
}

// reorder shuffles the elements of one name in an element of another.
func reorder(parent, child string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		around := elements(xml, parent)
		if len(around) == 0 {
			return nil
		}
		outer := around[r.IntN(len(around))]
		inner := within(elements(xml, child), outer)
		if child == "row" || child == "c" {
			for _, e := range inner {
				if !bytes.Contains(xml[e.from:e.from+bytes.IndexByte(xml[e.from:], '>')], []byte(` r="`)) {
					return nil // its place in the part is its address
				}
			}
		}
		return permute(r, xml, inner)
	}
}

// reorderChildren shuffles the children of the root element.
func reorderChildren(r *rand.Rand, xml []byte) []byte {
	var children []element
	tags := tagsOf(xml)
	for i := 1; i < len(tags) && tags[i].kind != endTag; i = tags[i].pair + 1 {
		children = append(children, element{tags[i].from, tags[tags[i].pair].to})
	}
	return permute(r, xml, children)
}

func within(inner []element, outer element) []element {
	var found []element
	for _, e := range inner {
		if e.from > outer.from && e.to < outer.to {
			found = append(found, e)
		}
	}
	return found
}

func permute(r *rand.Rand, xml []byte, pieces []element) []byte {
	if len(pieces) < 2 {
		return nil
	}
	order := r.Perm(len(pieces))
	out, last := []byte(nil), 0
	for i, p := range pieces {
		out = append(out, xml[last:p.from]...)
		out = append(out, xml[pieces[order[i]].from:pieces[order[i]].to]...)
		last = p.to
	}
	return append(out, xml[last:]...)
}

// replace changes every match of a pattern, replaceOne one of them.
func replace(pattern string, with ...string) func(*rand.Rand, []byte) []byte {
	compiled := regexp.MustCompile(pattern)
	return func(r *rand.Rand, xml []byte) []byte {
		return compiled.ReplaceAll(xml, []byte(with[r.IntN(len(with))]))
	}
}

func replaceOne(pattern string, with ...string) func(*rand.Rand, []byte) []byte {
	compiled := regexp.MustCompile(pattern)
	return func(r *rand.Rand, xml []byte) []byte {
		places := compiled.FindAllSubmatchIndex(xml, -1)
		if len(places) == 0 {
			return nil
		}
		place := places[r.IntN(len(places))]
		return splice(xml, place[0], place[1], compiled.Expand(nil, []byte(with[r.IntN(len(with))]), xml, place))
	}
}

func one(r *rand.Rand, found []element) (element, bool) {
	if len(found) == 0 {
		return element{}, false
	}
	return found[r.IntN(len(found))], true
}

func repeatElement(name string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		e, ok := one(r, elements(xml, name))
		if !ok || name == "c" && !bytes.HasPrefix(xml[e.from:], []byte(`<c r="`)) || name == "row" &&
			!bytes.HasPrefix(xml[e.from:], []byte(`<row r="`)) {
			return nil
		}
		return splice(xml, e.to, e.to, xml[e.from:e.to])
	}
}

func loseElement(names ...string) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		e, ok := one(r, elements(xml, names...))
		if !ok {
			return nil
		}
		return splice(xml, e.from, e.to, nil)
	}
}

var cellAddress = regexp.MustCompile(`<c r="([A-Z]+)(\d+)"`)

// collide gives one cell of a row the address of another.
func collide(r *rand.Rand, xml []byte) []byte {
	places := cellAddress.FindAllSubmatchIndex(xml, -1)
	if len(places) < 2 {
		return nil
	}
	a, b := places[r.IntN(len(places))], places[r.IntN(len(places))]
	if a[0] == b[0] || !bytes.Equal(xml[a[4]:a[5]], xml[b[4]:b[5]]) {
		return nil
	}
	return splice(xml, a[2], a[5], xml[b[2]:b[5]])
}

// readdress moves a cell to another row without moving its tag.
func readdress(other func(*rand.Rand, int) int) func(*rand.Rand, []byte) []byte {
	return func(r *rand.Rand, xml []byte) []byte {
		places := cellAddress.FindAllSubmatchIndex(xml, -1)
		if len(places) == 0 {
			return nil
		}
		place, row := places[r.IntN(len(places))], 0
		fmt.Sscan(string(xml[place[4]:place[5]]), &row)
		return splice(xml, place[4], place[5], fmt.Append(nil, other(r, row)))
	}
}

// cutStrings loses the last shared strings. The very last one is in use in the workbooks of which this must be noticed.
func cutStrings(r *rand.Rand, xml []byte) []byte {
	found := elements(xml, "si")
	if len(found) == 0 {
		return nil
	}
	return splice(xml, found[r.IntN(len(found))].from, found[len(found)-1].to, nil)
}

// moveStrings puts the shared strings at another path; with related the parts that refer to them follow.
func moveStrings(related bool) func(*rand.Rand, *sample) []byte {
	target := regexp.MustCompile(`Target="[^"]*sharedStrings.xml"`)
	return func(_ *rand.Rand, s *sample) []byte {
		c, moved := s.packed.clone(), false
		for i, p := range s.parts {
			if strings.EqualFold(p.name, "xl/sharedStrings.xml") {
				c.entries[i], moved = c.entries[i].named("xl/texts/all.xml"), true
			}
			if related && strings.HasSuffix(p.name, "workbook.xml.rels") {
				c.entries[i] = packPart(part{p.name, target.ReplaceAll(p.content, []byte(`Target="texts/all.xml"`))}, deflated)
			}
		}
		if !moved {
			return nil
		}
		return c.bytes()
	}
}
