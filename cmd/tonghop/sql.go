package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

const sqlHelp = `Answers a query in DuckDB's SQL from the tables of the current vintage, which it cannot change. --list shows the queries
that are ready for staff with what each answers, and --query answers one of them.`

func sqlCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use:   `sql "QUERY" | --query NAME | --list [--format table|csv|json] [-C DIR]`,
		Short: "answers a query from the published tables", Long: sqlHelp,
		Example:           "  tonghop sql \"FROM attainment_yearly\"\n  tonghop sql --query audit --format csv -C /srv/thongke",
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
			return listQueries(env.stdout)
		}
		query, err := chosenQuery(args, *name)
		if err != nil {
			return err
		}
		write, ok := formats()[*format]
		if !ok {
			return &usageError{problem: fmt.Sprintf("--format %s: expected table, csv or json", *format)}
		}
		return answer(c.Context(), env, *dir, query, write)
	}
	return c
}

func answer(ctx context.Context, env environment, dir, query string, write func(io.Writer, *sql.Rows) error) error {
	return withCurrentVintage(ctx, dir, func(vintage *warehouse.Vintage) error {
		rows, err := vintage.Query(ctx, query)
		if err != nil {
			return err
		}
		defer rows.Close()
		return write(env.stdout, rows)
	})
}

// completeQueries offers the ready queries, each with the question in English.
func completeQueries(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ready, err := warehouse.StaffQueries()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var offered []cobra.Completion
	for _, q := range ready {
		offered = append(offered, cobra.CompletionWithDesc(q.Name, q.Question[1]))
	}
	return offered, cobra.ShellCompDirectiveNoFileComp
}

// chosenQuery is the text on the command line, or a ready query by its name.
func chosenQuery(args []string, name string) (string, error) {
	if name == "" {
		if len(args) != 1 {
			return "", &usageError{problem: "expected one query in quotes, or --query NAME"}
		}
		return args[0], nil
	}
	if len(args) != 0 {
		return "", &usageError{problem: "expected either a query in quotes or --query NAME, not both"}
	}
	ready, err := warehouse.StaffQueries()
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
	return "", &usageError{problem: fmt.Sprintf("--query %s: there is no such query; there are %s", name, strings.Join(names, ", "))}
}

func listQueries(w io.Writer) error {
	ready, err := warehouse.StaffQueries()
	for _, q := range ready {
		fmt.Fprintf(w, "%s\n    %s\n    %s\n", q.Name, q.Question[0], q.Question[1])
	}
	return err
}

// withCurrentVintage opens the vintage that is current at this moment; one published meanwhile does not disturb.
func withCurrentVintage(ctx context.Context, dir string, use func(*warehouse.Vintage) error) (err error) {
	space, err := openWorkspace([]string{dir})
	if err != nil {
		return err
	}
	current, exists, err := publish.Current(space.Published)
	if err != nil {
		return err
	}
	if !exists {
		return fault.New(fault.Misuse, "nothing is published in %s yet: call tonghop run %s first", space.Published, dir)
	}
	vintage, err := warehouse.OpenVintage(ctx, filepath.Join(current.Dir, "tonghop.duckdb"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, vintage.Close()) }()
	return use(vintage)
}

func formats() map[string]func(io.Writer, *sql.Rows) error {
	return map[string]func(io.Writer, *sql.Rows) error{"table": writeTable, "csv": writeCSV, "json": writeJSON}
}

func writeTable(w io.Writer, rows *sql.Rows) error {
	var table [][]string
	err := eachRow(rows, func(columns []string, values []any) error {
		if table == nil {
			table = append(table, columns)
		}
		table = append(table, texts(values))
		return nil
	})
	if table == nil && err == nil {
		_, err = fmt.Fprintln(w, "no rows")
	}
	printTable(w, table)
	return err
}

func writeCSV(w io.Writer, rows *sql.Rows) error {
	out := csv.NewWriter(w)
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := out.Write(columns); err != nil {
		return err
	}
	if err := eachRow(rows, func(_ []string, values []any) error { return out.Write(texts(values)) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// writeJSON prints a list of objects; exact numbers stay exact.
func writeJSON(w io.Writer, rows *sql.Rows) error {
	list := []map[string]any{}
	err := eachRow(rows, func(columns []string, values []any) error {
		object := make(map[string]any, len(columns))
		for i, name := range columns {
			object[name] = plain(values[i])
		}
		list = append(list, object)
		return nil
	})
	if err != nil {
		return err
	}
	return printJSON(w, list)
}

func eachRow(rows *sql.Rows, do func(columns []string, values []any) error) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := do(columns, values); err != nil {
			return err
		}
	}
	return rows.Err()
}

func texts(values []any) []string {
	all := make([]string, len(values))
	for i, value := range values {
		if value != nil {
			all[i] = fmt.Sprint(plain(value))
		}
	}
	return all
}

// number prints as the digits it has, in JSON too.
type number string

func (n number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

func plain(value any) any {
	if digits, ok := duck.DecimalText(value); ok {
		return number(digits)
	}
	switch v := value.(type) {
	case *big.Int:
		return number(v.String())
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format("2006-01-02 15:04:05.999999")
	case []byte:
		return string(v)
	}
	return value
}
