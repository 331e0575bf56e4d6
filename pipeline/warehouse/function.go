package warehouse

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// functionFolder holds the functions (macros) that models and queries call. They are temporary, so
// they belong to every connection and to no database: a corrected function needs no migration.
const functionFolder = "functions/duckdb"

// functions are the statements that define the functions of a folder laid out as package sql. They
// belong to the models beside them: a closed period is verified with the functions of its day, not
// with those of the running program.
func functions(files fs.FS) ([]string, error) {
	// A bundle of an early version has no such folder.
	entries, err := fs.ReadDir(files, functionFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return schemaMacros(files)
	}
	if err != nil {
		return nil, err
	}
	var all []string
	for _, entry := range entries {
		body, err := fs.ReadFile(files, path.Join(functionFolder, entry.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, string(body))
	}
	return all, nil
}

// schemaMacros finds the functions of an early version, which kept them among the steps of the
// ledger's schema, and makes them temporary ones.
func schemaMacros(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	// Comments go first, since a semicolon in one would end a statement.
	comment := regexp.MustCompile(`(?m)--.*$`)
	macro := regexp.MustCompile(`(?is)^\s*CREATE\s+(OR\s+REPLACE\s+)?MACRO\b`)
	var all []string
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for statement := range strings.SplitSeq(comment.ReplaceAllString(string(body), ""), ";") {
			if macro.MatchString(statement) {
				all = append(all, macro.ReplaceAllString(statement, "CREATE OR REPLACE TEMP MACRO"))
			}
		}
	}
	if all == nil {
		return nil, fmt.Errorf("there are no functions: expected %s beside the models", functionFolder)
	}
	return all, nil
}
