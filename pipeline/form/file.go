package form

import "tonghop/pipeline/vocabulary/message"

// definitionFile is forms/<name>.yaml as staff write it. docs/forms.md explains every key;
// docs_test.go sees to it that it does. Nothing is checked here but the shape.
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
		Code  string `yaml:"code"`
	} `yaml:"unit"`
	Period struct {
		Kind  string         `yaml:"kind"`
		From  []string       `yaml:"from"`
		Table *parameterFile `yaml:"table"`
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
	Priority int          `yaml:"priority"`
	Counts   string       `yaml:"counts"`
	Final    bool         `yaml:"final"`
	History  *historyFile `yaml:"history"`
	// What follows describes the table: first its words, then its columns and rows.
	Layout     string                   `yaml:"layout"`
	Indicators map[string]indicatorText `yaml:"indicators"`
	Breakdowns map[string]labelText     `yaml:"breakdowns"`
	Label      string                   `yaml:"label_column"`
	LabelAt    string                   `yaml:"label_at"`
	Code       string                   `yaml:"code_column"`
	Number     string                   `yaml:"number_column"`
	Columns    []columnFile             `yaml:"columns"`
	Rows       []rowFile                `yaml:"rows"`
	Covers     []string                 `yaml:"covers"`
	Total      totalFile                `yaml:"total"`
	Groups     []string                 `yaml:"groups"`
	Table      tableFile                `yaml:"table"`
	Ignore     []string                 `yaml:"ignore"`
	// IgnoreColumns are headers of columns that are not read.
	IgnoreColumns []string   `yaml:"ignore_columns"`
	Rules         []ruleFile `yaml:"rules"`
}

// totalFile is the row that sums the others: its label alone, or its label with what it covers.
type totalFile struct {
	Label  string `yaml:"label"`
	Covers string `yaml:"covers"`
}

// UnmarshalYAML takes "total: Tổng cộng" for "total: {label: Tổng cộng}".
func (t *totalFile) UnmarshalYAML(decode func(any) error) error {
	if decode(&t.Label) == nil {
		return nil
	}
	// A type without this method, or decoding would call it again for ever.
	type plain totalFile
	return decode((*plain)(t))
}

// tableFile are labels of the rows between which the table stands, when a sheet has more than the
// table.
type tableFile struct {
	After  string `yaml:"after"`
	Before string `yaml:"before"`
}

// parameterFile are headers of a small table whose values, in the next row, say which period it is.
type parameterFile struct {
	Year      string `yaml:"year"`
	FromMonth string `yaml:"from_month"`
	ToMonth   string `yaml:"to_month"`
}

// labelText is a label in both languages.
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

// indicatorText is an indicator of the definition: its labels, its unit of measure, and the
// decimals that the office publishes.
type indicatorText struct {
	VI       string    `yaml:"vi"`
	EN       string    `yaml:"en"`
	Unit     labelText `yaml:"unit"`
	Decimals int       `yaml:"decimals"`
	RollUp   string    `yaml:"roll_up"`
	// History is what the form says of all indicators, where this one does not say otherwise.
	History *historyFile `yaml:"history"`
}

// historyFile says from when on a number is unlike the unit's own last one. The numbers are texts,
// so that they are read exactly.
type historyFile struct {
	Factor string `yaml:"factor"`
	Least  string `yaml:"least"`
}

// columnFile is a column with numbers, or one with a percentage of two others.
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

// rowFile is a row of a form with one unit.
type rowFile struct {
	Label     string            `yaml:"label"`
	Indicator string            `yaml:"indicator"`
	Breakdown string            `yaml:"breakdown"`
	Measures  map[string]string `yaml:"measures"`
	Optional  bool              `yaml:"optional"`
}

// ruleFile is a rule between numbers of a workbook; expression.go has its grammar.
type ruleFile struct {
	Check    string `yaml:"check"`
	Severity string `yaml:"severity"`
}
