package xls

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"tonghop/pipeline/workbook/internal/testbook"
)

func wide(text string) []byte { return testbook.Units(utf16.Encode([]rune(text))) }

// shared are cells A1, A2, … with the shared strings 0, 1, …
func shared(count int) []byte {
	var records []byte
	for i := range count {
		records = append(records, testbook.Record(0xFD, testbook.Place(i, 0, 0), testbook.U32(i))...)
	}
	return records
}

// table begins a table of shared strings that announces count of them.
func table(count int, content ...[]byte) []byte {
	return testbook.Record(0xFC, testbook.U32(count), testbook.U32(count), testbook.Join(content...))
}

// Shared strings with formatting and reading aids, and split over records at every kind of place.
func TestSharedStrings(t *testing.T) {
	u16, u32 := testbook.U16, testbook.U32
	rich := testbook.Join(u16(3), []byte{0x08}, u16(1), []byte("abc"), u32(0x00020001))
	phonetic := testbook.Join(u16(2), []byte{0x04 | 0x01}, u32(6), wide("課長"), []byte("reader"))
	more := func(fields ...[]byte) []byte { return testbook.Record(0x3C, fields...) }
	for _, c := range []struct {
		name, want, refusal string
		records             [][]byte
		cells               int
	}{
		{"plain", "A1 s |Gia Lai|; A2 s |x|", "", [][]byte{table(2, testbook.Wide("Gia Lai"), testbook.Wide("x"))}, 2},
		{"with runs and with reading aids", "A1 s |abc|; A2 s |課長|; A3 s |z|", "", [][]byte{table(3, rich, phonetic,
			testbook.Wide("z"))}, 3},
		{"split in the characters, which change their width", "A1 s |ếộab|; A2 s |z|", "", [][]byte{
			table(2, u16(4), []byte{1}, wide("ếộ")), more([]byte{0}, []byte("ab"), testbook.Wide("z"))}, 2},
		{"split between two", "A1 s |a|; A2 s |z|", "", [][]byte{table(2, testbook.Wide("a")), more(testbook.Wide("z"))}, 2},
		{"split in the head", "A1 s |ab|", "", [][]byte{table(1, u16(2)), more([]byte{0}, []byte("ab"))}, 1},
		{"split in the runs", "A1 s |abc|; A2 s |z|", "", [][]byte{table(2, rich[:len(rich)-2]), more(rich[len(rich)-2:],
			testbook.Wide("z"))}, 2},
		{"more than announced", "A1 s |a|; A2 s |b|", "", [][]byte{table(1, testbook.Wide("a"), testbook.Wide("b"))}, 2},
		{"fewer than announced", "A1 s |a|", "", [][]byte{table(99, testbook.Wide("a"))}, 1},
		{"cut in a text", "", "a text of 7 characters is cut", [][]byte{table(2, testbook.Wide("a"), u16(7),
			[]byte("\x00b"))}, 2},
		{"one of no characters", "A1 s |a|; A3 s |b|", "", [][]byte{table(3, testbook.Wide("a"), testbook.Wide(""),
			testbook.Wide("b"))}, 3},
		{"two of no characters", "", "zeros stand among the shared strings", [][]byte{table(2, testbook.Wide(""),
			testbook.Wide(""))}, 2},
		{"a zero in a text, before one that is cut", "", "zeros stand among the shared strings", [][]byte{table(2,
			testbook.Wide("a\x00b"), u16(7), []byte("\x00b"))}, 2},
		{"Latin-1 and a letter that UTF-16 writes as a pair", "A1 s |é|; A2 s |a𝒳b|; A3 s |z|", "", [][]byte{table(3, u16(1),
			[]byte("\x00\xe9"), testbook.Wide("a𝒳b"), testbook.Wide("z"))}, 3},
		{"half of a pair", "A1 s |a\uFFFDb|; A2 s |z|", "", [][]byte{table(2, u16(3), []byte("\x01a\x00\x35\xd8b\x00"),
			testbook.Wide("z"))}, 2},
		{"marks apart from their letters", "A1 s |ế|; A2 s |z|", "", [][]byte{table(2, testbook.Wide("e\u0302\u0301"),
			testbook.Wide("z"))}, 2},
		{"a count without strings", "A10 n 7", "", [][]byte{testbook.Record(0xFC, u32(0), u32(1761))}, 0},
		{"a character split over two records", "", "a character is split over two records", [][]byte{table(1, u16(2),
			[]byte{1}, []byte("abc")), more([]byte{1}, []byte("d"))}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.want
			if c.cells > 0 {
				want += "; A10 n 7"
			}
			check(t, with(one(testbook.BIFF8, shared(c.cells), plain()), c.records...), want, c.refusal)
		})
	}
}

// Texts of BIFF5 are decoded by their code page, and refused where that is not known.
func TestOldTexts(t *testing.T) {
	label := func(text string) []byte { return testbook.Record(0x204, testbook.Place(0, 0, 0), testbook.Bytes(text)) }
	page := func(number int) []byte { return testbook.Record(0x42, testbook.U16(number)) }
	for _, c := range []struct {
		name, want, refusal string
		globals             []byte
		cell                []byte
	}{
		{"no code page", "A1 s |café|", "", nil, label("caf\xe9")},
		{"Russian", "A1 s |Да|", "", page(1251), label("\xc4\xe0")},
		{"Vietnamese, composed", "A1 s |Đắk|", "", page(1258), label("\xd0\xe3\xeck")},
		{"of a Macintosh", "A1 s |café|", "", page(10000), label("caf\x8e")},
		{"a code page behind the texts", "A1 s |Báo|", "", testbook.Join(testbook.Font(testbook.BIFF5, "Arial"),
			testbook.XF(0, 0), page(1258)), label("B\xe1o")},
		{"an unknown code page, in ASCII", "A1 s |cafe|", "", page(10029), label("cafe")},
		{"an unknown code page", "", "code page 10029, which is not known", page(10029), label("caf\x8e")},
		{"with runs", "A1 s |café|", "", nil, testbook.Record(0xD6, testbook.Place(0, 0, 0), testbook.Bytes("caf\xe9"),
			[]byte{1, 0, 0})},
		{"TCVN3", "A1 s |Báo cáo|", "", testbook.Join(testbook.Font(testbook.BIFF5, ".VnTime"), testbook.XF(0, 0)),
			label("B\xb8o c\xb8o")},
		{"capitals of TCVN3", "A1 s |BÁO CÁO|", "", testbook.Join(testbook.Font(testbook.BIFF5, ".VnTimeH"), testbook.XF(0,
			0)), label("B\xb8o c\xb8o")},
		{"VNI", "A1 s |Báo cáo|", "", testbook.Join(testbook.Font(testbook.BIFF5, "VNI-Times"), testbook.XF(0, 0)),
			label("Ba\xf9o ca\xf9o")},
		{"run on over records", "A1 s |abcd|", "", nil, testbook.Join(testbook.Record(0x204, testbook.Place(0, 0, 0),
			testbook.U16(4), []byte("ab")), testbook.Record(0x3C, []byte("cd")))},
		{"a formula's that runs on", "A1= s |abcd|", "", nil, testbook.Join(testbook.Formula(0, 0, 0, testbook.Special(0, 0),
			0), testbook.Record(0x207, testbook.U16(4), []byte("ab")), testbook.Record(0x3C, []byte("cd")))},
		{"cut", "", "a text of 4 characters is cut", nil, testbook.Record(0x204, testbook.Place(0, 0, 0), testbook.U16(4),
			[]byte("ab"))},
		{"a formula's", "A1= s |ab|", "", nil, testbook.Join(testbook.Formula(0, 0, 0, testbook.Special(0, 0), 0),
			testbook.Record(0x207, testbook.Bytes("ab")))},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, with(one(testbook.BIFF5, c.cell), c.globals), c.want, c.refusal) })
	}
}

// A text that is longer than any record is read whole.
func TestLongSharedString(t *testing.T) {
	long := strings.Repeat("Tỉnh Đắk Lắk ", 2500) // more characters than a cell can hold fit in no record
	units := utf16.Encode([]rune(long))
	records := table(1, testbook.U16(len(units)), []byte{1}, testbook.Units(units[:4000]))
	for rest := units[4000:]; len(rest) > 0; {
		n := min(4000, len(rest))
		records = append(records, testbook.Record(0x3C, []byte{1}, testbook.Units(rest[:n]))...)
		rest = rest[n:]
	}
	check(t, with(one(testbook.BIFF8, shared(1)), records), "A1 s |"+long+"|", "")
}

// Texts are in their places also where there are more of them than are kept in one piece, and none is left from the
// workbook before.
func TestManySharedStrings(t *testing.T) {
	const texts, each = 3000, 100 // so many in a record
	var records []byte
	var want strings.Builder
	for from := 0; from < texts; from += each {
		var content []byte
		for i := from; i < from+each; i++ {
			text := fmt.Sprintf("%d Đắk Lắk", i)
			content = append(content, testbook.Wide(text)...)
			fmt.Fprintf(&want, "A%d s |%s|; ", i+1, text)
		}
		if from == 0 {
			records = table(texts, content)
		} else {
			records = append(records, testbook.Record(0x3C, content)...)
		}
	}
	for range 2 {
		check(t, with(one(testbook.BIFF8, shared(texts)), records), strings.TrimSuffix(want.String(), "; "), "")
		check(t, with(one(testbook.BIFF8, shared(1)), table(1, testbook.Wide("x"))), "A1 s |x|", "")
		check(t, with(one(testbook.BIFF8, shared(2)), table(1, testbook.Wide("x"))), "", "the shared string 1; there are 1")
	}
}
