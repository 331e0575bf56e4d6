package workbook

import "testing"

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		row, column int
		ref         string
	}{{1, 1, "A1"}, {3, 26, "Z3"}, {3, 27, "AA3"}, {3, 28, "AB3"}, {9, 702, "ZZ9"}, {9, 703, "AAA9"}, {MaxRow, MaxColumn, "XFD1048576"}} {
		if got := Address(c.row, c.column); got != c.ref {
			t.Errorf("Address(%d, %d) = %s, want %s", c.row, c.column, got, c.ref)
		}
		if row, column, err := ParseAddress(c.ref); err != nil || row != c.row || column != c.column {
			t.Errorf("ParseAddress(%s) = %d, %d, %v", c.ref, row, column, err)
		}
	}
	for _, ref := range []string{"", "A", "1", "A0", "1A", "A1B", "$A$1", "XFE1", "A1048577", "AAAA1", "A-1", "A99999999999", "Ạ1"} {
		if row, column, err := ParseAddress(ref); err == nil {
			t.Errorf("ParseAddress(%q) = %d, %d", ref, row, column)
		}
	}
}

func TestFormats(t *testing.T) {
	for code, want := range map[string]formatKind{
		"General": {}, "0": {}, "#,##0.00": {}, "@": {}, `#,##0 "đồng"`: {}, "0.00E+00": {}, "[Red]#,##0": {}, `_(* #,##0_);_(* "-"_)`: {},
		"dd/mm/yyyy": {date: true}, "[h]:mm:ss": {date: true}, "[$-42A]dd mmmm yyyy": {date: true}, "mm:ss.0": {date: true}, "h:mm AM/PM": {date: true},
		`"days" 0`: {}, `\d0`: {}, `[hh]`: {date: true}, `[Magenta]0`: {}, `General "m"`: {},
		`"không có"`: {literal: true}, ";;;": {literal: true}, `"`: {literal: true}, "[": {literal: true},
	} {
		if got := classify(code); got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}

func TestDateText(t *testing.T) {
	for _, c := range []struct {
		serial float64
		mac    bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, "1900-02-29"}, {61, false, "1900-03-01"}, {44469, false, "2021-09-30"},
		{44469.604166666664, false, "2021-09-30T14:30:00"}, {0.5, false, "12:00:00"}, {0, true, "1904-01-01"}, {43007, true, "2021-09-30"},
		{44469.999999999, false, "2021-10-01"}, {0.0000058, false, "00:00:00.501"},
	} {
		if got, ok := DateText(c.serial, c.mac); !ok || got != c.want {
			t.Errorf("DateText(%v, %v) = %q, %v; want %q", c.serial, c.mac, got, ok, c.want)
		}
	}
	for _, serial := range []float64{-1, 2958466, 1e300} {
		if got, ok := DateText(serial, false); ok {
			t.Errorf("DateText(%v) = %q", serial, got)
		}
	}
}
