package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

const oneRow = `<row r="1"><c r="A1"><v>1</v></c></row>`

// pack writes parts in the given order, all with one compression method.
func pack(method uint16, namesAndContents ...string) []byte {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		testbook.Add(archive, namesAndContents[i], method, namesAndContents[i+1])
	}
	if err := archive.Close(); err != nil {
		panic(err) // of a buffer in memory
	}
	return packed.Bytes()
}

// Containers that are odd, cut or damaged; a checksum that does not fit is always noticed.
func TestContainer(t *testing.T) {
	parts := one(oneRow)
	whole := parts.Zip()
	list := []string{workbookPart, testbook.Workbook("a"), relationPart, testbook.Relations("worksheet",
		"worksheets/sheet1.xml"), sheetPart, parts[sheetPart]}
	flipped := bytes.Clone(whole)
	at := bytes.LastIndex(whole, []byte(sheetPart)) // in the directory
	flipped[at-30]++                                // its checksum
	for _, c := range []struct {
		name, want, refusal string
		file                []byte
	}{
		{"deflated", "A1 n 1", "", whole},
		{"stored", "A1 n 1", "", pack(zip.Store, list...)},
		{"bytes before it", "A1 n 1", "", append([]byte("PK00 something before"), whole...)},
		{"bytes behind it", "A1 n 1", "", append(bytes.Clone(whole), make([]byte, 300)...)},
		{"a comment", "A1 n 1", "", commented(whole, "exported by a program")},
		{"64-bit records without need", "A1 n 1", "", with64(whole)},
		{"a part twice, the same", "A1 n 1", "", pack(zip.Deflate, append(list, sheetPart, parts[sheetPart])...)},
		{"a part twice, and not the same", "", "the file holds this part twice", pack(zip.Deflate, append(list, sheetPart,
			testbook.Worksheet(""))...)},
		{"names with backslashes, in capitals", "A1 n 1", "", pack(zip.Deflate, `XL\Workbook.XML`, list[1],
			`xl\_rels\workbook.xml.RELS`, list[3], `XL\Worksheets\Sheet1.xml`, list[5])},
		{"folders", "A1 n 1", "", pack(zip.Store, append([]string{"xl/", "", "xl/worksheets/", ""}, list...)...)},
		{"cut off", "", "the zip container's directory is missing", whole[:len(whole)-30]},
		{"cut in the middle", "", "the zip container's directory is missing", whole[:len(whole)/2]},
		{"a wrong checksum", "", "according to the zip directory: the content was changed or damaged", flipped},
		{"empty", "", "the file is empty", nil},
		{"a zip of something else", "", "a zip container without a workbook inside", pack(zip.Store, "a.txt", "hello")},
		{"a Word document", "", "a Word document", pack(zip.Store, "word/document.xml", "<a/>")},
		{"OpenDocument", "", "an OpenDocument file", pack(zip.Store, "content.xml", "<a/>")},
		{"a binary workbook", "", "an .xlsb workbook", pack(zip.Store, "_rels/.rels", testbook.Relations("officeDocument",
			"xl/workbook.bin"), "xl/workbook.bin", "")},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.file, c.want, c.refusal) })
	}
}

// commented gives a container the comment that a zip may have at its end.
func commented(file []byte, comment string) []byte {
	out := append(bytes.Clone(file), comment...)
	binary.LittleEndian.PutUint16(out[len(file)-2:], uint16(len(comment)))
	return out
}

// with64 puts the records of a large container before the end of a small one, as some writers always do.
func with64(file []byte) []byte {
	le := binary.LittleEndian
	end := bytes.Clone(file[len(file)-zipxml.EndLength:])
	record := make([]byte, zipxml.End64Length)
	le.PutUint32(record, zipxml.End64Signature)
	le.PutUint64(record[4:], zipxml.End64Length-12)
	le.PutUint64(record[32:], uint64(le.Uint16(end[10:])))
	le.PutUint64(record[40:], uint64(le.Uint32(end[12:])))
	le.PutUint64(record[48:], uint64(le.Uint32(end[16:])))
	locator := make([]byte, zipxml.Locator64Length)
	le.PutUint32(locator, zipxml.Locator64Signature)
	le.PutUint64(locator[8:], uint64(len(file)-zipxml.EndLength))
	return append(append(append(file[:len(file)-zipxml.EndLength:len(file)-zipxml.EndLength], record...), locator...),
		end...)
}

// The workbook part is found by each of its three marks, and its list of sheets must be whole.
func TestWorkbookPart(t *testing.T) {
	const main = testbook.MainNamespace
	relations := func(pairs ...string) string { return testbook.Relations(pairs...) }
	book := func(list string) string {
		return `<workbook xmlns="` + main + `" xmlns:r="` +
			"http://schemas.openxmlformats.org/officeDocument/2006/relationships" + `"><sheets>` + list + `</sheets></workbook>`
	}
	second := []string{"xl/worksheets/sheet2.xml", testbook.Worksheet("<sheetData><row><c><v>2</v></c></row></sheetData>")}
	for _, c := range []struct {
		name, want, refusal string
		parts               []string
	}{
		{"no content types", "A1 n 1", "", []string{"[Content_Types].xml", ""}},
		{"no relationships of the package", "A1 n 1", "", []string{"_rels/.rels", ""}},
		{"an absolute target", "A1 n 1", "", []string{relationPart, relations("worksheet", "/xl/worksheets/sheet1.xml")}},
		{"a target from the root", "A1 n 1", "", []string{relationPart, relations("worksheet", "xl/worksheets/sheet1.xml")}},
		{"a target with backslashes, in capitals", "A1 n 1", "", []string{relationPart, relations("worksheet",
			`WORKSHEETS\SHEET1.XML`)}},
		{"a target with dots", "A1 n 1", "", []string{relationPart, relations("worksheet", "./../xl/worksheets/sheet1.xml")}},
		{"strict relationships", "A1 n 1", "", []string{relationPart, strings.ReplaceAll(relations("worksheet",
			"worksheets/sheet1.xml"), "http://schemas.openxmlformats.org/officeDocument/2006",
			"http://purl.oclc.org/ooxml/officeDocument")}},
		{"two sheets, in the order of the list", "A1 n 2; A1 n 1", "", append(second, workbookPart,
			book(`<sheet name="b" r:id="rId2"/><sheet name="a" r:id="rId1"/>`), relationPart, relations("worksheet",
				"worksheets/sheet1.xml", "worksheet", "worksheets/sheet2.xml"))},
		{"a module has no cells", "A1 n 1", "", []string{workbookPart,
			book(`<sheet name="a" r:id="rId1"/><sheet name="Module" r:id=""/>`)}},
		{"a link to another file", "A1 n 1", "", []string{relationPart, strings.Replace(relations("worksheet",
			"worksheets/sheet1.xml", "externalLink", "http://x/y.xlsx"), `y.xlsx"`, `y.xlsx" TargetMode="External"`, 1)}},
		{"a sheet without relationship", "", `sheet "b" refers to the relationship "rId9", which does not exist`,
			[]string{workbookPart, book(`<sheet name="a" r:id="rId1"/><sheet name="b" state="hidden" r:id="rId9"/>`)}},
		{"a sheet whose part is lost", "", `which is missing from the file`, []string{sheetPart, ""}},
		{"a sheet that the list has lost", "", `is not in the workbook's list of sheets`, append(second, relationPart,
			relations("worksheet", "worksheets/sheet1.xml", "worksheet", "worksheets/sheet2.xml"))},
		{"no sheets", "", "the workbook has no sheet", []string{workbookPart, book("")}},
		{"strings at another place, found by their type", "A1 s |b|", "", []string{
			sheetPart, testbook.Worksheet(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData>`), "other/texts.xml",
			testbook.SharedStrings("<si><t>b</t></si>"), relationPart, relations("worksheet", "worksheets/sheet1.xml"),
			"[Content_Types].xml",
			`<Types><Override PartName="/other/texts.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`}},
		{"dates since 1904", "A1 d 2021-09-30", "", []string{workbookPart,
			strings.Replace(book(`<sheet name="a" r:id="rId1"/>`), "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1),
			sheetPart, testbook.Worksheet(`<sheetData><row><c s="0"><v>43007</v></c></row></sheetData>`), stylesPart,
			testbook.Styles(`<cellXfs><xf numFmtId="14"/></cellXfs>`)}},
		{"two relationships of one name", "", `two relationships have the identifier "rId1"`, []string{relationPart,
			strings.ReplaceAll(relations("worksheet", "worksheets/sheet1.xml", "theme", "t.xml"), "rId2", "rId1")}},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(oneRow, c.parts...).Zip(), c.want, c.refusal) })
	}
}

// Parts in the encodings that programs write read the same.
func TestEncodings(t *testing.T) {
	content := func(encoding, text string) string {
		return `<?xml version="1.0" encoding="` + encoding + `"?><worksheet xmlns="` + testbook.MainNamespace +
			`"><sheetData><row><c t="str"><v>` + text + `</v></c></row></sheetData></worksheet>`
	}
	utf16le := "\xFF\xFE" + string(testbook.Units(utf16.Encode([]rune(content("UTF-16", "Đắk 😀")))))
	var utf16be strings.Builder
	for i := 0; i+1 < len(utf16le); i += 2 {
		utf16be.WriteString(utf16le[i+1:i+2] + utf16le[i:i+1])
	}
	for _, c := range []struct{ name, part, want, refusal string }{
		{"UTF-8", content("UTF-8", "Đắk"), "A1 s |Đắk|", ""},
		{"UTF-8 with a mark", "\xEF\xBB\xBF" + content("utf-8", "Đắk"), "A1 s |Đắk|", ""},
		{"UTF-8 that says UTF-16", content("utf-16", "Đắk"), "A1 s |Đắk|", ""},
		{"UTF-16", utf16le, "A1 s |Đắk 😀|", ""},
		{"UTF-16, the other way", utf16be.String(), "A1 s |Đắk 😀|", ""},
		{"UTF-16 without a mark", utf16le[2:], "A1 s |Đắk 😀|", ""},
		{"Latin-1", content("ISO-8859-1", "caf\xe9"), "A1 s |café|", ""},
		{"an unknown one", content("EBCDIC-X", "a"), "", `the encoding "ebcdic-x", which is unknown`},
		{"half a character of UTF-16", utf16le[:len(utf16le)-1], "", "the part ends inside a UTF-16 character"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one("", sheetPart, c.part).Zip(), c.want, c.refusal) })
	}
}

// Each bound refuses what passes it, bombs included.
func TestBounds(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	for _, c := range []struct {
		name, refusal string
		file          []byte
	}{
		{"ratio", "bound ratio", one("", sheetPart, testbook.Worksheet("<sheetData/>"+strings.Repeat(" ", 8<<20))).Zip()},
		{"a long text", "a tag or text of more than", pack(zip.Store, workbookPart, testbook.Workbook("a"), relationPart,
			testbook.Relations("worksheet", "worksheets/sheet1.xml"), sheetPart,
			testbook.Worksheet(`<sheetData><row><c t="str"><v>`+long+`</v></c></row></sheetData>`))},
		{"deep nesting", "bound depth", one(strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)).Zip()},
		{"many sheets", "bound sheets", one("", workbookPart, testbook.Workbook(make([]string, 2000)...), relationPart,
			manyRelations(2000)).Zip()},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.file, "", c.refusal) })
	}
}

func manyRelations(count int) string {
	var pairs []string
	for range count {
		pairs = append(pairs, "worksheet", "worksheets/sheet1.xml")
	}
	return testbook.Relations(pairs...)
}
