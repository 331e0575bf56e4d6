package form

import (
	"maps"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

// joined is the name that a cell with a part of one makes with the cell to its right: "Nguyễn Văn" and "Tám",
// "Nguyễn" and "Văn Tám".
func (p *peopleFinder) joined(i int) (mention, bool) {
	c := &p.cells[i]
	if i+1 >= len(p.cells) || len(c.Text) > 2*headerRunes || families()[firstWord(p.key(c.Text))] != common {
		return mention{}, false
	}
	right := &p.cells[i+1]
	if right.Row != c.Row || right.Column != c.Column+1 || right.Type != workbook.Text ||
		len(strings.Fields(right.Text)) > 2 ||
		strings.ContainsAny(right.Text, "0123456789:;,.()%/") {
		return mention{}, false
	}
	text := strings.TrimSpace(c.Text) + " " + strings.TrimSpace(right.Text)
	if len(strings.Fields(text)) == 2 {
		text += " " + p.givenName(i+2, right)
	}
	text = strings.TrimSpace(text)
	names := p.texts.of(text).names
	if len(names) != 1 || !names[0].whole {
		return mention{}, false
	}
	return mention{row: c.Row, column: c.Column, text: text, key: names[0].key, names: names}, true
}

// givenName is the one word in a third column of a name: "Nguyễn", "Văn" and "Tám".
func (p *peopleFinder) givenName(i int, middle *workbook.Cell) string {
	if i >= len(p.cells) {
		return ""
	}
	c := &p.cells[i]
	if c.Row != middle.Row || c.Column != middle.Column+1 || c.Type != workbook.Text || len(strings.Fields(c.Text)) != 1 ||
		strings.ContainsAny(c.Text, "0123456789:;,.()%/") {
		return ""
	}
	return strings.TrimSpace(c.Text)
}

// firstWord is where a family name stands: what comes before the first blank.
func firstWord(key string) string {
	word, _, _ := strings.Cut(key, " ")
	return word
}

// joinParts makes sure names of those that are none alone and have a given name beside them.
func (p *peopleFinder) joinParts() {
	p.inColumn, p.headers = map[int]map[int]bool{}, map[int]string{}
	for i := range p.mentions {
		m := &p.mentions[i]
		if len(m.names) == 1 && m.names[0].whole && !m.names[0].sure {
			if at, ok := p.position(m); ok {
				if joined, ok := p.joined(at); ok {
					joined.data = m.data
					*m = joined
				}
			}
		}
		if p.inColumn[m.column] == nil {
			p.inColumn[m.column] = map[int]bool{}
		}
		p.inColumn[m.column][m.row] = true
	}
}

// position is where the cell of a mention stands among the cells of the sheet. It is false where
// the row has no cell in that column.
func (p *peopleFinder) position(m *mention) (int, bool) {
	cells := p.row(m.row)
	i := slices.IndexFunc(cells, func(c workbook.Cell) bool { return c.Column == m.column })
	return p.starts[m.row] + i, i >= 0
}

// identified looks for one person of whom a cell tells what only lists tell: the number of an identity card, the
// day of birth, the number of a telephone that is not that of whoever made the report.
func (p *peopleFinder) identified() string {
	for i := range p.told {
		t := &p.told[i]
		if t.data.hasAny(citizenNumber|oldNumber) && (t.data.hasAny(saysIdentity) || p.labelled(t, identityWords)) {
			return t.address()
		}
		if p.saysBirthOf(t) {
			return t.address()
		}
	}
	for i := range p.mentions {
		if m := &p.mentions[i]; m.sure() && p.isTold(m) {
			return m.address()
		}
	}
	return ""
}

// sure says whether one of the names at least is hardly anything but that of a person.
func (m *mention) sure() bool {
	return slices.ContainsFunc(m.names, func(n personName) bool { return n.sure })
}

// labelled says whether a word stands in the cell to the left or in one of the three above.
func (p *peopleFinder) labelled(m *mention, words []string) bool {
	if containsAny(p.leftOf(m), words) {
		return true
	}
	for row := m.row - 1; row >= max(1, m.row-headerRows); row-- {
		if c := p.at(row, m.column); c != nil && c.Type == workbook.Text && len(c.Text) < 2*headerRunes &&
			containsAny(p.key(c.Text), words) {
			return true
		}
	}
	return false
}

// birthReach is how many rows a day of birth may stand from the name that it belongs to.
const birthReach = 3

// saysBirthOf says whether a cell tells a day or year of birth, by its own word or by the label to the left, near
// the name of somebody whom a form has no reason to name.
func (p *peopleFinder) saysBirthOf(t *mention) bool {
	if !t.data.hasAny(birthDay|birthYear) || !t.data.hasAny(saysBirth) && !containsAny(p.leftOf(t), birthWords) {
		return false
	}
	return slices.ContainsFunc(p.mentions, func(m mention) bool {
		return m.sure() && m.row >= t.row-birthReach && m.row <= t.row+birthReach && p.counts(&m)
	})
}

// isTold says whether the row of a name tells more of its bearer.
func (p *peopleFinder) isTold(m *mention) bool {
	data, toCall := m.data, false
	for _, c := range p.row(m.row) {
		if c.Type == workbook.Date && isBirthDate(&c) {
			data |= birthDay
		}
		if c.Type == workbook.Number && c.Number >= 1e9 && isIdentityNumber(c.Number) {
			data |= oldNumber // a citizen's, without its leading zeros: an amount in a column of places is none
		}
		if c.Type == workbook.Text {
			seen := p.texts.of(c.Text)
			data |= seen.data | saysIn(seen.key)
			toCall = toCall || containsStart(seen.key, contactWords)
		}
	}
	switch {
	case data.hasAny(citizenNumber):
		return true
	case p.isPlaceColumn(m) || !p.counts(m):
		return false
	}
	return data.hasAny(oldNumber|birthDay) || data.hasAny(birthYear) && data.hasAny(saysBirth) ||
		data.hasAny(mobileNumber) && !toCall
}

// counts says whether a form has no reason to name somebody here.
func (p *peopleFinder) counts(m *mention) bool {
	return !p.isExpected(m) && !(len(m.names) == 1 && p.isUnit(m.text, m.names[0]))
}

const (
	// listNames is how many names make a list where nothing else says that it is one.
	listNames = 3
	// titledNames is how many do under a title or header that says so.
	titledNames = 2
)

// named looks for names alone: in one cell or in several, anywhere on the sheet. Names in a row of
// signatures, behind a title, and those of units are left out first. Two things make a list then:
// enough sure names anywhere on the sheet, or a column that holds names and hardly anything else. A
// name beneath a header of places counts only with the middle name "văn" or "thị", because few
// places have one.
func (p *peopleFinder) named() string {
	if len(p.mentions) == 0 {
		return ""
	}
	signing := p.signingRow()
	everywhere, first := map[string]bool{}, ""
	columns := map[int]*nameColumn{}
	for i := range p.mentions {
		m := &p.mentions[i]
		if m.row == signing || !p.counts(m) {
			continue
		}
		isPlace := p.isPlaceColumn(m)
		for _, n := range m.names {
			if n.sure && (!isPlace || hasPlainMiddle(n.key)) {
				if first == "" {
					first = m.address()
				}
				everywhere[n.key] = true
			}
			if n.whole && !isPlace {
				if columns[m.column] == nil {
					columns[m.column] = &nameColumn{all: map[string]bool{}}
				}
				columns[m.column].add(n, p.tellsSex(m.row))
			}
		}
	}
	if len(everywhere) >= p.enough(titledNames, listNames) {
		return first
	}
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if cell := p.dense(column, columns[column]); cell != "" {
			return cell
		}
	}
	return ""
}

// enough is how many names make a list: fewer where a title of the sheet announces one.
func (p *peopleFinder) enough(titled, otherwise int) int {
	if p.titled {
		return titled
	}
	return otherwise
}

// nameColumn is what a column tells that has names as the whole text of its cells.
type nameColumn struct {
	all          map[string]bool // whatever begins with a family name
	sure, likely int
	sexes        int // rows that tell the sex
}

// add counts a name once for the whole column, however often it stands there: a commune that was
// called after a person stands in many rows of a table, and a list names everybody once.
func (c *nameColumn) add(n personName, tellsSex bool) {
	if c.all[n.key] {
		return
	}
	c.all[n.key] = true
	if n.sure {
		c.sure++
	}
	if n.likely {
		c.likely++
	}
	if tellsSex {
		c.sexes++
	}
}

// enough says whether the names of a column are so many that it is a list of people.
func (c *nameColumn) enough(saysPeople bool) bool {
	return saysPeople && len(c.all) >= titledNames || c.sure >= titledNames && len(c.all) >= listNames ||
		c.sexes >= listNames || c.likely >= denseNames
}

// tellsSex says whether a cell of the row is "Nam" or "Nữ" and nothing else.
func (p *peopleFinder) tellsSex(row int) bool {
	return slices.ContainsFunc(p.row(row), func(c workbook.Cell) bool {
		return c.Type == workbook.Text && len(c.Text) <= len("Nữ") && slices.Contains([]string{"nam", "nữ", "nu"},
			p.key(c.Text))
	})
}

// hasPlainMiddle knows the middle names that nearly all places lack that are not named after somebody known
// everywhere.
func hasPlainMiddle(key string) bool {
	words := strings.Fields(key)
	return len(words) > 2 && (words[1] == "văn" || words[1] == "thị")
}

// saysPeople says whether a title or the header of a column announces people.
func (p *peopleFinder) saysPeople(column int) bool {
	header := p.headers[column]
	return p.titled || startsAny(header, personHeaders) || startsAny(header, nameHeaders)
}

// denseNames is how many names of two words in one column make a list without a header that says so.
const denseNames = 5

// dense says whether a column holds names and hardly anything else, and gives the first of them.
// Three cells in five at least, between the first name and the last, have to be names: a column of
// notes in which people are mentioned now and then is no list.
func (p *peopleFinder) dense(column int, names *nameColumn) string {
	if !names.enough(p.saysPeople(column)) {
		return ""
	}
	first, last, texts := 0, 0, 0
	for _, row := range p.rows {
		if p.inColumn[column][row] {
			last = row
			if first == 0 {
				first = row
			}
		}
	}
	for _, row := range p.rows {
		if c := p.at(row, column); row >= first && row <= last && c != nil && c.Type == workbook.Text {
			texts++
		}
	}
	if len(names.all)*5 >= texts*3 {
		return workbook.Address(first, column)
	}
	return ""
}

// signingRow is the last row with nothing but two to five names, one beside the other: those who sign. 0 when
// there is none.
func (p *peopleFinder) signingRow() int {
	for i := len(p.mentions) - 1; i >= 0; i-- {
		row := p.mentions[i].row
		cells := p.row(row)
		if len(cells) < 2 || len(cells) > 5 {
			continue
		}
		if !slices.ContainsFunc(cells, func(c workbook.Cell) bool {
			return c.Type != workbook.Text || !slices.ContainsFunc(p.mentions, func(m mention) bool {
				return m.row == row && m.column == c.Column && len(m.names) == 1 && m.names[0].whole
			})
		}) {
			return row
		}
	}
	return 0
}
