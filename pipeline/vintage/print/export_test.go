package print

import (
	"errors"

	"github.com/xuri/excelize/v2"
)

// Generated is a table to print that no workspace has.
type Generated struct {
	Amounts           []string // plain decimals: each a unit's cumulative, target and part
	Attainment        string   // of every unit
	Decimals, Quarter int
	Through           int
}

// Write prints the table and its chart.
func (g Generated) Write(path string, office Office) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	b, err := newBook(file, office)
	if err != nil {
		return err
	}
	b.year = 2021
	b.columns = []block{{
		indicator: "revenue", label: "Tổng thu ngân sách nhà nước trên địa bàn", unit: "đồng", decimals: g.Decimals,
		hasTarget: true, through: g.Through, parts: []part{{"tax", "Thuế", 0}},
	}}
	var lines []line
	attainment := map[string]string{}
	for i, amount := range g.Amounts {
		attainment[amount] = g.Attainment
		lines = append(lines, line{
			unitID: amount, name: "Huyện Krông Bông", depth: min(i, 2), hasParts: i == 0, status: "partial", expected: 12345,
			numbers: map[seriesKey]numbers{
				{"revenue", "total"}: {amount, amount, amount, g.Attainment}, {"revenue", "tax"}: {ytd: "7"},
			},
		})
	}
	if err := b.writeTable(table{name: "Bảng", period: "2021", lines: lines, quarter: g.Quarter}); err != nil {
		return err
	}
	if shown := b.charted(lines, attainment); len(shown) > 0 {
		if err := b.drawChart(shown, b.columns[0].label); err != nil {
			return err
		}
	}
	return file.SaveAs(path)
}

// FixedDecimal and Significant are what decides how a number is written.
var (
	FixedDecimal = fixedDecimal
	Significant  = significant
)

// Apart is a unit's name where another one of the table has it too.
func Apart(office Office, name, since, until string) string { return office.apart(name, since, until) }

// Pixels is how wide the printed workbooks take a text to be.
func Pixels(text string, points float64, bold bool) float64 { return face{points, bold}.pixels(text) }
