package vntext

import (
	"strings"
	"testing"

	"golang.org/x/text/transform"
)

// Sentences in the legacy fonts read as a person sees them.
func TestDecode(t *testing.T) {
	cases := []struct {
		font, stored, want string
	}{
		{".VnTime", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{".VnTime", "§¾k L¾k", "Đắk Lắk"},
		{".VnTime", "Tæng sè ®¬n vÞ, ng\u00adêi", "Tổng số đơn vị, người"},
		{".VnArial Narrow", "Quý III n¨m 2008", "Quý III năm 2008"},
		{".VnTimeH", "tæng céng", "TỔNG CỘNG"},
		{".VnArial NarrowH", "®¾k l¾k", "ĐẮK LẮK"},
		{"VNI-Times", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"VNI-Times", "ÑAÉK LAÉK, ngöôøi, tyû leä", "ĐẮK LẮK, người, tỷ lệ"},
		{".VnTime", "Đắk Lắk", "Đắk Lắk"}, // Unicode already, whatever the font
		{"Times New Roman", "Céng", "Céng"},
		{"Arial", "Đa\u0306\u0301k", "Đắk"},
	}
	for _, c := range cases {
		if got := EncodingOfFont(c.font).Decode(c.stored); got != c.want {
			t.Errorf("%s: %q reads %q, want %q", c.font, c.stored, got, c.want)
		}
	}
}

// The whole alphabet goes through each table and back: no letter is missing, and no two share a code.
func TestTablesAreComplete(t *testing.T) {
	const alphabet = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
	tcvn := map[rune]bool{}
	for _, letter := range tcvn3() {
		tcvn[letter] = true
	}
	vni := map[rune]bool{}
	for _, letter := range vniSingle() {
		vni[letter] = true
	}
	for _, letter := range vniPairs() {
		vni[letter] = true
	}
	for _, letter := range alphabet {
		if !tcvn[letter] {
			t.Errorf("TCVN3 lacks %c", letter)
		}
		if !vni[letter] {
			t.Errorf("VNI lacks %c", letter)
		}
	}
	if len(tcvn) != len(tcvn3()) {
		t.Error("two codes of TCVN3 mean one letter")
	}
}

// A pair of characters is decoded also where it lies over the end of a piece.
func TestDecoderInSmallSteps(t *testing.T) {
	stored := strings.Repeat("Coäng hoøa ", 500)
	got, _, err := transform.String(VNI.NewDecoder(), stored)
	if err != nil || got != strings.Repeat("Cộng hòa ", 500) {
		t.Errorf("%v: %.40q", err, got)
	}
}

// A sheet's encoding is found from its texts together, and not from too few.
func TestDetector(t *testing.T) {
	cases := []struct {
		name  string
		texts []string
		want  Encoding
	}{
		{"TCVN3", []string{"Tæng sè", "Hµ Néi", "§¾k L¾k", "Qu¶ng Ninh", "B¾c Giang", "TT", "Ngh\u00d6 An"}, TCVN3},
		{"VNI", []string{"Toång soá", "Haø Noäi", "Ñaék Laék", "Quaûng Ninh", "Baéc Giang"}, VNI},
		{"too few", []string{"Tæng sè", "Hµ Néi"}, Unicode},
		{"one real Unicode letter", []string{"Tæng sè", "Hµ Néi", "§¾k L¾k", "Qu¶ng Ninh", "B¾c Giang", "Đắk Lắk"}, Unicode},
		{"French", []string{"été", "hôtel", "façade", "élève", "très", "déjà"}, Unicode},
		{"Unicode of Latin-1 only", []string{"xã", "hòa", "tên", "sông", "mía"}, Unicode},
	}
	for _, c := range cases {
		var d Detector
		for _, text := range c.texts {
			d.Add(text)
		}
		if got := d.Encoding(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("Céng hßa", uint8(1))
	f.Add("Coäng hoøa", uint8(3))
	f.Add("\xff\xfe", uint8(2))
	f.Fuzz(func(t *testing.T, text string, encoding uint8) {
		decoded := Encoding(encoding % 4).Decode(text)
		if NFC(decoded) != decoded {
			t.Errorf("%q is not composed", decoded)
		}
	})
}
