package registry

import (
	"errors"
	"slices"
	"testing"

	"tonghop/pipeline/vocabulary/period"
)

// A name without its marks, or with its kind abbreviated, is offered the name that is meant.
func TestNearest(t *testing.T) {
	index := &nameIndex{}
	var near []nearName
	for _, name := range []string{"Xã Hòa Lễ", "Xã Hòa Phong", "Thị trấn Krông Kmar", "Thành phố Buôn Ma Thuột",
		"Phường Tự An"} {
		near = append(near, newNearName(fold(name), name))
	}
	index.near = func() []nearName { return near }
	for typed, want := range map[string]string{
		"Xa Hoa Le": "Xã Hòa Lễ", "TT Krông Kmar": "Thị trấn Krông Kmar", "tt. krong kmar": "Thị trấn Krông Kmar",
		"TP.Buôn Ma Thuột": "Thành phố Buôn Ma Thuột", "P. Tự An": "Phường Tự An", "Krông Kmar": "Thị trấn Krông Kmar",
		"Xã Hoà Lể": "Xã Hòa Lễ",
	} {
		if got := index.nearest(typed); len(got) == 0 || got[0] != want {
			t.Errorf("%q: %q, want %q first", typed, got, want)
		}
	}
	for _, typed := range []string{"Xã Ea Trul", "Sở Y tế", ""} {
		if got := index.nearest(typed); slices.Contains(got, "Thị trấn Krông Kmar") {
			t.Errorf("%q: %q", typed, got)
		}
	}
}

// A code means the unit that had it at the time; codes are given anew.
func TestFindUnitByCode(t *testing.T) {
	day := func(year int) period.Interval {
		d := period.Date{Year: year, Month: 6, Day: 30}
		return period.Interval{From: d, To: d}
	}
	r, err := New([]Unit{
		{ID: "tinh", Code: "66", Name: "Tỉnh", Level: "province"},
		{ID: "cu", Code: "1A", Name: "Xã Cũ", Level: "commune", ParentID: "tinh", ValidTo: period.Date{Year: 2020, Month: 12,
			Day: 31}},
		{ID: "moi", Code: "1A", Name: "Xã Mới", Level: "commune", ParentID: "tinh", ValidFrom: period.Date{Year: 2021,
			Month: 1, Day: 1}},
		{ID: "khac", Name: "Xã Khác", Level: "commune", ParentID: "tinh"},
	}, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string][2]string{"1a": {"cu", "moi"}, " 66 ": {"tinh", "tinh"}, "": {"", ""}, "2": {"",
		""}} {
		before, _ := r.FindUnitByCode(code, day(2020))
		after, _ := r.FindUnitByCode(code, day(2021))
		if got := [2]string{before.ID, after.ID}; got != want {
			t.Errorf("%q: %v, want %v", code, got, want)
		}
	}
	var several *AmbiguousUnitError
	if _, err := r.FindUnitByCode("1A", period.Interval{}); !errors.As(err, &several) {
		t.Errorf("at any time: %v", err)
	}
}
