package inbox

import (
	"fmt"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Submission is one form in a workbook content as the office received it. It is known by the SHA-256 of the content and
// its part: the same bytes under another name are the same submission. Every room of the pipeline that speaks of a
// received workbook uses this type.
type Submission struct {
	SHA256     string    `json:"sha256"`          // of the bytes, as 64 digits of lower-case hex
	Part       int       `json:"part,omitempty"`  // which form of the workbook it is; 0 and 1 are the first
	Place      string    `json:"place,omitempty"` // where the form stands in the workbook, as form.Reading has it
	Path       string    `json:"path"`            // below the inbox when it was received, with forward slashes
	FileName   string    `json:"file_name"`       // the last part of Path, in Unicode NFC
	Size       int64     `json:"size"`            // in bytes
	ReceivedAt time.Time `json:"received_at"`
	// FileTime is the time that the file itself bears, also where it cannot be true; zero: not known. Of two workbooks
	// that came in one run it says which is the later one.
	FileTime time.Time `json:"file_time,omitzero"`
	// Archived says whether the archive keeps the bytes. It is false only for a list of people, which is refused.
	Archived bool `json:"-"`
}

// ShownPath is a path as people are shown it. Two names that differ only in how their accents are composed look the
// same, so that a decomposed one says that it is (NFD).
func ShownPath(path string) string {
	if norm.NFC.IsNormalString(path) {
		return Shown(path)
	}
	return Shown(path) + " (NFD)"
}

// idDigits is how many digits of a SHA-256 people are shown: enough that no office ever has two alike.
const idDigits = 12

// ID is the submission_id that people and tables use: the first 12 digits of the SHA-256, with .2, .3 and so on for
// further forms in one workbook. The SHA-256 must be whole.
func (s Submission) ID() string {
	if s.Part > 1 {
		return fmt.Sprintf("%s.%d", s.SHA256[:idDigits], s.Part)
	}
	return s.SHA256[:idDigits]
}

// Known is a file of the inbox whose content has been dealt with. While size and time stay the same it is not read
// again.
type Known struct {
	File
	SHA256 string
}
