// Package country makes up the units of a whole country before a reform like that of 1 July 2025, and the list of old
// and new communes by which it was carried out: as many provinces, districts and communes as there were, and as many
// divided among several new ones. Names and codes are made up in the way of the real ones: names come again in other
// districts, and nearly every new code is that of one of the predecessors, mostly under another name.
//
// The registry is for tests and measurements of `tonghop units import`, and of tables in two boundaries.
package country

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// The sizes of the reform of 2025.
const (
	Provinces    = 63
	NewProvinces = 34
	Districts    = 696
	Communes     = 10_035
	NewCommunes  = 3_321
	Divided      = 1_000 // communes that go to two new ones
	NewCodes     = 5     // new communes with a code that nobody had before
	Renamed      = 2_180 // new communes that have the code of a commune of another name
)

// Decision is the number under which the list states the reform, and Day the first day of the new units.
const (
	Decision = "2025/NQ-UBTVQH15"
	Day      = "1/7/2025"
)

// commune is one of before, with the number of its district.
type commune struct {
	code, name string
	district   int
}

// merged is a commune of today with those of before that it is made of, whole or in part.
type merged struct {
	code, name string
	of         []int
	part       []bool
	province   int // of today
}

// Country is the units of before, and those of today.
type Country struct {
	communes []commune
	merged   []merged
	random   *rand.Rand
}

// New makes up a country; the same seed makes the same one.
func New(seed uint64) *Country {
	c := &Country{random: rand.New(rand.NewPCG(seed, 2025))}
	c.settle()
	c.merge()
	c.divide()
	c.call()
	return c
}

// provinceOf spreads the districts evenly over the provinces of before.
func provinceOf(district int) int { return district * Provinces / Districts }

// newProvinceOf is the province of today: the first ones stay, each of the others goes to one of them.
func newProvinceOf(province int) int {
	if province < NewProvinces {
		return province
	}
	return province - NewProvinces
}

// Codes and names of provinces and districts, which are counted from 0. Neighbours have names that
// differ, since the steps have no divisor in common with the number of names.
func provinceCode(p int) string { return fmt.Sprintf("%02d", p+1) }
func provinceName(p int) string { return fmt.Sprintf("Tỉnh %s", place(p*7+3)) }
func districtCode(d int) string { return fmt.Sprintf("%03d", d+1) }
func districtName(d int) string { return fmt.Sprintf("Huyện %s", place(d*5+1)) }

// The syllables of made-up places: two of them are a name.
const (
	firstSyllables = "An Bình Cư Đông Ea Hòa Krông Long Mỹ Nam Phú Quảng Sơn Tân Thanh Vĩnh Xuân Yên Bắc Tây " +
		"Đại Đức"
	secondSyllables = "An Bình Châu Đông Giang Hải Hòa Hưng Khánh Lâm Lộc Long Minh Mỹ Nghĩa Phong Phú Phước Quang " +
		"Sơn Tân Thành Thạnh Thịnh Thọ Tiến Trung Vinh Xuân Yên Lợi"
	names = 22 * 31 // that can be made of them; then they come again
)

// place is the n-th name.
func place(n int) string {
	first, second := strings.Fields(firstSyllables), strings.Fields(secondSyllables)
	return first[n%len(first)] + " " + second[n/len(first)%len(second)]
}

// settle founds the communes of before. Those of one district have names that differ.
func (c *Country) settle() {
	for i := range Communes {
		district := i * Districts / Communes
		c.communes = append(c.communes, commune{code: fmt.Sprintf("%05d", 3*i+1), district: district,
			name: "Xã " + place(district*37+i)})
	}
}

// merge makes neighbours of one district into new communes, as many as there are to be: first one for each district,
// then more where the districts have most communes for each new one.
func (c *Country) merge() {
	size, groups := make([]int, Districts), make([]int, Districts)
	for _, old := range c.communes {
		size[old.district]++
	}
	for d := range groups {
		groups[d] = max(1, size[d]*NewCommunes/Communes)
	}
	for sum(groups) != NewCommunes {
		d := c.random.IntN(Districts)
		if missing := NewCommunes - sum(groups); missing > 0 && groups[d] < size[d] {
			groups[d]++
		} else if missing < 0 && groups[d] > 1 {
			groups[d]--
		}
	}
	at := 0
	for d := range groups {
		for g := range groups[d] {
			m := merged{province: newProvinceOf(provinceOf(d))}
			for range (g+1)*size[d]/groups[d] - g*size[d]/groups[d] {
				m.of, m.part = append(m.of, at), append(m.part, false)
				at++
			}
			c.merged = append(c.merged, m)
		}
	}
}

// sum adds numbers up.
func sum(numbers []int) int {
	all := 0
	for _, n := range numbers {
		all += n
	}
	return all
}

// divide gives a part of some communes to the new one beside theirs. Only neighbours in one
// district share a commune, and none is divided twice, so that each part has one other.
func (c *Country) divide() {
	divided := 0
	for i := 0; divided < Divided; i = (i + 1) % (len(c.merged) - 1) {
		m, next := &c.merged[i], &c.merged[i+1]
		last := len(m.of) - 1
		if m.part[last] || last == 0 || len(next.of) < 2 ||
			c.communes[m.of[last]].district != c.communes[next.of[0]].district || c.random.IntN(3) > 0 {
			continue
		}
		m.part[last] = true
		next.of, next.part = append(next.of, m.of[last]), append(next.part, true)
		divided++
	}
}

// call gives the new communes their names and codes. A commune alone keeps both. A name is used
// once in a province of today.
func (c *Country) call() {
	used := map[string]bool{}
	free := func(m *merged, name string) string {
		for n := 0; ; n++ {
			candidate := name
			if n > 0 {
				candidate = "Xã " + place(c.random.IntN(names))
			}
			if key := fmt.Sprint(m.province, candidate); !used[key] {
				used[key] = true
				return candidate
			}
		}
	}
	for i := range c.merged {
		m := &c.merged[i]
		lead := c.communes[m.of[0]]
		m.code, m.name = lead.code, lead.name
		switch {
		case len(m.of) == 1:
			used[fmt.Sprint(m.province, m.name)] = true
		case i%(NewCommunes/NewCodes) == 7:
			m.code, m.name = fmt.Sprintf("%05d", 90_000+i), free(m, "Xã "+place(i))
		case i%100 < 100*Renamed/NewCommunes:
			m.name = free(m, c.communes[m.of[1]].name)
		default:
			m.name = free(m, lead.name)
		}
	}
}

// Write writes registry/units.csv of before into a folder, and the list of the reform as reform.csv beside it, in the
// layout of the one that the statistics office publishes.
func (c *Country) Write(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "registry"), 0o755); err != nil {
		return err
	}
	if err := save(filepath.Join(dir, "registry", "units.csv"), c.units()); err != nil {
		return err
	}
	return save(filepath.Join(dir, "reform.csv"), c.list())
}

// save writes rows as a CSV file.
func save(name string, rows [][]string) error {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}

// units are the rows of the registry as it was before.
func (c *Country) units() [][]string {
	rows := [][]string{{"unit_id", "code", "name", "level", "parent_unit_id", "valid_from", "valid_to"},
		{"vn", "", "Việt Nam", "country", "", "", ""}}
	for p := range Provinces {
		rows = append(rows, []string{"p" + provinceCode(p), provinceCode(p), provinceName(p), "province", "vn", "", ""})
	}
	for d := range Districts {
		rows = append(rows, []string{"d" + districtCode(d), districtCode(d), districtName(d), "district",
			"p" + provinceCode(provinceOf(d)), "", ""})
	}
	for _, old := range c.communes {
		rows = append(rows, []string{"c" + old.code, old.code, old.name, "commune", "d" + districtCode(old.district), "", ""})
	}
	return rows
}

// list is the list of old and new communes.
func (c *Country) list() [][]string {
	rows := [][]string{
		{"Đơn vị hành chính từ ngày 01/7/2025", "", "", "Đơn vị hành chính trước ngày 01/7/2025", "", "", "", "", ""},
		{"Tỉnh, thành phố", "Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú", "Quận/huyện", "Tỉnh cũ",
			"Nghị quyết"},
	}
	named := func(name, code string) string { return name + " (" + code + ")" }
	for _, m := range c.merged {
		province := named(provinceName(m.province), provinceCode(m.province))
		for i, at := range m.of {
			old := c.communes[at]
			note := "Nhập toàn bộ"
			if m.part[i] {
				note = "Nhập một phần"
			}
			before := provinceOf(old.district)
			rows = append(rows, []string{province, m.name, m.code, old.name, old.code, note,
				named(districtName(old.district), districtCode(old.district)), named(provinceName(before), provinceCode(before)),
				Decision})
		}
	}
	return rows
}
