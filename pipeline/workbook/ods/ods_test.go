package ods

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

func open(file []byte, limits workbook.Limits) (workbook.Reader, error) {
	archive, err := zipxml.OpenArchive(bytes.NewReader(file), int64(len(file)), zipxml.NewBudget(limits.WithDefaults()))
	if err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	book, err := Open(archive)
	if err != nil {
		return nil, err
	}
	return book, nil
}

// show reads all sheets and prints their cells, such as "A1 n 12; B1= s |text|": "=" marks a formula.
func show(file []byte) (string, error) {
	book, err := open(file, workbook.Limits{})
	if err != nil {
		return "", err
	}
	return testbook.Show(book, testbook.ShowCell)
}

func check(t *testing.T, file []byte, cells, refusal string) {
	t.Helper()
	got, err := show(file)
	testbook.Expect(t, got, err, cells, refusal)
}

// rows is a spreadsheet of one sheet with the given rows.
func rows(rows string) []byte { return testbook.ODS("", testbook.ODSTable("Biểu", rows), nil).Zip() }

// cell is an element of a cell with the given attributes of the office's namespace, and content.
func cell(attributes, content string) string {
	return "<table:table-cell " + attributes + ">" + content + "</table:table-cell>"
}

// Every type of cell, and what does not fit its type.
func TestCells(t *testing.T) {
	for _, c := range []struct{ name, cells, want, refusal string }{
		{"numbers", testbook.ODSNumber("12") + testbook.ODSNumber("-0.5") + testbook.ODSNumber("1E3"),
			"A1 n 12; B1 n -0.5; C1 n 1E3", ""},
		{"a share and an amount", cell(`office:value-type="percentage" office:value="0.288"`, "<text:p>28,8%</text:p>") +
			cell(`office:value-type="currency" office:currency="VND" office:value="5"`, ""), "A1 n 0.288; B1 n 5", ""},
		{"no finite number", cell(`office:value-type="float" office:value="NaN"`, ""), "A1 e #NUM!", ""},
		{"dates", cell(`office:value-type="date" office:date-value="2021-09-30"`, "") +
			cell(`office:value-type="date" office:date-value="2021-09-30T14:30:00"`, ""),
			"A1 d 2021-09-30; B1 d 2021-09-30T14:30:00", ""},
		{"a date before the calendar", cell(`office:value-type="date" office:date-value="1802-01-01"`, ""),
			"A1 s |1802-01-01|", ""},
		{"times", cell(`office:value-type="time" office:time-value="PT14H30M00S"`, "") +
			cell(`office:value-type="time" office:time-value="PT36H00M00.5S"`, ""), "A1 d 14:30:00; B1 d PT36H0M0.500S", ""},
		{"no time", cell(`office:value-type="time" office:time-value="14:30"`, ""), "", `the stored value "14:30"`},
		{"booleans", cell(`office:value-type="boolean" office:boolean-value="true"`, "") +
			cell(`office:value-type="boolean" office:boolean-value="false"`, ""), "A1 b true; B1 b false", ""},
		{"no boolean", cell(`office:value-type="boolean" office:boolean-value="1"`, ""), "", `the stored value "1"`},
		{"formulas", cell(`table:formula="of:=1" office:value-type="float" office:value="1"`, "") +
			cell(`table:formula="of:=A1"`, "") +
			cell(`table:formula="of:=x" office:value-type="string" office:string-value="Đạt"`, ""),
			"A1= n 1; B1= ?; C1= s |Đạt|", ""},
		{"errors", cell(`table:formula="of:=1/0" office:value-type="string" office:string-value="" `+
			`calcext:value-type="error"`, "<text:p>#DIV/0!</text:p>") +
			cell(`table:formula="of:=1/0" office:value-type="float" office:value="0"`, "<text:p>#N/A</text:p>") +
			cell(`office:value-type="string"`, "<text:p>#N/A</text:p>"), "A1= e #DIV/0!; B1= e #N/A; C1 s |#N/A|", ""},
		{"a number without its value", cell(`office:value-type="float"`, "<text:p>5</text:p>"), "",
			"sheet Biểu, cell A1: byte"},
		{"a decimal comma", cell(`office:value-type="float" office:value="1,5"`, ""), "", `the stored value "1,5"`},
		{"an unknown type", cell(`office:value-type="q"`, ""), "", `the type "q" of a cell is unknown`},
		{"a text whose type is missing", cell("", "<text:p>a</text:p>"), "A1 s |a|", ""},
		{"an empty text", cell(`office:value-type="string"`, "<text:p/>"), "", ""},
		{"paragraphs, blanks and breaks", cell(`office:value-type="string"`,
			"<text:p>\n  a <text:s text:c=\"2\"/>b<text:tab/>c<text:line-break/>d</text:p><text:p>e<text:span>f</text:span></text:p>"),
			"A1 s |a   b\tc\nd\nef|", ""},
		{"a note is no text", cell(`office:value-type="string"`,
			"<office:annotation><dc:creator>x</dc:creator><text:p>note</text:p></office:annotation><text:p>a</text:p>"),
			"A1 s |a|", ""},
		{"covered by a merged range", `<table:covered-table-cell office:value-type="float" office:value="3"/>`, "A1 n 3", ""},
		{"a row inside a row", "<table:table-row/>", "", "stands where it does not belong"},
		{"a cell inside a text", cell(`office:value-type="string"`, "<text:p>a<table:table-cell/></text:p>"), "",
			"stands where it does not belong"},
		{"a count that is none", `<table:table-cell table:number-columns-repeated="-3"/>`, "",
			"expected a whole number from 1"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, rows(testbook.ODSRow(c.cells)), c.want, c.refusal) })
	}
}

// Repeated cells and rows come one by one, and repeated emptiness costs nothing.
func TestRepetition(t *testing.T) {
	seven := `<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>`
	for _, c := range []struct{ name, rows, want, refusal string }{
		{"cells", testbook.ODSRow(`<table:table-cell table:number-columns-repeated="3"/>`, seven, testbook.ODSNumber("8")),
			"D1 n 7; E1 n 7; F1 n 8", ""},
		{"rows", `<table:table-row table:number-rows-repeated="2">` + seven + "</table:table-row>" +
			testbook.ODSRow(testbook.ODSNumber("1")),
			"A1 n 7; B1 n 7; A2 n 7; B2 n 7; A3 n 1", ""},
		{"nothing, to the end of the sheet and beyond", testbook.ODSRow(testbook.ODSNumber("1"),
			`<table:table-cell table:number-columns-repeated="99999"/>`) +
			`<table:table-row table:number-rows-repeated="999999999"><table:table-cell/></table:table-row>`, "A1 n 1", ""},
		{"a number behind the last row",
			`<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>` +
				testbook.ODSRow(testbook.ODSNumber("1")), "", "rows: 1048577"},
		{"a number behind the last column", testbook.ODSRow(`<table:table-cell table:number-columns-repeated="16384"/>`,
			testbook.ODSNumber("1")), "", "columns: 16385"},
		{"numbers without end", `<table:table-row table:number-rows-repeated="1048576">` +
			`<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>`, "", "passes the bound cells"},
		{"in groups and heads", "<table:table-header-rows>" + testbook.ODSRow(seven) +
			"</table:table-header-rows><table:table-row-group>" +
			testbook.ODSRow(testbook.ODSNumber("1")) + "</table:table-row-group>", "A1 n 7; B1 n 7; A2 n 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := rows(c.rows)
			if c.refusal == "passes the bound cells" {
				book, err := open(file, workbook.Limits{Cells: 1000})
				if err != nil {
					t.Fatal(err)
				}
				if _, err = book.ReadSheet(0, func(*workbook.Cell) error { return nil }); err == nil ||
					!strings.Contains(err.Error(), c.refusal) {
					t.Errorf("%v, want %q", err, c.refusal)
				}
				return
			}
			check(t, file, c.want, c.refusal)
		})
	}
}

// Whole files: other kinds of document, encrypted ones, and parts that are missing or cut.
func TestSpreadsheets(t *testing.T) {
	one := testbook.ODSTable("a", testbook.ODSRow(testbook.ODSNumber("1")))
	two := testbook.ODSTable("b", testbook.ODSRow(testbook.ODSNumber("2")))
	content := testbook.ODS("", one, nil)["content.xml"]
	encrypted := `<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry ` +
		`m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>`
	for _, c := range []struct {
		name, want, refusal string
		file                testbook.Parts
	}{
		{"two sheets", "A1 n 1; A1 n 2", "", testbook.ODS("", one+two, nil)},
		{"what is kept of another file is no sheet", "A1 n 1; A1 n 2", "", testbook.ODS("",
			one+`<table:table table:name="'file:///x'#$s" table:style-name="ta_extref"><table:table-row/></table:table>`+two,
			nil)},
		{"changes that were tracked are no cells", "A1 n 1", "", testbook.ODS("",
			"<table:tracked-changes><table:cell-content-change><table:previous>"+
				testbook.ODSNumber("9")+"</table:previous></table:cell-content-change></table:tracked-changes>"+one, nil)},
		{"other prefixes", "A1 n 1", "", testbook.ODS("", "",
			testbook.Parts{"content.xml": otherPrefixes().Replace(content)})},
		{"without mimetype, manifest and styles", "A1 n 1", "", testbook.ODS("", one, testbook.Parts{"mimetype": "",
			"META-INF/manifest.xml": "", "styles.xml": ""})},
		{"two sheets of one name", "", "two sheets have the name", testbook.ODS("", one+one, nil)},
		{"no sheet", "", "has no sheet", testbook.ODS("", "", nil)},
		{"a password", "", "protected by a password", testbook.ODS("", one,
			testbook.Parts{"META-INF/manifest.xml": encrypted})},
		{"the content is encrypted as a whole", "", "protected by a password", testbook.ODS("", one,
			testbook.Parts{"META-INF/manifest.xml": encrypted, "content.xml": ""})},
		{"a text", "", "no spreadsheet", testbook.ODS("", one,
			testbook.Parts{"mimetype": "application/vnd.oasis.opendocument.text"})},
		{"a text that does not say so", "", "no spreadsheet", testbook.ODS("", "", testbook.Parts{"mimetype": "",
			"content.xml": strings.ReplaceAll(content, "office:spreadsheet", "office:text")})},
		{"an entity that grows", "", "document type declaration", testbook.ODS("", one,
			testbook.Parts{"content.xml": `<!DOCTYPE x [<!ENTITY a "b">]>` + content})},
		{"a content that is cut", "", "it is cut off", testbook.ODS("", one,
			testbook.Parts{"content.xml": content[:len(content)-60]})},
		{"no content", "", "missing", testbook.ODS("", one, testbook.Parts{"content.xml": ""})},
		{"days of another calendar", "", "days are counted from 1900-01-01", testbook.ODS("",
			`<table:calculation-settings><table:null-date table:date-value="1900-01-01"/></table:calculation-settings>`+one,
			nil)},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.file.Zip(), c.want, c.refusal) })
	}
}

// otherPrefixes renames the usual prefixes of two namespaces, and not the namespaces.
func otherPrefixes() *strings.Replacer {
	const office, table = "xmlns:office:1.0", "xmlns:table:1.0"
	return strings.NewReplacer(office, office, table, table, "xmlns:office=", "xmlns:o=", "xmlns:table=", "xmlns:t=",
		"office:", "o:", "table:", "t:")
}

// TestSheetsInAnyOrder reads sheets forwards, backwards and twice.
func TestSheetsInAnyOrder(t *testing.T) {
	file := testbook.ODS("", testbook.ODSTable("a", testbook.ODSRow(testbook.ODSNumber("1")))+testbook.ODSTable("b",
		testbook.ODSRow(testbook.ODSNumber("2")))+
		testbook.ODSTable("c", testbook.ODSRow(testbook.ODSNumber("3"))), nil).Zip()
	book, err := open(file, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	stop := errors.New("stop")
	for _, i := range []int{2, 0, 0, 1, 2, 1} {
		if _, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			if c.Number != float64(i+1) {
				t.Errorf("sheet %d holds %v", i, c.Number)
			}
			if i == 1 {
				return stop
			}
			return nil
		}); err != nil && !errors.Is(err, stop) {
			t.Errorf("sheet %d: %v", i, err)
		}
	}
}

// Formats and fonts reach the cells through names and parents; a name for nothing is refused.
func TestStyles(t *testing.T) {
	number := func(name, inside string) string {
		return `<number:number-style style:name="` + name + `">` + inside + "</number:number-style>"
	}
	plain := `<number:number number:decimal-places="0" number:min-integer-digits="1"/>`
	for _, c := range []struct{ name, codes, want string }{
		{"a whole number", number("N", plain), "0"},
		{"digits that may be missing", number("N",
			`<number:number number:decimal-places="3" number:min-decimal-places="1" number:min-integer-digits="2"/>`), "00.0##"},
		{"a share", `<number:percentage-style style:name="N"><number:number number:decimal-places="1" ` +
			`number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>`, "0.0%"},
		{"an amount", number("N",
			`<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/><number:text> đồng</number:text>`), `#,##0" đồng"`},
		{"a power", number("N",
			`<number:scientific-number number:decimal-places="2" number:min-integer-digits="1" number:min-exponent-digits="2"/>`), "0.00E+00"},
		{"a month by name", `<number:date-style style:name="N"><number:month ` +
			`number:textual="true"/><number:text>-</number:text><number:year/></number:date-style>`, "mmm-yy"},
		{"hours that are counted",
			`<number:time-style style:name="N" number:truncate-on-overflow="false"><number:hours/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>`, "[h]:mm"},
		{"a dash for zero", number("P", plain) + number("M", "<number:text>-</number:text>"+plain) + number("N",
			"<number:text>x</number:text>"+
				`<style:map style:condition="value()&gt;0" style:apply-style-name="P"/><style:map style:condition="value()&lt;0" style:apply-style-name="M"/>`), `0;-0;"x"`},
		{"a condition of its own", number("P", plain) + number("N",
			"<number:text>x</number:text>"+`<style:map style:condition="value()&gt;100" style:apply-style-name="P"/>`),
			`[>100]0;"x"`},
		{"none that is known", "", "General"},
	} {
		t.Run(c.name, func(t *testing.T) {
			styles := c.codes + `<style:style style:name="parent" style:family="table-cell" style:data-style-name="N"/>` +
				`<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="parent"><style:text-properties fo:font-family="'.VnTime'"/></style:style>`
			file := testbook.ODS(styles, testbook.ODSTable("a",
				`<table:table-column table:default-cell-style-name="ce1"/>`+testbook.ODSRow(testbook.ODSNumber("1"))), nil)
			book, err := open(file.Zip(), workbook.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer book.Close()
			if _, err := book.ReadSheet(0, func(cell *workbook.Cell) error {
				if cell.Style.NumberFormat != c.want || cell.Style.Font != ".VnTime" {
					t.Errorf("format %s, font %s; want %s", cell.Style.NumberFormat, cell.Style.Font, c.want)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// FuzzContent reads any bytes as the part that holds the sheets.
func FuzzContent(f *testing.F) {
	f.Add([]byte(testbook.ODS("", testbook.ODSTable("a", testbook.ODSRow(testbook.ODSNumber("1"))), nil)["content.xml"]))
	f.Add([]byte(testbook.ODS(`<style:style style:name="ta1" style:family="table"><style:table-properties `+
		`table:display="false"/></style:style>`,
		testbook.ODSTable("a",
			`<table:table-column table:number-columns-repeated="3" table:visibility="collapse"/><table:table-row table:number-rows-repeated="3">`+
				cell(`office:value-type="string" table:number-columns-spanned="2"`,
					`<text:p>a<text:s text:c="2"/>b</text:p>`)+`</table:table-row>`), nil)["content.xml"]))
	f.Fuzz(func(t *testing.T, content []byte) {
		book, err := open(testbook.ODS("", "", testbook.Parts{"content.xml": string(content) + " "}).Zip(), testbook.Bounds())
		testbook.Check(t, book, err)
	})
}

// FuzzStyles reads any bytes as styles of a spreadsheet.
func FuzzStyles(f *testing.F) {
	f.Add(`<number:date-style style:name="N"><number:day/><number:text>/</number:text><number:month ` +
		`number:textual="true"/></number:date-style>` +
		`<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N" style:parent-style-name="ce1"/>`)
	f.Fuzz(func(t *testing.T, styles string) {
		row := testbook.ODSRow(`<table:table-cell table:style-name="ce1" office:value-type="float" office:value="44469"/>`)
		book, err := open(testbook.ODS(styles, testbook.ODSTable("a", row), nil).Zip(), testbook.Bounds())
		testbook.Check(t, book, err)
	})
}
