package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

func (o *office) status(q completeness.Question) (*completeness.Status, error) {
	o.t.Helper()
	space, err := workspace.Open(o.dir)
	o.must(err)
	return Status(context.Background(), space, o.options(), q)
}

// addYearlyForm brings in a form that a commune and the district owe once a year.
func (o *office) addYearlyForm() {
	o.t.Helper()
	body, err := os.ReadFile(filepath.Join(o.dir, "forms/kn-01.yaml"))
	o.must(err)
	yearly := strings.NewReplacer("form: kn-01", "form: kn-05", "KN-01", "KN-05", "kind: quarter", "kind: year",
		"levels: [commune, agency]", "levels: [district], units: [cu-pui]", "Kết quả công tác", "Tổng kết công tác")
	o.must(os.WriteFile(filepath.Join(o.dir, "forms/kn-05.yaml"), []byte(yearly.Replace(string(body))), 0o644))
}

// Without a period, a status is of all that end together: a quarter, and the year of a yearly form. What nobody
// submits is asked for all the same.
func (o *office) expectStatusOfPeriodsThatEndTogether() {
	o.t.Helper()
	s, err := o.status(completeness.Question{})
	o.must(err)
	if !slices.Equal(s.Labels, []string{"2021-Q4", "2021"}) || s.Today != "2022-01-05" {
		o.t.Errorf("periods %v on %s", s.Labels, s.Today)
	}
	counts := map[string]int{}
	for _, r := range s.Rollup {
		if r.UnitID == "krong-bong" {
			counts[r.Form] = r.Missing
		}
	}
	if counts["kn-01"] != 35 || counts["kn-05"] != 2 || counts["th-02"] != 1 || len(s.Chase) != 38 {
		o.t.Errorf("missing %v, %d to chase", counts, len(s.Chase))
	}
	yearOnly, err := o.status(completeness.Question{Period: "2021"})
	o.must(err)
	if len(yearOnly.Chase) != 2 {
		o.t.Errorf("%d units to chase for the year", len(yearOnly.Chase))
	}
	o.printedStatus(s, []string{"KN-01 · Kết quả công tác kết nạp · Quý IV năm 2021",
		"KN-05 · Tổng kết công tác kết nạp · Năm 2021", "TH-02 · Kết quả tập huấn · Quý IV năm 2021"})
}

// printedStatus writes a status and looks for its period line and the heads of its blocks.
func (o *office) printedStatus(s *completeness.Status, bands []string) {
	o.t.Helper()
	space, err := workspace.Open(o.dir)
	o.must(err)
	space.Language = message.Vietnamese
	name := filepath.Join(o.t.TempDir(), "status.xlsx")
	o.must(WriteStatus(space, name, s))
	book, err := excelize.OpenFile(name)
	o.must(err)
	defer book.Close()
	period, err := book.GetCellValue("Tình hình nộp", "A5")
	o.must(err)
	if period != "Quý IV năm 2021; Năm 2021" {
		o.t.Errorf("the sheet is of %q", period)
	}
	rows, err := book.GetCols("Tình hình nộp")
	o.must(err)
	var heads []string
	for _, text := range rows[0] {
		if strings.Contains(text, " · ") {
			heads = append(heads, text)
		}
	}
	if !slices.Equal(heads, bands) {
		o.t.Errorf("blocks %q, want %q", heads, bands)
	}
}

// A status can be narrowed down to a form, a level, and a unit with everything beneath it.
func (o *office) expectStatusNarrowedDown() {
	o.t.Helper()
	cases := []struct {
		q           completeness.Question
		rows, units int
	}{
		{completeness.Question{}, 37, 36},
		{completeness.Question{Form: "th-02"}, 1, 1},
		{completeness.Question{Level: "commune"}, 14, 14},
		{completeness.Question{Unit: "krong-bong"}, 37, 36},
		{completeness.Question{Unit: "cu-pui"}, 1, 1},
		{completeness.Question{Unit: "xã Cư Pui"}, 1, 1},
		{completeness.Question{Unit: "krong-bong", Level: "district"}, 2, 1},
	}
	tables, err := vintage.OpenCurrent(o.t.Context(), o.space().Published)
	o.must(err)
	defer tables.Close()
	status := func(q completeness.Question) (*completeness.Status, error) { // of tables that are opened once
		q.Today = period.DateOf(o.clock.At)
		return completeness.Read(o.t.Context(), tables, q)
	}
	for _, c := range cases {
		s, err := status(c.q)
		o.must(err)
		if len(s.Rollup) != c.rows || len(s.Units) != c.units || len(s.Chase) != 0 {
			o.t.Errorf("%+v: %d rows, %d units, %d to chase; want %d and %d", c.q, len(s.Rollup), len(s.Units), len(s.Chase),
				c.rows, c.units)
		}
	}
	for _, q := range []completeness.Question{{Form: "kn-99"}, {Level: "village"}, {Period: "2020-Q1"}, {Period: "Q1"},
		{Unit: "cu-pui", Form: "th-02"}} {
		var nothing *completeness.NothingError
		if _, err := status(q); !errors.As(err, &nothing) {
			o.t.Errorf("%+v: got %v", q, err)
		}
	}
	var unknown *vintage.UnitError
	if _, err := status(completeness.Question{Unit: "nobody"}); !errors.As(err, &unknown) {
		o.t.Errorf("a unit that there is not: got %v", err)
	}
}
