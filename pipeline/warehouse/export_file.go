package warehouse

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// byteOrderMark makes spreadsheet programs read a CSV file as UTF-8; without it Vietnamese letters
// come out as others.
const byteOrderMark = "\uFEFF"

// segment is the rows of one period in a table of the vintage, in the order in which a vintage made anew has them. They
// stand together, since a period is made by one statement.
type segment struct {
	year     int
	label    string
	rows     int64
	from, to int64 // rowids
}

// segments lists what stands where in a table. In the database itself, periods that were taken over stand before those
// that were made now.
func (e *export) segments(ctx context.Context, table string) (all []segment, err error) {
	query := "SELECT year, period, count(*), min(rowid), max(rowid) FROM vintage.main." + table +
		" GROUP BY year, period ORDER BY year, period"
	rows, err := e.q.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s segment
		if err := rows.Scan(&s.year, &s.label, &s.rows, &s.from, &s.to); err != nil {
			return nil, err
		}
		if s.to-s.from+1 != s.rows {
			return nil, fmt.Errorf("%s: the rows of %s do not stand together", table, s.label)
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// writeFiles writes one table of the vintage as Parquet and as CSV.
func (e *export) writeFiles(ctx context.Context, table string) error {
	segments, err := e.segments(ctx, table)
	if err != nil {
		return err
	}
	if err := e.writeParquet(ctx, table, segments); err != nil {
		return err
	}
	return e.writeCSV(ctx, table, segments)
}

// writeCSV writes the header and then period after period: one that is the same is copied from the earlier vintage's
// file.
func (e *export) writeCSV(ctx context.Context, table string, segments []segment) (err error) {
	name := table + ".csv"
	out, err := os.Create(filepath.Join(e.dir, name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	// The header is written by itself, because each period's rows are then appended without one.
	rows, columns, err := e.forSpreadsheets(ctx, "SELECT * FROM vintage.main."+table)
	if err != nil {
		return err
	}
	header, err := out.WriteString(byteOrderMark + strings.Join(columns, ",") + "\n")
	if err != nil {
		return err
	}
	offset := int64(header)
	for len(segments) > 0 {
		together := e.together(table, segments)
		sizes, err := e.appendSegments(ctx, out, table, rows, segments[:together])
		if err != nil {
			return err
		}
		// The next vintage finds the periods by these bytes.
		for i, size := range sizes {
			e.note(segments[i], name, FilePart{offset, size})
			offset += size
		}
		segments = segments[together:]
	}
	return nil
}

// together is how many of the first segments are written by one statement: one of which the earlier file has something
// stands alone, and others follow each other without a gap. A statement for each period would take longer to plan than
// to carry out.
func (e *export) together(table string, segments []segment) int {
	n := 1
	for n < len(segments) && !e.copies(table, segments[0]) && !e.copies(table, segments[n]) &&
		segments[n].from == segments[n-1].to+1 {
		n++
	}
	return n
}

// copies says whether rows of a period are copied from the earlier vintage's file: all of them, or all but some.
func (e *export) copies(table string, s segment) bool {
	_, there := e.earlier.Years[s.year].Periods[s.label].Parts[table+".csv"]
	return there && (e.samePeriod(table, s.year, s.label) || e.inParts(table, s.label))
}

// note says where the rows of a period stand in a file.
func (e *export) note(s segment, file string, part FilePart) {
	p := e.years[s.year].Periods[s.label]
	if p.Parts == nil {
		p.Parts = map[string]FilePart{}
		e.years[s.year].Periods[s.label] = p
	}
	p.Parts[file] = part
}

// appendSegments writes the rows of periods that stand together, and returns how many bytes each takes. A period that
// is the same is copied byte by byte from the earlier file, which is much faster than writing it again.
func (e *export) appendSegments(
	ctx context.Context, out *os.File, table, rows string, segments []segment,
) (sizes []int64, err error) {
	first, last := segments[0], segments[len(segments)-1]
	if !e.copies(table, first) {
		return e.appendRows(ctx, out, fmt.Sprintf("%s WHERE year BETWEEN %d AND %d AND rowid BETWEEN %d AND %d", rows,
			first.year, last.year, first.from, last.to), segments)
	}
	part := e.earlier.Years[first.year].Periods[first.label].Parts[table+".csv"]
	if e.inParts(table, first.label) {
		size, err := e.splice(ctx, out, table, madeRows(table, first.label), first, part)
		return []int64{size}, err
	}
	in, err := os.Open(filepath.Join(e.earlier.Dir, table+".csv"))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if _, err := in.Seek(part.Offset, io.SeekStart); err != nil {
		return nil, err
	}
	size, err := io.CopyN(out, in, part.Size)
	return []int64{size}, err
}

// plain turns a query of all columns (SELECT * FROM …) into one that writes exact numbers without
// the zeros at their ends: a table has them with ten decimals, and a person reads 23 and 23.5.
func (b *builder) plain(ctx context.Context, query string) (string, error) {
	query, _, err := b.through(ctx, query, func(of string) string {
		if isExact(of) {
			return "plain_decimal"
		}
		return ""
	})
	return query, err
}

// forSpreadsheets is plain for a file that people open in a spreadsheet program: a text that would be
// computed there is made harmless, unless the office wants texts as they are. columns are the names of
// all columns.
func (b *builder) forSpreadsheets(ctx context.Context, query string) (made string, columns []string, err error) {
	return b.through(ctx, query, func(of string) string {
		switch {
		case isExact(of):
			return "plain_decimal"
		case of == "VARCHAR" && !b.settings.CSVAsTyped:
			return "csv_text"
		}
		return ""
	})
}

// isExact says whether a type is that of exact numbers, DECIMAL of any width with ten decimals.
func isExact(of string) bool {
	return strings.HasPrefix(of, "DECIMAL(") && strings.HasSuffix(of, ",10)")
}

// through puts each column of a query of all columns through the function that is given for its type,
// "" for none. columns are the names of all columns.
func (b *builder) through(ctx context.Context, query string, function func(of string) string) (made string,
	columns []string, err error) {
	rows, err := b.q.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+query+")")
	if err != nil {
		return "", nil, fmt.Errorf("describe %s: %w", query, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var replaced []string
	for rows.Next() {
		var name, of string
		if err := rows.Scan(&name, &of); err != nil {
			return "", nil, err
		}
		columns = append(columns, name)
		if through := function(of); through != "" {
			replaced = append(replaced, fmt.Sprintf("%s(%s) AS %s", through, name, name))
		}
	}
	if replaced != nil {
		query = strings.Replace(query, "SELECT *", fmt.Sprintf("SELECT * REPLACE (%s)", strings.Join(replaced, ", ")), 1)
	}
	return query, columns, rows.Err()
}

// appendRows writes the rows of a query, which are those of the segments, at the end of a file and returns how many
// bytes each segment takes. DuckDB writes whole files only, so the rows go through a file of their own.
func (e *export) appendRows(
	ctx context.Context, out *os.File, query string, segments []segment,
) (sizes []int64, err error) {
	part := out.Name() + ".part"
	made := fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER false)", query, duck.Quoted(part))
	if err := e.exec(ctx, part, made); err != nil {
		return nil, err
	}
	in, err := os.Open(part)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close(), os.Remove(part)) }()
	read, write := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	for _, s := range segments {
		size := int64(0)
		for range s.rows {
			n, err := copyRecord(write, read)
			if err != nil {
				return nil, fmt.Errorf("%s: the rows of %s: %w", part, s.label, err)
			}
			size += n
		}
		sizes = append(sizes, size)
	}
	if _, err := read.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, errors.Join(fmt.Errorf("%s: there are more rows than its periods have", part), err)
	}
	return sizes, write.Flush()
}
