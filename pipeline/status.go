package pipeline

import (
	"context"
	"errors"
	"path/filepath"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// Status answers from the current vintage who submitted what. It needs no lock and disturbs no run. How late a unit is counts until
// the clock's day in the workspace's time zone. Errors: *completeness.NothingError, *SubjectError when nothing is published.
func Status(ctx context.Context, space *workspace.Workspace, options Options, q completeness.Question) (s *completeness.Status, err error) {
	current, err := openVintage(space, "current")
	if err != nil {
		return nil, err
	}
	vintage, err := warehouse.OpenVintage(ctx, filepath.Join(current.Dir, snapshot))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, vintage.Close()) }()
	q.Today = period.DateOf(options.Clock.Now().In(space.Location))
	if s, err = completeness.Read(ctx, vintage, q); err != nil {
		return nil, err
	}
	s.Vintage = current.ID
	return s, nil
}

// WriteStatus prints a status as a workbook to send out.
func WriteStatus(space *workspace.Workspace, path string, s *completeness.Status) error {
	return publish.WriteStatus(path, printOf(space), s)
}
