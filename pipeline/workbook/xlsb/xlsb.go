// Package xlsb reads workbooks in Excel's binary format of 2007 and later ([MS-XLSB]) into typed cells. The
// container, its relationships and its content types are those of .xlsx; the parts are made of records instead
// of XML.
//
// It takes an opened zip container and gives sheets of cells as every reader does. It computes nothing, and
// refuses a part that is cut, out of order or contradicts itself.
//
// Begin reading with Open. record.go cuts a part into records, tables.go reads styles and shared strings,
// sheet.go and cell.go read one sheet.
package xlsb

import (
	"fmt"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Reader reads one workbook; it implements workbook.Reader.
type Reader struct {
	// The container, and what reading may cost and has cost so far.
	archive  *zipxml.Archive
	budget   *zipxml.Budget
	sheets   []sheet
	date1904 bool
	// The parts that hold the shared strings and the styles; the target is "" when there is none. Once
	// tablesRead, strings and styles hold what they say.
	shared     zipxml.Relation
	styled     zipxml.Relation
	tablesRead bool
	strings    []string
	styles     []*workbook.Style
}

// sheet is one entry of the workbook's list of sheets.
type sheet struct {
	info workbook.SheetInfo
	// The part that holds the cells; "" for a sheet that has none by its kind, such as a chart.
	part string
	// How many cells were counted against the bound when the sheet was last read.
	cells int64
}

// WorkbookPart is the name of the part that lists the sheets, "" where the container holds no workbook of this
// format. Relationships are those of .xlsx; only the name of the part, which ends with .bin, tells the two
// apart. Errors are *workbook.ReadError.
func WorkbookPart(archive *zipxml.Archive) (string, error) {
	// The package itself refers to its main part.
	relations, err := archive.Relations("")
	if err != nil {
		return "", zipxml.Named(err, "", "")
	}
	for _, r := range relations {
		if strings.EqualFold(r.Kind, "officeDocument") && strings.HasSuffix(strings.ToLower(r.Target), ".bin") {
			return r.Target, nil
		}
	}
	return "", nil
}

// Open reads what is needed to list the sheets; part is what WorkbookPart gave. The container must stay
// readable until Close. Errors are *workbook.ReadError: Damaged or NoSheets, or PassesLimit with a
// *workbook.LimitError inside.
func Open(archive *zipxml.Archive, part string) (*Reader, error) {
	book := &Reader{archive: archive, budget: archive.Budget()}
	book.budget.Start()
	defer book.budget.Stop()
	if err := book.readWorkbook(part); err != nil {
		return nil, zipxml.Named(err, part, "")
	}
	return book, nil
}

// Format is "xlsb".
func (b *Reader) Format() string { return "xlsb" }

// Sheets lists all sheets in workbook order, hidden ones and charts too. Its indexes are those of ReadSheet.
func (b *Reader) Sheets() []workbook.SheetInfo {
	infos := make([]workbook.SheetInfo, len(b.sheets))
	for i := range b.sheets {
		infos[i] = b.sheets[i].info
	}
	return infos
}

// ReadSheet implements workbook.Reader. The cells come while the sheet is read, and an error may follow them: a
// caller that needs the whole sheet acts only after ReadSheet has returned without one.
func (b *Reader) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	sheet := &b.sheets[i]
	b.budget.Start()
	defer b.budget.Stop()
	if err := b.readTables(); err != nil {
		return nil, err
	}
	if sheet.part == "" {
		return &workbook.Layout{}, nil
	}
	b.budget.Cells -= sheet.cells
	before := b.budget.Cells
	// The sheet is whole only if its end record came; the checksum alone does not tell what a program left out.
	reading := &sheetReading{book: b, visit: visit, layout: &workbook.Layout{}}
	err := b.readPart(sheet.part, reading.read)
	if err == nil && reading.phase != behind {
		err = damaged("the sheet has no end: the part is cut")
	}
	sheet.cells = b.budget.Cells - before
	switch {
	case reading.visitError != nil:
		return nil, reading.visitError
	case err != nil:
		return nil, zipxml.Named(err, sheet.part, sheet.info.Name)
	}
	return reading.layout, nil
}

// Close releases what the reader holds; the file under it is the caller's.
func (b *Reader) Close() error {
	b.strings, b.styles, b.tablesRead = nil, nil, false
	return nil
}

// readWorkbook reads the calendar and the list of sheets, and finds the parts of shared strings and styles.
func (b *Reader) readWorkbook(part string) error {
	types, err := b.archive.ContentTypes()
	if err != nil {
		return err
	}
	relations, err := b.archive.Relations(part)
	if err != nil {
		return err
	}
	// Two relationships of one identifier would leave open which sheet is meant, so they are refused.
	byID := make(map[string]zipxml.Relation, len(relations))
	for _, r := range relations {
		if _, twice := byID[r.ID]; twice {
			return damaged("two relationships have the identifier %q", r.ID)
		}
		byID[r.ID] = r
	}
	// The list of sheets could be cut without its end record.
	whole := false
	err = b.readPart(part, func(r record) error {
		switch r.kind {
		case recWorkbook:
			flags, err := r.field(0, 4)
			b.date1904 = err == nil && flags[0]&1 != 0
			return err
		case recBundleSheet:
			return b.addSheet(r, byID)
		case recEndBook:
			whole = true
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !whole:
		return damaged("the workbook's records have no end: the part is cut")
	case len(b.sheets) == 0:
		return &workbook.ReadError{Code: workbook.NoSheets, Problem: "the workbook has no sheet"}
	}
	b.shared = b.archive.Shared(relations, types, "sharedStrings", "sharedstrings")
	b.styled = b.archive.Shared(relations, types, "styles", "ms-excel.styles")
	return b.checkListed(relations)
}

// addSheet reads an entry of the list of sheets ([MS-XLSB], BrtBundleSh): whether it is hidden, the
// relationship that leads to its part, and its name. A sheet of another kind than a worksheet has no cells.
func (b *Reader) addSheet(r record, relations map[string]zipxml.Relation) error {
	// State, number and identifiers come first, then two texts: the relationship and the name.
	state, err := r.field(0, 4)
	if err != nil {
		return err
	}
	const atID = 8
	id, next, err := r.text(atID)
	if err != nil {
		return err
	}
	name, _, err := r.text(next)
	if err != nil {
		return err
	}
	// States beyond "very hidden" do not exist; the strongest is meant.
	added := sheet{info: workbook.SheetInfo{Name: name, Visibility: workbook.Visibility(min(u32(state),
		int(workbook.VeryHidden)))}}
	// A sheet without a relationship is a module of macros; one of another kind than a worksheet has no cells
	// either.
	if id != "" {
		related, ok := relations[id]
		if !ok || !b.archive.Has(related.Target) {
			return damaged("the sheet %q is in a part that is missing from the file", name)
		}
		if strings.EqualFold(related.Kind, "worksheet") {
			added.part = related.Target
		}
	}
	b.sheets = append(b.sheets, added)
	const overhead = 64
	if err := b.budget.Hold(len(name) + overhead); err != nil {
		return err
	}
	return zipxml.Bound("sheets", int64(b.budget.Limits().Sheets), int64(len(b.sheets)))
}

// checkListed refuses a list in which a sheet stands twice, or from which one is missing that the file holds
// and relates to the workbook: its numbers would be lost in silence.
func (b *Reader) checkListed(relations []zipxml.Relation) error {
	// Excel takes sheet names without regard to letter case as one, so that two of them cannot have been
	// written by it.
	listed, names := make(map[string]bool, len(b.sheets)), make(map[string]bool, len(b.sheets))
	for _, s := range b.sheets {
		folded := strings.ToLower(s.info.Name)
		if names[folded] || s.part != "" && listed[s.part] {
			return damaged("the sheet %q stands twice in the workbook's list of sheets", s.info.Name)
		}
		names[folded], listed[s.part] = true, true
	}
	// A list of sheets that has lost one looks whole; the relationship that is left over gives it away.
	for _, r := range relations {
		if strings.EqualFold(r.Kind, "worksheet") && !listed[r.Target] && b.archive.Has(r.Target) {
			return damaged("the sheet in %q is not in the workbook's list of sheets", r.Target)
		}
	}
	return nil
}

// damaged is the error for a part that is cut or contradicts itself.
func damaged(format string, args ...any) error { return zipxml.Damaged(fmt.Sprintf(format, args...)) }
