package period

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestParseRefuses(t *testing.T) {
	for _, label := range []string{"", "21-Q3", "2021-Q5", "2021-Q0", "2021-q3", "2021-H2", "2021-M6", "2021Q3",
		"2025-2021", "2021-2021", "1899", "2021-", "２０２１"} {
		if p, err := Parse(label); err == nil {
			t.Errorf("%q was taken as %v", label, p)
		}
	}
}

// Periods as people write them; dates, comparisons and texts with two periods are no answer.
func TestFromTextOf(t *testing.T) {
	cases := []struct{ text, want string }{
		{"Quý III năm 2021", "2021-Q3"},
		{"QUÝ III/2021", "2021-Q3"},
		{"quý 3/2021", "2021-Q3"},
		{"Q3-2021", "2021-Q3"},
		{"Q3 2021", "2021-Q3"},
		{"BC KN Q3 2021 - xã Cư Pui.xlsx", "2021-Q3"},
		{"bao-cao-2021-Q3.xlsx", "2021-Q3"},
		{"(Quý I, năm 2021)", "2021-Q1"},
		{"Kỳ báo cáo: Quý IV năm 2020", "2020-Q4"},
		{"6 tháng đầu năm 2021", "2021-H1"},
		{"sáu tháng đầu năm 2021", "2021-H1"},
		{"9 tháng năm 2021", "2021-M9"},
		{"9 tháng đầu năm 2021", "2021-M9"},
		{"cả năm 2021", "2021"},
		{"BÁO CÁO NĂM 2021", "2021"},
		{"giai đoạn 2021-2025", "2021-2025"},
		{"nhiệm kỳ 2020 – 2025", "2020-2025"},
		{"Năm 2021, quý II", "2021-Q2"},
		{"Kết quả quý II năm 2021 so với quý II năm 2021", "2021-Q2"},
		{norm.NFD.String("Quý III năm 2021"), "2021-Q3"},
		{"Quí III năm 2021", "2021-Q3"},
		{"Quý 03/2021", "2021-Q3"},
		{"Quý: III  Năm: 2021", "2021-Q3"},
		{"BC quy III 2021.xlsx", "2021-Q3"},
		{"BC 6 thang dau nam 2021", "2021-H1"},
		{"3 tháng đầu năm 2021", "2021-Q1"},
		{"12 tháng năm 2021", "2021"},
		{"Kết quả quý II năm 2021 so với quý II năm 2020", "2021-Q2"},
		{"Quý III năm 2021 (số liệu đến ngày 14 tháng 9 năm 2021)", "2021-Q3"},
		{"(Ban hành kèm theo Quyết định số 05/2021/QĐ-UBND ngày 6 tháng 9 năm 2021)", ""}, // was six months
		{"Krông Bông, ngày 9 tháng 12 năm 2021", ""},                                      // was nine months
		{"Đắk Lắk, ngày 15 tháng 01 năm 2022", ""},                                        // was the year 2022
		{"Đắk Lắk, ngày … tháng … năm 2022", ""},
		{"ngày .... tháng .... năm 20...", ""},
		{"Tháng 9 năm 2021", ""},
		{"tháng 9/2021", ""},
		{"So với cùng kỳ năm 2020", ""},
		{"quy định năm", ""},
		{"quý cơ quan", ""},
		{"Xã Cư Pui", ""},
		{"16 tháng 9", ""},
		{"", ""},
	}
	for _, c := range cases {
		p, found, err := FromTextOf(0, c.text)
		if err != nil || found != (c.want != "") || found && p.String() != c.want {
			t.Errorf("FromTextOf(0, %q) = %v, %v, %v; want %q", c.text, p, found, err, c.want)
		}
	}
	bad := map[string]string{"Quý III": "year is missing", "Quý III năm 2021 và quý II năm 2021": "both",
		"6 tháng cuối năm 2021":    "last months",
		"Quý I trong 2020 và 2021": "more than one year", "Quý I năm 3021": "expected a year",
		"5 tháng đầu năm 2021": "5 months", "Quý IV, ngày 5 tháng 1 năm 2022": "year is missing",
		"Quý III so với năm 2020": "year is missing"}
	for text, problem := range bad {
		if p, _, err := FromTextOf(0, text); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("FromTextOf(0, %q) = %v, %v; want an error with %q", text, p, err, problem)
		}
	}
}

// A text may name two periods of different kinds: the kind that is asked for decides.
func TestFromTextOfAKind(t *testing.T) {
	cases := []struct {
		kind       Kind
		text, want string
	}{
		{Quarter, "Báo cáo quý III và 9 tháng đầu năm 2021", "2021-Q3"},
		{Nine, "Báo cáo quý III và 9 tháng đầu năm 2021", "2021-M9"},
		{Half, "Quý II và 6 tháng đầu năm 2021", "2021-H1"},
		{Year, "Quý IV và cả năm 2021", "2021"},
		{Quarter, "Quý IV và cả năm 2021", "2021-Q4"},
		{Year, "Quý III năm 2021", ""},
		{Year, "Đắk Lắk, ngày 15 tháng 01 năm 2022", ""},
		{Year, "12 tháng năm 2021", "2021"},
		{Quarter, "năm 2021", ""},
	}
	for _, c := range cases {
		p, found, err := FromTextOf(c.kind, c.text)
		if err != nil || found != (c.want != "") || found && p.String() != c.want {
			t.Errorf("FromTextOf(%s, %q) = %v, %v, %v; want %q", c.kind, c.text, p, found, err, c.want)
		}
	}
	if p, _, err := FromTextOf(Quarter, "Quý I và quý II năm 2021"); err == nil {
		t.Errorf("two quarters were taken as %v", p)
	}
	if p, _, err := FromTextOf(0, "Quý III và 9 tháng đầu năm 2021"); err == nil {
		t.Errorf("two kinds were taken as %v", p)
	}
}

func TestInterval(t *testing.T) {
	custom, err := CustomCutoff(25)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		calendar        Calendar
		label, from, to string
	}{
		{CalendarQuarters(), "2021-Q1", "2021-01-01", "2021-03-31"},
		{CalendarQuarters(), "2021-Q3", "2021-07-01", "2021-09-30"},
		{CalendarQuarters(), "2021-H1", "2021-01-01", "2021-06-30"},
		{CalendarQuarters(), "2021-M9", "2021-01-01", "2021-09-30"},
		{CalendarQuarters(), "2021", "2021-01-01", "2021-12-31"},
		{CalendarQuarters(), "2021-2025", "2021-01-01", "2025-12-31"},
		{Decree092019(), "2021-Q1", "2020-12-15", "2021-03-14"},
		{Decree092019(), "2021-Q3", "2021-06-15", "2021-09-14"},
		{Decree092019(), "2021-H1", "2020-12-15", "2021-06-14"},
		{Decree092019(), "2021-M9", "2020-12-15", "2021-09-14"},
		{Decree092019(), "2021", "2020-12-15", "2021-12-14"},
		{Decree092019(), "2021-2025", "2020-12-15", "2025-12-14"},
		{custom, "2021-Q1", "2020-12-26", "2021-03-25"},
		{custom, "2021-Q2", "2021-03-26", "2021-06-25"},
	}
	for _, c := range cases {
		p, err := Parse(c.label)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.calendar.Interval(p); got.From.String() != c.from || got.To.String() != c.to {
			t.Errorf("%s with last day %d: %s to %s, want %s to %s", c.label, c.calendar.LastDay, got.From, got.To, c.from, c.to)
		}
	}
	for _, day := range []int{0, 29, -1} {
		if _, err := CustomCutoff(day); err == nil {
			t.Errorf("cutoff %d was taken", day)
		}
	}
}

func TestCalendarOf(t *testing.T) {
	for _, c := range []struct {
		name    string
		lastDay int
		want    Calendar
	}{{"", 0, CalendarQuarters()}, {"month_end", 0, CalendarQuarters()}, {"decree_09_2019", 0, Decree092019()}, {"", 14,
		Decree092019()}, {"", 28, Calendar{LastDay: 28}}} {
		if got, err := CalendarOf(c.name, c.lastDay); err != nil || got != c.want {
			t.Errorf("CalendarOf(%q, %d) = %v, %v; want %v", c.name, c.lastDay, got, err, c.want)
		}
	}
	for name, lastDay := range map[string]int{"": 29, "lunar": 0, "month_end": 14} {
		if got, err := CalendarOf(name, lastDay); err == nil {
			t.Errorf("CalendarOf(%q, %d) was taken as %v", name, lastDay, got)
		}
	}
}

func TestDates(t *testing.T) {
	for _, text := range []string{"2021-02-30", "30/9/2021", "2021-9-3", ""} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q was taken as %v", text, d)
		}
	}
	if (Date{2021, 2, 29}).Valid() || !(Date{2020, 2, 29}).Valid() {
		t.Error("leap days")
	}
}

// A law: in every calendar the quarters cover the year without gap or overlap.
func TestQuartersTileTheYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calendar := Calendar{LastDay: rapid.IntRange(0, 28).Draw(t, "last day")}
		year := rapid.IntRange(1990, 2090).Draw(t, "year")
		whole := calendar.Interval(OfYear(year))
		next := whole.From
		for q := 1; q <= 4; q++ {
			i := calendar.Interval(OfQuarter(year, q))
			if i.From != next {
				t.Fatalf("quarter %d starts %s, want %s", q, i.From, next)
			}
			next = i.To.AddDays(1)
		}
		if next != whole.To.AddDays(1) || calendar.Interval(OfYear(year+1)).From != next {
			t.Fatalf("the year ends %s, the quarters the day before %s", whole.To, next)
		}
	})
}

// FuzzParse reads any label; what is taken writes itself the same.
func FuzzParse(f *testing.F) {
	for _, label := range []string{"2021-Q3", "2021-H1", "2021-M9", "2021", "2021-2025", "x"} {
		f.Add(label)
	}
	f.Fuzz(func(t *testing.T, label string) {
		if p, err := Parse(label); err == nil && p.String() != label {
			t.Errorf("%q reads as %v", label, p)
		}
	})
}

// A pattern is not tried where its words are missing; so whatever it matches has one of them.
func TestPatternsMatchOnlyTextsWithTheirWords(t *testing.T) {
	all := []wording{quarterText, monthsText, lateMonths, termText, isoLabel, fullYear, bareYear, comparison}
	for _, w := range append(all, days...) {
		rapid.Check(t, func(t *rapid.T) {
			if text := rapid.StringMatching(w.String()).Draw(t, "text"); !w.mayBeIn(text) {
				t.Fatalf("%s matches %q, which has none of %q", w, text, w.words)
			}
		})
	}
}

func FuzzFromTextOf(f *testing.F) {
	for _, text := range []string{"Quý III năm 2021", "6 tháng đầu năm 2021", "quý", "giai đoạn 2021-2025", "Q3-2021",
		"2021-Q3", "ngày 6 tháng 9 năm 2021", "Quý III và 9 tháng năm 2021", "so với năm 2020", "quy 03/2021"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for kind := Quarter; kind <= Term; kind++ {
			if p, found, err := FromTextOf(kind, text); err == nil && found && p.Kind != kind {
				t.Errorf("%q gives %v, which is no %s", text, p, kind)
			}
		}
		p, found, err := FromTextOf(0, text)
		if err != nil || !found {
			return
		}
		if back, err := Parse(p.String()); err != nil || back != p {
			t.Errorf("%q gives %+v, which is no period", text, p)
		}
	})
}

// A person names a period by its label or in the words of a workbook; what names none, or two, is refused as a label
// is.
func TestNamed(t *testing.T) {
	for text, want := range map[string]string{
		"2026-Q2": "2026-Q2", "Q3/2026": "2026-Q3", "Quý II năm 2026": "2026-Q2", "quý 3 2026": "2026-Q3", "năm 2026": "2026",
		"6 tháng đầu năm 2026": "2026-H1", "2026": "2026", "2021-2025": "2021-2025",
	} {
		if got, err := Named(text); err != nil || got.String() != want {
			t.Errorf("Named(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "quý III", "Quý I và Quý II năm 2026", "hôm qua", "2026-Q5"} {
		if got, err := Named(text); err == nil {
			t.Errorf("Named(%q) = %s; want an error", text, got)
		}
	}
}
