package registry

import (
	"slices"
	"testing"
)

// A name without its marks, or with its kind abbreviated, is offered the name that is meant.
func TestNearest(t *testing.T) {
	index := &nameIndex{}
	for _, name := range []string{"Xã Hòa Lễ", "Xã Hòa Phong", "Thị trấn Krông Kmar", "Thành phố Buôn Ma Thuột", "Phường Tự An"} {
		index.near = append(index.near, newNearName(fold(name), name))
	}
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
