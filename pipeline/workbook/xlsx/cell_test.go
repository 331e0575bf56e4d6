package xlsx

import (
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
)

// Every type of cell, and what does not fit its type.
func TestCells(t *testing.T) {
	for _, c := range []struct{ name, rows, want, refusal string }{
		{"numbers", `<row r="1"><c r="A1"><v>12</v></c><c r="B1"><v>-0.5</v></c><c r="C1"><v> 1.0E+2 </v></c><c ` +
			`r="D1"><v>+1</v></c><c r="E1"><v>.5</v></c></row>`,
			"A1 n 12; B1 n -0.5; C1 n 100; D1 n 1; E1 n 0.5", ""},
		{"a decimal comma", `<row r="1"><c r="A1"><v>1,5</v></c></row>`, "",
			`sheet Sheet1, cell A1: byte 161: the stored value "1,5"`},
		{"a hexadecimal number", `<row><c><v>0x1F</v></c></row>`, "", `the stored value "0x1F"`},
		{"no number", `<row><c><v>NaN</v></c><c><v>-INF</v></c><c><v>1e999</v></c><c><v>Infinity</v></c></row>`,
			"A1 e #NUM!; B1 e #NUM!; C1 e #NUM!; D1 e #NUM!", ""},
		{"empty attributes", `<row r=""><c r="" s="" t=""><v>1</v></c><c r="" s="0" t="n"><v>2</v></c></row>`,
			"A1 n 1; B1 n 2", ""},
		{"an empty value is an empty cell", `<row><c><v/></c><c t="s"><v></v></c><c t="b"><v> </v></c><c><v>4</v></c></row>`,
			"D1 n 4", ""},
		{"booleans", `<row><c t="b"><v>1</v></c><c t="b"><v>FALSE</v></c><c t="b"><v>true</v></c></row>`,
			"A1 b true; B1 b false; C1 b true", ""},
		{"no boolean", `<row><c t="b"><v>2</v></c></row>`, "", `the stored value "2"`},
		{"errors", `<row><c t="e"><v>#REF!</v></c><c t="e"><v>#N/A</v></c></row>`, "A1 e #REF!; B1 e #N/A", ""},
		{"an unknown type", `<row><c t="q"><v>2</v></c></row>`, "", `t="q" in a cell's tag is unknown`},
		{"ISO dates", `<row><c t="d"><v>2021-09-30</v></c><c t="d"><v>2021-09-30T14:30:00Z</v></c><c ` +
			`t="d"><v>10:10:10</v></c></row>`, "A1 d 2021-09-30; B1 d 2021-09-30T14:30:00; C1 d 10:10:10", ""},
		{"dates that are none of this calendar", `<row><c t="d"><v>1899-01-01</v></c><c t="d"><v>44469</v></c></row>`,
			"A1 s |1899-01-01|; B1 n 44469", ""},
		{"texts", `<row><c t="str"><v>a</v></c><c t="inlineStr"><is><t>b</t></is></c><c><is><t>c</t></is></c><c ` +
			`t="inlineStr"><v>d</v></c></row>`, "A1 s |a|; B1 s |b|; C1 s |c|; D1 s |d|", ""},
		{"blanks are kept", `<row><c t="inlineStr"><is><t> a </t></is></c><c t="str"><v> </v></c></row>`,
			"A1 s | a |; B1 s | |", ""},
		{"rich text, without the reading aids",
			`<row><c t="inlineStr"><is><r><rPr><b/></rPr><t>Đắk </t></r><r><t xml:space="preserve"> Lắk</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></is></c></row>`, "A1 s |Đắk  Lắk|", ""},
		{"escapes", `<row><c t="inlineStr"><is><t>a_x000D_b_x005F_x_x00e9_&amp;&#x110;&#10;<![CDATA[<&>]]></t></is></c></row>`, "A1 s |a\rb_xé&Đ\n<&>|", ""},
		{"a comment inside a text", `<row><c t="str"><v>a<!-- no -->b<?no?></v></c></row>`, "A1 s |ab|", ""},
		{"decomposed text", "<row><c t=\"str\"><v>Đă\u0301k</v></c></row>", "A1 s |Đắk|", ""},
		{"a value beside a text",
			`<row><c t="inlineStr"><v>1.0</v><is><t>1.</t></is></c><c t="inlineStr"><is><t>2.</t></is><v>2.0</v></c>` +
				`<c t="inlineStr"><is><t>3</t></is><v> 3</v></c><c t="inlineStr"><is><t>4</t></is></c></row>`,
			"A1 s |1.| beside 1.0; B1 s |2.| beside 2.0; C1 s |3|; D1 s |4|", ""},
		{"a value beside a text where the type is another", `<row><c t="s"><v>0</v><is><t>1.</t></is></c></row>`, "",
			"a second value in one cell"},
		{"a value beside a text where the type is missing", `<row><c><is><t>1.</t></is><v>1.0</v></c></row>`, "",
			"a second value in one cell"},
		{"two texts", `<row><c t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c></row>`, "", "a second value in one cell"},
		{"two values", `<row><c><v>1</v><v>2</v></c></row>`, "", "a second value in one cell"},
		{"an element inside a value", `<row><c><v><b>1</b></v></c></row>`, "", "<b> inside a text"},
		{"formulas", `<row><c><f>A2</f><v>1</v></c><c t="str"><f>A2</f><v>a</v></c><c><f>A2</f></c><c ` +
			`t="str"><f>A2</f><v></v></c><c t="e"><f/><v>#N/A</v></c></row>`, "A1= n 1; B1= s |a|; C1= ?; E1= e #N/A", ""},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(c.rows).Zip(), c.want, c.refusal) })
	}
}

// Cells find their places with and without addresses, and contradictions are refused.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ name, rows, want, refusal string }{
		{"none stated", `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>`,
			"A1 n 1; C1 n 3; A3 n 4", ""},
		{"some stated", `<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`,
			"B3 n 1; C3 n 2; A4 n 3", ""},
		{"only those of cells",
			`<row><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row><row><c r="A9"><v>3</v></c></row><row><c><v>4</v></c></row>`, "B2 n 1; C2 n 2; A9 n 3; A10 n 4", ""},
		{"in small letters", `<row r="2"><c r="ab2"><v>1</v></c></row>`, "AB2 n 1", ""},
		{"out of order", `<row r="2"><c r="B2"><v>3</v></c><c r="A2"><v>2</v></c></row><row r="1"><c ` +
			`r="A1"><v>1</v></c></row>`, "A1 n 1; A2 n 2; B2 n 3", ""},
		{"the last one", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, "XFD1048576 n 1", ""},
		{"behind the last row", `<row r="1048577"><c><v>1</v></c></row>`, "", "row 1048577: expected 1 to 1048576"},
		{"behind the last column", `<row r="1"><c r="XFE1"><v>1</v></c></row>`, "", `the cell address "XFE1" is none`},
		{"in another row", `<row r="1"><c r="A2"><v>1</v></c></row>`, "", "the cell A2 stands in row 1"},
		{"no address", `<row r="1"><c r="1A"><v>1</v></c></row>`, "", `the cell address "1A" is none`},
		{"twice the same", `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c ` +
			`r="A1"><v>1.0</v></c></row>`, "", "the cell A1 stands twice"},
		{"a row twice", `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c ` +
			`r="A1"><v>1</v></c></row>`, "A1 n 1; A2 n 2", ""},
		{"at once twice", `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>`, "",
			"the cell A1 stands twice in its row"},
		{"twice, once empty", `<row r="1"><c r="A1"/><c r="A1"><v>1</v></c></row>`, "",
			"the cell A1 stands twice in its row"},
		{"twice, and not the same", `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "",
			"the cell A1 stands twice"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(c.rows).Zip(), c.want, c.refusal) })
	}
}

// Some libraries store 0 as the result of every formula and demand that all be computed on opening.
func TestFormulasToCompute(t *testing.T) {
	demand := func(flag string) string {
		return `<workbook xmlns="` + testbook.MainNamespace +
			`" xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets><calcPr fullCalcOnLoad="` + flag + `"/></workbook>`
	}
	zeros := `<row><c><v>0</v></c><c><f>A1</f><v>0</v></c><c><f>A1</f><v>0</v></c></row>`
	for _, c := range []struct{ name, rows, flag, want string }{
		{"only zeros", zeros, "1", "A1 n 0; B1= ?0; C1= ?0"},
		{"only zeros, and no demand", zeros, "0", "A1 n 0; B1= n 0; C1= n 0"},
		{"one result", zeros + `<row><c><f>1</f><v>1</v></c></row>`, "1", "A1 n 0; B1= n 0; C1= n 0; A2= n 1"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(c.rows, workbookPart, demand(c.flag)).Zip(), c.want, "") })
	}
}
