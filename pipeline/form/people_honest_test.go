package form

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// formsAndUnits are the form of the tests and a registry in which some units are called after people.
func formsAndUnits(t *testing.T) (*Set, *registry.Registry) {
	t.Helper()
	set, err := LoadDir("testdata/read/indicators/forms", period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("testdata/read/indicators/registry/units.csv")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range namedAfterPeople {
		body = fmt.Appendf(body, "named-%d,%d,%s,commune,krong-bong,,\n", i, 30000+i, name)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "units.csv"), body, 0o644); err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load(dir, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return set, units
}

// namedAfterPeople are units; the last ones are called like anybody, and only the registry knows them.
var namedAfterPeople = []string{"Phường Lê Lợi", "Phường Nguyễn Thị Minh Khai", "Trường THCS Nguyễn Du",
	"Phường Trần Quang Diệu", "Xã Nguyễn Văn Thảnh", "Trường Tiểu học Lê Văn Tám", "Xã Hồ Thị Kỷ", "Xã Lý Văn Lâm",
	"Xã Hòa Lễ",
	"Trần Văn Khánh", "Lê Thị Bạch Cát"}

var signatures = []struct {
	name string
	rows string
}{
	{"none", `|`},
	{"two who sign", `| | Người lập biểu | | | THỦ TRƯỞNG ĐƠN VỊ |
|
|
| | Nguyễn Văn Chín | | | Trần Thị Lành |`},
	{"three who sign", `| Người lập biểu | | Kế toán trưởng | | Giám đốc |
| (Ký, họ tên) | | (Ký, họ tên) | | (Ký, họ tên, đóng dấu) |
|
| Lê Hữu Sáng | | Phạm Thị Sen | | Huỳnh Đức Lực |`},
	{"behind the word", `| | Người lập biểu: Nguyễn Văn Chín | | | Chủ tịch: Võ Thị Duyên |`},
	{"with the day", `| | | | | Krông Bông, ngày 05 tháng 10 năm 2021 |
| | NGƯỜI LẬP | | | TM. ỦY BAN NHÂN DÂN |
| | | | | CHỦ TỊCH |
|
| | H' Linh Niê | | | Y Thim Byă |`},
	{"beside the title", `| | Người lập biểu | Nguyễn Văn Chín | 2021-10-05 |
| | Kiểm soát | Lê Hữu Sáng | 2021-10-05 |
| | Thủ trưởng đơn vị | Trần Thị Lành | "05/10/2021" |`},
	{"names alone in a row", `| | Đã nhận đủ biểu | | | |
|
| | Nguyễn Văn Chín | | | Trần Thị Lành |`},
}

var contacts = []struct {
	name string
	row  string
}{
	{"none", `|`},
	{"in one cell", `| Người liên hệ: Nguyễn Văn Chín, điện thoại 0905 123 456 |`},
	{"in three cells", `| | Người liên hệ | Nguyễn Văn Chín | "0905123456" |`},
	{"a number", `| | Người liên hệ: | Trần Thị Lành | 905123456 |`},
	{"who answers", `| Mọi chi tiết xin liên hệ đ/c Phạm Hữu Sáng (ĐT: 0262.3123.456, DĐ 0914.111.222) |`},
	{"the office", `| Điện thoại: 0262 3 123 456 - Email: tonghop@example.vn |`},
}

var notesOfForms = []struct {
	name, note string
}{
	{"none", ""},
	{"a decision", "Theo Quyết định số 123/QĐ-UBND ngày 12/05/2010"},
	{"places", "Gồm Trường THCS Nguyễn Du, Trường Tiểu học Võ Thị Sáu và phường Lê Lợi"},
	{"streets", "Tuyến đường Nguyễn Văn Cừ, Phan Chu Trinh, Lê Duẩn"},
	{"a sentence", "Không gửi họ và tên, ngày sinh, số CCCD của đảng viên"},
	{"one name", "Đồng chí Trần Hữu Tiệp chuyển đi quý II"},
	{"a long number", "Kinh phí 240998877 đồng"},
	{"who is counted", "Số người sinh năm 1998 là 2"},
}

// Two hundred and more workbooks, each another mixture of what stands on honest forms, are accepted.
func TestHonestFormsAreAccepted(t *testing.T) {
	set, units := formsAndUnits(t)
	n := 0
	for i, signature := range signatures {
		for j, contact := range contacts {
			for k, note := range notesOfForms {
				unit := namedAfterPeople[(i+j+k)%len(namedAfterPeople)]
				name := fmt.Sprintf("KN-01 %s.xlsx", unit)
				s := sheetOf("Biểu KN-01", formRows(unit)...)
				s.rows[9] = append(slices.Clone(s.rows[9][:6]), note.note)
				s.rows = append(append(s.rows, drawSheetRows(signature.rows)...), splitCells(contact.row))
				book := openBook(t, name, drawBook(t, s, honestSheets()[n%len(honestSheets())]))
				for _, r := range set.Read(File{Path: name, Name: name}, book, units) {
					if !r.Accepted {
						t.Errorf("%s, signatures %s, contact %s, note %s: %+v", unit, signature.name, contact.name,
							note.name, r.Findings)
					}
				}
				n++
			}
		}
	}
	if n < 200 {
		t.Errorf("%d workbooks", n)
	}
}

// honestSheets are what else stands in workbooks: lists of whatever is called after people, and of nobody.
func honestSheets() []*drawnSheet {
	return []*drawnSheet{
		sheetOf("Danh mục trường", drawSheetRows(`| STT | Tên trường | Số lớp |
| 1 | Nguyễn Du | 12 |
| 2 | Lê Hồng Phong | 14 |
| 3 | Nguyễn Thị Minh Khai | 9 |
| 4 | Trần Cao Vân | 10 |
| 5 | Lê Đình Chinh | 11 |`)...),
		sheetOf("Đường phố", drawSheetRows(`| Tên đường | Dài (m) | Năm làm |
| Nguyễn Tất Thành | 1980 | 1998 |
| Lê Duẩn | 1200 | 2001 |
| Phan Bội Châu | 900 | 1995 |
| Y Jút | 700 | 1990 |
| Mai Hắc Đế | 850 | 1993 |
| Nguyễn Hữu Trí Dũng | 320 | 2004 |`)...),
		sheetOf("Phường", drawSheetRows(`| Phường/xã | Số hộ |
| Nguyễn Thái Bình | 1950 |
| Phạm Ngũ Lão | 1987 |
| Cô Giang | 2010 |
| Nguyễn Cư Trinh | 1765 |`)...),
		sheetOf("Nguyễn Huệ", drawSheetRows(`| Số hộ | 120 |
| Số khẩu | 480 |`)...),
		sheetOf("Doanh nghiệp", drawSheetRows(`| TT | Tên doanh nghiệp | Mã số thuế | Doanh thu |
| 1 | DNTN Nguyễn Văn Chín | "6000123456" | 241123456 |
| 2 | Công ty TNHH Trần Thị Lành | "6000654321" | 98000000 |
| 3 | Hoàng Anh Gia Lai | "5900377720" | 240998877 |
| 4 | Công ty TNHH MTV Lê Hữu Sáng | "6000111222" | 66198012345 |`)...),
		sheetOf("TỔNG HỢP", drawSheetRows(`| NỘI DUNG | SỐ |
| ĐÀO TẠO NGHỀ | 12 |
| CAO SU TIỂU ĐIỀN | 14 |
| HỒ TIÊU CÁC LOẠI | 5 |
| LÂM NGHIỆP CỘNG ĐỒNG | 6 |
| LƯƠNG THỰC CÓ HẠT | 7 |
| Y TẾ CƠ SỞ | 4 |
| VĂN HÓA THÔNG TIN | 9 |`)...),
		sheetOf("Provinces", drawSheetRows(`| Province | Value |
| Ha Noi | 1 |
| Ha Giang | 2 |
| Cao Bang | 3 |
| Thai Nguyen | 4 |
| Lang Son | 5 |
| Ho Chi Minh City | 6 |
| Lam Dong | 7 |
| Kien Giang | 8 |`)...),
	}
}
