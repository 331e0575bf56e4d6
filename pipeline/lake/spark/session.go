package spark

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/apache/spark-connect-go/spark/client/channel"
	connect "github.com/apache/spark-connect-go/spark/sql"

	statementFiles "tonghop/sql"
)

// Version is the version of Spark on which every table is compared with DuckDB's.
const Version = "4.3"

// settings are the session's configuration on which the equality of tables rests.
var settings = map[string]string{
	// What does not fit is an error, and never a NULL or a number that went round.
	"spark.sql.ansi.enabled": "true",
	// A sum of DECIMAL(30, 10) keeps its tenth digit; with the default it silently keeps nine, then eight.
	"spark.sql.decimalOperations.allowPrecisionLoss": "false",
	"spark.sql.session.timeZone":                     "UTC",
	"spark.sql.timestampType":                        "TIMESTAMP_NTZ",
	// Files of the lake are compressed so much that their size says nothing about their rows: a table that Spark takes
	// for small enough to send to every executor ends it without memory.
	"spark.sql.autoBroadcastJoinThreshold":          "-1",
	"spark.sql.adaptive.autoBroadcastJoinThreshold": "-1",
	// Trees of units are walked by recursion, which would end at a million rows.
	"spark.sql.cteRecursionRowLimit":      "-1",
	"spark.sql.cteRecursionLevelLimit":    "1000",
	"spark.sql.parquet.compression.codec": "zstd",
}

// session is a session of a Spark Connect server. What is created in it no other session sees.
type session struct {
	server string
	spark  connect.SparkSession
}

// open connects to the server, asks for its version and configures the session.
func open(ctx context.Context, server string, options map[string]string) (*session, error) {
	builder, err := channel.NewBuilder(server)
	if err != nil {
		return nil, &AddressError{server, err}
	}
	made, err := connect.NewSessionBuilder().WithChannelBuilder(builder).Build(ctx)
	if err != nil {
		return nil, &NoServerError{server, err}
	}
	s := &session{server, made}
	found, err := s.text(ctx, "SELECT version()")
	if err != nil {
		return nil, &NoServerError{server, err}
	}
	if err := compared(server, found); err != nil {
		return nil, err
	}
	// What equality rests on goes after what was asked for, so that nobody can change it.
	for _, some := range []map[string]string{options, settings} {
		for _, key := range slices.Sorted(maps.Keys(some)) {
			if err := made.Config().Set(ctx, key, some[key]); err != nil {
				return nil, fmt.Errorf("set %s to %s at %s: %w", key, some[key], server, err)
			}
		}
	}
	return s, nil
}

// compared refuses a server of a version on which tables were not compared. Spark writes its version with a digest
// behind it, such as "4.3.0 c0ffee".
func compared(server, version string) error {
	version, _, _ = strings.Cut(version, " ")
	if !strings.HasPrefix(version, Version+".") {
		return &VersionError{server, version}
	}
	return nil
}

// execute carries out one statement.
func (s *session) execute(ctx context.Context, statement string) error {
	_, err := s.spark.Sql(ctx, statement)
	return err
}

// rows carries out a query and returns its rows, for small results. They are all held in memory: it
// is for versions, years and steps, and never for a table.
func (s *session) rows(ctx context.Context, query string) (all [][]any, err error) {
	frame, err := s.spark.Sql(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := frame.Collect(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		all = append(all, row.Values())
	}
	return all, nil
}

// text is the only value of a query, as a text.
func (s *session) text(ctx context.Context, query string) (string, error) {
	rows, err := s.rows(ctx, query)
	if err != nil {
		return "", err
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return "", fmt.Errorf("%s: read %d rows, expected one with one value", query, len(rows))
	}
	return fmt.Sprint(rows[0][0]), nil
}

// functionTexts are the statements that create the functions, in an order in which each comes after those that it
// calls: the files by their names, of which none calls a later one's.
func functionTexts(files fs.FS) (all []string, err error) {
	names, err := fs.Glob(files, "functions/spark/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, statements(string(body))...)
	}
	return all, nil
}

// createFunctions creates the functions that the models call, once for the session. They are
// rewritten like the models, because they stand in package sql and ask for variables too.
func (s *session) createFunctions(ctx context.Context, values map[string]string) error {
	texts, err := functionTexts(statementFiles.Files)
	if err != nil {
		return err
	}
	for _, text := range texts {
		statement, err := Rewrite(text, values)
		if err != nil {
			return err
		}
		if err := s.execute(ctx, statement); err != nil {
			return fmt.Errorf("create the functions of the models: %w", err)
		}
	}
	return nil
}
