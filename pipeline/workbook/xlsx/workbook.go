package xlsx

import (
	"fmt"
	"strings"

	"tonghop/pipeline/workbook"
)

// readWorkbook finds the workbook part and reads its list of sheets.
func (b *Reader) readWorkbook() error {
	types, err := b.contentTypes()
	if err != nil {
		return err
	}
	name, err := b.findWorkbook(types)
	if err != nil {
		return err
	}
	relations, err := b.relations(name)
	if err != nil {
		return err
	}
	byID := make(map[string]relation, len(relations))
	for _, r := range relations {
		if _, twice := byID[r.id]; twice {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name, Problem: fmt.Sprintf("two relationships have the identifier %q", r.id)}
		}
		byID[r.id] = r
	}
	if err := b.readPart(name, func(s *scanner) error { return b.readBook(s, byID) }); err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		return &workbook.ReadError{Code: workbook.NoSheets, Part: name, Problem: "the workbook has no sheet"}
	}
	if err := b.checkListed(name, relations); err != nil {
		return err
	}
	b.shared = b.archive.shared(relations, types, "sharedStrings", "sharedstrings+xml")
	b.styled = b.archive.shared(relations, types, "styles", "spreadsheetml.styles+xml")
	return nil
}

func (b *Reader) findWorkbook(types map[string]string) (string, error) {
	relations, err := b.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if !strings.EqualFold(r.kind, "officeDocument") {
			continue
		}
		if strings.HasSuffix(strings.ToLower(r.target), ".bin") {
			return "", b.archive.notAWorkbook()
		}
		if b.archive.has(r.target) {
			return r.target, nil
		}
	}
	name := b.archive.byContentType(types, "sheet.main+xml", "sheet.macroenabled.main+xml", "template.main+xml", "template.macroenabled.main+xml")
	const usual = "xl/workbook.xml"
	switch {
	case name != "":
		return name, nil
	case b.archive.has(usual):
		return usual, nil
	}
	return "", b.archive.notAWorkbook()
}

// shared finds a part that all sheets use: where the relationships of the workbook say, else by its content type.
func (a *archive) shared(relations []relation, types map[string]string, kind, contentType string) relation {
	var found relation
	for _, r := range relations {
		if !strings.EqualFold(r.kind, kind) {
			continue
		}
		if found = r; a.has(r.target) {
			return r
		}
	}
	if part := a.byContentType(types, contentType); part != "" {
		return relation{kind: kind, target: part}
	}
	return found
}

func (b *Reader) readBook(s *scanner, relations map[string]relation) error {
	root, err := s.root()
	if err != nil {
		return err
	}
	switch root {
	case "workbook":
	case "document", "presentation":
		return b.archive.notAWorkbook()
	default:
		return &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: fmt.Sprintf("<%.40s> where <workbook> was expected", root)}
	}
	return s.each(func() error {
		if s.foreign {
			return nil
		}
		switch string(s.name) {
		case "workbookPr":
			b.date1904, err = s.flag("date1904")
			return err
		case "calcPr":
			b.toCompute, err = s.flag("fullCalcOnLoad")
			return err
		case "sheets":
			return s.each(func() error {
				if s.foreign {
					return nil
				}
				if string(s.name) != "sheet" {
					return s.stray()
				}
				return b.addSheet(s, relations)
			})
		}
		return s.stray()
	})
}

func (b *Reader) addSheet(s *scanner, relations map[string]relation) error {
	name, named, err := s.attribute("name")
	if err != nil {
		return err
	}
	state, _, err := s.attribute("state")
	if err != nil {
		return err
	}
	id, related, err := s.relationID()
	if err != nil {
		return err
	}
	if !named || !related {
		return s.fail("a sheet without name or relationship")
	}
	added := sheet{info: workbook.SheetInfo{Name: name, Visibility: visibility(state)}}
	if added.part, err = b.sheetPart(s, name, id, relations); err != nil {
		return err
	}
	b.sheets = append(b.sheets, added)
	if err := b.budget.hold(len(name)); err != nil {
		return err
	}
	return bound("sheets", int64(b.limits.Sheets), int64(len(b.sheets)))
}

// sheetPart is the part of a sheet; a sheet with an empty identifier is a module, which has no cells.
func (b *Reader) sheetPart(s *scanner, name, id string, relations map[string]relation) (string, error) {
	if id == "" {
		return "", nil
	}
	r, ok := relations[id]
	if !ok {
		return "", s.fail("sheet %q refers to the relationship %q, which does not exist", name, id)
	}
	if !b.archive.has(r.target) {
		return "", s.fail("sheet %q is in the part %q, which is missing from the file", name, r.target)
	}
	return r.target, nil
}

// checkListed notices a sheet that stands twice in the list of sheets, and one that the file holds and relates to the workbook,
// but that the list has lost.
func (b *Reader) checkListed(name string, relations []relation) error {
	listed, names := make(map[string]bool, len(b.sheets)), make(map[string]bool, len(b.sheets))
	for _, s := range b.sheets {
		folded := strings.ToLower(s.info.Name)
		if names[folded] || s.part != "" && listed[s.part] {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name, Problem: fmt.Sprintf("the sheet %q stands twice in the workbook's list of sheets", s.info.Name)}
		}
		names[folded], listed[s.part] = true, true
	}
	for _, r := range relations {
		if strings.EqualFold(r.kind, "worksheet") && !listed[r.target] && b.archive.has(r.target) {
			return &workbook.ReadError{Code: workbook.Damaged, Part: name, Problem: fmt.Sprintf("the sheet in %q is not in the workbook's list of sheets", r.target)}
		}
	}
	return nil
}

func visibility(state string) workbook.Visibility {
	switch state {
	case "hidden":
		return workbook.Hidden
	case "veryHidden":
		return workbook.VeryHidden
	}
	return workbook.Visible
}
