package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

// errNotVerified ends a verification that found differences; they have been printed.
var errNotVerified = errors.New("the closed tables are not what they were: " +
	"restore the files named above from a backup, or reopen the period with a reason")

// errNationDiffers ends the verification of a nation that found something; it has been printed.
var errNationDiffers = errors.New("the nation does not stand as its provinces published: see the lines above")

const verifyHelp = `Makes the tables of a closed period again from the bundle in closed/PERIOD alone, from the
numbers and with the SQL of its day, and compares them with what was sealed and with what is
published. Each difference is named; the exit status is then 1. Then it reads the archived
workbooks and lists what this version of tonghop reads otherwise than the one that closed the
period; that changes no closed number and no exit status. In a workspace of kind nation it holds the
lakes against their sums, and the nation's numbers against those that its provinces published.`

// verifyCommand is tonghop verify. An auditor may bring the public key along, so that it need not
// be taken from the workspace whose evidence is in question. Exit status 1 for any red line;
// differences in reading are no red lines.
func verifyCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "verify PERIOD [-C DIR] [--public-key FILE] [--json]", Long: verifyHelp,
		Short:   "makes the tables of a closed period again and compares them",
		Example: "  tonghop verify 2021-Q3 -C /srv/thongke",
		Args:    exactly(1, "one period"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	asJSON := c.Flags().Bool("json", false, "print the checks as JSON")
	key := c.Flags().String("public-key", "", "check the signature of the bundle by the key in `FILE`")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		v, err := pipeline.Verify(c.Context(), space, args[0],
			pipeline.VerifyOptions{Program: version(), PublicKey: *key})
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, v)
		} else {
			printVerification(env, v)
		}
		if err == nil && !v.Passed() {
			err = errNotVerified
			if space.Kind == workspace.Nation {
				err = errNationDiffers
			}
		}
		return err
	}
	return c
}

// printVerification prints a line for each check and the problems beneath it:
//
//	2021-Q3  /srv/thongke/closed/2021-Q3/1
//	  ok   journal
//	  RED  files of the bundle
//	       table.csv is missing, added, or was changed; put the bundle back from a backup
func printVerification(env environment, v *pipeline.Verification) {
	fmt.Fprintf(env.stdout, "%s  %s\n", v.Period, v.Bundle)
	for _, check := range v.Checks {
		outcome := "ok "
		if !check.Passed {
			outcome = "RED"
		}
		fmt.Fprintf(env.stdout, "  %s  %s\n", outcome, check.Name)
		for _, problem := range check.Problems {
			fmt.Fprintf(env.stdout, "       %s\n", vntext.Show(problem))
		}
	}
	if len(v.Forgotten) > 0 {
		fmt.Fprintf(env.stdout, "  but for what was forgotten: %s\n", strings.Join(v.Forgotten, ", "))
	}
	if v.Reading != nil {
		printReading(env, v.Reading)
	}
}

// shownReadings bounds how many differences in reading are printed; --json has all of them.
const shownReadings = 20

// printReading lists what this version of tonghop reads otherwise in the workbooks of a closed period.
func printReading(env environment, r *pipeline.Reading) {
	fmt.Fprintf(env.stdout, "  read again: %d differences between tonghop %s, which closed the period, and this one, %s\n",
		len(r.Differences), r.Then, r.Now)
	for i, d := range r.Differences {
		if i == shownReadings {
			fmt.Fprintf(env.stdout, "       and %d more: --json lists them\n", len(r.Differences)-i)
			break
		}
		fmt.Fprintf(env.stdout, "       %s %s %s, %s: was %q, is %q\n", vntext.Show(d.Path), vntext.Show(d.Sheet), d.Cell,
			d.What, d.Was, d.Is)
	}
	if r.Problem != "" {
		fmt.Fprintf(env.stdout, "       %s\n", vntext.Show(r.Problem))
	}
}
