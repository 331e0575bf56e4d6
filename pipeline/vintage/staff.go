package vintage

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	statements "tonghop/sql"
)

// staffFolder holds the queries that staff may call by name; those beside it are the program's own.
const staffFolder = "queries/staff"

// StaffQuery is a query ready for staff: what it answers, and its text, which takes no parameters.
type StaffQuery struct {
	Name     string
	Question [2]string // in Vietnamese and English
	Text     string
}

// StaffQueries lists the queries ready for staff by name. The error says which file's header is
// wrong.
func StaffQueries() ([]StaffQuery, error) {
	entries, err := fs.ReadDir(statements.Files, staffFolder)
	if err != nil {
		return nil, err
	}
	var all []StaffQuery
	for _, entry := range entries {
		body, err := fs.ReadFile(statements.Files, path.Join(staffFolder, entry.Name()))
		if err != nil {
			return nil, err
		}
		q := StaffQuery{Name: strings.TrimSuffix(entry.Name(), ".sql"), Text: string(body)}
		if q.Question, err = question(q.Text); err != nil {
			return nil, fmt.Errorf("sql/%s/%s: %w", staffFolder, entry.Name(), err)
		}
		all = append(all, q)
	}
	return all, nil
}

// SavedQuery is one that an office keeps for itself, under a name. The line "-- Answers: Vietnamese | English" says
// what it answers, as in the program's own queries; where it is missing, the file's first line does, if it is a
// comment, and the name of the file.
func SavedQuery(name, file, text string) StaffQuery {
	both, err := question(text)
	if err != nil {
		both = [2]string{firstComment(text), file}
	}
	return StaffQuery{Name: name, Question: both, Text: text}
}

// firstComment is what a query's first line says, if that is a comment.
func firstComment(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if comment, is := strings.CutPrefix(first, "--"); is {
		return strings.TrimSpace(comment)
	}
	return ""
}

// question reads "-- Answers: Vietnamese | English" out of a query's header. Where several lines
// say it, the last one counts.
func question(body string) (both [2]string, err error) {
	for line := range strings.Lines(body) {
		if text, found := strings.CutPrefix(strings.TrimSpace(line), "-- Answers: "); found {
			both[0], both[1], _ = strings.Cut(text, " | ")
		}
	}
	if both[0] == "" || both[1] == "" {
		return both, fmt.Errorf("the header does not say what it answers: expected -- Answers: Vietnamese | English")
	}
	return both, nil
}
