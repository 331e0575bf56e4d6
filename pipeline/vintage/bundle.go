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
	"tonghop/pipeline/journal"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable"
)

// BundleFormat is the format of the bundles that this program writes. One without a number was written before bundles
// had their own ledger: its tables are made again from the archived workbooks.
const BundleFormat = 1

// Bundle is everything from which the tables of a closed period can be made again: bundle.json beside tonghop.yaml,
// forms/, registry/, sql/, the ledger of the day as Parquet in ledger/, and table.csv, the period's published rows.
type Bundle struct {
	Format   int       `json:"format,omitempty"`
	Period   string    `json:"period"`
	ActionID int       `json:"action_id"` // of the decision that closed it
	ClosedAt time.Time `json:"closed_at"`
	Actor    string    `json:"actor"`
	Reason   string    `json:"reason"`
	// what the period lacked, when it was closed all the same
	Incomplete []string `json:"incomplete,omitempty"`
	Program    string   `json:"program"` // version of tonghop
	// whose numbers count, in order of receipt; their bytes are in the archive
	Submissions []inbox.Submission  `json:"submissions"`
	Making      warehouse.Making    `json:"making,omitzero"` // how table.csv was made of the other files
	Files       map[string]FileInfo `json:"files"`
	// Forgotten are the submissions whose texts were taken out of the bundle afterwards.
	Forgotten []string `json:"forgotten,omitempty"`
	// Journal is how far the journal had come before the period was closed.
	Journal journal.Head `json:"journal,omitzero"`
}

// Names of a bundle's files.
const (
	bundleName  = "bundle.json"
	bundleSum   = "bundle.sha256" // of bundle.json
	bundleSign  = "bundle.sig"    // signature of bundle.json; not every office signs
	BundleTable = "table.csv"
)

// BundleExistsError says that a bundle stands where another one was to be written.
type BundleExistsError struct{ Dir string }

func (e *BundleExistsError) Error() string {
	return fmt.Sprintf("%s is there already and a bundle is never overwritten: keep it, and close the period again", e.Dir)
}

// Kind is refused: what is there stays as it is.
func (e *BundleExistsError) Kind() fault.Kind { return fault.Refused }

// BundleDir is where the bundle of one closing is kept. A period that was closed twice has two.
// Where a folder of that number was left by a close that was killed, or by a ledger that was lost
// since, the later ones are called 1.2, 1.3 and so on; the last counts. For the decision 7 that
// closed 2021-Q3 it is closed/2021-Q3/7.
func BundleDir(closed, period string, actionID int) string {
	last, _ := bundleDirs(closed, period, actionID)
	return last
}

// NextBundleDir is where the bundle of a new closing goes: a folder that is not there yet.
func NextBundleDir(closed, period string, actionID int) string {
	_, next := bundleDirs(closed, period, actionID)
	return next
}

// bundleDirs are the last folder of a closing's number that is there, and the next one that is not.
// Where none is there, both are the first.
func bundleDirs(closed, period string, actionID int) (last, next string) {
	first := filepath.Join(closed, period, fmt.Sprint(actionID))
	last, next = first, first
	for n := 2; isThere(next); n++ {
		last, next = next, fmt.Sprintf("%s.%d", first, n)
	}
	return last, next
}

// isThere says whether anything stands at a path, a broken link too.
func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// BeginBundle makes an empty folder for a bundle, beside its final place. What a killed close left unfinished is
// cleared away; a bundle never is: the error is then a *BundleExistsError.
func BeginBundle(dir string) (draft string, err error) {
	if isThere(dir) {
		return "", &BundleExistsError{dir}
	}
	draft = filepath.Join(filepath.Dir(dir), partialPrefix+filepath.Base(dir))
	if err := os.RemoveAll(draft); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	return draft, durable.MakeFolder(draft, durable.PrivateFolder)
}

// Signer signs what it is given.
type Signer func(message []byte) (signature []byte, err error)

// FinishBundle sums every file, makes it private, brings all of it to disk, and moves it to its
// place. With a signer bundle.json is signed. The error is a *BundleExistsError when something
// stands there. Up to the last rename a close that is killed leaves a draft, which the next one
// clears away.
func FinishBundle(draft, dir string, b Bundle, sign Signer) error {
	if isThere(dir) {
		return &BundleExistsError{dir}
	}
	b.Format = BundleFormat
	if err := describeBundle(draft, b, sign); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := durable.Rename(draft, dir); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// describeBundle sums every file of a bundle, makes it private, and writes bundle.json and what
// vouches for it. bundle.json has the sums of all other files, bundle.sha256 that of bundle.json,
// and the journal notes it once more: a changed byte anywhere shows in one of the three.
func describeBundle(draft string, b Bundle, sign Signer) (err error) {
	if b.Files, err = sumTree(draft); err != nil {
		return err
	}
	for name := range b.Files {
		if err := durable.SealPrivate(filepath.Join(draft, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(draft, bundleName), b, durable.PrivateFile); err != nil {
		return err
	}
	if b.Format > 0 {
		written, err := sum(filepath.Join(draft, bundleName))
		if err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(draft, bundleSum), written, durable.PrivateFile); err != nil {
			return err
		}
	}
	if sign == nil {
		return nil
	}
	return signBundle(draft, sign)
}

// signBundle writes bundle.sig: the signature of bundle.json as it stands on disk, byte for byte.
func signBundle(dir string, sign Signer) error {
	body, err := os.ReadFile(filepath.Join(dir, bundleName))
	if err != nil {
		return err
	}
	signature, err := sign(body)
	if err != nil {
		return err
	}
	return durable.Write(filepath.Join(dir, bundleSign), signature, durable.PrivateFile)
}

// Signed gives what a bundle's signature is about, and the signature; nil when there is none.
func Signed(dir string) (message, signature []byte, err error) {
	if message, err = os.ReadFile(filepath.Join(dir, bundleName)); err != nil {
		return nil, nil, fmt.Errorf("bundle: %w", err)
	}
	signature, err = os.ReadFile(filepath.Join(dir, bundleSign))
	if errors.Is(err, fs.ErrNotExist) {
		return message, nil, nil
	}
	return message, signature, err
}

// NotedHead is how far the journal had come when a bundle was made.
type NotedHead struct {
	Name string // of the bundle: below the folder of bundles, with forward slashes
	Head journal.Head
}

// BundleHeads are those of all bundles that can be read. One that cannot be read is left out here
// and named by whoever looks at its files.
func BundleHeads(closed string) (all []NotedHead) {
	found, err := filepath.Glob(filepath.Join(closed, "*", "*", bundleName))
	if err != nil {
		return nil
	}
	for _, name := range found {
		var b struct {
			Journal journal.Head `json:"journal"`
		}
		body, err := os.ReadFile(name)
		if err != nil || json.Unmarshal(body, &b) != nil {
			continue
		}
		dir := filepath.Dir(name)
		all = append(all, NotedHead{filepath.Base(filepath.Dir(dir)) + "/" + filepath.Base(dir), b.Journal})
	}
	return all
}

// BundleSum is the SHA-256 of a bundle's bundle.json, which has the sums of all other files.
func BundleSum(dir string) (string, error) {
	info, err := sum(filepath.Join(dir, bundleName))
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	return info.SHA256, nil
}

// OpenBundle reads bundle.json. damaged lists the files that are no longer what they were: changed,
// missing or added; bundle.json too. The error is for what cannot be read at all: bundle.json that
// is missing or no JSON, or a bundle of a later format. The signature is not looked at here; see
// Signed.
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
	if b.Format > BundleFormat {
		return b, nil, fmt.Errorf("%s was written by a later version of tonghop (format %d, this program knows %d): use "+
			"that version",
			dir, b.Format, BundleFormat)
	}
	if b.Format > 0 {
		if !isSummed(filepath.Join(dir, bundleSum), found[bundleName]) {
			damaged = append(damaged, bundleName)
		}
		delete(found, bundleSum)
		delete(found, bundleSign)
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

// isSummed says whether a file holds the sum of another. Sums and sizes stand there as in a
// manifest.
func isSummed(name string, want FileInfo) bool {
	var kept FileInfo
	body, err := os.ReadFile(name)
	return err == nil && json.Unmarshal(body, &kept) == nil && kept == want
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
