package form

import (
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
)

// alternatives takes the ways of writing one text, which a definition parts by a stroke between
// blanks, and gives each of them folded, in their order. Ways that fold to nothing are left out, so
// that an empty text gives none at all:
//
//	"Đơn vị báo cáo: | Tên đơn vị:"   →   "đơn vị báo cáo:", "tên đơn vị:"
func alternatives(text string) []string {
	var all []string
	for _, way := range strings.Split(text, " | ") {
		if key := vntext.Fold(way); key != "" {
			all = append(all, key)
		}
	}
	return all
}

// newHeader reads a header as definitions write it: a slash between blanks parts the texts of one
// column from the top down, and a stroke between blanks parts the ways of writing the whole header.
// Every way becomes a path of folded texts:
//
//	"Kết quả thực hiện / Trong quý | Thực hiện / Trong quý"
//
// stands for the column "Trong quý" beneath "Kết quả thực hiện", and for the same column where the
// office's form calls the group "Thực hiện". An empty text stays in its path; builder.column
// refuses it with the place in the file.
func newHeader(text string) header {
	h := header{text: text}
	for _, way := range strings.Split(text, " | ") {
		var path []string
		for _, segment := range strings.Split(way, " / ") {
			path = append(path, vntext.Fold(segment))
		}
		h.paths = append(h.paths, path)
	}
	return h
}

// leads are the words that lead in a part of the row above.
var leads = []string{"trong đó:", "trong đó", "chia ra:", "gồm:"}

// isPart says whether a label is written as a part of the row above: "- Nữ", "Trong đó: Nữ". A part
// beneath a row that is passed over is passed over with it; see unknownRow.
func isPart(label string) bool {
	key := vntext.Fold(label)
	return strings.TrimLeft(key, "-+•*· ") != key ||
		slices.ContainsFunc(leads, func(lead string) bool { return strings.HasPrefix(key, lead) })
}

// labelKey is a row label without the signs that lead it in: "Trong đó: - Nữ" and "+ Nữ" are both
// "nữ". The signs and leads are taken away in turn until nothing changes, since people combine them
// as they like. A label that consists of nothing else is kept as it is, because an empty label
// would equal every other empty one.
func labelKey(label string) string {
	key := vntext.Fold(label)
	for {
		rest := strings.TrimSpace(strings.TrimLeft(key, "-+•*· "))
		for _, lead := range leads {
			rest = strings.TrimSpace(strings.TrimPrefix(rest, lead))
		}
		if rest == key || rest == "" {
			return strings.TrimSuffix(key, ":")
		}
		key = rest
	}
}

// pattern matches a folded name; "*" stands for any text and "{unit}" for the unit's name.
type pattern struct {
	text string
	re   *regexp.Regexp
}

// newPattern is the pattern that a definition writes; nil for none. Everything but the two is taken
// literally, so that a point or a parenthesis in the name of a sheet has no meaning of its own. The
// pattern has to fit the whole name. "{unit}" takes as little as it can, so that in "{unit} *" it
// is the first word, and not all but the last.
func newPattern(text string) *pattern {
	if text == "" {
		return nil
	}
	quoted := regexp.QuoteMeta(vntext.Fold(text))
	quoted = strings.ReplaceAll(quoted, `\*`, `.*`)
	quoted = strings.Replace(quoted, `\{unit\}`, `(.+?)`, 1)
	return &pattern{text: text, re: regexp.MustCompile(`^` + quoted + `$`)}
}

// matches says whether a name fits, however it is spelled in case, spaces and Unicode form.
func (p *pattern) matches(name string) bool { return p.re.MatchString(vntext.Fold(name)) }

// unitIn is the part of a name that stands for the unit, folded.
func (p *pattern) unitIn(name string) (string, bool) {
	found := p.re.FindStringSubmatch(vntext.Fold(name))
	if len(found) < 2 {
		return "", false
	}
	return strings.TrimSpace(found[1]), true
}
