package vintage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/workspace/durable"
)

// Bundle is everything from which the tables of a closed period can be made again: bundle.json beside tonghop.yaml, forms/,
// registry/, sql/ and table.csv, the period's published rows.
type Bundle struct {
	Period      string              `json:"period"`
	ActionID    int                 `json:"action_id"` // of the decision that closed it
	ClosedAt    time.Time           `json:"closed_at"`
	Actor       string              `json:"actor"`
	Reason      string              `json:"reason"`
	Program     string              `json:"program"`     // version of tonghop
	Submissions []inbox.Submission  `json:"submissions"` // whose numbers count, in order of receipt; their bytes are in the archive
	Files       map[string]FileInfo `json:"files"`
}

// Names of a bundle's files.
const (
	bundleName  = "bundle.json"
	BundleTable = "table.csv"
)

// BundleDir is where the bundle of one closing is kept. A period that was closed twice has two.
func BundleDir(closed, period string, actionID int) string {
	return filepath.Join(closed, period, fmt.Sprint(actionID))
}

// BeginBundle makes an empty folder for a bundle, beside its final place. What a killed close left there is cleared away.
func BeginBundle(dir string) (draft string, err error) {
	draft = filepath.Join(filepath.Dir(dir), partialPrefix+filepath.Base(dir))
	if err := errors.Join(os.RemoveAll(draft), os.RemoveAll(dir)); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	return draft, os.MkdirAll(draft, 0o755)
}

// FinishBundle sums every file, makes it read-only, brings all of it to disk, and moves it to its place.
func FinishBundle(draft, dir string, b Bundle) error {
	var err error
	if b.Files, err = sumTree(draft); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	for name := range b.Files {
		path := filepath.Join(draft, filepath.FromSlash(name))
		if err := durable.Seal(path); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	if err := writeJSON(filepath.Join(draft, bundleName), b); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := durable.Rename(draft, dir); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// OpenBundle reads bundle.json. damaged lists the files that are no longer what they were: changed, missing or added.
func OpenBundle(dir string) (b Bundle, damaged []string, err error) {
	body, err := os.ReadFile(filepath.Join(dir, bundleName))
	if err != nil {
		return b, nil, fmt.Errorf("bundle: %w", err)
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return b, nil, fmt.Errorf("%s: %w", filepath.Join(dir, bundleName), err)
	}
	found, err := sumTree(dir)
	if err != nil {
		return b, nil, fmt.Errorf("bundle: %w", err)
	}
	delete(found, bundleName)
	for name, want := range b.Files {
		if found[name] != want {
			damaged = append(damaged, name)
		}
		delete(found, name)
	}
	for name := range found {
		damaged = append(damaged, name)
	}
	return b, damaged, nil
}

// sumTree sums every file under a folder, by its path with forward slashes.
func sumTree(root string) (map[string]FileInfo, error) {
	sums := map[string]FileInfo{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		key := strings.ReplaceAll(relative, string(filepath.Separator), "/")
		sums[key], err = sum(name)
		return err
	})
	return sums, err
}
