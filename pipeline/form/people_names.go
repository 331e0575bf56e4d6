package form

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/vntext"
)

// personName is somebody's name inside a text.
type personName struct {
	key      string // folded
	from, to int    // bytes of the composed text
	// sure says that hardly anything but a person is called so: a common family name with two or more words behind it,
	// or a family name with a usual middle name. The others are names of people only where more speaks for it.
	sure bool
	// likely is a name that is sure, or that has a family name which is hardly another word.
	likely bool
	// whole says that nothing but the name stands in the text.
	whole bool
}

// wordOf is one word of a text. Apostrophes belong to it, as in H'Bia.
type wordOf struct {
	from, to int
	key      string
	capital  bool
}

// namesIn finds the names of people in a composed text, given with its folded form: a family name with a capital and
// the words with capitals that follow it. Names of places, schools and streets are left out, where a word before says
// what they are, and where everybody knows the name.
func namesIn(text, key string) []personName {
	if !mayName(key) {
		return nil
	}
	words := wordsOf(text)
	if name, ok := smallName(key, words); ok {
		return []personName{name}
	}
	var names []personName
	place := false
	for i := 0; i < len(words); i++ {
		n := nameLength(text, words[i:])
		if n < 2 {
			continue
		}
		name := newName(text, key, words[i:i+n])
		place = isPlaceBefore(text, words[:i], words[i].from) || place && isListed(text, words, i)
		if !place && !isPlaceName(name.key) && !isWordsForThings(words[i:i+n]) {
			names = append(names, name)
		}
		i += n - 1
	}
	return names
}

// newName judges words that nameLength took for a name: how sure it is that they name a person. key
// is the whole folded text in which they stand.
func newName(text, key string, words []wordOf) personName {
	name := personName{key: joinKeys(words), from: words[0].from, to: words[len(words)-1].to}
	name.whole = len(name.key) == len(key)
	isCapitals := strings.ToUpper(text[name.from:name.to]) == text[name.from:name.to]
	name.sure = isSure(words, isCapitals)
	name.likely = name.sure || isHighlandFirst(words[0].key) || highlandFamilies()[words[0].key] ||
		families()[words[0].key] == common && vntext.WithoutMarks(name.key) != name.key
	return name
}

// isSure needs a usual middle name where everything is written in capitals and the family name is a common word too.
func isSure(words []wordOf, isCapitals bool) bool {
	first, last := words[0].key, words[len(words)-1].key
	switch {
	case isHighlandFirst(first):
		return highlandFamilies()[last] || len(words) > 2 && !isCapitals
	case highlandFamilies()[first] && first != "nay":
		return true
	case len(words) < 3:
		return false
	case middleNames()[words[1].key]:
		return families()[first] != 0
	}
	return families()[first] == common && !(isCapitals && len(words) > 4)
}

// nameLength is how many words from the first on make a name; 0 when the first is no family name.
func nameLength(text string, words []wordOf) int {
	if !words[0].capital || families()[words[0].key] == 0 && !isHighlandFirst(words[0].key) {
		return 0
	}
	n := 1
	for n < len(words) && n < maxNameWords && words[n].capital && (isBlank(text[words[n-1].to:words[n].from]) ||
		n == 1 && isHighlandFirst(words[0].key) && text[words[0].to:words[1].from] == "-") &&
		len(words[n].key) < 16 {
		n++
	}
	if n == 1 && isHighlandFirst(words[0].key) && len(words[0].key) > 4 {
		return 0 // K'Brêm alone says too little
	}
	return n
}

// maxNameWords bounds the words of a name. Longer runs of capitals are headings.
const maxNameWords = 6

// isBlank says whether only blanks stand between two words; a comma or a line break ends a name.
func isBlank(between string) bool { return strings.TrimLeft(between, " \u00a0\t") == "" }

// smallName knows a cell that holds nothing but a name in small letters.
func smallName(key string, words []wordOf) (personName, bool) {
	if len(words) < 3 || len(words) > 5 || words[0].capital || families()[words[0].key] != common ||
		!slices.Contains([]string{"văn", "thị", "van", "thi"}, words[1].key) || joinKeys(words) != key {
		return personName{}, false
	}
	name := personName{key: key, from: words[0].from, to: words[len(words)-1].to, sure: true, likely: true, whole: true}
	return name, !isPlaceName(name.key) && !slices.ContainsFunc(words, func(w wordOf) bool { return w.capital })
}

// mayName says at once that most texts hold no name: no word of theirs is a family name.
func mayName(key string) bool {
	start, all := -1, families()
	for i := 0; i <= len(key); i++ {
		if i < len(key) && (key[i] >= utf8.RuneSelf || key[i] >= 'a' && key[i] <= 'z' || key[i] == '\'') {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			word := key[start:i]
			if all[word] != 0 || isHighlandFirst(word) {
				return true
			}
		}
		start = -1
	}
	return false
}

// wordsOf parts a text into words: letters, and apostrophes that do not begin a word. Digits and
// all other signs part them, and belong to none. Bytes are those of the text as given, which has to
// be composed (NFC), or a tone mark would part a word.
func wordsOf(text string) []wordOf {
	var words []wordOf
	from := -1
	add := func(to int) {
		if from >= 0 {
			first, _ := utf8.DecodeRuneInString(text[from:])
			words = append(words, wordOf{from: from, to: to, key: foldWord(text[from:to]), capital: unicode.IsUpper(first)})
		}
		from = -1
	}
	for i, r := range text {
		if unicode.IsLetter(r) || from >= 0 && (r == '\'' || r == '’' || r == '‘') {
			if from < 0 {
				from = i
			}
			continue
		}
		add(i)
	}
	add(len(text))
	return words
}

// foldWord is enough for words that are looked up: names are compared with lists that have no other spelling.
func foldWord(word string) string {
	word = strings.ToLower(word)
	if strings.ContainsAny(word, "’‘") {
		word = strings.NewReplacer("’", "'", "‘", "'").Replace(word)
	}
	return word
}

// joinKeys writes words as they are looked up in lists of names: folded, with one blank between
// them.
func joinKeys(words []wordOf) string {
	keys := make([]string, len(words))
	for i := range words {
		keys[i] = words[i].key
	}
	return strings.Join(keys, " ")
}

// A family name is common when nine in ten Vietnamese have it or one of its like, and it is hardly another word.
const (
	rare = iota + 1
	common
)

// families are the family names, folded, with and without their tones: the common ones (Lê Trung Hoa, "Họ và tên
// người Việt Nam", 2005), and those that are ordinary words or syllables of places as well: of the Kinh, and of
// the Tày, Nùng, Thái, Mường, H'Mông, Dao, Khmer, Chăm, Hoa, Ê-đê, Gia-rai, M'nông and Cơ-ho.
var families = sync.OnceValue(func() map[string]int {
	all := map[string]int{}
	add := func(names string, kind int) {
		for name := range strings.FieldsSeq(names) {
			all[name] = kind
			if plain := vntext.WithoutMarks(name); len(plain) > 3 && kind == common && all[plain] == 0 {
				all[plain] = kind
			} else if len(plain) > 1 && all[plain] == 0 {
				all[plain] = rare
			}
		}
	}
	add("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ đinh trịnh trương phùng nghiêm doãn", common)
	add("hồ ngô thái dương lý đoàn mai lâm đào hà lương cao tạ tô châu "+
		"vương quách chu đàm tăng hứa lưu từ khổng kiều văn viên ông la giang mã trầm triệu thạch kim sơn danh liêu trà "+
		"chau néang lò lường quàng cà tòng vi lô cầm điêu đèo bạc lộc ngân lữ kha bạch nông ma bế lục sầm mông "+
		"giàng vàng sùng "+
		"thào lầu mùa vừ hạng tráng thò bàn chảo tẩn phàn lù đàng bá thập chế hán báo trượng điểu tống thân thiều ninh "+
		"cung diệp đổng âu ân mạc nhâm khúc lại lã quản phí phó tôn trang ung", rare)
	for name := range highlandFamilies() {
		all[name] = max(all[name], rare)
	}
	return all
})

// highlandFamilies stand first or last in names of the Ê-đê, Gia-rai, M'nông and Cơ-ho.
var highlandFamilies = sync.OnceValue(func() map[string]bool {
	return setOf("niê niê-kđăm kđăm kdăm byă byã mlô êban eban êñuôl ênuôl kbuôr kbuor knul hđơk hđơ̆k " +
		"hmok hwing kpă kpa ksor " +
		"rahlan rmah siu nay rơchâm rcom rơcom adrơng ayŭn ayun arul bkrông bkrong buôr ktul kriêng ktla mdrang " +
		"srŭk rơlưk bdap bing cil liêng krajan bnướr kon-sơ puih rơ-mah rchăm h'mok h'wing h'đơk")
})

// setOf makes a set of the words of a text, which blanks part.
func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// isHighlandFirst knows the words with which names of Ê-đê, Gia-rai, M'nông and Cơ-ho men and women begin.
func isHighlandFirst(word string) bool {
	return word == "y" || word == "h" || strings.HasPrefix(word, "h'") || strings.HasPrefix(word, "k'") || word == "điểu"
}

// middleNames stand between family name and given name.
var middleNames = sync.OnceValue(func() map[string]bool {
	set := setOf("văn thị đức hữu xuân ngọc thanh minh quang thu kim hồng bích công đình duy gia hoàng " +
		"huy khánh mạnh nhật phương " +
		"quốc thái thành thế tiến trọng tuấn viết bá trung anh bảo mỹ như tấn vĩnh phước thiện thùy thuỳ " +
		"tuyết diệu hải hoài " +
		"thúy thuý lan diễm cẩm kiều a seo thảo việt chí nguyên tường đăng mai sỹ sĩ trường phú nho khắc danh")
	for _, plain := range strings.Fields("van thi duc huu xuan ngoc thanh minh quang thu kim hong quoc dinh duy huy") {
		set[plain] = true
	}
	return set
})

// hasFamilyName says whether a folded name begins with a family name, or with what names of the highlands begin with.
func hasFamilyName(folded string) bool {
	word, _, _ := strings.Cut(folded, " ")
	return families()[word] != 0 || isHighlandFirst(word)
}
