package lake

import (
	"encoding/json"
	"path"
	"slices"
	"time"
)

// What the files of a lake are: the format of pointer and manifest, and the contract of tables and columns. A reader
// refuses others than its own.
const (
	Format   = 1
	Contract = 1
)

// Names below a lake.
const (
	currentFolder  = "current"
	manifestFolder = "manifests"
)

// Manifest lists every file of one state of a province. It is written once and never changed. A
// state is whole when its manifest is there and the pointer names it.
type Manifest struct {
	Format    int       `json:"format"`
	Contract  int       `json:"contract"`
	Province  string    `json:"province"`
	State     string    `json:"state"` // the time of writing, in UTC: 20211012T020000.000Z
	CreatedAt time.Time `json:"created_at"`
	Program   string    `json:"program"` // version of tonghop
	Vintage   string    `json:"vintage"` // the one that was published of this ledger
	Settings  Settings  `json:"settings"`
	SQL       string    `json:"sql"`        // digest of the queries that made the tables
	FileNames bool      `json:"file_names"` // whether names of workbooks are in it
	Forgotten int       `json:"forgotten"`  // submissions whose texts were taken out by decision

	Tables map[string][]File `json:"tables"` // by name, such as ledger/unit
}

// Settings are those of a province that decide about its tables. Tables of another calendar cannot
// be added up. They go along so that a nation can refuse what it cannot add up before it reads a
// single number.
type Settings struct {
	CutoffDay      int    `json:"cutoff_day"` // the last day of a period within its month; 0: the month's end
	TimeZone       string `json:"time_zone"`
	RoundingMode   string `json:"rounding_mode"`
	RoundingDigits int    `json:"rounding_digits"`
}

// File is one Parquet file. Its name is made of the sum of its bytes, so that a file that is the
// same in the next state keeps its name and is not written again.
type File struct {
	Path   string `json:"path"` // below the lake, with forward slashes
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Rows   int64  `json:"rows"`
	Year   *int   `json:"year,omitempty"`  // of a table that is parted by years; 0: of no known period
	Of     string `json:"state,omitempty"` // equal for years of equal rows
}

// OfYear are the files of a table that have a year's rows.
func (m *Manifest) OfYear(table string, year int) (files []File) {
	for _, f := range m.Tables[table] {
		if f.Year != nil && *f.Year == year {
			files = append(files, f)
		}
	}
	return files
}

// Years lists the years of a table, in order.
func (m *Manifest) Years(table string) (years []int) {
	for _, f := range m.Tables[table] {
		if f.Year != nil && !slices.Contains(years, *f.Year) {
			years = append(years, *f.Year)
		}
	}
	slices.Sort(years)
	return years
}

// paths are all files of the state.
func (m *Manifest) paths() map[string]File {
	all := map[string]File{}
	for _, files := range m.Tables {
		for _, f := range files {
			all[f.Path] = f
		}
	}
	return all
}

// pointer is current/<province>.json: which state is the current one.
type pointer struct {
	Format   int    `json:"format"`
	Province string `json:"province"`
	State    string `json:"state"`
	Manifest string `json:"manifest"` // below the lake
	SHA256   string `json:"sha256"`   // of the manifest
}

// pointerPath is where the pointer of a province stands: current/dak-lak.json.
func pointerPath(province string) string { return path.Join(currentFolder, province+".json") }

// manifestPath is where the manifest of a state stands. States are named by their times, so that
// names sort by age.
func manifestPath(province, state string) string {
	return path.Join(manifestFolder, province, state+".json")
}

// encode writes a pointer or a manifest as people can read it.
func encode(value any) ([]byte, error) {
	body, err := json.MarshalIndent(value, "", " ")
	return append(body, '\n'), err
}
