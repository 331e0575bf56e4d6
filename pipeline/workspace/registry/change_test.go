package registry_test

import (
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// splitUnits are two communes that become three on 1 July 2025.
const splitUnits = `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
h,1,Huyện,district,,,
a,11,Xã A,commune,h,,2025-06-30
b,12,Xã B,commune,h,,2025-06-30
c,13,Xã C,commune,h,2025-07-01,
d,14,Xã D,commune,h,2025-07-01,
e,15,Xã E,commune,h,2025-07-01,
`

func TestLoadReadsChanges(t *testing.T) {
	r := load(t, map[string]string{"units.csv": splitUnits, "changes.csv": `date,kind,unit_id,successor_unit_id,decision,allocation,counts
2025-07-01,merge,a,c,1660/NQ,,includes
2025-07-01,split,b,c,1660/NQ,60,
2025-07-01,split,b,d,1660/NQ,40,own
2025-07-01,found,e,,1660/NQ,,own
`})
	want := []registry.Change{
		{Kind: registry.Merge, UnitID: "a", SuccessorID: "c", Counts: registry.Includes},
		{Kind: registry.Split, UnitID: "b", SuccessorID: "c", Allocated: true, Allocation: quantity.Of(60)},
		{Kind: registry.Split, UnitID: "b", SuccessorID: "d", Allocated: true, Allocation: quantity.Of(40),
			Counts: registry.Own},
		{Kind: registry.Found, UnitID: "e", Counts: registry.Own},
	}
	for i, got := range r.Changes {
		got.Date, got.Decision, got.Source = want[i].Date, "", registry.Source{}
		if got != want[i] {
			t.Errorf("row %d: %+v, want %+v", i+2, got, want[i])
		}
	}
}

// A table from before the columns allocation and counts has the sum that it had, so that no new state is recorded.
func TestColumnsThatSayNothingChangeNoSum(t *testing.T) {
	old := load(t, map[string]string{"units.csv": splitUnits,
		"changes.csv": "date,kind,unit_id,successor_unit_id,decision\n2025-07-01,merge,a,c,1660/NQ\n"})
	wider := load(t, map[string]string{"units.csv": splitUnits,
		"changes.csv": "date,kind,unit_id,successor_unit_id,decision,allocation,counts\n2025-07-01,merge,a,c,1660/NQ,,\n"})
	declared := load(t, map[string]string{"units.csv": splitUnits,
		"changes.csv": "date,kind,unit_id,successor_unit_id,decision,allocation,counts\n2025-07-01,merge,a,c,1660/NQ,,own\n"})
	if old.SHA256 != wider.SHA256 || old.SHA256 == declared.SHA256 {
		t.Errorf("sums %s, %s with empty columns, %s with a declaration", old.SHA256, wider.SHA256, declared.SHA256)
	}
}

func TestLoadRefusesChanges(t *testing.T) {
	const header = "date,kind,unit_id,successor_unit_id,decision,allocation,counts\n"
	for name, c := range map[string]struct{ rows, want string }{
		"unknown kind":       {"2025-07-01,absorb,a,c,,,\n", "row 2, column kind: read \"absorb\": expected found, close"},
		"merge without":      {"2025-07-01,merge,a,,,,\n", "row 2, column successor_unit_id"},
		"no date":            {",close,a,,,,\n", "row 2, column date: empty"},
		"unknown counts":     {"2025-07-01,merge,a,c,,,both\n", "row 2, column counts: read \"both\": expected own"},
		"counts of a rename": {"2025-07-01,rename,c,,,,own\n", "row 2, column counts"},
		"weight of a merge":  {"2025-07-01,merge,a,c,,1,\n", "row 2, column allocation: read \"1\": only a split"},
		"negative weight":    {"2025-07-01,split,b,c,,-1,\n2025-07-01,split,b,d,,1,\n", "row 2, column allocation"},
		"weight missing":     {"2025-07-01,split,b,c,,1,\n2025-07-01,split,b,d,,,\n", "row 3, column allocation"},
		"weights of zero":    {"2025-07-01,split,b,c,,0,\n2025-07-01,split,b,d,,0,\n", "row 2, column allocation"},
		"one part twice":     {"2025-07-01,split,b,c,,1,\n2025-07-01,split,b,c,,1,\n", "row 3, column successor_unit_id"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := registry.Load(write(t, map[string]string{"units.csv": splitUnits, "changes.csv": header + c.rows}),
				workbook.Limits{})
			if err == nil || !strings.Contains(err.Error(), "registry/changes.csv, "+c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}
