package print

import (
	"archive/zip"
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
	"tonghop/pipeline/warehouse"
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

// WriteWorkbooks writes attainment-YYYY.xlsx for each year of a vintage being written: a sheet for each quarter and
// one for the year, a chart, and the units that have not submitted; the manifest says how final each period is. One
// that would say the same as in the vintage before is copied from there, and so is a quarter's sheet. What was printed
// goes into the manifest.
func WriteWorkbooks(
	ctx context.Context, tables *vintage.Tables, office Office, m *vintage.Manifest, before vintage.Folder,
) error {
	years, quarters, err := readPeriods(ctx, tables)
	if err != nil {
		return err
	}
	m.Printed, m.Sheets = map[int]string{}, map[int][]vintage.Sheet{}
	for _, year := range years {
		name := fmt.Sprintf("attainment-%04d.xlsx", year)
		if m.Printed[year], err = fingerprint(ctx, tables, office, *m, year); err != nil {
			return err
		}
		if before.Manifest.Printed[year] == m.Printed[year] && before.Unchanged(name) {
			m.Sheets[year] = before.Manifest.Sheets[year]
			err = before.CopyFile(name, tables.Dir)
		} else {
			m.Sheets[year], err = printYear(ctx, name, tables, office, *m, before, year, quarters[year])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// layout changes with the look of the printed workbooks, so that a new version of the program prints again what an
// earlier one had printed.
const layout = 6

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

// book is one workbook being written.
type book struct {
	file    *excelize.File
	office  Office
	tables  *vintage.Tables
	styles  *styles
	columns []block
	year    int
	kinds   map[string]string // by period: how final it is
	sheets  []vintage.Sheet   // that it has

	units string // what the names and places of the units are, as one digest
	depth int    // of the unit that stands deepest

	incomplete map[string]string // by period: what it lacked when it was closed
	warnings   map[int][]warning // by quarter: the numbers that do not agree with other reports

	earlier earlierSheets
	taken   map[string]*zip.File // parts of the workbook that are copied, by name
	renewed map[string]renewal   // parts of which only some rows were printed, by name
}

// newBook begins a workbook whose own font is that of its cells: the widths of its columns are counted in its digits.
func newBook(file *excelize.File, office Office) (*book, error) {
	if err := file.SetDefaultFont(font); err != nil {
		return nil, err
	}
	b := &book{file: file, office: office, styles: newStyles(file, office.Digits)}
	b.ordered()
	return b, nil
}

func printYear(
	ctx context.Context, name string, tables *vintage.Tables, office Office, m vintage.Manifest, before vintage.Folder,
	year int, quarters []int,
) (sheets []vintage.Sheet, err error) {
	// a large sheet waits in a file until the workbook is saved
	file := excelize.NewFile(excelize.Options{TmpDir: tables.Dir})
	defer func() { err = errors.Join(err, file.Close()) }()
	b, err := newBook(file, office)
	if err != nil {
		return nil, err
	}
	b.tables, b.year, b.kinds = tables, year, m.Kinds
	if b.earlier, err = openEarlier(before, name, year); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.earlier.close()) }()
	if err := b.writeYear(ctx, m.Years[year], quarters); err != nil {
		return nil, err
	}
	return b.sheets, file.SaveAs(filepath.Join(tables.Dir, name))
}

// writeYear writes all sheets. of says what the year's rows are made of.
func (b *book) writeYear(ctx context.Context, of warehouse.PublishedYear, quarters []int) (err error) {
	if b.columns, err = b.readBlocks(ctx); err != nil {
		return err
	}
	if err := errors.Join(b.readIncomplete(ctx), b.readWarnings(ctx), b.readUnits(ctx)); err != nil {
		return err
	}
	b.styles.foresee(b.depth, b.columns)
	for _, quarter := range quarters {
		label := period.OfQuarter(b.year, quarter).String()
		if err := b.writeQuarter(ctx, quarter, label, madeOf(of, label, "attainment_quarterly")); err != nil {
			return err
		}
	}
	label := period.OfYear(b.year).String()
	if err := b.writeWholeYear(ctx, label, madeOf(of, label, "attainment_yearly")); err != nil {
		return err
	}
	if err := b.writeCurrent(ctx); err != nil {
		return err
	}
	return b.writeMissing(ctx)
}

// writeQuarter writes a quarter's sheet.
func (b *book) writeQuarter(ctx context.Context, quarter int, label string, of rowsMadeOf) error {
	values := map[string]string{"quarter": roman(quarter), "year": fmt.Sprint(b.year)}
	t := table{
		name: b.office.text("sheet_quarter", values), period: b.office.period("period_quarter", values, b.kinds[label]),
		quarter: quarter, lacking: b.incomplete[label],
	}
	state, err := b.stateOf(t, of.state)
	if err != nil {
		return err
	}
	if taken, err := b.take(t, state); err != nil || taken {
		return err
	}
	_, err = b.writeUnits(ctx, t, state, of)
	return err
}

func (b *book) writeWholeYear(ctx context.Context, label string, of rowsMadeOf) error {
	key, values := "period_year", map[string]string{"year": fmt.Sprint(b.year)}
	if through := b.through(); through > 0 && through < 4 {
		key, values["quarter"] = "period_year_through", roman(through)
	}
	t := table{
		name: b.office.text("sheet_year", values), period: b.office.period(key, values, b.kinds[label]),
		lacking: b.incomplete[label],
	}
	lines, err := b.writeUnits(ctx, t, "", of)
	if err != nil {
		return err
	}
	return b.writeChart(ctx, lines)
}

// writeUnits writes a table that has a row for each unit: only the rows of those that differ, where the vintage before
// has the others. state is that of the sheet, "" for one that is always printed. It returns the lines, without the
// numbers of those that it did not print.
func (b *book) writeUnits(ctx context.Context, t table, state string, of rowsMadeOf) ([]line, error) {
	frame, err := b.frameOf(t, of.frame)
	if err != nil {
		return nil, err
	}
	t.renewal = b.renewalOf(frame, of)
	unforeseen := b.styles.unforeseen
	if t.lines, err = b.readLines(ctx, t.quarter, t.renewal.units); err != nil {
		return nil, err
	}
	if err = b.writeTable(t); errors.Is(err, errNarrower) {
		t.renewal = renewal{}
		if t.lines, err = b.readLines(ctx, t.quarter, nil); err == nil {
			err = b.writeTable(t)
		}
	}
	if err != nil || b.styles.unforeseen > unforeseen {
		return t.lines, err
	}
	sheet := &b.sheets[len(b.sheets)-1]
	sheet.State, sheet.Frame = state, frame
	return t.lines, nil
}

// writeCurrent writes the year's table in current boundaries, where these differ from those of the
// year. In a year without a reform it would repeat the year's sheet, and is left out.
func (b *book) writeCurrent(ctx context.Context) error {
	lines, err := b.readCurrentLines(ctx)
	if err != nil || len(lines) == 0 {
		return err
	}
	values := map[string]string{"year": fmt.Sprint(b.year)}
	return b.writeTable(table{
		name: b.office.text("sheet_current", values), lines: lines,
		period: b.office.period("period_current", values, b.kinds[period.OfYear(b.year).String()]),
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
	first := len(b.sheets) == 0
	b.sheets = append(b.sheets, vintage.Sheet{Part: b.partName()})
	if first {
		return b.file.SetSheetName(b.file.GetSheetName(0), name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func roman(quarter int) string { return []string{"", "I", "II", "III", "IV"}[quarter] }
