package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
)

// journal looks at the chain of all lines, and at everything that notes how far it had come. It is
// the same check as that of verify. What it learns on the way (which contents should be in the
// archive, which vintages were published) is what the checks after it hold the folders against.
func (p *physician) journal(ctx context.Context) {
	const check = "journal"
	v := &Verification{}
	p.account = v.journal(ctx, p.space)
	for _, c := range v.Checks {
		p.several(check, StateError, c.Problems, "put back from a backup what was changed")
	}
	if !p.account.exists {
		if _, err := os.Lstat(p.space.Warehouse); err == nil {
			p.add(check, StateWarning, "there is no journal.jsonl beside the warehouse", "the next run begins one")
		} else if len(v.Checks) == 0 {
			p.add(check, StateOK, "nothing was recorded yet", "")
		}
		return
	}
	if len(p.Checks) == 0 || p.Checks[len(p.Checks)-1].Check != check {
		p.add(check, StateOK, counted(len(p.account.heads), "line")+", each of which follows the one before", "")
		p.torn(check)
	}
	p.keptByJournal()
}

// torn says that the last line is incomplete. While somebody works it is not looked for, because a
// line that is being written looks the same.
func (p *physician) torn(check string) {
	head := p.account.heads[max(len(p.account.heads)-1, 0):]
	if len(head) == 0 || p.busy {
		return
	}
	if j, err := journal.Open(p.space.Journal, head[0], "the doctor"); err == nil && len(j.Torn()) > 0 {
		p.add(check, StateWarning, "its last line is incomplete, as a killed run or a power cut leaves it",
			"nothing: the next run cuts it and keeps it in journal.torn")
	}
}

// keptByJournal learns from the journal what the archive should have: as far as its lines hold.
// Later lines win: a content that was forgotten is not missed, although an earlier line says that
// it was kept.
func (p *physician) keptByJournal() {
	p.kept = map[string]string{}
	for line, err := range journal.All(p.space.Journal) {
		if err != nil {
			return // it is told
		}
		switch e := line.Entry.(type) {
		case *journal.Received:
			if e.Kept {
				p.kept[e.SHA256] = e.Path
			}
		case *journal.Defined:
			for _, f := range e.Files {
				p.kept[f.SHA256] = f.Name
			}
		case *journal.Forgotten:
			delete(p.kept, e.SHA256)
		}
	}
}

// warehouse opens the ledger, unless somebody is at it. Of a workspace that an earlier version left
// without a journal, it is the warehouse that says what the archive should have.
func (p *physician) warehouse(ctx context.Context) {
	const check = "warehouse"
	if _, err := os.Lstat(p.space.Warehouse); err != nil {
		p.add(check, StateOK, "there is none; the next run makes it of journal and archive", "")
		return
	}
	if p.busy {
		p.add(check, StateOK, "not looked at: somebody is working in it", "")
		return
	}
	received, err := p.received(ctx)
	if err != nil {
		p.add(check, StateError, err.Error(), "move it away and call tonghop run, which makes it again of journal and "+
			"archive; without a journal put it back from a backup")
		return
	}
	p.add(check, StateOK, fmt.Sprintf("it can be opened; %s received", counted(len(received), "workbook")), "")
	if p.kept != nil {
		return
	}
	p.kept = map[string]string{}
	for sum, parts := range received {
		if isArchived(parts) {
			p.kept[sum] = parts[0].Path
		}
	}
}

// received reads every submission, so that a damaged table of them is noticed, too.
func (p *physician) received(ctx context.Context) (all map[string][]warehouse.Received, err error) {
	ledger, err := warehouse.Show(ctx, p.space.Warehouse, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	tx, err := ledger.Begin(ctx, p.options.command("doctor", "", p.At))
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	return tx.Received(ctx)
}

// archive looks at the sum of every file, and for those that are not there. It reads every byte of
// every file, which takes as long as a copy of the archive would. What was damaged is named by the
// path under which it came, since nobody knows a workbook by its SHA-256; names of people in it are
// masked.
func (p *physician) archive(context.Context) {
	const check = "archive"
	const heal = "put the same workbook into the inbox again, or this file back from a backup; tonghop run --full takes " +
		"what the inbox still has"
	found, damaged, strangers, err := inbox.Archive{Root: p.space.Archive}.Check()
	if err != nil {
		p.add(check, StateError, err.Error(), "see to it that this account may read all of it")
		return
	}
	var problems []string
	for _, d := range damaged {
		problem := fmt.Sprintf("%s: %v", d.Path, d.Err)
		if path := p.kept[d.SHA256]; path != "" {
			problem += fmt.Sprintf(" (%s)", form.Masked(inbox.Shown(path)))
		}
		problems = append(problems, problem)
		delete(p.kept, d.SHA256)
	}
	for sum, path := range p.kept {
		if !found[sum] {
			problems = append(problems, fmt.Sprintf("%s of %s is missing", inbox.Archive{Root: p.space.Archive}.Path(sum),
				form.Masked(inbox.Shown(path))))
		}
	}
	slices.Sort(problems)
	p.several(check, StateError, problems, heal)
	p.several(check, StateWarning, strangers, "tonghop did not write this; move it away")
	if len(problems)+len(strangers) == 0 {
		p.add(check, StateOK, counted(len(found), "file")+", each with the bytes that were received", "")
	}
}

// vintages looks at every published file by its sum, and at what stands beside them. Two sorts are
// told apart: damage is an error, since a reader may have seen wrong numbers, while a file that a
// database tool left beside a vintage is a warning.
func (p *physician) vintages(context.Context) {
	const check = "published"
	noted := map[string]string{}
	for id, e := range p.account.published {
		noted[id] = e.SHA256
	}
	_, exists, err := vintage.CurrentSound(p.space.Published, true, noted)
	if err != nil {
		p.add(check, StateError, err.Error(), "call tonghop run")
	}
	all, err := vintage.Inspect(p.space.Published)
	if err != nil {
		p.add(check, StateError, err.Error(), "see to it that this account may read all of it")
		return
	}
	before := len(p.Checks)
	for _, v := range all {
		if is, err := v.ManifestSum(); err == nil && noted[v.ID] != "" && is != noted[v.ID] {
			v.Damage = append(v.Damage, v.Dir+": its manifest.json is not the one that the journal notes")
		}
		p.several(check, StateError, v.Damage,
			"tonghop run publishes the current one again; an older one can be made with run --as-of, or comes from a backup")
		p.several(check, StateWarning, v.Strangers, "a program of somebody who reads the tables left it; it changes nothing")
	}
	p.versions(all)
	if len(p.Checks) == before && err == nil {
		text := "nothing is published yet"
		if exists {
			text = counted(len(all), "vintage") + ", each file as it was published"
		}
		p.add(check, StateOK, text, "")
	}
}

// versions compares this program and its clock with those that published last.
func (p *physician) versions(all []vintage.Inspection) {
	if len(all) == 0 {
		return
	}
	last := all[len(all)-1].Manifest
	if last.CreatedAt.After(p.At) {
		p.add("versions", StateError, fmt.Sprintf("the last vintage is of %s, and now it is %s", last.CreatedAt.Format(
			"2006-01-02 15:04:05 -07:00"), p.At.Format("2006-01-02 15:04:05 -07:00")), "set the machine's clock right")
	}
	if last.Program != p.Program && last.Program != "" {
		p.add("versions", StateWarning, fmt.Sprintf("this is tonghop %s; %s published last", cmp.Or(p.Program, "without a "+
			"version"), last.Program), "use one version: the newer one of the two")
	}
}

// bundles looks at every file of every closed period. It looks at sums alone; making the rows again
// is for verify, which takes one period at a time.
func (p *physician) bundles(context.Context) {
	const check = "closed periods"
	dirs, err := vintage.Bundles(p.space.Closed)
	if err != nil {
		p.add(check, StateError, err.Error(), "see to it that this account may read all of it")
		return
	}
	problems := 0
	for _, dir := range dirs {
		_, damaged, err := vintage.OpenBundle(dir)
		if err != nil {
			damaged = []string{err.Error()}
		} else {
			for i := range damaged {
				damaged[i] = dir + ": " + damaged[i] + " is missing, added, or was changed"
			}
		}
		slices.Sort(damaged)
		problems += len(damaged)
		p.several(check, StateError, damaged, "put the folder back from a backup: it is the evidence of a closed period")
	}
	if problems == 0 {
		p.add(check, StateOK, counted(len(dirs), "bundle")+", each as it was written; tonghop verify PERIOD says more", "")
	}
}

// newest reads the newest workbook of the inbox on trial. Where all workbooks are rejected after a
// form was edited, this is where it shows before the night: the trial uses today's forms and
// registry and writes nothing.
func (p *physician) newest(ctx context.Context) {
	const check = "trial reading"
	files, _, err := inbox.Scan(ctx, p.space.Inbox)
	if err != nil || len(files) == 0 {
		p.add(check, StateOK, "no workbook is in the inbox", "")
		return
	}
	r, err := prepare(p.space, p.options)
	if err != nil {
		p.add(check, StateOK, "no workbook can be read before forms and registry are corrected", "")
		return
	}
	file := slices.MaxFunc(files, func(a, b inbox.File) int {
		return cmp.Or(a.ModTime.Compare(b.ModTime), strings.Compare(a.Path, b.Path))
	})
	var readings []form.Reading
	get := func() ([]byte, error) {
		return inbox.Read(p.space.Inbox, file, p.space.Limits.WithDefaults().FileBytes)
	}
	err = r.memory.within(file.Size, get, func(data []byte) {
		readings = r.understand(form.File{Path: file.Path, Name: file.Name()}, data)
	})
	name := form.Masked(inbox.Shown(file.Path))
	if err != nil {
		p.add(check, StateWarning, name+": "+err.Error(), "look at the file")
		return
	}
	for _, reading := range readings {
		if reading.Accepted {
			p.add(check, StateOK, fmt.Sprintf("%s, the newest one, is read as %s of %s for %s: %s", name, reading.FormID,
				reading.UnitID, reading.Period, counted(len(reading.Observations), "number")), "")
			continue
		}
		problem := ""
		if len(reading.Findings) > 0 {
			problem = ": " + form.Text(p.space.Language, reading.Findings[0])
		}
		p.add(check, StateWarning, name+", the newest one, would be rejected"+problem,
			"where its sender is to blame, nothing; where all are rejected, look at the form")
	}
}
