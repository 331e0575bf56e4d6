//go:build unix

package reader_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tonghop/samples/province"
)

// smallWorkbooks are those that a hundred communes send in a year, of 250 indicators each.
func smallWorkbooks(b *testing.B) [][]byte {
	b.Helper()
	dir := b.TempDir()
	if _, err := province.Generate(dir, province.Options{Units: 100, Years: 1, Indicators: 250, Seed: 1,
		Perfect: true}); err != nil {
		b.Fatal(err)
	}
	var books [][]byte
	err := filepath.WalkDir(filepath.Join(dir, "inbox"), func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		books = append(books, data)
		return err
	})
	if err != nil || len(books) != 400 {
		b.Fatalf("%d workbooks, %v", len(books), err)
	}
	return books
}

// realWorkbooks leaves out those whose few cells lie so far apart that excelize, which is asked for each place, would
// take minutes.
func realWorkbooks(b *testing.B) (books [][]byte) {
	b.Helper()
	const fewest, farthest = 500, 20
	names, err := filepath.Glob("../../../../shared/corpus/*.xls[xm]")
	if err != nil || len(names) == 0 {
		b.Skipf("../shared/corpus is not there: other people's workbooks are not part of the checkout (%v)", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		size, err := sizeOf(data)
		if err == nil && size.cells >= fewest && size.row*size.column <= farthest*size.cells {
			books = append(books, data)
		}
	}
	b.ReportMetric(float64(len(books)), "workbooks")
	return books
}

// table is a workbook as Excel writes it: a name from the shared strings, a date, six numbers, a formula in each row.
func table(b *testing.B, rows int) []byte {
	b.Helper()
	names := min(rows, 20_000)
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name, before string, count int, piece func(i int) string, after string) {
		w, err := archive.Create(name)
		if err != nil {
			b.Fatal(err)
		}
		io.WriteString(w, before)
		for i := range count {
			io.WriteString(w, piece(i))
		}
		io.WriteString(w, after)
	}
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	add("[Content_Types].xml",
		`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>`+
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`, 0, nil, "")
	add("_rels/.rels", `<Relationships `+
		`xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`, 0, nil, "")
	add("xl/workbook.xml",
		`<workbook `+space+` xmlns:r="`+office+`"><sheets><sheet name="Biểu" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		0, nil, "")
	add("xl/_rels/workbook.xml.rels",
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/>`+
			`<Relationship Id="rId2" Type="`+office+`/styles" Target="styles.xml"/><Relationship Id="rId3" `+
			`Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 0, nil, "")
	add("xl/styles.xml", `<styleSheet `+space+`><fonts count="1"><font><sz val="12"/><name val="Times New `+
		`Roman"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>`+
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/><xf numFmtId="3" fontId="0"/></cellXfs></styleSheet>`, 0, nil, "")
	add("xl/sharedStrings.xml", `<sst `+space+`>`, names,
		func(i int) string { return fmt.Sprintf("<si><t>Xã số %d, Huyện số %d</t></si>", i, i%40) }, "</sst>")
	add("xl/worksheets/sheet1.xml", fmt.Sprintf(`<worksheet %s><dimension ref="A1:I%d"/><sheetData>`, space, rows), rows,
		func(i int) string {
			r, n := i+1, i*2654435761
			return fmt.Sprintf(`<row r="%d" spans="1:9"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" s="1"><v>%d</v></c><c `+
				`r="C%d" s="2"><v>%d</v></c><c r="D%d" s="2"><v>%d</v></c>`+
				`<c r="E%d" s="2"><v>%d</v></c><c r="F%d"><v>%d.5</v></c><c r="G%d"><v>%d</v></c><c r="H%d"><v>%d</v></c><c r="I%d" s="2"><f>SUM(C%d:E%d)</f><v>%d</v></c></row>`,
				r, r, i%names, r, 44197+i%365, r, n%997, r, n%9973, r, n%99991, r, n%313, r, n%7, r, n%1009, r, r, r,
				n%997+n%9973+n%99991)
		}, "</sheetData></worksheet>")
	if err := archive.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
