package warehouse

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A night mostly changes some columns of a period and leaves the others: names, targets, how many units are expected. A
// group of rows has a chunk of bytes for each column, one behind the other, and behind the chunks of all of a period's
// groups stand the Bloom filters of the columns that have one. So where rows were changed in their places, DuckDB
// writes the columns that differ, and the chunks of the others are copied.

// addChanged adds the groups of a period of which columns were changed where they stand. done says whether this could
// be done: the groups have to be those of the earlier file.
func (e *export) addChanged(
	ctx context.Context, w *parquetWriter, table string, columns []string, s segment, earlier *parquetFile, part FilePart,
) (done bool, err error) {
	name := table + ".parquet"
	err = e.withMade(ctx, table, strings.Join(columns, ", "), s, func(made *parquetFile) error {
		groups := earlier.take(part)
		sameRows := func(a, b format.RowGroup) bool { return a.NumRows == b.NumRows }
		if !slices.EqualFunc(groups, made.footer.RowGroups, sameRows) {
			return nil
		}
		w.begin(earlier)
		offset := w.offset
		if err := w.mix(groups, earlier, made); err != nil {
			return fmt.Errorf("%s of %s: %w", name, s.label, err)
		}
		e.note(s, name, FilePart{offset, w.offset - offset})
		done = true
		return nil
	})
	return done, err
}

// mix writes groups of an earlier file, with the columns that another one has in place of their own. Both have the same
// groups of rows.
func (w *parquetWriter) mix(groups []format.RowGroup, earlier, made *parquetFile) error {
	sources := make([][]*parquetFile, len(groups)) // of each group and column
	for i := range groups {
		group := &groups[i]
		group.Columns = slices.Clone(group.Columns)
		sources[i] = make([]*parquetFile, len(group.Columns))
		for j := range group.Columns {
			sources[i][j] = earlier
			other := columnNamed(made.footer.RowGroups[i], group.Columns[j].MetaData.PathInSchema)
			if other == nil {
				continue
			}
			sources[i][j] = made
			before := &group.Columns[j].MetaData
			group.TotalByteSize += other.MetaData.TotalUncompressedSize - before.TotalUncompressedSize
			group.TotalCompressedSize += other.MetaData.TotalCompressedSize - before.TotalCompressedSize
			group.Columns[j] = *other
		}
		if err := w.writeChunks(group, sources[i]); err != nil {
			return err
		}
	}
	for i := range groups {
		for j := range groups[i].Columns {
			if err := w.writeFilter(&groups[i].Columns[j].MetaData, sources[i][j]); err != nil {
				return err
			}
		}
		w.append(groups[i])
	}
	return nil
}

// columnNamed is a column of a group; nil where it has none of that name.
func columnNamed(group format.RowGroup, path thrift.Slice[string]) *format.ColumnChunk {
	for i := range group.Columns {
		if slices.Equal(group.Columns[i].MetaData.PathInSchema, path) {
			return &group.Columns[i]
		}
	}
	return nil
}

// writeChunks copies the chunk of each column of a group from where it stands, and says where it stands now.
func (w *parquetWriter) writeChunks(group *format.RowGroup, sources []*parquetFile) error {
	if group.FileOffset > 0 {
		group.FileOffset = w.offset
	}
	for j := range group.Columns {
		column := &group.Columns[j]
		begin := column.MetaData.DataPageOffset
		if dictionary := column.MetaData.DictionaryPageOffset; dictionary > 0 {
			begin = min(begin, dictionary)
		}
		size := column.MetaData.TotalCompressedSize
		if err := w.copy(sources[j], FilePart{begin, size}); err != nil {
			return err
		}
		filter := column.MetaData.BloomFilterOffset // stays what it was in the source until the filter is copied
		moveColumn(column, w.offset-size-begin)
		column.MetaData.BloomFilterOffset = filter
	}
	return nil
}

// writeFilter copies the Bloom filter of a column that has one, and says where it stands now.
func (w *parquetWriter) writeFilter(column *format.ColumnMetaData, source *parquetFile) error {
	if column.BloomFilterOffset == 0 {
		return nil
	}
	size := int64(column.BloomFilterLength)
	err := w.copy(source, FilePart{column.BloomFilterOffset, size})
	column.BloomFilterOffset = w.offset - size
	return err
}

// copy copies a part of a file to the end of the new one.
func (w *parquetWriter) copy(from *parquetFile, part FilePart) error {
	n, err := io.Copy(w.out, io.NewSectionReader(from, part.Offset, part.Size))
	w.offset += n
	if err == nil && n != part.Size {
		err = io.ErrUnexpectedEOF
	}
	return err
}
