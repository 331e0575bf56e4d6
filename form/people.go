package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tonghop/vntext"
	"tonghop/workbook"
)

// What the header cells of a list of people say. A form about counts has neither.
var (
	nameHeaders = []string{"họ và tên", "họ tên", "họ, tên", "họ và tên khai sinh", "tên người", "họ tên người"}
	dataHeaders = []string{"ngày sinh", "năm sinh", "ngày tháng năm sinh", "ngày, tháng, năm sinh", "sinh ngày", "cccd", "cmnd", "căn cước", "chứng minh nhân dân", "số định danh", "hộ chiếu", "ngày vào"}
)

// identity is, typed as text, the number of a citizen's identity card (12 digits, 9 before 2021; Law 59/2014/QH13 on citizen identification).
var identity = regexp.MustCompile(`^(?:\d{12}|\d{9})$`)

// listRows is how many rows with a person make a list.
const listRows = 3

// findPeople looks on every sheet, hidden ones too, for rows about persons. The finding quotes nothing of what it found.
func findPeople(grids []*grid) *Finding {
	for _, g := range grids {
		if cell, found := g.people(); found {
			return &Finding{Severity: SeverityError, Code: PeopleList, Sheet: g.name, Cell: cell}
		}
	}
	return nil
}

func (g *grid) people() (cell string, found bool) {
	persons := 0
	for _, number := range g.rows {
		cells := g.row(number)
		if header := peopleHeader(cells); header != "" && g.hasRowsBelow(number) {
			return header, true
		}
		if at := person(cells); at != "" {
			if persons++; cell == "" {
				cell = at
			}
		}
		if persons >= listRows {
			return cell, true
		}
	}
	return "", false
}

// peopleHeader is the cell of a name column beside a column with birth dates or identity numbers.
func peopleHeader(cells []workbook.Cell) string {
	name, data := "", false
	for i := range cells {
		if cells[i].Type != workbook.Text {
			continue
		}
		key := vntext.Fold(cells[i].Text)
		if slices.Contains(nameHeaders, key) {
			name = cells[i].Address()
		}
		data = data || len(key) < 60 && slices.ContainsFunc(dataHeaders, func(word string) bool { return strings.Contains(key, word) })
	}
	if data {
		return name
	}
	return ""
}

// hasRowsBelow says whether anything stands under a header: an empty list names nobody.
func (g *grid) hasRowsBelow(number int) bool {
	rows := 0
	for _, below := range g.rows {
		if below > number && below <= number+listRows+2 && len(g.row(below)) > 1 {
			rows++
		}
	}
	return rows > 0
}

// person is the first cell of a row that holds a personal name with a birth date or an identity number.
func person(cells []workbook.Cell) string {
	name, data := "", false
	for i := range cells {
		c := &cells[i]
		switch {
		case c.Type == workbook.Text && looksLikeName(c.Text):
			if name == "" {
				name = c.Address()
			}
		case c.Type == workbook.Text && identity.MatchString(strings.TrimSpace(c.Text)), isBirthDate(c):
			data = true
		}
	}
	if data {
		return name
	}
	return ""
}

// Years of birth of living people.
const (
	firstBirth = 1915
	lastBirth  = 2015
)

func isBirthDate(c *workbook.Cell) bool {
	if c.Type != workbook.Date && c.Type != workbook.Text {
		return false
	}
	day, err := vntext.ParseDate(strings.SplitN(c.Text, "T", 2)[0])
	return err == nil && day.Year >= firstBirth && day.Year <= lastBirth
}

// unitWords begin the names of organizations and places, which are capitalised like those of people.
var unitWords = []string{"xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "sở", "ban", "phòng", "trường", "công ty", "chi", "đảng", "hội", "trung tâm", "tp", "tp.", "quận", "cơ quan", "bệnh viện", "đoàn", "công an", "ubnd", "văn phòng", "cục", "tổng"}

// looksLikeName says whether a text is written like a personal name: two to six words, each with a capital, no digits.
func looksLikeName(label string) bool {
	words := strings.Fields(label)
	if len(words) < 2 || len(words) > 6 || strings.ContainsAny(label, "0123456789:()%/.,") {
		return false
	}
	key := vntext.Fold(label)
	for _, word := range unitWords {
		if strings.HasPrefix(key, word+" ") {
			return false
		}
	}
	for _, word := range words {
		if !unicode.IsUpper([]rune(word)[0]) {
			return false
		}
	}
	return true
}
