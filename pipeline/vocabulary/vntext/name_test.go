package vntext

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
	"tonghop/samples/effort"
)

// Names that differ in writing only have one key.
func TestFoldJoins(t *testing.T) {
	for _, pair := range [][2]string{
		{"Xã Hoà Sơn", "XÃ HÒA SƠN"},
		{"Xã  Hòa\u00a0Sơn ", "xã hoà sơn"},
		{norm.NFD.String("Đắk Lắk"), "ĐẮK LẮK"},
		{"thuý", "thúy"}, {"khoẻ", "khỏe"}, {"uỷ ban", "Ủy ban"},
		{"A – B", "a - b"}, {"“A”", "\"a\""}, {"Cư\u200b Pui", "Cư Pui"},
		{"Hoà-Lễ", "hòa-lễ"},
	} {
		if Fold(pair[0]) != Fold(pair[1]) {
			t.Errorf("%q and %q: %q, %q", pair[0], pair[1], Fold(pair[0]), Fold(pair[1]))
		}
	}
}

// Names that are two names keep two keys, however alike they look.
func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"Hòa", "Hoa"}, {"Đắk Lắk", "Đăk Lăk"}, {"Cư Pui", "CưPui"}, {"quý", "qúi"}, {"Hoàn", "Hòan"}, {"đ", "d"}, {"Xã 1",
			"Xã 11"},
	} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], Fold(pair[0]))
		}
	}
}

// A key folds to itself, whatever script it is in.
func TestFoldOfEveryLetter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			continue
		}
		name := string(r) + "0"
		once := Fold(name)
		if twice := Fold(once); twice != once {
			t.Errorf("%q (%U) folds to %q, then to %q", name, r, once, twice)
		}
	}
}

// FuzzFold folds any text; folding twice changes nothing more.
func FuzzFold(f *testing.F) {
	for _, name := range []string{"Xã Hoà Sơn", "UỶ BAN", "a\u200bb", "quý", "", "oàoà", "Ꮍ0"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		once := Fold(name)
		if twice := Fold(once); twice != once {
			t.Errorf("%q folds to %q, then to %q", name, once, twice)
		}
	})
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{"21-1-2019": "2019-01-21", "21/1/2019": "2019-01-21",
		"21.01.2019": "2019-01-21", "2019-01-21": "2019-01-21",
		"ngày 21 tháng 01 năm 2019": "2019-01-21", " Ngày 5 tháng 9 năm 2021 ": "2021-09-05", "3/4/2021": "2021-04-03"} {
		if d, err := ParseDate(text); err != nil || d.String() != want {
			t.Errorf("ParseDate(%q) = %v, %v; want %s", text, d, err, want)
		}
	}
	for _, text := range []string{"", "21/1/19", "1/21/2019", "30/2/2019", "21-1/2019", "2019", "tháng 1 năm 2019",
		"0/1/2019", "1/1/0000"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q was taken as %v", text, d)
		}
	}
}

// FuzzParseDate reads any text; what it takes is a day that exists.
func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"21-1-2019", "21/1/2019", "2019-01-21", "ngày 21 tháng 01 năm 2019", "31.2.2019"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDate(text); err == nil && !d.Valid() {
			t.Errorf("%q gives %v, which does not exist", text, d)
		}
	})
}

// The short way agrees with the Unicode tables for every character.
func TestIsNFC(t *testing.T) {
	for r := rune(1); r < 0x30000; r++ {
		if r > 0x3000 && !effort.Long() && r%16 != 0 {
			continue // by default every letter of the scripts before, and some of those of Asia
		}
		for _, text := range []string{string(r), "a" + string(r), "Đắk" + string(r) + "ệ", string(r) + "\u0301"} {
			if got, want := IsNFC(text), norm.NFC.IsNormalString(text); got != want {
				t.Fatalf("IsNFC(%+q) = %v", text, got)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { // also of what is no UTF-8
		text := rapid.SliceOf(rapid.SampledFrom([]byte("ae\x80\xb8\xbf\xc4\x90\xcc\x81\xe1\xe2\xf0"))).Draw(t, "text")
		if got, want := IsNFC(text), norm.NFC.IsNormal(text); got != want {
			t.Fatalf("IsNFC(%+q) = %v", text, got)
		}
	})
}

// The short way of folding is the long one, for every character and every pair of those that it knows.
func TestFoldPlainIsFold(t *testing.T) {
	known := []string{}
	for r := rune(0); r <= 0x2100; r++ {
		text := string(r)
		if folded, ok := foldPlain(text); ok && folded != foldAny(text) {
			t.Errorf("%q (%U) is folded to %q in the short way, %q in the long one", text, r, folded, foldAny(text))
		} else if ok {
			known = append(known, text)
		}
	}
	if len(known) < 250 {
		t.Fatalf("the short way knows only %d characters", len(known))
	}
	for _, a := range known {
		for _, b := range known {
			text := "q" + a + b + " ho" + a + "  u" + b + a
			if folded, _ := foldPlain(text); folded != foldAny(text) {
				t.Fatalf("%q is folded to %q in the short way, %q in the long one", text, folded, foldAny(text))
			}
		}
	}
}

// CutFolded finds the same cut as who folds the text up to every letter.
func TestCutFolded(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aàoòuÝ HĐð\t\n-`\u0301\u200b\u00a0ﬁẞ1…"))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(letters, 0, 9).Draw(t, "text"))
		key := Fold(rapid.StringOfN(letters, 0, 4, -1).Draw(t, "key"))
		if cut := rapid.IntRange(0, len(text)).Draw(t, "cut"); rapid.Bool().Draw(t, "begins") {
			key = Fold(text[:cut])
		}
		for cut := range text {
			if Fold(text[:cut]) == key {
				if rest, found := CutFolded(text, key); !found || rest != text[cut:] {
					t.Fatalf("%q behind %q is %q, %v; want %q", text, key, rest, found, text[cut:])
				}
				return
			}
		}
		if rest, found := CutFolded(text, key); found {
			t.Fatalf("%q behind %q is %q", text, key, rest)
		}
	})
}
