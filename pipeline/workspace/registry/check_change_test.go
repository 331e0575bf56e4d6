package registry_test

import (
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// Every way in which changes and units can disagree is an error that names file, row and column, and what to do.
func TestChangesAgreeWithUnits(t *testing.T) {
	const header = "date,kind,unit_id,successor_unit_id,decision\n"
	for name, c := range map[string]struct{ units, changes, want string }{
		"merge into a unit not yet founded": {"", "2025-06-01,merge,old,c,\n",
			`registry/changes.csv, row 2, column successor_unit_id: read "c": c does not exist on 2025-06-01, by ` +
				`registry/units.csv, row 5 (from 2025-07-01); correct the date`},
		"merge of a unit that goes on": {"", "2025-07-01,merge,stays,c,\n",
			`row 2, column unit_id: read "stays": the unit goes on after that day`},
		"merge with itself":            {"", "2025-07-01,merge,a,a,\n", "column successor_unit_id: read \"a\": a unit cannot"},
		"end of a unit long gone":      {"", "2025-09-01,close,a,,\n", "column date: read \"2025-09-01\": a does not exist the day"},
		"end of a unit that goes on":   {"", "2025-07-01,close,stays,,\n", "column unit_id: read \"stays\": the unit goes on"},
		"split that leaves the unit":   {"", "2025-07-01,split,stays,c,\n", "add a row of the split whose successor_unit_id is stays"},
		"founded before":               {"", "2025-07-01,found,stays,,\n", "column date: read \"2025-07-01\": stays exists the day before"},
		"founded later":                {"", "2025-06-01,found,c,,\n", "column date: read \"2025-06-01\": c does not exist on 2025-06-01"},
		"recode to another identifier": {"", "2025-07-01,recode,a,c,\n", `read "c": a recode keeps the unit_id; where another unit takes the place of a, use merge`},
		"rename to another identifier": {"", "2025-07-01,rename,a,c,\n", "a rename keeps the unit_id"},
		"recode of a unit that begins": {"", "2025-07-01,recode,c,,\n", "c begins on that day"},
		"recode of a unit that ended":  {"", "2025-07-01,recode,a,,\n", "column date: read \"2025-07-01\": a does not exist on"},
		"move to another parent than the units": {"", "2025-07-01,move,moved,h,\n",
			`row 8, places moved beneath k from that day on: two parents at once`},
		"two parents": {"moved,16,Xã F,commune,h,2025-08-01,\n", "",
			`registry/units.csv, row 10, column parent_unit_id: read "h": moved has two parents at once: row 8`},
		"two parents, one of them a group": {"cum,,Cụm 1,group,h,,\nstays,12,Xã B,commune,cum,,\n", "",
			`registry/units.csv, row 11, column parent_unit_id: read "cum": stays has two parents at once: row 4 places it ` +
				`beneath h on the same days; end one row with valid_to before the other begins`},
		"a circle": {"x,,X,district,y,,\ny,,Y,district,x,,\n", "", "in a circle: x → y → x"},
		"a code twice at once": {"z,11,Xã Z,commune,h,2024-01-01,\n", "",
			`registry/units.csv, row 10, column code: read "11": row 3 gives the code to a on the same days`},
		"a code twice at once, further apart": {"z,12,Xã Z,commune,h,,2010-12-31\ny,12,Xã Y,commune,h,2010-01-01,2010-01-02\n", "",
			`column code: read "12": row 4 gives the code to stays`},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"units.csv": reformUnits + c.units, "changes.csv": header + c.changes}
			_, err := registry.Load(write(t, files), workbook.Limits{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// reformUnits: a and old end, c and d begin on 1 July 2025, moved goes from one district to another.
const reformUnits = `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
h,1,Huyện,district,,,
a,11,Xã A,commune,h,,2025-06-30
stays,12,Xã B,commune,h,,
c,13,Xã C,commune,h,2025-07-01,
k,2,Huyện K,district,,,
moved,14,Xã F,commune,h,,2025-06-30
moved,14,Xã F,commune,k,2025-07-01,
old,15,Xã O,commune,h,,2025-05-31
`

// What real resolutions state is taken: a unit that is split and goes on as a part of itself, one that takes another in
// and is then split by the same decision, a code that is given again.
func TestChangesOfRealResolutions(t *testing.T) {
	r := load(t, map[string]string{"units.csv": `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
h,1,Huyện,district,,,
a,11,Xã A,commune,h,,2025-06-30
b,12,Xã B,commune,h,,2025-06-30
c,11,Xã C,commune,h,2025-07-01,
d,12,Xã D,commune,h,2025-07-01,
e,13,Xã E,commune,h,,2025-06-30
e,14,Xã Ê,commune,h,2025-07-01,
`, "changes.csv": `date,kind,unit_id,successor_unit_id,decision
2025-07-01,merge,a,b,1
2025-07-01,split,b,c,1
2025-07-01,split,b,d,1
2025-07-01,split,e,e,1
2025-07-01,split,e,d,1
2025-07-01,rename,e,,1
2025-07-01,recode,e,,1
2025-07-01,found,d,,1
`})
	if doubts := r.Doubts(); len(doubts) > 0 {
		t.Errorf("doubts: %v", doubts)
	}
}

// A rename, recode or move that the table of units does not show is asked about; so is a unit that ends without a word
// while the unit above it goes on.
func TestDoubtsOfChanges(t *testing.T) {
	r := load(t, map[string]string{"units.csv": `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
t,1,Tỉnh,province,,,
h,2,Huyện,district,t,,2025-06-30
a,11,Xã A,commune,h,,2025-06-30
b,12,Xã B,commune,t,,2025-06-30
b,12,Xã B,commune,t,2025-07-01,
c,13,Xã C,commune,t,,2025-03-31
e,15,Xã E,commune,t,,2025-09-30
`, "changes.csv": `date,kind,unit_id,successor_unit_id,decision
2025-07-01,rename,b,,
2025-07-01,recode,b,,
2025-07-01,move,b,t,
2025-07-01,split,e,e,
2025-07-01,split,e,b,
`})
	var got []string
	for _, d := range r.Doubts() {
		got = append(got, d.Error())
	}
	want := []string{
		`registry/changes.csv, row 2, column kind: read "rename": registry/units.csv, row 6, has the same name before`,
		`registry/changes.csv, row 3, column kind: read "recode": registry/units.csv, row 6, has the same code before`,
		`registry/changes.csv, row 4, column kind: read "move": registry/units.csv, row 6, has the same parent_unit_id before`,
		`registry/units.csv, row 3, column valid_to: read "2025-06-30": the unit ends`, // the district
		`registry/units.csv, row 7, column valid_to: read "2025-03-31": the unit ends`, // c; a ends with its district
		// e: that a part of it went to b in July says nothing of its end
		`registry/units.csv, row 8, column valid_to: read "2025-09-30": the unit ends`,
	}
	if len(got) != len(want) {
		t.Fatalf("doubts: %s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s\nwant %s", got[i], want[i])
		}
	}
}
