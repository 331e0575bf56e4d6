package warehouse

import (
	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/message"
)

// comparisonTexts are the texts of the findings that depend on other submissions, by language and code:
// en.held_same_time. These findings are views over the ledger, so that it is the models that make them, and not the
// reading of a workbook. The words for the place of a cell and for periods are among them.
func comparisonTexts() map[string]string {
	texts := map[string]string{}
	for _, language := range []message.Language{message.Vietnamese, message.English} {
		for _, code := range form.ComparisonCodes() {
			texts[string(language)+"."+code] = message.Text(language, "finding."+code, nil)
		}
		for _, key := range []string{
			"place.cell", "period.quarter", "period.half", "period.nine_months", "period.year", "period.term",
		} {
			texts[string(language)+"."+key] = message.Text(language, key, nil)
		}
	}
	return texts
}
