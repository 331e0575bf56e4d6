package main

import (
	"fmt"
	"io"
	"slices"
)

// quarter counts the quarters from the first one of firstYear. Quarter 0 is the first one of 2024,
// and 6 the third one of 2025.
type quarter int

const (
	firstYear         = 2024
	quarters  quarter = 9 // to the first one of 2026
	hoaTanIn  quarter = 3 // Xã Hòa Tân ended on 31 October 2024, within the fourth quarter
	reformIn  quarter = 6 // the communes of today begin with the third quarter of 2025
)

// A quarter knows its year and its number in it, from 1 to 4.
func (q quarter) year() int   { return firstYear + int(q)/4 }
func (q quarter) number() int { return int(q)%4 + 1 }

// first is the first quarter of the same year.
func (q quarter) first() quarter { return q - q%4 }

// reporter is one unit with what it admitted in each quarter in which it reports. A commune of
// before and one of today may have the same name and code; they are two reporters.
type reporter struct {
	name, code string
	from, to   quarter // the first and the last quarter in which it reports
	target     [3]int  // of each year; 0: none was assigned
	flows      []int   // from its first quarter on
	base       int     // members before its first quarter, without those of its predecessors
	// of are the units that it took over, in the quarter joined. includes says that its cumulative holds what they
	// achieved earlier in the year; otherwise it counts from its founding, or without them.
	of       []string
	joined   quarter
	includes bool
	all      map[string]*reporter
}

// units lists everybody who reports: the communes of before, those of today, and the bodies that the reform leaves as
// they are.
func units() []*reporter {
	const last = quarters - 1
	before := reformIn - 1
	all := []*reporter{
		{name: "Thị trấn Krông Kmar", code: "24448", to: before, target: [3]int{9, 10}, flows: []int{1, 2, 3, 2, 2, 3},
			base: 210},
		{name: "Xã Dang Kang", code: "24451", to: before, target: [3]int{6, 6}, flows: []int{0, 2, 2, 1, 1, 1}, base: 150},
		{name: "Xã Cư Kty", code: "24454", to: before, target: [3]int{5, 6}, flows: []int{1, 1, 2, 1, 0, 2}, base: 142},
		{name: "Xã Hòa Thành", code: "24457", to: before, target: [3]int{4, 8}, flows: []int{0, 1, 1, 2, 2, 1}, base: 124,
			of: []string{"Xã Hòa Tân"}, joined: hoaTanIn},
		{name: "Xã Hòa Tân", code: "24460", to: hoaTanIn, target: [3]int{4}, flows: []int{1, 1, 1, 1}, base: 120},
		{name: "Xã Hòa Phong", code: "24463", to: before, target: [3]int{7, 7}, flows: []int{1, 2, 2, 2, 1, 2}, base: 168},
		{name: "Xã Hòa Lễ", code: "24466", to: before, target: [3]int{6, 6}, flows: []int{0, 2, 1, 2, 1, 2}, base: 153},
		{name: "Xã Yang Reh", code: "24469", to: before, target: [3]int{4, 4}, flows: []int{0, 1, 1, 1, 0, 1}, base: 111},
		{name: "Xã Ea Trul", code: "24472", to: before, target: [3]int{6, 6}, flows: []int{1, 1, 2, 2, 1, 2}, base: 135},
		{name: "Xã Khuê Ngọc Điền", code: "24475", to: before, target: [3]int{7, 8}, flows: []int{1, 2, 2, 2, 2, 2},
			base: 175},
		{name: "Xã Cư Pui", code: "24478", to: before, target: [3]int{9, 9}, flows: []int{2, 2, 3, 2, 2, 3}, base: 193},
		{name: "Xã Hòa Sơn", code: "24481", to: before, target: [3]int{7, 7}, flows: []int{1, 2, 2, 1, 1, 3}, base: 179},
		{name: "Xã Cư Drăm", code: "24484", to: before, target: [3]int{6, 6}, flows: []int{1, 1, 1, 2, 1, 1}, base: 146},
		{name: "Xã Yang Mao", code: "24487", to: before, target: [3]int{4, 4}, flows: []int{0, 1, 1, 1, 1, 1}, base: 106},
		{name: "Xã Krông Bông", code: "24448", from: reformIn, to: last, target: [3]int{0, 24, 25}, flows: []int{7, 6, 4},
			of: []string{"Thị trấn Krông Kmar", "Xã Hòa Lễ", "Xã Khuê Ngọc Điền"}, joined: reformIn, includes: true},
		{name: "Xã Dang Kang", code: "24454", from: reformIn, to: last, target: [3]int{0, 20, 21}, flows: []int{5, 5, 3},
			of: []string{"Xã Dang Kang", "Xã Cư Kty", "Xã Hòa Thành"}, joined: reformIn, includes: true},
		{name: "Xã Hòa Sơn", code: "24472", from: reformIn, to: last, target: [3]int{0, 17, 18}, flows: []int{4, 5, 3},
			of: []string{"Xã Yang Reh", "Xã Ea Trul", "Xã Hòa Sơn"}, joined: reformIn},
		{name: "Xã Cư Pui", code: "24478", from: reformIn, to: last, target: [3]int{0, 16, 16}, flows: []int{4, 4, 2},
			of: []string{"Xã Hòa Phong", "Xã Cư Pui"}, joined: reformIn, includes: true},
		{name: "Xã Yang Mao", code: "24484", from: reformIn, to: last, target: [3]int{0, 10, 11}, flows: []int{2, 3, 2},
			of: []string{"Xã Cư Drăm", "Xã Yang Mao"}, joined: reformIn},
		{name: "Trung tâm Y tế Krông Bông", to: last, target: [3]int{4, 4, 4}, flows: []int{1, 1, 1, 1, 1, 1, 1, 0, 1},
			base: 118},
		{name: "Trường Trung học phổ thông Krông Bông", to: last, target: [3]int{3, 3, 3},
			flows: []int{0, 2, 0, 1, 0, 2, 0, 1, 0}, base: 64},
		{name: "Phòng giao dịch Ngân hàng Chính sách xã hội Krông Bông", to: last, flows: []int{0, 0, 0, 0, 0, 0, 0, 0, 0},
			base: 12},
	}
	older := map[string]*reporter{}
	for _, u := range all {
		if u.from == 0 {
			older[u.name] = u
		}
	}
	for _, u := range all {
		u.all = older
	}
	return all
}

// reports says whether the unit sends a workbook for the quarter.
func (u *reporter) reports(q quarter) bool { return u.from <= q && q <= u.to }

// endsWithin says whether the unit is gone before the quarter's last day: it still reports what it
// did until then.
func (u *reporter) endsWithin(q quarter) bool { return q == hoaTanIn && u.name == "Xã Hòa Tân" }

// flow is whom the unit admitted in a quarter; zero when it does not report.
func (u *reporter) flow(q quarter) int {
	if !u.reports(q) {
		return 0
	}
	return u.flows[q-u.from]
}

// own is what the unit itself admitted in the year, to the quarter's end.
func (u *reporter) own(q quarter) int {
	sum := 0
	for at := q.first(); at <= q; at++ {
		sum += u.flow(at)
	}
	return sum
}

// inherited is what its predecessors admitted in the same year, as far as the unit's cumulative
// includes it. In a year after the change there is nothing to inherit: cumulatives begin anew in
// January.
func (u *reporter) inherited(q quarter) int {
	sum := 0
	for _, name := range u.of {
		if u.includes && q >= u.joined {
			sum += u.all[name].own(min(q, u.joined-1)) * sameYear(q, u.joined)
		}
	}
	return sum
}

// sameYear is 1 for two quarters of one year, and 0 otherwise.
func sameYear(a, b quarter) int {
	if a.year() == b.year() {
		return 1
	}
	return 0
}

// stated is the cumulative that the unit writes into its workbook. It is what a run reads, while
// own is what has to come out of it.
func (u *reporter) stated(q quarter) int { return u.own(q) + u.inherited(q) }

// women are a made-up half of what is stated, rounded down for each unit that it is made of.
func (u *reporter) women(q quarter) int {
	sum := u.own(q) / 2
	for _, name := range u.of {
		if u.includes && q >= u.joined {
			sum += u.all[name].women(u.joined-1) * sameYear(q, u.joined)
		}
	}
	return sum
}

// womenBefore is the same at the end of the quarter before, as the unit would have stated it.
func (u *reporter) womenBefore(q quarter) int {
	if q == q.first() {
		return 0
	}
	if q == u.from {
		return u.women(q) - u.own(q)/2
	}
	return u.women(q - 1)
}

// members are those before it began, those of the units that it took over, and all whom it admitted since.
func (u *reporter) members(q quarter) int {
	sum := u.base
	for at := u.from; at <= q; at++ {
		sum += u.flow(at)
	}
	for _, name := range u.of {
		if q >= u.joined {
			sum += u.all[name].members(min(q, u.all[name].to))
		}
	}
	return sum
}

// printFigures prints the totals of the whole area, quarter by quarter, added up from the figures
// above and not by the models, whose tables README.md holds against them.
func printFigures(w io.Writer) {
	all := units()
	fmt.Fprintln(w, "| quarter | in the quarter | since 1 January | members | reports |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- |")
	for q := range quarters {
		flow, members, reports := 0, 0, 0
		for _, u := range all {
			if u.reports(q) {
				reports++
				flow += u.flow(q)
				if !u.endsWithin(q) {
					members += u.members(q)
				}
			}
		}
		ytd := 0
		for at := q.first(); at <= q; at++ {
			for _, u := range all {
				ytd += u.flow(at)
			}
		}
		fmt.Fprintf(w, "| %d-Q%d | %d | %d | %d | %d |\n", q.year(), q.number(), flow, ytd, members, reports)
	}
	fmt.Fprintln(w, "\n| commune of today | stated by 2025-Q3 | within | predecessors by 2025-Q2 | "+
		"in current boundaries |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- |")
	for _, u := range all {
		if u.from != reformIn {
			continue
		}
		before := 0
		for _, name := range u.of {
			before += u.all[name].own(reformIn - 1)
		}
		fmt.Fprintf(w, "| %s (%s) | %d | %s | %d | %d |\n", u.name, u.code, u.stated(reformIn),
			map[bool]string{true: "includes", false: "own"}[u.includes], before, before+u.own(reformIn))
	}
	fmt.Fprintf(w, "\nunits of before: %d\n", len(slices.DeleteFunc(all, func(u *reporter) bool { return u.from > 0 })))
}
