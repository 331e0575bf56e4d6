package publish

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
)

// Print is how the office prints its tables.
type Print struct {
	Language message.Language
	Office   string // who publishes
	Above    string // the authority above it
	Place    string // of the signature's date line
	Signer   string // title of who signs
	Digits   int    // of a percentage after the decimal point
}

func (p Print) text(key string, values map[string]string) string {
	return message.Text(p.Language, "print."+key, values)
}

// period is the line that says which period a table is of, and how final its numbers are.
func (p Print) period(key string, values map[string]string, kind string) string {
	line := p.text(key, values)
	if kind == "" {
		return line
	}
	return p.text("period_kind", map[string]string{"period": line, "kind": p.text("kind_"+kind, nil)})
}

// WriteWorkbooks writes attainment-YYYY.xlsx for each year of a vintage: a sheet for each quarter and one for the year, a
// chart, and the units that have not submitted; the manifest says how final each period is. One that would say the same as in the vintage before is copied from there. What it
// returns goes into the manifest.
func WriteWorkbooks(ctx context.Context, dir string, vintage *warehouse.Vintage, print Print, m Manifest, before Pointer) (printed map[int]string, err error) {
	years, quarters, err := readPeriods(ctx, vintage)
	if err != nil {
		return nil, err
	}
	printed = map[int]string{}
	for _, year := range years {
		name := fmt.Sprintf("attainment-%04d.xlsx", year)
		if printed[year], err = fingerprint(ctx, vintage, print, m, year); err != nil {
			return nil, err
		}
		if before.Manifest.Printed[year] == printed[year] && before.Unchanged(name) {
			err = copyFile(filepath.Join(before.Dir, name), filepath.Join(dir, name))
		} else {
			err = writeYear(ctx, filepath.Join(dir, name), vintage, print, m.Kinds, year, quarters[year])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return printed, nil
}

// fingerprint names everything that a year's workbook is printed from.
func fingerprint(ctx context.Context, vintage *warehouse.Vintage, print Print, m Manifest, year int) (string, error) {
	state := ""
	err := each(ctx, vintage, "print/state", func(rows *sql.Rows) error { return rows.Scan(&state) }, year)
	if err != nil {
		return "", err
	}
	kinds := maps.Clone(m.Kinds)
	maps.DeleteFunc(kinds, func(period, _ string) bool { return !strings.HasPrefix(period, fmt.Sprintf("%04d", year)) })
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %+v %v %s", m.Years[year].State, print, kinds, state))
	return hex.EncodeToString(sum[:8]), nil
}

// readPeriods lists the years that have tables, and the quarters of each.
func readPeriods(ctx context.Context, vintage *warehouse.Vintage) (years []int, quarters map[int][]int, err error) {
	quarters = map[int][]int{}
	err = each(ctx, vintage, "print/period", func(rows *sql.Rows) error {
		var year, quarter int
		if err := rows.Scan(&year, &quarter); err != nil {
			return err
		}
		if _, seen := quarters[year]; !seen {
			years = append(years, year)
			quarters[year] = nil
		}
		if quarter > 0 {
			quarters[year] = append(quarters[year], quarter)
		}
		return nil
	})
	return years, quarters, err
}

// book is one workbook being written.
type book struct {
	file    *excelize.File
	print   Print
	vintage *warehouse.Vintage
	styles  *styles
	columns []block
	year    int
	begun   bool // has a sheet of its own
}

func writeYear(ctx context.Context, name string, vintage *warehouse.Vintage, print Print, kinds map[string]string, year int, quarters []int) (err error) {
	// a large sheet waits in a file until the workbook is saved
	file := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(name)})
	defer func() { err = errors.Join(err, file.Close()) }()
	b := &book{file: file, print: print, vintage: vintage, styles: newStyles(file, print.Digits), year: year}
	if b.columns, err = b.readBlocks(ctx); err != nil {
		return err
	}
	yearly, err := b.readLines(ctx, year, 0)
	if err != nil {
		return err
	}
	for _, quarter := range quarters {
		lines, err := b.readLines(ctx, year, quarter)
		if err != nil {
			return err
		}
		values := map[string]string{"quarter": roman(quarter), "year": fmt.Sprint(year)}
		if err := b.writeTable(table{name: print.text("sheet_quarter", values), period: print.period("period_quarter", values, kinds[period.OfQuarter(year, quarter).String()]), lines: lines, quarterly: true}); err != nil {
			return err
		}
	}
	values := map[string]string{"year": fmt.Sprint(year)}
	if err := b.writeTable(table{name: print.text("sheet_year", values), period: print.period("period_year", values, kinds[period.OfYear(year).String()]), lines: yearly}); err != nil {
		return err
	}
	if err := b.writeChart(yearly); err != nil {
		return err
	}
	if err := b.writeMissing(ctx); err != nil {
		return err
	}
	return file.SaveAs(name)
}

// addSheet adds an empty sheet; the first one is there already under another name.
func (b *book) addSheet(name string) error {
	if first := b.file.GetSheetName(0); !b.begun {
		b.begun = true
		return b.file.SetSheetName(first, name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func roman(quarter int) string { return []string{"", "I", "II", "III", "IV"}[quarter] }

// each calls scan for every row of a query of the vintage.
func each(ctx context.Context, vintage *warehouse.Vintage, query string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := vintage.QueryNamed(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	return rows.Err()
}
