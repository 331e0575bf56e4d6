package form

import (
	"maps"
	"strings"
	"sync"

	"tonghop/pipeline/vocabulary/vntext"
)

// placeWords stand before a name that is that of a place, a school, a street, an enterprise or a prize.
var placeWords = sync.OnceValue(func() map[string]bool {
	return setOf("xã phường trấn huyện quận tỉnh phố tp trường thcs thpt học non giáo sở thông đường tuyến " +
		"thôn buôn bon làng ấp bản xóm khối khóm tổ khu cụm công ty tnhh mtv dntn nghiệp hàng chợ cầu viên " +
		"viện trạm trại " +
		"bộ chi đội đoàn lữ liên hội quỹ giải thưởng cúp đập kênh suối sông núi đèo cửa siêu nhà máy xí htx tập " +
		"street road school ward commune district hầm bến cảng sân tượng đài đền chùa miếu lăng pt ptdtnt dtnt gdtx " +
		"phòng ban chương trình mang bảng lớp")
})

// personWords stand before the name of a person, whatever stands before them.
var personWords = setOf("ông bà anh chị đ/c chí chủ hộ em cháu cụ bác cô chú sĩ viên tên mr mrs ms")

// placeReach is how many words before a name can say what it is: "Trường Trung học phổ thông Lê Hồng Phong" needs
// one.
const placeReach = 3

// isPlaceBefore says whether the words before a name, within its clause, make it the name of a
// place. It begins at end. The nearest word decides first. A sign such as ":" or "(" between them
// ends the clause: in "Trường: Nguyễn Văn An" the name is that of a person.
func isPlaceBefore(text string, before []wordOf, end int) bool {
	for i := len(before) - 1; i >= max(0, len(before)-placeReach); i-- {
		if strings.ContainsAny(text[before[i].to:end], ":;,-–(.") {
			return false
		}
		end = before[i].from
		switch key := before[i].key; {
		case personWords[key] && key != "viên" && key != "tên":
			return false
		case placeWords()[key]:
			return true
		}
	}
	return false
}

// isListed says whether a name follows the one before it in an enumeration: "Trường Lê Lợi, Trần Phú và Nguyễn Du".
func isListed(text string, words []wordOf, i int) bool {
	if i == 0 {
		return false
	}
	gap := text[words[i-1].to:words[i].from]
	return words[i-1].key == "và" || strings.TrimSpace(gap) == ","
}

// isWordsForThings knows texts in capitals, such as ĐÀO TẠO NGHỀ, whose first word is a family name only by chance.
func isWordsForThings(words []wordOf) bool {
	second := words[1].key
	return things()[words[0].key+" "+second] || words[0].key == "y" && len(words) == 2 &&
		!highlandFamilies()[second] && len([]rune(second)) < 3
}

// things are what else begins with a syllable that is a family name.
var things = sync.OnceValue(func() map[string]bool { return phrasesOf(thingList) })

const thingList = `
đào tạo, hồ sơ, hồ tiêu, hồ chứa, hồ chí, cao su, cao đẳng, cao bằng, cao cấp, cao học, cao tuổi, cao lãnh, cao lộc,
lâm nghiệp, lâm sản, lâm đồng, lâm hà, lâm trường, lâm sinh, lương thực, lương hưu, lương sơn, lương tài, lương y,
lý luận, lý lịch, lý do, lý sơn, lý nhân, lý thuyết, ngô lai, ngô nếp, đoàn viên, đoàn thanh, đoàn thể, đoàn tncs,
đoàn kết, đoàn khối, đoàn hội, mai táng, mai châu, mai sơn, hà nội, hà giang, hà nam, hà tĩnh, hà tây, hà tiên,
hà lan, hà đông, hà trung, vũ trang, vũ thuật, vũ khí, vũ quang, vũ thư, võ thuật, võ nhai, võ cổ, dương lịch,
dương minh, dương kinh, thái nguyên, thái bình, thái lan, thái thụy, thái hòa, trương mục, châu á, châu âu,
châu phi, châu mỹ, châu thành, châu đốc, châu đức, châu phú, y tế, y học, y khoa, y dược, y sĩ, y sỹ, y tá, y bác,
y tý, y ngông, y yên, văn hóa, văn hoá, văn phòng, văn bản, văn nghệ, văn bằng, văn học, văn minh, văn thư, văn lâm,
văn giang, văn miếu, văn lãng, văn bàn, văn chấn, văn quan, từ ngày, từ thiện, từ liêm, từ sơn, từ năm, kim ngạch,
kim loại, kim bôi, kim bảng, kim thành, kim động, kim sơn, sơn la, sơn tây, sơn dương, sơn hà, sơn hòa, sơn tịnh,
sơn động, danh sách, danh mục, danh hiệu, danh bạ, danh nghiệp, thạch cao, thạch thành, thạch thất, thạch hà,
thạch an, viên chức, đinh ốc, lại mới, quản lý, quản trị, quản bạ, phó chủ, phó giám, phó bí, phó trưởng, phó hiệu,
phó phòng, phó ban, phó chánh, nông nghiệp, nông dân, nông thôn, nông lâm, nông sản, nông cống, nông sơn, nông hội,
nông trường, mùa vụ, mùa khô, mùa mưa, kiều bào, kiều hối, bạc liêu, tăng trưởng, tăng cường, tăng thêm, tăng giảm,
ngân hàng, ngân sách, ngân sơn, phí thu, ninh bình, ninh thuận, ninh sơn, ninh giang, ninh hải, ninh phước,
ninh kiều, tô châu, bàn giao, ông bà, giang thành, giang nam, la gi, la grai, báo cáo, báo chí, bá thước, lục nam,
lục ngạn, lục yên, lộc bình, lộc hà, lộc ninh, vi phạm, vi sinh, đàng trong, đàng hoàng, bạch long, bạch thông,
trà vinh, trà bồng, trà my, trà ôn, trà cú, trà lĩnh, chu kỳ, chu chuyển, cầm cố, cung cấp, cung ứng, trang thiết,
trang trại, trang phục, hạng mục, hạng ii, hạng iii, hạng i, tòng bạt, mã số, mã hiệu, mã bưu, mã đơn, lô hàng,
lô số, h m, h p, phùng xá, phùng hưng, hoàng mai, hoàng sa, hoàng hóa, hoàng hoá, hoàng anh, hoàng su, lê chân,
phan rang, phan thiết, vàng da, vàng sjc, quảng nam, quảng bình, hứa hẹn, vương quốc, tân bình, phàn nàn, chế độ,
chế biến, chế tạo, chế xuất, thân nhân, thân thể, kha khá, lưu trữ, lưu trú, lưu ban, lưu động, liêu trai, tống đạt,
khúc xạ, triệu đồng, triệu người, triệu sơn, triệu phong, triệu usd, triệu lượt, triệu việt, lã chã, ma túy, ma tuý,
ma ly, ma rốc, cà phê, cà mau, cà chua, cà rốt, nay lập, nay báo, vừ a dính, tạ ơn, tạ lúa, mạc tư, thị trấn,
thị xã, thị trường, âu cơ, âu lạc, âu mỹ`

// placeNames are people after whom streets, schools and wards are called all over the country, folded.
var placeNames = sync.OnceValue(func() map[string]bool {
	set := phrasesOf(placeNameList)
	for name := range maps.Clone(set) {
		set[vntext.WithoutMarks(name)] = true
	}
	return set
})

// phrasesOf parts a list at its commas.
func phrasesOf(list string) map[string]bool {
	set := map[string]bool{}
	for phrase := range strings.SplitSeq(list, ",") {
		set[strings.TrimSpace(phrase)] = true
	}
	return set
}

// isPlaceName says whether streets, schools and wards are called by a folded name all over the
// country, so that the name alone does not tell of a person.
func isPlaceName(key string) bool { return placeNames()[key] }

const placeNameList = `
bùi huy bích, bùi hữu nghĩa, bùi la nhân, bùi ngọc dương, bùi quang là, bùi thị xuân, bùi xá, bùi xương trạch,
bế văn đàn, cao bá quát, cao lỗ, cao thắng, cao xuân, cao xuân huy, cao xá, chu huy mân, chu trinh, chu văn an,
châu văn liêm, châu văn tiếp, cù chính lan, cầm bá thước, doãn kế thiện, dương minh châu, dương nội, dương quang,
dương quảng hàm, dương tự minh, dương văn an, dương đình nghệ, giàng chu phìn, giàng ly pan, hoàng cầu, hoàng diệu,
hoàng hoa thám, hoàng liên, hoàng liên sơn, hoàng liệt, hoàng long, hoàng lê kha, hoàng mai, hoàng nông, hoàng quế,
hoàng quốc việt, hoàng sa, hoàng su phì, hoàng tiến, hoàng tân, hoàng việt, hoàng văn, hoàng văn nô, hoàng văn thái,
hoàng văn thụ, hoàng đan, hoàng đồng, huỳnh hữu nghĩa, huỳnh mẫn đạt, huỳnh thúc kháng, huỳnh tấn phát,
huỳnh văn bánh, huỳnh văn nghệ, hà huy giáp, hà huy tập, hồ bá phấn, hồ chí minh, hồ thầu, hồ thị kỷ, hồ tùng mậu,
hồ văn huê, hồ xuân hương, hồ đắc kiện, kim giang, kim liên, kim long, kim mã, kim sơn, kim đồng, kiều phú,
la văn cầu, lâm hoành, lê anh xuân, lê bình, lê chân, lê chí dân, lê công thanh, lê duẩn, lê hoàn, lê hòa, lê hồ,
lê hồng phong, lê hữu trác, lê khả phiêu, lê lai, lê lợi, lê mao, lê minh xuân, lê ngọc hân, lê ninh, lê quang đạo,
lê quang định, lê quý đôn, lê thanh nghị, lê thánh tôn, lê thánh tông, lê thị hoa, lê thị hồng gấm, lê thị riêng,
lê trì, lê trọng tấn, lê viết thuật, lê văn duyệt, lê văn hưu, lê văn lương, lê văn sỹ, lê văn thiêm, lê văn tám,
lê xoay, lê đình chinh, lê đình dương, lê đại hành, lê độ, lê đức thọ, lò văn giá, lý bôn, lý chính thắng,
lý nam đế, lý nhân, lý nhân tông, lý quốc sư, lý thái tổ, lý thường kiệt, lý tự trọng, lý văn lâm, lý đạo thành,
lưu hữu phước, lưu văn liệt, lương khánh thiện, lương ngọc quyến, lương nhữ học, lương thế vinh, lương tài,
lương văn can, lương văn chánh, lương văn tri, lương định của, mai anh tuấn, mai dịch, mai hóa, mai hắc đế, mai lâm,
mai thúc loan, mai xuân thưởng, mai động, mạc thị bưởi, mạc đăng dung, mạc đĩnh chi, nguyễn an ninh, nguyễn biểu,
nguyễn bá ngọc, nguyễn bỉnh khiêm, nguyễn cao, nguyễn chí thanh, nguyễn công hoan, nguyễn công trứ, nguyễn cơ thạch,
nguyễn cư trinh, nguyễn cảnh chân, nguyễn du, nguyễn hiền, nguyễn hoàng tôn, nguyễn huân, nguyễn huệ,
nguyễn hữu cảnh, nguyễn hữu huân, nguyễn hữu thọ, nguyễn hữu tiến, nguyễn hữu trí, nguyễn khang, nguyễn khoái,
nguyễn khuyến, nguyễn khánh toàn, nguyễn kiệm, nguyễn lân, nguyễn lương bằng, nguyễn nghiêm, nguyễn oanh,
nguyễn phan chánh, nguyễn phong sắc, nguyễn phích, nguyễn phúc, nguyễn quang bích, nguyễn sinh sắc, nguyễn siêu,
nguyễn thi, nguyễn thiện thuật, nguyễn thái bình, nguyễn thái học, nguyễn thái sơn, nguyễn thông,
nguyễn thượng hiền, nguyễn thị minh khai, nguyễn thị thập, nguyễn thị định, nguyễn tri phương, nguyễn trung,
nguyễn trung trực, nguyễn trãi, nguyễn trường tộ, nguyễn trực, nguyễn tuân, nguyễn tất thành, nguyễn viết xuân,
nguyễn việt khái, nguyễn văn bé, nguyễn văn cừ, nguyễn văn huyên, nguyễn văn linh, nguyễn văn thoại,
nguyễn văn thảnh, nguyễn văn tiết, nguyễn văn trỗi, nguyễn xiển, nguyễn xuân nguyên, nguyễn xí, nguyễn úy,
nguyễn đình chiểu, nguyễn đình thi, nguyễn đức cảnh, ngô gia tự, ngô mây, ngô quyền, ngô sĩ liên, ngô thì nhậm,
ngô thì sĩ, ngô tất tố, ngô xá, nông cống, nông văn dền, phan bá vành, phan bội châu, phan chu trinh,
phan châu trinh, phan huy chú, phan hòa, phan kế bính, phan ngọc hiển, phan rang, phan si păng, phan sào nam,
phan thanh, phan thiết, phan văn trị, phan xích long, phan đình, phan đình giót, phan đình phùng, phan đăng lưu,
phùng chí kiên, phùng hưng, phùng khoang, phùng khắc khoan, phùng xá, phú hòa, phạm hùng, phạm hồng thái,
phạm hữu chí, phạm kha, phạm mệnh, phạm ngũ lão, phạm ngọc thạch, phạm phú thứ, phạm trấn, phạm văn chiêu,
phạm văn cội, phạm văn hai, phạm văn thuận, phạm văn đồng, phạm đình hổ, quách thị trang, quách đình bảo, sùng phài,
sơn hà, sơn trà, thái bình, thái hòa, thái nguyên, thái phiên, thái thịnh, thái văn lung, thân nhân trung,
triệu quang phục, triệu thị trinh, triệu việt vương, trưng vương, trương công định, trương hán siêu, trương lương,
trương mít, trương quyền, trương văn bang, trương vĩnh ký, trương định, trần bình trọng, trần can, trần cao vân,
trần duy hưng, trần huy liệu, trần hòa, trần hưng đạo, trần hợi, trần hữu dực, trần hữu trang, trần khánh dư,
trần khát chân, trần kiệt, trần kỳ phong, trần lãm, trần nguyên hãn, trần nhân tông, trần nhật duật, trần não,
trần phán, trần phú, trần quang diệu, trần quang khải, trần quý cáp, trần quốc toản, trần quốc tuấn, trần thái tông,
trần thị lý, trần thới, trần tế xương, trần văn giàu, trần văn thời, trần văn trà, trần văn ơn, trần xuân soạn,
trần đăng ninh, trần đại nghĩa, trần đề, trịnh công sơn, trịnh hoài đức, trịnh tường, tô hiến thành, tô hiệu,
tô hoài, tô múa, tô vĩnh diện, tôn thất thuyết, tôn thất tùng, tôn đức thắng, tăng bạt hổ, tạ an khương, tạ hiện,
tạ quang bửu, tạ uyên, tạ xá, từ đạm, vàng ma chải, võ chí công, võ cường, võ lao, võ miếu, võ nguyên giáp, võ ninh,
võ thị sáu, võ trường toản, võ văn kiệt, võ văn ngân, võ văn tần, văn cao, văn tiến dũng, vũ chính, vũ hữu, vũ lạc,
vũ ngọc phan, vũ ninh, vũ phúc, vũ quang, vũ thư, vũ trọng phụng, vũ tông phan, vũ xá, vũ đông, vừ a dính,
y bih alêô, y jút, y moan ênuôl, y ngông, y ngông niê kđăm, y nuê, y wang, âu cơ, ông ích khiêm, ông ích đường,
đinh bộ lĩnh, đinh công, đinh công tráng, đinh hòa, đinh lạc, đinh núp, đinh tiên hoàng, đinh trang hòa,
đinh trang thượng, đinh văn, đinh xá, đoàn kết, đoàn nghiên, đoàn thị điểm, đoàn văn bơ, đàm quang trung,
đào duy anh, đào duy từ, đào dương, đào mỹ, đào tấn, đào viên, đào xá, đặng cương, đặng dung, đặng thai mai,
đặng thùy trâm, đặng tiến đông, đặng trần côn, đặng tất, đặng văn ngữ, đặng xá, đỗ công tường, đỗ hành, đỗ nhuận,
đỗ thanh nhân, đỗ xuân hợp, đỗ xá, đỗ động`
