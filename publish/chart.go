package publish

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// chartUnits bounds how many bars can still be told apart on a page.
const chartUnits = 40

// writeChart draws the attainment of the units right beneath the topmost ones, for the first indicator that has targets.
func (b *book) writeChart(lines []line) error {
	shown, label := b.charted(lines)
	if len(shown) == 0 {
		return nil
	}
	sheet := b.print.text("sheet_chart", nil)
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	if err := landscape(b.file, sheet); err != nil {
		return err
	}
	title := b.print.text("chart_title", map[string]string{"label": label, "year": strconv.Itoa(b.year)})
	rows := [][]any{{title}, {b.print.text("column_unit", nil), b.print.text("column_attainment", nil)}}
	for _, s := range shown {
		rows = append(rows, []any{s.name, s.value})
	}
	for i, row := range rows {
		if err := b.file.SetSheetRow(sheet, cell(1, i+1), &row); err != nil {
			return err
		}
	}
	if err := b.file.SetColWidth(sheet, "A", "A", 34); err != nil {
		return err
	}
	last, oneColor := len(rows), false
	return b.file.AddChart(sheet, "D2", &excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{
			Name:       fmt.Sprintf("'%s'!$B$2", sheet),
			Categories: fmt.Sprintf("'%s'!$A$3:$A$%d", sheet, last),
			Values:     fmt.Sprintf("'%s'!$B$3:$B$%d", sheet, last),
		}},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title}}},
		VaryColors: &oneColor,
		Legend:     excelize.ChartLegend{Position: "none"},
		XAxis:      excelize.ChartAxis{ReverseOrder: true},
		PlotArea:   excelize.ChartPlotArea{ShowVal: true},
		Dimension:  excelize.ChartDimension{Width: 760, Height: uint(max(320, 22*len(shown)+120))},
	})
}

type bar struct {
	name  string
	value float64
}

// charted picks the units: those that have a target of their own, the highest level of the tree that has some first.
func (b *book) charted(lines []line) ([]bar, string) {
	for _, block := range b.columns {
		if !block.hasTarget {
			continue
		}
		var shown []bar
		for _, l := range lines {
			value, err := strconv.ParseFloat(l.numbers[seriesKey{block.indicator, "total"}].attainment, 64)
			if err == nil && len(shown) < chartUnits {
				shown = append(shown, bar{l.name, value})
			}
		}
		if len(shown) > 0 {
			return shown, block.label
		}
	}
	return nil, ""
}
