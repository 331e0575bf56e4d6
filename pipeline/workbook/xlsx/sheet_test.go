package xlsx

import (
	"bytes"
	"fmt"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// What stands around the cells of a sheet part, allowed and not.
func TestSheetPart(t *testing.T) {
	const row = `<row r="1"><c r="A1"><v>1</v></c></row>`
	const main = testbook.MainNamespace
	for _, c := range []struct{ name, part, want, refusal string }{
		{"no sheetData", testbook.Worksheet(""), "", ""},
		{"an absurd dimension", testbook.Worksheet(`<dimension ref="A1:XFD1048576"/><sheetData>` + row + `</sheetData>`),
			"A1 n 1", ""},
		{"a chart sheet", `<chartsheet xmlns="` + main + `"><sheetViews/></chartsheet>`, "", ""},
		{"prefixed", `<x:worksheet xmlns:x="` + main +
			`"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`, "A1 n 1", ""},
		{"strict", `<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>` + row +
			`</sheetData></worksheet>`, "A1 n 1", ""},
		{"the namespace lost half way", `<worksheet xmlns="` + main +
			`"><sheetData xmlns=""><row><c><v>1</v></c></row></sheetData></worksheet>`, "A1 n 1", ""},
		{"strict inside transitional", `<worksheet xmlns="` + main +
			`"><sheetData xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><row><c><v>1</v></c></row></sheetData></worksheet>`, "A1 n 1", ""},
		{"the root under a wrong name", `<worksheet xmlns="urn:typo"><sheetData xmlns="` + main +
			`"><row><c><v>1</v></c></row></sheetData></worksheet>`, "A1 n 1", ""},
		{"without a namespace", `<worksheet><sheetData>` + row + `</sheetData></worksheet>`, "A1 n 1", ""},
		{"with extensions", testbook.Worksheet(`<sheetData xmlns:x14ac="urn:x"><row r="1" x14ac:dyDescent="0.25" ` +
			`spans="1:1"><c r="A1" x14ac:t="s"><v>1</v><x14ac:v>2</x14ac:v></c></row></sheetData><extLst><ext xmlns:y="urn:y"><y:v>5</y:v></ext></extLst>`), "A1 n 1", ""},
		{"an alternative", testbook.Worksheet(`<sheetData><mc:AlternateContent xmlns:mc="` + zipxml.CompatibilityNamespace +
			`"><mc:Choice Requires="z"><row><c><v>9</v></c></row></mc:Choice><mc:Fallback>` + row +
			`</mc:Fallback></mc:AlternateContent></sheetData>`), "A1 n 1", ""},
		{"XML 1.1 with a comment", `<?xml version="1.1"?><!-- c --><worksheet xmlns="` + main + `"><sheetData>` + row +
			`</sheetData></worksheet><!-- c -->`, "A1 n 1", ""},
		{"another root", `<sheet xmlns="` + main + `"/>`, "", "<sheet> where <worksheet> was expected"},
		{"two lists of rows", testbook.Worksheet("<sheetData/><sheetData/>"), "", "a second <sheetData>"},
		{"cut in a row", `<worksheet xmlns="` + main + `"><sheetData>` + row + `<row r="2">`, "", "it is cut off"},
		{"cut in a tag", `<worksheet xmlns="` + main + `"><sheetData>` + row + `<ro`, "", "the part ends inside a tag"},
		{"tags that do not nest", testbook.Worksheet("<sheetData><row></sheetData></row>"), "",
			"</sheetData> where </row> was expected"},
		{"text between tags", testbook.Worksheet("<sheetData>12<row/></sheetData>"), "", `text "12" between tags`},
		{"a control character", testbook.Worksheet("<sheetData><row><c><v>1\x00</v></c></row></sheetData>"), "",
			"the character U+0000"},
		{"no UTF-8", testbook.Worksheet("<sheetData><row><c t=\"str\"><v>caf\xe9 </v></c></row></sheetData>"), "",
			"the byte E9, which is not UTF-8"},
		{"an unknown entity", testbook.Worksheet("<sheetData><row><c t=\"str\"><v>&nbsp;</v></c></row></sheetData>"), "",
			`the entity "&nbsp;" is unknown`},
		{"a document type", `<!DOCTYPE a [<!ENTITY b "1">]>` + testbook.Worksheet(""), "", "a document type declaration"},
		{"a prefix that is not declared", testbook.Worksheet("<sheetData><q:row/></sheetData>"), "",
			"the namespace prefix of <q:row> is not declared"},
		{"something behind the end", testbook.Worksheet("") + "<a/>", "", "a second root element <a>"},
		{"nothing", " ", "", "the part holds no element"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one("", sheetPart, c.part).Zip(), c.want, c.refusal) })
	}
}

// Hidden rows and columns and merged ranges, in the ways in which programs write them.
func TestLayout(t *testing.T) {
	content := `<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="True"/><col min="16384" max="16400" hidden="1"/><col min="0" max="0" hidden="1"/></cols>
		<sheetData><row hidden="1"/><row r="2" hidden="true"/><row r="5" hidden="0"/><row hidden="1"><c r="A9"><v>1</v></c></row></sheetData>
		<mergeCells count="7"><mergeCell ref="A1:C2"/><mergeCell ref="E5"/><mergeCell ref="#REF!"/></mergeCells>`
	data := one("", sheetPart, testbook.Worksheet(content)).Zip()
	book, err := Open(bytes.NewReader(data), int64(len(data)), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	layout, err := book.ReadSheet(0, func(*workbook.Cell) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	want := "{[{1 1 2 3} {5 5 5 5}] [{1 2} {9 9}] [{2 4} {16384 16384}]}"
	if got := fmt.Sprint(*layout); got != want {
		t.Errorf("layout %s, want %s", got, want)
	}
}

// Shared strings in runs, with escapes, and with reading aids that are no text.
func TestSharedStrings(t *testing.T) {
	rows := func(index string) string { return `<row><c t="s"><v>` + index + `</v></c><c><v>7</v></c></row>` }
	for _, c := range []struct{ name, index, part, want, refusal string }{
		{"one", "0", testbook.SharedStrings("<si><t>Gia Lai</t></si>"), "A1 s |Gia Lai|; B1 n 7", ""},
		{"an empty one between", "2", testbook.SharedStrings("<si><t>a</t></si>", "<si/>", "<si><t>b</t></si>"),
			"A1 s |b|; B1 n 7", ""},
		{"an empty one is an empty cell", "1", testbook.SharedStrings("<si><t>a</t></si>", "<si><t/></si>"), "B1 n 7", ""},
		{"wrong counts", "1", `<sst xmlns="` + testbook.MainNamespace +
			`" count="0" uniqueCount="x"><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>`, "A1 s |bc|; B1 n 7",
			""},
		{"another root's children", "0", testbook.SharedStrings("<other><si><t>x</t></si></other>", "<si><t>a</t></si>"),
			"A1 s |a|; B1 n 7", ""},
		{"beyond the table", "1", testbook.SharedStrings("<si><t>a</t></si>"), "",
			"cell A1: byte 152: the shared string 1; the workbook has 1"},
		{"no index", "a", testbook.SharedStrings("<si><t>a</t></si>"), "", `the stored value "a"`},
		{"no table", "0", "", "", "the shared string 0; the workbook has 0"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(rows(c.index), stringsPart, c.part).Zip(), c.want, c.refusal) })
	}
}

// Formats and fonts reach the cells that refer to them; a reference to nothing is refused.
func TestStyles(t *testing.T) {
	date := `<numFmts count="9"><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts>`
	fonts := `<fonts><font><name val="Arial"/></font><font><b/><name val=".VnTime"/></font></fonts>`
	cell := func(style string) string {
		return `<row><c` + style + `><v>44469</v></c><c t="str"` + style + `><v>B¸o</v></c></row>`
	}
	for _, c := range []struct{ name, style, part, want, refusal string }{
		{"a date of the file's own", ` s="1"`, date + fonts +
			`<cellXfs count="5"><xf/><xf numFmtId="165" fontId="0"/></cellXfs>`, "A1 d 2021-09-30; B1 s |B¸o|", ""},
		{"a date by number, and a legacy font", ` s="0"`, fonts + `<cellXfs><xf numFmtId="14" fontId="1"/></cellXfs>`,
			"A1 d 2021-09-30; B1 s |Báo|", ""},
		{"a number of date redefined", ` s="0"`,
			`<numFmts><numFmt numFmtId="14" formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="14"/></cellXfs>`,
			"A1 n 44469; B1 s |B¸o|", ""},
		{"absurd numbers", ` s="0"`,
			`<numFmts><numFmt numFmtId="-1" formatCode="d"/></numFmts><cellXfs><xf numFmtId="-1" fontId="4294967295"/></cellXfs>`, "A1 n 44469; B1 s |B¸o|", ""},
		{"formats of the style of another list", ` s="0"`,
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="1"/></cellXfs><dxfs><dxf><numFmt numFmtId="1" formatCode="d"/></dxf></dxfs>`, "A1 n 44469; B1 s |B¸o|", ""},
		{"fonts numbered from 1", ` s="0"`,
			`<fonts><font><name val="Arial"/></font></fonts><cellXfs><xf numFmtId="14" fontId="1"/><xf fontId="1"/></cellXfs>`,
			"A1 d 2021-09-30; B1 s |B¸o|", ""},
		{"a font lost", ` s="0"`,
			`<fonts><font><name val="Arial"/></font></fonts><cellXfs><xf numFmtId="14" fontId="1"/><xf fontId="0"/></cellXfs>`,
			"", "has the font 1; there are 1"},
		{"legacy fonts numbered from 1", ` s="0"`, fonts + `<cellXfs><xf fontId="1"/><xf fontId="2"/></cellXfs>`, "",
			"has the font 2; there are 2"},
		{"no table", ` s="9"`, "<fills/>", "A1 n 44469; B1 s |B¸o|", ""},
		{"beyond the table", ` s="1"`, `<cellXfs><xf/></cellXfs>`, "", `s="1" in a cell's tag is unknown`},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, one(cell(c.style), stylesPart, testbook.Styles(c.part)).Zip(), c.want, c.refusal)
		})
	}
	t.Run("lost", func(t *testing.T) {
		check(t, one(cell(""), stylesPart, "").Zip(), "", "the part is missing from the file")
	})
	t.Run("none was ever there", func(t *testing.T) {
		check(t, one(cell(` s="3"`), relationPart, testbook.Relations("worksheet", "worksheets/sheet1.xml")).Zip(),
			"A1 n 44469; B1 s |B¸o|", "")
	})
}
