package damage

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// The silent losses that the harness has found, one by one.
func TestNamedDamage(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want string // in the error
	}{
		{"the cut file holds another workbook", cutOuter(), "directory is not where"},
		{"two workbooks in one file", append(pack(handmade()).bytes(), pack(bare()).bytes()...), "directory is not where"},
		{"the end record counts too few parts", func() []byte {
			c := pack(handmade())
			c.countError = -1
			return c.bytes()
		}(), "holds more than the 9 entries"},
		{"a sheet stands twice in the list", edited("xl/workbook.xml", `<sheet name="Ẩn"`,
			`<sheet name="x" sheetId="9" r:id="rId1"/><sheet name="Ẩn"`), "stands twice"},
		{"two sheets have one name", edited("xl/workbook.xml", `name="Ẩn"`, `name="BÁO cáo"`), "stands twice"},
		{"rows outside of the sheet's data", edited("xl/worksheets/sheet3.xml", "<sheetData>", "", "</sheetData>", ""),
			"does not belong"},
		{"cells outside of a row", edited("xl/worksheets/sheet3.xml", `<row r="3"><c r="C3"><v>6</v></c></row>`,
			`<c r="C3"><v>6</v></c>`), "does not belong"},
		{"a value outside of a cell", edited("xl/worksheets/sheet3.xml", `<c r="C3"><v>6</v></c>`, `<v>6</v>`),
			"does not belong"},
		{"a text outside of its cell's <is>", edited("xl/worksheets/sheet1.xml", `<is><t>Xã Hòa Lễ</t></is>`,
			`<t>Xã Hòa Lễ</t>`), "does not belong"},
		{"merged ranges without their list", edited("xl/worksheets/sheet1.xml", `<mergeCells count="2">`, "",
			"</mergeCells>", ""), "does not belong"},
		{"columns without their list", edited("xl/worksheets/sheet1.xml", `<cols>`, "", "</cols>", ""), "does not belong"},
		{"a shared string without its <si>", edited("xl/sharedStrings.xml", `<si><t>Trong ®ã: N÷</t></si>`,
			`<t>Trong ®ã: N÷</t>`), "does not belong"},
		{"a phonetic run without its tags", edited("xl/sharedStrings.xml", `<rPh sb="0" eb="2">`, "", "</rPh>", ""),
			"does not belong"},
		{"fonts without their list", edited("xl/styles.xml", `<fonts count="3">`, "", "</fonts>", ""), "does not belong"},
		{"cell formats without their list", edited("xl/styles.xml", `<cellXfs count="5">`, "", "</cellXfs>", ""),
			"does not belong"},
		{"a font that does not exist", edited("xl/styles.xml", `fontId="2"`, `fontId="3"`), "has the font 3; there are 3"},
		{"the styles are missing", without("xl/styles.xml"), "missing"},
		{"a cell at the address of an empty one", edited("xl/worksheets/sheet1.xml", `<c r="G1" t="s">`, `<c r="B1" t="s">`),
			"stands twice"},
		{"an entry of a list without its tags", edited("xl/styles.xml", `applyAlignment="1">`, `/>`, `</xf>`, ``),
			"<alignment> where <xf>"},

		{"xls: a shared string of zeros", zeroed(bytes.Index(xlsStream(), utf16Text("số 20:"))), "zeros stand among"},
		{"xls: a sector of the shared strings is zero", zeroed(bytes.Index(xlsStream(), utf16Text("Chỉ tiêu số 20:")) - 3),
			"shared strings"},
		{"xls: records of a sheet are zero", zeroed(bytes.LastIndex(xlsStream(), []byte{0xFD, 0, 10, 0}) - 400),
			"stands no record"},
		{"xls: a sheet ends early", patched(bytes.LastIndex(xlsStream(), []byte{0x08, 0x02, 16, 0}), []byte{0x0A, 0}),
			"0x000A"},
		{"xls: columns that do not fit their record", patched(bytes.Index(xlsStream(), []byte{0xBD, 0, 18, 0})+20, []byte{9,
			0}), "columns 3 to 9"},
		{"xls: bytes behind the last sheet", oleWorkbook(append(xlsStream(), 0, 0, 7, 0)), "no sheet begins or ends"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read("named", c.data)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want an error with %q", err, c.want)
			}
		})
	}
}

// The lists of a style sheet may stand in any order.
func TestFontsBehindCellFormats(t *testing.T) {
	undamaged, err := read("named", pack(handmade()).bytes())
	if err != nil {
		t.Fatal(err)
	}
	fonts := handmadeStyles[strings.Index(handmadeStyles, "<fonts"):strings.Index(handmadeStyles, "<fills")]
	text, err := read("named", edited("xl/styles.xml", fonts, "", "<cellStyles ", fonts+"<cellStyles "))
	if problem := judge(same, undamaged, text, err); problem != "" {
		t.Error(problem)
	}
}

func cutOuter() []byte {
	inner := pack(bare()).bytes()
	c := pack(handmade())
	c.entries = append(c.entries, packPart(part{"xl/embeddings/Microsoft_Excel_Worksheet.xlsx", inner}, stored))
	data := c.bytes()
	return data[:bytes.LastIndex(data, inner)+len(inner)]
}

// edited is the handmade workbook with texts of a part replaced: old, new, old, new.
func edited(name string, texts ...string) []byte {
	parts := handmade()
	for i := range parts {
		if parts[i].name == name {
			parts[i].content = []byte(strings.NewReplacer(texts...).Replace(string(parts[i].content)))
		}
	}
	return pack(parts).bytes()
}

func without(name string) []byte {
	c := pack(handmade())
	for i := range c.entries {
		c.entries[i].unlisted = c.entries[i].central.name == name
	}
	return c.bytes()
}

func zeroed(at int) []byte { return patched(at, make([]byte, 100)) }

func patched(at int, with []byte) []byte {
	stream := xlsStream()
	return oleWorkbook(splice(stream, at, at+len(with), with))
}

func utf16Text(text string) []byte { return toUTF16([]byte(text), binary.LittleEndian, false) }
