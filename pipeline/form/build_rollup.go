package form

import (
	"regexp"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
)

// perWhat is the denominator of a unit of measure that cannot be added: "đồng/người", "lượt/1.000
// dân", "tạ/ha". "Tấn/năm" and "lượt/ngày" are no rates in this sense: what several units do in a
// day adds up.
var perWhat = regexp.MustCompile(`/[\s\d.,]*(?:(?:nghìn|ngàn|vạn|triệu|đầu|một)\s+)?` +
	`(?:người|lượt|hộ|dân|khẩu|ha|km2|km²|m2|m²|person|visit|household|capita|inhabitant)(?:$|[^\pL])`)

// isRate says whether a unit of measure is that of a rate, an average or a score, whose sum over
// units means nothing. unit is the Vietnamese text of the definition.
func isRate(unit string) bool {
	key := vntext.Fold(unit)
	return strings.ContainsAny(key, "%‰") || strings.Contains(key, "phần trăm") || strings.Contains(key, "phần nghìn") ||
		strings.Contains(key, "bình quân") || key == "điểm" || strings.HasPrefix(key, "điểm/") || perWhat.MatchString(key)
}

// rollUp checks how an indicator is consolidated. This version sums only. What cannot be added is
// refused here, when the definition is written, because otherwise the office would publish 35
// poverty rates as 3,360 %.
func (b *builder) rollUp(name string, text *indicatorText) {
	// The message says what to do, because the numbers of a rate can nearly always be had.
	const wayOut = "leave the indicator out, name its columns under ignore_columns or its rows under ignore, " +
		"and take the numbers that it is computed from"
	at := "indicators." + name
	switch text.RollUp {
	case "", "sum":
		if isRate(text.Unit.VI) {
			b.wrong(at+".unit", "the unit of measure is %q, and rates, averages and scores cannot be summed "+
				"(roll_up: sum, the default); %s", text.Unit.VI, wayOut)
		}
	// These words are reserved, so that a definition that uses them is refused and not misread.
	case "stated", "ratio":
		b.wrong(at+".roll_up", "%s is not consolidated by this version, only sum; %s", text.RollUp, wayOut)
	default:
		b.wrong(at+".roll_up", "read %q; expected sum", text.RollUp)
	}
}
