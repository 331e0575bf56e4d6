package form

import (
	"strings"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace/registry"
)

// conceal shortens and masks what the findings of a reading quote of the workbook: the one place where they leave
// the room. Names of units stay as they are.
func conceal(reading *Reading, units *registry.Registry) {
	isUnit := func(name string) bool { return units != nil && len(units.UnitsNamed(name, period.Interval{})) > 0 }
	for i := range reading.Findings {
		f := &reading.Findings[i]
		f.Read = shorten(masked(f.Read, isUnit))
		f.Sheet = masked(f.Sheet, isUnit)
		for _, key := range quoting {
			if text, ok := f.Detail[key]; ok {
				f.Detail[key] = masked(text, isUnit)
			}
		}
	}
}

// quoting are the details of a finding that quote the workbook.
var quoting = []string{"used", "names", "name"}

// shownRunes bounds what a finding quotes of a cell.
const shownRunes = 120

// shorten cuts a text to what a finding may quote, between letters and not between bytes, and says
// by "…" that more stands in the cell.
func shorten(text string) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= shownRunes {
		return string(runes)
	}
	return string(runes[:shownRunes]) + "…"
}

// Masked is a text from a workbook, or the name of one, as others may read it: personal names are reduced to their
// initials, and of the numbers of identity cards and telephones three digits stay. Whoever has the workbook finds
// the place by its cell.
func Masked(text string) string { return masked(text, func(string) bool { return false }) }

// masked is Masked, with names that isUnit knows left as they are. Only names that are sure, or
// that are likely and the whole text, are masked: a finding has to stay readable, and "Hà Nội"
// begins with a family name too. Names are masked before numbers, since whether a name stood there
// decides whether a date beside it tells something of a person:
//
//	"Nguyễn Văn An, 12/05/1985"   →   "N.V.A., **/**/****"
func masked(text string, isUnit func(name string) bool) string {
	text = vntext.NFC(text)
	names := namesIn(text, vntext.Fold(text))
	var out strings.Builder
	at, hasNames := 0, false
	for _, n := range names {
		if (n.sure || n.likely && n.whole) && !isUnit(text[n.from:n.to]) {
			out.WriteString(text[at:n.from] + initials(text[n.from:n.to]))
			at, hasNames = n.to, true
		}
	}
	out.WriteString(text[at:])
	return maskedDigits(out.String(), hasNames)
}

// initials are the first letters of a name: N.V.A.
func initials(name string) string {
	var out strings.Builder
	for word := range strings.FieldsSeq(name) {
		first, _ := utf8.DecodeRuneInString(word)
		out.WriteString(strings.ToUpper(string(first)) + ".")
	}
	return out.String()
}

// keptDigits is how many digits of a number stay: enough to find it again, too few to know whose it is.
const keptDigits = 3

// maskedDigits masks the numbers of identity cards and of telephones, and beside a name dates and years as well. A
// text that is nothing but a number and does not begin with 0 is an amount.
func maskedDigits(text string, besideName bool) string {
	if strings.IndexFunc(text, isDigit) < 0 {
		return text
	}
	says := saysIn(strings.ToLower(text)).hasAny(saysIdentity)
	for _, run := range digitRuns(text) {
		kind := run.kind()
		amount := len(run.digits) == len(text) && text[0] != '0'
		private := kind.hasAny(citizenNumber|mobileNumber) && !amount ||
			kind.hasAny(oldNumber) && (says || besideName) || kind.hasAny(birthDay|birthYear) && besideName
		if private {
			kept := keptDigits
			if kind.hasAny(birthDay | birthYear) {
				kept = 0
			}
			text = text[:run.from] + starred(text[run.from:run.to], kept) + text[run.to:]
		}
	}
	return text
}

// starred replaces each digit behind the first ones; the length in bytes stays.
func starred(number string, kept int) string {
	return strings.Map(func(r rune) rune {
		if !isDigit(r) {
			return r
		}
		if kept > 0 {
			kept--
			return r
		}
		return '*'
	}, number)
}
