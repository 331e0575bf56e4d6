package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/workspace/regular"
	"tonghop/pipeline/workspace/yamlfile"
)

// SavedQuery is one that the office keeps for itself, in queries/NAME.sql of its workspace.
type SavedQuery struct {
	Name string // of the file, without .sql
	File string // for example queries/late.sql
	Text string
}

const (
	queriesFolder  = "queries"
	queryEnding    = ".sql"
	maxQueryLength = 1 << 20 // bytes
)

// SavedQueries lists the office's own queries by name; none where the folder is not there. Only names are told apart
// here: that a query reads the published tables alone and is right, whoever answers it looks at. The error is a
// *ConfigError, which names the file.
func (w *Workspace) SavedQueries() (saved []SavedQuery, err error) {
	entries, err := os.ReadDir(filepath.Join(w.Dir, queriesFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &ConfigError{Err: err}
	}
	for _, entry := range entries {
		name, isQuery := strings.CutSuffix(entry.Name(), queryEnding)
		if !isQuery || name == "" || strings.HasPrefix(name, ".") { // .DS_Store, ._late.sql, notes
			continue
		}
		q := SavedQuery{Name: name, File: path.Join(queriesFolder, entry.Name())}
		data, err := regular.Read(filepath.Join(w.Dir, queriesFolder, entry.Name()), maxQueryLength)
		if err != nil {
			return nil, &ConfigError{Err: err}
		}
		text, err := yamlfile.Text(q.File, data)
		if err != nil {
			return nil, &ConfigError{Err: err}
		}
		q.Text = string(text)
		saved = append(saved, q)
	}
	return saved, nil
}
