package bounds

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"tonghop/samples/effort"
)

func xlsx(name string, b book, cells int, problem string) attack {
	return attack{name: name, file: "attack.xlsx", content: b.write, cells: cells, problem: problem}
}

// hostile are the files of the test of memory.
func hostile() []attack {
	var all []attack
	for _, list := range [][]attack{largeSheets(), largeTexts(), largeStrings(), largeStyles(), largeLists(), oddXML(),
		oldWorkbooks(), oldTables(), textFiles()} {
		all = append(all, list...)
	}
	return all
}

// takesSeconds names the attacks that take seconds to make or to read; they are tried with TONGHOP_LONG=1 and with
// -all. A smaller one of the kind, or the bound itself in TestBounds, is always tried.
func takesSeconds() []string {
	return []string{
		"a million rows of ten numbers", "numbers of many digits", "ten million empty shared strings",
		"65,536 styles of the longest format", "a sheet that grows a thousandfold", "a sheet of more than a gibibyte",
		"3.3 million numbers", "csv: 60 MB of UTF-16 that grows by half", "more than 64 MiB of shared strings",
		"csv: sixty million commas", "seven million merged ranges of an old sheet", "60 MB of old shared strings",
		"ten million records that go on",
	}
}

func noise() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// rows writes n rows of ten cells, each with a number below a thousand between two texts.
func rows(n int, open, end string) func(io.Writer) {
	r := noise()
	var line []byte
	return func(w io.Writer) {
		for i := range n {
			line = strconv.AppendInt(append(line[:0], `<row r="`...), int64(i+1), 10)
			line = append(line, `">`...)
			for column := byte('A'); column < 'K'; column++ {
				line = append(append(line, `<c r="`...), column)
				line = append(strconv.AppendInt(line, int64(i+1), 10), open...)
				line = append(strconv.AppendInt(line, int64(r.IntN(1000)), 10), end...)
			}
			w.Write(append(line, "</row>"...))
		}
	}
}

func largeSheets() []attack {
	backwards := func(n int) func(io.Writer) {
		return repeat(n, func(i int) string { return fmt.Sprintf(`<row r="%d"><c><v>%d</v></c></row>`, n-i, i) })
	}
	disordered := effort.Pick(50_000, 490_000)
	return append([]attack{
		xlsx("fifty thousand rows of ten numbers", book{rows: rows(50_000, `"><v>`, "</v></c>")}, 500_000, "<nil>"),
		xlsx("a million rows of ten numbers", book{rows: rows(million, `"><v>`, "</v></c>")}, 10*million, "<nil>"),
		xlsx("rows out of order", book{rows: backwards(disordered)}, disordered, "<nil>"),
	}, rarely(
		xlsx("half a million rows of ten texts", book{rows: rows(million/2, `" t="inlineStr"><is><t>Xã số `,
			"</t></is></c>")}, 5*million, "<nil>"),
		xlsx("a million rows out of order", book{rows: backwards(million)}, -1, "out of order"),
	)...)
}

func largeTexts() []attack {
	r := noise()
	return append([]attack{
		xlsx("numbers of many digits", book{rows: repeat(120_000, func(int) string {
			return fmt.Sprintf(`<row><c><v>0.%d%s</v></c></row>`, r.Uint32(), strings.Repeat("0", 3000))
		})}, 120_000, "<nil>"),
	}, rarely(
		xlsx("400,000 cells of 2,000 bytes", book{rows: repeat(400_000, func(int) string {
			return fmt.Sprintf(`<row><c t="inlineStr"><is><t>%08x%s</t></is></c></row>`, r.Uint32(), strings.Repeat("đ", 1000))
		})}, 400_000, "<nil>"),
		xlsx("cells of almost a megabyte", book{rows: repeat(900, func(int) string {
			return fmt.Sprintf(`<row><c t="str"><v>%s%s</v></c></row>`, random(r, 3000), strings.Repeat("x", mebibyte-100_000))
		})}, 900, "<nil>"),
		xlsx("a formula of almost a megabyte in every cell", book{rows: repeat(400, func(i int) string {
			return fmt.Sprintf(`<row><c><f>%s%s</f><v>%d</v></c></row>`, random(r, 3000), strings.Repeat("A1+", 300_000), i)
		})}, 400, "<nil>"),
	)...)
}

// random is a text of hexadecimal digits, of which half is what compression leaves.
func random(r *rand.Rand, length int) string {
	var b strings.Builder
	for b.Len() < length {
		fmt.Fprintf(&b, "%016x", r.Uint64())
	}
	return b.String()
}

const oneCell = `<row r="1"><c r="A1"><v>1</v></c></row>`

func largeStrings() []attack {
	r := noise()
	sst := func(n int, piece func(i int) string) book {
		return book{strings: repeat(n, piece), rows: text(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`)}
	}
	unlike := func(int) string { return "<si><t>" + random(r, 960) + "</t></si>" }
	alike := func(i int) string { return fmt.Sprintf("<si><t>%d%s</t></si>", i, strings.Repeat("x", 980)) }
	beside := sst(59_000, unlike)
	beside.level, beside.rows = 6, rows(million/2, `"><v>`, "</v></c>")
	return append([]attack{
		xlsx("60 MB of shared strings", sst(60_000, alike), 1, "<nil>"),
		xlsx("more than 64 MiB of shared strings", sst(100_000, alike), 0, refused),
		xlsx("ten million empty shared strings", sst(10*million, func(int) string {
			return []string{"<si/>",
				"<si ></si>"}[r.IntN(2)]
		}), 0, "bound string_bytes"),
	}, rarely(
		xlsx("60 MB of shared strings that do not shrink", sst(60_000, unlike), 1, "<nil>"),
		xlsx("60 MB of shared strings beside five million cells", beside, 5*million, "<nil>"),
		xlsx("three million short shared strings", sst(3*million,
			func(i int) string { return fmt.Sprintf("<si><t>%x</t></si>", i) }), 0, refused),
		xlsx("three million decomposed shared strings", sst(3*million,
			func(i int) string { return fmt.Sprintf("<si><t>%xe\u0323\u0302</t></si>", i) }), 0, refused),
	)...)
}

// styles is a workbook with lists of styles: name, entries, name, entries.
func styles(lists ...any) book {
	return book{rows: text(oneCell), styles: func(w io.Writer) {
		for i := 0; i+1 < len(lists); i += 2 {
			fmt.Fprintf(w, "<%s>", lists[i])
			lists[i+1].(func(io.Writer))(w)
			fmt.Fprintf(w, "</%s>", lists[i])
		}
	}}
}

func largeStyles() []attack {
	font := func(i int) string { return fmt.Sprintf(`<font><name val="%x"/></font>`, i) }
	format := func(i int) string { return fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="0.%x"/>`, i, i) }
	long := text(`<numFmt numFmtId="200" formatCode="` + strings.Repeat(`;\0`, 300_000) + `"/>`)
	longest := text(`<numFmt numFmtId="200" formatCode="` + strings.Repeat(`;\0`, 340) + `"/>`)
	entry := func(i int) string { return fmt.Sprintf(`<xf numFmtId="200" fontId="%d"/>`, i) }
	const most = 1 << 16
	return append([]attack{
		xlsx("65,536 styles of a format of a megabyte", styles("numFmts", long, "fonts", repeat(most, font), "cellXfs",
			repeat(most, entry)), 0, "a number format of 900000 bytes"),
		xlsx("65,536 styles of the longest format", styles("numFmts", longest, "fonts", repeat(most, font), "cellXfs",
			repeat(most, entry)), 1, "<nil>"),
		xlsx("a million styles", styles("cellXfs", repeat(million,
			func(i int) string { return fmt.Sprintf(`<xf fontId="%d"/>`, i) })), 0, "more than 65536 cell formats"),
	}, rarely(
		xlsx("a million fonts", styles("fonts", repeat(million, font)), -1, ""),
		xlsx("a million number formats", styles("numFmts", repeat(million, format)), -1, ""),
	)...)
}

func largeLists() []attack {
	merged := func(n int) book {
		return book{rows: text(oneCell), behind: func(w io.Writer) {
			io.WriteString(w, "<mergeCells>")
			repeat(n, func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:B%d"/>`, i%million+1, i%million+1) })(w)
			io.WriteString(w, "</mergeCells>")
		}}
	}
	sheet := func(i int) string { return fmt.Sprintf(`<sheet name="%d" sheetId="%d" r:id=""/>`, i, i) }
	return append([]attack{
		xlsx("merged ranges", merged(effort.Pick(200_000, million)), 1, "<nil>"),
		xlsx("a hundred thousand sheets", book{workbook: repeat(100_000, sheet)}, 0, refused),
		xlsx("hidden rows", book{rows: repeat(effort.Pick(100_000, million/2),
			func(i int) string { return fmt.Sprintf(`<row r="%d" hidden="1"/>`, 2*i+1) })}, 0, "<nil>"),
	}, rarely(
		xlsx("five million merged ranges", merged(5*million), 0, refused),
		xlsx("two million relationships", book{rows: text(oneCell), relations: repeat(2*million, func(i int) string {
			return fmt.Sprintf(`<Relationship Id="a%x" Type="x/image" Target="m%x"/>`, i, i)
		})}, 0, refused),
		xlsx("five million content types", book{rows: text(oneCell), types: repeat(5*million,
			func(i int) string { return fmt.Sprintf(`<Override PartName="/%x" ContentType="a"/>`, i) })}, 0, refused),
		xlsx("300,000 parts", book{rows: text(oneCell), parts: 300_000}, 0, refused),
	)...)
}

func oddXML() []attack {
	spaces := strings.Repeat(" ", 1<<16)
	attributes := func(w io.Writer) {
		for range 30 {
			io.WriteString(w, "<row ")
			repeat(effort.Pick(2_000, 90_000), func(i int) string { return fmt.Sprintf(`a%x="" `, i) })(w)
			io.WriteString(w, "/>")
		}
	}
	return []attack{
		xlsx("a sheet that grows a thousandfold", book{rows: repeat(10_000, always(spaces)), level: 9}, 0, "bound ratio"),
		xlsx("a sheet of more than a gibibyte", book{rows: repeat(40_000, func(i int) string {
			return fmt.Sprintf("<row/><!--%s%x-->", spaces[:1<<15-i%1000], i*2654435761)
		})}, 0, refused),
		xlsx("tags of many attributes", book{rows: attributes}, 0, "more than 1000 attributes"),
		xlsx("elements in elements", book{rows: text(strings.Repeat("<a>", 10_000))}, 0, "bound depth"),
		xlsx("many namespaces", book{rows: repeat(100_000, func(i int) string {
			return fmt.Sprintf(`<row xmlns:p%d="u%d"/>`,
				i, i)
		})}, 0, "more than a thousand namespaces"),
		xlsx("a namespace of a megabyte", book{rows: text(`<row xmlns:p="` + strings.Repeat("u", mebibyte-1000) + `"/>`)}, 0,
			"a namespace of"),
	}
}
