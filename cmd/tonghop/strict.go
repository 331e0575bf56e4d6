package main

import (
	"fmt"

	"tonghop/pipeline"
	"tonghop/pipeline/form"
)

// strictness is the value of the flag --strict: with what a run that was done ends in exit status 3. Without the flag
// it is empty.
type strictness string

const (
	strictRejected strictness = "rejected" // with rejected or held workbooks; --strict alone means this
	strictWarnings strictness = "warnings" // and with any warning
)

// String is the value as it is typed.
func (s *strictness) String() string { return string(*s) }

// Type is how the help calls the value.
func (s *strictness) Type() string { return "WHAT" }

// Set takes a value that was typed. The error names those that there are.
func (s *strictness) Set(value string) error {
	switch v := strictness(value); v {
	case strictRejected, strictWarnings:
		*s = v
		return nil
	}
	return fmt.Errorf("expected --strict, or --strict=%s", strictWarnings)
}

// verdict is nil, or a *rejectedError that says with what the run was done. Held are all that wait
// for a decision, also those of earlier runs: they count for nothing as long as nobody decides, and
// a script that asks every night should go on being told. Rejected are those of this run alone.
func (s strictness) verdict(report *pipeline.Report) error {
	if s == "" {
		return nil
	}
	found := rejectedError{rejected: report.Rejected, held: len(report.Waiting)}
	if s == strictWarnings {
		found.warnings = warningsOf(report)
	}
	if found == (rejectedError{}) {
		return nil
	}
	return &found
}

// warningsOf counts the warnings about the workbooks of a run, the archive and the office's own
// files. Workbooks that the archive has lost count as one each, since somebody has to send them
// again.
func warningsOf(report *pipeline.Report) int {
	count := len(report.SetAside)
	for _, f := range report.Findings {
		if f.Severity == form.SeverityWarning {
			count += f.Count
		}
	}
	for _, f := range report.Office {
		if f.Severity == form.SeverityWarning {
			count++
		}
	}
	return count
}
