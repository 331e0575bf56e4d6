package form

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// readReal reads a published workbook of ../shared/real with the definitions of testdata/real/name and its units. at is
// where the office would have put it.
func readReal(t *testing.T, name, file, at string) []Reading {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/real", file))
	if err != nil {
		t.Skip("the published workbooks are not part of the checkout")
	}
	set, err := LoadDir(filepath.Join("testdata/real", name), period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load(filepath.Join("testdata/real", name, "registry"), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return set.Read(File{Path: at, Name: path.Base(at)}, openBook(t, path.Base(at), data), units)
}

// summed are the numbers of the units beneath the country, how many there are, and what the country itself states, by
// indicator and measure.
func summed(r Reading) map[string]string {
	sums, counts, stated := map[string]quantity.Quantity{}, map[string]int{}, map[string]quantity.Quantity{}
	for _, o := range r.Observations {
		key := o.Indicator + " " + string(o.Measure)
		if o.UnitID == "viet-nam" {
			stated[key] = o.Value
			continue
		}
		sums[key] = sums[key].Plus(o.Value)
		counts[key]++
	}
	all := map[string]string{}
	for key, sum := range sums {
		all[key] = fmt.Sprintf("%d units %s, stated %s", counts[key], sum.Round(2), stated[key].Round(2))
	}
	return all
}

func expectReading(t *testing.T, r Reading, head string, want map[string]string, findings ...string) {
	t.Helper()
	if got := fmt.Sprintf("%v %s %s %s", r.Accepted, r.FormID, r.UnitID, r.Period); got != head {
		t.Errorf("read as %q, want %q", got, head)
	}
	if diff := cmp.Diff(want, summed(r)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var found []string
	for _, f := range r.Findings {
		found = append(found, strings.TrimSpace(f.Code+" "+f.Cell+" "+f.Detail["difference"]))
		t.Log(Text(message.English, f))
	}
	if diff := cmp.Diff(findings, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// The health insurer's B01: provinces by code, the year in a small table of parameters. What the country states differs
// from the sum of its provinces where the insurer rounds.
func TestRealInsurance(t *testing.T) {
	for _, c := range []struct {
		year     int
		want     map[string]string
		findings []string
	}{
		{2023, map[string]string{
			"source_year ytd": "63 units 115386523296378, stated 115386523296378",
			"source ytd":      "63 units 104425510526076.39, stated 104425510526076.4",
			"spent ytd":       "63 units 110457725281983.86, stated 110457725281983.9",
			"claimed ytd":     "63 units 121951286657099.9, stated 121951286657099.9",
			"own ytd":         "63 units 34428841917373.65, stated 34428841917373.65",
			"incoming ytd":    "63 units 55421868054489.49, stated 55421868054489.49",
			"direct ytd":      "63 units 152970854504, stated 152970854504",
			"primary ytd":     "63 units 818876650679, stated 818876650679",
			"allowance ytd":   "63 units 2688463505, stated 2688463505",
		}, []string{"total_differs F7 0.01", "total_differs G7 0.04"}},
		{2024, map[string]string{
			"source_year ytd": "63 units 120858686742793, stated 120858686742793",
			"source ytd":      "63 units 109534117292605.49, stated 109534117292605.5",
			"spent ytd":       "63 units 127412531383253.06, stated 127412531383253.1",
			"claimed ytd":     "63 units 129221685638117.63, stated 129221685638117.6",
			"own ytd":         "63 units 35968623804811.41, stated 35968623804811.41",
			"incoming ytd":    "63 units 59768887259248.52, stated 59768887259248.52",
			"direct ytd":      "63 units 160132702206, stated 160132702206",
			"primary ytd":     "63 units 973198257207, stated 973198257207",
			"allowance ytd":   "63 units 3428714608, stated 3428714608",
		}, []string{"total_differs F7 0.01", "total_differs G7 0.04", "total_differs J7 -0.03"}},
	} {
		file := fmt.Sprintf("B01 %d-11.xlsx", c.year)
		t.Run(file, func(t *testing.T) {
			all := readReal(t, "insurance", "insurance/"+file, file)
			if len(all) != 1 {
				t.Fatalf("%d readings", len(all))
			}
			expectReading(t, all[0], fmt.Sprintf("true b01 viet-nam %d", c.year), c.want, c.findings...)
		})
	}
}

// The statistics office's monthly workbook of 44 sheets: two of its tables are forms of the office, and the others are
// passed over. Names have no header, TỔNG SỐ stands beside them, and on sheet 20 countries follow the provinces.
func TestRealStatistics(t *testing.T) {
	all := readReal(t, "gso", "gso-2024-09/2024-09-29-2.Bieu-T9.2024.xlsx", "9 tháng năm 2024/Bieu-T9.2024.xlsx")
	if len(all) != 2 {
		t.Fatalf("%d readings", len(all))
	}
	expectReading(t, all[0], "true b18 viet-nam 2024-M9", map[string]string{
		"capital ytd": "21 units 219477.66, stated 428067.95",
	}, "number_digits E30")
	expectReading(t, all[1], "true b20 viet-nam 2024-M9", map[string]string{
		"projects ytd": "20 units 2332, stated 2492",
		"granted ytd":  "20 units 12779.66, stated 13553.76",
		"adjusted ytd": "20 units 6781.54, stated 7643.96",
	}, "number_negative E9", "number_digits E9", "number_digits D9")
	for _, o := range all[1].Observations {
		if strings.HasPrefix(o.Cell, "C3") || strings.HasPrefix(o.Cell, "C4") {
			t.Errorf("%s is a number of a country", o.Cell)
		}
	}
}
