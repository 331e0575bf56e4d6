package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/samples/effort"
)

// What is read straight from the window is what is read tag by tag: a comment before an element makes it be read so.
func TestPlainReadingIsTheSame(t *testing.T) {
	documents := effort.Pick(2, 20) // of each check
	rapid.Check(t, func(t *rapid.T) {
		for range documents {
			cells, texts := drawCells(t), drawTexts(t)
			plain, plainErr := show(withTexts(cells, texts))
			slow, err := show(withTexts(strings.ReplaceAll(cells, "<c", "<!-- --><c"), strings.ReplaceAll(texts, "<si>",
				"<!-- --><si>")))
			if plain != slow || (plainErr == nil) != (err == nil) {
				t.Fatalf("cells %s\ntexts %s\nread as %s (%v)\ntag by tag %s (%v)", cells, texts, plain, plainErr, slow, err)
			}
		}
	})
}

// The window may end anywhere in a cell.
func TestPlainCellCutOff(t *testing.T) {
	for _, cell := range []string{
		`<c r="B7" s="2" t="s"><v>12</v></c>`, `<c r="B7" s="2"/>`, `<c r="B7"><f>A1</f><v>1</v></c>`,
		`<c r="B7"><f aca="false">A1</f><v>1</v></c>`, `<c r="B7"><f t="shared" si="12"/><v>1</v></c>`,
	} {
		var p plainCell
		for length := range len(cell) {
			if p.parse([]byte(cell)[:length:length], 7) {
				t.Errorf("%s is read as a whole cell", cell[:length])
			}
		}
		if !p.parse([]byte(cell+"</row></sheetData>"), 7) || p.length != len(cell) || p.column != 2 {
			t.Errorf("%s is not read as a plain cell: %+v", cell, p)
		}
	}
}

func draw(t *rapid.T, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, "piece") }

// drawCells makes one or two cells, most of them valid.
func drawCells(t *rapid.T) string {
	var cells strings.Builder
	for i := range rapid.IntRange(1, 2).Draw(t, "cells") {
		attributes := fmt.Sprintf(` r="%c1"`, 'A'+i)
		if rapid.IntRange(0, 9).Draw(t, "otherwise") == 0 {
			attributes = draw(t, ` r="A1"`, ` r="D2"`, ` r="A"`, ` r="XFE1"`, ` r=""`, ` r='E1'`, ` R="A1"`, ` s="9"`,
				` s="-1"`, ` s="0" s="1"`, ` t="q"`, ` t=""`)
		}
		attributes += draw(t, ``, ` s="0"`, ` s="1"`, ` s=""`) +
			draw(t, ``, ` t="s"`, ` t="str"`, ` t="str"`, ` t="n"`, ` t="b"`, ` t="e"`, ` t="d"`, ` t="inlineStr"`) + draw(t,
			"", "", " ")
		content := draw(t, ``, ``, ``, `<f>A1+1</f>`, `<f>A&lt;1</f>`, `<f/>`, `<f t="shared" si="0"/>`,
			`<f t="shared" si=""/>`, `<f t="shared" si="0">A1</f>`, `<f aca="false">A1+1</f>`, `<f aca="false"/>`,
			`<f><b/></f>`, `<f>A1`) +
			draw(t, `<v>1</v>`, `<v>2</v>`, `<v>12.50</v>`, `<v> 1 </v>`, `<v>1E2</v>`, `<v></v>`, `<v/>`, `<v>a&amp;b</v>`,
				`<v>a_x0041_b</v>`, `<v>x>y</v>`,
				"<v>a\r\nb</v>", `<v>TRUE</v>`, `<v>#N/A</v>`, `<v>2021-09-30</v>`, `<v>1</v><v>2</v>`, `<is><t>i</t></is>`,
				`<v>1`, ``)
		fmt.Fprint(&cells, "<c", attributes, ">", content, "</c>", draw(t, "", "", "\n"))
	}
	return cells.String()
}

// drawTexts makes up to three shared strings, most of them valid.
func drawTexts(t *rapid.T) string {
	var texts strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "texts") {
		text := draw(t, `<t>a</t>`, `<t xml:space="preserve"> b </t>`, `<t>Đắk</t>`, "<t>Đa\u0306k</t>", `<t/>`,
			`<t>a&lt;b</t>`, `<t>_x0041_</t>`, `<t>a>b</t>`,
			`<t>a]]>b</t>`, "<t>a\r\nb</t>", `<r><t>c</t></r>`, `<t>a</t><t>b</t>`, `<t>a`, `<t xml:space="default">d</t>`, ``)
		fmt.Fprint(&texts, "<si>", text, "</si>", draw(t, "", "", "\n"))
	}
	return texts.String()
}

// withTexts is a workbook of one row with shared strings and two styles, of which the second is a date.
func withTexts(cells, texts string) []byte {
	const space = ` xmlns="` + testbook.MainNamespace + `">`
	return one(`<row r="1">`+cells+`</row>`,
		stringsPart, `<sst`+space+texts+`</sst>`,
		stylesPart, `<styleSheet`+space+`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		relationPart, testbook.Relations("worksheet", "worksheets/sheet1.xml", "styles", "styles.xml", "sharedStrings",
			"sharedStrings.xml")).Zip()
}
