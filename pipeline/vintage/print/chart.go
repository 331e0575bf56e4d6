package print

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// chartUnits bounds how many bars can still be told apart on a page.
const chartUnits = 40

// writeChart draws the attainment of the units right beneath the topmost ones, for the first indicator that has
// targets.
func (b *book) writeChart(lines []line) error {
	shown, label := b.charted(lines)
	if len(shown) == 0 {
		return nil
	}
	sheet := b.office.text("sheet_chart", nil)
	if err := b.addSheet(sheet); err != nil {
		return err
	}
	if err := landscape(b.file, sheet); err != nil {
		return err
	}
	title := b.office.text("chart_title", map[string]string{"label": label, "year": strconv.Itoa(b.year)})
	if err := b.writeCharted(sheet, title, shown); err != nil {
		return err
	}
	last, oneColor := len(shown)+2, false
	dark := excelize.Font{Family: font, Size: 10, Color: "202020"}
	return b.file.AddChart(sheet, "D2", &excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{
			Name:       fmt.Sprintf("'%s'!$B$2", sheet),
			Categories: fmt.Sprintf("'%s'!$A$3:$A$%d", sheet, last),
			Values:     fmt.Sprintf("'%s'!$B$3:$B$%d", sheet, last),
		}},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Family: font, Size: 14, Bold: true, Color: dark.Color}}}},
		VaryColors: &oneColor,
		Legend:     excelize.ChartLegend{Position: "none"},
		XAxis:      excelize.ChartAxis{ReverseOrder: true, Font: dark},
		YAxis:      excelize.ChartAxis{MajorGridLines: true, Font: dark},
		PlotArea:   excelize.ChartPlotArea{ShowVal: true},
		Dimension:  excelize.ChartDimension{Width: 760, Height: uint(max(320, 22*len(shown)+120))},
	})
}

// writeCharted writes the numbers that the chart draws, two columns under a title.
func (b *book) writeCharted(sheet, title string, shown []bar) error {
	rows := [][]any{{title}, {b.office.text("column_unit", nil), b.office.text("column_attainment", nil)}}
	for _, s := range shown {
		rows = append(rows, []any{s.name, s.value})
	}
	for i, row := range rows {
		if err := b.file.SetSheetRow(sheet, cell(1, i+1), &row); err != nil {
			return err
		}
		if err := b.file.SetRowHeight(sheet, i+1, lineHeight*float64(lines(row[0].(string), 2*nameWidth))); err != nil {
			return err
		}
	}
	last := len(rows)
	return errors.Join(
		b.file.SetColWidth(sheet, "A", "A", 1.5*nameWidth), b.file.SetColWidth(sheet, "B", "B", 14),
		b.file.SetCellStyle(sheet, "A1", "A1", b.styles.get(styleKey{bold: true, align: "left"})),
		b.file.SetCellStyle(sheet, "A2", "B2", b.styles.header()),
		b.file.SetCellStyle(sheet, "A3", cell(1, last), b.styles.name(0, false)),
		b.file.SetCellStyle(sheet, "B3", cell(2, last), b.styles.percent(false)),
	)
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
