package form

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tonghop/period"
	"tonghop/registry"
	"tonghop/vntext"
	"tonghop/workbook"
)

// What the header cells of a list of people begin with or contain. A form about counts has neither.
var (
	nameHeaders = []string{"họ và tên", "họ tên", "họ, tên", "họ & tên", "tên người", "full name", "fullname"}
	// nameParts are headers of columns that hold a part of a name; they are ordinary words, and count beside data about persons only.
	nameParts   = []string{"họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ và chữ đệm", "tên", "name", "surname", "last name", "first name", "given name"}
	dataHeaders = []string{
		"ngày sinh", "năm sinh", "tháng năm sinh", "tháng, năm sinh", "sinh ngày", "cccd", "cmnd", "cmtnd", "căn cước", "chứng minh nhân dân", "chứng minh thư",
		"định danh cá nhân", "số định danh", "hộ chiếu", "ngày vào đảng", "ngày vào đoàn", "ngày vào hội", "ngày vào ngành", "date of birth", "birth date", "birthday", "passport", "id number", "id no", "identity",
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

// findPeople looks on every sheet, hidden ones too, for rows about persons. The finding quotes nothing of what it found.
func findPeople(grids []*grid, units *registry.Registry) *Finding {
	for _, g := range grids {
		p := &peopleFinder{grid: g, units: units}
		if cell := p.find(); cell != "" {
			return &Finding{Severity: SeverityError, Code: PeopleList, Sheet: g.name, Cell: cell}
		}
	}
	return nil
}

type peopleFinder struct {
	*grid
	units *registry.Registry
}

// find is the cell with which a list of people begins; "" when there is none.
func (p *peopleFinder) find() string {
	for _, number := range p.rows {
		cells := p.row(number)
		for i := range cells {
			if c := &cells[i]; c.Type == workbook.Text && p.headsList(c) {
				return c.Address()
			}
		}
	}
	return p.rowsOfPersons()
}

// headsList says whether a cell is the header of names, with data about persons beside it and somebody beneath, or with several
// names beneath it. English labels are capitalised like names, so that they do not decide alone.
func (p *peopleFinder) headsList(c *workbook.Cell) bool {
	key := p.key(c.Text)
	isName := slices.ContainsFunc(nameHeaders, func(word string) bool { return key == word || strings.HasPrefix(key, word+" ") })
	if !isName && !slices.Contains(nameParts, key) {
		return false
	}
	return p.hasDataHeader(c) && p.hasRowsBelow(c) || isName && strings.HasPrefix(key, "họ") && p.namesBelow(c) >= listRows
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
		if c != nil && c.Type == workbook.Text && !placeholder.MatchString(text(c)) && text(c) != "" && len(p.row(below)) > 1 {
			return true
		}
	}
	return false
}

func (p *peopleFinder) namesBelow(header *workbook.Cell) int {
	names := 0
	for _, number := range p.rows {
		if c := p.at(number, header.Column); number > header.Row && c != nil && c.Type == workbook.Text && p.isName(c.Text) {
			names++
		}
	}
	return names
}

// rowsOfPersons looks for a list without a header: rows with a name and a birth date or an identity number. Numeric cells are
// judged by the column, since one count may look like an identity number and a whole column of them does not.
func (p *peopleFinder) rowsOfPersons() string {
	first, persons := "", map[string]bool{}
	identities, others := map[int]int{}, map[int]bool{}
	for _, number := range p.rows {
		cells := p.row(number)
		i := slices.IndexFunc(cells, func(c workbook.Cell) bool { return c.Type == workbook.Text && p.isName(c.Text) })
		if i < 0 {
			continue
		}
		if first == "" {
			first = cells[i].Address()
		}
		if slices.ContainsFunc(cells, func(c workbook.Cell) bool { return isIdentityText(&c) || isBirthDate(&c) }) {
			persons[vntext.Fold(cells[i].Text)] = true
		}
		for j := range cells {
			if c := &cells[j]; c.Type == workbook.Number && isIdentityNumber(c.Number) {
				identities[c.Column]++
			} else if c.Type == workbook.Number {
				others[c.Column] = true
			}
		}
	}
	for column, n := range identities {
		if n >= listRows && !others[column] {
			return first
		}
	}
	if len(persons) >= listRows {
		return first
	}
	return ""
}

// identity is, typed as text, the number of a citizen's identity card: 12 digits, 9 before 2016 (Law 59/2014/QH13 on citizen
// identification), in groups of three or in one.
var identity = regexp.MustCompile(`^'?\d{3}[ \x{00a0}]?\d{3}[ \x{00a0}]?\d{3}(?:[ \x{00a0}]?\d{3})?$`)

func isIdentityText(c *workbook.Cell) bool {
	return c.Type == workbook.Text && identity.MatchString(strings.TrimSpace(c.Text))
}

// provinceCodes are the first three digits of an identity number: the province of birth (Circular 07/2016/TT-BCA, annex I).
const provinceCodes = "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 " +
	"048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"

// isIdentityNumber says whether a number is built like an identity number that was typed as a number and has lost its leading
// zeros: a province, a digit of century and sex, two of the year of birth, six by chance; before 2016, nine digits that begin with
// 10 to 38. Amounts of money are round.
func isIdentityNumber(n float64) bool {
	if n != math.Trunc(n) || math.Mod(n, 1000) == 0 {
		return false
	}
	switch {
	case n >= 1e8 && n < 3.9e8:
		return true
	case n < 1e9 || n >= 1e11:
		return false
	}
	digits := fmt.Sprintf("%012.0f", n)
	return strings.Contains(provinceCodes, digits[:3]) && digits[3] <= '3'
}

// Years of birth of living people who stand in lists.
const (
	firstBirth = 1915
	lastBirth  = 2015
)

func isBirthDate(c *workbook.Cell) bool {
	if c.Type != workbook.Date && c.Type != workbook.Text || len(c.Text) > headerRunes {
		return false
	}
	day, err := vntext.ParseDate(strings.SplitN(c.Text, "T", 2)[0])
	return err == nil && day.Year >= firstBirth && day.Year <= lastBirth
}

// unitWords begin the names of organizations and places, which are capitalised like those of people.
var unitWords = []string{
	"xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "sở", "ban", "phòng", "trường", "công ty", "chi cục", "chi bộ", "chi nhánh", "đảng", "hội",
	"trung tâm", "tp", "quận", "cơ quan", "bệnh viện", "đoàn thanh niên", "đoàn tncs", "công an", "ubnd", "ủy ban", "văn phòng", "cục", "tổng", "cộng", "thôn", "buôn",
	"khối", "đơn vị", "người", "thủ trưởng", "kế toán",
}

// isName says whether a text is written like a personal name, two to six words, each with a capital, no digits, and is not the
// name of a unit.
func (p *peopleFinder) isName(label string) bool {
	if len(label) > 2*headerRunes || strings.ContainsAny(label, "0123456789:()%/.,") {
		return false
	}
	words := strings.Fields(label)
	if len(words) < 2 || len(words) > 6 || slices.ContainsFunc(words, func(word string) bool { return !unicode.IsUpper([]rune(word)[0]) }) {
		return false
	}
	key := p.key(label)
	if slices.ContainsFunc(unitWords, func(word string) bool { return strings.HasPrefix(key, word+" ") }) {
		return false
	}
	return len(p.units.UnitsNamed(label, period.Interval{})) == 0
}
