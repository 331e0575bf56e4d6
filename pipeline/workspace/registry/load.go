package registry

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

// Names of the tables under registry/; each is a .csv or an .xlsx file. Only units must be there.
const (
	unitsTable   = "units"
	aliasesTable = "aliases"
	targetsTable = "targets"
	changesTable = "changes"
)

// Load reads and checks the registry in a folder. Its error names each wrong row, up to twenty at once.
func Load(dir string, limits workbook.Limits) (*Registry, error) {
	files, err := tableFiles(dir)
	if err != nil {
		return nil, err
	}
	var bad problems
	var r rows
	for _, table := range []struct {
		name  string
		want  layout
		parse func(*rows, record, *problems)
	}{
		{unitsTable, unitLayout, (*rows).addUnit},
		{aliasesTable, aliasLayout, (*rows).addAlias},
		{targetsTable, targetLayout, (*rows).addTarget},
		{changesTable, changeLayout, (*rows).addChange},
	} {
		file, there := files[table.name]
		if !there {
			continue
		}
		read, err := readTable(dir, file, limits)
		if err != nil {
			bad.addError(err)
			continue
		}
		for _, rec := range read.records(table.want, &bad) {
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
	loaded.Files = slices.Sorted(maps.Values(files))
	return loaded, nil
}

// tableFiles maps each table's name to its file. A file that is none of them is an error: under a mistyped name it
// would be ignored in silence.
func tableFiles(dir string) (map[string]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	names := []string{unitsTable, aliasesTable, targetsTable, changesTable}
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

func readTable(dir, file string, limits workbook.Limits) (sheet, error) {
	name := filepath.Join(dir, file)
	limits = limits.WithDefaults()
	info, err := os.Stat(name)
	if err != nil {
		return sheet{}, fmt.Errorf("registry: %w", err)
	}
	if info.Size() > limits.FileBytes {
		return sheet{}, fmt.Errorf("%s: %w", shown(file), &workbook.LimitError{Bound: "file_bytes", Limit: limits.FileBytes,
			Got: info.Size()})
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return sheet{}, fmt.Errorf("registry: %w", err)
	}
	if strings.EqualFold(filepath.Ext(file), ".csv") {
		return readCSV(shown(file), data)
	}
	return readWorkbook(shown(file), file, data, limits)
}
