package form

import (
	"regexp"
	"strings"

	"tonghop/pipeline/workspace/registry"
)

// layoutLine is the line of a definition before which counts is written: every definition has it.
var layoutLine = regexp.MustCompile(`(?m)^layout:`)

// StatesCounts says whether the definition itself says what a successor's cumulative holds.
func (d *Definition) StatesCounts() bool { return d.submitter.counts != registry.Unstated }

// WithCounts is the text of the definition with a line that says what a successor's cumulative holds; nothing else of
// it changes. The text is read as a definition before it is returned. It is for a definition that does not say it yet.
func (d *Definition) WithCounts(counts registry.Counts) (body string, err error) {
	newline := "\n"
	if strings.Contains(d.Body, "\r\n") {
		newline = "\r\n"
	}
	at := layoutLine.FindStringIndex(d.Body)
	if at == nil {
		return "", d.Errorf("layout", "expected the key at the beginning of a line, before which counts: %s is written; "+
			"write that line yourself", counts)
	}
	body = d.Body[:at[0]] + "counts: " + string(counts) + newline + d.Body[at[0]:]
	_, err = Parse(d.Name, []byte(body), d.calendar)
	return body, err
}
