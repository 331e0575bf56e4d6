// Package service hands a workspace's schedule to the operating system, so that it starts with the machine and nobody
// has to be logged in: as a unit of systemd on Linux, as a service on Windows. It takes the program and the workspace,
// and gives the system the command line "tonghop schedule FOLDER". It never looks into the workspace.
//
// Begin reading with Of. What a system does is in the files that carry its name.
package service

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/vntext"
)

// Flag of "tonghop schedule" tells a process that Windows' service manager has started it. Windows has no other sure
// sign of that.
const Flag = "--service"

// Service is the schedule of one workspace as the operating system knows it.
type Service struct {
	Name    string // tonghop-<folder>-<8 hex digits>: two workspaces on one machine are two services
	Program string // the absolute path of tonghop
	Folder  string // the absolute path of the workspace
	// OfUser makes it a service of the calling user, who needs no administrator. It runs while the user is logged in, or
	// longer where the machine allows that (on Linux: loginctl enable-linger). Windows knows no such services.
	OfUser bool
}

// State is what the operating system says of a service.
type State struct {
	Installed bool
	Running   bool
	Says      string // in the system's own word: active, failed, stopped …
}

// Of is the service of a workspace. Its name follows from the folder alone, so that whoever asks
// about it later needs no file that remembers it. For /srv/thongke it is something like
// tonghop-thongke-1a2b3c4d: the word is for people, and the digits of a sum of the whole path tell
// two folders of one name apart. Nothing is asked of the system yet.
func Of(program, folder string, ofUser bool) (Service, error) {
	program, err := filepath.Abs(program)
	if err != nil {
		return Service{}, err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return Service{}, err
	}
	sum := sha256.Sum256([]byte(folder))
	name := "tonghop"
	for _, part := range []string{word(filepath.Base(folder)), hex.EncodeToString(sum[:4])} {
		if part != "" {
			name += "-" + part
		}
	}
	s := Service{Name: name, Program: program, Folder: folder, OfUser: ofUser}
	if strings.ContainsAny(program+folder, "\n\r") {
		return s, &Error{Service: s, Doing: "name", Err: errors.New("a path with a line break cannot be a service"),
			Remedy: "rename the folder"}
	}
	return s, nil
}

// word keeps of a folder's name what every system allows in a service's name: ASCII letters, digits
// and hyphens. "Thống kê Đắk Lắk" is thong-ke-dak-lak. Letters of other scripts become hyphens, and
// a name of nothing else is empty; the sum behind it is then all that tells services apart.
func word(name string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, vntext.WithoutMarks(strings.ToLower(name)))
	return strings.Trim(kept, "-")
}

// description is what the system's own lists show of the service.
func (s Service) description() string {
	return "tonghop: consolidates the workbooks of " + s.Folder
}

// Error is what the operating system did not do with a service, and what to do about it.
type Error struct {
	Service Service
	Doing   string // install, uninstall, ask about
	Err     error
	Remedy  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s the service %s: %v; %s", e.Doing, e.Service.Name, e.Err, e.Remedy)
}

func (e *Error) Unwrap() error { return e.Err }

// Kind is refused: the system has said no, and the same command succeeds once its reason is gone.
func (e *Error) Kind() fault.Kind { return fault.Refused }
