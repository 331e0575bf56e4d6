package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// office looks at forms and registry. It uses the same reading as a run, so that what it calls an
// error is exactly what would end one.
func (p *physician) office(context.Context) {
	findings := OfficeFindings(p.space)
	if len(findings) > 0 {
		for i, f := range findings {
			if i == shownOfACheck {
				p.add("forms and registry", StateWarning, counted(len(findings)-i, "further problem"), "tonghop status lists them")
				return
			}
			state, remedy := StateError, "correct the file: no run begins before"
			if f.Severity == form.SeverityWarning {
				state, remedy = StateWarning, "correct the file; the tables are right as far as they go"
			}
			p.add("forms and registry", state, f.Text, remedy)
		}
		return
	}
	own, err := readOffice(p.space)
	if err != nil {
		p.add("forms and registry", StateError, err.Error(), "correct the files: no run begins before")
		return
	}
	p.add("forms and registry", StateOK, fmt.Sprintf("%s, %s of units", counted(len(own.forms.Definitions()), "form"),
		counted(len(own.registry.Units), "row")), "")
}

// inbox looks for what a run would leave out. Files that are passed over without a word, such as
// Thumbs.db, are no problem; links, devices and what may not be read are: somebody may have put a
// workbook there and waits for it.
func (p *physician) inbox(ctx context.Context) {
	if p.space.Kind == workspace.Nation {
		p.lakes(ctx)
		return
	}
	files, skipped, err := inbox.Scan(ctx, p.space.Inbox)
	if err != nil {
		p.add("inbox", StateError, err.Error(), "no workbook is read before")
		return
	}
	var unread []string
	for _, s := range skipped {
		if s.Reason == inbox.Unreadable || s.Reason == inbox.Symlink || s.Reason == inbox.Special {
			unread = append(unread, form.Masked(inbox.Shown(s.Path)+" "+s.Reason.Text()))
		}
	}
	p.several("inbox", StateWarning, unread, "nothing of it is read by any run")
	if len(unread) == 0 {
		p.add("inbox", StateOK, counted(len(files), "file"), "")
	}
}

// lakes looks whether the nation could be consolidated now.
func (p *physician) lakes(ctx context.Context) {
	for _, province := range p.space.Nation.Provinces {
		state, err := openLake(ctx, p.space, province)
		switch {
		case err != nil:
			p.add("lake of "+province.ID, StateError, err.Error(), "the nation is not consolidated before")
		case state.Unfinished:
			p.add("lake of "+province.ID, StateWarning, "a later state than "+state.State+" was begun and not finished",
				"the next run of the province writes it")
		default:
			p.add("lake of "+province.ID, StateOK, "state "+state.State, "")
		}
	}
}

// permissions looks whether tonghop may write where it has to, and whether others may read what was
// submitted. A group may read where tonghop.yaml says so. On Windows neither is known beforehand
// (hasModes, mayWrite): there the folder's access list decides, and a run says what it may not
// write.
func (p *physician) permissions(context.Context) {
	before := len(p.Checks)
	for _, name := range []string{p.space.Dir, p.space.Archive, p.space.Closed, p.space.Published} {
		if info, err := os.Stat(name); err == nil && (!info.IsDir() || !mayWrite(name)) {
			p.add("permissions", StateError, name+" cannot be written by this account",
				"call tonghop under the account that owns it, or give this one the right to write")
		}
	}
	allowed := durable.PrivateFolder
	if p.space.GroupReads {
		allowed = 0o750
	}
	for _, name := range []string{p.space.Archive, p.space.Closed, p.space.Warehouse, p.space.Journal} {
		info, err := os.Stat(name)
		if err == nil && hasModes && info.Mode().Perm()&^(allowed|fs.FileMode(0o600)) != 0 {
			p.add("permissions", StateWarning, fmt.Sprintf("%s has the mode %04o: others may read what was submitted", name,
				info.Mode().Perm()), "the next run closes it; find out who opened it")
		}
	}
	if len(p.Checks) == before {
		p.add("permissions", StateOK, "tonghop may write its folders, and nobody else reads what was submitted", "")
	}
}

// Space that a run needs beside what it will keep: the vintage that it writes, and what DuckDB puts aside.
const (
	littleSpace = 1 << 30
	noSpace     = 100 << 20
)

// disk looks how much room there is where the workspace grows.
func (p *physician) disk(context.Context) {
	free, known := freeSpace(p.space.Dir)
	if !known {
		p.add("disk", StateOK, "how much room there is cannot be told on this system", "")
		return
	}
	needed := int64(littleSpace)
	if info, err := os.Stat(p.space.Warehouse); err == nil {
		needed += 3 * info.Size()
	}
	text := fmt.Sprintf("%d MB are free", free/1e6)
	switch {
	case free < noSpace:
		p.add("disk", StateError, text, "make room: the next run may not end; old vintages and backups on this disk go first")
	case free < needed:
		p.add("disk", StateWarning, text+fmt.Sprintf("; %d MB are a comfortable room for this workspace", needed/1e6),
			"make room soon")
	default:
		p.add("disk", StateOK, text, "")
	}
}

// lock says who is working in the workspace. A lock that is held is no problem, but keeps the
// doctor from opening the warehouse, which only one program may.
func (p *physician) lock(context.Context) {
	holder, held, err := schedule.Held(p.space.Lock)
	switch {
	case err != nil:
		p.add("lock", StateError, err.Error(), "no run begins before")
	case held:
		p.busy = true
		p.add("lock", StateOK, (&schedule.HeldError{Path: p.space.Lock, Holder: holder}).Error(), "")
	default:
		p.add("lock", StateOK, "nobody is working in the workspace", "")
	}
}
