package form

import (
	"fmt"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/message"
)

func TestMasked(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Nguyễn Văn Chín", "N.V.C."},
		{"NGUYỄN VĂN CHÍN", "N.V.C."},
		{"nguyễn văn chín", "N.V.C."},
		{"Nguyễn Chín", "N.C."},
		{"Nguyen Van Chin", "N.V.C."},
		{"Đ/c Trần Thị Lành, thôn 3", "Đ/c T.T.L., thôn 3"},
		{"Trần Thị Lành – 1985 – 066185012345", "T.T.L. – **** – 066*********"},
		{"Trần Thị Lành sinh 12/05/1985", "T.T.L. sinh **/**/****"},
		{"CMND 240998877", "CMND 240******"},
		{"066 185 012 345", "066 *** *** ***"},
		{"0905123456", "090*******"},
		{"ĐT 0905.123.456", "ĐT 090*.***.***"},
		{"+84905123456", "+849********"},
		{"H' Linh Niê", "H.L.N."},
		// What is nobody's stays.
		{"240998877", "240998877"},
		{"66185012345", "66185012345"},
		{"123.456.789.012 đồng", "123.456.789.012 đồng"},
		{"Phường Nguyễn Thị Minh Khai", "Phường Nguyễn Thị Minh Khai"},
		{"Trường THCS Trần Văn Chín", "Trường THCS Trần Văn Chín"},
		{"Nguyễn Huệ", "Nguyễn Huệ"},
		{"Xã Cư Pui", "Xã Cư Pui"},
		{"Số người được kết nạp", "Số người được kết nạp"},
		{"Hà Giang", "Hà Giang"},
		{"12 người", "12 người"},
		{"năm 1985", "năm 1985"},
		{"2021-Q3 Thực hiện", "2021-Q3 Thực hiện"},
		{"", ""},
	} {
		if got := Masked(c.text); got != c.want {
			t.Errorf("%q is masked as %q, want %q", c.text, got, c.want)
		}
	}
}

// A name that was typed where a unit or a number belongs rejects the form, and is not told. The name of a unit is.
func TestFindingsMaskNames(t *testing.T) {
	set, units := formsAndUnits(t)
	read := func(s *drawnSheet) Reading {
		return set.Read(File{Path: "tệp.xlsx", Name: "tệp.xlsx"}, openBook(t, "tệp.xlsx", drawBook(t, s)), units)[0]
	}
	inNumber, asUnit, unknown := inForm(), inForm(), inForm()
	inNumber.rows[9][3] = "Trần Thị Lành"
	asUnit.rows[1] = []string{"Đơn vị báo cáo: Trần Thị Lành"}
	unknown.rows[1] = []string{"Đơn vị báo cáo: Xã Trần Văn Khánh Mới"}
	noted := inForm()
	noted.rows[9][4] = `"0905123456"`
	for _, c := range []struct {
		name         string
		sheet        *drawnSheet
		code, read   string
		mayNotBeTold string
	}{
		{"in a number cell", inNumber, "number_invalid", "T.T.L.", "Lành"},
		{"as the unit", asUnit, UnitUnknown, "T.T.L.", "Lành"},
		{"a unit that nobody knows", unknown, UnitUnknown, "Xã Trần Văn Khánh Mới", "\x00"},
		{"a telephone number as a count", noted, "number_invalid", "090*******", "0905123456"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(c.sheet)
			if r.Accepted || len(r.Findings) == 0 {
				t.Fatalf("%+v", r)
			}
			f := r.Findings[0]
			told := fmt.Sprint(r) + Text(message.Vietnamese, f) + Text(message.English, f)
			if f.Code != c.code || f.Read != c.read || strings.Contains(told, c.mayNotBeTold) {
				t.Errorf("%+v", r.Findings)
			}
		})
	}
}

// A file whose name holds the number of an identity card is refused; the day and time in a name are none.
func TestFileNamesWithIdentityNumbers(t *testing.T) {
	set, units := formsAndUnits(t)
	for name, refused := range map[string]bool{
		"KN-01 066185012345.xlsx": true, "KN-01_066185012345_Lành.xlsx": true, "KN-01 066 185 012 345.xlsx": true,
		"KN-01 202110051230.xlsx": false, "KN-01 20211005 123059.xlsx": false, "KN-01 Xã Cư Pui.xlsx": false,
	} {
		r := set.Read(File{Path: name, Name: name}, openBook(t, name, drawBook(t, inForm())), units)[0]
		if isList := len(r.Findings) == 1 && r.Findings[0].Code == PeopleList; isList != refused {
			t.Errorf("%s: %+v", name, r.Findings)
		}
	}
}
