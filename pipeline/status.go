package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vintage/print"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// Status answers from the current vintage who submitted what. It needs no lock and disturbs no run. How late a unit is
// counts until the clock's day in the workspace's time zone. Errors: *vintage.NothingPublishedError,
// *vintage.UnitError, *completeness.NothingError.
func Status(
	ctx context.Context, space *workspace.Workspace, options Options, q completeness.Question,
) (s *completeness.Status, err error) {
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	q.Today = period.DateOf(options.Clock.Now().In(space.Location))
	if s, err = completeness.Read(ctx, tables, q); err != nil {
		return nil, err
	}
	s.Vintage = tables.ID
	return s, nil
}

// WriteStatus prints a status as a workbook to send out. An existing file of that name is replaced.
func WriteStatus(space *workspace.Workspace, path string, s *completeness.Status) error {
	return print.WriteStatus(path, officeOf(space), s)
}
