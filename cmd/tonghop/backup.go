package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

// errBackupProblems ends a backup that was made although something is wrong; it has been printed.
var errBackupProblems = errors.New("the backup was made, but something is wrong: see the lines above")

// errNotWhole ends a restoration that lacks files; they have been printed.
var errNotWhole = errors.New("the store no longer has everything: restore another backup, or take the files named " +
	"above from elsewhere")

const backupHelp = `Copies the workspace into the folder DEST, which should be on another disk: what is new only, every
content once, by its SHA-256. It may be called at any time, while a run goes on too: what it copies
is the state after the last line of the journal. Earlier backups stay, as many as --keep says. The
warehouse is not copied, since the next run makes it again of journal and archive. Lists of people
that lie in the inbox and what was forgotten are left out, and taken out of earlier backups.
--check reads everything that DEST holds and names what is damaged.`

// backupCommand is tonghop backup. It needs no lock on the workspace that has a journal, since what
// it copies is settled by the last line of the journal; pipeline.Backup says what happens to one
// without. Exit status 1 when something is wrong with the journal or, with --check, with the store:
// the backup was made all the same, and that is said.
func backupCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "backup DEST [-C DIR] [--keep N] [--check] [--json]", Long: backupHelp,
		Short:   "copies what is new in the workspace into a folder elsewhere",
		Example: "  tonghop backup /mnt/backup/thongke -C /srv/thongke --keep 60",
		Args:    exactly(1, "the folder of the backups"),
	}
	keep := c.Flags().Int("keep", 0, "keep the last `N` backups; 0 keeps all")
	check := c.Flags().Bool("check", false, "read everything that the backups hold, and name what is damaged")
	asJSON := c.Flags().Bool("json", false, "print what was done as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if *keep < 0 {
			return &usageError{problem: fmt.Sprintf("--keep %d: expected 0 or more", *keep)}
		}
		// Not openWorkspace: a backup has to be possible also while forms or registry are wrong.
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		options := pipeline.Options{Clock: env.clock, Actor: pipeline.CurrentActor(), Program: version()}
		report, err := pipeline.Backup(c.Context(), space, args[0], options,
			pipeline.BackupOptions{Keep: *keep, Check: *check})
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, report)
		} else {
			printBackup(env, report, *check)
		}
		if err == nil && len(report.Problems) > 0 {
			err = errBackupProblems
		}
		return err
	}
	return c
}

// printBackup says what was copied, what was left out and why, and what is wrong. Names of files
// are shown by vntext.Show, as everywhere in this package: a name that comes from outside must not
// be able to move the cursor of the terminal.
func printBackup(env environment, r *pipeline.BackupReport, checked bool) {
	fmt.Fprintf(env.stdout, "backup     %s of %s, %s; new in %s: %s, %s\n", r.ID, counted(r.Files, "file"),
		megabytes(r.Bytes), r.Store, counted(r.New, "content"), megabytes(r.NewSize))
	for _, name := range r.Skipped {
		fmt.Fprintf(env.stdout, "left out   %s: it is no file, or changed while it was read\n", vntext.Show(name))
	}
	printOutside(env, r.Outside)
	if len(r.Dropped) > 0 {
		fmt.Fprintf(env.stdout, "dropped    %s that are no longer kept\n", counted(len(r.Dropped), "earlier backup"))
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(env.stdout, "RED        %s\n", vntext.Show(problem))
	}
	if checked && len(r.Problems) == 0 {
		fmt.Fprintln(env.stdout, "checked    everything that the backups hold is as it was written")
	}
}

// printOutside says which folders of a workspace stand elsewhere: a restored one has to be told
// where they are now. Nothing is said of a workspace all of whose folders lie in it.
func printOutside(env environment, outside map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		fmt.Fprintf(env.stdout,
			"outside    %s stands in %s; in the backup it is %s/, and tonghop.yaml names the other place\n",
			name, vntext.Show(outside[name]), name)
	}
}

// megabytes counts a million bytes as one, as disks are sold: 1234567 bytes are 1.2 MB.
func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

const restoreHelp = `Makes a workspace of a backup in the new folder DIR. Every content is checked against its SHA-256;
what the store has lost is named, everything else is restored, and the exit status is 1. The next
run makes the warehouse again, and the same tables.`

// restoreCommand is tonghop restore. The folder must be new or empty: a mistyped argument cannot
// overwrite a workspace that is in use.
func restoreCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "restore SRC DIR [--backup ID] [--json]", Long: restoreHelp,
		Short:   "makes a workspace of a backup in a new folder",
		Example: "  tonghop restore /mnt/backup/thongke /srv/thu-phuc-hoi",
		Args:    exactly(2, "the folder of the backups and a new folder"),
	}
	id := c.Flags().String("backup", "", "`ID` of the backup, as its list in SRC/backups is called; the last one otherwise")
	asJSON := c.Flags().Bool("json", false, "print what was done as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		r, err := pipeline.Restore(c.Context(), args[0], *id, args[1])
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, r)
		} else {
			fmt.Fprintf(env.stdout, "restored   %s of backup %s, %s, in %s\n",
				counted(r.Files, "file"), r.ID, megabytes(r.Bytes), r.Dir)
			printOutside(env, r.Outside)
			for _, problem := range r.Missing {
				fmt.Fprintf(env.stdout, "RED        %s\n", vntext.Show(problem))
			}
		}
		if err == nil && len(r.Missing) > 0 {
			err = errNotWhole
		}
		return err
	}
	return c
}
