package xls

import (
	"encoding/binary"
	"fmt"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/unlock"
)

// readGlobals reads the workbook's own records, which precede the sheets: calendar, fonts, formats, list of
// sheets and shared strings.
func (b *Reader) readGlobals() error {
	// The stream must begin as a workbook or a sheet does. Otherwise it is the stream of another program.
	first, ok, err := b.recordAt(0)
	if err != nil {
		return err
	}
	if !ok || !first.begins() {
		return &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: "the workbook stream does not begin as one"}
	}
	if err := b.readVersion(first); err != nil {
		return err
	}
	if !b.biff8 { // whose texts say themselves that they are Unicode
		// Names of fonts and sheets may stand before the record that says in which code page they are written.
		b.findCodepage(first.next)
	}
	for at := first.next; ; {
		r, ok, err := b.recordAt(at)
		if err != nil {
			return err
		}
		if !ok {
			return damaged("the workbook's own records have no end")
		}
		if r.kind == recEOF {
			if u16(first.data[2:]) == substreamSheet { // a sheet without a workbook around it
				b.sheets = []sheet{{info: workbook.SheetInfo{Name: "Sheet1"}, cells: true}}
			}
			return b.checkSheets()
		}
		if at, err = b.readGlobal(r); err != nil {
			return err
		}
	}
}

// unlock decrypts the stream where it is encrypted with Excel's own default password, which Excel uses to
// protect a workbook's structure without asking for a password. A workbook with any other password is refused.
// What stands before the record is not encrypted, and decrypting leaves every record in its place, so that
// reading goes on behind it.
func (b *Reader) unlock(filePass record) error {
	if b.unlocked {
		return damaged("the workbook says twice how it is encrypted")
	}
	plain, err := unlock.Records(b.stream, filePass.data, b.biff8)
	if err != nil {
		return err
	}
	b.stream, b.unlocked = plain, true
	if !b.biff8 {
		b.findCodepage(filePass.next) // it was looked for among encrypted records
	}
	return nil
}

// readVersion tells BIFF5 (Excel 5 and 95) from BIFF8 (97 to 2003). Older versions have records of other
// layouts, and are refused with what to do.
func (b *Reader) readVersion(bof record) error {
	if bof.kind != recBOF || len(bof.data) < 4 {
		return &workbook.ReadError{Code: workbook.Unsupported, Problem: "a workbook of Excel 2, 3 or 4: save it as .xlsx"}
	}
	switch u16(bof.data) {
	case versionBIFF8:
		b.biff8 = true
	case versionBIFF5:
	default:
		return &workbook.ReadError{Code: workbook.Unsupported,
			Problem: fmt.Sprintf("a workbook of an unknown version (0x%04X): save it as .xlsx", u16(bof.data))}
	}
	return nil
}

// findCodepage looks for the record that states the code page, from an offset up to the end of the workbook's
// own records. Damage found on the way is left to the reading proper, which reports it with its place.
func (b *Reader) findCodepage(at int) {
	for {
		r, ok, err := b.recordAt(at)
		if err != nil || !ok || r.kind == recEOF {
			return
		}
		if r.kind == recCodePage && len(r.data) >= 2 {
			b.codepageNumber = u16(r.data)
			b.codepage = codepageOf(b.codepageNumber)
			return
		}
		at = r.next
	}
}

// readGlobal reads one of the workbook's own records and returns the offset of the next. Kinds that say nothing
// about values are passed over.
func (b *Reader) readGlobal(r record) (next int, err error) {
	next = r.next
	switch r.kind {
	case recFilePass:
		err = b.unlock(r)
	case recDateMode:
		b.dates.Date1904 = len(r.data) >= 2 && u16(r.data) == 1
	case recFont, recFormat, recXF:
		next, err = b.readTable(r)
	case recBoundSheet:
		err = b.readBoundSheet(r)
	case recSST:
		next, err = b.readStrings(r)
	}
	return next, err
}

// readBoundSheet reads one entry of the list of sheets ([MS-XLS], BoundSheet8): where the sheet begins in the
// stream, whether it is hidden, of which kind it is, and its name.
func (b *Reader) readBoundSheet(r record) error {
	if err := r.need(8); err != nil {
		return err
	}
	if len(b.sheets) >= b.limits.Sheets {
		return &workbook.LimitError{Bound: "sheets", Limit: int64(b.limits.Sheets), Got: int64(len(b.sheets)) + 1}
	}
	// The offset comes first, four bytes; then state, kind, length of the name, and the name.
	name, err := b.text(r.data[7:], int(r.data[6]))
	if err != nil {
		return err
	}
	// The two lowest bits tell whether the sheet is hidden; 3 means nothing and is taken for the strongest.
	visibility := workbook.Visibility(r.data[4] & 0x03)
	if visibility > workbook.VeryHidden {
		visibility = workbook.VeryHidden
	}
	b.sheets = append(b.sheets, sheet{
		info: workbook.SheetInfo{Name: name, Visibility: visibility}, offset: u32(r.data), cells: r.data[5] == 0,
	})
	return nil
}

// checkSheets makes sure that every sheet with cells begins at the offset that the list gives. A wrong offset
// would read the cells of another sheet, or none.
func (b *Reader) checkSheets() error {
	if len(b.sheets) == 0 {
		return &workbook.ReadError{Code: workbook.NoSheets, Problem: "the workbook has no sheet"}
	}
	for i := range b.sheets {
		s := &b.sheets[i]
		if !s.cells {
			continue
		}
		// The record at that offset must begin a part, and says of which kind the part is.
		r, ok, err := b.recordAt(s.offset)
		if err != nil || !ok || !r.begins() {
			return named(damaged("no sheet begins at byte %d, where the workbook says so", s.offset), s.info.Name)
		}
		if len(r.data) >= 4 {
			kind := u16(r.data[2:])
			s.cells = kind != substreamChart && kind != substreamModule
		}
	}
	return b.checkFraming()
}

// checkFraming walks over all records of the stream once. They make up one part after the other (the workbook's
// own records, then each sheet), and behind the last part nothing but zeros fills the stream. Where a sector of
// the file was lost, or stands twice, that is not so. The format has no checksums, so this is what finds such
// damage.
func (b *Reader) checkFraming() error {
	// depth counts the parts that are open: charts lie inside sheets.
	at, depth := 0, 0
	for at < len(b.stream) {
		// Between two parts: a zero begins the filling at the end.
		if depth == 0 && at > 0 && b.stream[at] == 0 {
			break
		}
		if kind, size, ok := b.head(at); ok && depth > 0 && !bounding(kind) {
			at += 4 + size
			continue
		}
		r, _, err := b.recordAt(at)
		switch {
		case err != nil:
			return err
		case r.begins():
			if depth++; len(r.data) > maxBegin {
				return r.exactly(maxBegin)
			}
		case r.kind == recEOF:
			if depth--; len(r.data) > 0 {
				return r.exactly(0)
			}
		}
		if depth < 0 || depth == 0 && r.kind != recEOF {
			break
		}
		at = r.next
	}
	switch {
	case depth > 0:
		return damaged("the sheet has no end: the file is cut")
	case !zeros(b.stream[at:]):
		return damaged("at byte %d no sheet begins or ends as it should: a part of the file is lost", at)
	}
	return nil
}

// zeros says whether all bytes are zero.
func zeros(data []byte) bool {
	const atOnce = 8
	for ; len(data) >= atOnce; data = data[atOnce:] {
		if binary.LittleEndian.Uint64(data) != 0 {
			return false
		}
	}
	for _, b := range data {
		if b != 0 {
			return false
		}
	}
	return true
}

// bounding says whether records of the kind begin or end a part of the stream.
func bounding(kind int) bool {
	return kind == recEOF || kind == recBOF || kind&^0x600 == recBOF2
}
