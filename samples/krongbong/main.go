// Command krongbong writes the workbooks of samples/krong-bong-2021/inbox: what 35 organizations and the
// district submitted for the first three quarters of 2021. numbers.go says which figures are those of a
// newspaper report and which are made up.
//
// The workbooks are in the repository. The command is there to make them again after a change of a form.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"tonghop/samples/layout"
)

func main() {
	out := "samples/krong-bong-2021/inbox"
	if len(os.Args) == 2 {
		out = os.Args[1]
	}
	if err := write(out); err != nil {
		fmt.Fprintln(os.Stderr, "krongbong:", err)
		os.Exit(1)
	}
}

// write makes a folder a quarter with a workbook of form KN-01 for each organization, and one of form TH-02 for
// the district. q counts the quarters from 0.
func write(inbox string) error {
	for q := range 3 {
		// An inbox as offices keep it: a folder a quarter, a file for each organization.
		folder := filepath.Join(inbox, fmt.Sprintf("2021-Q%d", q+1))
		for _, o := range organizations() {
			if err := save(filepath.Join(folder, "KN-01 "+o.name+".xlsx"), o.report(q).File); err != nil {
				return err
			}
		}
		if err := save(filepath.Join(folder, "TH-02 Huyện Krông Bông.xlsx"), training(q).File); err != nil {
			return err
		}
	}
	return nil
}

// save draws a workbook and writes it under a name, with the folders above it.
func save(name string, draw func() (*excelize.File, error)) (err error) {
	file, err := draw()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return file.SaveAs(name)
}

// periodText is the period as offices write it into the head of a report.
func periodText(q int) string { return fmt.Sprintf("Quý %s năm 2021", []string{"I", "II", "III"}[q]) }

// flow is what was admitted in the quarter alone. The numbers are kept as sums since 1 January, so that it is a
// difference.
func (o organization) flow(q int) int {
	if q == 0 {
		return o.admitted[0]
	}
	return o.admitted[q] - o.admitted[q-1]
}

// report fills in form KN-01. Two workbooks are wrong on purpose, so that the sample shows what happens then.
// One has more women than people and is rejected: Phòng Tư pháp, first quarter. One states a wrong percentage,
// which is a warning: Xã Hòa Phong, third quarter.
func (o organization) report(q int) layout.KN01 {
	// The form asks for both: what the quarter brought, and what there is since 1 January.
	flow, ytd := o.flow(q), o.admitted[q]
	// A breakdown is a made-up share of the whole. The share is taken of the sum since 1 January, and the
	// quarter is a difference again, so that both columns agree.
	part := func(label string, share func(int) int) layout.KN01Row {
		before := 0
		if q > 0 {
			before = share(o.admitted[q-1])
		}
		return layout.KN01Row{Label: label, Flow: dash(share(ytd) - before), YTD: dash(share(ytd))}
	}
	women := part("Trong đó: - Nữ", func(n int) int { return n / 2 })
	if o.name == "Phòng Tư pháp" && q == 0 {
		women.Flow, women.YTD = 1, 1
	}
	return layout.KN01{
		Above: "HUYỆN KRÔNG BÔNG", Unit: o.name, Period: periodText(q),
		Rows: []layout.KN01Row{
			{Label: "Số người được kết nạp", Target: o.targetCell(), Flow: dash(flow), YTD: dash(ytd),
				Stated: o.statedPercentage(q)},
			women,
			part("- Dân tộc thiểu số", func(n int) int { return n / 3 }),
			part("- Học sinh, sinh viên", func(n int) int { return n / 5 }),
			{Label: "Số thành viên cuối kỳ", Target: "x", Flow: "x", YTD: o.members[q]},
			{Label: "Trong đó: - Nữ", Target: "x", Flow: "x", YTD: fmt.Sprint(o.members[q] * 2 / 5)}, // typed as text
		},
	}
}

// dash writes zero as staff do: "-" says that nothing occurred.
func dash(n int) any {
	if n == 0 {
		return "-"
	}
	return n
}

// targetCell leaves the cell empty where no target was assigned. That is not a target of zero.
func (o organization) targetCell() any {
	if o.target == 0 {
		return nil
	}
	return o.target
}

// statedPercentage is what the organization computed itself, as a text with a decimal comma, cut off after one
// digit: so the newspaper printed Cư Pui's 114,2.
func (o organization) statedPercentage(q int) any {
	switch {
	case o.target == 0:
		return nil
	case o.name == "Xã Hòa Phong" && q == 2:
		return "12,0"
	}
	// Whole numbers only, so that the digits are cut off and not rounded.
	tenths := o.admitted[q] * 1000 / o.target
	return fmt.Sprintf("%d,%d", tenths/10, tenths%10)
}

// training fills in form TH-02, in which the district reports a row for each commune. All its numbers are made
// up.
func training(q int) layout.TH02 {
	// The one town stands in a group of its own, as the form wants it.
	towns, communes := layout.TH02Group{Name: "Các thị trấn"}, layout.TH02Group{Name: "Các xã"}
	for i, o := range organizations() {
		if o.level != "commune" {
			continue
		}
		// Sums since 1 January, by the end of each quarter; every commune has other ones, so that a mixed-up
		// row would show.
		trained := []int{10 + i, 22 + 2*i, 36 + 3*i}
		before := 0
		if q > 0 {
			before = trained[q-1]
		}
		row := layout.TH02Row{
			Unit: o.name, Target: 50 + 2*i, Flow: trained[q] - before, YTD: trained[q],
			FemaleFlow: trained[q]/2 - before/2, FemaleYTD: trained[q] / 2, Classes: 1 + i%2,
		}
		if i == 0 {
			towns.Rows = append(towns.Rows, row)
		} else {
			communes.Rows = append(communes.Rows, row)
		}
	}
	return layout.TH02{Unit: "Huyện Krông Bông", Period: periodText(q), Groups: []layout.TH02Group{towns, communes}}
}
