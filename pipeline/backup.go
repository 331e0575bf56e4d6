package pipeline

import (
	"context"
	"fmt"
	"path/filepath"

	"tonghop/pipeline/backup"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// BackupOptions say how a backup is made.
type BackupOptions struct {
	Keep  int  // how many backups are kept, the last ones; 0: all
	Check bool // read everything that the store holds, and name what is damaged
}

// BackupReport is what one backup did.
type BackupReport struct {
	*backup.Saved
	// Problems are what is wrong with the journal, and with the store where it was checked. The backup was made all the
	// same.
	Problems []string `json:"problems"`
}

// Backup copies a workspace into a folder elsewhere, what is new of it only, and is consistent while a run goes on:
// what is copied of it is the state after the last line of its journal. The warehouse is not copied, since journal and
// archive make it again; that of a workspace without a journal is, and then no run may go on. Errors:
// *schedule.HeldError, *backup.PlaceError, and those of the file system.
func Backup(ctx context.Context, space *workspace.Workspace, dest string, options Options, o BackupOptions) (
	report *BackupReport, err error) {
	root, err := filepath.Abs(dest)
	if err != nil {
		return nil, err
	}
	store := backup.Store{Root: root}
	if err := store.Apart(space); err != nil {
		return nil, err
	}
	if err := durable.MakeFolder(store.Root, durable.PrivateFolder); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	// Two backups into one store at once would each remove what the other one counts on: the store
	// has a lock of its own.
	const command = "tonghop backup"
	lock, err := schedule.Acquire(store.LockPath(), options.holder(command))
	if err != nil {
		return nil, fmt.Errorf("the store %s: %w", store.Root, err)
	}
	defer lock.Release()
	report = &BackupReport{Problems: []string{}}
	with := backup.Options{Now: options.Clock.Now(), Program: options.Program, Journal: space.Journal, Keep: o.Keep}
	if journal.Exists(space.Journal) {
		if with.Forgotten, with.NotKept, err = notToKeep(space.Journal); err != nil {
			report.Problems = append(report.Problems, err.Error())
		}
	} else {
		// Without a journal nothing says up to where a copy is whole, and the warehouse itself has
		// to be copied: then no run may write meanwhile.
		own, err := takeLock(space, options, command)
		if err != nil {
			return nil, err
		}
		defer own.Release()
		with.WithWarehouse = true
	}
	if report.Saved, err = store.Save(ctx, space, with); err != nil {
		return nil, err
	}
	if o.Check {
		problems, err := store.Check()
		if err != nil {
			return nil, err
		}
		report.Problems = append(report.Problems, problems...)
	}
	return report, nil
}

// notToKeep lists by their SHA-256 what the journal says is forgotten, and the lists of people that
// were refused. On an error the lists are as far as the journal holds. The store may have neither
// of them: what was forgotten goes from it, and a list of people that lies in the inbox is not
// taken into it.
func notToKeep(path string) (forgotten, notKept []string, err error) {
	for line, err := range journal.All(path) {
		if err != nil {
			return forgotten, notKept, err
		}
		switch e := line.Entry.(type) {
		case *journal.Received:
			if !e.Kept {
				notKept = append(notKept, e.SHA256)
			}
		case *journal.Forgotten:
			forgotten = append(forgotten, e.SHA256)
		}
	}
	return forgotten, notKept, nil
}

// Restore makes a workspace of a backup in a new folder; id "" is the last one. What a run makes of
// it are the same tables. Errors: *backup.UnknownError, *backup.PlaceError, and those of the file
// system. The folder must not be there yet, or be empty; nothing is ever restored over a workspace.
func Restore(ctx context.Context, source, id, dir string) (*backup.Restored, error) {
	return backup.Store{Root: source}.Restore(ctx, id, dir)
}
