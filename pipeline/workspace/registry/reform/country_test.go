package reform

import (
	"path/filepath"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
	"tonghop/samples/country"
)

// countryPlan takes the reform of a whole country over, and returns the folder of its registry.
func countryPlan(t testing.TB, seed uint64) (*Plan, string) {
	t.Helper()
	dir := t.TempDir()
	if err := country.New(seed).Write(dir); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "registry")
	r, err := registry.Load(folder, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := Read(filepath.Join(dir, "reform.csv"), "reform.csv", workbook.Limits{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Make(r, list, Options{}), folder
}

// The reform of a whole country adds up: every commune of before goes somewhere, as many are there as the list has, and
// districts and merged provinces end.
func TestWholeCountry(t *testing.T) {
	plan, folder := countryPlan(t, 1)
	if len(plan.Problems) > 0 {
		t.Fatalf("%d problems, the first: %v", len(plan.Problems), plan.Problems[0])
	}
	if err := plan.Write(folder); err != nil {
		t.Fatal(err)
	}
	r, err := registry.Load(folder, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day  period.Date
		want map[string]int
	}{
		{july.AddDays(-1), map[string]int{"country": 1, "province": 63, "district": 696, "commune": 10_035}},
		{july, map[string]int{"country": 1, "province": 34, "commune": 3_321}},
	} {
		got := map[string]int{}
		for _, u := range r.Tree(c.day) {
			got[u.Level]++
		}
		for _, level := range []string{"country", "province", "district", "commune"} {
			if got[level] != c.want[level] {
				t.Errorf("on %s: %d of level %s, want %d", c.day, got[level], level, c.want[level])
			}
		}
	}
	expectSuccessors(t, r)
	reused, renamed := 0, 0
	for _, u := range r.Tree(july) {
		if before, err := r.FindUnitByCode(u.Code, dayBefore(july)); u.Level == "commune" && err == nil {
			reused++
			if before.Name != u.Name {
				renamed++
			}
		}
	}
	if reused != country.NewCommunes-country.NewCodes || renamed < 2_000 || renamed > 2_400 {
		t.Errorf("%d codes are given again, %d of them under another name", reused, renamed)
	}
}

// expectSuccessors follows every commune of before to those of today.
func expectSuccessors(t *testing.T, r *registry.Registry) {
	t.Helper()
	divided, gone := 0, 0
	for _, d := range r.Diff(july.AddDays(-1), july) {
		if d.Aspect != registry.Ends || d.Unit.Level != "commune" {
			continue
		}
		switch len(d.Others) {
		case 0:
			gone++
		case 2:
			divided++
		}
	}
	if gone > 0 || divided != country.Divided {
		t.Errorf("%d communes ended without a successor, %d were divided, want %d", gone, divided, country.Divided)
	}
}

// BenchmarkWholeCountry reads the registry and the list of a whole country, plans and checks.
func BenchmarkWholeCountry(b *testing.B) {
	dir := b.TempDir()
	if err := country.New(1).Write(dir); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := registry.Load(filepath.Join(dir, "registry"), workbook.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		list, err := Read(filepath.Join(dir, "reform.csv"), "reform.csv", workbook.Limits{}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if plan := Make(r, list, Options{}); plan.Failed() {
			b.Fatal(plan.Problems[0])
		}
	}
}
