package registry_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
	"tonghop/samples/effort"
)

// cpu is the processor time that the test has taken so far: the machine may be busy with something else.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// repeated is n lines, in which %d is the line's number.
func repeated(n int, line string) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(strings.ReplaceAll(line, "%d", fmt.Sprint(i)))
	}
	return text.String()
}

// A table that somebody made by mistake, or to keep the run, is loaded or refused within seconds, with its place.
func TestTablesAreBounded(t *testing.T) {
	const (
		units   = "unit_id,name,level,parent_unit_id\nu,Tỉnh,province,\n"
		spans   = "unit_id,name,level,parent_unit_id,valid_from,valid_to\nu,Tỉnh,province,,,\n"
		aliases = "name,unit_id\n"
		targets = "unit_id,indicator,horizon,value\n"
		changes = "date,kind,unit_id,successor_unit_id\n"
	)
	n := effort.Pick(12_000, 299_000)
	for name, c := range map[string]struct {
		files map[string]string
		want  string // of the error; "" where it is loaded
	}{
		"many units and aliases": {largeOffice(effort.Pick(5_000, 200_000)), ""},
		"too many aliases": {map[string]string{"units.csv": units, "aliases.csv": aliases + repeated(300_001, "n%d,u\n")},
			"registry/aliases.csv, row 300002: the table has more than 300000 rows"},
		"aliases of unknown units": {map[string]string{"units.csv": units + repeated(n, "u%d,Xã %d,commune,u\n"),
			"aliases.csv": aliases + repeated(n, "n%d,v%d\n")}, "or more other problems in the registry"},
		"unknown units above": {map[string]string{"units.csv": units + repeated(n, "u%d,Xã %d,commune,v%d\n")},
			"or more other problems in the registry"},
		"one unit again and again": {map[string]string{"units.csv": units + repeated(n, "a,Xã %d,commune,u\n")},
			"registry/units.csv, row 1003, column unit_id: read \"a\": more than 1000 rows have this unit_id"},
		"one alias again and again": {map[string]string{"units.csv": units + repeated(n, "u%d,Xã %d,commune,u\n"),
			"aliases.csv": aliases + repeated(n, "một tên,u%d\n")},
			fmt.Sprintf("registry/aliases.csv, row 2, column name: read \"một tên\": %d rows have this name", n)},
		"one name for all": {map[string]string{"units.csv": spans + repeated(n, "u%d,Xã,commune,u,,\n")}, ""},
		"one target again and again": {map[string]string{"units.csv": units, "targets.csv": targets + repeated(n,
			"u,a,2021,%d\n")}, "or more other problems in the registry"},
		"one change again and again": {map[string]string{"units.csv": units + "v,Xã,commune,u\n", "changes.csv": changes +
			repeated(n, "2025-07-01,merge,v,u\n")}, "registry/changes.csv, row 2"},
		"a wide line": {map[string]string{"units.csv": units + strings.Repeat(",", 30*n) + "\n"},
			"registry/units.csv, row 3: the line has more than 256 values"},
		"a wide header": {map[string]string{"units.csv": repeated(n, "c%d,") + "\n"},
			"registry/units.csv, row 1: the line has more than 256 values"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, before := write(t, c.files), cpu(t)
			r, err := registry.Load(dir, workbook.Limits{})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if r != nil {
				r.Doubts()
			}
			if took := cpu(t) - before; took > 5*time.Second {
				t.Errorf("it took %v", took)
			} else {
				t.Log(took)
			}
		})
	}
}
