package form

import (
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

var (
	// contactWords lead in whom to call, or who made the report.
	contactWords = []string{"người liên hệ", "liên hệ", "người lập", "người báo cáo", "người gửi",
		"người nhập", "người tổng hợp", "người kiểm tra", "người phụ trách", "cán bộ phụ trách",
		"cán bộ thống kê", "cán bộ tổng hợp", "cán bộ lập", "đầu mối", "chuyên viên", "contact", "prepared by",
		"reported by", "lập biểu", "thống kê", "người ký", "người duyệt", "người thực hiện", "nguoi lap",
		"nguoi lien he", "lien he", "người nộp", "người soạn", "kiểm soát", "mọi chi tiết", "mọi thắc mắc",
		"cán bộ báo cáo", "phụ trách biểu", "lãnh đạo phụ trách", "người cung cấp", "điện thoại", "đt", "sđt",
		"số điện thoại", "phụ trách"}
	// titleWords stand over a signature.
	titleWords = []string{"thủ trưởng", "giám đốc", "phó giám đốc", "chủ tịch", "phó chủ tịch", "bí thư",
		"phó bí thư", "kế toán", "trưởng", "phó trưởng", "hiệu trưởng", "phó hiệu trưởng", "chánh", "phó",
		"kt.", "tm.", "tl.", "q.", "đại diện", "chỉ huy", "cục trưởng", "chi cục trưởng", "thủ quỹ",
		"viện trưởng", "đội trưởng", "hội trưởng", "tổng", "(ký", "ký tên", "đã ký", "(đã ký", "ký, ", "kí, ",
		"thường trực", "director", "signed", "xác nhận", "phê duyệt", "kt ", "tm ", "tl ", "tuq", "ủy viên",
		"thẩm phán", "chấp hành viên", "trạm trưởng", "trưởng trạm", "tổ trưởng"}
	// placeHeaders stand over columns of units, places and the like.
	placeHeaders = []string{"đơn vị", "xã", "phường", "huyện", "thị trấn", "quận", "tỉnh", "địa phương",
		"địa bàn", "trường", "đường", "phố", "tuyến", "doanh nghiệp", "công ty", "cơ sở", "cơ quan", "chi bộ",
		"đảng bộ", "khu vực", "thôn", "buôn", "tổ chức", "hợp tác xã", "công trình", "dự án", "bệnh viện",
		"trạm", "chợ", "ward", "unit", "school", "street", "province", "commune", "district", "company",
		"tên phường", "tên xã", "tên đơn vị", "tên trường", "tên đường", "chỉ tiêu", "nội dung", "quỹ", "giải",
		"liên đội", "chi đoàn", "chi hội", "khu phố", "tên công trình", "tên cơ sở"}
	// personHeaders stand over columns of people that need not say so by "họ và tên".
	personHeaders = []string{"chủ hộ", "tên chủ hộ", "họ tên chủ hộ", "đảng viên", "đoàn viên", "hội viên",
		"học viên", "học sinh", "sinh viên", "người được", "quần chúng", "cán bộ", "công chức", "viên chức",
		"bệnh nhân", "người lao động", "nhân khẩu", "người nhận", "hộ ông", "thành viên", "người có công",
		"đối tượng", "chủ cơ sở", "tên chủ", "hộ nghèo", "hộ gia đình", "đại biểu", "chủ nhiệm",
		"cộng tác viên", "dang vien", "chu ho", "ho ten", "ho va ten", "tên người", "giáo viên", "nhân viên",
		"kết nạp", "danh sách", "cá nhân", "householder", "member", "head of household"}
)

// contextReach is how many rows a signature may stand below its title.
const contextReach = 9

// isExpected says whether a form has a name in this place: behind "người lập biểu" or a title, beside it, or under it
// where a signature stands.
func (p *peopleFinder) isExpected(m *mention) bool {
	before := p.key(m.text[:m.names[0].from])
	if len(m.names) == 1 && (containsStart(before, contactWords) || startsAny(before, titleWords)) {
		return true
	}
	if left := p.leftOf(m); len(m.names) == 1 && left != "" &&
		(containsStart(left, contactWords) || startsAny(left, titleWords)) {
		return true
	}
	return len(m.names) == 1 && p.signs(m)
}

// leftOf is the nearest text to the left in the row, folded.
func (p *peopleFinder) leftOf(m *mention) string {
	cells := p.row(m.row)
	for i := len(cells) - 1; i >= 0; i-- {
		if c := &cells[i]; c.Column < m.column && c.Type == workbook.Text {
			return p.key(c.Text)
		}
	}
	return ""
}

// signs says whether the nearest text above, in the column or in one beside it, is the title of somebody who signs.
// What stands over a list ("Kế toán | Thủ quỹ") would have to repeat over each name.
func (p *peopleFinder) signs(m *mention) bool {
	if p.inColumn[m.column][m.row+1] {
		return false
	}
	for row := m.row - 1; row >= max(1, m.row-contextReach); row-- {
		above := ""
		for _, c := range p.row(row) {
			if c.Type != workbook.Text || c.Column < m.column-2 || c.Column > m.column+2 {
				continue
			}
			key := p.key(c.Text)
			if startsAny(key, titleWords) || containsStart(key, contactWords) {
				return true
			}
			above += key
		}
		if above != "" {
			return false
		}
	}
	return false
}

// containsStart says whether one of the words stands in a text as a word.
func containsStart(key string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		i := strings.Index(key, word)
		return i == 0 || i > 0 && strings.ContainsAny(key[i-1:i], " :;,.-(/")
	})
}

// startsAny says whether a folded text begins with one of the words, which need not end there:
// "trưởng" also begins "trưởng phòng".
func startsAny(key string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(key, word) })
}

// headerOver is the text over the topmost name of a column, folded: the nearest one that is no name itself.
func (p *peopleFinder) headerOver(row, column int) string {
	for i := len(p.rows) - 1; i >= 0; i-- {
		if p.rows[i] >= row {
			continue
		}
		c := p.at(p.rows[i], column)
		if c == nil || c.Type != workbook.Text || placeholder.MatchString(text(c)) {
			continue
		}
		if seen := p.texts.of(c.Text); len(seen.names) == 0 {
			return seen.key
		}
	}
	return ""
}

// isPlaceColumn says whether a name stands under the header of units or places.
func (p *peopleFinder) isPlaceColumn(m *mention) bool { return p.isPlaceAt(m.row, m.column) }

// isPlaceAt says whether the header over a column announces units or places. The header is looked
// for once for each column, from the first name that is asked about, and kept in headers. A header
// that names people, such as "Tên chủ hộ", decides before one that would name places.
func (p *peopleFinder) isPlaceAt(row, column int) bool {
	header, ok := p.headers[column]
	if !ok {
		header = p.headerOver(row, column)
		p.headers[column] = header
	}
	if header == "" || startsAny(header, personHeaders) || startsAny(header, nameHeaders) {
		return false
	}
	return startsAny(header, placeHeaders) || strings.HasPrefix(header, "tên ") && containsStart(header, placeHeaders)
}
