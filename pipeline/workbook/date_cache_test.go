package workbook_test

import (
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/workbook"
)

// A text that is kept is that of its serial, format and calendar, whichever of them share a place.
func TestDateTextsAreThoseOfTheirSerials(t *testing.T) {
	styles := []*workbook.Style{workbook.NewStyle("dd/mm/yyyy", ""), workbook.NewStyle("hh:mm", ""),
		workbook.NewStyle("[h]:mm", ""), workbook.NewStyle("dd/mm/yyyy hh:mm", "")}
	calendars := []workbook.DateTexts{{}, {Date1904: true}}
	rapid.Check(t, func(t *rapid.T) {
		dates := &calendars[rapid.IntRange(0, 1).Draw(t, "calendar")]
		style := rapid.SampledFrom(styles).Draw(t, "style")
		serial := float64(rapid.IntRange(-4, 4_000).Draw(t, "quarters of a day")) / 4
		wanted, known := style.DateText(serial, dates.Date1904)
		if got, ok := dates.Text(style, serial); got != wanted || ok != known {
			t.Fatalf("%v is %q, %t; want %q, %t", serial, got, ok, wanted, known)
		}
		if rapid.Bool().Draw(t, "released") {
			dates.Release() // the other calendar may get the same texts now
		}
	})
}

// A number of a format that stores no digits has the shortest ones that read back as it.
func TestStored(t *testing.T) {
	for _, c := range []struct {
		cell workbook.Cell
		want string
	}{
		{workbook.Cell{Type: workbook.Number, Number: 0.1}, "0.1"},
		{workbook.Cell{Type: workbook.Number, Number: 1e21}, "1E+21"},
		{workbook.Cell{Type: workbook.Number, Number: 3360, Raw: "3360.0"}, "3360.0"},
		{workbook.Cell{Type: workbook.Date, Number: 44469, Text: "2021-09-30"}, "44469"},
		{workbook.Cell{Type: workbook.Uncomputed}, ""},
	} {
		if got := c.cell.Stored(); got != c.want {
			t.Errorf("%+v is stored as %q, want %q", c.cell, got, c.want)
		}
	}
}
