package form

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/regular"
	"tonghop/pipeline/workspace/yamlfile"
)

// Set is all the definitions of a workspace. It is not changed after LoadDir, but for what
// it has seen, so any number of goroutines may read with it.
type Set struct {
	definitions []*Definition // by name
	sha256      string
	texts       *seenTexts // what is known of the texts of the workbooks; guards itself
}

// LoadDir reads the definitions forms/*.yaml in a folder. calendar is the workspace's, for the
// forms that state none of their own. The error joins a *yamlfile.Error, with line and column, for
// each thing that is wrong in any of them. With an error the set lacks the definitions that are
// wrong.
func LoadDir(dir string, calendar period.Calendar) (*Set, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	// The sum covers the calendar too, which may come from the workspace and not from the file.
	set, all := &Set{}, sha256.New()
	var bad []error
	for _, entry := range entries {
		name, isForm := strings.CutSuffix(entry.Name(), ".yaml")
		if entry.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		if !isForm {
			// A form under a slightly wrong name would be missing without a word.
			if extension := strings.ToLower(filepath.Ext(name)); extension == ".yml" || extension == ".yaml" {
				bad = append(bad, &yamlfile.Error{File: "forms/" + name,
					Problem: "the name must end in .yaml; under this one the form is not read"})
			}
			continue
		}
		body, err := regular.Read(filepath.Join(dir, entry.Name()), yamlfile.MaxBytes)
		if err != nil {
			bad = append(bad, fmt.Errorf("forms: %w", err))
			continue
		}
		d, err := Parse(name, body, calendar)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		fmt.Fprintf(all, "%s %s %d\n", name, d.SHA256, d.calendar.LastDay)
		set.definitions = append(set.definitions, d)
	}
	if len(set.definitions) == 0 && len(bad) == 0 {
		return nil, fmt.Errorf("forms: no *.yaml in %s: expected a definition of each form that is submitted", dir)
	}
	set.number()
	set.sha256 = hex.EncodeToString(all.Sum(nil))
	return set, errors.Join(append(bad, set.overlaps()...)...)
}

// Parse reads one definition; name is its file's, without .yaml. The error joins a *yamlfile.Error
// for each thing that is wrong.
func Parse(name string, body []byte, calendar period.Calendar) (*Definition, error) {
	var text definitionFile
	file, err := yamlfile.Decode("forms/"+name+".yaml", body, &text)
	if file == nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	d := &Definition{Name: name, SHA256: hex.EncodeToString(sum[:]), Body: string(body), source: file, calendar: calendar}
	b := &builder{text: &text, file: file, d: d}
	return d, errors.Join(err, file.WithoutEchoes(b.build()))
}

// overlaps finds two definitions of one form that would both read the same workbook: nothing would
// tell which of them is meant. Two definitions with the same marks may follow one another in time,
// or be for different kinds of periods; everything else that tells them apart stands in their
// marks.
func (s *Set) overlaps() []error {
	var bad []error
	for i, a := range s.definitions {
		for _, b := range s.definitions[:i] {
			apart := !a.validTo.IsZero() && !b.validFrom.IsZero() && a.validTo.Compare(b.validFrom) < 0 ||
				!b.validTo.IsZero() && !a.validFrom.IsZero() && b.validTo.Compare(a.validFrom) < 0
			if !apart && a.ID == b.ID && slices.Equal(a.recognise, b.recognise) && samePattern(a.sheet, b.sheet) &&
				samePattern(a.file, b.file) && a.periodKind == b.periodKind {
				bad = append(bad, a.source.Errorf("valid", "the days overlap with those of forms/%s.yaml, which recognises the "+
					"same workbooks of form %s", b.Name, a.ID))
			}
		}
	}
	return bad
}

// samePattern says whether two patterns are written alike; nil is no pattern.
func samePattern(a, b *pattern) bool {
	return a == nil && b == nil || a != nil && b != nil && a.text == b.text
}

// Definitions lists the definitions in the order of their files' names.
func (s *Set) Definitions() []*Definition { return s.definitions }

// SHA256 covers everything by which the set reads workbooks. When it changes, all submissions are
// read again. Comments in a definition's file change it too, because it is the sum of the bytes of
// the files.
func (s *Set) SHA256() string { return s.sha256 }

// Obligations are what the forms ask of the units, one for each definition.
func (s *Set) Obligations() []Obligation {
	all := make([]Obligation, 0, len(s.definitions))
	for _, d := range s.definitions {
		all = append(all, d.obligation())
	}
	return all
}

// Errorf is an error about what stands at a path of the definition's file, such as "submitted_by.levels[0]".
func (d *Definition) Errorf(path, format string, args ...any) error {
	return d.source.Errorf(path, format, args...)
}

// Levels are the levels of units that submit the form, and of those that its rows cover.
func (d *Definition) Levels() (submitters, covered []string) { return d.submitter.levels, d.covers }

// Submitters are the identifiers of the units that submit the form besides those of its levels.
func (d *Definition) Submitters() []string { return d.submitter.units }

// Series are what the form reports.
func (d *Definition) Series() []Series { return d.series }
