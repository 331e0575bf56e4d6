package print_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/print"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// TestMain tries laws one example at a time: each of them is a workbook.
func TestMain(m *testing.M) { effort.Main(m) }

// clock stands still.
type clock time.Time

func (c clock) Now() time.Time { return time.Time(c) }

func (c clock) Sleep(ctx context.Context, _ time.Time) error { return ctx.Err() }

// printed runs a sample, with more workbooks in its inbox where it needs them, and opens what it prints. Folders of the
// inbox that a pattern names are left out.
func printed(t *testing.T, sample, more, file string, leftOut ...string) *excelize.File {
	t.Helper()
	dir := durabletest.Folder(t)
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "..", "samples", sample))))
	for _, pattern := range leftOut {
		folders, err := filepath.Glob(filepath.Join(dir, "inbox", pattern))
		must(t, err)
		for _, folder := range folders {
			must(t, os.RemoveAll(folder))
		}
	}
	if more != "" {
		copied := filepath.Join(dir, "inbox", "more")
		must(t, os.CopyFS(copied, os.DirFS(more)))
	}
	space, err := workspace.Open(dir)
	must(t, err)
	at := time.Now().Add(time.Hour) // the copies have arrived
	_, err = pipeline.Run(t.Context(), space, pipeline.Options{Clock: clock(at), Program: "test"})
	must(t, err)
	current, err := vintage.Find(space.Published, vintage.CurrentName)
	must(t, err)
	book, err := excelize.OpenFile(filepath.Join(current.Dir, file))
	must(t, err)
	t.Cleanup(func() { book.Close() })
	return book
}

// Every cell of the samples is seen whole. With the widths of before the national total was a row of "#".
func TestSamplesAreSeenWhole(t *testing.T) {
	effort.Story(t)
	t.Run("krong-bong-2021", func(t *testing.T) {
		book := printed(t, "krong-bong-2021", "", "attainment-2021.xlsx")
		if problems := cut(t, book); len(problems) > 0 {
			t.Errorf("not seen whole: %s", strings.Join(problems, "\n"))
		}
		if got, want := value(t, book, "Năm 2021", "A5"), "Năm 2021, số liệu đến hết quý III (số ước)"; got != want {
			t.Errorf("the year's sheet is of %q, want %q", got, want)
		}
		must(t, book.SetColWidth("Năm 2021", "E", "E", 3))
		wantCut(t, cut(t, book), "133.3")
	})
	t.Run("budget-2008", func(t *testing.T) {
		const shared = "../../../../shared/real/budget-2008"
		if _, err := os.Stat(shared); err != nil {
			t.Skip("the published workbooks are not part of the checkout")
		}
		book := printed(t, "budget-2008", shared, "attainment-2008.xlsx")
		if problems := cut(t, book); len(problems) > 0 {
			t.Errorf("not seen whole: %s", strings.Join(problems, "\n"))
		}
		if got := value(t, book, "Năm 2008", "A5"); strings.Contains(got, "quý") {
			t.Errorf("a year that is reported as a whole is printed as %q", got)
		}
		asBefore(t, book, "Năm 2008")
		// Hà Tây became part of Hà Nội: its plan counts there in current boundaries, and it has no row of its own.
		rows, err := book.GetRows("Năm 2008 (hiện nay)")
		must(t, err)
		sheet := fmt.Sprint(rows)
		if !strings.Contains(sheet, "Hà Nội 57,154,500 66,641,687 116.6") || strings.Contains(sheet, "Hà Tây") {
			t.Errorf("the sheet in current boundaries says %s", sheet)
		}
		wantCut(t, cut(t, book), "419,278,224")
	})
}

// Two units of one name beneath one unit are told apart by their days, and no other name has any. The reform of
// 1 July 2025 left the names of four communes to their successors. In the third quarter two of the old ones have a row
// still: the successors of the other two state a cumulative that includes them.
func TestNamesakesAreToldApart(t *testing.T) {
	book := printed(t, "krong-bong-2025", "", "attainment-2025.xlsx", "2024-*", "2026-*", "*-Q2", "*-Q4")
	for sheet, names := range map[string][]string{
		"Quý I": nil, "Quý III": {"Xã Hòa Sơn", "Xã Yang Mao"},
		"Năm 2025": {"Xã Dang Kang", "Xã Hòa Sơn", "Xã Cư Pui", "Xã Yang Mao"},
	} {
		seen := map[string]bool{}
		for _, cells := range rowsOf(t, book, sheet) {
			if len(cells) > 1 && strings.HasSuffix(cells[1], "/2025)") {
				seen[cells[1]] = true
			}
		}
		for _, name := range names {
			for _, days := range []string{" (đến 30/06/2025)", " (từ 01/07/2025)"} {
				if !seen[name+days] {
					t.Errorf("sheet %s has no row of %s%s", sheet, name, days)
				}
			}
		}
		if len(seen) != 2*len(names) {
			t.Errorf("sheet %s has days behind %d names, want %d: %v", sheet, len(seen), 2*len(names), seen)
		}
	}
}

func TestApart(t *testing.T) {
	for _, c := range []struct {
		language           message.Language
		since, until, want string
	}{
		{message.Vietnamese, "", "2025-06-30", "Xã A (đến 30/06/2025)"},
		{message.Vietnamese, "2024-01-01", "2025-06-30", "Xã A (đến 30/06/2025)"},
		{message.English, "", "2025-06-30", "Xã A (until 30/06/2025)"},
		{message.English, "2025-07-01", "", "Xã A (from 01/07/2025)"},
		{message.English, "", "", "Xã A"},
	} {
		if got := print.Apart(print.Office{Language: c.language}, "Xã A", c.since, c.until); got != c.want {
			t.Errorf("from %q until %q: %q, want %q", c.since, c.until, got, c.want)
		}
	}
}

func rowsOf(t *testing.T, book *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := book.GetRows(sheet)
	must(t, err)
	return rows
}

func value(t *testing.T, book *excelize.File, sheet, at string) string {
	t.Helper()
	text, err := book.GetCellValue(sheet, at)
	must(t, err)
	return text
}

// Amounts up to 10^18 with ten decimals are seen whole, at any number of decimals that the indicator declares.
func TestAmountsAreSeenWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "generated.xlsx")
	effort.Check(t, 15, 100, func(r *rapid.T) {
		g := print.Generated{
			Attainment: "738.8", Quarter: rapid.IntRange(0, 4).Draw(r, "quarter"),
			Decimals: rapid.IntRange(0, 10).Draw(r, "decimals"),
		}
		for range rapid.IntRange(1, 4).Draw(r, "units") {
			digits := rapid.IntRange(1, 18).Draw(r, "digits")
			amount := fmt.Sprint(rapid.Int64Range(0, int64(math.Pow10(digits))).Draw(r, "amount"))
			if rapid.Bool().Draw(r, "fraction") {
				amount += fmt.Sprintf(".%010d", rapid.Int64Range(1, 9_999_999_999).Draw(r, "tenth"))
			}
			if rapid.Bool().Draw(r, "negative") {
				amount = "-" + amount
			}
			g.Amounts = append(g.Amounts, amount)
		}
		must(t, g.Write(path, print.Office{Language: message.Vietnamese, Digits: 1}))
		book, err := excelize.OpenFile(path)
		must(t, err)
		defer book.Close()
		if problems := cut(t, book); len(problems) > 0 {
			r.Fatalf("not seen whole: %s", strings.Join(problems, "\n"))
		}
	})
}

// generated opens a table that no workspace has.
func generated(t *testing.T, g print.Generated, language message.Language) *excelize.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "generated.xlsx")
	must(t, g.Write(path, print.Office{Language: language, Digits: 1}))
	book, err := excelize.OpenFile(path)
	must(t, err)
	t.Cleanup(func() { book.Close() })
	return book
}

func TestWidthOfBefore(t *testing.T) {
	book := generated(t, print.Generated{Amounts: []string{"10000000"}, Quarter: 1}, message.Vietnamese)
	if problems := cut(t, book); len(problems) > 0 {
		t.Errorf("not seen whole: %q", problems)
	}
	asBefore(t, book, "Bảng")
	wantCut(t, cut(t, book), "10,000,000")
}

// Up to 15 digits a number is a number in Excel; beyond that it is a text with every digit, and the sheet says so.
func TestNumbersAsTheyAreShown(t *testing.T) {
	for _, c := range []struct {
		amount   string
		decimals int
		language message.Language
		want     string
		number   bool
	}{
		{"2332", 0, message.Vietnamese, "2,332", true},
		{"2332", 2, message.Vietnamese, "2,332.00", true},
		{"2.34", 1, message.Vietnamese, "2.3", true},
		{"115386523296378", 0, message.Vietnamese, "115,386,523,296,378", true},
		{"1000000000000000000", 0, message.Vietnamese, "1,000,000,000,000,000,000", true}, // a float64 of its own
		{"999999999999999999", 0, message.Vietnamese, "999.999.999.999.999.999", false},
		{"-1153865232963781", 0, message.English, "-1,153,865,232,963,781", false},
		{"308520539.7621013951", 10, message.Vietnamese, "308.520.539,7621013951", false},
		{"308520539.7621013951", 2, message.Vietnamese, "308,520,539.76", true},
	} {
		book := generated(t, print.Generated{Amounts: []string{c.amount}, Decimals: c.decimals, Quarter: 1}, c.language)
		text, err := book.GetCellValue("Bảng", "C9")
		must(t, err)
		kind, err := book.GetCellType("Bảng", "C9")
		must(t, err)
		number := kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString
		if text != c.want || number != c.number {
			t.Errorf("%s with %d decimals shows %q, a number: %v; want %q", c.amount, c.decimals, text, number, c.want)
		}
		said := false
		for _, one := range cells(t, book) {
			said = said || strings.Contains(one.text, "15") && strings.Contains(one.place, "!A")
		}
		if said == c.number {
			t.Errorf("%s: the sheet says that numbers stand as text: %v", c.amount, said)
		}
	}
}

// Colours are for numbers only, and by the pace: a quarter's cumulative against quarter × 25 %, the year's against how
// far its figures run.
func TestColoursByPace(t *testing.T) {
	for _, c := range []struct {
		quarter, through int
		want             string
	}{
		{1, 3, "25 12.5"}, {2, 3, "50 25"}, {3, 3, "75 37.5"}, {4, 4, "100 50"},
		{0, 3, "75 37.5"}, {0, 0, "100 50"}, {0, 4, "100 50"},
	} {
		g := print.Generated{Amounts: []string{"1", "2"}, Attainment: "60.0", Quarter: c.quarter, Through: c.through}
		formats, err := generated(t, g, message.Vietnamese).GetConditionalFormats("Bảng")
		must(t, err)
		at := map[bool]string{true: "F9", false: "E9"}[c.quarter > 0]
		pace, half, _ := strings.Cut(c.want, " ")
		want := []string{
			fmt.Sprintf("AND(ISNUMBER(%s),%s>=%s)", at, at, pace), fmt.Sprintf("AND(ISNUMBER(%s),%s>=%s)", at, at, half),
			fmt.Sprintf("AND(ISNUMBER(%s),%s<%s)", at, at, half),
		}
		var got []string
		for _, options := range formats {
			for _, o := range options {
				got = append(got, o.Criteria)
			}
		}
		if len(formats) != 1 || strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("quarter %d, figures to quarter %d: coloured by %q, want %q", c.quarter, c.through, got, want)
		}
	}
}

// The widths by which columns are made are those of the font.
func TestPixels(t *testing.T) {
	r := newRuler(t)
	for _, text := range []string{
		"419,278,224.50", "Tổng thu ngân sách nhà nước trên địa bàn", "ĐƠN VỊ CHƯA NỘP BÁO CÁO", "ước đạt “được”", "x", "…",
	} {
		for _, bold := range []bool{false, true} {
			got, want := print.Pixels(text, 12, bold), r.pixels(text, 12, bold, false)
			if math.Abs(got-want) > 0.03*want {
				t.Errorf("%q, bold %v, is taken to be %.1f pixels wide; it is %.1f", text, bold, got, want)
			}
		}
	}
}

func TestFixedDecimal(t *testing.T) {
	for _, c := range []struct {
		decimal string
		digits  int
		want    string
	}{
		{"0", 0, "0"}, {"0", 2, "0.00"}, {"28.75", 1, "28.8"}, {"-28.75", 1, "-28.8"}, {"2.34", 1, "2.3"},
		{"9.96", 1, "10.0"},
		{"1000000000000000000.9999999999", 0, "1000000000000000001"}, {"5", 3, "5.000"},
	} {
		if got := print.FixedDecimal(c.decimal, c.digits); got != c.want {
			t.Errorf("%s with %d digits is %q, want %q", c.decimal, c.digits, got, c.want)
		}
	}
	for decimal, want := range map[string]int{"0": 0, "-0.50": 1, "1000": 1, "1001.10": 5, "0.00012": 2} {
		if got := print.Significant(decimal); got != want {
			t.Errorf("%s has %d digits, want %d", decimal, got, want)
		}
	}
}
