package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const sqlHelp = `Answers a query in DuckDB's SQL from the tables of the current vintage, which it cannot change.
--list shows the queries that are ready for staff with what each answers, and --query answers one
of them. The office's own stand in queries/NAME.sql of the workspace, and are asked in the same way;
"-- Answers: Vietnamese | English" in a file's first lines says what it answers. SELECT is carried
out, and what describes tables and queries (FROM, WITH, PIVOT, DESCRIBE, SUMMARIZE, SHOW TABLES,
EXPLAIN); nothing else is. Of several statements each is answered, or none. What one query may cost
is set in tonghop.yaml, under sql.`

// sqlCommand asks the published tables, and nothing else: it needs no lock, and is answered while a run goes on.
func sqlCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use:   `sql "QUERY" | --query NAME | --list [--format table|csv|json] [-C DIR]`,
		Short: "answers a query from the published tables", Long: sqlHelp,
		Example: "  tonghop sql \"FROM attainment_yearly\"\n" +
			"  tonghop sql --query audit --format csv -C /srv/thongke",
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	list := c.Flags().Bool("list", false, "list the queries that are ready for staff")
	name := c.Flags().String("query", "", "answer the ready query with this `NAME`")
	format := c.Flags().String("format", "table", "`F` is table, csv or json")
	dir := directoryFlag(c)
	completes(c.RegisterFlagCompletionFunc("query", completeQueries))
	completes(c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(
		[]cobra.Completion{"table", "csv", "json"}, cobra.ShellCompDirectiveNoFileComp)))
	c.RunE = func(c *cobra.Command, args []string) error {
		if *list {
			return listQueries(env.stdout, *dir, c.Flags().Changed(directoryName))
		}
		if err := oneQuery(args, *name); err != nil {
			return err
		}
		newWriter, ok := formats()[*format]
		if !ok {
			return &usageError{problem: fmt.Sprintf("--format %s: expected table, csv or json", *format)}
		}
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		query, err := chosenQuery(space, args, *name)
		if err != nil {
			return err
		}
		return answer(c.Context(), space, query, newWriter(env.stdout))
	}
	return c
}

// answer carries out a query and writes what it gives. The query runs in a process of its own, so
// that one that takes all memory, or crashes DuckDB, ends that process and not this one. After any
// other error nothing more is printed, since the answer may not even have begun.
func answer(ctx context.Context, space *workspace.Workspace, query string, to answerWriter) error {
	// Whether a text that a spreadsheet would compute gets an apostrophe is for the office to say, not for who asks.
	if c, is := to.(*answerCSV); is {
		c.AsTyped = space.CSVAsTyped
	}
	err := pipeline.Ask(ctx, space, query, startResponder, to)
	if err != nil && fault.Of(err) != fault.Refused {
		return err
	}
	return errors.Join(err, to.end()) // an answer that was cut short is shown as far as it goes
}

// readyQueries are the queries that can be asked by name in a directory. Where that is no workspace and none is asked
// for, they are the program's own.
func readyQueries(dir string, asked bool) ([]vintage.StaffQuery, error) {
	space, err := workspace.Open(dir)
	if err != nil && (asked || !errors.Is(err, workspace.ErrNone)) {
		return nil, err
	}
	return pipeline.ReadyQueries(space)
}

// completeQueries offers the ready queries, each with the question in English.
func completeQueries(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ready, err := readyQueries(c.Flag(directoryName).Value.String(), false)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var offered []cobra.Completion
	for _, q := range ready {
		offered = append(offered, cobra.CompletionWithDesc(q.Name, q.Question[1]))
	}
	return offered, cobra.ShellCompDirectiveNoFileComp
}

// oneQuery says whether one query is asked: a text, or a ready query by its name.
func oneQuery(args []string, name string) error {
	switch {
	case name == "" && len(args) != 1:
		return &usageError{problem: "expected one query in quotes, or --query NAME"}
	case name != "" && len(args) != 0:
		return &usageError{problem: "expected either a query in quotes or --query NAME, not both"}
	}
	return nil
}

// chosenQuery is the text on the command line, or a ready query by its name. An unknown name is
// answered with all that there are, since the list is short.
func chosenQuery(space *workspace.Workspace, args []string, name string) (string, error) {
	if name == "" {
		return args[0], nil
	}
	ready, err := pipeline.ReadyQueries(space)
	if err != nil {
		return "", err
	}
	var names []string
	for _, q := range ready {
		if q.Name == name {
			return q.Text, nil
		}
		names = append(names, q.Name)
	}
	return "", &usageError{problem: fmt.Sprintf("--query %s: there is no such query; there are %s",
		name, strings.Join(names, ", "))}
}

// listQueries prints the name of each ready query and its question, in Vietnamese and below it in
// English. asked says that the directory was named, and has to be a workspace.
func listQueries(w io.Writer, dir string, asked bool) error {
	ready, err := readyQueries(dir, asked)
	if err != nil {
		return err
	}
	for _, q := range ready {
		fmt.Fprintln(w, vntext.Show(q.Name))
		for _, question := range q.Question {
			if question != "" {
				fmt.Fprintf(w, "    %s\n", vntext.Show(question))
			}
		}
	}
	return nil
}
