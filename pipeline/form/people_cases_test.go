package form

import "testing"

// drawnCase is a sheet of its own, or rows below a proper form, and what it is.
type drawnCase struct {
	name, rows string
	inForm     bool
}

// TestSmallLists has lists that are drawn by hand: as few rows as make one, and what stands between list and form.
func TestSmallLists(t *testing.T) {
	for _, c := range smallLists {
		t.Run(c.name, func(t *testing.T) {
			if f := c.people(t); f == nil {
				t.Error("is not taken for a list of people")
			}
		})
	}
}

// TestHonestRows has what stands on honest sheets and looks like a list.
func TestHonestRows(t *testing.T) {
	for _, c := range honestRows {
		t.Run(c.name, func(t *testing.T) {
			if f := c.people(t); f != nil {
				t.Errorf("%s %s is taken for a list of people", f.Sheet, f.Cell)
			}
		})
	}
}

func (c *drawnCase) people(t *testing.T) *Finding {
	t.Helper()
	_, units := formsAndUnits(t)
	sheet := sheetOf("Sheet1", drawSheetRows(c.rows)...)
	if c.inForm {
		sheet = inForm(drawSheetRows(c.rows)...)
	}
	return peopleIn(t, "tệp.xlsx", drawBook(t, sheet), units)
}

var smallLists = []drawnCase{
	{"2-syllable + phone", `| STT | Họ tên | SĐT |
| 1 | Lê Hoa | "0905123456" |
| 2 | Trần Hùng | "0905123457" |
| 3 | Phạm Long | "0905123458" |`, false},
	{"Ê-đê households", `| TT | Họ và tên chủ hộ | Dân tộc | Thu nhập |
| 1 | Y Bhiông Niê | Ê đê | 12000 |
| 2 | H'Luin Byă | Ê đê | 9000 |`, false},
	{"middle name in the header", `| Họ và chữ lót | Tên | ĐT |
| Nguyễn Văn | An | "0905123456" |
| Trần Thị | Bình | "0905123457" |`, false},
	{"three headers", `| Họ | Đệm | Tên | ĐT |
| Nguyễn | Văn | An | "0905123456" |
| Trần | Thị | Bình | "0905123457" |
| Lê | Văn | Cường | "0905123458" |`, false},
	{"no header 3 parts", `| Nguyễn | Văn | An | "0905123456" |
| Trần | Thị | Bình | "0905123457" |
| Lê | Văn | Cường | "0905123458" |`, false},
	{"toneless header", `| STT | Dang vien moi | Ngay vao |
| 1 | Nguyen Van An | 03/02/2021 |
| 2 | Tran Thi Binh | 03/02/2021 |`, false},
	{"new members under one header", `| Đảng viên mới kết nạp trong quý |
| Nguyễn Văn An |
| Trần Thị Bình |`, false},
	{"one cell dash", `| Nguyễn Văn An - 1985 - 066085001234 |`, false},
	{"one cell slash", `| Nguyễn Văn An/1985/066085001234 |`, false},
	{"name + CMND number cell header", `| Tên | Số CMND |
| Nguyễn Văn An | 240998877 |`, false},
	{"income only 3", `| Nguyễn Văn An | 12000 |
| Trần Thị Bình | 9000 |
| Lê Văn Cường | 8000 |`, false},
	{"two names one cell each born", `| Nguyễn Văn An, sinh 1985 |
| Trần Thị Bình, sinh 1990 |`, false},
	{"Date cells", `| Nguyễn Văn An | 1985-02-03 |`, false},
	{"year cell 1 header", `| Họ tên | Năm sinh |
| Nguyễn Văn An | 1985 |`, false},
	{"names of four words", `| Nguyễn Hoàng Bảo Trâm |
| Lê Phạm Minh Thư |
| Tôn Nữ Thị Lan |
| Công Tằng Tôn Nữ Mai |`, false},
	{"H’ curly", `| H’Bia Niê | Nữ |
| H’Yar Ayŭn | Nữ |
| Y-Thim Mlô | Nam |`, false},
	{"Khmer no header", `| Thạch Sô Phia | Nam |
| Sơn Thị Út | Nữ |
| Kim Sa Ray | Nam |`, false},
	{"Ksor no header", `| Ksor H'Lan |
| Rmah Blao |
| Siu Y Thin |`, false},
	{"Thai no header", `| Lò Văn Inh |
| Quàng Thị Pọm |
| Cà Văn Ương |`, false},
	{"mong no header", `| Giàng A Páo |
| Vừ Thị Sua |
| Sùng A Chớ |`, false},
	{"phone numeric", `| Nguyễn Văn An | 905123456 |
| Trần Thị Bình | 905123457 |
| Lê Văn Cường | 905123458 |`, false},
	{"one name CCCD numeric adj", `| Nguyễn Văn An | 66085001234 |`, false},
	{"CCCD label", `| Số CCCD: 066085001234 |`, false},
	{"ALL CAPS single + CCCD", `| NGUYỄN VĂN AN | "066085001234" |`, false},
	{"email", `| Nguyễn Văn An | an.nguyen@example.vn |
| Trần Thị Bình | b@example.vn |
| Lê Văn Cường | c@example.vn |`, false},
	{"list below with header", `| Danh sách kết nạp: |
| 1 | Nguyễn Văn An | Thôn 1 |
| 2 | Trần Thị Bình | Thôn 2 |`, true},
	{"list below + signature", `| Nguyễn Văn An | Thôn 1 |
| Trần Thị Bình | Thôn 2 |
| Lê Văn Cường | Thôn 3 |
|
| Người lập biểu | | Thủ trưởng |
| Phạm Thị Hoa | | Đỗ Văn Sáu |`, true},
	{"phone after dash", `| Nguyễn Văn An - 0905123456 |`, true},
	{"born and village", `| Nguyễn Văn An, SN 1985, Thôn 3 |`, true},
}

var honestRows = []drawnCase{
	{"provinces", `| Tỉnh | Số |
| Thái Nguyên | 1 |
| Hà Giang | 2 |
| Lâm Đồng | 3 |
| Cao Bằng | 5 |
| Kiên Giang | 3 |
| Trà Vinh | 3 |`, false},
	{"provinces no header", `| Thái Nguyên | 1 |
| Hà Giang | 2 |
| Lâm Đồng | 3 |
| Cao Bằng | 5 |
| Kiên Giang | 3 |
| Trà Vinh | 3 |
| Ninh Bình | 4 |
| Hồ Chí Minh | 4 |
| Bà Rịa - Vũng Tàu | 4 |
| Thừa Thiên Huế | 1 |`, false},
	{"caps districts", `| THÁI NGUYÊN | 1 |
| ĐINH LẬP | 2 |
| VÕ NHAI | 3 |
| PHAN RANG THÁP CHÀM | 5 |
| HOÀNG SU PHÌ | 3 |
| TRẦN VĂN THỜI | 3 |
| PHAN THIẾT | 9 |`, false},
	{"hospitals", `| Bệnh viện | Giường |
| BV Nguyễn Tri Phương | 1 |
| BV Nguyễn Trãi | 1 |
| BV Lê Văn Thịnh | 1 |
| BV Phạm Ngọc Thạch | 1 |`, false},
	{"schools abbreviated", `| Trường | Lớp |
| THCS Lê Thị Hồng Gấm | 1 |
| TH Nguyễn Bá Ngọc | 1 |
| MN Hoa Hồng | 1 |
| THPT Trần Đại Nghĩa | 1 |`, false},
	{"signature stacked", `| | Người lập biểu |
| | Nguyễn Văn An |
|
| | Kế toán |
| | Trần Thị Bình |
|
| | Giám đốc |
| | Lê Văn Cường |`, true},
	{"signature 3 with phone",
		`| | Người lập biểu: Nguyễn Văn An (0905123456) | | Kiểm tra: Trần Thị Bình | | Thủ trưởng: Lê Văn Cường |`, true},
	{"signature names abbreviated", `| | Người lập | | Phụ trách kế toán | | Chủ tịch UBND |
| | (đã ký) | | (đã ký) | | (đã ký) |
| | Nguyễn Văn An | | Trần Thị Bình | | Lê Văn Cường |
| | ĐT: 0905123456 |`, true},
	{"contact below signature", `| | Người liên hệ: Trần Thị Bình |
| | Số điện thoại: 0905123456 |
| | Email: binh@example.vn |`, true},
	{"2 contacts", `| Cán bộ tổng hợp: Nguyễn Văn An, ĐT 0905123456 |
| Lãnh đạo phụ trách: Trần Thị Bình, ĐT 0905123457 |`, true},
	{"signature dated old", `| | Krông Bông, ngày 05 tháng 10 năm 2009 |
| | Người lập biểu | | Thủ trưởng |
|
|
|
| | Nguyễn Văn An | | Trần Thị Bình |`, true},
	{"KT CHU TICH", `| | | | TM. UBND XÃ |
| | | | KT. CHỦ TỊCH |
| | | | PHÓ CHỦ TỊCH |
|
|
|
| | Nguyễn Văn An | | Y Thim Niê |`, true},
	{"who receives a copy", `| Nơi nhận: | | Thủ trưởng |
| - Đ/c Nguyễn Văn An (báo cáo); | | |
| - Phòng Nội vụ; |
| - Lưu VT. | | Trần Thị Bình |`, true},
}
