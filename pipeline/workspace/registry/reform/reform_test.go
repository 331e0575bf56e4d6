package reform

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

var july = period.Date{Year: 2025, Month: 7, Day: 1}

func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func text(t testing.TB, file string) string {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// planned takes a list over into the registry in dir, as far as its plan goes.
func planned(t testing.TB, dir, list string, o Options) *Plan {
	t.Helper()
	r, err := registry.Load(dir, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	read, err := Read(write(t, t.TempDir(), "list.csv", list), "list.csv", workbook.Limits{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return Make(r, read, o)
}

// The registry of the sample is its registry of before with the list taken over, to the byte.
func TestSampleIsWhatImportMakes(t *testing.T) {
	sample := "../../../../samples/krong-bong-2025"
	dir := t.TempDir()
	var units, changes []string
	for line := range strings.Lines(text(t, sample+"/registry/units.csv")) {
		if !strings.HasSuffix(line, ",2025-07-01,\n") {
			units = append(units, strings.Replace(line, ",2025-06-30\n", ",\n", 1))
		}
	}
	for line := range strings.Lines(text(t, sample+"/registry/changes.csv")) {
		if !strings.HasPrefix(line, "2025-07-01,") {
			changes = append(changes, line)
		}
	}
	write(t, dir, "units.csv", strings.Join(units, ""))
	write(t, dir, "changes.csv", strings.Join(changes, ""))
	if len(units) != 19 || len(changes) != 2 {
		t.Fatalf("%d and %d lines before the reform", len(units), len(changes))
	}
	list := text(t, sample+"/reform-2025.csv")
	plan := planned(t, dir, list, Options{})
	if len(plan.Problems) > 0 {
		t.Errorf("problems: %v", plan.Problems)
	}
	if err := plan.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"units.csv", "changes.csv"} {
		if got, want := text(t, filepath.Join(dir, name)), text(t, sample+"/registry/"+name); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	again := planned(t, dir, list, Options{})
	if again.Already != 13 || again.OldUnits != 0 || len(again.Problems) > 0 {
		t.Errorf("taken over again: %+v", again)
	}
}

// province has a district with four communes, and one beside it that nobody mentions.
const provinceUnits = `unit_id,code,name,level,parent_unit_id,valid_from,valid_to,note
t,66,Tỉnh Đắk Lắk,province,,,,
h,653,Huyện Krông Bông,district,t,,,
a,00001,Xã A,commune,h,,,giữ
b,00002,Xã B,commune,h,,,
c,00003,Xã C,commune,h,,,
d,00004,Xã D,commune,h,,,
k,654,Huyện Krông Pắc,district,t,,,
e,00005,Xã E,commune,k,,,
phong,,Phòng Y tế,agency,k,,,
`

const listHead = `Đơn vị hành chính từ ngày 01/7/2025,,,Trước ngày 01/7/2025
Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Quận/huyện
`

// What the words of a list come to, by the changes and the units that are written.
func TestImport(t *testing.T) {
	for name, c := range map[string]struct {
		list    string
		options Options
		units   string // rows that end, and rows that begin
		changes string
		notes   string // parts of the problems, in their order
	}{
		"a commune and a part of another": {
			list: "Xã X,10,Xã A,1,Nhập toàn bộ,\nXã X,10,Xã B,2,Nhập một phần,\nXã Y,11,Xã B,2,Nhập một phần,\n" +
				"Xã Y,11,xã C ,3,Nhập toàn bộ,\nXã Y,11,Xã D,4,Nhập toàn bộ,\n",
			units:   "-a -b -c -d +x(00010)<h +y(00011)<h",
			changes: "merge a→x; split b→x; split b→y; merge c→y; merge d→y",
		},
		"the district ends with its communes": {
			list: "Xã X,10,Xã A,1,Nhập toàn bộ,Huyện Krông Bông (653)\nXã X,10,Xã B,2,Nhập toàn bộ,Huyện Krông Bông (653)\n" +
				"Xã X,10,Xã C,3,Nhập toàn bộ,Huyện Krông Bông (653)\nXã X,10,Xã D,4,Nhập toàn bộ,Huyện Krông Bông (653)\n",
			units: "-a -b -c -d -h +x(00010)<t", changes: "merge a→x; merge b→x; merge c→x; merge d→x; close h",
		},
		"a group in the place of the district": {
			list: "Xã X,10,Xã A,1,Nhập toàn bộ,Huyện Krông Bông (653)\nXã X,10,Xã B,2,Nhập toàn bộ,Huyện Krông Bông (653)\n" +
				"Xã C,3,Xã C,3,Nhập toàn bộ,Huyện Krông Bông (653)\nXã Y,4,Xã D,4,Nhập toàn bộ,Huyện Krông Bông (653)\n" +
				"Xã Y,4,Xã E,5,Nhập toàn bộ,Huyện Krông Pắc (654)\n",
			options: Options{Groups: true},
			units:   "-a -b -c -d -e -h +c(00003)<h-cu +h-cu()<t +x(00010)<h-cu +y(00004)<t",
			changes: "merge a→x; merge b→x; move c→h-cu; merge d→y; merge e→y; close h",
			notes:   "Huyện Krông Pắc was not closed",
		},
		"a commune alone goes on": {
			list: "Xã E Mới,15,Xã E,5,Nhập toàn bộ,Huyện Krông Pắc (654)\n", units: "-e +e(00015)<t",
			changes: "rename e; recode e; move e→t",
			notes:   "Huyện Krông Pắc was not closed: units still stand beneath it (1, such as Phòng Y tế)",
		},
		"nothing changes": {
			list: "Xã E,5,Xã E,5,Giữ nguyên,\n", units: "", changes: "",
		},
		"the same name again": {
			list:    "Xã E,5,Xã E,5,Nhập toàn bộ,\nXã E,5,Xã A,1,Nhập toàn bộ,\nXã E,5,Xã B,2,Nhập toàn bộ,\n",
			options: Options{Parent: "t", Counts: registry.Own},
			units:   "-a -b -e +e-2025(00005)<t", changes: "merge e→e-2025 own; merge a→e-2025 own; merge b→e-2025 own",
			notes: "Xã C (00003) stands beside|Xã D (00004) stands beside",
		},
		"the same commune goes on, where the office says so": {
			list:    "Xã E,5,Xã E,5,Nhập toàn bộ,\nXã E,5,Xã A,1,Nhập một phần,\nXã A,1,Xã A,1,Nhập một phần,\n",
			options: Options{Continue: true},
			units:   "-e +e(00005)<t", changes: "move e→t; split a→e; split a→a",
			notes: "Xã B (00002) stands beside|Xã C (00003) stands beside|Xã D (00004) stands beside",
		},
		"land without people": {
			list: "Xã E,5,Xã E,5,\"Nhập một phần diện tích, toàn bộ dân số\",\nXã F,6,Xã E,5,Nhập một phần diện tích,\n" +
				"Xã F,6,Xã A,1,Nhập toàn bộ,\n",
			options: Options{Parent: "t"},
			units:   "-a -e +a(00006)<t +e(00005)<t", changes: "move e→t; rename a; recode a; move a→t",
			notes: "Xã B (00002) stands beside|Xã C (00003)|Xã D (00004)",
		},
		"the rest of the country": {
			list: "Phường Z,90,Phường Q,91,Nhập toàn bộ,\nXã E,5,Xã E,5,Nhập toàn bộ,\nXã E,5,Xã Ngoài,92,Nhập toàn bộ,\n",
			notes: "Xã E (00005) has also Xã Ngoài (00092) among its predecessors, which the registry did not have on " +
				"2025-06-30",
		},
		"a weight": {
			list: "Xã X,10,Xã A,1,Nhập một phần,\nXã Y,11,Xã A,1,Nhập một phần,\n", options: Options{Decision: "1/NQ"},
			units: "-a +x(00010)<h +y(00011)<h", changes: "split a→x; split a→y",
			notes: "Xã B|Xã C|Xã D",
		},
		"another name": {
			list:  "Xã E,5,Xã Ê Đê,5,Nhập toàn bộ,\n",
			notes: `row 3: the code 00005 is that of "Xã E" in the registry, and of "Xã Ê Đê" in the list`,
		},
		"the name of another": {list: "Xã E,5,Xã A,5,Nhập toàn bộ,\n",
			notes: `ERROR list.csv, row 3: the code 00005 is that of "Xã E" in the registry, and the name "Xã A" another unit's`},
		"whole and part": {list: "Xã X,10,Xã E,5,Nhập toàn bộ,\nXã Y,11,Xã E,5,Nhập một phần,\n",
			notes: "ERROR list.csv, row 3: Xã E (00005) goes whole to one unit and also to another (row 4)"},
		"a part alone": {list: "Xã X,10,Xã E,5,Nhập một phần,\n",
			notes: "ERROR list.csv, row 3: only a part of Xã E (00005) is in the list"},
		"land alone": {list: "Xã X,10,Xã E,5,Nhập một phần diện tích,\n",
			notes: "ERROR list.csv, row 3: only land of Xã E (00005)|ERROR list.csv, row 3: Xã X (00010) gets land only"},
		"twice": {list: "Xã X,10,Xã E,5,Nhập một phần,\nXã X,10,Xã E,5,Nhập một phần,\n",
			notes: "ERROR list.csv, row 4: the list has Xã E (00005) → Xã X (00010) twice"},
		"two names of a code": {list: "Xã X,10,Xã E,5,Nhập toàn bộ,\nXã Y,10,Xã A,1,Nhập toàn bộ,\n",
			notes: `ERROR list.csv, row 4: the code 00010 is that of "Xã Y" here and of "Xã X" in row 3|Xã B|Xã C|Xã D`},
		"half a row": {list: "Xã X,,Xã E,5,Nhập toàn bộ,\n",
			notes: `ERROR list.csv, row 3: the new unit has no code or no name: read "Xã X"`},
		"a code that goes on with another": {list: "Xã X,5,Xã A,1,Nhập toàn bộ,\nXã X,5,Xã B,2,Nhập toàn bộ,\n",
			options: Options{Parent: "t"}, notes: `ERROR list.csv, row 3: column code: read "00005": row 9 gives the code to e|Xã C|Xã D`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "units.csv", provinceUnits)
			plan := planned(t, dir, listHead+c.list, c.options)
			expectNotes(t, plan, c.notes)
			if plan.Failed() {
				if err := plan.Write(dir); err == nil || text(t, filepath.Join(dir, "units.csv")) != provinceUnits {
					t.Errorf("written although there are errors: %v", err)
				}
				return
			}
			if c.units == "" && c.changes == "" && len(plan.changes) > 0 && c.notes == "" {
				t.Errorf("changes: %s", changesText(plan.changes))
			}
			if c.units == "" {
				return
			}
			if got := unitsText(plan); got != c.units {
				t.Errorf("units %s, want %s", got, c.units)
			}
			if got := changesText(plan.changes); got != c.changes {
				t.Errorf("changes %s, want %s", got, c.changes)
			}
			if err := plan.Write(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := registry.Load(dir, workbook.Limits{}); err != nil {
				t.Errorf("the registry that was written: %v", err)
			}
			if !strings.Contains(text(t, filepath.Join(dir, "units.csv")), "giữ") {
				t.Error("the office's note is gone")
			}
		})
	}
}

func expectNotes(t *testing.T, plan *Plan, want string) {
	t.Helper()
	var got []string
	for _, p := range plan.Problems {
		note := p.String()
		if p.IsError {
			note = "ERROR " + note
		}
		got = append(got, note)
	}
	parts := strings.Split(want, "|")
	if want == "" {
		parts = nil
	}
	matches := len(got) == len(parts)
	for i := range min(len(got), len(parts)) {
		matches = matches && strings.Contains(got[i], parts[i]) &&
			strings.HasPrefix(got[i], "ERROR") == strings.HasPrefix(parts[i], "ERROR")
	}
	if !matches {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(parts, "\n"))
	}
}

// unitsText is which units end, and which rows begin with their code and the unit above.
func unitsText(p *Plan) string {
	var all []string
	for _, row := range slices.Sorted(maps.Keys(p.ended)) {
		all = append(all, "-"+p.registry.Units[row].ID)
	}
	for _, u := range p.begun {
		all = append(all, fmt.Sprintf("+%s(%s)<%s", u.ID, u.Code, u.ParentID))
	}
	slices.Sort(all)
	slices.SortStableFunc(all, func(a, b string) int { return int(b[0]) - int(a[0]) })
	return strings.Join(all, " ")
}

func changesText(changes []registry.Change) string {
	var all []string
	for _, c := range changes {
		text := string(c.Kind) + " " + c.UnitID
		if c.SuccessorID != "" {
			text += "→" + c.SuccessorID
		}
		if c.Counts != "" {
			text += " " + string(c.Counts)
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// Provinces of before become those of the list: the one whose code goes on may have another name, others merge into it.
func TestImportOfProvinces(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "units.csv", `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
vn,,Việt Nam,country,,,
kien-giang,91,Tỉnh Kiên Giang,province,vn,,
an-giang,89,Tỉnh An Giang,province,vn,,
a,30001,Xã A,commune,kien-giang,,
b,30002,Xã B,commune,an-giang,,
`)
	plan := planned(t, dir, `Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Tỉnh cũ,Tỉnh mới,Ngày hiệu lực,Nghị quyết
Xã X,30001,Xã A,30001,Nhập toàn bộ,Tỉnh Kiên Giang (91),Tỉnh An Giang (91),1/7/2025,1654/NQ
Xã B,30002,Xã B,30002,Nhập toàn bộ,Tỉnh An Giang (89),Tỉnh An Giang (91),1/7/2025,1654/NQ
`, Options{})
	expectNotes(t, plan, "")
	if got, want := unitsText(plan), "-a -an-giang -b -kien-giang +a(30001)<kien-giang +b(30002)<kien-giang "+
		"+kien-giang(91)<vn"; got != want {
		t.Errorf("units %s, want %s", got, want)
	}
	want := "rename kien-giang; rename a; move b→kien-giang; merge an-giang→kien-giang"
	if got := changesText(plan.changes); got != want {
		t.Errorf("changes %s, want %s", got, want)
	}
	if plan.changes[0].Date != july || plan.changes[0].Decision != "1654/NQ" {
		t.Errorf("the first change: %+v", plan.changes[0])
	}
}

// The office's file keeps its byte order mark, its separators and line ends, and what stands in other columns.
func TestWriteKeepsTheFile(t *testing.T) {
	dir := t.TempDir()
	before := "\ufeffunit_id;note;name;level;parent_unit_id;code\r\nh;\"a; b\";Huyện;district;;1\r\n" +
		"a;x;Xã A;commune;h;11\r\nb;y;Xã B;commune;h;12\r\n"
	write(t, dir, "units.csv", before)
	plan := planned(t, dir, "new_code,new_name,old_code,old_name,part,allocation\n21,Xã X,11,Xã A,part,60\n"+
		"22,Xã Y,11,Xã A,part,40\n", Options{Date: july, Decision: "1/NQ"})
	if err := plan.Write(dir); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffunit_id;note;name;level;parent_unit_id;code;valid_to;valid_from\r\nh;\"a; b\";Huyện;district;;1;;\r\n" +
		"a;x;Xã A;commune;h;11;2025-06-30;\r\nb;y;Xã B;commune;h;12;;\r\nx;;Xã X;commune;h;21;;2025-07-01\r\n" +
		"y;;Xã Y;commune;h;22;;2025-07-01\r\n"
	if got := text(t, filepath.Join(dir, "units.csv")); got != want {
		t.Errorf("units.csv:\n%q\nwant\n%q", got, want)
	}
	if got, want := text(t, filepath.Join(dir, "changes.csv")), "date,kind,unit_id,successor_unit_id,decision,"+
		"allocation\n2025-07-01,split,a,x,1/NQ,60\n2025-07-01,split,a,y,1/NQ,40\n"; got != want {
		t.Errorf("changes.csv: %q, want %q", got, want)
	}
	if _, err := registry.Load(dir, workbook.Limits{}); err != nil {
		t.Error(err)
	}
}

// A registry that is kept in a workbook, a file that is no list and a list without a day are refused with what to do.
func TestImportRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "units.csv", provinceUnits)
	if _, err := Read(write(t, dir, "other.csv", "a,b\n1,2\n"), "other.csv", workbook.Limits{}, Options{}); err == nil ||
		!strings.Contains(err.Error(), "other.csv: no sheet is a list") {
		t.Errorf("no list: %v", err)
	}
	list := "new_code,new_name,old_code,old_name\n10,Xã X,5,Xã E\n"
	if err := os.Remove(filepath.Join(dir, "other.csv")); err != nil {
		t.Fatal(err)
	}
	expectNotes(t, planned(t, dir, list, Options{}), "ERROR list.csv: the list does not say from which day")
	plan := planned(t, dir, list, Options{Date: july})
	if err := os.Rename(filepath.Join(dir, "units.csv"), filepath.Join(dir, "units.xlsx")); err != nil {
		t.Fatal(err)
	}
	if err := plan.Write(dir); err == nil || !strings.Contains(err.Error(), "save it as units.csv (CSV UTF-8)") {
		t.Errorf("a workbook: %v", err)
	}
}

func TestIdentifier(t *testing.T) {
	for name, want := range map[string]string{"Xã Hòa Sơn": "hoa-son", "Phường 1": "1",
		"Thị trấn Krông Kmar": "krong-kmar", "Phường Văn Miếu - Quốc Tử Giám": "van-mieu-quoc-tu-giam", "Đặc khu Phú Quốc": "phu-quoc", "Xã Đắk R'lấp": "dak-r-lap",
		"Xã": "xa"} {
		if got := identifier(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
