package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"tonghop/pipeline/lake"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// NoLakeError says that a workspace has nothing to do with a lake.
type NoLakeError struct{}

func (e *NoLakeError) Error() string {
	return "tonghop.yaml names no lake: expected lake with a province, or kind: nation with the lakes of its provinces"
}

// Kind is misuse: the office states one first.
func (e *NoLakeError) Kind() fault.Kind { return fault.Misuse }

// writeLake brings the province's lake to what was just published. It comes last: whatever becomes
// of it, the tables are published. A lake may lie on a share or in a store elsewhere that cannot be
// reached tonight: the error says so, and the next run brings it to the state of that day.
func (r *run) writeLake(ctx context.Context, ledger *warehouse.Warehouse, published vintage.Folder) error {
	to := r.space.Lake
	if to.Folder == "" {
		return nil
	}
	store, err := lake.At(to.Folder, lakeCache(r.space))
	if err != nil {
		return err
	}
	done, err := lake.Write(ctx, store, ledger, published, lake.Options{
		Province: to.Province, FileNames: to.FileNames, Program: r.options.Program, Now: r.now,
		Settings: lakeSettings(r.space),
	})
	if err != nil {
		return fmt.Errorf("the tables are published, but the lake is as it was: %w", err)
	}
	r.report.Lake = &done
	return nil
}

// lakeSettings are those of a workspace that decide whether its tables can be added to those of
// others. A nation refuses lakes whose periods end on other days than its own; the others are
// written down for whoever reads the lake.
func lakeSettings(space *workspace.Workspace) lake.Settings {
	return lake.Settings{
		CutoffDay: space.Calendar.LastDay, TimeZone: space.Location.String(), RoundingMode: string(space.Rounding.Mode),
		RoundingDigits: space.Rounding.Digits,
	}
}

// LakeCheck is what was found in a lake of one province.
type LakeCheck struct {
	Province   string    `json:"province"`
	Lake       string    `json:"lake"`
	State      string    `json:"state,omitempty"`
	CreatedAt  time.Time `json:"created_at,omitzero"`
	Vintage    string    `json:"vintage,omitempty"` // the province's own, of which the lake has the ledger
	Files      int       `json:"files"`
	Rows       int64     `json:"rows"`
	Bytes      int64     `json:"bytes"`
	Unfinished bool      `json:"unfinished"` // a later state was begun and not finished
	Problems   []string  `json:"problems,omitempty"`
}

// VerifyLake reads every file of the last whole state of the workspace's province, or of each
// province of a nation, and names what is not as it was written. It writes nothing and needs no
// lock. The error is a *NoLakeError. A lake that cannot be reached at all is a check with that
// problem, so that one province does not hide the others.
func VerifyLake(ctx context.Context, space *workspace.Workspace) (checks []LakeCheck, err error) {
	provinces := space.Nation.Provinces
	if space.Kind == workspace.Province && space.Lake.Folder != "" {
		provinces = []workspace.NationProvince{{ID: space.Lake.Province, Lake: space.Lake.Folder}}
	}
	if len(provinces) == 0 {
		return nil, &NoLakeError{}
	}
	for _, p := range provinces {
		check := LakeCheck{Province: p.ID, Lake: p.Lake}
		state, problems, err := verifyLake(ctx, space, p)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		check.Problems = orProblem(problems, err)
		if err == nil {
			check.of(state)
		}
		checks = append(checks, check)
	}
	return checks, nil
}

// verifyLake reads every file of the lake of one province. problems are files that are not as they
// were written; the error is that of a lake that cannot be opened.
func verifyLake(ctx context.Context, space *workspace.Workspace, p workspace.NationProvince) (
	*lake.State, []string, error,
) {
	store, err := lake.At(p.Lake, lakeCache(space))
	if err != nil {
		return nil, nil, err
	}
	return lake.Verify(ctx, store, p.ID)
}

// lakeCache is the folder for what is fetched of lakes elsewhere. It may be removed.
func lakeCache(space *workspace.Workspace) string { return filepath.Join(space.Dir, ".lakes") }

// openLake opens the last whole state of a province.
func openLake(ctx context.Context, space *workspace.Workspace, p workspace.NationProvince) (*lake.State, error) {
	store, err := lake.At(p.Lake, lakeCache(space))
	if err != nil {
		return nil, err
	}
	return lake.Open(ctx, store, p.ID)
}

// of takes what a manifest says. Files, rows and bytes are sums over all tables of the state.
func (c *LakeCheck) of(state *lake.State) {
	c.State, c.CreatedAt, c.Vintage, c.Unfinished = state.State, state.CreatedAt, state.Vintage, state.Unfinished
	for _, files := range state.Tables {
		for _, f := range files {
			c.Files, c.Rows, c.Bytes = c.Files+1, c.Rows+f.Rows, c.Bytes+f.Bytes
		}
	}
}
