package warehouse

import (
	"context"

	"tonghop/pipeline/warehouse/duck"
)

// Of two tables that are joined, DuckDB holds one in memory and lets the rows of the other go by. It chooses by how
// many rows it expects of each, and expects none of a table that is made in the same transaction: in the first run
// these are all tables, and the largest one may be what it holds. So the header of a model that joins large tables says
//
//	-- Joins: as written: why
//
// and its text decides: what stands before JOIN goes by, what stands behind it is held, and joins are carried out from
// the first to the last.

// asWritten has DuckDB carry joins out as they are written; asItLikes undoes it.
const (
	asWritten = "SET disabled_optimizers = 'join_order,build_side_probe_side'"
	asItLikes = "RESET disabled_optimizers"
)

// makeRows carries out a statement that makes rows of a model, with its joins as its header says. Before a large table,
// which is one whose joins are as written or that is made month by month, memory that nothing uses is given back.
func (b *builder) makeRows(ctx context.Context, m model, statement string) error {
	if b.release != nil && (m.asWritten || m.stepped == monthByMonth) {
		if err := b.release(ctx, b.q); err != nil {
			return err
		}
	}
	return b.joining(ctx, m, func() error { return b.exec(ctx, m.name, statement) })
}

// joining does something with the joins of a model or check as its header says. After an error the setting stays: the
// transaction takes no statement any more, and nothing else is made of this database before it is opened again.
func (b *builder) joining(ctx context.Context, m model, do func() error) error {
	if !m.asWritten {
		return do()
	}
	if err := duck.Script(ctx, b.q, asWritten); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return duck.Script(ctx, b.q, asItLikes)
}
