package registry_test

import (
	"fmt"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// largeOffice is a country: provinces of communes, and an alias for each unit.
func largeOffice(units int) map[string]string {
	var table, aliases strings.Builder
	table.WriteString("unit_id,code,name,level,parent_unit_id,valid_from,valid_to\nroot,,Cả nước,nation,,,\n")
	aliases.WriteString("name,unit_id\n")
	for i := range units {
		parent := "root"
		if i >= 100 {
			parent = fmt.Sprintf("u%d", i%100)
		}
		fmt.Fprintf(&table, "u%d,%05d,Xã Số %d,commune,%s,,\n", i, i, i, parent)
		fmt.Fprintf(&aliases, "UBND xã số %d,u%d\n", i, i)
	}
	return map[string]string{"units.csv": table.String(), "aliases.csv": aliases.String()}
}

// 200,000 units with as many aliases are read and checked in less than two seconds on an idle machine.
func BenchmarkLoadOf200000Units(b *testing.B) {
	dir := write(b, largeOffice(200_000))
	for b.Loop() {
		r, err := registry.Load(dir, workbook.Limits{})
		if err != nil || len(r.Units) != 200_001 {
			b.Fatal(err)
		}
	}
}

// A chain of units is bounded: every total above every unit would be computed for each.
func TestChainOfUnits(t *testing.T) {
	chain := func(n int) string {
		var table strings.Builder
		table.WriteString("unit_id,name,level,parent_unit_id\nu0,A0,commune,\n")
		for i := 1; i < n; i++ {
			fmt.Fprintf(&table, "u%d,A%d,commune,u%d\n", i, i, i-1)
		}
		return table.String()
	}
	load(t, map[string]string{"units.csv": chain(64)})
	_, err := registry.Load(write(t, map[string]string{"units.csv": chain(3_000)}), workbook.Limits{})
	if err == nil || !strings.Contains(err.Error(), "more than 64 units stand above each other") {
		t.Errorf("3,000 units above each other: %v", err)
	}
}
