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
	if err := b.archive.ReadPart(name, func(s *zipxml.Scanner) error { return b.readBook(s, byID) }); err != nil {
		return err
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

// readBook reads the workbook part: the calendar, whether Excel should compute everything on opening, and the
// sheets. Documents of Word and PowerPoint live in the same kind of container, and are told apart here.
func (b *Reader) readBook(s *zipxml.Scanner, relations map[string]zipxml.Relation) error {
	root, err := s.Root()
	if err != nil {
		return err
	}
	switch root {
	case "workbook":
	case "document", "presentation":
		return b.archive.NotAWorkbook()
	default:
		return &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: fmt.Sprintf("<%.40s> where <workbook> was expected",
			root)}
	}
	return s.Each(func() error {
		if s.Foreign {
			return nil
		}
		switch string(s.Name) {
		case "workbookPr":
			b.dates.Date1904, err = s.Flag("date1904")
			return err
		case "calcPr":
			b.toCompute, err = s.Flag("fullCalcOnLoad")
			return err
		case "sheets":
			return s.Each(func() error {
				if s.Foreign {
					return nil
				}
				if string(s.Name) != "sheet" {
					return s.Stray()
				}
				return b.addSheet(s, relations)
			})
		}
		return s.Stray()
	})
}

// addSheet reads one <sheet>: its name, whether it is hidden, and the relationship that leads to its part.
func (b *Reader) addSheet(s *zipxml.Scanner, relations map[string]zipxml.Relation) error {
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
	added := sheet{info: workbook.SheetInfo{Name: name, Visibility: visibility(state)}}
	if added.part, err = b.sheetPart(s, name, id, relations); err != nil {
		return err
	}
	b.sheets = append(b.sheets, added)
	if err := b.budget.Hold(len(name)); err != nil {
		return err
	}
	return zipxml.Bound("sheets", int64(b.limits.Sheets), int64(len(b.sheets)))
}

// sheetPart is the name of the part that holds a sheet's cells. An empty identifier stands for a module of
// macros, which has no cells. A part that is missing is an error: a sheet whose numbers are lost must not look
// like an empty one.
func (b *Reader) sheetPart(s *zipxml.Scanner, name, id string, relations map[string]zipxml.Relation) (string, error) {
	if id == "" {
		return "", nil
	}
	r, ok := relations[id]
	if !ok {
		return "", s.Fail("sheet %q refers to the relationship %q, which does not exist", name, id)
	}
	if !b.archive.Has(r.Target) {
		return "", s.Fail("sheet %q is in the part %q, which is missing from the file", name, r.Target)
	}
	return r.Target, nil
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
