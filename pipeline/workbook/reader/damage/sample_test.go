package damage

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	lib "github.com/xuri/excelize/v2"
)

// sample is an undamaged workbook.
type sample struct {
	name      string
	data      []byte
	parts     []part     // of an .xlsx
	packed    *container // the same, compressed
	stream    []byte     // of an .xls made here
	text      string     // what is read of it
	excelize  string     // what excelize reads of it, "" when it cannot
	known     bool       // made here: every part of it that is read is needed
	mutations []mutation
}

// samples are the workbooks that are damaged: made by hand, by excelize, committed, and found beside the checkout.
func samples(t *testing.T) []*sample {
	t.Helper()
	all := []*sample{
		xlsxSample(t, "handmade.xlsx", pack(handmade()).bytes(), true),
		xlsxSample(t, "bare.xlsx", pack(bare()).bytes(), true),
		xlsxSample(t, "excelize.xlsx", byExcelize(t), false),
	}
	for _, pattern := range []string{"KN-01 Xã Cư Pui.xlsx", "TH-02 *.xlsx"} {
		names, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "samples", "krong-bong-2021", "inbox", "2021-Q3",
			pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("no sample %s: %v", pattern, err)
		}
		all = append(all, xlsxSample(t, filepath.Base(names[0]), readFile(t, names[0]), false))
	}
	stream := xlsStream()
	generated := newSample(t, "generated.xls", oleWorkbook(stream))
	generated.known, generated.stream, generated.mutations = true, stream, xlsMutations()
	return append(append(all, generated), found(t)...)
}

// mostBytes of a workbook of the corpus: larger ones only make the harness slow.
const mostBytes = 40 << 10

// found are other people's workbooks beside the checkout.
func found(t *testing.T) []*sample {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "..", "..", "shared", "corpus")
	manifest, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Logf("%s is not there: only workbooks of our own are damaged", dir)
		return nil
	}
	var all []*sample
	for line := range strings.Lines(string(manifest)) {
		fields := strings.Split(line, "\t")
		if len(fields) < 2 || fields[1] != "OK" || !strings.HasPrefix(filepath.Ext(fields[0]), ".xls") {
			continue
		}
		data := readFile(t, filepath.Join(dir, fields[0]))
		if len(data) > mostBytes {
			continue
		}
		if bytes.HasPrefix(data, []byte("PK")) {
			all = append(all, xlsxSample(t, fields[0], data, false))
			continue
		}
		s := newSample(t, fields[0], data)
		s.mutations = xlsMutations()
		all = append(all, s)
	}
	return all
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func xlsxSample(t *testing.T, name string, data []byte, known bool) *sample {
	t.Helper()
	s := newSample(t, name, data)
	s.known, s.parts = known, takeApart(t, data)
	s.packed = pack(s.parts)
	s.mutations = slicesOf(fileMutations(), containerMutations(), partMutations(), structureMutations())
	s.excelize, _ = readExcelize(data)
	return s
}

func newSample(t *testing.T, name string, data []byte) *sample {
	t.Helper()
	text, err := read(name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return &sample{name: name, data: data, text: text}
}

func slicesOf(lists ...[]mutation) []mutation {
	var all []mutation
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

var rootPattern = regexp.MustCompile(`<(?:\w+:)?(\w+)[\s>/]`)

// kindOf is the local name of a part's root element, "" for what is no XML.
func kindOf(p part) string {
	if match := rootPattern.FindSubmatch(p.content); match != nil && bytes.Contains(p.content[:min(len(p.content), 200)],
		[]byte("<")) {
		return string(match[1])
	}
	return ""
}

// essentialKinds are read of every workbook; among them the content types, which tell nothing that a relationship does
// not.
var essentialKinds = map[string]int{"worksheet": 6, "sst": 3, "styleSheet": 3, "workbook": 2, "Relationships": 1,
	"Types": 1}

// pick chooses a part, sheets more often than others; with essential only such as are read of every workbook.
func (s *sample) pick(r *rand.Rand, essential bool) (int, bool) {
	var weighted []int
	for i, p := range s.parts {
		weight := essentialKinds[kindOf(p)]
		if strings.HasSuffix(p.name, ".rels") && !strings.HasSuffix(p.name, "workbook.xml.rels") && p.name != "_rels/.rels" {
			weight = 0
		}
		if weight == 0 && !essential {
			weight = 1
		}
		for range weight {
			weighted = append(weighted, i)
		}
	}
	if len(weighted) == 0 {
		return 0, false
	}
	return weighted[r.IntN(len(weighted))], true
}

// byExcelize is a workbook such as programs write today: several sheets, dates, formulas with results, merged cells.
func byExcelize(t *testing.T) []byte {
	t.Helper()
	book := lib.NewFile()
	defer book.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(book.SetSheetName("Sheet1", "Quý III"))
	_, err := book.NewSheet("Nhật ký")
	must(err)
	date, err := book.NewStyle(&lib.Style{NumFmt: 14, Font: &lib.Font{Family: "Times New Roman"}})
	must(err)
	for row := 1; row <= 12; row++ {
		must(book.SetSheetRow("Quý III", fmt.Sprintf("A%d", row), &[]any{row, fmt.Sprintf("Xã số %d", row), row * 37,
			float64(row) / 7, row%2 == 0}))
		must(book.SetCellValue("Nhật ký", fmt.Sprintf("B%d", row), time.Date(2021, 9, row, 8, 30, 0, 0, time.UTC)))
	}
	must(book.SetCellStyle("Nhật ký", "B1", "B12", date))
	must(book.SetCellRichText("Nhật ký", "A1", []lib.RichTextRun{{Text: "Ghi "}, {Text: "chú",
		Font: &lib.Font{Bold: true}}}))
	must(book.MergeCell("Quý III", "F1", "G3"))
	must(book.SetCellFormula("Quý III", "C13", "SUM(C1:C12)"))
	must(book.SetRowVisible("Quý III", 5, false))
	var out bytes.Buffer
	must(book.Write(&out))
	return out.Bytes()
}
