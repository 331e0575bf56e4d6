package pipeline

import (
	"errors"
	"path/filepath"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse"
)

// readDamaged reads the contents that the archive could not give, after everything in the inbox has
// been looked at: the same bytes in the inbox mend the archive. A content that is nowhere is set
// aside by itself: what was read in it before stands, the report says what to do, and the next run
// tries again. Its readings are loaded last, behind those of new workbooks; their place in the
// order of receipt is the one that they have had all along.
func (r *run) readDamaged(work *worklist) (loaded []warehouse.Loaded, err error) {
	if len(work.damaged) == 0 {
		return nil, nil
	}
	places := map[string][]inbox.Known{} // by SHA-256, where the inbox has a content
	for _, k := range work.known() {
		places[k.SHA256] = append(places[k.SHA256], k)
	}
	for _, parts := range work.damaged {
		o := r.readAgain(parts)
		if o.err != nil {
			r.readFromInbox(&o, places[o.sha256])
		}
		var damaged *inbox.DamagedError
		if errors.As(o.err, &damaged) {
			work.setAside = append(work.setAside, o.sha256)
			r.report.setAside(parts, r.archiveFinding(damaged), r.archiveLost(damaged))
			continue
		}
		said, err := r.settleAgain(work, o)
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, said...)
	}
	return loaded, nil
}

// readFromInbox reads a content that the archive has lost from a file of the inbox that still has
// it, and mends the archive. A file that cannot be read mends nothing, and is not what is wrong
// here. The sum decides and not the name: it may lie there under any name by now, and a file of the
// same name may have been changed.
func (r *run) readFromInbox(o *outcome, places []inbox.Known) {
	for _, k := range places {
		data, err := inbox.Read(r.space.Inbox, k.File, r.space.Limits.WithDefaults().FileBytes)
		if err != nil || inbox.Sum(data) != o.sha256 {
			continue
		}
		if _, o.err = r.keep(o.sha256, data); o.err == nil {
			o.readings = r.understand(fileOf(o.again), data)
			r.report.Mended++
			return
		}
	}
}

// archiveFinding names the damaged file as it stands below the workspace.
func (r *run) archiveFinding(damaged *inbox.DamagedError) form.Finding {
	return form.ArchiveFinding(r.below(damaged.Path), damaged.Err)
}

// archiveLost is archiveFinding for a workbook of which nothing counts.
func (r *run) archiveLost(damaged *inbox.DamagedError) form.Finding {
	return form.ArchiveLostFinding(r.below(damaged.Path), damaged.Err)
}

// below is a path as it stands below the workspace.
func (r *run) below(path string) string {
	name, err := filepath.Rel(r.space.Dir, path)
	if err != nil {
		name = path
	}
	return filepath.ToSlash(name)
}

// setAside notes a content that cannot be read again: one entry for each of its forms, with what stands of it, or with
// what to say where nothing does.
func (r *Report) setAside(parts []warehouse.Received, stands, lost form.Finding) {
	for _, p := range parts {
		f := lost
		if p.Accepted {
			f = stands
		}
		w := Workbook{
			Submission: p.ID(), Path: p.Path, Form: p.FormID, Unit: p.UnitID, Period: p.Period, Accepted: p.Accepted,
			Findings: []form.Finding{f},
		}
		if shown := inbox.ShownPath(p.Path); shown != p.Path {
			w.Shown = shown
		}
		r.SetAside = append(r.SetAside, w)
	}
}
