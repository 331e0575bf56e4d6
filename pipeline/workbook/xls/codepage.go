package xls

import (
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// codepageOf is the encoding of a code page ([MS-XLS] 2.4.52 and the numbers of Windows), nil for one that is
// not known. Texts of BIFF5 are bytes in the code page of the computer that wrote them. 1200 (UTF-16) stands in
// BIFF8 files, whose texts are Unicode and need no code page.
func codepageOf(number int) encoding.Encoding {
	switch number {
	case 367, 20127, 28591, 32769: // of ASCII and Latin-1; 32769 is what Excel 4 called the Windows code page
		return charmap.Windows1252
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 855:
		return charmap.CodePage855
	case 858:
		return charmap.CodePage858
	case 860:
		return charmap.CodePage860
	case 862:
		return charmap.CodePage862
	case 863:
		return charmap.CodePage863
	case 865:
		return charmap.CodePage865
	case 866:
		return charmap.CodePage866
	case 10000, 32768:
		return charmap.Macintosh
	case 10007:
		return charmap.MacintoshCyrillic
	}
	// The rest, above all 1250 to 1258 and those of East Asia, is known by name.
	if found, err := htmlindex.Get(codepageName(number)); err == nil {
		return found
	}
	return nil
}

// codepageName is the name under which the library of encodings knows the code page.
func codepageName(number int) string {
	switch number {
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 65001:
		return "utf-8"
	}
	return fmt.Sprintf("windows-%d", number)
}

// bytesText decodes a text of BIFF5. Under a code page that is not known only ASCII is certain, and a guess
// could turn one Vietnamese name into another.
func (b *Reader) bytesText(data []byte) (string, error) {
	if b.codepage == nil {
		return b.plainText(data)
	}
	decoded, err := b.codepage.NewDecoder().Bytes(data)
	if err != nil {
		return "", damaged("a text cannot be decoded: %v", err)
	}
	return string(decoded), nil
}

// plainText decodes a text without a known code page. Where the file states none, it is taken as Windows-1252,
// the code page of most such files. Where it states one that is not known, a byte beyond ASCII is refused.
func (b *Reader) plainText(data []byte) (string, error) {
	for _, c := range data {
		if c >= 0x80 && b.codepageNumber != 0 {
			return "", damaged("a text in the code page %d, which is not known: save the workbook as .xlsx", b.codepageNumber)
		}
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(decoded), err
}
