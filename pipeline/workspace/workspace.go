// Package workspace is one folder in which a province is consolidated: tonghop.yaml and the folders that it names.
package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/regular"
	"tonghop/pipeline/workspace/yamlfile"
)

// ConfigName is the file that makes a folder a workspace.
const ConfigName = "tonghop.yaml"

// ErrNone is wrapped by the error for a folder without the file.
var ErrNone = errors.New("no workspace")

// Workspace is a folder with its configuration, checked and with its defaults filled in. All paths
// are absolute. A run that goes by an earlier configuration takes another Workspace (As).
type Workspace struct {
	Dir                                                                 string
	Inbox, Published, Archive, Closed, Warehouse, RegistryDir, FormsDir string
	Journal                                                             string
	Lock, ScheduleState                                                 string

	Kind   Kind
	Lake   Lake           // where a province's ledger goes each night
	Nation NationSettings // of a workspace of kind nation

	Location *time.Location
	Language message.Language
	Office   Office
	Rounding quantity.Rounding // of published percentages
	Calendar period.Calendar   // for the forms that state none of their own
	// VintageKinds says for a quarter or year how final its numbers are: preliminary or provisional.
	VintageKinds map[string]string
	Schedule     struct{ Cron string }
	Closing      Closing
	Limits       workbook.Limits
	Queries      QueryBounds // what a query in SQL may cost
	CSVAsTyped   bool        // texts in CSV files as they are, also those that a spreadsheet program would compute
	Retention    Retention   // which vintages stay
	GroupReads   bool        // the group of tonghop's account, too, may read what was submitted

	Text, SHA256 string // of tonghop.yaml
}

// ConfigError says what is wrong with a workspace's configuration: it joins a *yamlfile.Error for each wrong value.
type ConfigError struct {
	Err error
	// Workspace is what can be used all the same, so that forms and registry can be looked at too; nil when there is none.
	Workspace *Workspace
}

func (e *ConfigError) Error() string { return e.Err.Error() }

// Kind is misuse: the office corrects its own file.
func (e *ConfigError) Kind() fault.Kind { return fault.Misuse }

func (e *ConfigError) Unwrap() error { return e.Err }

// Open reads and checks dir/tonghop.yaml. Its errors are *ConfigError. It looks at tonghop.yaml
// alone; whether the folders that it names are there is for those who use them.
func Open(dir string) (*Workspace, error) {
	w, err := open(dir)
	if err != nil {
		return nil, &ConfigError{err, w}
	}
	return w, nil
}

// open is Open, whose workspace is there also with an error, as far as the file could be used.
func open(dir string) (*Workspace, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	body, err := regular.Read(filepath.Join(absolute, ConfigName), yamlfile.MaxBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is %w: it has no %s; \"tonghop init %s\" makes one", dir, ErrNone, ConfigName, dir)
	}
	if err != nil {
		return nil, err
	}
	return parse(absolute, body)
}

// parse checks a configuration. With an error the workspace is nil when nothing could be read, and
// otherwise has what is right, with the defaults in the place of what is not. The sum is that of
// the bytes as they are, comments included.
func parse(dir string, body []byte) (*Workspace, error) {
	var text configFile
	file, err := yamlfile.Decode(ConfigName, body, &text)
	if file == nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	w := &Workspace{Dir: dir, Text: string(body), SHA256: hex.EncodeToString(sum[:])}
	return w, errors.Join(err, file.WithoutEchoes(w.apply(&text, file)))
}

// As is the workspace with the configuration that an earlier tonghop.yaml stated; its folders stay
// where they are now. It is for tables of the past: rounding, calendar and language are those of
// then, while archive and registry are where they stand today.
func (w *Workspace) As(text string) (*Workspace, error) {
	earlier, err := parse(w.Dir, []byte(text))
	if err != nil {
		return nil, &ConfigError{Err: fmt.Errorf("the configuration of then: %w", err)}
	}
	earlier.Inbox, earlier.Published, earlier.Archive, earlier.Closed, earlier.Warehouse = w.Inbox, w.Published,
		w.Archive, w.Closed, w.Warehouse
	earlier.RegistryDir, earlier.FormsDir, earlier.Lock, earlier.ScheduleState = w.RegistryDir, w.FormsDir, w.Lock,
		w.ScheduleState
	earlier.Journal = w.Journal
	return earlier, nil
}
