package form

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/vntext"
)

// invented makes up people: names by combination, digits at random. None of them is anybody.
type invented struct {
	*rand.Rand
	secrets []string // what no finding may tell
}

func inventor(seed uint64) *invented { return &invented{Rand: rand.New(rand.NewPCG(seed, 7))} }

func pick(g *invented, words string) string {
	all := strings.Split(words, " ")
	return all[g.IntN(len(all))]
}

func (g *invented) secret(text string) string {
	g.secrets = append(g.secrets, text)
	return text
}

// parts are family name, middle name and given name.
func (g *invented) parts() (family, middle, given string) {
	family = pick(g, "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Võ Đặng Bùi Trịnh Hồ Lương Đoàn Dương")
	if g.IntN(2) == 0 {
		return family, "Thị", pick(g, "Lành Sen Phượng Lụa Mười Ngà Duyên")
	}
	return family, pick(g, "Văn Hữu Đức"), pick(g, "Chín Khôi Dũng Sáng Lực Tiệp Quyến")
}

func (g *invented) name() string {
	family, middle, given := g.parts()
	return g.secret(family + " " + middle + " " + given)
}

// other is a name of one of the peoples of the highlands, the delta and the north.
func (g *invented) other(families, givens string) string {
	name := strings.ReplaceAll(pick(g, families), "_", " ")
	return g.secret(strings.ReplaceAll(name, "*", pick(g, givens)))
}

func (g *invented) digits(n int) string {
	var out strings.Builder
	for range n {
		fmt.Fprint(&out, g.IntN(10))
	}
	return out.String()
}

func (g *invented) cccd() string {
	return g.secret(fmt.Sprintf("066%d%02d%s", g.IntN(4), 50+g.IntN(50), g.digits(5)+"7"))
}

func (g *invented) cmnd() string   { return g.secret("24" + g.digits(6) + "7") }
func (g *invented) mobile() string { return g.secret("09" + g.digits(7) + "3") }
func (g *invented) year() string   { return fmt.Sprint(1950 + g.IntN(50)) }
func (g *invented) born() string {
	return g.secret(fmt.Sprintf("%02d/%02d/%s", 1+g.IntN(28), 1+g.IntN(12), g.year()))
}

func quoted(text string) string { return `"` + text + `"` }

// formRows is the proper form that lists are hidden in, filled for one unit.
func formRows(unit string) [][]string {
	return drawSheetRows(`| HUYỆN KRÔNG BÔNG | | | | | Biểu số: KN-01 |
| Đơn vị báo cáo: ` + unit + ` |
|
| BÁO CÁO KẾT QUẢ CÔNG TÁC KẾT NẠP | < | < | < | < | < | < |
| Quý III năm 2021 | < | < | < | < | < | < |
|
| STT | Chỉ tiêu | Chỉ tiêu giao năm | Kết quả thực hiện | < | Tỷ lệ đạt (%) | Ghi chú |
| ^ | ^ | ^ | Trong quý | Lũy kế từ đầu năm | ^ | ^ |
| A | B | 1 | 2 | 3 | 4=3/1 | C |
| 1 | Số người được kết nạp | 7 | 3 | 8 | 114,3 | |
| | Trong đó: - Nữ | x | 1 | 2 | | |
| | - Dân tộc thiểu số | x | - | 1 | | |
| | - Học sinh, sinh viên | x | - | - | | |
| 2 | Số thành viên cuối kỳ | x | x | 120 | | |
| | Trong đó: Nữ | x | x | 50 | | |
|`)
}

func drawSheetRows(drawing string) [][]string {
	var rows [][]string
	for line := range strings.SplitSeq(drawing, "\n") {
		rows = append(rows, splitCells(line))
	}
	return rows
}

func sheetOf(name string, rows ...[]string) *drawnSheet {
	return &drawnSheet{name: name, rows: rows, hiddenRows: map[int]bool{}}
}

// inForm is the proper form, with further rows below it.
func inForm(below ...[]string) *drawnSheet {
	return sheetOf("Biểu KN-01", append(formRows("Xã Cư Pui"), below...)...)
}

// noted is the proper form with texts in its column of notes.
func noted(notes ...string) *drawnSheet {
	s := inForm()
	for i, note := range notes {
		s.rows[9+i] = append(slices.Clone(s.rows[9+i][:6]), note)
	}
	return s
}

// times makes rows.
func times(n int, row func(i int) []string) [][]string {
	var rows [][]string
	for i := range n {
		rows = append(rows, row(i))
	}
	return rows
}

func withHeader(header string, rows [][]string) [][]string {
	return append([][]string{splitCells(header)}, rows...)
}

type peopleKind struct {
	name string
	draw func(g *invented) []*drawnSheet
}

// alone makes a kind of a sheet of its own.
func alone(name, header string, row func(g *invented, i int) []string) peopleKind {
	return peopleKind{name, func(g *invented) []*drawnSheet {
		rows := times(3+g.IntN(6), func(i int) []string { return row(g, i) })
		if header != "" {
			rows = withHeader(header, rows)
		}
		return []*drawnSheet{sheetOf("Sheet1", rows...)}
	}}
}

// beneath makes a kind of rows below a proper form.
func beneath(name string, n int, row func(g *invented, i int) []string) peopleKind {
	return peopleKind{name, func(g *invented) []*drawnSheet {
		return []*drawnSheet{inForm(times(n, func(i int) []string { return row(g, i) })...)}
	}}
}

func listKinds() []peopleKind {
	return slices.Concat(splitKinds(), tableKinds(), cellKinds(), formKinds(), singleKinds(), languageKinds(),
		hiddenKinds())
}

func splitKinds() []peopleKind {
	split := func(g *invented, i int) []string {
		family, middle, given := g.parts()
		g.secret(family + " " + middle)
		return []string{fmt.Sprint(i + 1), family + " " + middle, given, quoted(g.mobile())}
	}
	three := func(g *invented, i int) []string {
		family, middle, given := g.parts()
		return []string{family, middle + " " + given, quoted(g.mobile())}
	}
	return []peopleKind{
		alone("split with headers and phone", "| STT | Họ và tên đệm | Tên | Điện thoại |", split),
		alone("split, headers Họ and Tên", "| STT | Họ | Tên | SĐT |", split),
		alone("split without headers", "", split),
		alone("family name in a column of its own", "", three),
		beneath("split below the table", 3, split),
	}
}

func tableKinds() []peopleKind {
	return []peopleKind{
		alone("new party members", "| STT | Đảng viên mới | Chi bộ |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), g.name(), "Chi bộ thôn " + fmt.Sprint(i+1)}
		}),
		alone("new party members by title", "| DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), g.name(), "Nam"}
		}),
		alone("heads of households with income", "| TT | Chủ hộ | Thôn, buôn | Thu nhập (nghìn đồng) |",
			func(g *invented, i int) []string {
				return []string{fmt.Sprint(i + 1), g.name(), "Thôn 3", fmt.Sprint(1000 * (20 + g.IntN(90)))}
			}),
		alone("households without header", "", func(g *invented, i int) []string {
			return []string{g.name(), fmt.Sprint(2 + g.IntN(5)), fmt.Sprint(1000 * (20 + g.IntN(90)))}
		}),
		alone("poor households, Ông and Bà", "| Hộ nghèo | Số khẩu |", func(g *invented, i int) []string {
			return []string{"Hộ ông " + g.name(), fmt.Sprint(2 + g.IntN(5))}
		}),
		alone("names only under a header", "| STT | Họ và tên |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), g.name()}
		}),
		alone("names only, nothing else", "", func(g *invented, i int) []string { return []string{g.name()} }),
		alone("name and class", "| Học sinh | Lớp |", func(g *invented, i int) []string {
			return []string{g.name(), "9A" + fmt.Sprint(i+1)}
		}),
		alone("name and identity number", "", func(g *invented, i int) []string {
			return []string{g.name(), quoted(g.cccd())}
		}),
		alone("identity numbers as numbers", "", func(g *invented, i int) []string {
			return []string{g.name(), strings.TrimLeft(g.cccd(), "0")}
		}),
		alone("old identity numbers", "| Tên | CMND |", func(g *invented, i int) []string {
			return []string{g.name(), quoted(g.cmnd())}
		}),
		alone("phones as numbers", "", func(g *invented, i int) []string {
			return []string{g.name(), strings.TrimLeft(g.mobile(), "0")}
		}),
		alone("phones with points", "", func(g *invented, i int) []string {
			m := g.mobile()
			return []string{g.name(), quoted(g.secret(m[:4] + "." + m[4:7] + "." + m[7:]))}
		}),
		alone("phones with +84", "", func(g *invented, i int) []string {
			return []string{g.name(), quoted(g.secret("+84" + g.mobile()[1:]))}
		}),
		alone("dates of birth", "", func(g *invented, i int) []string { return []string{g.name(), quoted(g.born())} }),
		alone("positions", "| TT | Cán bộ | Chức vụ |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), g.name(), []string{"Bí thư", "Phó Bí thư", "Ủy viên"}[i%3]}
		}),
		alone("bank accounts", "| Người nhận | Số tài khoản | Số tiền |", func(g *invented, i int) []string {
			return []string{g.name(), quoted(g.secret("5200" + g.digits(8) + "1")), "500000"}
		}),
		alone("identity numbers without names", "| STT | Số CCCD |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), quoted(g.cccd())}
		}),
	}
}

func cellKinds() []peopleKind {
	return []peopleKind{
		alone("one cell: name – born – CCCD", "", func(g *invented, i int) []string {
			return []string{g.name() + " – " + g.year() + " – " + g.cccd()}
		}),
		alone("one cell: name – born", "", func(g *invented, i int) []string {
			return []string{g.name() + " – " + g.born()}
		}),
		alone("one cell: name (year)", "", func(g *invented, i int) []string {
			return []string{g.name() + " (" + g.year() + ")"}
		}),
		alone("one cell: number, name, phone", "", func(g *invented, i int) []string {
			return []string{fmt.Sprintf("%d. %s, %s", i+1, g.name(), g.mobile())}
		}),
		alone("one cell: CCCD with blanks", "", func(g *invented, i int) []string {
			n := g.cccd()
			return []string{g.name() + " CCCD: " + g.secret(n[:3]+" "+n[3:6]+" "+n[6:9]+" "+n[9:])}
		}),
		{"one cell holds them all", func(g *invented) []*drawnSheet {
			return []*drawnSheet{sheetOf("Sheet1", []string{g.name() + "; " + g.name() + "; " + g.name() + "; " + g.name()})}
		}},
	}
}

func formKinds() []peopleKind {
	return []peopleKind{
		{"a name in each note", func(g *invented) []*drawnSheet {
			return []*drawnSheet{noted(g.name(), g.name(), g.name(), g.name())}
		}},
		{"names in one note", func(g *invented) []*drawnSheet {
			return []*drawnSheet{noted("Gồm: " + g.name() + ", " + g.name() + " và " + g.name())}
		}},
		{"a name with CCCD in a note", func(g *invented) []*drawnSheet {
			return []*drawnSheet{noted("Đ/c " + g.name() + " (" + g.cccd() + ")")}
		}},
		beneath("names below the table", 4, func(g *invented, i int) []string {
			return []string{"", fmt.Sprintf("%d. %s", i+1, g.name())}
		}),
		beneath("names with years below the table", 3, func(g *invented, i int) []string {
			return []string{"", g.name(), g.year()}
		}),
		beneath("a sentence of names below the table", 1, func(g *invented, i int) []string {
			return []string{"Trong quý kết nạp các đồng chí: " + g.name() + ", " + g.name() + ", " + g.name() + "."}
		}),
		beneath("names under a signature", 5, func(g *invented, i int) []string {
			if i == 0 {
				return []string{"", "Người lập biểu"}
			}
			return []string{"", g.name()}
		}),
		{"beside the table", func(g *invented) []*drawnSheet {
			s := inForm()
			for i := 9; i < 14; i++ {
				s.rows[i] = append(slices.Clone(s.rows[i][:6]), "", "", g.name(), quoted(g.mobile()))
			}
			return []*drawnSheet{s}
		}},
		{"names in cells of numbers", func(g *invented) []*drawnSheet {
			s := inForm()
			for i := 10; i < 13; i++ {
				s.rows[i] = []string{"", s.rows[i][1], "x", g.name(), "1"}
			}
			return []*drawnSheet{s}
		}},
		{"a sheet of its own after the form", func(g *invented) []*drawnSheet {
			rows := times(4, func(int) []string { return []string{g.name(), "Nữ"} })
			return []*drawnSheet{inForm(), sheetOf("Kèm theo", rows...)}
		}},
		{"a sheet named after somebody", func(g *invented) []*drawnSheet {
			return []*drawnSheet{inForm(), sheetOf(g.name(), []string{"Thôn 3"})}
		}},
		{"a form on a sheet named after somebody", func(g *invented) []*drawnSheet {
			s := inForm()
			s.name = g.name()
			return []*drawnSheet{s}
		}},
		{"a sheet named by an identity number", func(g *invented) []*drawnSheet {
			return []*drawnSheet{inForm(), sheetOf("CCCD "+g.cccd(), []string{"Thôn 3"})}
		}},
	}
}

func singleKinds() []peopleKind {
	return []peopleKind{
		beneath("one name, CCCD", 1, func(g *invented, i int) []string { return []string{"", g.name(), quoted(g.cccd())} }),
		beneath("one name, CMND", 1, func(g *invented, i int) []string {
			return []string{"", g.name(), quoted("CMND " + g.cmnd())}
		}),
		beneath("one name, phone", 1, func(g *invented, i int) []string {
			return []string{"", g.name() + " " + g.mobile()}
		}),
		beneath("one name, day of birth", 1, func(g *invented, i int) []string {
			return []string{"", g.name(), quoted(g.born())}
		}),
		beneath("one name, year of birth", 1, func(g *invented, i int) []string {
			return []string{"", g.name() + ", sinh năm " + g.year()}
		}),
		beneath("one person in lines", 3, func(g *invented, i int) []string {
			return []string{"", []string{"Họ và tên: " + g.name(), "Ngày sinh: " + g.born(), "Thường trú: Thôn 3"}[i]}
		}),
		beneath("one name in small letters, CCCD", 1, func(g *invented, i int) []string {
			family, _, given := g.parts()
			for families()[strings.ToLower(family)] != common {
				family, _, given = g.parts()
			}
			return []string{"", g.secret(strings.ToLower(family + " thị " + given)), quoted(g.cccd())}
		}),
	}
}

func languageKinds() []peopleKind {
	only := func(name, families, givens string) peopleKind {
		return alone(name, "| STT | Đoàn viên | Chi đoàn |", func(g *invented, i int) []string {
			return []string{fmt.Sprint(i + 1), g.other(families, givens), "Chi đoàn 2"}
		})
	}
	kinds := []peopleKind{
		only("Ê-đê", "Y_*_Niê H'*_Niê_Kđăm Y_*_Byă H'_*_Mlô", "Thim Bhiông Linh Nguôm Djuan Wơn"),
		only("Gia-rai", "Ksor_* Rmah_* Siu_* Nay_H'*", "Phước Blao Hnhi Djoan Pyui"),
		only("M'nông and Cơ-ho", "Điểu_K'* Cil_* K'*_Liêng Y_*_Bing", "Brêm Giang Ré Bros Tăng"),
		only("Khmer", "Thạch_Thị_* Kim_Văn_* Danh_Thị_* Sơn_Thị_*", "Sôphi Pha Rươne Sary Thone"),
		only("Chăm", "Đàng_Thị_* Bá_Văn_* Thập_Thị_* Hán_Văn_*", "Phan Trượng Ngẫu Hiện Sĩ"),
		only("Thái and Mường", "Lò_Văn_* Quàng_Thị_* Cầm_Thị_* Quách_Văn_*", "Inh Pọm Ương Xôm Yêu"),
		only("H'Mông and Dao", "Giàng_A_* Vàng_Thị_* Sùng_Seo_* Tẩn_Văn_*", "Páo Sáo Lử Dín Mỷ"),
		alone("toneless", "", func(g *invented, i int) []string {
			return []string{g.secret(toneless(g.name())), fmt.Sprint(i)}
		}),
		alone("capitals", "", func(g *invented, i int) []string {
			return []string{g.secret(strings.ToUpper(g.name())), "Nữ"}
		}),
	}
	for font, encode := range map[string]map[string]string{".VnTime": tcvn3Names, "VNI-Times": vniNames} {
		kinds = append(kinds, peopleKind{"font " + font, func(g *invented) []*drawnSheet {
			s := sheetOf("Sheet1")
			s.font = font
			for stored, name := range encode {
				s.rows = append(s.rows, []string{quoted(stored), "Thôn 3"})
				g.secrets = append(g.secrets, stored, name)
			}
			return []*drawnSheet{s}
		}})
	}
	return kinds
}

var (
	tcvn3Names = map[string]string{"NguyÔn V¨n T¸m": "Nguyễn Văn Tám", "TrÇn ThÞ Sen": "Trần Thị Sen",
		"Ph¹m V¨n ChÝn": "Phạm Văn Chín"}
	vniNames = map[string]string{"Nguyeãn Vaên Taùm": "Nguyễn Văn Tám", "Traàn Thò Sen": "Trần Thị Sen",
		"Phaïm Vaên Chín": "Phạm Văn Chín"}
)

func toneless(name string) string {
	return strings.ReplaceAll(vntext.WithoutMarks(vntext.NFC(name)), "Đ", "D")
}

func hiddenKinds() []peopleKind {
	secretSheet := func(g *invented) *drawnSheet {
		return sheetOf("Sheet2", times(4, func(int) []string { return []string{g.name()} })...)
	}
	return []peopleKind{
		{"a hidden sheet", func(g *invented) []*drawnSheet {
			s := secretSheet(g)
			s.hidden = true
			return []*drawnSheet{inForm(), s}
		}},
		{"a very hidden sheet", func(g *invented) []*drawnSheet {
			s := secretSheet(g)
			s.veryHidden = true
			return []*drawnSheet{inForm(), s}
		}},
		{"hidden rows", func(g *invented) []*drawnSheet {
			s := inForm(times(4, func(int) []string { return []string{"", g.name()} })...)
			for row := 17; row < 21; row++ {
				s.hiddenRows[row] = true
			}
			return []*drawnSheet{s}
		}},
		{"a hidden column", func(g *invented) []*drawnSheet {
			s := noted(g.name(), g.name(), g.name())
			s.hiddenAcross = []string{"G"}
			return []*drawnSheet{s}
		}},
	}
}

// Each kind of list is refused, with nothing of it told, whatever the names and numbers are.
func TestKindsOfListsAreRefused(t *testing.T) {
	set, units := formsAndUnits(t)
	for _, kind := range listKinds() {
		t.Run(kind.name, func(t *testing.T) {
			for seed := range uint64(8) {
				g := inventor(seed)
				data := drawBook(t, kind.draw(g)...)
				r := set.Read(File{Path: "tệp.xlsx", Name: "tệp.xlsx"}, openBook(t, "tệp.xlsx", data), units)
				if len(r) != 1 || len(r[0].Findings) != 1 || r[0].Findings[0].Code != PeopleList || r[0].Accepted {
					t.Fatalf("made from %d, with %q: %+v", seed, g.secrets, r)
				}
				told := fmt.Sprint(r) + Text(message.Vietnamese, r[0].Findings[0]) + Text(message.English, r[0].Findings[0])
				for _, secret := range g.secrets {
					if strings.Contains(told, secret) {
						t.Errorf("%q is told: %s", secret, told)
					}
				}
			}
		})
	}
}

func TestThereAreManyKinds(t *testing.T) {
	n := len(listKinds())
	if n < 40 {
		t.Errorf("%d kinds of lists", n)
	}
	t.Logf("%d kinds", n)
}
