package pipeline

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace"
)

// snapshot is the file of a vintage that holds its tables.
const snapshot = warehouse.SnapshotName

// revise fills the table revision of a vintage being written: what differs from the one before, and why. Years that are not among
// those given are the same in both; nil: any may differ.
func (r *run) revise(ctx context.Context, dir string, before publish.Pointer, years []int) (err error) {
	if before.Dir == "" {
		return nil
	}
	c, err := warehouse.OpenRevision(ctx, filepath.Join(before.Dir, snapshot), filepath.Join(dir, snapshot), warehouse.Options{TempDir: r.space.Warehouse + ".revision.tmp"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	err = trace.Each(ctx, c, years, func(revisions []trace.Revision) error {
		rows := make([]duck.Row, len(revisions))
		for i := range revisions {
			rows[i] = revisionRow(&revisions[i])
		}
		return c.AppendRevisions(rows)
	})
	if err != nil {
		return fmt.Errorf("compare with vintage %s: %w", before.ID, err)
	}
	return nil
}

// revisionRow is a revision as a row of the table revision.
func revisionRow(v *trace.Revision) duck.Row {
	return duck.Row{
		"unit_id": v.UnitID, "period": v.Period, "indicator": v.Indicator, "breakdown": v.Breakdown, "column_name": v.Column,
		"old": optional(v.Old, v.OldKnown), "new": optional(v.New, v.NewKnown),
		"cause": string(v.Cause), "amount": optional(v.Amount, true), "sources": int32(v.Sources),
		"source_unit_id": v.SourceUnitID, "path": v.Path, "sheet": v.Sheet, "cell": v.Ref, "cell_old": v.From, "cell_new": v.To,
		"reason": v.Reason,
	}
}

func optional(q quantity.Quantity, known bool) driver.Value {
	if !known {
		return nil
	}
	return warehouse.Decimal(q)
}

// Diff compares two vintages by their names; "current" is the current one.
func Diff(ctx context.Context, space *workspace.Workspace, before, after string) ([]trace.Revision, error) {
	var dirs [2]string
	for i, name := range []string{before, after} {
		p, err := openVintage(space, name)
		if err != nil {
			return nil, err
		}
		dirs[i] = filepath.Join(p.Dir, snapshot)
	}
	return trace.Compare(ctx, dirs[0], dirs[1])
}

func openVintage(space *workspace.Workspace, name string) (publish.Pointer, error) {
	if name != "current" {
		p, err := publish.Open(space.Published, name)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				return p, err
			}
			return p, &SubjectError{name, fmt.Sprintf("there is no such vintage; the folders under %s are their names", filepath.Join(space.Published, "vintages"))}
		}
		return p, nil
	}
	p, exists, err := publish.Current(space.Published)
	if err == nil && !exists {
		err = &SubjectError{name, "nothing is published yet"}
	}
	return p, err
}
