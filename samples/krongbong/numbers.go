package main

// organization is one of the 35 that report, with what it admitted by the end of each quarter of 2021 and its
// members. Only Cư Pui's numbers and the district's totals are those of the newspaper; the split among the
// others is made up. A target of 0 means that none was assigned.
type organization struct {
	name     string
	level    string
	target   int
	admitted [3]int // since 1 January, by the end of each quarter
	members  [3]int // at the end of each quarter
}

// organizations lists the communes, the one town first, and then the agencies. They sum to 23 admitted (by 11
// organizations) in June and 96 in September, with 3,360 members.
func organizations() []organization {
	communes := []organization{
		{"Thị trấn Krông Kmar", "commune", 6, [3]int{1, 3, 8}, [3]int{206, 207, 210}},
		{"Xã Dang Kang", "commune", 4, [3]int{0, 0, 4}, [3]int{148, 148, 150}},
		{"Xã Cư Kty", "commune", 4, [3]int{0, 2, 5}, [3]int{139, 141, 142}},
		{"Xã Hòa Thành", "commune", 3, [3]int{0, 0, 3}, [3]int{122, 122, 124}},
		{"Xã Hòa Tân", "commune", 3, [3]int{0, 0, 4}, [3]int{117, 117, 120}},
		{"Xã Hòa Phong", "commune", 5, [3]int{1, 2, 6}, [3]int{165, 166, 168}},
		{"Xã Hòa Lễ", "commune", 4, [3]int{0, 0, 5}, [3]int{151, 151, 153}},
		{"Xã Yang Reh", "commune", 3, [3]int{0, 0, 3}, [3]int{109, 109, 111}},
		{"Xã Ea Trul", "commune", 4, [3]int{0, 2, 5}, [3]int{132, 133, 135}},
		{"Xã Khuê Ngọc Điền", "commune", 5, [3]int{1, 2, 6}, [3]int{171, 172, 175}},
		{"Xã Cư Pui", "commune", 7, [3]int{1, 3, 8}, [3]int{187, 189, 193}},
		{"Xã Hòa Sơn", "commune", 5, [3]int{0, 2, 6}, [3]int{176, 177, 179}},
		{"Xã Cư Drăm", "commune", 4, [3]int{0, 0, 5}, [3]int{143, 143, 146}},
		{"Xã Yang Mao", "commune", 3, [3]int{0, 0, 4}, [3]int{104, 104, 106}},
	}
	agencies := []organization{
		{"Công an huyện", "agency", 4, [3]int{1, 2, 4}, [3]int{131, 132, 133}},
		{"Ban Chỉ huy Quân sự huyện", "agency", 3, [3]int{1, 2, 4}, [3]int{84, 85, 86}},
		{"Phòng Giáo dục và Đào tạo", "agency", 4, [3]int{1, 2, 6}, [3]int{312, 313, 316}},
		{"Trung tâm Y tế huyện", "agency", 2, [3]int{0, 1, 3}, [3]int{118, 119, 120}},
		{"Phòng Nội vụ", "agency", 1, [3]int{0, 0, 1}, [3]int{21, 21, 21}},
		{"Phòng Tài chính - Kế hoạch", "agency", 1, [3]int{0, 0, 1}, [3]int{18, 18, 18}},
		{"Phòng Nông nghiệp và Phát triển nông thôn", "agency", 1, [3]int{0, 0, 1}, [3]int{19, 19, 19}},
		{"Phòng Tài nguyên và Môi trường", "agency", 1, [3]int{0, 0, 1}, [3]int{16, 16, 16}},
		{"Phòng Kinh tế và Hạ tầng", "agency", 1, [3]int{0, 0, 0}, [3]int{15, 15, 15}},
		{"Phòng Lao động - Thương binh và Xã hội", "agency", 0, [3]int{0, 0, 0}, [3]int{14, 14, 14}},
		{"Phòng Tư pháp", "agency", 0, [3]int{0, 0, 0}, [3]int{9, 9, 9}},
		{"Phòng Văn hóa và Thông tin", "agency", 0, [3]int{0, 0, 0}, [3]int{13, 13, 13}},
		{"Phòng Dân tộc", "agency", 0, [3]int{0, 0, 0}, [3]int{8, 8, 8}},
		{"Thanh tra huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{7, 7, 7}},
		{"Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện", "agency", 1, [3]int{0, 0, 1}, [3]int{27, 27, 27}},
		{"Chi cục Thuế huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{23, 23, 23}},
		{"Bảo hiểm xã hội huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{17, 17, 17}},
		{"Tòa án nhân dân huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{12, 12, 12}},
		{"Viện Kiểm sát nhân dân huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{11, 11, 11}},
		{"Ngân hàng Chính sách xã hội huyện", "agency", 0, [3]int{0, 0, 0}, [3]int{12, 12, 12}},
		{"Trường Trung học phổ thông Krông Bông", "agency", 1, [3]int{0, 0, 2}, [3]int{0, 0, 0}},
	}
	all := append(communes, agencies...)
	fillMembers(all)
	return all
}

// fillMembers gives the last organization what is left of the district's members, so that the total is that of
// the newspaper whatever is changed above.
func fillMembers(all []organization) {
	for q, want := range [3]int{3301, 3318, 3360} {
		sum := 0
		for _, o := range all {
			sum += o.members[q]
		}
		all[len(all)-1].members[q] = want - sum
	}
}
