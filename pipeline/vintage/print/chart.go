package print

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// chartUnits bounds how many bars can still be told apart on a page. The units behind them are in
// the table of the year, so that nothing is lost that the chart leaves out.
const chartUnits = 40

// writeChart draws the attainment of the units in the year, for the first indicator that has
// targets and of which some unit has a percentage. A year without any gets no chart, and no empty
// sheet either.
func (b *book) writeChart(ctx context.Context, lines []line) error {
	for _, block := range b.columns {
		if !block.hasTarget {
			continue
		}
		attainment := map[string]string{} // by unit
		err := b.tables.Each(ctx, "print/attainment", func(rows *sql.Rows) error {
			var unit, percent string
			err := rows.Scan(&unit, &percent)
			attainment[unit] = percent
			return err
		}, b.year, block.indicator)
		if err != nil {
			return err
		}
		if shown := b.charted(lines, attainment); len(shown) > 0 {
			return b.drawChart(shown, block.label)
		}
	}
	return nil
}

// drawChart adds a sheet with a chart of an indicator.
func (b *book) drawChart(shown []bar, label string) error {
	sheet := b.office.text("sheet_chart", nil)
	if err := b.addSheet(sheet); err != nil {
		return err
	}
	// A chart has to stand on one page; tables run over as many as they need.
	if err := landscape(b.file, sheet, 1); err != nil {
		return err
	}
	title := b.office.text("chart_title", map[string]string{"label": label, "year": strconv.Itoa(b.year)})
	if err := b.writeCharted(sheet, title, shown); err != nil {
		return err
	}
	// The units stand from row 3 on, beneath the title and the heads of both columns. Bars of one
	// colour: by default Excel would give each unit another one, which says nothing.
	last, oneColor := len(shown)+2, false
	dark := excelize.Font{Family: font, Size: 10, Color: "202020"}
	heading := excelize.Font{Family: font, Size: titlePoints, Bold: true, Color: dark.Color}
	return b.file.AddChart(sheet, "D2", &excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{
			Name:       fmt.Sprintf("'%s'!$B$2", sheet),
			Categories: fmt.Sprintf("'%s'!$A$3:$A$%d", sheet, last),
			Values:     fmt.Sprintf("'%s'!$B$3:$B$%d", sheet, last),
		}},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &heading}}},
		VaryColors: &oneColor,
		Legend:     excelize.ChartLegend{Position: "none"},
		// Excel draws the first bar at the bottom; a reader expects the first unit at the top.
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: dark},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, Font: dark},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 760, Height: uint(max(320, 22*len(shown)+120))},
	})
}

// writeCharted writes the numbers that the chart draws, two columns under a title. Names stand in
// column A and percentages in column B, from row 3 on: the chart refers to these cells. The columns
// are measured here, since nothing else on the sheet says how wide they are.
func (b *book) writeCharted(sheet, title string, shown []bar) error {
	left := styleKey{bold: true, align: "left", wrap: true}
	unit, attainment := b.office.text("column_unit", nil), b.office.text("column_attainment", nil)
	names, values := 1.5*narrowName, headerFace.narrowest(attainment, 2)
	for _, s := range shown {
		names = min(max(names, cellFace.pixels(s.name)*moreInLines), widestName)
		values = max(values, cellFace.pixels(s.text)+indentPixels)
	}
	widths := [2]float64{columnWidth(names), columnWidth(values)}
	rows := [][]any{{title}, {unit, attainment}}
	high := []int{
		face{bodyPoints, true}.lines(title, room(widths[0]+widths[1])), headerFace.lines(attainment, room(widths[1])),
	}
	for _, s := range shown {
		rows = append(rows, []any{s.name, s.Value})
		high = append(high, cellFace.lines(s.name, room(widths[0])))
	}
	for i, row := range rows {
		err := errors.Join(
			b.file.SetSheetRow(sheet, cell(1, i+1), &row), b.file.SetRowHeight(sheet, i+1, lineHeight*float64(high[i])),
		)
		if err != nil {
			return err
		}
	}
	last := len(rows)
	return errors.Join(
		b.file.SetColWidth(sheet, "A", "A", widths[0]), b.file.SetColWidth(sheet, "B", "B", widths[1]),
		b.file.MergeCell(sheet, "A1", "B1"), b.file.SetCellStyle(sheet, "A1", "B1", b.styles.get(left)),
		b.file.SetCellStyle(sheet, "A2", "B2", b.styles.header()),
		b.file.SetCellStyle(sheet, "A3", cell(1, last), b.styles.name(0, false)),
		b.file.SetCellStyle(sheet, "B3", cell(2, last), b.styles.percent(false)),
	)
}

// bar is a unit's attainment.
type bar struct {
	name string
	shown
}

// charted picks what is drawn: the units that have a percentage, in the order of the tree and up to
// chartUnits of them. A percentage that no spreadsheet can hold exactly is left out, because it stands
// in its cell as a text, which cannot be drawn.
func (b *book) charted(lines []line, attainment map[string]string) (drawn []bar) {
	for _, l := range lines {
		percent := attainment[l.unitID]
		value, exact := b.office.shownDecimal(percent, b.office.Digits, 0, false, "")
		if percent != "" && !exact && len(drawn) < chartUnits {
			drawn = append(drawn, bar{l.name, value})
		}
	}
	return drawn
}
