package form

import (
	"maps"
	"regexp"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// Text is what the sender reads: the place, what was read, what was expected and what to do.
func Text(language message.Language, f Finding) string {
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
	for _, key := range []string{"period", "other"} {
		if p, err := period.Parse(f.Detail[key]); err == nil {
			values[key] = periodText(p, language)
		}
	}
	for _, key := range computed(f.Code) {
		values[key] = numberText(values[key], language)
	}
}

// computed are the values of a finding that tonghop worked out, in plain decimals.
func computed(code string) []string {
	switch code {
	case "number_ambiguous", PercentageDiffers, TotalDiffers, RuleBroken:
		return []string{"expected", "left", "right", "difference"}
	}
	return nil
}

var decimalPoint = regexp.MustCompile(`(\d)\.(\d)`)

// numberText writes the decimal sign of a language.
func numberText(number string, language message.Language) string {
	if language == message.Vietnamese {
		return decimalPoint.ReplaceAllString(number, "$1,$2")
	}
	return number
}

// periodText is a period as people write it.
func periodText(p period.Period, language message.Language) string {
	return message.Text(language, "period."+p.Kind.String(), map[string]string{
		"year": p.String()[:4], "quarter": []string{"", "I", "II", "III", "IV"}[p.Quarter], "label": p.String(),
	})
}
