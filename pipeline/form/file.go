package form

import "tonghop/pipeline/vocabulary/message"

// definitionFile is forms/<name>.yaml as staff write it; docs/forms.md explains every key.
type definitionFile struct {
	Form  string            `yaml:"form"`
	Title map[string]string `yaml:"title"`
	Valid struct {
		From string `yaml:"from"`
		To   string `yaml:"to"`
	} `yaml:"valid"`
	Recognise struct {
		Texts []string `yaml:"texts"`
		Sheet string   `yaml:"sheet"`
		File  string   `yaml:"file"`
	} `yaml:"recognise"`
	Unit struct {
		After string `yaml:"after"`
		Cell  string `yaml:"cell"`
		Sheet string `yaml:"sheet"`
		File  string `yaml:"file"`
		ID    string `yaml:"id"`
	} `yaml:"unit"`
	Period struct {
		Kind string   `yaml:"kind"`
		From []string `yaml:"from"`
	} `yaml:"period"`
	Calendar *struct {
		Name    string `yaml:"name"`
		LastDay int    `yaml:"last_day"`
	} `yaml:"calendar"`
	SubmittedBy struct {
		Levels []string `yaml:"levels"`
		Units  []string `yaml:"units"`
	} `yaml:"submitted_by"`
	Due *struct {
		Days  int `yaml:"days"`
		Grace int `yaml:"grace"`
	} `yaml:"due"`
	Priority   int                      `yaml:"priority"`
	Layout     string                   `yaml:"layout"`
	Indicators map[string]indicatorText `yaml:"indicators"`
	Breakdowns map[string]labelText     `yaml:"breakdowns"`
	Label      string                   `yaml:"label_column"`
	Number     string                   `yaml:"number_column"`
	Columns    []columnFile             `yaml:"columns"`
	Rows       []rowFile                `yaml:"rows"`
	Covers     []string                 `yaml:"covers"`
	Total      string                   `yaml:"total"`
	Ignore     []string                 `yaml:"ignore"`
	// IgnoreColumns are headers of columns that are not read.
	IgnoreColumns []string   `yaml:"ignore_columns"`
	Rules         []ruleFile `yaml:"rules"`
}

type labelText struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// in is the label in a language.
func (l labelText) in(language message.Language) string {
	if language == message.English {
		return l.EN
	}
	return l.VI
}

type indicatorText struct {
	VI       string    `yaml:"vi"`
	EN       string    `yaml:"en"`
	Unit     labelText `yaml:"unit"`
	Decimals int       `yaml:"decimals"`
	RollUp   string    `yaml:"roll_up"`
}

type columnFile struct {
	Header       string `yaml:"header"`
	Measure      string `yaml:"measure"`
	Indicator    string `yaml:"indicator"`
	Breakdown    string `yaml:"breakdown"`
	PercentageOf string `yaml:"percentage_of"`
	PercentageBy string `yaml:"percentage_by"`
	Tolerance    string `yaml:"tolerance"`
	Optional     bool   `yaml:"optional"`
}

type rowFile struct {
	Label     string            `yaml:"label"`
	Indicator string            `yaml:"indicator"`
	Breakdown string            `yaml:"breakdown"`
	Measures  map[string]string `yaml:"measures"`
	Optional  bool              `yaml:"optional"`
}

type ruleFile struct {
	Check    string `yaml:"check"`
	Severity string `yaml:"severity"`
}
