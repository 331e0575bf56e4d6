package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"tonghop/pipeline/workbook"
)

// laws checks a law on the plain case of each layout.
func laws(t *testing.T, law func(t *rapid.T, c *readCase, before Reading)) {
	for _, layout := range []string{"indicators", "units"} {
		t.Run(layout, func(t *testing.T) {
			c := loadCase(t, "testdata/read/"+layout+"/plain.txtar")
			before := c.read(t)
			rapid.Check(t, func(r *rapid.T) { law(r, c, before) })
		})
	}
}

// readDrawn reads other rows in the place of the case's.
func (c *readCase) readDrawn(t *rapid.T, rows [][]string) Reading {
	sheet := *c.sheets[0]
	sheet.rows = rows
	book, err := openDrawn(&sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	all := c.set.Read(File{Path: c.path, Name: "tệp.xlsx"}, book, c.units)
	if len(all) != 1 {
		t.Fatalf("%d readings", len(all))
	}
	return all[0]
}

func cloneRows(rows [][]string) [][]string {
	all := make([][]string, len(rows))
	for i := range rows {
		all[i] = slices.Clone(rows[i])
	}
	return all
}

// insertColumn puts an empty column before column j; a merged range that it cuts grows.
func insertColumn(rows [][]string, j int) {
	for i := range rows {
		if j < len(rows[i]) {
			filling := ""
			if rows[i][j] == "<" {
				filling = "<"
			}
			rows[i] = slices.Insert(rows[i], j, filling)
		}
	}
}

// insertRow puts an empty row before row i.
func insertRow(rows [][]string, i int) [][]string {
	row := make([]string, len(rows[i]))
	for j, cell := range rows[i] {
		if cell == "^" {
			row[j] = "^"
		}
	}
	return slices.Insert(rows, i, row)
}

// rewritten is a text as somebody else types it.
func rewritten(t *rapid.T, cell string) string {
	if len([]rune(cell)) < 3 || drawnNumber.MatchString(cell) || strings.HasPrefix(cell, `"`) {
		return cell
	}
	switch rapid.IntRange(0, 4).Draw(t, "way") {
	case 0:
		return norm.NFD.String(cell)
	case 1:
		return strings.ToUpper(cell)
	case 2:
		return fmt.Sprintf("%q", " "+strings.ReplaceAll(cell, " ", "\n ")+" ")
	case 3:
		return fmt.Sprintf("%q", strings.ReplaceAll(cell, " ", "\u00a0"))
	}
	return cell
}

// Where the form stands in the sheet, how its texts are typed and what notes stand beside it does not change what is
// read.
func TestPlaceAndSpellingChangeNothing(t *testing.T) {
	laws(t, func(t *rapid.T, c *readCase, before Reading) {
		rows := cloneRows(c.sheets[0].rows)
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			switch rapid.SampledFrom([]string{"column", "row", "spelling", "note"}).Draw(t, "change") {
			case "column":
				insertColumn(rows, rapid.IntRange(0, 8).Draw(t, "column"))
			case "row":
				rows = insertRow(rows, rapid.IntRange(0, len(rows)-1).Draw(t, "row"))
			case "spelling":
				i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
				for j := range rows[i] {
					rows[i][j] = rewritten(t, rows[i][j])
				}
			case "note":
				note := rapid.SampledFrom([]string{"Ghi chú: đã kiểm tra", "Nơi nhận: như trên", "(đã ký)"}).Draw(t, "note")
				rows = append(rows, []string{"", "", "", note})
			}
		}
		if len(rows) > headRows*2 {
			return
		}
		after := c.readDrawn(t, rows)
		if got, want := bare(after), bare(before); got != want {
			t.Fatalf("read\n%s\nwant\n%s\nfrom %q", got, want, rows)
		}
		for i, o := range after.Observations {
			if was, is := drawnAt(c.sheets[0].rows, before.Observations[i].Cell), drawnAt(rows, o.Cell); was != is {
				t.Fatalf("%s %s stands in %s, which is drawn as %q and not as %q", o.UnitID, o.Indicator, o.Cell, is, was)
			}
		}
	})
}

// bare is what a reading says without places.
func bare(r Reading) string {
	var out strings.Builder
	fmt.Fprintln(&out, r.Accepted, r.FormID, r.UnitID, r.Period)
	for _, o := range r.Observations {
		fmt.Fprintln(&out, o.UnitID, o.Indicator, o.Breakdown, o.Measure, o.Mark, o.Value)
	}
	for _, f := range r.Findings {
		fmt.Fprintln(&out, f.Severity, f.Code)
	}
	return out.String()
}

func drawnAt(rows [][]string, cell string) string {
	row, column, err := workbook.ParseAddress(cell)
	if err != nil || row > len(rows) || column > len(rows[row-1]) {
		return ""
	}
	return rows[row-1][column-1]
}

// A number that somebody writes into any empty cell below the header, right of the labels, is either read or named by
// a finding.
func TestNoNumberIsLostInSilence(t *testing.T) {
	const firstRow = 9 // of the data; the row before numbers the columns
	laws(t, func(t *rapid.T, c *readCase, before Reading) {
		rows := cloneRows(c.sheets[0].rows)
		for range 4 {
			rows = append(rows, nil)
		}
		i := rapid.IntRange(firstRow, len(rows)-1).Draw(t, "row")
		j := rapid.IntRange(2, 12).Draw(t, "column")
		for len(rows[i]) <= j {
			rows[i] = append(rows[i], "")
		}
		// A percentage is checked where it can be, and never used.
		isPercentage := c.set.definitions[0].layout == indicatorsDown && j == 5
		if rows[i][j] != "" || isPercentage {
			return
		}
		rows[i][j] = rapid.SampledFrom([]string{"7", `"1.234"`, "-3", "=A1", "#REF!"}).Draw(t, "number")
		if bare(c.readDrawn(t, rows)) == bare(before) {
			t.Fatalf("%s in %s is lost", rows[i][j], workbook.Address(i+1, j+1))
		}
	})
}
