package reform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/registry"
)

// Write adds the planned rows to registry/units.csv and registry/changes.csv in the folder of the registry. Rows that
// do not change stay as they are, byte for byte. A plan with an error is refused, and so is a registry that is kept in
// workbooks. units.csv is written first: were the second file not to follow, the registry would be asked what became of
// the units that ended, and the same list could be taken over again.
func (p *Plan) Write(dir string) error {
	if p.Failed() {
		return fault.New(fault.Misuse, "nothing was written: correct the errors first")
	}
	units, err := openTable(dir, "units", nil)
	if err != nil {
		return err
	}
	changes, err := openTable(dir, "changes", []string{"date", "kind", "unit_id", "successor_unit_id", "decision"})
	if err != nil {
		return err
	}
	for row, last := range p.ended {
		if err := units.set(p.registry.Units[row].Source.Row, "valid_to", last.String()); err != nil {
			return err
		}
	}
	for _, u := range p.begun {
		units.add(map[string]string{"unit_id": u.ID, "code": u.Code, "name": u.Name, "level": u.Level,
			"parent_unit_id": u.ParentID, "valid_from": u.ValidFrom.String(), "valid_to": u.ValidTo.String()})
	}
	for i := range p.changes {
		changes.add(columnsOf(&p.changes[i]))
	}
	return errors.Join(units.write(), changes.write())
}

// columnsOf are a change's values by the columns of registry/changes; those of optional columns only where they say
// something, so that no empty column is added.
func columnsOf(c *registry.Change) map[string]string {
	values := map[string]string{"date": c.Date.String(), "kind": string(c.Kind), "unit_id": c.UnitID}
	for column, value := range map[string]string{"successor_unit_id": c.SuccessorID, "decision": c.Decision,
		"counts": string(c.Counts)} {
		if value != "" {
			values[column] = value
		}
	}
	if c.Allocated {
		values["allocation"] = c.Allocation.String()
	}
	return values
}

// openTable reads a table of the registry to add to it. One that is not there begins with the columns given; without
// any it has to be there.
func openTable(dir, name string, columns []string) (*table, error) {
	file := filepath.Join(dir, name+".csv")
	data, err := os.ReadFile(file)
	switch {
	case err == nil:
		return parseTable(file, data)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	for _, other := range []string{".xlsx", ".xls"} {
		if _, err := os.Stat(filepath.Join(dir, name+other)); err == nil {
			return nil, fault.New(fault.Misuse, "registry/%s%s is a workbook, and rows are added to CSV files only: save it "+
				"as %s.csv (CSV UTF-8) in its place", name, other, name)
		}
	}
	if columns == nil {
		return nil, fault.Wrap(fault.Misuse, fmt.Errorf("registry/%s.csv: %w", name, fs.ErrNotExist))
	}
	return &table{file: file, columns: columns, newline: "\n", comma: ',', isNew: true}, nil
}

// write replaces the file in one step, with the mode that it had. A table in which nothing changed
// is not written.
func (t *table) write() error {
	if !t.isChanged() {
		return nil
	}
	data, err := t.bytes()
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(t.file); err == nil {
		mode = info.Mode().Perm()
	}
	return durable.Write(t.file, data, mode)
}
