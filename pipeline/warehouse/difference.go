package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// shownDifferences bounds how many differing rows are named; the rest is counted.
const shownDifferences = 10

// differences names the rows in which two tables differ: a sealed one, all of whose columns are
// texts, and another one.
//
// Three things do not count. The order of rows follows the registry of the day. The number of
// digits follows the rounding of the day: 120.0 is 120.00. And a column that the sealed table does
// not have is one that later versions publish besides. An empty result means that the tables say
// the same.
func differences(ctx context.Context, q duck.Querier, sealed, other string) (problems []string, err error) {
	names, columns, lacking, err := comparedColumns(ctx, q, sealed, other)
	if err != nil || lacking != nil {
		return lacking, err
	}
	body, err := duck.Statement("warehouse/table_difference")
	if err != nil {
		return nil, err
	}
	query := strings.NewReplacer("{{sealed}}", sealed, "{{other}}", other, "{{names}}", strings.Join(names, ", "),
		"{{columns}}", strings.Join(columns, ", ")).Replace(body)
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("compare with the sealed rows: %w", err)
	}
	defer rows.Close()
	more := 0
	for rows.Next() {
		var side, text string
		if err := rows.Scan(&side, &text); err != nil {
			return nil, err
		}
		if len(problems) == shownDifferences {
			more++
			continue
		}
		problems = append(problems, side+" "+text)
	}
	if more > 0 {
		problems = append(problems, fmt.Sprintf("and %d rows more", more))
	}
	return problems, rows.Err()
}

// comparedColumns lists the columns of a sealed table, and for each the SQL that writes equal
// values as equal texts: numbers without the zeros at their ends, NULL as an empty text. lacking
// names sealed columns that the other table no longer has.
func comparedColumns(ctx context.Context, q duck.Querier, sealed, other string) (names, texts, lacking []string,
	err error) {
	types := map[string]string{}
	// The types are those of the other table: in the sealed one every column is a text.
	if _, err := described(ctx, q, other, types); err != nil {
		return nil, nil, nil, err
	}
	if names, err = described(ctx, q, sealed, map[string]string{}); err != nil {
		return nil, nil, nil, err
	}
	for _, name := range names {
		kind, there := types[name]
		if !there {
			lacking = append(lacking, fmt.Sprintf("the column %s was sealed and is there no more", name))
		}
		text := fmt.Sprintf("coalesce(%s::VARCHAR, '')", name)
		if strings.HasPrefix(kind, "DECIMAL") || strings.HasSuffix(kind, "INT") || kind == "INTEGER" {
			text = fmt.Sprintf("CASE WHEN contains(%[1]s, '.') THEN rtrim(rtrim(%[1]s, '0'), '.') ELSE %[1]s END", text)
		}
		texts = append(texts, text+" AS "+name)
	}
	return names, texts, lacking, nil
}

// described lists the columns of a table in their order, and puts the type of each into types, by
// name.
func described(ctx context.Context, q duck.Querier, table string, types map[string]string) (names []string, err error) {
	rows, err := q.QueryContext(ctx, fmt.Sprintf("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM %s)",
		table))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		names, types[name] = append(names, name), kind
	}
	return names, rows.Err()
}

// readSealed makes a table of a sealed CSV file. Every column is a text, so that no guess about
// types changes what the file says.
func readSealed(ctx context.Context, q duck.Querier, file, table string) error {
	_, err := q.ExecContext(ctx,
		fmt.Sprintf("CREATE TABLE %s AS SELECT * FROM read_csv(%s, all_varchar = true, header = true, delim = ',', quote "+
			"= '\"', escape = '\"')",
			table, duck.Quoted(file)))
	if err != nil {
		return fmt.Errorf("read the sealed rows in %s: %w", file, err)
	}
	return nil
}

// DifferFromPublished names the rows in which what a vintage publishes of a closed period differs
// from the rows that it was closed with. sealed is the bundle's CSV file, snapshot the vintage's
// tonghop.duckdb.
func DifferFromPublished(ctx context.Context, sealed, snapshot string, p period.Period) ([]string, error) {
	table, err := TableOf(p)
	if err != nil {
		return nil, err
	}
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	if err := duck.Attach(ctx, conn, snapshot, "vintage"); err != nil {
		return nil, err
	}
	if err := readSealed(ctx, conn, sealed, "sealed"); err != nil {
		return nil, err
	}
	published := fmt.Sprintf("CREATE TEMP VIEW published AS SELECT * FROM vintage.main.%s WHERE period = %s", table,
		duck.Quoted(p.String()))
	if _, err := conn.ExecContext(ctx, published); err != nil {
		return nil, err
	}
	return differences(ctx, conn, "sealed", "published")
}

// DifferFromSealed names the rows in which the tables as consolidated in this transaction differ
// from the sealed rows of a period. The sealed rows become a table of the database on the way, so
// that the transaction has to be rolled back.
func (tx *Tx) DifferFromSealed(ctx context.Context, settings Settings, p period.Period, sealed string) ([]string,
	error) {
	rows, _, err := tx.rowsOf(ctx, settings, p)
	if err != nil {
		return nil, err
	}
	if err := readSealed(ctx, tx.conn, sealed, "main.sealed"); err != nil {
		return nil, err
	}
	if _, err := tx.conn.ExecContext(ctx, "CREATE TEMP TABLE made AS "+rows); err != nil {
		return nil, fmt.Errorf("table of %s: %w", p, err)
	}
	return differences(ctx, tx.conn, "main.sealed", "made")
}

// openScratch opens a new database in memory, with one connection and none of the program's
// functions: a bundle brings its own, and must not work by accident with those of today.
func openScratch(ctx context.Context) (conn *sql.Conn, closeAll func(), err error) {
	db, err := duck.Open(ctx, "", duck.Settings{
		Database: databaseSettings(Options{Threads: runtime.GOMAXPROCS(0)}), Connection: []string{connectionSettings},
	})
	if err != nil {
		return nil, nil, err
	}
	if conn, err = db.Conn(ctx); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	// it is in memory: nothing is lost if closing it fails
	return conn, func() { _, _ = conn.Close(), db.Close() }, nil
}
