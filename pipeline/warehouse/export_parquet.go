package warehouse

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"tonghop/pipeline/warehouse/duck"
)

// A Parquet file has groups of rows, and behind them a footer that says where each column of each group begins. DuckDB
// writes whole files only, so each period is written as a file of its own; their groups, one period after the other,
// and one footer make the table's file. The groups of a period that is the same are copied from the earlier vintage.

// parquetMagic begins and ends a Parquet file; before the last one stands the length of the footer, in four bytes.
const parquetMagic = "PAR1"

// parquetFile is a Parquet file that is read.
type parquetFile struct {
	*os.File
	footer format.FileMetaData
	groups FilePart // what stands between its first bytes and the footer
}

func openParquet(name string) (f parquetFile, err error) {
	if f.File, err = os.Open(name); err != nil {
		return f, err
	}
	info, err := f.Stat()
	if err != nil {
		return f, errors.Join(err, f.Close())
	}
	end := make([]byte, 4+len(parquetMagic))
	if _, err := f.ReadAt(end, info.Size()-int64(len(end))); err != nil {
		return f, errors.Join(err, f.Close())
	}
	footer := make([]byte, binary.LittleEndian.Uint32(end))
	f.groups.Offset = int64(len(parquetMagic))
	f.groups.Size = info.Size() - int64(len(end)+len(footer)) - f.groups.Offset
	if _, err := f.ReadAt(footer, f.groups.Offset+f.groups.Size); err != nil {
		return f, errors.Join(err, f.Close())
	}
	if err = thrift.Unmarshal(new(thrift.CompactProtocol), footer, &f.footer); err != nil {
		return f, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
	}
	return f, nil
}

// parquetWriter puts a file together from parts of others.
type parquetWriter struct {
	out    *os.File
	offset int64
	footer *format.FileMetaData // of the first part, and then with the groups of all of them
}

// add copies a part of a file, which has whole groups of rows, and returns where it stands now. They become those of
// the new file: from has the others left.
func (w *parquetWriter) add(from *parquetFile, part FilePart) (FilePart, error) {
	w.begin(from)
	moved := w.offset - part.Offset
	if err := w.copy(from, part); err != nil {
		return FilePart{}, err
	}
	for _, group := range from.take(part) {
		move(&group.FileOffset, moved)
		for i := range group.Columns {
			moveColumn(&group.Columns[i], moved)
		}
		w.append(group)
	}
	return FilePart{part.Offset + moved, part.Size}, nil
}

// begin takes the footer of the first file, without its groups.
func (w *parquetWriter) begin(first *parquetFile) {
	if w.footer == nil {
		w.footer = new(first.footer)
		w.footer.RowGroups, w.footer.NumRows = nil, 0
	}
}

// append puts a group, whose bytes were written, behind the others.
func (w *parquetWriter) append(group format.RowGroup) {
	group.Ordinal = int16(len(w.footer.RowGroups))
	w.footer.RowGroups = append(w.footer.RowGroups, group)
	w.footer.NumRows += group.NumRows
}

// take takes the groups out of a file that stand in a part of it.
func (f *parquetFile) take(part FilePart) (taken []format.RowGroup) {
	left := f.footer.RowGroups[:0]
	for _, group := range f.footer.RowGroups {
		if at := group.Columns[0].MetaData.DataPageOffset; at < part.Offset || at >= part.Offset+part.Size {
			left = append(left, group)
			continue
		}
		taken = append(taken, group)
	}
	f.footer.RowGroups = left
	return taken
}

// moveColumn moves all that stands in a column's chunk and belongs to it.
func moveColumn(column *format.ColumnChunk, by int64) {
	for _, at := range []*int64{&column.FileOffset, &column.OffsetIndexOffset, &column.ColumnIndexOffset,
		&column.MetaData.DataPageOffset, &column.MetaData.DictionaryPageOffset,
		&column.MetaData.IndexPageOffset, &column.MetaData.BloomFilterOffset} {
		move(at, by)
	}
}

// move moves an offset, where there is one: nothing stands at 0 but the file's first bytes.
func move(offset *int64, by int64) {
	if *offset > 0 {
		*offset += by
	}
}

// finish writes the footer.
func (w *parquetWriter) finish() error {
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), w.footer)
	if err != nil {
		return err
	}
	end := binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	_, err = w.out.Write(append(end, parquetMagic...))
	return err
}

// writeParquet writes one table of the vintage. DuckDB writes with one thread, so that the bytes do not depend on how
// many there are.
func (e *export) writeParquet(ctx context.Context, table string, segments []segment) (err error) {
	again, err := duck.OneThread(ctx, e.q)
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	defer func() { err = errors.Join(err, again()) }()
	name := table + ".parquet"
	if len(segments) == 0 {
		return e.copyParquet(ctx, "SELECT * FROM vintage.main."+table, filepath.Join(e.dir, name))
	}
	w := parquetWriter{offset: int64(len(parquetMagic))}
	if w.out, err = os.Create(filepath.Join(e.dir, name)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.out.Close()) }()
	if _, err := w.out.WriteString(parquetMagic); err != nil {
		return err
	}
	if err := e.addPeriods(ctx, &w, table, segments); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.finish()
}

// addPeriods adds the groups of all periods: those of the earlier vintage where they are the same.
func (e *export) addPeriods(ctx context.Context, w *parquetWriter, table string, segments []segment) (err error) {
	name := table + ".parquet"
	var earlier parquetFile
	for _, s := range segments {
		part, there := e.earlier.Years[s.year].Periods[s.label].Parts[name]
		same := e.samePeriod(table, s.year, s.label)
		if !there || !same && !e.inParts(table, s.label) {
			if err := e.addMade(ctx, w, table, s); err != nil {
				return err
			}
			continue
		}
		if earlier.File == nil {
			if earlier, err = openParquet(filepath.Join(e.earlier.Dir, name)); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, earlier.Close()) }()
		}
		if err := e.addTaken(ctx, w, table, s, &earlier, part, same); err != nil {
			return err
		}
	}
	return nil
}

// addTaken adds the groups of a period of which the earlier file has something: all of it where it is the same, or was
// looked at and no column differs.
func (e *export) addTaken(
	ctx context.Context, w *parquetWriter, table string, s segment, earlier *parquetFile, part FilePart, same bool,
) error {
	if columns := e.changedColumns[tablePeriod{table, s.label}]; !same && len(columns) > 0 {
		done, err := e.addChanged(ctx, w, table, columns, s, earlier, part)
		if err != nil || done {
			return err
		}
		return e.addMade(ctx, w, table, s)
	}
	return e.addWhole(w, table, s, earlier, part)
}

// addWhole adds a part of a file, which is all of a period.
func (e *export) addWhole(w *parquetWriter, table string, s segment, from *parquetFile, part FilePart) error {
	now, err := w.add(from, part)
	if err != nil {
		return err
	}
	e.note(s, table+".parquet", now)
	return nil
}

// addMade adds the groups of a period, all columns of which DuckDB writes.
func (e *export) addMade(ctx context.Context, w *parquetWriter, table string, s segment) error {
	return e.withMade(ctx, table, "*", s, func(made *parquetFile) error {
		return e.addWhole(w, table, s, made, made.groups)
	})
}

// withMade has DuckDB write columns of a period into a file of their own, which is there until use has returned.
func (e *export) withMade(
	ctx context.Context, table, columns string, s segment, use func(made *parquetFile) error,
) (err error) {
	path := filepath.Join(e.dir, table+".parquet.part")
	if err := e.copyParquet(ctx, pieces(table, columns, s), path); err != nil {
		return err
	}
	made, err := openParquet(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, made.Close(), os.Remove(path)) }()
	return use(&made)
}

func (e *export) copyParquet(ctx context.Context, rows, to string) error {
	return e.exec(ctx, filepath.Base(to), fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", rows,
		duck.Quoted(to)))
}

// longestPiece is how many rows of a table are handed to DuckDB's writer of Parquet files as one part of a union: less
// than half of a row group, which is 122,880. Such parts are gathered in their order and written when there are enough
// of them. Of a longer one DuckDB writes a group as soon as it was handed enough rows. How many it is handed at a time
// depends on where they stand in the database, so that the groups, and the bytes with them, would depend on it too; and
// what is left of the part before would come behind it.
const longestPiece = 122880/2 - 1

// pieces selects columns of a period's rows in the order in which a vintage made anew has them, in pieces.
func pieces(table, columns string, s segment) string {
	var parts []string
	for from := s.from; from <= s.to; from += longestPiece {
		part := fmt.Sprintf("SELECT %s FROM vintage.main.%s WHERE year = %d AND period = %s", columns, table, s.year,
			duck.Quoted(s.label))
		if s.rows > longestPiece {
			part += fmt.Sprintf(" AND rowid BETWEEN %d AND %d", from, from+longestPiece-1)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " UNION ALL ")
}
