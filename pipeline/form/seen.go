package form

import (
	"slices"
	"strings"
	"sync"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
)

// seenTexts keeps what was found out of the texts that a run has read. The workbooks of a form share their headings and
// labels, and whatever is asked of a text is answered by the text alone. It serves workbooks that are read at the same
// time, and is bounded.
type seenTexts struct {
	marks   []string // by which the forms of the set are known, folded, each once, in order
	texts   kept[*seenText]
	periods kept[period.Mentioned]
	labels  kept[string]
}

// kept is what was found out of texts, by text.
type kept[T any] struct {
	lock  sync.RWMutex
	known map[string]T
}

// seenText is what is known of a text.
type seenText struct {
	key    string       // folded
	marks  []int        // which of the marks it contains
	names  []personName // of the text as it stands
	data   personalData
	isHead bool // it may be the header of a list of people
	titled bool // it says that a list of people follows
}

// Bounds of what is kept: longer texts are no headings, and of so many texts most are not shared.
const (
	maxSeenText  = 256
	maxSeenTexts = 1 << 14
)

// newSeenTexts knows no text yet. The marks are looked for in every text that it is asked about, so
// they cannot change later: the numbers in seenText.marks are positions in them.
func newSeenTexts(marks []string) *seenTexts {
	return &seenTexts{marks: marks}
}

// seen is what is known of the texts of a run; of a set that was not loaded from a folder nothing is kept.
func (s *Set) seen() *seenTexts {
	if s.texts == nil {
		return newSeenTexts(nil)
	}
	return s.texts
}

// isKept says whether what is found out of a text is kept. What has no letter is a number most often: hardly any is
// seen twice, and little is to be found out.
func isKept(text string) bool { return len(text) <= maxSeenText && hasLetter(text) }

// of is what is known of a text, which look finds out the first time. Two goroutines may find out
// the same at the same time; both find the same, so that it does not matter whose answer is kept.
// When the bound is reached everything is forgotten at once, which is simpler than to know what was
// used last, and costs no more than finding it out again.
func (k *kept[T]) of(text string, look func(string) T) T {
	if !isKept(text) {
		return look(text)
	}
	k.lock.RLock()
	known, ok := k.known[text]
	k.lock.RUnlock()
	if ok {
		return known
	}
	text = strings.Clone(text) // it is a part of the texts of its workbook, which would all be kept with it
	known = look(text)
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.known == nil || len(k.known) >= maxSeenTexts {
		k.known = map[string]T{}
	}
	k.known[text] = known
	return known
}

// of is what is known of a text.
func (s *seenTexts) of(text string) *seenText { return s.texts.of(text, s.look) }

// periodsIn are the periods that a text mentions.
func (s *seenTexts) periodsIn(text string) period.Mentioned { return s.periods.of(text, period.In) }

// key is the folded text, under which texts are compared. A text that is not kept, because it is
// long or has no letters, is only folded: to look for names and marks in it as well, which nobody
// asks for here, costs far more.
func (s *seenTexts) key(text string) string {
	if !isKept(text) {
		return vntext.Fold(text)
	}
	return s.of(text).key
}

// look finds out what there is to know of a text.
func (s *seenTexts) look(text string) *seenText {
	key := vntext.Fold(text)
	seen := &seenText{key: key, names: namesIn(text, key), data: dataIn(text, key), isHead: mayHead(key),
		titled: isListTitle(key)}
	for i, mark := range s.marks {
		if strings.Contains(key, mark) {
			seen.marks = append(seen.marks, i)
		}
	}
	return seen
}

// labelKey is the label under which rows are compared; see the function labelKey.
func (s *seenTexts) labelKey(label string) string { return s.labels.of(label, labelKey) }

// hasLetter says whether a text may have a letter: one of ASCII, or any character beyond.
func hasLetter(text string) bool {
	for i := range len(text) {
		if c := text[i]; isASCIILetter(c) || c >= 0x80 {
			return true
		}
	}
	return false
}

// hasASCIILetter says whether a text has a letter from a to z, small or large.
func hasASCIILetter(text string) bool {
	for i := range len(text) {
		if isASCIILetter(text[i]) {
			return true
		}
	}
	return false
}

func isASCIILetter(c byte) bool { return c|0x20-'a' < 26 }

// number gives each mark of the definitions its place in one list, by which it is looked for in all
// of them at once. Without it the head of every sheet would be searched once for each definition.
func (s *Set) number() {
	var marks []string
	for _, d := range s.definitions {
		marks = append(marks, d.recognise...)
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	for _, d := range s.definitions {
		d.marksAt = nil
		for _, mark := range d.recognise {
			at, _ := slices.BinarySearch(marks, mark)
			d.marksAt = append(d.marksAt, at)
		}
	}
	s.texts = newSeenTexts(marks)
}

// marksInHead says of each mark whether it stands somewhere in the head of the part of a sheet, in a cell of its own or
// together with others.
func (g *grid) marksInHead() []bool {
	found := make([]bool, len(g.texts.marks))
	for _, number := range g.rows {
		if number > g.top+headRows {
			break
		}
		for i := range g.row(number) {
			for _, mark := range g.texts.of(text(&g.row(number)[i])).marks {
				found[mark] = true
			}
		}
	}
	return found
}
