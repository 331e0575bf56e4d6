package pipeline

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// Verification is what came of making a closed period's tables again.
type Verification struct {
	Period string  `json:"period"`
	Bundle string  `json:"bundle"`
	Checks []Check `json:"checks"`
}

// Check is one thing that was compared.
type Check struct {
	Name     string   `json:"name"`
	Passed   bool     `json:"passed"`
	Problems []string `json:"problems,omitempty"`
}

// Passed says whether every check did.
func (v *Verification) Passed() bool {
	return !slices.ContainsFunc(v.Checks, func(c Check) bool { return !c.Passed })
}

// standing is a clock that stands at the moment of the closing.
type standing time.Time

func (s standing) Now() time.Time { return time.Time(s) }

func (s standing) Sleep(ctx context.Context, _ time.Time) error { return ctx.Err() }

func (v *Verification) add(name string, problems []string) {
	v.Checks = append(v.Checks, Check{Name: name, Passed: len(problems) == 0, Problems: problems})
}

// Verify makes the tables of a closed period again, from its bundle and the archived workbooks alone, and compares them byte for
// byte with those it was closed with, and these with what is published now. It writes nothing and needs no lock.
func Verify(ctx context.Context, space *workspace.Workspace, label string) (*Verification, error) {
	p, err := closable(label)
	if err != nil {
		return nil, err
	}
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer tables.Close()
	action, err := tables.ClosedBy(ctx, label)
	if err != nil {
		return nil, err
	}
	if action == 0 {
		return nil, &SubjectError{label, "it is not closed; tonghop close makes the bundle that verify checks"}
	}
	v := &Verification{Period: label, Bundle: vintage.BundleDir(space.Closed, label, action)}
	bundle, damaged, err := vintage.OpenBundle(v.Bundle)
	if err != nil {
		v.add("bundle", []string{err.Error()})
		return v, nil
	}
	slices.Sort(damaged)
	v.add("files of the bundle", damaged)
	archive := inbox.Archive{Root: space.Archive}
	v.add("archived workbooks", damagedWorkbooks(archive, bundle.Submissions))
	sealed, err := os.ReadFile(filepath.Join(v.Bundle, vintage.BundleTable))
	if err != nil {
		return nil, err
	}
	v.add("tables made again", v.remade(ctx, archive, bundle, sealed))
	published, err := tables.Rows(ctx, p)
	if err != nil {
		return nil, err
	}
	v.add("published tables", differences(sealed, published))
	return v, nil
}

func damagedWorkbooks(archive inbox.Archive, submissions []inbox.Submission) (problems []string) {
	for _, s := range submissions {
		if _, err := archive.Read(s.SHA256); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", s.Path, err))
		}
	}
	return problems
}

// remade consolidates the bundle's inputs with the bundle's definitions and SQL in a warehouse in memory.
func (v *Verification) remade(ctx context.Context, archive inbox.Archive, bundle vintage.Bundle, sealed []byte) []string {
	dir, err := os.MkdirTemp("", "tonghop-verify-*")
	if err != nil {
		return []string{err.Error()}
	}
	defer os.RemoveAll(dir)
	table := filepath.Join(dir, vintage.BundleTable)
	if err := remake(ctx, v.Bundle, archive, bundle, table); err != nil {
		return []string{err.Error()}
	}
	remade, err := os.ReadFile(table)
	if err != nil {
		return []string{err.Error()}
	}
	if bytes.Equal(remade, sealed) {
		return nil
	}
	rows, err := csv.NewReader(bytes.NewReader(remade)).ReadAll()
	if err != nil {
		return []string{err.Error()}
	}
	if problems := differences(sealed, rows); len(problems) > 0 {
		return problems
	}
	return []string{vintage.BundleTable + ": the bytes differ"}
}

func remake(ctx context.Context, dir string, archive inbox.Archive, bundle vintage.Bundle, table string) (err error) {
	space, err := workspace.Open(dir)
	if err != nil {
		return err
	}
	space.FormsDir, space.RegistryDir = filepath.Join(dir, "forms"), filepath.Join(dir, "registry")
	r, err := prepare(space, Options{Clock: standing(bundle.ClosedAt), Program: bundle.Program})
	if err != nil {
		return err
	}
	r.archive = archive
	p, err := closable(bundle.Period)
	if err != nil {
		return err
	}
	memory, err := warehouse.Open(ctx, "", warehouse.Options{SQL: os.DirFS(filepath.Join(dir, "sql"))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	tx, err := memory.Begin(ctx, r.options.command("run", "", r.now))
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := r.record(ctx, tx); err != nil {
		return err
	}
	if err := r.loadBundled(ctx, tx, bundle.Submissions); err != nil {
		return err
	}
	if _, err := tx.Consolidate(ctx, r.settings()); err != nil {
		return err
	}
	return tx.CopyTable(ctx, r.settings(), p, table)
}

// loadBundled reads the workbooks of a bundle, in order of receipt, and loads them.
func (r *run) loadBundled(ctx context.Context, tx *warehouse.Tx, submissions []inbox.Submission) error {
	var loaded []warehouse.Loaded
	for _, s := range submissions {
		s.Archived = true // only such ones are bundled
		data, err := r.archive.Read(s.SHA256)
		if err != nil {
			return err
		}
		reading := r.atPlace(s, r.understand(form.File{Path: s.Path, Name: s.FileName}, data))
		loaded = append(loaded, warehouse.Loaded{Submission: s, New: true, Reading: reading})
	}
	return tx.Load(ctx, loaded, "bundle")
}

// shownDifferences bounds how many differing rows are named.
const shownDifferences = 10

// differences names the rows in which a sealed table and another differ. Their order does not count: it follows the registry
// of the day. Nor does the number of digits, which follows the rounding of the day: 120.0 is 120.00.
func differences(sealed []byte, rows [][]string) (problems []string) {
	want, err := csv.NewReader(bytes.NewReader(sealed)).ReadAll()
	if err != nil {
		return []string{err.Error()}
	}
	plainDecimals(want)
	plainDecimals(rows)
	byText := func(a, b []string) int { return slices.Compare(a, b) }
	slices.SortFunc(want[1:], byText)
	slices.SortFunc(rows[1:], byText)
	if len(want) != len(rows) {
		problems = append(problems, fmt.Sprintf("%d rows were sealed, there are %d", len(want)-1, len(rows)-1))
	}
	for i := range min(len(want), len(rows)) {
		if !slices.Equal(want[i], rows[i]) && len(problems) < shownDifferences {
			problems = append(problems, fmt.Sprintf("sealed %s; now %s", strings.Join(want[i], ","), strings.Join(rows[i], ",")))
		}
	}
	return problems
}

// plainDecimals takes the zeros from the ends of a table's numbers.
func plainDecimals(rows [][]string) {
	for column, name := range rows[0] {
		if !slices.Contains([]string{"actual", "actual_ytd", "target", "target_original", "attainment_pct", "remaining"}, name) {
			continue
		}
		for _, row := range rows[1:] {
			if strings.Contains(row[column], ".") {
				row[column] = strings.TrimSuffix(strings.TrimRight(row[column], "0"), ".")
			}
		}
	}
}
