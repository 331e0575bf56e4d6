package ods

import (
	"bytes"
	"io"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// The parts of the container that are read (OpenDocument 1.3, part 2).
const (
	mimePart     = "mimetype"
	manifestPart = "META-INF/manifest.xml"
	contentPart  = "content.xml"
	stylesPart   = "styles.xml"
)

// checkKind refuses texts and presentations, which are OpenDocument files too. The part mimetype states the
// kind.
func (b *Reader) checkKind() error {
	if !b.archive.Has(mimePart) {
		return nil // some programs leave it out; the content says what it is
	}
	// The part is one line of plain text.
	content, err := b.archive.Content(mimePart)
	if err != nil {
		return err
	}
	defer content.Close()
	const longest = 256
	kind, err := io.ReadAll(io.LimitReader(content, longest))
	if err != nil {
		return zipxml.Named(err, mimePart, "")
	}
	const spreadsheet = "application/vnd.oasis.opendocument.spreadsheet"
	if !bytes.HasPrefix(bytes.TrimSpace(kind), []byte(spreadsheet)) {
		problem := "the file is an OpenDocument file, but no spreadsheet"
		return &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: problem}
	}
	return nil
}

// checkManifest refuses a workbook that is encrypted: the manifest says, part by part, how. Parts are encrypted
// one by one, so that without this check they would look damaged.
func (b *Reader) checkManifest() error {
	if !b.archive.Has(manifestPart) {
		return nil
	}
	// Each file of the container has an entry; one that is encrypted has a description of how inside it.
	encrypted := false
	err := b.archive.ReadPart(manifestPart, func(s *zipxml.Scanner) error {
		s.Register(vocabulary()...)
		if _, err := s.Root(); err != nil {
			return err
		}
		return s.Each(func() error {
			if !is(s, spaceManifest, "file-entry") {
				return nil
			}
			return s.Each(func() error {
				encrypted = encrypted || is(s, spaceManifest, "encryption-data")
				return nil
			})
		})
	})
	if err == nil && encrypted {
		return &workbook.ReadError{Code: workbook.Encrypted,
			Problem: "the workbook is protected by a password; save it without one"}
	}
	return err
}

// readContent goes through content.xml once when the workbook is opened: it lists the sheets, reads the styles
// of the part, and makes sure that the part is whole. The cells are read later, by ReadSheet, in a second pass.
func (b *Reader) readContent() error {
	err := b.archive.ReadPart(contentPart, func(s *zipxml.Scanner) error {
		s.Register(vocabulary()...)
		if err := enter(s, "document-content"); err != nil {
			return err
		}
		// The order is fixed by the format: fonts and styles come before the body, so that sheets know which
		// styles hide them.
		found := false
		err := s.Each(func() error {
			switch {
			case s.Space() != spaceOffice:
				return nil
			case string(s.Name) == "font-face-decls", string(s.Name) == "automatic-styles":
				return b.styles.read(s)
			case string(s.Name) == "body":
				found = true
				return b.readBody(s)
			}
			return nil
		})
		if err == nil && !found {
			return s.Fail("<office:body> is missing")
		}
		return err
	})
	if err != nil {
		return err
	}
	return b.nameSheets()
}

// readBody lists the tables of the spreadsheet. Their cells are passed over here.
func (b *Reader) readBody(s *zipxml.Scanner) error {
	if err := enter(s, "spreadsheet"); err != nil {
		return err
	}
	// Tables are counted by their place, also those that are no sheets, since ReadSheet finds them again by
	// that number.
	tables := 0
	err := s.Each(func() error {
		switch {
		case is(s, spaceTable, "calculation-settings"):
			return b.readSettings(s)
		case is(s, spaceTable, "table"):
			tables++
			return b.addSheet(s, tables-1)
		}
		return stray(s)
	})
	if err != nil {
		return err
	}
	return s.Each(func() error { return nil }) // the end of <office:body>
}

// readSettings reads from which day the dates of the workbook are counted. LibreOffice allows any day; the two
// that Excel knows are read, and another one is refused, since every date would be wrong.
func (b *Reader) readSettings(s *zipxml.Scanner) error {
	return s.Each(func() error {
		if !is(s, spaceTable, "null-date") {
			return nil
		}
		// Serial numbers count from this day. LibreOffice writes 1899-12-30 for what Excel calls its calendar
		// of 1900.
		first, stated, err := s.Of(spaceTable, "date-value")
		if err != nil || !stated {
			return err
		}
		switch string(first) {
		case "1899-12-30":
		case "1904-01-01":
			b.date1904 = true
		default:
			return &workbook.ReadError{Code: workbook.Unsupported, Problem: "a workbook whose days are counted from " +
				string(first) + ": save it as .xlsx"}
		}
		return nil
	})
}

// addSheet notes a table as a sheet. number counts all tables, also those that are no sheets: LibreOffice keeps
// cells of other files, to which formulas refer, in tables of the style ta_extref.
func (b *Reader) addSheet(s *zipxml.Scanner, number int) error {
	// The style of a table tells whether the sheet is hidden, its name what it is called.
	style, _, err := s.Of(spaceTable, "style-name")
	if err != nil {
		return err
	}
	const ofOtherFiles = "ta_extref"
	if string(style) == ofOtherFiles {
		return nil
	}
	visible := workbook.Visible
	if b.styles.hidden[string(style)] {
		visible = workbook.Hidden
	}
	name, stated, err := s.Of(spaceTable, "name")
	if err != nil {
		return err
	}
	if !stated {
		return s.Fail("a sheet without a name")
	}
	limits := b.budget.Limits()
	if err := zipxml.Bound("sheets", int64(limits.Sheets), int64(len(b.sheets)+1)); err != nil {
		return err
	}
	const overhead = 64
	b.sheets = append(b.sheets, sheet{info: workbook.SheetInfo{Name: string(name), Visibility: visible}, table: number})
	return b.budget.Hold(len(name) + overhead)
}

// nameSheets makes sure that no two sheets have one name, in any letter case: no spreadsheet program allows it,
// so that one of the two was not written as it stands.
func (b *Reader) nameSheets() error {
	// Names are compared without regard to letter case, as spreadsheet programs do.
	names := make(map[string]bool, len(b.sheets))
	for _, s := range b.sheets {
		if folded := strings.ToLower(s.info.Name); names[folded] {
			return &workbook.ReadError{Code: workbook.Damaged, Part: contentPart, Problem: "two sheets have the name " +
				s.info.Name}
		} else {
			names[folded] = true
		}
	}
	return nil
}

// stray refuses an element of tables or texts where none belongs. There the tags of the element around it are
// lost, and passing over it would lose its content in silence. Elements of other vocabularies are passed over.
func stray(s *zipxml.Scanner) error {
	switch s.Space() {
	case spaceText:
		return s.Fail("a text outside of a cell: <text:%s>", s.Name)
	case spaceTable:
	default:
		return nil
	}
	switch string(s.Name) {
	case "table-row", "table-cell", "covered-table-cell", "table-column", "table-rows", "table-columns", "table-row-group",
		"table-column-group", "table-header-rows", "table-header-columns":
		return s.Fail("<table:%s> stands where it does not belong", s.Name)
	}
	return nil
}
