package registry_test

import (
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// The office names its levels in a table of its own; where it says no English name, the Vietnamese one stands.
func TestLevelLabels(t *testing.T) {
	plain := load(t, map[string]string{"units.csv": units})
	named := load(t, map[string]string{"units.csv": units,
		"levels.csv": "level,vi,en\ncommune,\"Xã, thị trấn\",Communes\ndistrict,Huyện,\n"})
	for code, want := range map[string][2]string{"commune": {"Xã, thị trấn", "Communes"}, "district": {"Huyện", "Huyện"}} {
		if l, ok := named.LevelLabel(code); !ok || l.VI != want[0] || l.EN != want[1] {
			t.Errorf("%s is called %+v, %v", code, l, ok)
		}
	}
	if _, ok := named.LevelLabel("province"); ok {
		t.Error("a level that the office does not name has a label")
	}
	// What a level is called stands in findings, so that workbooks are read again when it changes.
	if plain.UnitsSHA256 == named.UnitsSHA256 || plain.SHA256 == named.SHA256 {
		t.Error("labels of levels change no sum")
	}
}

func TestLevelsThatAreWrong(t *testing.T) {
	for table, want := range map[string]string{
		"level,vi\ncommune,Xã\ncommune,Phường\n": "registry/levels.csv, row 3, column level: read \"commune\": the level stands in another row too",
		"level,vi\ncommune,\n":                   "registry/levels.csv, row 2, column vi: empty; expected what the level is called in Vietnamese",
		"level,vi\nCấp xã,Xã\n":                  "registry/levels.csv, row 2, column level: read \"Cấp xã\"",
		"level\ncommune\n":                       "vi",
	} {
		_, err := registry.Load(write(t, map[string]string{"units.csv": units, "levels.csv": table}), workbook.Limits{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", table, err, want)
		}
	}
	idle := load(t, map[string]string{"units.csv": units, "levels.csv": "level,vi\ncomune,Xã\n"}).Doubts()
	if len(idle) == 0 || !strings.Contains(idle[0].Error(), `read "comune": no unit has this level; perhaps commune`) {
		t.Errorf("a label of a level that no unit has: %v", idle)
	}
}
