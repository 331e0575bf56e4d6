package warehouse

import (
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

// writeFiles writes one table of the vintage as Parquet and as CSV.
func (e *export) writeFiles(ctx context.Context, table string) error {
	if err := e.writeParquet(ctx, table); err != nil {
		return err
	}
	return e.writeCSV(ctx, table)
}

// byYear selects a table's rows in the order in which a vintage made anew has them. In the database
// itself, years that were taken over stand before those that were made now.
func (e *export) byYear(table string) string {
	var parts []string
	for _, year := range e.sorted() {
		parts = append(parts, fmt.Sprintf("SELECT * FROM vintage.main.%s WHERE year = %d", table, year))
	}
	if parts == nil {
		return "SELECT * FROM vintage.main." + table
	}
	return strings.Join(parts, " UNION ALL ")
}

// writeParquet writes with one thread: how rows are parted into groups would otherwise depend on the number of threads,
// and the bytes with it.
func (e *export) writeParquet(ctx context.Context, table string) (err error) {
	threads := 0
	if err := e.q.QueryRowContext(ctx, "SELECT current_setting('threads')").Scan(&threads); err != nil {
		return err
	}
	if threads > 1 {
		if err := e.exec(ctx, table, "SET threads = 1"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, e.exec(ctx, table, fmt.Sprintf("SET threads = %d", threads))) }()
	}
	file := filepath.Join(e.dir, table+".parquet")
	return e.exec(ctx, table, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", e.byYear(table),
		duck.Quoted(file)))
}

// writeCSV writes the header and then year after year: a year that is the same is copied from the earlier vintage's
// file.
func (e *export) writeCSV(ctx context.Context, table string) (err error) {
	name := table + ".csv"
	out, err := os.Create(filepath.Join(e.dir, name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	// The header is written by itself, because each year's rows are then appended without one.
	rows, columns, err := e.forSpreadsheets(ctx, "SELECT * FROM vintage.main."+table)
	if err != nil {
		return err
	}
	header, err := out.WriteString(byteOrderMark + strings.Join(columns, ",") + "\n")
	if err != nil {
		return err
	}
	offset := int64(header)
	for _, year := range e.sorted() {
		size, err := e.appendYear(ctx, out, table, rows, year)
		if err != nil {
			return err
		}
		// The next vintage finds the year by these bytes.
		e.years[year].Parts[name] = FilePart{offset, size}
		offset += size
	}
	return nil
}

// appendYear writes one year's rows and returns how many bytes they take. A year that is the same
// is copied byte by byte from the earlier file, which is much faster than writing it again.
func (e *export) appendYear(ctx context.Context, out *os.File, table, rows string, year int) (size int64, err error) {
	if !e.same(year) {
		return e.appendRows(ctx, out, fmt.Sprintf("%s WHERE year = %d", rows, year))
	}
	in, err := os.Open(filepath.Join(e.earlier.Dir, table+".csv"))
	if err != nil {
		return 0, err
	}
	defer in.Close()
	part := e.earlier.Years[year].Parts[table+".csv"]
	if _, err := in.Seek(part.Offset, io.SeekStart); err != nil {
		return 0, err
	}
	return io.CopyN(out, in, part.Size)
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

// appendRows writes the rows of a query at the end of a file and returns how many bytes they take.
// DuckDB writes whole files only, so the rows go through a file of their own.
func (e *export) appendRows(ctx context.Context, out *os.File, query string) (size int64, err error) {
	part := out.Name() + ".part"
	write := fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER false)", query, duck.Quoted(part))
	if err := e.exec(ctx, part, write); err != nil {
		return 0, err
	}
	in, err := os.Open(part)
	if err != nil {
		return 0, err
	}
	size, err = io.Copy(out, in)
	return size, errors.Join(err, in.Close(), os.Remove(part))
}
