package form

import (
	"cmp"
	"maps"
	"regexp"
	"strings"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
)

// Keys of Detail under which a finding has its whole text already: one that the warehouse made beside other
// submissions.
const (
	MessageVI = "message_vi"
	MessageEN = "message_en"
)

// Text is what the sender reads of a finding: the place, what was read, what was expected and what
// to do. A finding itself keeps codes and plain decimals only, so that it can be worded in either
// language, and better later.
func Text(language message.Language, f Finding) string {
	if whole := f.Detail["message_"+string(language)]; whole != "" {
		return whole
	}
	values := map[string]string{"sheet": f.Sheet, "cell": f.Cell, "read": f.Read, "expected": f.Expected}
	maps.Copy(values, f.Detail)
	inLanguage(values, f, language)
	text := message.Text(language, "finding."+f.Code, values)
	switch {
	case f.Cell != "":
		return message.Text(language, "place.cell", values) + ": " + text
	case f.Sheet != "":
		return message.Text(language, "place.sheet", values) + ": " + text
	}
	return text
}

// inLanguage replaces what a finding keeps in codes by the words of a language.
func inLanguage(values map[string]string, f Finding, language message.Language) {
	if kind := f.Detail["hint"]; kind != "" {
		values["hint"] = message.Text(language, "hint."+kind, values)
	}
	if part := f.Detail["part"]; part != "" {
		values["part"] = message.Text(language, "hidden."+part, values)
	}
	if rule := f.Detail["rule_"+string(language)]; rule != "" {
		values["rule"] = rule
	}
	// A finding keeps labels of periods and codes of levels; people read words.
	for _, key := range []string{"period", "other"} {
		values[key] = labelsIn(values[key], language)
	}
	switch f.Code {
	case PeriodClosed:
		values["expected"] = labelsIn(values["expected"], language)
	case UnitNotExpected:
		values["expected"] = cmp.Or(f.Detail["expected_"+string(language)], levelsIn(values["expected"], language))
	}
	if f.Code == string(vntext.Ambiguous) { // signs between thousands are what is in question
		values["expected"] = decimalSign(values["expected"], language)
	}
	for _, key := range computed(f) {
		values[key] = numberText(values[key], language)
	}
}

// computed are the values of a finding that are numbers in plain decimals: those that tonghop
// worked out, and what was read in a numeric cell. What somebody typed as text is quoted as it
// stands.
func computed(f Finding) []string {
	var keys []string
	switch f.Code {
	case PercentageDiffers, TotalDiffers, RuleBroken:
		keys = []string{"expected", "left", "right", "difference"}
	}
	if f.Detail["read"] != "" {
		keys = append(keys, "read")
	}
	return keys
}

// labelsIn writes the labels of periods, parted by commas, as people say them. A text that is no
// label stays as it is.
func labelsIn(labels string, language message.Language) string {
	parts := strings.Split(labels, ", ")
	for i, label := range parts {
		if p, err := period.Parse(label); err == nil {
			parts[i] = periodText(p, language)
		}
	}
	return strings.Join(parts, ", ")
}

// levelsIn writes the levels of units as people say them. Offices name their levels themselves; one
// that the catalogue does not have stays as it is, and so does the identifier of a unit.
func levelsIn(levels string, language message.Language) string {
	parts := strings.Split(levels, ", ")
	for i, level := range parts {
		if key := "level." + level; message.Text(language, key, nil) != key {
			parts[i] = message.Text(language, key, nil)
		}
	}
	return strings.Join(parts, ", ")
}

// plainDecimal finds numbers as this program writes them, inside a text.
var plainDecimal = regexp.MustCompile(`-?\d+(?:\.\d+)?`)

// decimalSign writes the decimal signs of the plain decimals in a text as a language does, and nothing between
// thousands.
func decimalSign(text string, language message.Language) string {
	if language == message.English {
		return text
	}
	return plainDecimal.ReplaceAllStringFunc(text, func(number string) string {
		return strings.Replace(number, ".", ",",
			1)
	})
}

// numberText writes the plain decimals in a text as a language does: 428.067,95 in Vietnamese, 428,067.95 in English.
func numberText(text string, language message.Language) string {
	return plainDecimal.ReplaceAllStringFunc(text, func(number string) string { return message.Number(language, number) })
}

// periodText is a period as people write it.
func periodText(p period.Period, language message.Language) string {
	return message.Text(language, "period."+p.Kind.String(), map[string]string{
		"year": p.String()[:4], "quarter": []string{"", "I", "II", "III", "IV"}[p.Quarter], "label": p.String(),
	})
}
