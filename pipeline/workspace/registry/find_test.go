package registry_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

func quarter(year, q int) period.Interval {
	return period.CalendarQuarters().Interval(period.OfQuarter(year, q))
}

func TestFindUnit(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units, "aliases.csv": "name,unit_id\nUBND xã Cư Pui,cu-pui\n"})
	found := []struct {
		name       string
		on         period.Interval
		id, parent string
	}{
		{name: "Xã Cư Pui", on: quarter(2021, 3), id: "cu-pui", parent: "krong-bong"},
		{name: "Xã Cư Pui", on: quarter(2025, 3), id: "cu-pui", parent: "dak-lak"},
		{name: "  XÃ  CƯ PUI ", on: quarter(2021, 3), id: "cu-pui", parent: "krong-bong"},
		{name: norm.NFD.String("Xã Cư Pui"), on: quarter(2021, 3), id: "cu-pui", parent: "krong-bong"},
		{name: "ubnd xã cư pui", on: quarter(2021, 3), id: "cu-pui", parent: "krong-bong"},
		{name: "Xã Hoà Phong, Huyện Krông Bông", on: quarter(2021, 3), id: "hoa-phong", parent: "krong-bong"},
		{name: "xã hòa phong, huyện lắk, tỉnh đắk lắk", on: quarter(2021, 3), id: "lak-hoa-phong", parent: "lak"},
		{name: "Xã Hòa Phong", on: quarter(2025, 3), id: "lak-hoa-phong", parent: "lak"},
		{name: "Xã Cư Pui", id: "cu-pui", parent: "dak-lak"},
	}
	for _, c := range found {
		u, err := r.FindUnit(c.name, c.on)
		if err != nil || u.ID != c.id || u.ParentID != c.parent {
			t.Errorf("FindUnit(%q, %v) = %+v, %v", c.name, c.on, u, err)
		}
	}
	for _, name := range []string{"Cư Pui", "Xã Cu Pui", "", "Xã Hòa Phong, Huyện Cư Pui", "Xã Cư Pui, Huyện Lắk", ","} {
		var unknown *registry.UnknownUnitError
		if u, err := r.FindUnit(name, quarter(2021, 3)); !errors.As(err, &unknown) {
			t.Errorf("FindUnit(%q) = %+v, %v; want it to be unknown", name, u, err)
		}
	}
}

func TestFindUnitAmbiguous(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units})
	_, err := r.FindUnit("Xã Hòa Phong", quarter(2021, 3))
	var two *registry.AmbiguousUnitError
	if !errors.As(err, &two) || len(two.Units) != 2 || two.Units[0].ID != "hoa-phong" {
		t.Fatalf("error is %v", err)
	}
	if u, err := r.FindUnitUnder("Xã Hoà Phong", "lak", quarter(2021, 3)); err != nil || u.ID != "lak-hoa-phong" {
		t.Errorf("under lak: %+v, %v", u, err)
	}
	if _, err := r.FindUnitUnder("Xã Hòa Phong", "dak-lak", quarter(2021, 3)); !errors.As(err, &two) {
		t.Errorf("under the province: %v", err)
	}
}

func TestUnitsNamed(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units})
	for name, want := range map[string]int{"Xã Cư Pui": 1, "xã hoà phong": 2, "Xã Hòa Phong, Huyện Lắk": 1, "Cư Pui": 0,
		"": 0, "Nguyễn Văn A, kế toán": 0} {
		if got := r.UnitsNamed(name, quarter(2021, 3)); len(got) != want {
			t.Errorf("%q: %v, want %d", name, got, want)
		}
	}
}

func TestBelow(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units})
	ids := func(ancestor string, year int) (all []string) {
		for _, u := range r.Below(ancestor, period.Date{Year: year, Month: 9, Day: 30}) {
			all = append(all, u.ID)
		}
		return all
	}
	for _, c := range []struct {
		ancestor string
		year     int
		want     string
	}{
		{"krong-bong", 2021, "cu-pui hoa-phong"},
		{"lak", 2021, "lak-hoa-phong"},
		{"dak-lak", 2021, "krong-bong lak cu-pui hoa-phong lak-hoa-phong"},
		{"dak-lak", 2025, "lak cu-pui lak-hoa-phong"},
		{"krong-bong", 2025, ""},
		{"cu-pui", 2021, ""},
		{"nowhere", 2021, ""},
	} {
		if got := strings.Join(ids(c.ancestor, c.year), " "); got != c.want {
			t.Errorf("below %s in %d: %q, want %q", c.ancestor, c.year, got, c.want)
		}
	}
}

func TestHints(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units})
	for name, want := range map[string]string{"Cư Pui": "Xã Cư Pui", "Xã Cu Pui": "Xã Cư Pui",
		"Huyện Krông Bong": "Huyện Krông Bông"} {
		_, err := r.FindUnit(name, quarter(2021, 3))
		var unknown *registry.UnknownUnitError
		if !errors.As(err, &unknown) || !slices.Contains(unknown.Nearest, want) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want the hint %q", name, err, want)
		}
	}
	_, err := r.FindUnit("Huyện Krông Bông", quarter(2026, 1))
	var unknown *registry.UnknownUnitError
	if !errors.As(err, &unknown) || len(unknown.Outside) != 1 || !strings.Contains(err.Error(),
		"krong-bong has the name to 2025-06-30") {
		t.Errorf("a unit of the past: %v", err)
	}
}

func TestUnitAt(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units})
	for day, parent := range map[string]string{"2025-06-30": "krong-bong", "2025-07-01": "dak-lak",
		"1990-01-01": "krong-bong"} {
		on, err := period.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if u, ok := r.UnitAt("cu-pui", on); !ok || u.ParentID != parent {
			t.Errorf("%s: %+v, %v", day, u, ok)
		}
	}
	if u, ok := r.UnitAt("krong-bong", period.Date{Year: 2025, Month: 7, Day: 1}); ok {
		t.Errorf("a closed unit: %+v", u)
	}
}

// A name is found however its letters' case, Unicode form and spaces are changed, and never as another unit.
func TestFindUnitLaw(t *testing.T) {
	r := load(t, map[string]string{"units.csv": many(500)})
	rapid.Check(t, func(t *rapid.T) {
		want := r.Units[rapid.IntRange(0, len(r.Units)-1).Draw(t, "unit")]
		name := want.Name
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			name = strings.ToUpper(name)
		case 1:
			name = norm.NFD.String(name)
		case 2:
			name = " " + strings.ReplaceAll(name, " ", "\u00a0 ")
		}
		if u, err := r.FindUnit(name, quarter(2021, 1)); err != nil || u.ID != want.ID {
			t.Fatalf("FindUnit(%q) = %+v, %v; want %s", name, u, err, want.ID)
		}
		other := name + rapid.StringMatching(`[a-zà]{1,5}`).Draw(t, "tail")
		if u, err := r.FindUnit(other, quarter(2021, 1)); err == nil {
			t.Fatalf("FindUnit(%q) = %+v", other, u)
		}
	})
}

func many(n int) string {
	var text strings.Builder
	text.WriteString("unit_id,name,level,parent_unit_id\nroot,Tỉnh,province,\n")
	for i := range n {
		fmt.Fprintf(&text, "u-%d,Xã Hòa Thắng %d,commune,root\n", i, i)
	}
	return text.String()
}

func FuzzFindUnit(f *testing.F) {
	for _, name := range []string{"Xã Cư Pui", "xã hoà phong, huyện lắk", ",,", "\xff", "Huyện Krông Bông",
		strings.Repeat("ộ", 300)} {
		f.Add(name)
	}
	r, err := registry.New([]registry.Unit{
		{ID: "a", Name: "Huyện Krông Bông", Level: "district"}, {ID: "b", Name: "Xã Cư Pui", Level: "commune", ParentID: "a"},
	}, nil, nil, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		u, err := r.FindUnit(name, quarter(2021, 1))
		if err == nil && u.ID != "a" && u.ID != "b" {
			t.Errorf("%q is %+v", name, u)
		}
	})
}

func BenchmarkFindUnit(b *testing.B) {
	units := []registry.Unit{{ID: "root", Name: "Tỉnh", Level: "province"}}
	for i := range 12_000 {
		units = append(units, registry.Unit{ID: fmt.Sprintf("u-%d", i), Name: fmt.Sprintf("Xã Hòa Thắng %d", i),
			Level: "commune", ParentID: "root"})
	}
	r, err := registry.New(units, nil, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, spelled := range map[string]string{"as registered": "Xã Hòa Thắng 11000", "otherwise": "XÃ HOÀ THẮNG 11000",
		"unknown": "Xã Hòa Thăng 11000"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = r.FindUnit(spelled, quarter(2021, 1))
			}
		})
	}
}
