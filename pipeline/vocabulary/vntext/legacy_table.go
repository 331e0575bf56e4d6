package vntext

import (
	"sync"
	"unicode"
)

// tcvn3 is the character set VN3 of TCVN 5712:1993, "Công nghệ thông tin - Bộ mã chuẩn 8-bit kí tự Việt dùng trong trao
// đổi thông tin", by the characters of Latin-1 that have the same codes.
var tcvn3 = sync.OnceValue(func() map[rune]rune {
	table := map[rune]rune{}
	for _, run := range []struct {
		first   rune
		letters string // "." is a code without a letter
	}{
		{0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"},
		{0xB5, "àảãáạ.ằẳẵắ"},
		{0xC6, "ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"},
	} {
		code := run.first
		for _, letter := range run.letters {
			if letter != '.' {
				table[code] = letter
			}
			code++
		}
	}
	return table
})

// VNI writes a letter and then, as a character of its own, its marks (the table of VNI Software, "VNI for Windows").
const (
	vniLetters = "ô ơ ö ư ñ đ î ỵ í í ì ì æ ỉ ó ĩ ò ị"
	vniMarks   = "a ùáøàûảõãïạââáấàầåẩãẫäậêăéắèằúẳüẵëặ\n" +
		"e ùéøèûẻõẽïẹâêáếàềåểãễäệ\n" +
		"o ùóøòûỏõõïọâôáốàồåổãỗäộ\n" +
		"ô ùớøờûởõỡïợ\n" +
		"u ùúøùûủõũïụ\n" +
		"ö ùứøừûửõữïự\n" +
		"y ùýøỳûỷõỹ"
)

// vniSingle has the letters that VNI writes as one character, small ones and capitals, from the pairs of
// vniLetters.
var vniSingle = sync.OnceValue(func() map[rune]rune {
	table := map[rune]rune{}
	letters := []rune(vniLetters)
	for i := 0; i+2 < len(letters); i += 4 {
		table[letters[i]] = letters[i+2]
		table[unicode.ToUpper(letters[i])] = unicode.ToUpper(letters[i+2])
	}
	return table
})

// vniPairs has the letters that VNI writes as two characters. Each line of vniMarks begins with the first
// character; then come pairs of the second character and the letter that the two make. The second one may stand
// in small or in capital form behind a capital.
var vniPairs = sync.OnceValue(func() map[[2]rune]rune {
	table := map[[2]rune]rune{}
	var base rune
	row := []rune(vniMarks + "\n")
	for i := 0; i < len(row); i++ {
		switch {
		case base == 0:
			base = row[i]
			i++ // the space
		case row[i] == '\n':
			base = 0
		default:
			mark, letter := row[i], row[i+1]
			table[[2]rune{base, mark}] = letter
			table[[2]rune{unicode.ToUpper(base), unicode.ToUpper(mark)}] = unicode.ToUpper(letter)
			table[[2]rune{unicode.ToUpper(base), mark}] = unicode.ToUpper(letter)
			i++
		}
	}
	return table
})
