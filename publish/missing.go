package publish

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// writeMissing lists the units that have not submitted, or whose workbook was rejected.
func (b *book) writeMissing(ctx context.Context) error {
	sheet := b.print.text("sheet_missing", nil)
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	if err := printLandscape(b.file, sheet, fmt.Sprintf("'%s'!$3:$3", sheet)); err != nil {
		return err
	}
	stream, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := stream.SetColWidth(1, 1, 6); err != nil {
		return err
	}
	if err := stream.SetColWidth(2, 2, 40); err != nil {
		return err
	}
	if err := stream.SetColWidth(3, 6, 16); err != nil {
		return err
	}
	title := b.print.text("missing_title", map[string]string{"year": fmt.Sprint(b.year)})
	if err := stream.SetRow("A1", []any{excelize.Cell{Value: title, StyleID: b.styles.get(styleKey{bold: true, size: 14})}}); err != nil {
		return err
	}
	var header []any
	for _, key := range []string{"column_ordinal", "column_unit", "column_form", "column_period", "column_due", "column_note"} {
		header = append(header, excelize.Cell{Value: b.print.text(key, nil), StyleID: b.styles.header()})
	}
	if err := stream.SetRow("A3", header); err != nil {
		return err
	}
	number := 0
	err = each(ctx, b.vintage, "not_submitted", func(rows *sql.Rows) error {
		var unit, form, period, due, status string
		if err := rows.Scan(&unit, &form, &period, &due, &status); err != nil {
			return err
		}
		number++
		row := []any{excelize.Cell{Value: number, StyleID: b.styles.cell("center")}, excelize.Cell{Value: unit, StyleID: b.styles.cell("left")}}
		for _, value := range []string{form, period, due, b.print.text("submitted_"+status, nil)} {
			row = append(row, excelize.Cell{Value: value, StyleID: b.styles.cell("center")})
		}
		return stream.SetRow(cell(1, 3+number), row)
	}, b.year)
	if err != nil {
		return err
	}
	if number == 0 {
		if err := stream.SetRow("A4", []any{excelize.Cell{Value: b.print.text("missing_none", nil), StyleID: b.styles.note()}}); err != nil {
			return err
		}
	}
	return stream.Flush()
}
