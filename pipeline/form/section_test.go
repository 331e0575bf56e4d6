package form

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// numbersIn are the numbers of a reading without their cells.
func numbersIn(r Reading) map[string]string {
	all := map[string]string{"accepted": fmt.Sprint(r.Accepted, r.FormID, r.UnitID, r.Period)}
	for _, o := range r.Observations {
		all[fmt.Sprint(o.UnitID, o.Indicator, o.Breakdown, o.Measure)] = o.Raw
	}
	return all
}

// Which other forms stand in a workbook, on other sheets or above and below on the same one, does not change what is
// read of a form.
func TestFormsAreReadAlike(t *testing.T) {
	c := loadCase(t, "testdata/read/indicators/two-forms-on-one-sheet.txtar")
	whole := c.sheets[0].rows
	begins := slices.IndexFunc(whole, func(row []string) bool { return slices.Contains(row, "Biểu số: KN-02") })
	first := cloneRows(whole[:begins])
	office := cloneRows(first)
	office[1][0] = "Đơn vị báo cáo: Phòng Tư pháp"
	forms := map[string][][]string{"kn-01 of a commune": first, "kn-01 of an agency": office, "kn-02": whole[begins:]}
	alone := map[string]map[string]string{}
	for name, rows := range forms {
		alone[name] = numbersIn(readSheets(t, c, &drawnSheet{name: name, rows: rows})[0])
	}
	names := slices.Sorted(maps.Keys(forms))
	rapid.Check(t, func(r *rapid.T) {
		order := rapid.Permutation(names).Draw(r, "order")
		var sheets []*drawnSheet
		for i, name := range order {
			last := len(sheets) - 1
			if i > 0 && rapid.Bool().Draw(r, "below the one before") {
				gap := slices.Repeat([][]string{{""}}, rapid.IntRange(1, 30).Draw(r, "empty rows"))
				sheets[last].rows = slices.Concat(sheets[last].rows, gap, forms[name])
			} else {
				sheets = append(sheets, &drawnSheet{name: name, rows: forms[name]})
			}
		}
		readings := readSheets(t, c, sheets...)
		if len(readings) != len(order) {
			r.Fatalf("%d readings of %v", len(readings), order)
		}
		for i, name := range order {
			if diff := cmp.Diff(alone[name], numbersIn(readings[i])); diff != "" {
				r.Fatalf("%s (-alone +together):\n%s", name, diff)
			}
		}
	})
}

func readSheets(t *testing.T, c *readCase, sheets ...*drawnSheet) []Reading {
	t.Helper()
	book, err := openDrawn(sheets...)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	return c.set.Read(File{Path: "tệp.xlsx", Name: "tệp.xlsx"}, book, c.units)
}
