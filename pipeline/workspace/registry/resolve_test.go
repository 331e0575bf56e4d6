package registry_test

import (
	"errors"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

// hoaSon is the reform of three communes into one, whose code and name two of them had before.
const hoaSon = `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
kb-cu,,Địa bàn huyện Krông Bông (cũ),group,,,
ea-trul,24472,Xã Ea Trul,commune,kb-cu,,2025-06-30
yang-reh,24469,Xã Yang Reh,commune,kb-cu,,2025-06-30
hoa-son-cu,24481,Xã Hòa Sơn,commune,kb-cu,,2025-06-30
hoa-son,24472,Xã Hòa Sơn,commune,kb-cu,2025-07-01,
ten-cu,1,Xã Tên Cũ,commune,kb-cu,,2025-08-15
ten-cu,1,Xã Tên Mới,commune,kb-cu,2025-08-16,
ten,2,Xã Tên Cũ,commune,kb-cu,2025-08-16,
`

const hoaSonChanges = `date,kind,unit_id,successor_unit_id,decision
2025-07-01,merge,ea-trul,hoa-son,1660
2025-07-01,merge,yang-reh,hoa-son,1660
2025-07-01,merge,hoa-son-cu,hoa-son,1660
`

// A name or code is read as of the end of the period; a unit that had it only earlier in the period is found when no
// other has it at the end.
func TestFindUnitAtThePeriodsEnd(t *testing.T) {
	r := load(t, map[string]string{"units.csv": hoaSon, "changes.csv": hoaSonChanges})
	decree := period.Decree092019()
	for _, c := range []struct {
		text string
		on   period.Interval
		want string
	}{
		{"24472", quarter(2021, 3), "ea-trul"},
		{"24472", quarter(2025, 2), "ea-trul"},
		{"24472", quarter(2025, 3), "hoa-son"},
		{"24472", quarter(2026, 1), "hoa-son"},
		{"24472", decree.Interval(period.OfQuarter(2025, 3)), "hoa-son"}, // 15 June to 14 September
		{"24472", decree.Interval(period.OfQuarter(2025, 2)), "ea-trul"}, // to 14 June
		{"24472", period.CalendarQuarters().Interval(period.OfYear(2025)), "hoa-son"},
		{"24481", period.CalendarQuarters().Interval(period.OfYear(2025)), "hoa-son-cu"}, // ended within the year
		{"Xã Hòa Sơn", quarter(2021, 3), "hoa-son-cu"},
		{"Xã Hoà Sơn", quarter(2026, 1), "hoa-son"},
		{"Xã Hòa Sơn", period.CalendarQuarters().Interval(period.OfYear(2025)), "hoa-son"},
		{"Xã Hòa Sơn", decree.Interval(period.OfQuarter(2025, 3)), "hoa-son"},
		{"Xã Ea Trul", period.CalendarQuarters().Interval(period.OfYear(2025)), "ea-trul"},
		{"Xã Tên Cũ", quarter(2025, 3), "ten"}, // which has it at the end, and the renamed unit only before
		{"Xã Tên Mới", quarter(2025, 3), "ten-cu"},
		{"Xã Tên Cũ", quarter(2025, 2), "ten-cu"},
	} {
		found, err := r.FindUnit(c.text, c.on)
		if c.text[0] == '2' {
			found, err = r.FindUnitByCode(c.text, c.on)
		}
		if err != nil || found.ID != c.want {
			t.Errorf("%s in %v: %s, %v; want %s", c.text, c.on, found.ID, err, c.want)
		}
	}
}

// A name or code of another time names both units: the one that has it then, and the one in its place now.
func TestUnknownUnitNamesBothUnits(t *testing.T) {
	r := load(t, map[string]string{"units.csv": hoaSon, "changes.csv": hoaSonChanges})
	for _, c := range []struct {
		text    string
		on      period.Interval
		outside string
		instead string
		message string
	}{
		{"Xã Ea Trul", quarter(2026, 1), "ea-trul", "hoa-son", "ea-trul has the name to 2025-06-30; then it is hoa-son"},
		{"24481", quarter(2026, 1), "hoa-son-cu", "hoa-son", `no unit has the code "24481" at that time: hoa-son-cu has the code`},
		{"Xã Tên Mới", quarter(2021, 1), "ten-cu", "ten-cu", "ten-cu has the name from 2025-08-16; then it is ten-cu"},
		{"2", quarter(2021, 1), "ten", "", `no unit has the code "2" at that time: ten has the code from 2025-08-16`},
	} {
		_, err := r.FindUnit(c.text, c.on)
		if c.text[0] == '2' {
			_, err = r.FindUnitByCode(c.text, c.on)
		}
		var unknown *registry.UnknownUnitError
		if !errors.As(err, &unknown) || len(unknown.Outside) == 0 || unknown.Outside[0].ID != c.outside ||
			!strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: %v, want %s", c.text, err, c.message)
			continue
		}
		instead := ""
		for _, u := range unknown.Instead {
			instead += u.ID
		}
		if instead != c.instead {
			t.Errorf("%s: %q stands in its place, want %q", c.text, instead, c.instead)
		}
	}
}

// A group is no unit: its name finds nobody, but tells units of one name apart.
func TestGroupsAreNoUnits(t *testing.T) {
	r := load(t, map[string]string{"units.csv": hoaSon, "changes.csv": hoaSonChanges})
	var unknown *registry.UnknownUnitError
	if u, err := r.FindUnit("Địa bàn huyện Krông Bông (cũ)", quarter(2021, 3)); !errors.As(err, &unknown) {
		t.Errorf("a group was found: %+v, %v", u, err)
	}
	u, err := r.FindUnit("Xã Hòa Sơn, Địa bàn huyện Krông Bông (cũ)", quarter(2021, 3))
	if err != nil || u.ID != "hoa-son-cu" {
		t.Errorf("beneath the group: %+v, %v", u, err)
	}
}
