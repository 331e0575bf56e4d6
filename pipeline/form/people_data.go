package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// personalData says what a text tells of somebody besides a name.
type personalData uint8

const (
	citizenNumber personalData = 1 << iota // 12 digits that are built like the number of a citizen's identity card
	oldNumber                              // nine digits, as on identity cards before 2016
	mobileNumber                           // of a telephone that one person carries
	birthDay                               // a day of birth
	birthYear                              // a number that may be a year of birth
	saysIdentity                           // a word such as CCCD
	saysBirth                              // a word such as "sinh ngày"
)

// hasAny says whether one of several data is there.
func (d personalData) hasAny(of personalData) bool { return d&of != 0 }

// leastDigits is how many digits the shortest datum has: a year.
const leastDigits = 4

// dataIn looks for personal data in a composed text. Texts with few digits, nearly all, cost one look at each byte.
func dataIn(text, key string) personalData {
	digits := 0
	for i := range len(text) {
		if isDigit(rune(text[i])) {
			digits++
		}
	}
	if digits < leastDigits {
		return 0
	}
	found := saysIn(key)
	for _, run := range digitRuns(text) {
		found |= run.kind()
	}
	return found
}

// saysIn says which words about personal data a folded text has.
func saysIn(key string) personalData {
	var says personalData
	if containsAny(key, identityWords) {
		says |= saysIdentity
	}
	if containsAny(key, birthWords) {
		says |= saysBirth
	}
	return says
}

var (
	identityWords = []string{"cccd", "cmnd", "cmtnd", "căn cước", "chứng minh nhân dân", "chứng minh thư",
		"định danh cá nhân",
		"can cuoc", "chung minh nhan dan", "chung minh thu", "citizen id", "identity card", "hộ chiếu"}
	birthWords = []string{"sinh ngày", "ngày sinh", "sinh năm", "năm sinh", "(sinh ", "sn ", "sn:", "sinh:", "ns:", "ns ",
		"sinh ngay", "ngay sinh", "nam sinh", "sinh nam", "date of birth", "born", "n/s", "sinh 19", "sinh 20"}
)

// isDigit knows the digits 0 to 9 only; other digits of Unicode are not looked for.
func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// containsAny says whether one of the words stands anywhere in a folded text, also inside another
// word. That is why most of the short words in the lists carry a blank or a colon behind them.
func containsAny(key string, words []string) bool {
	for _, word := range words {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// digitGroup is digits without anything between them.
type digitGroup struct{ from, to int }

// digitRun is a number in a text: one or more groups of digits with one blank, point, dash or stroke between them.
type digitRun struct {
	from, to int // bytes of the text
	digits   string
	groups   []digitGroup
	marks    string // between the groups
}

// mostGroups is how many groups a number that tells of a person has at most: 09 05 12 34 56.
const mostGroups = 5

// digitRuns finds the numbers of a text that may tell of a person, and of the others the first
// group each. Digits inside a word, as in a code, are none. From each group on, as many as may
// belong together are tried, and then ever fewer, so that the longest number that means something
// wins: "0905 123 456 789" has a telephone number in it, although all four groups together are
// none.
func digitRuns(text string) []digitRun {
	var runs []digitRun
	groups := groupsOf(text)
	for i := 0; i < len(groups); {
		n := 1
		for n < mostGroups && i+n < len(groups) && isJoint(text[groups[i+n-1].to:groups[i+n].from]) {
			n++
		}
		run := newRun(text, groups[i:i+n])
		for n > 1 && run.kind() == 0 {
			n--
			run = newRun(text, groups[i:i+n])
		}
		runs = append(runs, run)
		i += n
	}
	return runs
}

// groupsOf finds the groups of digits of a text from left to right. A group that touches a letter,
// as in "KN01" or "QĐ123", is a part of a code and left out.
func groupsOf(text string) []digitGroup {
	var groups []digitGroup
	for i := 0; i < len(text); i++ {
		if !isDigit(rune(text[i])) {
			continue
		}
		g := digitGroup{from: i}
		for i < len(text) && isDigit(rune(text[i])) {
			i++
		}
		g.to = i
		before, _ := utf8.DecodeLastRuneInString(text[:g.from])
		after, _ := utf8.DecodeRuneInString(text[g.to:])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			groups = append(groups, g)
		}
	}
	return groups
}

// isJoint says whether what stands between two groups of digits may stand inside one number: a
// single blank, point, dash or stroke, or the blank at which no line is broken.
func isJoint(between string) bool {
	return len(between) == 1 && strings.Contains(" .-/", between) || between == "\u00a0"
}

// newRun joins neighbouring groups to one number. Its marks have one sign for each joint, in their
// order, so that "12/05/1985" has the marks "//" and the digits "12051985".
func newRun(text string, groups []digitGroup) digitRun {
	run := digitRun{from: groups[0].from, to: groups[len(groups)-1].to, groups: groups}
	var digits, marks strings.Builder
	for i, g := range groups {
		digits.WriteString(text[g.from:g.to])
		if i > 0 {
			marks.WriteString(strings.ReplaceAll(text[groups[i-1].to:g.from], "\u00a0", " "))
		}
	}
	run.digits, run.marks = digits.String(), marks.String()
	return run
}

// length is the number of digits in one group, counted from 0.
func (r *digitRun) length(group int) int { return r.groups[group].to - r.groups[group].from }

// kind says what a number can tell of a person. A number whose groups are parted by points is an amount, unless it
// begins with 0, as no amount does.
func (r *digitRun) kind() personalData {
	plain := strings.Trim(r.marks, " ") == "" || r.digits[0] == '0' && strings.Trim(r.marks, " .-") == ""
	switch {
	case r.isBirthDay():
		return birthDay
	case plain && isCitizenNumber(r.digits):
		return citizenNumber
	case plain && isMobile(r.digits):
		return mobileNumber
	case plain && len(r.digits) == 9 && r.digits[0] <= '3' && (len(r.groups) == 1 || len(r.groups) == 3):
		return oldNumber
	case len(r.groups) == 1 && len(r.digits) == 4 && isYearOfBirth(r.digits):
		return birthYear
	}
	return 0
}

// isCitizenNumber says whether 12 digits are built like the number of a citizen's identity card: a province, a
// digit of century and sex, two of the year of birth, six by chance (Law 59/2014/QH13; Circular 07/2016/TT-BCA,
// annex I).
func isCitizenNumber(digits string) bool {
	return len(digits) == 12 && strings.Contains(provinceCodes, digits[:3]) && digits[3] <= '3'
}

// isMobile knows the numbers of mobile telephones, with 84 or 0 before them, and those of eleven digits before 2018.
func isMobile(digits string) bool {
	if rest, ok := strings.CutPrefix(digits, "84"); ok && len(digits) == 11 {
		digits = "0" + rest
	}
	switch {
	case len(digits) == 10 && digits[0] == '0':
		return strings.ContainsRune("35789", rune(digits[1]))
	case len(digits) == 11 && strings.HasPrefix(digits, "01"):
		return strings.ContainsRune("2689", rune(digits[2]))
	}
	return false
}

// isBirthDay knows 12/05/1985, 12-5-1985 and 12.5.1985.
func (r *digitRun) isBirthDay() bool {
	if len(r.groups) != 3 || r.length(0) > 2 || r.length(1) > 2 || r.length(2) != 4 || r.marks[0] != r.marks[1] ||
		r.marks[0] == ' ' {
		return false
	}
	day, month := twoDigits(r.digits[:r.length(0)]), twoDigits(r.digits[r.length(0):len(r.digits)-4])
	return day >= "01" && day <= "31" && month >= "01" && month <= "12" && isYearOfBirth(r.digits[len(r.digits)-4:])
}

// twoDigits writes a day or month with a leading zero, so that texts of digits can be compared as
// numbers.
func twoDigits(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// isYearOfBirth says whether four digits may be a year of birth of somebody who stands in a list.
// The bounds are those of firstBirth and lastBirth.
func isYearOfBirth(digits string) bool { return digits >= "1915" && digits <= "2015" }
