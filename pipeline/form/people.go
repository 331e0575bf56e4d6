package form

import (
	"slices"
	"strings"
	"unicode"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// What the header cells of a list of people begin with or contain. A form about counts has neither.
var (
	nameHeaders = []string{"họ và tên", "họ tên", "họ, tên", "họ & tên", "tên người", "full name", "fullname"}
	// nameParts are headers of columns that hold a part of a name; they are ordinary words, and count beside data about
	// persons only.
	nameParts = []string{"họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ và chữ đệm", "tên", "name", "surname",
		"last name", "first name", "given name"}
	dataHeaders = []string{
		"ngày sinh", "năm sinh", "tháng năm sinh", "tháng, năm sinh", "sinh ngày", "cccd", "cmnd", "cmtnd", "căn cước",
		"chứng minh nhân dân", "chứng minh thư",
		"định danh cá nhân", "số định danh", "hộ chiếu", "ngày vào đảng", "ngày vào đoàn", "ngày vào hội", "ngày vào ngành",
		"date of birth", "birth date", "birthday", "passport", "id number", "id no", "identity",
	}
)

const (
	// listRows is how many rows with a person make a list.
	listRows = 3
	// headerRows is how many rows the header of a list may have.
	headerRows = 3
	// headerRunes bounds the text of a header cell: a sentence is none.
	headerRunes = 60
)

// findPeople looks for rows about persons and for lists of names: on every sheet, hidden ones too, in the names of
// sheets, and for identity numbers in the file's name. The finding quotes nothing of what it found.
func findPeople(file File, grids []*grid, units *registry.Registry) *Finding {
	refused := Finding{Severity: SeverityError, Code: PeopleList}
	for _, g := range grids {
		p := &peopleFinder{grid: g, units: units}
		cell := p.find()
		if cell == "" && !p.isNamedAfterPerson() {
			continue
		}
		refused.Sheet, refused.Cell = g.name, cell
		if strings.HasPrefix(file.Name, g.name+".") {
			refused.Sheet = "…" // a table of texts has the file's name, which is not told
		}
		return &refused
	}
	if NamesPerson(file.Name) {
		return &refused
	}
	return nil
}

// NamesPerson says whether the name of a file or sheet holds the number of an identity card.
func NamesPerson(name string) bool {
	return dataIn(name, "").hasAny(citizenNumber)
}

// peopleFinder looks for people on one sheet. First collect looks at each text once and takes down
// where names, numbers and days of birth stand; then one rule after the other asks whether what was
// found together makes a list, or tells of one person what a form has no reason to tell. The rules
// are in people_rules.go and people_rows.go. It gives the cell in which a list begins, and never
// what stands there.
type peopleFinder struct {
	*grid
	units    *registry.Registry
	mentions []mention // cells with names
	told     []mention // cells with identity numbers or days of birth, with names or without
	heads    []int     // positions of the cells that may head a list
	titled   bool      // a title says that a list of people follows
	headers  map[int]string
	inColumn map[int]map[int]bool // column → rows with names
}

// mention is a text cell that names somebody, or tells something of somebody.
type mention struct {
	row, column int
	text, key   string
	names       []personName
	data        personalData
}

// address is the only thing that a finding tells of a mention.
func (m *mention) address() string { return workbook.Address(m.row, m.column) }

// find is the cell with which a list of people begins; "" when there is none. The headers are asked
// first, because they are the surest sign. Of the rules the one that needs a single person comes
// first, then the one about names alone, then the one about rows without a header.
func (p *peopleFinder) find() string {
	p.collect()
	for _, i := range p.heads {
		if c := &p.cells[i]; p.headsList(c) {
			return c.Address()
		}
	}
	for _, rule := range []func() string{p.identified, p.named, p.rowsOfPersons} {
		if cell := rule(); cell != "" {
			return cell
		}
	}
	return ""
}

// collect looks once at every text of the sheet. A cell that holds no whole name may hold the first
// part of one whose rest stands in the next column; joined looks at that.
func (p *peopleFinder) collect() {
	for i := range p.cells {
		c := &p.cells[i]
		if c.Type != workbook.Text {
			continue
		}
		seen := p.texts.of(c.Text)
		if seen.isHead {
			p.heads = append(p.heads, i)
		}
		p.titled = p.titled || seen.titled
		m := mention{row: c.Row, column: c.Column, text: c.Text, key: seen.key, names: seen.names, data: seen.data}
		if len(m.names) > 0 {
			p.mentions = append(p.mentions, m)
		} else if joined, ok := p.joined(i); ok {
			p.mentions = append(p.mentions, joined)
		}
		if m.data != 0 {
			p.told = append(p.told, m)
		}
	}
	p.joinParts()
}

// mayHead says at once that most texts are no header of names.
func mayHead(key string) bool {
	return strings.HasPrefix(key, "họ") || startsAny(key, nameHeaders) || slices.Contains(nameParts, key)
}

// isListTitle knows "Danh sách đảng viên mới kết nạp", and not "Danh sách các xã".
func isListTitle(key string) bool {
	rest, ok := strings.CutPrefix(key, "danh sách ")
	if !ok {
		rest, ok = strings.CutPrefix(key, "danh sach ")
	}
	return ok && containsStart(rest, personHeaders) && !startsAny(rest, placeHeaders)
}

// isNamedAfterPerson says whether the sheet itself bears the name of somebody who is no unit.
func (p *peopleFinder) isNamedAfterPerson() bool {
	name := vntext.NFC(p.name)
	if NamesPerson(name) {
		return true
	}
	return slices.ContainsFunc(p.texts.of(name).names, func(n personName) bool {
		return n.sure && !p.isUnit(name, n)
	})
}

// isUnit says whether the registry has a unit of this name at any time. Many communes and schools
// are called after people, and a table of them is no list of people.
func (p *peopleFinder) isUnit(text string, name personName) bool {
	return len(p.units.UnitsNamed(text[name.from:name.to], period.Interval{})) > 0
}

// headsList says whether a cell is the header of names, with data about persons beside it and somebody beneath, or
// with several names beneath it. English labels are capitalised like names, so that they do not decide alone.
func (p *peopleFinder) headsList(c *workbook.Cell) bool {
	key := p.key(c.Text)
	isName := slices.ContainsFunc(nameHeaders, func(word string) bool {
		return key == word || strings.HasPrefix(key, word+" ")
	})
	if !isName && !slices.Contains(nameParts, key) {
		return false
	}
	return p.hasDataHeader(c) && p.hasRowsBelow(c) ||
		isName && strings.HasPrefix(key, "họ") && p.namesBelow(c) >= listRows
}

// hasDataHeader says whether a header of birth dates or identity numbers stands near the header of names.
func (p *peopleFinder) hasDataHeader(name *workbook.Cell) bool {
	for number := name.Row - headerRows + 1; number < name.Row+headerRows; number++ {
		for _, c := range p.row(number) {
			key := p.key(c.Text)
			if c.Type == workbook.Text && c.Column != name.Column && len([]rune(key)) < headerRunes &&
				slices.ContainsFunc(dataHeaders, func(word string) bool { return strings.Contains(key, word) }) {
				return true
			}
		}
	}
	return false
}

// hasRowsBelow says whether anybody stands under a header of names: an empty list names nobody.
func (p *peopleFinder) hasRowsBelow(name *workbook.Cell) bool {
	for below := name.Row + 1; below <= name.Row+headerRows+listRows; below++ {
		c := p.at(below, name.Column)
		if c != nil && c.Type == workbook.Text && !placeholder.MatchString(text(c)) && text(c) != "" &&
			len(p.row(below)) > 1 {
			return true
		}
	}
	return false
}

// namesBelow counts the cells beneath a header, down to the end of the sheet, that are written like
// the name of a person.
func (p *peopleFinder) namesBelow(header *workbook.Cell) int {
	names := 0
	for _, number := range p.rows {
		c := p.at(number, header.Column)
		if number > header.Row && c != nil && c.Type == workbook.Text && p.isName(c.Text) {
			names++
		}
	}
	return names
}

// unitWords begin the names of organizations and places, which are capitalised like those of people.
var unitWords = []string{
	"xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "sở", "ban", "phòng", "trường", "công ty",
	"chi cục", "chi bộ", "chi nhánh", "đảng", "hội",
	"trung tâm", "tp", "quận", "cơ quan", "bệnh viện", "đoàn thanh niên", "đoàn tncs", "công an", "ubnd", "ủy ban",
	"văn phòng", "cục", "tổng", "cộng", "thôn", "buôn",
	"khối", "đơn vị", "người", "thủ trưởng", "kế toán",
}

// isName says whether a text is written like a personal name, two to six words, each with a capital, no digits, and
// is not the name of a unit.
func (p *peopleFinder) isName(label string) bool {
	if len(label) > 2*headerRunes || strings.ContainsAny(label, "0123456789:()%/.,") {
		return false
	}
	words := strings.Fields(label)
	isLower := func(word string) bool { return !unicode.IsUpper([]rune(word)[0]) }
	if len(words) < 2 || len(words) > 6 || slices.ContainsFunc(words, isLower) {
		return false
	}
	key := p.key(label)
	if slices.ContainsFunc(unitWords, func(word string) bool { return strings.HasPrefix(key, word+" ") }) {
		return false
	}
	return !isPlaceName(key) && len(p.units.UnitsNamed(label, period.Interval{})) == 0
}
