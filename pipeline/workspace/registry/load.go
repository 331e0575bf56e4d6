package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/regular"
)

// The tables under registry/, by the names of their files without extension. Each is a .csv, an
// .xlsx or an .xls file; only units has to be there.
const (
	unitsTable   = "units"
	aliasesTable = "aliases"
	targetsTable = "targets"
	changesTable = "changes"
	levelsTable  = "levels"
)

// Load reads and checks the registry in a folder. limits bound the size of the files, as they do
// for submitted workbooks. The error joins a *RowError for each wrong row, at most shownErrors of
// them; a folder without a table of units is fs.ErrNotExist.
func Load(dir string, limits workbook.Limits) (*Registry, error) {
	files, err := tableFiles(dir)
	if err != nil {
		// The tables are read one after the other even when one of them is bad, so that all
		// problems are reported together. Only rows that are sound by themselves are compared with
		// each other, by New.
		return nil, err
	}
	var bad problems
	var r rows
	contents := map[string][]byte{}
	for _, table := range []struct {
		name  string
		want  layout
		parse func(*rows, record, *problems)
	}{
		{unitsTable, unitLayout, (*rows).addUnit},
		{aliasesTable, aliasLayout, (*rows).addAlias},
		{targetsTable, targetLayout, (*rows).addTarget},
		{changesTable, changeLayout, (*rows).addChange},
		{levelsTable, levelLayout, (*rows).addLevel},
	} {
		file, there := files[table.name]
		if !there {
			continue
		}
		data, err := readFile(dir, file, limits)
		if err != nil {
			bad.addError(err)
			continue
		}
		contents[file] = data
		read, err := readTable(file, data, limits, rowsOf(table.name))
		if err != nil {
			bad.addError(err)
			continue
		}
		records := read.records(table.want, &bad)
		r.grow(table.name, len(records))
		for _, rec := range records {
			table.parse(&r, rec, &bad)
		}
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	loaded, err := New(r.units, r.aliases, r.targets, r.changes)
	if err != nil {
		return nil, err
	}
	loaded.nameLevels(r.levels)
	loaded.Files, loaded.Contents = slices.Sorted(maps.Values(files)), contents
	return loaded, nil
}

// tableFiles maps each table's name to its file. A table under any other name is an error, because
// under a mistyped name ("target.csv") it would be ignored in silence; so is a table that is there
// twice. Files of other kinds, hidden ones and the lock files of Excel ("~$units.xlsx") are passed
// over.
func tableFiles(dir string) (map[string]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	names := []string{unitsTable, aliasesTable, targetsTable, changesTable, levelsTable}
	files := make(map[string]string, len(names))
	for _, entry := range entries {
		file, extension := entry.Name(), strings.ToLower(filepath.Ext(entry.Name()))
		if entry.IsDir() || strings.HasPrefix(file, ".") || strings.HasPrefix(file, "~$") ||
			!slices.Contains([]string{".csv", ".xlsx", ".xls"}, extension) {
			continue
		}
		table := strings.TrimSuffix(file, filepath.Ext(file))
		if !slices.Contains(names, table) {
			return nil, &RowError{Source: Source{File: shown(file)},
				Expected: fmt.Sprintf("unknown table; expected one of %s, as .csv or .xlsx", strings.Join(names, ", "))}
		}
		if other, twice := files[table]; twice {
			return nil, &RowError{Source: Source{File: shown(file)},
				Expected: fmt.Sprintf("the same table is also in %s; keep one of them", shown(other))}
		}
		files[table] = file
	}
	if files[unitsTable] == "" {
		return nil, fmt.Errorf("registry %s: no units.csv or units.xlsx: %w", dir, fs.ErrNotExist)
	}
	return files, nil
}

// shown is a file's name in messages and in Source: below the workspace, the same on every system.
func shown(file string) string { return "registry/" + file }

// readFile reads the bytes of one table. The size is looked at before the file is read, so that a
// mistaken file of gigabytes takes no memory.
func readFile(dir, file string, limits workbook.Limits) ([]byte, error) {
	data, err := regular.Read(filepath.Join(dir, file), limits.WithDefaults().FileBytes)
	var large *regular.TooLargeError
	if errors.As(err, &large) {
		return nil, fmt.Errorf("%s: %w", shown(file),
			&workbook.LimitError{Bound: "file_bytes", Limit: large.Limit, Got: large.Size})
	}
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	return data, nil
}

// readTable reads one table, by the kind of its file.
func readTable(file string, data []byte, limits workbook.Limits, bound int) (sheet, error) {
	if strings.EqualFold(filepath.Ext(file), ".csv") {
		return readCSV(shown(file), data, bound)
	}
	return readWorkbook(shown(file), file, data, limits.WithDefaults(), bound)
}
