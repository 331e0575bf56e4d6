package xlsx

import (
	"fmt"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// readWorkbook finds the workbook part and reads its list of sheets. Parts refer to each other by relationships
// (ECMA-376 Part 2): the package names the workbook part, and that one names the sheets, strings and styles by
// identifiers.
func (b *Reader) readWorkbook() error {
	// Content types help where relationships are missing or wrong, as some programs write them.
	types, err := b.archive.ContentTypes()
	if err != nil {
		return err
	}
	name, err := b.findWorkbook(types)
	if err != nil {
		return err
	}
	relations, err := b.archive.Relations(name)
	if err != nil {
		return err
	}
	// Two relationships of one identifier would leave open which sheet is meant, so they are refused.
	byID := make(map[string]zipxml.Relation, len(relations))
	for _, r := range relations {
		if _, twice := byID[r.ID]; twice {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name,
				Problem: fmt.Sprintf("two relationships have the identifier %q", r.ID)}
		}
		byID[r.ID] = r
	}
	stated, err := zipxml.ReadOnce(b.archive, name, "workbook", b.readBook)
	if err != nil {
		return err
	}
	b.dates.Date1904, b.toCompute = stated.date1904, stated.toCompute
	for i := range stated.sheets {
		if err := b.addSheet(name, &stated.sheets[i], byID); err != nil {
			return err
		}
	}
	if len(b.sheets) == 0 {
		return &workbook.ReadError{Code: workbook.NoSheets, Part: name, Problem: "the workbook has no sheet"}
	}
	if err := b.checkListed(name, relations); err != nil {
		return err
	}
	b.shared = b.archive.Shared(relations, types, "sharedStrings", "sharedstrings+xml")
	b.styled = b.archive.Shared(relations, types, "styles", "spreadsheetml.styles+xml")
	return nil
}

// findWorkbook is the name of the workbook part. It is looked for by the package's relationship, then by
// content type, then under the name that Excel uses: each of the three is missing in files of some programs.
func (b *Reader) findWorkbook(types map[string]string) (string, error) {
	// First what the package itself says.
	relations, err := b.archive.Relations("")
	if err != nil {
		return "", err
	}
	// A list of sheets that has lost one looks whole; the relationship that is left over gives it away.
	for _, r := range relations {
		if !strings.EqualFold(r.Kind, "officeDocument") {
			continue
		}
		if strings.HasSuffix(strings.ToLower(r.Target), ".bin") {
			return "", b.archive.NotAWorkbook()
		}
		if b.archive.Has(r.Target) {
			return r.Target, nil
		}
	}
	// Then what the list of content types says: workbooks with and without macros, and templates of both.
	name := b.archive.ByContentType(types, "sheet.main+xml", "sheet.macroenabled.main+xml", "template.main+xml",
		"template.macroenabled.main+xml")
	const usual = "xl/workbook.xml"
	switch {
	case name != "":
		return name, nil
	case b.archive.Has(usual):
		return usual, nil
	}
	return "", b.archive.NotAWorkbook()
}

// statedBook is what a workbook part says.
type statedBook struct {
	date1904, toCompute bool
	sheets              []statedSheet
}

// statedSheet is one entry of the list of sheets.
type statedSheet struct {
	info workbook.SheetInfo
	id   string // of the relationship that leads to its part; "" for a module of macros, which has no cells
	at   int64  // the byte of the part behind its tag, for errors
}

// readBook reads the workbook part: the calendar, whether Excel should compute everything on opening, and the
// sheets. Documents of Word and PowerPoint live in the same kind of container, and are told apart here.
func (b *Reader) readBook(s *zipxml.Scanner) (stated *statedBook, err error) {
	root, err := s.Root()
	if err != nil {
		return nil, err
	}
	switch root {
	case "workbook":
	case "document", "presentation":
		return nil, b.archive.NotAWorkbook()
	default:
		return nil, &workbook.ReadError{Code: workbook.NotAWorkbook,
			Problem: fmt.Sprintf("<%.40s> where <workbook> was expected", root)}
	}
	stated = &statedBook{}
	err = s.Each(func() (err error) {
		if s.Foreign {
			return nil
		}
		switch string(s.Name) {
		case "workbookPr":
			stated.date1904, err = s.Flag("date1904")
			return err
		case "calcPr":
			stated.toCompute, err = s.Flag("fullCalcOnLoad")
			return err
		case "sheets":
			return s.Each(func() error { return b.readSheetEntry(s, stated) })
		}
		return s.Stray()
	})
	return stated, err
}

// readSheetEntry reads one <sheet>: its name, whether it is hidden, and the relationship that leads to its part.
func (b *Reader) readSheetEntry(s *zipxml.Scanner, stated *statedBook) error {
	if s.Foreign {
		return nil
	}
	if string(s.Name) != "sheet" {
		return s.Stray()
	}
	name, named, err := s.Attribute("name")
	if err != nil {
		return err
	}
	state, _, err := s.Attribute("state")
	if err != nil {
		return err
	}
	id, related, err := s.RelationID()
	if err != nil {
		return err
	}
	if !named || !related {
		return s.Fail("a sheet without name or relationship")
	}
	info := workbook.SheetInfo{Name: name, Visibility: visibility(state)}
	stated.sheets = append(stated.sheets, statedSheet{info, id, s.Offset()})
	if err := b.budget.Hold(len(name)); err != nil {
		return err
	}
	return zipxml.Bound("sheets", int64(b.limits.Sheets), int64(len(stated.sheets)))
}

// addSheet adds a sheet that the part of the given name lists. A part that is missing is an error: a sheet whose
// numbers are lost must not look like an empty one.
func (b *Reader) addSheet(part string, stated *statedSheet, relations map[string]zipxml.Relation) error {
	fail := func(format string, args ...any) error {
		return &workbook.ReadError{Code: workbook.Damaged, Part: part,
			Problem: fmt.Sprintf("byte %d: %s", stated.at, fmt.Sprintf(format, args...))}
	}
	added := sheet{info: stated.info}
	if stated.id != "" {
		r, ok := relations[stated.id]
		if !ok {
			return fail("sheet %q refers to the relationship %q, which does not exist", stated.info.Name, stated.id)
		}
		if !b.archive.Has(r.Target) {
			return fail("sheet %q is in the part %q, which is missing from the file", stated.info.Name, r.Target)
		}
		added.part = r.Target
	}
	b.sheets = append(b.sheets, added)
	return zipxml.Bound("sheets", int64(b.limits.Sheets), int64(len(b.sheets)))
}

// checkListed notices a sheet that stands twice in the list of sheets, and one that the file holds and relates to the
// workbook, but that the list has lost.
func (b *Reader) checkListed(name string, relations []zipxml.Relation) error {
	// Excel takes sheet names without regard to letter case as one, so that two of them cannot have been
	// written by it.
	listed, names := make(map[string]bool, len(b.sheets)), make(map[string]bool, len(b.sheets))
	for _, s := range b.sheets {
		folded := strings.ToLower(s.info.Name)
		if names[folded] || s.part != "" && listed[s.part] {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name,
				Problem: fmt.Sprintf("the sheet %q stands twice in the workbook's list of sheets", s.info.Name)}
		}
		names[folded], listed[s.part] = true, true
	}
	for _, r := range relations {
		if strings.EqualFold(r.Kind, "worksheet") && !listed[r.Target] && b.archive.Has(r.Target) {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name,
				Problem: fmt.Sprintf("the sheet in %q is not in the workbook's list of sheets", r.Target)}
		}
	}
	return nil
}

// visibility is what the attribute state says; an unknown word is "visible", since nothing is hidden without
// saying so.
func visibility(state string) workbook.Visibility {
	switch state {
	case "hidden":
		return workbook.Hidden
	case "veryHidden":
		return workbook.VeryHidden
	}
	return workbook.Visible
}
