package workspace

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the time zones, for machines that have none, such as Windows
	"unicode/utf16"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/yamlfile"
)

// configFile is tonghop.yaml as staff write it. Whatever it does not state has a default, which
// apply fills in; pointers tell a value that is stated as zero from one that is not stated. A key
// that is not here is an error with the place where it stands (yamlfile.Decode).
type configFile struct {
	Kind   string     `yaml:"kind"`
	Lake   lakeFile   `yaml:"lake"`
	Nation nationFile `yaml:"nation"`

	Inbox     string `yaml:"inbox"`
	Published string `yaml:"published"`
	Archive   string `yaml:"archive"`
	Closed    string `yaml:"closed"`
	Warehouse string `yaml:"warehouse"`
	Registry  string `yaml:"registry"`
	Forms     string `yaml:"forms"`

	TimeZone string `yaml:"time_zone"`
	Language string `yaml:"language"`
	Office   struct {
		Name   string `yaml:"name"`
		Above  string `yaml:"above"`
		Place  string `yaml:"place"`
		Signer string `yaml:"signer"`
	} `yaml:"office"`
	Rounding struct {
		Mode   string `yaml:"mode"`
		Digits *int   `yaml:"digits"`
	} `yaml:"rounding"`
	Calendar struct {
		Name    string `yaml:"name"`
		LastDay int    `yaml:"last_day"`
	} `yaml:"calendar"`
	VintageKinds map[string]string `yaml:"vintage_kinds"`
	Closing      struct {
		Key       string `yaml:"key"`
		PublicKey string `yaml:"public_key"`
	} `yaml:"closing"`
	Schedule struct {
		Cron string `yaml:"cron"`
	} `yaml:"schedule"`
	CSV struct {
		HarmlessTexts *bool `yaml:"harmless_texts"`
	} `yaml:"csv"`
	Access struct {
		Submitted string `yaml:"submitted"`
	} `yaml:"access"`
	Retention retentionFile `yaml:"retention"`
	Limits    limitsFile    `yaml:"limits"`
	SQL       struct {
		MemoryBytes int64  `yaml:"memory_bytes"`
		Time        string `yaml:"time"`
		Rows        int64  `yaml:"rows"`
		Bytes       int64  `yaml:"bytes"`
	} `yaml:"sql"`
}

// limitsFile bounds what a single workbook may cost. Zero is not stated, and means the default of
// workbook.Limits.
type limitsFile struct {
	FileBytes     int64  `yaml:"file_bytes"`
	InflatedBytes int64  `yaml:"inflated_bytes"`
	Ratio         int64  `yaml:"ratio"`
	Sheets        int    `yaml:"sheets"`
	Rows          int    `yaml:"rows"`
	Columns       int    `yaml:"columns"`
	Cells         int64  `yaml:"cells"`
	StringBytes   int64  `yaml:"string_bytes"`
	Depth         int    `yaml:"depth"`
	Time          string `yaml:"time"`
}

// Office is the head and foot of printed tables.
type Office struct {
	Name   string // who publishes
	Above  string // the authority above it
	Place  string // of the signature's date line
	Signer string // title of who signs
}

// Closing says with which keys bundles of closed periods are signed and checked: files outside the workspace, as
// absolute paths; empty where the office does not sign.
type Closing struct{ Key, PublicKey string }

// maxDigits of a published percentage.
const maxDigits = 4

// apply takes over what tonghop.yaml states. Its error joins one for each value that is wrong; what
// is right is taken over all the same. Everything is looked at before it returns: staff correct the
// file once and not mistake by mistake.
func (w *Workspace) apply(text *configFile, file *yamlfile.File) error {
	w.paths(text)
	w.Office = Office(text.Office)
	w.Closing = Closing{w.outside(text.Closing.Key), w.outside(text.Closing.PublicKey)}
	var bad []error
	var err error
	if w.Location, err = time.LoadLocation(or(text.TimeZone, "Asia/Ho_Chi_Minh")); err != nil {
		bad = append(bad, file.Errorf("time_zone", "read %q; expected a name such as Asia/Ho_Chi_Minh", text.TimeZone))
	}
	switch w.Language = message.Language(or(text.Language, string(message.Vietnamese))); w.Language {
	case message.Vietnamese, message.English:
	default:
		bad = append(bad, file.Errorf("language", "read %q; expected vi or en", text.Language))
	}
	w.CSVAsTyped = text.CSV.HarmlessTexts != nil && !*text.CSV.HarmlessTexts
	switch submitted := or(text.Access.Submitted, "owner"); submitted {
	case "owner", "group":
		w.GroupReads = submitted == "group"
	default:
		bad = append(bad, file.Errorf("access.submitted", "read %q; expected owner or group", submitted))
	}
	bad = append(bad, w.rounding(text, file))
	if w.Calendar, err = period.CalendarOf(text.Calendar.Name, text.Calendar.LastDay); err != nil {
		bad = append(bad, file.Errorf("calendar", "%v", err))
	}
	bad = append(bad, w.vintageKinds(text, file), w.schedule(text, file), w.limits(text.Limits, file),
		w.queries(text, file), w.retention(text.Retention, file), w.kind(text, file), w.distinct(file),
		w.reachable(file))
	return errors.Join(bad...)
}

// schedule takes the cron expression, 2 o'clock each night where none is stated, and sees to it
// that it can be read.
func (w *Workspace) schedule(text *configFile, file *yamlfile.File) error {
	w.Schedule.Cron = or(text.Schedule.Cron, "0 2 * * *")
	zone := w.Location
	if zone == nil { // it was mistyped, which is told already
		zone = time.UTC
	}
	if _, err := schedule.Parse(w.Schedule.Cron, zone); err != nil {
		return file.Errorf("schedule.cron", "%v", err)
	}
	return nil
}

// paths are below the workspace unless they are absolute.
func (w *Workspace) paths(text *configFile) {
	for _, p := range []struct {
		place     *string
		text      string
		otherwise string
	}{
		{&w.Inbox, text.Inbox, "inbox"}, {&w.Published, text.Published, "published"}, {&w.Archive, text.Archive, "archive"},
		{&w.Closed, text.Closed, "closed"},
		{&w.Warehouse, text.Warehouse, "warehouse.duckdb"}, {&w.RegistryDir, text.Registry, "registry"}, {&w.FormsDir,
			text.Forms, "forms"},
	} {
		*p.place = filepath.FromSlash(or(p.text, p.otherwise))
		if !filepath.IsAbs(*p.place) {
			*p.place = filepath.Join(w.Dir, *p.place)
		}
	}
	w.Journal = filepath.Join(w.Dir, "journal.jsonl")
	w.Lock = filepath.Join(w.Dir, ".tonghop.lock")
	w.ScheduleState = filepath.Join(w.Dir, ".tonghop-schedule.json")
}

// outside is a path that is meant from the workspace when it is relative; "" stays none. Unlike the
// folders of the workspace it has no usual place.
func (w *Workspace) outside(path string) string {
	if path == "" || filepath.IsAbs(filepath.FromSlash(path)) {
		return filepath.FromSlash(path)
	}
	return filepath.Join(w.Dir, filepath.FromSlash(path))
}

// rounding takes how published percentages are rounded: half up to one digit where nothing is
// stated.
func (w *Workspace) rounding(text *configFile, file *yamlfile.File) error {
	var bad []error
	mode, err := quantity.ParseMode(or(text.Rounding.Mode, string(quantity.HalfUp)))
	if err != nil {
		bad = append(bad, file.Errorf("rounding.mode", "%s", err))
	}
	w.Rounding = quantity.Rounding{Mode: mode, Digits: 1}
	if text.Rounding.Digits != nil {
		w.Rounding.Digits = *text.Rounding.Digits
	}
	if w.Rounding.Digits < 0 || w.Rounding.Digits > maxDigits {
		bad = append(bad, file.Errorf("rounding.digits", "read %d; expected 0 to %d", w.Rounding.Digits, maxDigits))
	}
	return errors.Join(bad...)
}

// vintageKinds takes what the office itself says of how final a period's numbers are. It may say
// that they are preliminary or provisional. Final they become by closing the period, and not by a
// line here.
func (w *Workspace) vintageKinds(text *configFile, file *yamlfile.File) error {
	var bad []error
	for _, label := range slices.Sorted(maps.Keys(text.VintageKinds)) {
		kind := text.VintageKinds[label]
		if p, err := period.Parse(label); err != nil || p.Kind != period.Quarter && p.Kind != period.Year {
			bad = append(bad, file.Errorf("vintage_kinds", "read %q; expected a quarter such as 2021-Q3 or a year such as 2021",
				label))
			continue
		}
		switch kind {
		case "preliminary", "provisional":
		case "final":
			bad = append(bad, file.Errorf("vintage_kinds",
				"%s: only closed numbers are final; \"tonghop close %s\" closes them", label, label))
		default:
			bad = append(bad, file.Errorf("vintage_kinds",
				"%s: read %q; expected preliminary (số ước) or provisional (số sơ bộ)", label, kind))
		}
	}
	w.VintageKinds = text.VintageKinds
	return errors.Join(bad...)
}

// limits takes the bounds on a workbook, with the defaults for those that are not stated.
func (w *Workspace) limits(text limitsFile, file *yamlfile.File) error {
	w.Limits = workbook.Limits{
		FileBytes: text.FileBytes, InflatedBytes: text.InflatedBytes, Ratio: text.Ratio, Sheets: text.Sheets, Rows: text.Rows,
		Columns: text.Columns, Cells: text.Cells, StringBytes: text.StringBytes, Depth: text.Depth,
	}
	var bad []error
	for _, limit := range []struct {
		key   string
		value int64
	}{
		{"file_bytes", text.FileBytes}, {"inflated_bytes", text.InflatedBytes}, {"ratio", text.Ratio}, {"sheets",
			int64(text.Sheets)}, {"rows", int64(text.Rows)},
		{"columns", int64(text.Columns)}, {"cells", text.Cells}, {"string_bytes", text.StringBytes}, {"depth",
			int64(text.Depth)},
	} {
		if limit.value < 0 {
			bad = append(bad, file.Errorf("limits."+limit.key, "read %d; expected a positive number", limit.value))
		}
	}
	if text.Time != "" {
		var err error
		if w.Limits.Time, err = time.ParseDuration(text.Time); err != nil || w.Limits.Time <= 0 {
			bad = append(bad, file.Errorf("limits.time", "read %q; expected a duration such as 60s", text.Time))
		}
	}
	w.Limits = w.Limits.WithDefaults()
	return errors.Join(bad...)
}

// or is a text, or another one where it says nothing but spaces.
func or(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

// distinct refuses folders that would feed on each other. Were what is published to lie in the
// inbox, each run would read its own tables as workbooks that had arrived.
func (w *Workspace) distinct(file *yamlfile.File) error {
	var bad []error
	for _, folder := range []struct{ key, dir string }{{"published", w.Published}, {"archive", w.Archive}, {"closed",
		w.Closed}} {
		if within(folder.dir, w.Inbox) || within(w.Inbox, folder.dir) {
			bad = append(bad, file.Errorf(folder.key, "%s and the inbox %s lie in each other; expected separate folders",
				folder.dir, w.Inbox))
		}
	}
	return errors.Join(bad...)
}

// longestFolder bounds on Windows the path of what DuckDB opens: Windows gives a path 260 characters, and the longest
// name below these folders takes some 60. Workbooks in the inbox may lie deeper: Go opens them by another way.
const longestFolder = 190

// reachable says which folders Windows could not open files in.
func (w *Workspace) reachable(file *yamlfile.File) error {
	if runtime.GOOS != "windows" {
		return nil
	}
	var bad []error
	for _, p := range []struct{ key, path string }{{"published", w.Published}, {"closed", w.Closed},
		{"warehouse", w.Warehouse}} {
		if length := len(utf16.Encode([]rune(p.path))); length > longestFolder {
			bad = append(bad, file.Errorf(p.key, "the path has %d characters; Windows allows %d here: move the workspace "+
				"nearer to the drive's root, such as D:\\thongke", length, longestFolder))
		}
	}
	return errors.Join(bad...)
}

// within says whether a folder is another one or lies in it. Links are not followed: two names that
// lead to one folder are taken for two folders.
func within(dir, root string) bool {
	relative, err := filepath.Rel(root, dir)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, fmt.Sprintf("..%c", filepath.Separator))
}
