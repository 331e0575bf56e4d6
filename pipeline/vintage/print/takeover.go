package print

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage"
)

// earlierSheets are the sheets of a year's workbook in the vintage before that can be copied, by their states. The zero
// value has none.
type earlierSheets struct {
	file    *zip.ReadCloser
	parts   map[string]*zip.File     // by name
	byState map[string]vintage.Sheet // those that have a state
	byFrame map[string]vintage.Sheet // those that have a frame
}

// openEarlier opens the workbook of the vintage before, if it is as it was published.
func openEarlier(before vintage.Folder, name string, year int) (earlierSheets, error) {
	e := earlierSheets{parts: map[string]*zip.File{}, byState: map[string]vintage.Sheet{},
		byFrame: map[string]vintage.Sheet{}}
	for _, s := range before.Manifest.Sheets[year] {
		if s.State != "" {
			e.byState[s.State] = s
		}
		if s.Frame != "" && s.Pixels != nil {
			e.byFrame[s.Frame] = s
		}
	}
	if len(e.byState)+len(e.byFrame) == 0 || !before.Unchanged(name) {
		return earlierSheets{}, nil
	}
	var err error
	if e.file, err = zip.OpenReader(filepath.Join(before.Dir, name)); err != nil {
		return earlierSheets{}, err
	}
	e.file.RegisterDecompressor(zip.Deflate, flate.NewReader)
	for _, part := range e.file.File {
		e.parts[part.Name] = part
	}
	return e, nil
}

func (e earlierSheets) close() error {
	if e.file == nil {
		return nil
	}
	return e.file.Close()
}

// partName is the part of the workbook that the next sheet becomes.
func (b *book) partName() string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)+1) }

// take makes a sheet whose state is that of one in the vintage before: its part is copied. What the workbook says of
// the sheet besides is made as if it were printed.
func (b *book) take(t table, state string) (taken bool, err error) {
	earlier, known := b.earlier.byState[state]
	part := b.earlier.parts[b.partName()]
	if !known || part == nil || earlier.Part != part.Name {
		return false, nil
	}
	b.taken[part.Name] = part
	w := b.tableWriter(t)
	if err := b.addSheet(t.name); err != nil {
		return false, err
	}
	b.sheets[len(b.sheets)-1] = earlier
	if err := w.layOut(earlier.Units); err != nil {
		return false, err
	}
	return true, printArea(b.file, t.name, w.width, earlier.Rows)
}

// stateOf names everything that a quarter's sheet is printed from; "" where that is not known. rows is the state of the
// quarter's rows.
func (b *book) stateOf(t table, rows string) (string, error) {
	if rows == "" {
		return "", nil
	}
	return sumOf(struct {
		Frame                 sheetFrame
		Period, Lacking, Rows string
		Notes                 []string
	}{b.frame(t), t.period, t.lacking, rows, b.warningNotes(t.quarter)})
}

// sheetFrame is what the rows of a sheet are printed from besides the numbers.
type sheetFrame struct {
	Layout, Position     int
	Office               Office
	Name, Columns, Units string
	Depth                int
}

func (b *book) frame(t table) sheetFrame {
	return sheetFrame{layout, len(b.sheets), b.office, t.name, fmt.Sprintf("%+v", b.columns), b.units, b.depth}
}

// frameOf names everything that the rows of all units are printed from, but for what differs by unit; "" where that is
// not known. rows is the frame of the period's rows.
func (b *book) frameOf(t table, rows string) (string, error) {
	if rows == "" {
		return "", nil
	}
	return sumOf(struct {
		Frame sheetFrame
		Rows  string
	}{b.frame(t), rows})
}

func sumOf(of any) (string, error) {
	text, err := json.Marshal(of)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// readUnits reads what all sheets are printed from besides their own rows: the units, and how deep they stand.
func (b *book) readUnits(ctx context.Context) error {
	return b.tables.Each(ctx, "print/units", func(rows *sql.Rows) error { return rows.Scan(&b.units, &b.depth) })
}

// ordered makes a file be written in the same order each time.
func (b *book) ordered() {
	b.taken, b.renewed = map[string]*zip.File{}, map[string]renewal{}
	b.file.SetZipWriter(func(out io.Writer) excelize.ZipWriter { return newArchive(out, b.taken, b.renewed) })
}
