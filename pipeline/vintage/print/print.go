package print

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// Office is who publishes, and how it prints its tables. All of it stands in tonghop.yaml. A
// changed value is a reason to print every year again, since it is a part of the fingerprint.
type Office struct {
	Language message.Language
	Name     string // "": the topmost unit's
	Above    string // the authority above it
	Place    string // of the signature's date line
	Signer   string // title of who signs
	Digits   int    // of a percentage after the decimal point
}

// text is a text of the catalogue in the office's language. All keys of this room begin with
// "print."
func (o Office) text(key string, values map[string]string) string {
	return message.Text(o.Language, "print."+key, values)
}

// period is the line that says which period a table is of, and how final its numbers are.
func (o Office) period(key string, values map[string]string, kind string) string {
	line := o.text(key, values)
	if kind == "" {
		return line
	}
	return o.text("period_kind", map[string]string{"period": line, "kind": o.text("kind_"+kind, nil)})
}

// WriteWorkbooks writes attainment-YYYY.xlsx for each year of a vintage being written: a sheet for
// each quarter and one for the year, a chart, and the units that have not submitted; the manifest
// says how final each period is. One that would say the same as in the vintage before is copied
// from there. What it returns goes into the manifest: by year, equal for equal workbooks. The
// vintage's tables must be complete when it is called; nothing is read of the ledger. A year in
// which nothing changed is not printed again in this way.
func WriteWorkbooks(
	ctx context.Context, tables *vintage.Tables, office Office, m vintage.Manifest, before vintage.Folder,
) (printed map[int]string, err error) {
	years, quarters, err := readPeriods(ctx, tables)
	if err != nil {
		return nil, err
	}
	printed = map[int]string{}
	for _, year := range years {
		name := fmt.Sprintf("attainment-%04d.xlsx", year)
		if printed[year], err = fingerprint(ctx, tables, office, m, year); err != nil {
			return nil, err
		}
		if before.Manifest.Printed[year] == printed[year] && before.Unchanged(name) {
			err = before.CopyFile(name, tables.Dir)
		} else {
			err = writeYear(ctx, filepath.Join(tables.Dir, name), tables, office, m.Kinds, year, quarters[year])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return printed, nil
}

// layout changes with the look of the printed workbooks, so that a new version of the program prints again what an
// earlier one had printed.
const layout = 4

// fingerprint names everything that a year's workbook is printed from. Where it is the same, so is
// everything that would be printed: nothing comes from anywhere else, nor from the clock.
func fingerprint(
	ctx context.Context, tables *vintage.Tables, office Office, m vintage.Manifest, year int,
) (string, error) {
	from := struct {
		Layout int    // of the program that prints
		Rows   string // the year's rows
		Office Office
		Kinds  map[string]string // of the year's periods
		State  string            // of what stands beside the rows: labels, and who submitted
	}{Layout: layout, Rows: m.Years[year].State, Office: office, Kinds: maps.Clone(m.Kinds)}
	begin := fmt.Sprintf("%04d", year)
	maps.DeleteFunc(from.Kinds, func(period, _ string) bool { return !strings.HasPrefix(period, begin) })
	err := tables.Each(ctx, "print/state", func(rows *sql.Rows) error { return rows.Scan(&from.State) }, year)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(from)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// readPeriods lists the years that have tables, and the quarters of each.
func readPeriods(ctx context.Context, tables *vintage.Tables) (years []int, quarters map[int][]int, err error) {
	quarters = map[int][]int{}
	err = tables.Each(ctx, "print/period", func(rows *sql.Rows) error {
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

// book is one workbook being written. Its sheets are written in the order in which a reader turns
// them: quarters, the year, its chart, the year in current boundaries, the missing.
type book struct {
	file    *excelize.File
	office  Office
	tables  *vintage.Tables
	styles  *styles
	columns []block
	year    int
	begun   bool // has a sheet of its own

	incomplete map[string]string // by period: what it lacked when it was closed
	warnings   map[int][]warning // by quarter: the numbers that do not agree with other reports
}

// newBook begins a workbook whose own font is that of its cells: the widths of its columns are counted in its digits.
func newBook(file *excelize.File, office Office) (*book, error) {
	if err := file.SetDefaultFont(font); err != nil {
		return nil, err
	}
	return &book{file: file, office: office, styles: newStyles(file, office.Digits)}, nil
}

// writeYear writes one workbook. The file is not synced here: whoever finishes the vintage brings
// all of it to disk.
func writeYear(
	ctx context.Context, name string, tables *vintage.Tables, office Office, kinds map[string]string,
	year int, quarters []int,
) (err error) {
	// a large sheet waits in a file until the workbook is saved
	file := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(name)})
	defer func() { err = errors.Join(err, file.Close()) }()
	b, err := newBook(file, office)
	if err != nil {
		return err
	}
	b.tables, b.year = tables, year
	if b.columns, err = b.readBlocks(ctx); err != nil {
		return err
	}
	if err := b.readIncomplete(ctx); err != nil {
		return err
	}
	if err := b.readWarnings(ctx); err != nil {
		return err
	}
	for _, quarter := range quarters {
		if err := b.writeQuarter(ctx, quarter, kinds); err != nil {
			return err
		}
	}
	if err := b.writeWholeYear(ctx, kinds); err != nil {
		return err
	}
	if err := b.writeCurrent(ctx, kinds); err != nil {
		return err
	}
	if err := b.writeMissing(ctx); err != nil {
		return err
	}
	return file.SaveAs(name)
}

// writeQuarter writes the sheet of one quarter. The line beneath its title says whether its figures
// are preliminary, provisional or final, so that a printed sheet cannot be taken for more than it
// is.
func (b *book) writeQuarter(ctx context.Context, quarter int, kinds map[string]string) error {
	lines, err := b.readLines(ctx, quarter)
	if err != nil {
		return err
	}
	values := map[string]string{"quarter": roman(quarter), "year": fmt.Sprint(b.year)}
	kind := kinds[period.OfQuarter(b.year, quarter).String()]
	return b.writeTable(table{
		name: b.office.text("sheet_quarter", values), period: b.office.period("period_quarter", values, kind),
		lines: lines, quarter: quarter, lacking: b.incomplete[period.OfQuarter(b.year, quarter).String()],
	})
}

// writeWholeYear writes the year's sheet and the chart of it. While the year is under way, the line
// beneath the title says up to which quarter the figures run.
func (b *book) writeWholeYear(ctx context.Context, kinds map[string]string) error {
	lines, err := b.readLines(ctx, 0)
	if err != nil {
		return err
	}
	key, values := "period_year", map[string]string{"year": fmt.Sprint(b.year)}
	if through := b.through(); through > 0 && through < 4 {
		key, values["quarter"] = "period_year_through", roman(through)
	}
	kind := kinds[period.OfYear(b.year).String()]
	err = b.writeTable(table{
		name: b.office.text("sheet_year", values), period: b.office.period(key, values, kind), lines: lines,
		lacking: b.incomplete[period.OfYear(b.year).String()],
	})
	if err != nil {
		return err
	}
	return b.writeChart(lines)
}

// writeCurrent writes the year's table in current boundaries, where these differ from those of the
// year. In a year without a reform it would repeat the year's sheet, and is left out.
func (b *book) writeCurrent(ctx context.Context, kinds map[string]string) error {
	lines, err := b.readCurrentLines(ctx)
	if err != nil || len(lines) == 0 {
		return err
	}
	values := map[string]string{"year": fmt.Sprint(b.year)}
	return b.writeTable(table{
		name: b.office.text("sheet_current", values), lines: lines,
		period: b.office.period("period_current", values, kinds[period.OfYear(b.year).String()]),
	})
}

// through is the last quarter that was reported for any indicator; 0 where the year is reported as a whole only.
func (b *book) through() int {
	last := 0
	for _, block := range b.columns {
		last = max(last, block.through)
	}
	return last
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

// roman is a quarter as Vietnamese offices write it: quý III.
func roman(quarter int) string { return []string{"", "I", "II", "III", "IV"}[quarter] }
