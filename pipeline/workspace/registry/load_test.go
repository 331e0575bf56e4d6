package registry_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

const units = `unit_id,code,name,level,parent_unit_id,valid_from,valid_to
dak-lak,66,Tỉnh Đắk Lắk,province,,,
krong-bong,653,Huyện Krông Bông,district,dak-lak,,2025-06-30
lak,651,Huyện Lắk,district,dak-lak,,
cu-pui,24535,Xã Cư Pui,commune,krong-bong,,2025-06-30
cu-pui,24535,Xã Cư Pui,commune,dak-lak,1/7/2025,
hoa-phong,24538,Xã Hòa Phong,commune,krong-bong,,2025-06-30
lak-hoa-phong,,Xã Hòa Phong,commune,lak,,
`

func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, files map[string]string) *registry.Registry {
	t.Helper()
	r, err := registry.Load(write(t, files), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLoadReadsWhatExcelSaves(t *testing.T) {
	plain := load(t, map[string]string{"units.csv": units})
	if u := plain.Units[4]; u.ValidFrom != (period.Date{Year: 2025, Month: 7, Day: 1}) ||
		u.Source != (registry.Source{File: "registry/units.csv", Row: 6}) {
		t.Errorf("row 6 is %+v", u)
	}
	variants := map[string]string{
		"BOM":        "\ufeff" + units,
		"semicolons": strings.ReplaceAll(units, ",", ";"),
		"CRLF":       strings.ReplaceAll(units, "\n", "\r\n"),
		"padding":    strings.ReplaceAll(units, "\n", ",\n") + ",,,,,,,\n",
		"note": strings.ReplaceAll(strings.Replace(units, "valid_to\n", "valid_to,note\n", 1), ",,,\n",
			",,,,kiểm tra\n"),
	}
	for name, text := range variants {
		if got := load(t, map[string]string{"units.csv": text}); got.UnitsSHA256 != plain.UnitsSHA256 {
			t.Errorf("%s: the units differ", name)
		}
	}
}

func TestSumsFollowContent(t *testing.T) {
	lines := strings.SplitAfter(units, "\n")
	lines[1], lines[2] = lines[2], lines[1]
	base := load(t, map[string]string{"units.csv": units})
	moved := load(t, map[string]string{"units.csv": strings.Join(lines, "")})
	if base.SHA256 != moved.SHA256 {
		t.Error("the order of rows changed the sum")
	}
	targets := load(t, map[string]string{"units.csv": units,
		"targets.csv": "unit_id,indicator,horizon,value\ncu-pui,admitted,2021,7\n"})
	if targets.UnitsSHA256 != base.UnitsSHA256 || targets.SHA256 == base.SHA256 {
		t.Error("targets must change SHA256 and not UnitsSHA256")
	}
	alias := load(t, map[string]string{"units.csv": units, "aliases.csv": "name,unit_id\nCư Pui,cu-pui\n"})
	if alias.UnitsSHA256 == base.UnitsSHA256 {
		t.Error("an alias decides how workbooks are read; it must change UnitsSHA256")
	}
}

func TestLoadTargets(t *testing.T) {
	r := load(t, map[string]string{"units.csv": units, "targets.csv": `unit_id;indicator;breakdown;horizon;kind;value;share_of;decision;signed_date;effective_date
cu-pui;admitted;;2021;;7;;05-QĐ/HU;15/01/2021;
cu-pui;admitted;female;2021;floor;3;;05-QĐ/HU;15/01/2021;2021-02-01
dak-lak;admitted;total;2021 - 2025;share;3,25;members;NQ 01;;
cu-pui;admitted;;2021;;9;;07-QĐ/HU;1/6/2021;1/7/2021
cu-pui;admitted;;2021;;8;;09-QĐ/HU;15/6/2021;1/7/2021
cu-pui;admitted;female;2021;withdrawn;;;11-QĐ/HU;;2021-10-01
`})
	if len(r.Targets) != 6 {
		t.Fatalf("%d targets", len(r.Targets))
	}
	if last := r.Targets[5]; last.Kind != registry.Withdrawn || !last.Value.IsZero() ||
		last.EffectiveDate.String() != "2021-10-01" {
		t.Errorf("%+v", last)
	}
	first, share := r.Targets[0], r.Targets[2]
	if first.Breakdown != "total" || first.Kind != registry.Absolute || first.Value.String() != "7" ||
		first.SignedDate.String() != "2021-01-15" {
		t.Errorf("%+v", first)
	}
	if share.Kind != registry.Share || share.Value.String() != "3.25" || share.ShareOf != "members" ||
		share.Horizon.String() != "2021-2025" {
		t.Errorf("%+v", share)
	}
}

func TestLoadRefuses(t *testing.T) {
	head := "unit_id,code,name,level,parent_unit_id,valid_from,valid_to\n"
	targets := "unit_id,indicator,breakdown,horizon,kind,value,share_of,effective_date\n"
	signed := "unit_id,indicator,horizon,value,signed_date,effective_date\n"
	cases := []struct {
		name, file, text string
		want             []string
	}{
		{"unknown column", "units.csv", "unit_id,nome,name,level,parent_unit_id\na,x,A,commune,\n",
			[]string{"registry/units.csv, row 1, column nome: unknown column; expected unit_id"}},
		{"missing column", "units.csv", "unit_id,name,level\na,A,commune\n",
			[]string{"row 1, column parent_unit_id: the column is missing"}},
		{"column twice", "units.csv", "unit_id,name,level,level,parent_unit_id\n",
			[]string{"column level: the column stands there twice"}},
		{"empty file", "units.csv", "", []string{"registry/units.csv: the file is empty"}},
		{"no rows", "units.csv", head, []string{"there is no unit"}},
		{"too many values", "units.csv", head + "a,,Xã A, huyện B,commune,,,2021-01-01\n", []string{"row 2",
			"more values than the header"}},
		{"bad quotes", "units.csv", head + "a,,\"Xã A,commune,,,\n", []string{"registry/units.csv, row", "quotation marks"}},
		{"not UTF-8", "units.csv", head + "a,,X\xe3 A,commune,,,\n", []string{"row 2", "not UTF-8"}},
		{"bad id", "units.csv", head + "Cư Pui,,Xã Cư Pui,commune,,,\n",
			[]string{`row 2, column unit_id: read "Cư Pui": expected small Latin letters`}},
		{"empty name", "units.csv", head + "a,,,commune,,,\n",
			[]string{"column name: empty; expected the unit's official name"}},
		{"bad date", "units.csv", head + "a,,A,commune,,30/2/2021,\n",
			[]string{`row 2, column valid_from: read "30/2/2021": expected a day that exists`}},
		{"dates backwards", "units.csv", head + "a,,A,commune,,2021-02-01,2021-01-01\n",
			[]string{`column valid_to: read "2021-01-01": it is before valid_from (2021-02-01)`}},
		{"overlap", "units.csv", head + "a,,A,commune,,,2021-06-30\na,,B,commune,,2021-06-30,\n",
			[]string{`row 3, column unit_id: read "a": the unit is already there in row 2 for the same days`}},
		{"unknown parent", "units.csv", head + "krong-bong,,A,district,,,\nb,,B,commune,krong-bng,,\n",
			[]string{`row 3, column parent_unit_id: read "krong-bng": there is no such unit`, "perhaps krong-bong"}},
		{"parent gone", "units.csv", head + "a,,A,district,,,2025-06-30\nb,,B,commune,a,,\n",
			[]string{"a has no row there for the days from 2025-07-01, when b is valid"}},
		{"parent not yet", "units.csv", head + "a,,A,district,,2020-01-01,\nb,,B,commune,a,2019-01-01,\n",
			[]string{"a has no row there for 2019-01-01"}},
		{"parent with a gap", "units.csv", head +
			"a,,A,district,,,2020-12-31\na,,A,district,,2021-02-01,\nb,,B,commune,a,,\n",
			[]string{"a has no row there for 2021-01-01"}},
		{"cycle", "units.csv", head + "a,,A,district,b,,\nb,,B,commune,a,,\n", []string{"in a circle: a → b → a"}},
		{"own parent", "units.csv", head + "a,,A,district,a,,\n", []string{"in a circle: a → a"}},
		{"late cycle", "units.csv", head + "a,,A,district,,,2020-12-31\na,,A,district,b,2021-01-01,\nb,,B,commune,a,,\n",
			[]string{"in a circle: a → b → a"}},
		{"alias of nobody", "aliases.csv", "name,unit_id\nCư Pui,cu-pu\n",
			[]string{`registry/aliases.csv, row 2, column unit_id: read "cu-pu": there is no such unit`, "perhaps cu-pui"}},
		{"alias that is a name", "aliases.csv", "name,unit_id\nxã hoà  phong,cu-pui\n",
			[]string{`row 2, column name: read "xã hoà  phong": this is the name of hoa-phong itself`}},
		{"alias twice", "aliases.csv", "name,unit_id\nCP,cu-pui\ncp,hoa-phong\n",
			[]string{`row 3, column name: read "cp": row 2 has the same name for cu-pui`}},
		{"two readings", "targets.csv", targets + "cu-pui,admitted,,2021,,1.234,,\n",
			[]string{`registry/targets.csv, row 2, column value: read "1.234"`, "could be read as 1234 or 1.234"}},
		{"no value", "targets.csv", targets + "cu-pui,admitted,,2021,,-,,\n",
			[]string{"delete the row when no target was assigned"}},
		{"negative", "targets.csv", targets + "cu-pui,admitted,,2021,,-4,,\n", []string{"not negative"}},
		{"quarter as horizon", "targets.csv", targets + "cu-pui,admitted,,2021-Q3,,4,,\n",
			[]string{`column horizon: read "2021-Q3": expected a year such as 2021 or a term`}},
		{"bad kind", "targets.csv", targets + "cu-pui,admitted,,2021,most,4,,\n",
			[]string{`column kind: read "most": expected absolute, floor`}},
		{"share of nothing", "targets.csv", targets + "cu-pui,admitted,,2021,share,4,,\n", []string{"column share_of"}},
		{"share by mistake", "targets.csv", targets + "cu-pui,admitted,,2021,,4,members,\n",
			[]string{"leave it empty, or set kind to share"}},
		{"target twice", "targets.csv", targets + "cu-pui,admitted,,2021,,4,,\ncu-pui,admitted,total,2021,,5,,2021-01-01\n",
			[]string{"row 3, column effective_date", "row 2 assigns the same target from the same day"}},
		{"one day, signed once", "targets.csv", signed +
			"cu-pui,admitted,2021,4,,2021-02-01\ncu-pui,admitted,2021,5,2021-03-01,2021-02-01\n",
			[]string{"row 3, column effective_date", "or both their signed_date"}},
		{"one day, signed together", "targets.csv", signed +
			"cu-pui,admitted,2021,4,2021-03-01,2021-02-01\ncu-pui,admitted,2021,5,2021-03-01,2021-02-01\n",
			[]string{"row 3, column effective_date"}},
		{"never in force", "targets.csv", targets +
			"cu-pui,admitted,,2021,,4,,2022-01-01\ncu-pui,admitted,,2021-2025,,4,,2026-01-01\n",
			[]string{"row 2, column effective_date: read \"2022-01-01\": it is after the end of 2021,", "row 3",
				"after the end of 2021-2025"}},
		{"withdrawn to a value", "targets.csv", targets + "cu-pui,admitted,,2021,withdrawn,4,,\n",
			[]string{"column value: read \"4\": a target that is withdrawn has no value"}},
		{"bad change", "changes.csv", "date,kind,unit_id,successor_unit_id\n,merged,cu-pui,\n1/7/2025,merge,cu-pui,\n",
			[]string{`read "merged"`, "column date: empty",
				"row 3, column successor_unit_id: a merge names the unit that follows"}},
		{"mistyped file", "target.csv", targets,
			[]string{"registry/target.csv: unknown table; expected one of units, aliases, targets, changes"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := registry.Load(write(t, map[string]string{"units.csv": units, c.file: c.text}), workbook.Limits{})
			if err == nil {
				t.Fatal("it was taken")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is\n%v\nwant it to contain\n%s", err, want)
				}
			}
		})
	}
}

func TestLoadNamesManyRowsAtOnce(t *testing.T) {
	var text strings.Builder
	text.WriteString("unit_id,name,level,parent_unit_id\n")
	for range 30 {
		text.WriteString("A B,Xã,commune,\n")
	}
	_, err := registry.Load(write(t, map[string]string{"units.csv": text.String()}), workbook.Limits{})
	if err == nil || !strings.Contains(err.Error(), "row 21,") || strings.Contains(err.Error(), "row 22,") ||
		!strings.Contains(err.Error(), "and 10 more problems") {
		t.Errorf("error is %v", err)
	}
	var row *registry.RowError
	if !errors.As(err, &row) || row.Column != "unit_id" {
		t.Errorf("the first error is %+v", row)
	}
}
