package workbook

import "testing"

// Addresses go both ways, up to the last cell of the largest sheet, and what is no address is refused.
func TestAddress(t *testing.T) {
	for _, c := range []struct {
		row, column int
		ref         string
	}{{1, 1, "A1"}, {3, 26, "Z3"}, {3, 27, "AA3"}, {3, 28, "AB3"}, {9, 702, "ZZ9"}, {9, 703, "AAA9"}, {MaxRow, MaxColumn,
		"XFD1048576"}} {
		if got := Address(c.row, c.column); got != c.ref {
			t.Errorf("Address(%d, %d) = %s, want %s", c.row, c.column, got, c.ref)
		}
		if row, column, err := ParseAddress(c.ref); err != nil || row != c.row || column != c.column {
			t.Errorf("ParseAddress(%s) = %d, %d, %v", c.ref, row, column, err)
		}
	}
	for _, ref := range []string{"", "A", "1", "A0", "1A", "A1B", "$A$1", "XFE1", "A1048577", "AAAA1", "A-1",
		"A99999999999", "Ạ1"} {
		if row, column, err := ParseAddress(ref); err == nil {
			t.Errorf("ParseAddress(%q) = %d, %d", ref, row, column)
		}
	}
}

// Which formats show a date, and which show words in the place of a number: the two things that change a
// value's meaning.
func TestFormats(t *testing.T) {
	type kind struct{ date, literal bool }
	for code, want := range map[string]kind{
		"General": {}, "": {}, "0": {}, "#,##0.00": {}, "@": {}, `#,##0 "đồng"`: {}, "0.00E+00": {}, "[Red]#,##0": {},
		`_(* #,##0_);_(* "-"_)`: {literal: true}, `_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)`: {}, `0;-0;"-"`: {},
		`0;-0;;@`:  {},
		`"days" 0`: {}, `\d0`: {}, `[Magenta]0`: {}, `General "m"`: {}, `[$-42A]#,##0`: {}, "0.0E+00": {}, "#\" đ\"": {},
		"dd/mm/yyyy": {date: true}, "[h]:mm:ss": {date: true}, "[$-42A]dd mmmm yyyy": {date: true}, "mm:ss.0": {date: true},
		"h:mm AM/PM": {date: true}, "[hh]": {date: true}, "yyyy\\-mm;@": {date: true}, `[=0]"-";dd/mm/yyyy`: {date: true,
			literal: true},
		`"ngày" dd "tháng" mm`: {date: true}, "[$-411]ge.m.d": {date: true}, "mmm": {date: true}, "0;[Red]dd": {},
		`"không có"`: {literal: true}, ";;;": {literal: true}, `"`: {literal: true}, "[": {literal: true},
		"[<100]0;\"nhiều\"": {literal: true},
	} {
		style := NewStyle(code, "")
		if got := (kind{style.IsDate, style.Literal}); got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}

// A format may hide one value and show another: what counts is the section for this very number.
func TestHidesValue(t *testing.T) {
	for _, c := range []struct {
		format string
		value  float64
		want   bool
	}{
		{`0;-0;"-"`, 0, true}, {`0;-0;"-"`, 1, false}, {`0;-0;"-"`, -1, false}, {";;;", 5, true}, {"General", 5, false}, {"",
			0, false},
		{`0;"âm"`, -1, true}, {`0;"âm"`, 1, false}, {`[=1]"Có";[=0]"Không";General`, 1, true},
		{`[=1]"Có";[=0]"Không";General`, 0, true},
		{`[=1]"Có";[=0]"Không";General`, 2, false}, {`[<100]0;"nhiều"`, 99, false}, {`[<100]0;"nhiều"`, 100, true}, {"0;;",
			0, true}, {"dd/mm/yyyy", 3, false},
	} {
		if got := HidesValue(c.format, c.value); got != c.want {
			t.Errorf("HidesValue(%s, %v) = %v", c.format, c.value, got)
		}
	}
}

// The same serial is a time, a date or a duration, as its format says.
func TestStyleDateText(t *testing.T) {
	for _, c := range []struct {
		format string
		serial float64
		mac    bool
		want   string
	}{
		{"h:mm", 0.5, false, "12:00:00"}, {"h:mm", 0.5, true, "12:00:00"}, {"dd/mm/yyyy", 0.5, true, "1904-01-01T12:00:00"},
		{"[h]:mm", 1.5, false, "PT36H0M0S"}, {"[mm]:ss.0", 0.0000058, false, "PT0H0M0.501S"}, {"h:mm", 44469.5, false,
			"2021-09-30T12:00:00"},
		{"mm:ss", 0.25, false, "06:00:00"}, {"dd/mm/yyyy h:mm", 44469, false, "2021-09-30"},
	} {
		if got, ok := NewStyle(c.format, "").DateText(c.serial, c.mac); !ok || got != c.want {
			t.Errorf("%s of %v = %q, want %q", c.format, c.serial, got, c.want)
		}
	}
}

// ISO dates give the serial that Excel would store, in both calendars.
func TestParseISODate(t *testing.T) {
	for _, c := range []struct {
		in     string
		mac    bool
		serial float64
		text   string
	}{
		{"2021-09-30", false, 44469, "2021-09-30"}, {"2021-09-30T14:30:00Z", false, 44469.604166666664,
			"2021-09-30T14:30:00"},
		{"2021-09-30T14:30:00.250", false, 44469.60416956018, "2021-09-30T14:30:00.250"}, {"12:00:00", false, 0.5,
			"12:00:00"},
		{"1900-02-28", false, 59, "1900-02-28"}, {"1900-03-01", false, 61, "1900-03-01"}, {"1904-01-02", true, 1,
			"1904-01-02"},
	} {
		serial, text, ok := ParseISODate(c.in, c.mac)
		if !ok || serial != c.serial || text != c.text {
			t.Errorf("ParseISODate(%s) = %v, %s, %v", c.in, serial, text, ok)
		}
	}
	for _, in := range []string{"", "2021-13-01", "30/9/2021", "1899-12-30", "44469", "2021-02-30"} {
		if _, text, ok := ParseISODate(in, false); ok {
			t.Errorf("ParseISODate(%q) = %s", in, text)
		}
	}
}

// Corners may stand in any order; whole rows and columns are no ranges here.
func TestParseRange(t *testing.T) {
	for ref, want := range map[string]Range{"B2:C5": {2, 2, 5, 3}, "B2": {2, 2, 2, 2}, "C5:B2": {2, 2, 5, 3}} {
		if got, err := ParseRange(ref); err != nil || got != want {
			t.Errorf("ParseRange(%s) = %v, %v", ref, got, err)
		}
	}
	for _, ref := range []string{"", ":", "A1:", "A1:B2:C3", "A:B", "1:2"} {
		if got, err := ParseRange(ref); err == nil {
			t.Errorf("ParseRange(%q) = %v", ref, got)
		}
	}
}

// The day that Excel counts and that never was, and the days around it, in both calendars.
func TestDateText(t *testing.T) {
	plain := NewStyle("dd/mm/yyyy", "")
	for _, c := range []struct {
		serial float64
		mac    bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, "1900-02-29"}, {61, false, "1900-03-01"}, {44469,
			false, "2021-09-30"},
		{44469.604166666664, false, "2021-09-30T14:30:00"}, {0.5, false, "12:00:00"}, {0, true, "1904-01-01"}, {43007, true,
			"2021-09-30"},
		{44469.999999999, false, "2021-10-01"}, {0.0000058, false, "00:00:00.501"},
	} {
		if got, ok := plain.DateText(c.serial, c.mac); !ok || got != c.want {
			t.Errorf("DateText(%v, %v) = %q, %v; want %q", c.serial, c.mac, got, ok, c.want)
		}
	}
	for _, serial := range []float64{-1, 2958466, 1e300} {
		if got, ok := plain.DateText(serial, false); ok {
			t.Errorf("DateText(%v) = %q", serial, got)
		}
	}
}
