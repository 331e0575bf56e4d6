// Command krongbong2025 writes the workbooks of samples/krong-bong-2025/inbox: what the communes and bodies of one
// former district submitted from 2024 to the first quarter of 2026, before and after 13 communes became 5. numbers.go
// has the figures, which are made up.
//
// The workbooks are in the repository. The command is there to make them again after a change of a form; with -figures
// it prints the totals of README.md instead, added up from the figures and not from workbooks.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"tonghop/samples/layout"
)

func main() {
	out := flag.String("out", "samples/krong-bong-2025/inbox", "folder to write into")
	figures := flag.Bool("figures", false, "print the totals")
	flag.Parse()
	if *figures {
		printFigures(os.Stdout)
		return
	}
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "krongbong2025:", err)
		os.Exit(1)
	}
}

// write makes a folder a quarter with a workbook of form KN-01 for each unit that reports in it.
func write(inbox string) error {
	for _, u := range units() {
		for q := range quarters {
			if !u.reports(q) {
				continue
			}
			folder := filepath.Join(inbox, fmt.Sprintf("%d-Q%d", q.year(), q.number()))
			if err := save(filepath.Join(folder, "KN-01 "+u.name+".xlsx"), u.report(q).File); err != nil {
				return err
			}
		}
	}
	return nil
}

// save draws a workbook and writes it under a name, with the folders above it. A file of that name
// is replaced.
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

// report fills in form KN-01. A unit that ended within the quarter has no members at its end. Women
// have no target, and a stock has neither a target nor a flow: there "x" stands, as the form has
// it.
func (u *reporter) report(q quarter) layout.KN01 {
	flow, ytd := u.flow(q), u.stated(q)
	var members any = u.members(q)
	if u.endsWithin(q) {
		members = "x"
	}
	var target any
	if t := u.target[q.year()-firstYear]; t > 0 {
		target = t
	}
	return layout.KN01{
		Above: "TỈNH ĐẮK LẮK", Unit: u.name, Code: u.code,
		Period: fmt.Sprintf("Quý %s năm %d", []string{"I", "II", "III", "IV"}[q.number()-1], q.year()),
		Rows: []layout.KN01Row{
			{Label: "Số người được kết nạp", Target: target, Flow: dash(flow), YTD: dash(ytd)},
			{Label: "Trong đó: - Nữ", Target: "x", Flow: dash(u.women(q) - u.womenBefore(q)), YTD: dash(u.women(q))},
			{Label: "Số thành viên cuối kỳ", Target: "x", Flow: "x", YTD: members},
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
