package vintage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable"
)

// Manifest is manifest.json of a vintage: what it was made of, and the sum of each of its files. A
// manifest is written once, before the vintage gets its name. The journal notes its sum, so that it
// cannot be changed together with the files that it lists.
type Manifest struct {
	ID        string              `json:"id"`
	CreatedAt time.Time           `json:"created_at"`
	AsOf      time.Time           `json:"as_of,omitzero"` // the tables are those of this moment
	Program   string              `json:"program"`
	State     string              `json:"state"` // equal for vintages made of equal inputs
	Kinds     map[string]string   `json:"kinds"` // period → preliminary, provisional or final
	Files     map[string]FileInfo `json:"files"`
	// Forgotten are the submissions whose texts were taken out of the vintage afterwards.
	Forgotten []string `json:"forgotten,omitempty"`
	// Journal is how far the journal had come of which the tables were made.
	Journal journal.Head `json:"journal,omitzero"`
	// Nation says how a nation's tables were made, and of which states of its provinces; nil for those of a province.
	Nation *Nation `json:"nation,omitempty"`

	Years   map[int]warehouse.PublishedYear `json:"years,omitempty"`   // what the tables have of each year
	Printed map[int]string                  `json:"printed,omitempty"` // equal for equal attainment-YYYY.xlsx
	Sheets  map[int][]Sheet                 `json:"sheets,omitempty"`  // of each attainment-YYYY.xlsx, in their order
}

// Sheet is what a manifest says of one printed sheet, so that the next vintage can take it over.
type Sheet struct {
	State string `json:"state,omitempty"` // equal for equal sheets; "" for one that is always printed
	Part  string `json:"part"`            // the part of the workbook that it is
	Units int    `json:"units,omitempty"` // how many it has a row for
	Rows  int    `json:"rows,omitempty"`  // its last row
	// Frame is equal for sheets in which only the rows of single units can differ; "" where that is not known.
	Frame string `json:"frame,omitempty"`
	// Pixels is how wide each column has to be, and Widest a unit of which the number is that wide, by its place from 0:
	// where that one's row stays, the column is no narrower. -1: it is as wide as it would be without numbers.
	Pixels []float64 `json:"pixels,omitempty"`
	Widest []int     `json:"widest,omitempty"`
}

// Nation is what the tables of a nation were made of.
type Nation struct {
	Engine string            `json:"engine"` // federated, duckdb or spark
	States map[string]string `json:"states"` // of each province, as its lake calls it
	// Closed are the provinces that closed a period, by its label: their rows are those with which it was closed.
	Closed map[string][]string `json:"closed,omitempty"`
}

// FederatedEngine is the engine that adds up what the provinces published: the numbers of their units are not in its
// tables.
const FederatedEngine = "federated"

// FileInfo is one file of a vintage.
type FileInfo struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // bytes
}

// Folder is where a vintage is, and what its manifest says. The zero value is no vintage.
type Folder struct {
	ID       string
	Dir      string
	Manifest Manifest
}

// Names below the published folder.
const (
	manifestName = "manifest.json"
	vintages     = "vintages"
)

// CurrentName is what people call the current vintage where they may also name another by its ID.
const CurrentName = "current"

// NothingPublishedError says that no run has published anything yet.
type NothingPublishedError struct{ Published string }

func (e *NothingPublishedError) Error() string {
	return fmt.Sprintf("nothing is published in %s yet: call tonghop run first", e.Published)
}

// Kind is misuse: a run has to come first.
func (e *NothingPublishedError) Kind() fault.Kind { return fault.Misuse }

// UnknownError says that there is no vintage of that name.
type UnknownError struct{ Published, Name string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("%s: there is no such vintage; the folders under %s are their names. One that is not kept any "+
		"more can be made again: \"tonghop run --as-of TIME\"", e.Name, filepath.Join(e.Published, vintages))
}

// Kind is misuse: there is nothing of what was asked for.
func (e *UnknownError) Kind() fault.Kind { return fault.Misuse }

// Find finds a vintage by its ID, or the current one by the name "current". Errors: *NothingPublishedError,
// *UnknownError, and those of a damaged folder.
func Find(published, name string) (Folder, error) {
	if name != CurrentName {
		return open(published, name)
	}
	current, exists, err := Current(published)
	if err == nil && !exists {
		err = &NothingPublishedError{published}
	}
	return current, err
}

// open reads the manifest of a vintage. A name with a separator in it, or a draft's, is no vintage:
// it comes from a person or from a file that may be damaged.
func open(published, id string) (Folder, error) {
	if id == "" || filepath.Base(id) != id || id[0] == '.' {
		return Folder{}, &UnknownError{published, id}
	}
	f := Folder{ID: id, Dir: filepath.Join(published, vintages, id)}
	body, err := os.ReadFile(filepath.Join(f.Dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return Folder{}, &UnknownError{published, id}
	}
	if err != nil {
		return Folder{}, fmt.Errorf("vintage %s: %w", id, err)
	}
	if err := json.Unmarshal(body, &f.Manifest); err != nil {
		return Folder{}, fmt.Errorf("vintage %s: %s: %w", id, manifestName, err)
	}
	return f, nil
}

// ManifestSum is the SHA-256 of the vintage's manifest, which has the sums of its other files.
func (f Folder) ManifestSum() (string, error) {
	info, err := sum(filepath.Join(f.Dir, manifestName))
	if err != nil {
		return "", fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	return info.SHA256, nil
}

// All are the vintages that are there, by ID; folders without a manifest that can be read are left
// out. They are in the order of their names, the oldest first.
func All(published string) (all []Folder) {
	entries, err := os.ReadDir(filepath.Join(published, vintages))
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if f, err := open(published, entry.Name()); err == nil {
			all = append(all, f)
		}
	}
	return all
}

// Remove removes a vintage, all of it or nothing: it leaves its place in one step, and whoever looks for it from then
// on finds that there is none. A program that has its tables open reads on, except on Windows, where nothing can be
// moved that some program holds open: then it stays as it is, and the error says so. A remover that is killed leaves a
// folder that the next draft clears away. The caller holds the workspace's lock.
func (f Folder) Remove() error {
	if err := f.remove(); err != nil {
		return fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	return nil
}

// remove moves the folder aside and deletes it there. A folder that is sealed cannot be moved, so
// that it is opened first, and sealed again when it has to stay.
func (f Folder) remove() error {
	aside := filepath.Join(filepath.Dir(f.Dir), partialPrefix+f.ID)
	if err := durable.RemoveAll(aside); err != nil {
		return err
	}
	if err := durable.Unseal(f.Dir); err != nil {
		return err
	}
	if err := durable.Rename(f.Dir, aside); err != nil {
		return errors.Join(err, durable.SealFolder(f.Dir))
	}
	return durable.RemoveAll(aside)
}

// Unchanged says whether files of the vintage are there as they were published. It reads the files
// to their ends.
func (f Folder) Unchanged(names ...string) bool {
	for _, name := range names {
		was, listed := f.Manifest.Files[name]
		if is, err := sum(filepath.Join(f.Dir, name)); err != nil || !listed || is != was {
			return false
		}
	}
	return true
}

// CopyFile copies a file of the vintage into the folder of a draft, under the same name. It is
// brought to disk with the rest of the draft.
func (f Folder) CopyFile(name, dir string) error {
	return durable.CopyLater(filepath.Join(f.Dir, name), filepath.Join(dir, name), durable.PublicFile)
}
